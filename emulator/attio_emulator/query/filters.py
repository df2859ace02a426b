"""Filters: compiles the JSON of a query to a test of records. Types define fields and operators.

Shorthand (`{attribute: value}`) and verbose forms (`{attribute: {operator: value}}`, `{attribute: {field: value}}`,
`{attribute: {field: {operator: value}}}`) can be mixed; several keys mean *and*. If an attribute has several values,
one of them must meet all conditions stated together (assumed); along a path, any record may. Source: Attio's
documentation; `$not` takes one condition and no other logical operator (observed).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from attio_emulator.query.candidates import Candidates, anybody, in_all, in_any, with_keys
from attio_emulator.query.paths import Ground, Shown, Step
from attio_emulator.query.refusals import (
    Path,
    field_omitted,
    filter_error,
    invalid_field,
    invalid_operator,
    invalid_value,
    unknown_choice,
)
from attio_emulator.record import Record
from attio_emulator.schema.model import Attribute
from attio_emulator.types import TYPES
from attio_emulator.types.choices import chosen
from attio_emulator.types.fields import CHOICE, LOWER, PARTS, Field

__all__ = ["COMPARISONS", "Filter", "Test", "compiled"]

Test = Callable[[Record], bool]
_Check = Callable[[Shown], bool]


@dataclass(frozen=True, slots=True)
class Filter:
    """The test of a record, and the candidates: no other record can pass."""

    passes: Test
    candidates: Candidates


@dataclass(frozen=True, slots=True)
class _Condition:
    """The test of one attribute's values. `keys`: a value must have one of these; None if any."""

    holds: Callable[[Sequence[Shown]], bool]
    keys: Collection[Hashable] | None
    with_time: bool


_DEEPEST = 100
"""Deepest nesting of logical operators (assumed)."""

_IDS = ("record_id", "entry_id")
"""Attributes that hold the ID of their record."""

COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "$contains": lambda shown, wanted: wanted.casefold() in shown.casefold(),
    "$starts_with": lambda shown, wanted: shown.startswith(wanted),
    "$ends_with": lambda shown, wanted: shown.endswith(wanted),
    "$lt": operator.lt,
    "$lte": operator.le,
    "$gt": operator.gt,
    "$gte": operator.ge,
}
"""The operators other than `$eq` and `$in` (each kind defines its equality) and `$not_empty`."""


def compiled(ground: Ground, given: Mapping[str, Any]) -> Filter:
    """Compile a filter.

    Raises:
        AttioError: 400, with the place in the filter as `path`; see `refusals`.
    """
    return _Reader(ground).filter(given, ())


