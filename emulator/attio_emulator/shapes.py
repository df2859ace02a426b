"""The shapes of request bodies as tables. A check lists what is wrong with a value, one row each, in the words of
Attio's rows.

Every body the emulator accepts is declared with these, including batches. Whether the things it names exist, and what
an attribute can hold, is decided elsewhere.

Attio's rows are zod's: rows for missing members, wrong types and unknown words were observed; that for unknown members
is zod's (one row, listing all in `keys`). Rows with the code `invalid` are worded here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from attio_emulator import refusals
from attio_emulator.dates import is_duration, moment_of
from attio_emulator.ids import is_uuid

__all__ = [
    "NAME",
    "SLUG",
    "Check",
    "Path",
    "Row",
    "Shape",
    "anything",
    "checked",
    "data_of",
    "duration",
    "flag",
    "invalid_row",
    "list_of",
    "mapping",
    "moment",
    "nullable",
    "number",
    "one_of",
    "text",
    "timestamp",
    "union",
    "uuid",
    "whole",
]

Row = dict[str, Any]
Path = list[str | int]
Check = Callable[[Any, Path], list[Row]]
"""(value, its path) -> the rows of what is wrong; empty if nothing is."""


# -- the words of a declaration --------------------------------------------------------------------------------------


def anything(value: Any, path: Path) -> list[Row]:
    return []


def flag(value: Any, path: Path) -> list[Row]:
    return [] if isinstance(value, bool) else [refusals.wrong_type(path, "boolean", value)]


def mapping(value: Any, path: Path) -> list[Row]:
    return [] if isinstance(value, dict) else [refusals.wrong_type(path, "object", value)]


def _string(value: Any, path: Path) -> list[Row]:
    return [] if isinstance(value, str) else [refusals.wrong_type(path, "string", value)]


def text(
    *, least: int = 0, most: int | None = None, trim: bool = False, pattern: str | None = None, message: str = ""
) -> Check:
    """Text of `least` to `most` characters that the whole pattern matches; `message` describes the pattern.

    With `trim`, white space at the ends is not counted.
    """
    if pattern is None and most is None and not least:
        return _string
    compiled = re.compile(pattern, re.DOTALL | re.ASCII) if pattern is not None else None

    def check(value: Any, path: Path) -> list[Row]:
        if not isinstance(value, str):
            return _string(value, path)
        size = len(value.strip() if trim else value)
        if size < least:
            return [invalid_row(path, f"String must contain at least {least} character(s)")]
        if most is not None and size > most:
            return [invalid_row(path, f"String must contain at most {most} character(s)")]
        if compiled is not None and not compiled.fullmatch(value):
            return [invalid_row(path, message)]
        return []

    return check


def whole(least: int, most: int) -> Check:
    """A whole number in a range. JSON has one kind of number: 10.0 is 10."""

    def check(value: Any, path: Path) -> list[Row]:
        if rows := number(value, path):
            return rows
        good = least <= value <= most and value == int(value)
        return [] if good else [invalid_row(path, f"Number must be whole and from {least} to {most}")]

    return check


def number(value: Any, path: Path) -> list[Row]:
    """Any number, but not true or false."""
    good = isinstance(value, int | float) and not isinstance(value, bool)
    return [] if good else [refusals.wrong_type(path, "number", value)]


NAME = text(least=1, trim=True)
"""What people read: a title, a noun. The document demands it of options only; elsewhere an empty one is refused because
nobody could see it (assumed)."""

SLUG = text(
    least=1, pattern=r"[A-Za-z0-9][A-Za-z0-9_-]*", message="Expected a slug of letters, digits, _ and -"
)  # fmt: skip
"""A slug is part of paths, where other characters would need escaping (assumed; the document says snake case in prose
and has `my-attribute` as its example)."""


def uuid(value: Any, path: Path) -> list[Row]:
    if not isinstance(value, str):
        return _string(value, path)
    return [] if is_uuid(value) else [invalid_row(path, "Invalid uuid")]


def moment(value: Any, path: Path) -> list[Row]:
    if not isinstance(value, str):
        return _string(value, path)
    return [] if moment_of(value) else [invalid_row(path, "Expected a moment as ISO 8601")]


_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)", re.ASCII)


def timestamp(value: Any, path: Path) -> list[Row]:
    """A moment with date, time and zone (RFC 3339)."""
    if not isinstance(value, str):
        return _string(value, path)
    good = _TIMESTAMP.fullmatch(value) and moment_of(value)
    return [] if good else [invalid_row(path, "Expected a moment as RFC 3339, such as 2025-01-01T12:00:00Z")]


def duration(value: Any, path: Path) -> list[Row]:
    if not isinstance(value, str):
        return _string(value, path)
    return [] if is_duration(value) else [invalid_row(path, "Expected a duration as ISO 8601, such as P1D")]


@dataclass(frozen=True, slots=True)
class _OneOf:
    """One of these words."""

    words: tuple[str, ...]

    def __call__(self, value: Any, path: Path) -> list[Row]:
        if not isinstance(value, str):  # zod reports the type first, and lists the words (observed for a missing one)
            return [refusals.wrong_type(path, " | ".join(f"'{word}'" for word in self.words), value)]
        return [] if value in self.words else [refusals.wrong_choice(path, self.words, value)]


def one_of(*words: str) -> Check:
    """One of these words."""
    return _OneOf(words)


@dataclass(frozen=True, slots=True)
class _Nullable:
    """Null, or what another check accepts."""

    inner: Check

    def __call__(self, value: Any, path: Path) -> list[Row]:
        return [] if value is None else self.inner(value, path)


def nullable(inner: Check) -> Check:
    """Null, or what another check accepts."""
    return _Nullable(inner)


def union(inner: Check) -> Check:
    """A value that may have one of several shapes. If it is wrong or missing, a single row says just that (observed)."""
    return lambda value, path: [invalid_row(path, "Invalid input")] if inner(value, path) else []


def list_of(inner: Check, *, least: int = 0, most: int | None = None) -> Check:
    """A list of `least` to `most` elements that another check accepts."""

    def check(value: Any, path: Path) -> list[Row]:
        if not isinstance(value, list):
            return [refusals.wrong_type(path, "array", value)]
        if len(value) < least:
            return [invalid_row(path, f"Array must contain at least {least} element(s)")]
        if most is not None and len(value) > most:
            return [invalid_row(path, f"Array must contain at most {most} element(s)")]
        return [row for index, one in enumerate(value) for row in inner(one, [*path, index])]

    return check


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """An object with these members. A closed one has no others (`additionalProperties: false` in the document)."""

    required: Mapping[str, Check] = field(default_factory=dict)
    optional: Mapping[str, Check] = field(default_factory=dict)
    closed: bool = False

    def __call__(self, value: Any, path: Path) -> list[Row]:
        if not isinstance(value, dict):
            return [refusals.wrong_type(path, "object", value)]
        rows: list[Row] = []
        for name, check in self.required.items():
            at = [*path, name]
            rows += check(value[name], at) if name in value else [_missing(check, at)]
        for name, check in self.optional.items():
            if name in value:
                rows += check(value[name], [*path, name])
        if self.closed:
            extra = [name for name in value if name not in self.required and name not in self.optional]
            rows += [refusals.unknown_members(path, extra)] if extra else []
        return rows

    def chosen(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The given members that the shape knows."""
        return {name: value for name, value in given.items() if name in self.required or name in self.optional}


def invalid_row(path: Path, message: str) -> Row:
    return {"code": "invalid", "path": list(path), "message": message}


def _missing(check: Check, path: Path) -> Row:
    """The row of a missing member. It expects what the row for a null expects; if that names no type, as for a union or
    a literal, it is the same row."""
    while isinstance(check, _Nullable):
        check = check.inner
    (row,) = check(None, path)
    return refusals.required(path, str(row["expected"])) if "expected" in row else row


# -- bodies ----------------------------------------------------------------------------------------------------------


def checked(body: Any, shape: Check) -> Any:
    """The body, checked against this shape.

    Raises:
        AttioError: 400 with a row for everything that is wrong; its pointer is that of the first row.
    """
    rows = shape(body, [])
    if rows:
        raise refusals.invalid_body(rows, pointer=_pointer([*rows[0]["path"], *rows[0].get("keys", ())[:1]]))
    return body


def data_of(body: Any, shape: Check) -> dict[str, Any]:
    """`data` of a body, checked against this shape; raises as `checked`."""
    data: dict[str, Any] = checked(body, Shape(required={"data": shape}))["data"]
    return data


def _pointer(path: Path) -> str:
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in path)
