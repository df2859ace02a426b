"""The short way of payloads that fit as they are: nothing to remove, to wrap or to coerce, which most are.

`usual` recognises them and decides nothing else: every other payload goes the long way of `validator`, which is the rule.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from segment_actions.validation.fields import Schema
from segment_actions.validation.formats import FORMATS, FREE

__all__ = ["usual"]

_NO = object()
_EXACT = 2**53

Take = Callable[[Any], Any]
"""The value as the action gets it, or `_NO` where the long way has to decide."""


def usual(schema: Schema) -> Callable[[Any, bool], dict[str, Any] | None]:
    """A callable (payload, whether top-level empty text stays) -> the payload as the action gets it, None for the long way."""
    if schema.requirements or not schema.members:
        return lambda payload, keeps_empty: None
    members = {key: _take(member) for key, member in schema.members.items()}
    required = schema.required

    def run(payload: Any, keeps_empty: bool) -> dict[str, Any] | None:
        if type(payload) is not dict:
            return None
        out = {}
        for key, value in payload.items():
            take = members.get(key)
            if take is None:
                return None
            taken = take(value)
            if taken is _NO or (value == "" and not keeps_empty):
                return None
            out[key] = taken
        return out if all(key in out for key in required) else None

    return run


def _take(schema: Schema) -> Take:
    limits = (schema.choices, schema.items, schema.shortest, schema.longest, schema.minimum, schema.maximum)
    if any(limit is not None for limit in limits) or schema.requirements:
        return lambda value: _NO
    make = _KINDS.get(schema.types)
    return make(schema) if make is not None else lambda value: _NO


def _text(schema: Schema) -> Take:
    check = None if schema.format in FREE else FORMATS.get(schema.format or "")
    if check is None:
        return lambda value: value if type(value) is str else _NO
    return lambda value: value if type(value) is str and check(value) else _NO


def _number(schema: Schema) -> Take:
    return lambda value: value if _plain(value) and schema.format is None else _NO


def _text_or_number(schema: Schema) -> Take:
    text = _text(schema)
    return lambda value: value if _plain(value) else text(value)


def _plain(value: Any) -> bool:
    return (type(value) is int and -_EXACT <= value <= _EXACT) or (type(value) is float and math.isfinite(value))


def _boolean(schema: Schema) -> Take:
    return lambda value: value if value is True or value is False else _NO


def _object(schema: Schema) -> Take:
    if schema.members is None:
        return lambda value: value if type(value) is dict else _NO
    if schema.members or not schema.open:
        return lambda value: _NO
    return lambda value: dict(value) if type(value) is dict else _NO


_KINDS: Mapping[tuple[str, ...], Callable[[Schema], Take]] = {
    ("string",): _text,
    ("number",): _number,
    ("string", "number"): _text_or_number,
    ("boolean",): _boolean,
    ("object",): _object,
}
"""By the types of a schema; what is not here goes the long way."""
