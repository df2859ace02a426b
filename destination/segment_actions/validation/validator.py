"""Checks a payload against a schema: removes empty values, wraps single values in arrays, coerces, collects all
problems.

Source: observation of the published packages (Ajv 8.18 with `coerceTypes: "array"`, ajv-human-errors 2.16).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from segment_actions import js
from segment_actions.errors import FieldError, PayloadProblem, PayloadValidationError
from segment_actions.json_values import guards, kind_of
from segment_actions.pointers import keys_of, token
from segment_actions.validation.fast_path import Usual, usual
from segment_actions.validation.fields import Condition, InputField, Requirement, Schema, schema_of
from segment_actions.validation.formats import FORMATS, LABELS, NUMBER_FORMATS

__all__ = ["Mode", "Validator", "compile_fields", "validate"]

Mode = Literal["single", "batch"]
"""Whether the payload travels alone or with others. Empty text at the top level survives in a batch only."""

_USUAL = 20
"""Number of payloads after which the fast path is compiled."""
_EXEMPT = "dynamicAuthSettings"
_UNSET = js.MISSING


@guards("fields", "payload")
def validate(fields: Mapping[str, Any], payload: Mapping[str, Any], mode: Mode = "single") -> dict[str, Any]:
    """The payload as the action receives it: a new dict; the argument is not changed.

    `fields` maps keys to `InputField`s or to dicts in Segment's notation. For many payloads use `compile_fields`.

    Raises:
        PayloadValidationError: lists every problem, in Segment's words and order.
        ValueError: an unknown mode.
    """
    if mode not in ("single", "batch"):
        raise ValueError(f"found the mode {mode!r}, expected 'single' or 'batch'")
    return compile_fields(fields).validate(payload, mode)


def compile_fields(fields: Mapping[str, Any]) -> Validator:
    """A validator of these fields, for many payloads."""
    if not isinstance(fields, Mapping):
        raise FieldError(f"the fields are {kind_of(fields)}; expected an object of fields by their keys")
    return Validator(
        {key: one if isinstance(one, InputField) else InputField.from_dict(one, key) for key, one in fields.items()}
    )


class Validator:
    """The fields of one action, compiled to check payloads."""

    def __init__(self, fields: Mapping[str, InputField]) -> None:
        self.schema = schema_of(fields)
        self._usual: Usual = self._counted
        self._seen = 0

    def _counted(self, payload: Any, keeps_empty: bool) -> None:
        """Sends the first payloads the slow way: compiling takes time, and many validators see only one payload."""
        self._seen += 1
        if self._seen > _USUAL:
            self._usual = usual(self.schema)

    def without_empties(self, payload: Any, mode: Mode = "single") -> Any:
        """A copy without the empty values that Segment removes before it applies the schema."""
        kept = _removed(payload, self.schema)
        if not isinstance(kept, Mapping):
            return kept
        # A single event loses "" of any type; a batch keeps it, so an empty required text is valid there (observed).
        return {key: one for key, one in kept.items() if mode == "batch" or one != ""}

    def validate(self, payload: Any, mode: Mode = "single") -> dict[str, Any]:
        """Like the function `validate`, for these fields. A payload that is not an object is refused as a value of the wrong type."""
        taken = self._usual(payload, mode == "batch")
        return taken if taken is not None else self.checked(self.without_empties(payload, mode))

    def checked(self, given: Any) -> dict[str, Any]:
        """Like `validate`, but keeps all empty values and always takes the slow way."""
        result: dict[str, Any]
        result, problems = self.examined(given)
        if problems:
            raise PayloadValidationError(problems)
        return result

    def examined(self, given: Any) -> tuple[Any, list[PayloadProblem]]:
        """Like `checked`, but returns the problems. The payload has its other fields coerced; faulty ones stay as they are."""
        check = _Check()
        if not isinstance(given, dict):
            return check.value(given, self.schema, ""), check.problems
        given = dict(given)
        exempt = given.get(_EXEMPT, _UNSET)
        for key, member in (self.schema.members or {}).items():
            # Wraps objects, too, but not null (observed). Ajv's own coercion, which follows, wraps scalars only.
            if member.types == ("array",) and given.get(key) is not None and not isinstance(given[key], list):
                given[key] = [given[key]]
        result = check.value(given, self.schema, "")
        if exempt is not _UNSET:
            result[_EXEMPT] = _in_place(exempt, result.get(_EXEMPT))
        return result, check.problems


def _in_place(given: Any, checked: Any) -> Any:
    """The value as given. An object or array, however, is the checked one, with its members coerced (observed)."""
    if isinstance(given, dict) and isinstance(checked, list) and len(checked) == 1:
        checked = checked[0]  # undo the wrapping done for the check
    return checked if type(given) in (dict, list) and type(checked) is type(given) else given


def _removed(value: Any, schema: Schema | None) -> Any:
    if schema is None:
        return value
    if isinstance(value, list):
        return value if schema.items is None else [one for one in value if _removed(one, schema.items) is not _UNSET]
    if isinstance(value, Mapping):
        if schema.members is None:
            return dict(value) if not isinstance(value, dict) else value
        kept = ((key, _removed(one, schema.members.get(key))) for key, one in value.items())
        return {key: one for key, one in kept if one is not _UNSET}
    if value is None and "null" not in schema.types:
        return _UNSET
    # A datetime may be string or number, so its "" stays (observed).
    if isinstance(value, str) and value == "" and "string" not in schema.types:
        return _UNSET
    return value


class _Check:
    """One check of one payload."""

    def __init__(self) -> None:
        self.problems: list[PayloadProblem] = []

    def value(self, value: Any, schema: Schema, pointer: str) -> Any:
        value, fits = self._typed(value, schema, pointer)
        kind = _type(value)
        if schema.choices is not None and not any(_same(value, choice) for choice in schema.choices):
            self._add(schema, pointer, "enum", value, f"must be one of: {_alternatives(schema.choices)}")
            if not fits and schema.types == ("object",) and schema.members is not None:
                # Ajv checks an object's type together with its members, after the choices (observed).
                self.problems[-2:] = reversed(self.problems[-2:])
        for requirement in schema.requirements if kind == "object" else ():
            self._conditionally(value, requirement, schema, pointer)
        if kind == "number" and math.isfinite(js.number(value)):
            self._number(value, schema, pointer)
        elif kind == "string":
            self._text(value, schema, pointer)
        if kind == "array" and schema.items is not None:
            return [self.value(one, schema.items, f"{pointer}/{index}") for index, one in enumerate(value)]
        if kind == "object" and fits and schema.members is not None:
            return self._members(value, schema, schema.members, pointer)
        return value

    def _typed(self, value: Any, schema: Schema, pointer: str) -> tuple[Any, bool]:
        if any(_is(value, kind) for kind in schema.types):
            return value, True
        # Objects are neither coerced nor unwrapped: [{"a": 1}] is reported as "an array" (observed).
        coercible = [kind for kind in schema.types if kind != "object"]
        if coercible and isinstance(value, list) and len(value) == 1:
            value = value[0]
            # With several types, the element itself never fits, only its coerced form: for a datetime, [7] becomes "7" (observed).
            if len(schema.types) == 1 and _is(value, schema.types[0]):
                return value, True
        for kind in coercible:
            coerced = _coerced(value, kind)
            if coerced is not _UNSET:
                return coerced, True
        wanted = _listed(schema.types)
        article = "an" if wanted[0] in "aeiou" else "a"
        found = js.type_name(value)
        shown = found if found in ("null", "undefined") else f"{'an' if found[0] in 'aeiou' else 'a'} {found}"
        self._add(schema, pointer, "type", value, f"must be {article} {wanted} but it was {shown}")
        return value, False

    def _number(self, value: float, schema: Schema, pointer: str) -> None:
        if schema.maximum is not None and value > schema.maximum:
            self._add(schema, pointer, "maximum", value, f"must be equal to or less than {js.text(schema.maximum)}")
        if schema.minimum is not None and value < schema.minimum:
            self._add(schema, pointer, "minimum", value, f"must be equal to or greater than {js.text(schema.minimum)}")
        check = NUMBER_FORMATS.get(schema.format or "")
        if check is not None and not check(value):
            self._add(schema, pointer, "format", value, f"must be a valid {schema.format} string but it was not")

    def _text(self, value: str, schema: Schema, pointer: str) -> None:
        length, units = len(js.paired(value)), js.utf16_length(value)
        was = f"but it was {units} character{'' if units == 1 else 's'}"
        if schema.longest is not None and length > schema.longest:
            plural = "" if schema.longest == 1 else "s"
            self._add(
                schema,
                pointer,
                "maxLength",
                value,
                f"must be {js.text(schema.longest)} character{plural} or fewer {was}",
            )
        if schema.shortest is not None and length < schema.shortest:
            plural = "" if schema.shortest == 1 else "s"
            self._add(
                schema,
                pointer,
                "minLength",
                value,
                f"must be {js.text(schema.shortest)} character{plural} or more {was}",
            )
        if schema.format is not None and schema.format in FORMATS and not FORMATS[schema.format](value):
            label = LABELS.get(schema.format, schema.format)
            self._add(schema, pointer, "format", value, f"must be a valid {label} string but it was not")

    def _conditionally(self, value: dict[str, Any], required: Requirement, schema: Schema, pointer: str) -> None:
        held = [_holds(value, condition, only=len(required.conditions) == 1) for condition in required.conditions]
        if not (any(held) if required.any_of else all(held)):
            return
        key, *inner = required.path
        before = len(self.problems)
        if value.get(key, _UNSET) is _UNSET:
            self._missing(schema.label, pointer, key)
        elif inner and isinstance(value[key], Mapping) and value[key].get(inner[0], _UNSET) is _UNSET:
            self._missing("", f"{pointer}/{token(key)}", inner[0])
        if len(self.problems) > before:
            self._add(schema, pointer, "if", value, 'must match "then" schema')

    def _members(
        self, value: Mapping[str, Any], schema: Schema, members: Mapping[str, Schema], pointer: str
    ) -> dict[str, Any]:
        for key in schema.required:
            if value.get(key, _UNSET) is _UNSET:
                self._missing(schema.label, pointer, key)
        out = {key: one for key, one in value.items() if schema.open or key in members}
        for key, member in members.items():
            if out.get(key, _UNSET) is not _UNSET:
                out[key] = self.value(out[key], member, f"{pointer}/{token(key)}")
        return out

    def _missing(self, label: str, pointer: str, key: str) -> None:
        message = _sentence(_subject(label, pointer), f"is missing the required field '{key}'")
        member = (*keys_of(pointer), key)
        self.problems.append(
            PayloadProblem(
                member=member, pointer=pointer, message=message, keyword="required", expected=key, found=None
            )
        )

    def _add(self, schema: Schema, pointer: str, keyword: str, value: Any, what: str) -> None:
        self.problems.append(
            PayloadProblem(
                member=tuple(keys_of(pointer)),
                pointer=pointer,
                message=_sentence(_subject(schema.label, pointer), what),
                keyword=keyword,
                expected=_ASKS[keyword](schema),
                found=js.type_name(value),
            )
        )


_ASKS: Mapping[str, Callable[[Schema], Any]] = {
    "type": lambda schema: schema.types,
    "enum": lambda schema: schema.choices,
    "format": lambda schema: schema.format,
    "minimum": lambda schema: schema.minimum,
    "maximum": lambda schema: schema.maximum,
    "minLength": lambda schema: schema.shortest,
    "maxLength": lambda schema: schema.longest,
    "if": lambda schema: "then",
}
"""Keyword of JSON Schema -> what the schema asks for."""


def _sentence(subject: str, what: str) -> str:
    return f"{subject[:1].upper()}{subject[1:]} {what}."


def _subject(label: str, pointer: str) -> str:
    return label or ("the root value" if pointer == "" else f"the value at {pointer}")


def _alternatives(choices: tuple[Any, ...]) -> str:
    return _listed([str(js.to_json(choice)) for choice in choices])


def _listed(shown: Sequence[str]) -> str:
    if len(shown) < 3:
        return " or ".join(shown)
    return f"{', '.join(shown[:-1])}, or {shown[-1]}"


def _type(value: Any) -> str:
    return js.type_name(value)


def _is(value: Any, kind: str) -> bool:
    if kind in ("number", "integer"):
        if not js.is_number(value):
            return False
        number = float(js.number(value))
        return abs(number) != float("inf") and number == number and (kind == "number" or number.is_integer())
    return js.type_name(value) == kind


def _coerced(value: Any, kind: str) -> Any:
    """A scalar coerced to one type as Ajv does it, or MISSING."""
    if kind == "string":
        if isinstance(value, bool) or js.is_number(value):
            return js.text(value)
        return "" if value is None else _UNSET
    if kind in ("number", "integer"):
        return _as_number(value, whole=kind == "integer")
    if kind == "boolean":
        if value is None or value == "false" or (js.is_number(value) and value == 0):
            return False
        return True if value == "true" or (js.is_number(value) and value == 1) else _UNSET
    if kind == "null":
        empty = value == "" or value is False or (js.is_number(value) and value == 0)
        return None if empty else _UNSET
    scalar = value is None or isinstance(value, str | bool) or js.is_number(value)
    return [value] if kind == "array" and scalar else _UNSET


def _nullish(value: Any) -> bool:
    """Whether a value, or the only element of an array, is null or coerced to null by Ajv."""
    value = value[0] if isinstance(value, list) and len(value) == 1 else value
    return value is None or _coerced(value, "null") is None


def _as_number(value: Any, *, whole: bool) -> Any:
    if value is None:
        return 0
    if isinstance(value, bool):
        return int(value)
    if not isinstance(value, str) or value == "":
        return _UNSET
    number = js.to_number(value)
    # Infinity has no fraction and counts as whole.
    if number != number or (whole and abs(number) != float("inf") and not number.is_integer()):
        return _UNSET
    # JavaScript has one kind of number and writes whole ones without a fraction
    return int(number) if number.is_integer() and 0 < abs(number) <= 2**53 else number


def _same(left: Any, right: Any) -> bool:
    """Deep equality in which a boolean never equals a number."""
    if js.type_name(left) != js.type_name(right):
        return False
    if isinstance(left, Mapping):
        return left.keys() == right.keys() and all(_same(one, right[key]) for key, one in left.items())
    if isinstance(left, list | tuple):
        return len(left) == len(right) and all(map(_same, left, right))
    return bool(left == right)


def _holds(value: dict[str, Any], condition: Condition, *, only: bool) -> bool:
    """Whether a condition holds. Like Ajv, a test for null also coerces the payload's value to null if it can be."""
    key, *inner = condition.path
    there = value.get(key, _UNSET)
    if inner:
        if there is _UNSET or not isinstance(there, Mapping):
            return there is not _UNSET
        there = there.get(inner[0], _UNSET)
        if condition.value is _UNSET:
            # Without a value there is nothing to compare: any value meets `is`, none meets `is_not`.
            return there is not _UNSET and condition.operator == "is"
    elif condition.value is _UNSET:
        if only and there is not _UNSET and _nullish(there):
            there = value[key] = None
        absent = there is _UNSET or (only and there is None)
        return absent if condition.operator == "is" else not absent
    return there is not _UNSET and _same(there, condition.value) == (condition.operator == "is")
