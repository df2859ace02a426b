"""Filters: from the JSON of a query to a function that says whether a record passes. Fields and operators stand with the types.

Shorthand (`{attribute: value}`) and verbose forms (`{attribute: {operator: value}}`, `{attribute: {field: value}}`,
`{attribute: {field: {operator: value}}}`) can be mixed; several keys mean *and*. Of an attribute with several values one
value has to pass all that is asked of the attribute in one place (assumed); along a path any record may. Source: Attio's
documentation; `$not` takes one condition and no other logical operator (observed).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attio_emulator.query.paths import Ground, Shown, Step
from attio_emulator.query.refusals import Path, filter_error, invalid_field, invalid_operator, invalid_value
from attio_emulator.schema.model import Attribute, Object
from attio_emulator.store import Record
from attio_emulator.types import TYPES
from attio_emulator.types.fields import Field

__all__ = ["COMPARISONS", "Test", "compiled"]

Test = Callable[[Record], bool]
_Condition = Callable[[Sequence[Shown]], bool]
_Check = Callable[[Shown], bool]

_DEEPEST = 100
"""How many logical operators may stand inside each other (assumed)."""

COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "$contains": lambda shown, wanted: wanted.casefold() in shown.casefold(),
    "$starts_with": lambda shown, wanted: shown.startswith(wanted),
    "$ends_with": lambda shown, wanted: shown.endswith(wanted),
    "$lt": operator.lt,
    "$lte": operator.le,
    "$gt": operator.gt,
    "$gte": operator.ge,
}
"""What operators do besides `$eq` and `$in` (equality is the kind's own) and `$not_empty`."""


def compiled(ground: Ground, owner: Object, given: Mapping[str, Any]) -> Test:
    """The test that a filter is.

    Raises:
        AttioError: 400, with `path` saying where in the filter; see `refusals`.
    """
    return _Reader(ground, owner).filter(given, ())


class _Reader:
    def __init__(self, ground: Ground, owner: Object) -> None:
        self._ground, self._owner = ground, owner

    # -- logic -----------------------------------------------------------------------------------------------------

    def filter(self, given: Any, path: Path, depth: int = 0) -> Test:
        if not isinstance(given, Mapping):
            raise invalid_value(given, "an object with conditions", path)
        if depth > _DEEPEST:
            raise filter_error(f"A filter may not be deeper than {_DEEPEST} logical operators.", path)
        if isinstance(given.get("path"), list):
            return self._along(given, path)
        return _all([self._clause(key, wanted, (*path, key), depth) for key, wanted in given.items()])

    def _clause(self, key: str, wanted: Any, path: Path, depth: int) -> Test:
        if key in ("$and", "$or"):
            if not isinstance(wanted, list):
                raise invalid_value(wanted, "a list of filters", path)
            tests = [self.filter(one, (*path, str(index)), depth + 1) for index, one in enumerate(wanted)]
            return _all(tests) if key == "$and" else _any(tests)
        if key == "$not":
            test = self._single(wanted, path)
            return lambda record: not test(record)
        return self._attribute(key, wanted, path)

    def _single(self, given: Any, path: Path) -> Test:
        """The one condition that `$not` turns round; a logical operator is taken for an attribute there (observed)."""
        if not isinstance(given, Mapping):
            raise invalid_value(given, "an object with one condition", path)
        if isinstance(given.get("path"), list):
            return self._along(given, path)
        if len(given) != 1:
            raise filter_error(f"$not takes one condition, found {len(given)}.", path)
        key, wanted = next(iter(given.items()))
        return self._attribute(key, wanted, (*path, key))

    # -- attributes ------------------------------------------------------------------------------------------------

    def _attribute(self, key: str, wanted: Any, path: Path) -> Test:
        ground, step = self._ground, Step(self._owner, self._ground.attribute(self._owner, key, path))
        condition = self._condition(step.attribute, wanted, path)
        return lambda record: condition(ground.shown(record, step))

    def _along(self, given: Mapping[str, Any], path: Path) -> Test:
        ground, steps = self._ground, self._ground.steps(self._owner, given["path"], (*path, "path"))
        extra = [key for key in given if key not in ("path", "constraints")]
        if extra or "constraints" not in given:
            told = f"found {extra[0]} too" if extra else "constraints are missing"
            raise filter_error(f"A filter along a path has path and constraints; {told}.", path)
        condition = self._condition(steps[-1].attribute, given["constraints"], (*path, "constraints"))
        return lambda record: any(condition(ground.shown(end, steps[-1])) for end in ground.ends(record, steps))

    def _condition(self, attribute: Attribute, wanted: Any, path: Path) -> _Condition:
        """What is asked of the values of one attribute."""
        known, kind = TYPES[attribute.type], attribute.type
        checks: list[_Check] = []
        presence: list[tuple[str, bool]] = []
        named: set[str] = set()

        def add(field: Field, operators: Mapping[str, Any], at: Path, *, short: bool = False) -> None:
            named.add(field.name)
            for sign, one in operators.items():
                where = at if short else (*at, sign)
                if sign not in field.operators:
                    raise invalid_operator(sign, field.name, kind, field.operators, where)
                if sign == "$not_empty":
                    if not isinstance(one, bool):
                        raise invalid_value(one, "true or false", where, kind=kind)
                    presence.append((field.name, one))
                else:
                    checks.append(self._check(field, sign, one, kind, where))

        def plain(what: str) -> Field:
            field = known.default_field()
            if field is None:
                fields = ", ".join(one.name for one in known.fields)
                raise filter_error(
                    f'{what} for attribute "{attribute.slug}" of type {kind} must name a field: {fields}.', path
                )
            return field

        if not isinstance(wanted, Mapping):
            add(plain("A condition"), {"$eq": wanted}, path, short=True)
        elif not wanted:
            raise filter_error(f'The condition for attribute "{attribute.slug}" is empty.', path)
        else:
            for key, one in wanted.items():
                if key.startswith("$"):
                    add(plain(f"Operator {key}"), {key: one}, path)
                    continue
                field = known.field(key)
                if field is None:
                    raise invalid_field(key, kind, [one.name for one in known.fields], (*path, key))
                if isinstance(one, Mapping):
                    if not one:
                        raise filter_error(f'The condition for field "{key}" is empty.', (*path, key))
                    add(field, one, (*path, key))
                else:
                    add(field, {"$eq": one}, (*path, key), short=True)
        missing = [name for name in known.together if name not in named]
        if missing:
            raise filter_error(f"A filter by {kind} names {' and '.join(known.together)} together.", path)
        return _condition(checks, presence)

    def _check(self, field: Field, sign: str, wanted: Any, kind: str, path: Path) -> _Check:
        if sign == "$in":
            if not isinstance(wanted, list):
                raise invalid_value(wanted, f"a list; each one {field.kind.words}", path, kind=kind)
            several = [self._given(field, one, kind, (*path, str(index))) for index, one in enumerate(wanted)]
            return _compared(field, lambda shown, _: any(field.kind.equal(shown, one) for one in several), None)
        one = self._given(field, wanted, kind, path)
        return _compared(field, field.kind.equal if sign == "$eq" else COMPARISONS[sign], one)

    def _given(self, field: Field, wanted: Any, kind: str, path: Path) -> Any:
        try:
            return field.kind.given(wanted, self._ground.workspace)
        except ValueError:
            raise invalid_value(wanted, field.kind.words, path, kind=kind) from None


def _compared(field: Field, compare: Callable[[Any, Any], bool], wanted: Any) -> _Check:
    name, prepared = field.name, field.kind.shown
    nullable = name == "referenced_actor_id"

    def check(shown: Shown) -> bool:
        value = shown.get(name)
        return False if value is None and not nullable else compare(prepared(value), wanted)

    return check


def _condition(checks: Sequence[_Check], presence: Sequence[tuple[str, bool]]) -> _Condition:
    def condition(values: Sequence[Shown]) -> bool:
        for name, wanted in presence:
            if any(value.get(name) not in (None, "") for value in values) is not wanted:
                return False
        return not checks or any(all(check(value) for check in checks) for value in values)

    return condition


def _all(tests: Sequence[Test]) -> Test:
    return tests[0] if len(tests) == 1 else lambda record: all(test(record) for test in tests)


def _any(tests: Sequence[Test]) -> Test:
    return lambda record: any(test(record) for test in tests)
