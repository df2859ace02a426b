"""The fast path for payloads that need no removal, wrapping or coercion, which most do not.

`usual` compiles a recogniser of such payloads. It decides nothing else: all others take the slow path of `validator`,
which is the rule.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from segment_actions.js import EXACT, MISSING
from segment_actions.source import Source
from segment_actions.validation.fields import Schema
from segment_actions.validation.formats import FORMATS, FREE, quick

__all__ = ["Usual", "usual"]

Usual = Callable[[Any, bool], dict[str, Any] | None]
"""(payload, whether top-level empty text stays) -> the payload as the action receives it, or None: take the slow path."""

_TEXT = "type(v) is str"
_NUMBER = f"(type(v) is int and {-EXACT} <= v <= {EXACT} or type(v) is float and isfinite(v))"
_MOMENT = "(v[4:20:3] == '--T::.' and v[23:] == 'Z' and moment(v) or {check}(v))"
"""Recognises the usual form of events (`2024-03-01T10:00:00.000Z`) by its separators, then parses it, which raises
if it is no date."""


def usual(schema: Schema) -> Usual:
    """Compile the recogniser for an object with these fields."""
    if schema.requirements or not schema.members:
        return lambda payload, keeps_empty: None
    source = Source(M=MISSING, get=dict.get, isfinite=math.isfinite, moment=datetime.fromisoformat)
    lines = []
    for key, one in schema.members.items():
        name = source.constant(key)
        copied = f"out[{name}] = v.copy()" if one.members is not None else "pass"
        lines += [f"v = get(p, {name}, M)", f"if {_fits(one, source)}: {copied}"]
        if key not in schema.required:
            lines.append("elif v is M: missing += 1")
        lines.append("else: return None")
    run = source.function(
        "p, keeps",
        [
            "if type(p) is not dict: return None",
            "out = p.copy()",
            "missing = 0",
            "try:",
            *(f"    {line}" for line in lines),
            "except ValueError: return None",
            # the members found are all there are: no unknown ones
            f"return out if len(p) + missing == {len(schema.members)} else None",
        ],
    )
    return source.made(run)


def _fits(schema: Schema, source: Source) -> str:
    """The condition under which a value `v` is accepted unchanged."""
    limits = (schema.choices, schema.items, schema.shortest, schema.longest, schema.minimum, schema.maximum)
    if any(limit is not None for limit in limits) or schema.requirements:
        return _NEVER
    write = _KINDS.get(schema.types)
    return _NEVER if write is None else write(schema, source)


_NEVER = "False"


def _text(schema: Schema, source: Source) -> str:
    check = None if schema.format in FREE else FORMATS.get(schema.format or "")
    if check is None:
        return f"{_TEXT} and (v or keeps)"
    name = source.constant(quick(check))
    fits = _MOMENT.format(check=name) if schema.format == "date-like" else f"{name}(v)"
    return f"{_TEXT} and (v or keeps) and {fits}" if check("") else f"{_TEXT} and {fits}"


def _object(schema: Schema, source: Source) -> str:
    return "type(v) is dict" if schema.members is None or (not schema.members and schema.open) else _NEVER


_KINDS: Mapping[tuple[str, ...], Callable[[Schema, Source], str]] = {
    ("string",): _text,
    ("number",): lambda schema, source: _NUMBER if schema.format is None else _NEVER,
    ("string", "number"): lambda schema, source: f"{_text(schema, source)} or {_NUMBER}",
    ("boolean",): lambda schema, source: "v is True or v is False",
    ("object",): _object,
}
"""By the types of a schema. Others take the slow path."""