class _Reader:
    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    # -- logic -----------------------------------------------------------------------------------------------------

    def filter(self, given: Any, path: Path, depth: int = 0) -> Filter:
        if not isinstance(given, Mapping):
            raise invalid_value(given, "an object with conditions", path)
        if depth > _DEEPEST:
            raise filter_error(f"A filter may not be deeper than {_DEEPEST} logical operators.", path)
        if isinstance(given.get("path"), list):
            return self._along(given, path)
        return _all([self._clause(key, wanted, (*path, key), depth) for key, wanted in given.items()])

    def _clause(self, key: str, wanted: Any, path: Path, depth: int) -> Filter:
        if key in ("$and", "$or"):
            if not isinstance(wanted, list):
                raise invalid_value(wanted, "a list of filters", path)
            tests = [self.filter(one, (*path, str(index)), depth + 1) for index, one in enumerate(wanted)]
            return _all(tests) if key == "$and" else _any(tests)
        if key == "$not":
            test = self._single(wanted, path).passes
            return Filter(lambda record: not test(record), anybody)
        return self._attribute(key, wanted, path)

    def _single(self, given: Any, path: Path) -> Filter:
        """The condition that `$not` negates; a logical operator there is read as an attribute (observed)."""
        if not isinstance(given, Mapping):
            raise invalid_value(given, "an object with one condition", path)
        if isinstance(given.get("path"), list):
            return self._along(given, path)
        if len(given) != 1:
            raise filter_error(f"$not takes one condition, found {len(given)}.", path)
        key, wanted = next(iter(given.items()))
        return self._attribute(key, wanted, (*path, key))

    # -- attributes ------------------------------------------------------------------------------------------------

    def _attribute(self, key: str, wanted: Any, path: Path) -> Filter:
        ground, owner = self._ground, self._ground.owner
        step = Step(owner, ground.attribute(owner, key, path))
        condition = self._condition(step, wanted, path)
        holds, shown = condition.holds, ground.shown(step, with_time=condition.with_time)
        return Filter(lambda record: holds(list(shown(record))), with_keys(ground, [step], condition.keys))

    def _along(self, given: Mapping[str, Any], path: Path) -> Filter:
        ground, steps = self._ground, self._ground.steps(given["path"], (*path, "path"))
        extra = [key for key in given if key not in ("path", "constraints")]
        if extra or "constraints" not in given:
            told = f"found {extra[0]} too" if extra else "constraints are missing"
            raise filter_error(f"A filter along a path has path and constraints; {told}.", path)
        condition = self._condition(steps[-1], given["constraints"], (*path, "constraints"))
        holds, shown = condition.holds, ground.shown(steps[-1], with_time=condition.with_time)
        return Filter(
            lambda record: any(holds(list(shown(end))) for end in ground.ends(record, steps)),
            with_keys(ground, steps, condition.keys),
        )

    def _condition(self, step: Step, wanted: Any, path: Path) -> _Condition:
        """The condition on one attribute's values."""
        attribute = step.attribute
        known, kind = TYPES[attribute.type], attribute.type
        checks: list[_Check] = []
        keys: list[Collection[Hashable]] = []
        presence: list[tuple[str, bool]] = []
        named: set[str] = set()

        def add(field: Field, operators: Mapping[str, Any], at: Path, *, short: bool = False) -> None:
            named.add(field.name)
            if attribute.slug in _IDS and not attribute.is_writable:  # a text, but an ID may be in any case
                field = field._replace(kind=LOWER)
            for sign, one in operators.items():
                where = at if short else (*at, sign)
                if sign not in field.operators:
                    raise invalid_operator(sign, field.name, kind, field.operators, where)
                if sign == "$not_empty":
                    if not isinstance(one, bool):
                        raise invalid_value(one, "true or false", where, kind=kind)
                    presence.append((field.name, one))
                else:
                    if field.kind is CHOICE and isinstance(one, str):
                        one = self._choice(attribute, one, path)
                    checks.append(self._check(field, sign, one, kind, where))
                    if sign in ("$eq", "$in"):
                        keys.extend(self._keys(step, field, one if sign == "$in" else [one]))

        def plain() -> Field:
            field = known.default_field()
            if field is None:
                raise field_omitted(attribute.slug, kind, [one.name for one in known.fields], path)
            return field

        if not isinstance(wanted, Mapping):
            add(plain(), {"$eq": wanted}, path, short=True)
        elif not wanted:
            raise filter_error(f'The condition for attribute "{attribute.slug}" is empty.', path)
        else:
            for key, one in wanted.items():
                if key.startswith("$"):
                    add(plain(), {key: one}, path)
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
        # one value must pass every check, so its key is among those of each
        common = set(keys[0]).intersection(*keys[1:]) if keys else None
        return _Condition(_holding(checks, presence), common, "active_from" in named)

    def _choice(self, attribute: Attribute, named: str, path: Path) -> str:
        """The ID of an option or a status, even an archived one."""
        found = chosen(attribute.choices, named, self._ground.settings)
        if found is None:
            raise unknown_choice(attribute.type, named, path)
        return found.id

    def _keys(self, step: Step, field: Field, several: Sequence[Any]) -> Iterator[Collection[Hashable]]:
        """The keys of the values that equal one of these, if the type can tell them."""
        kind, setting = TYPES[step.attribute.type], self._ground.setting(step)
        given = [field.kind.given(one, self._ground.workspace) for one in several]
        found = [kind.keys_of(field.name, one, setting) for one in given]
        if None not in found:
            yield {key for keys in found if keys is not None for key in keys}

    def _check(self, field: Field, sign: str, wanted: Any, kind: str, path: Path) -> _Check:
        if sign == "$in":
            if not isinstance(wanted, list):
                raise invalid_value(wanted, f"a list; each one {field.kind.words}", path, kind=kind)
            several = [self._given(field, one, kind, (*path, str(index))) for index, one in enumerate(wanted)]
            return _compared(field, lambda shown, _: any(field.kind.equal(shown, one) for one in several), None)
        if sign in PARTS and field.kind.parts:
            readings = [field._replace(kind=one) for one in field.kind.parts]
            compared = [_compared(one, COMPARISONS[sign], self._given(one, wanted, kind, path)) for one in readings]
            return lambda shown: any(check(shown) for check in compared)
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


def _holding(checks: Sequence[_Check], presence: Sequence[tuple[str, bool]]) -> Callable[[Sequence[Shown]], bool]:
    def holds(values: Sequence[Shown]) -> bool:
        for name, wanted in presence:
            if any(value.get(name) not in (None, "") for value in values) is not wanted:
                return False
        return not checks or any(all(check(value) for check in checks) for value in values)

    return holds


def _all(several: Sequence[Filter]) -> Filter:
    if len(several) == 1:
        return several[0]
    tests = [one.passes for one in several]
    return Filter(lambda record: all(test(record) for test in tests), in_all([one.candidates for one in several]))


def _any(several: Sequence[Filter]) -> Filter:
    tests = [one.passes for one in several]
    return Filter(lambda record: any(test(record) for test in tests), in_any([one.candidates for one in several]))
