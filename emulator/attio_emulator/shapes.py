"""The shape of request bodies as tables: a check says what is wrong with a value, one row each, in the words of Attio's rows.

Rows of missing members, wrong types and unknown words were observed; those with the code `invalid` are worded here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from attio_emulator import errors
from attio_emulator.types.dates import moment_of
from attio_emulator.types.references import is_uuid

if TYPE_CHECKING:
    from attio_emulator.routes import Call

__all__ = [
    "Check",
    "Path",
    "Row",
    "Shape",
    "anything",
    "data_of",
    "flag",
    "invalid_row",
    "list_of",
    "mapping",
    "moment",
    "nullable",
    "object_body",
    "one_of",
    "text",
    "uuid",
]

Row = dict[str, Any]
Path = list[str | int]
Check = Callable[[Any, Path], list[Row]]
"""What is wrong with the value that stands at a path; nothing when it is as it should be."""


def invalid_row(path: Path, message: str) -> Row:
    return {"code": "invalid", "path": list(path), "message": message}


def anything(value: Any, path: Path) -> list[Row]:
    return []


def flag(value: Any, path: Path) -> list[Row]:
    return [] if isinstance(value, bool) else [errors.wrong_type(path, "boolean", value)]


def mapping(value: Any, path: Path) -> list[Row]:
    return [] if isinstance(value, dict) else [errors.wrong_type(path, "object", value)]


def text(*, least: int = 0, most: int | None = None, pattern: str | None = None, message: str = "") -> Check:
    """Text of `least` to `most` characters that the pattern matches as a whole; `message` says so in words."""
    compiled = re.compile(pattern, re.DOTALL) if pattern is not None else None

    def check(value: Any, path: Path) -> list[Row]:
        if not isinstance(value, str):
            return [errors.wrong_type(path, "string", value)]
        if len(value) < least:
            return [invalid_row(path, f"String must contain at least {least} character(s)")]
        if most is not None and len(value) > most:
            return [invalid_row(path, f"String must contain at most {most} character(s)")]
        if compiled is not None and not compiled.fullmatch(value):
            return [invalid_row(path, message)]
        return []

    return check


def uuid(value: Any, path: Path) -> list[Row]:
    if not isinstance(value, str):
        return [errors.wrong_type(path, "string", value)]
    return [] if is_uuid(value) else [invalid_row(path, "Invalid uuid")]


def moment(value: Any, path: Path) -> list[Row]:
    if not isinstance(value, str):
        return [errors.wrong_type(path, "string", value)]
    return [] if moment_of(value) else [invalid_row(path, "Expected a moment as ISO 8601")]


def one_of(*words: str) -> Check:
    def check(value: Any, path: Path) -> list[Row]:
        return [] if value in words else [errors.wrong_choice(path, words, value)]

    return check


def nullable(inner: Check) -> Check:
    return lambda value, path: [] if value is None else inner(value, path)


def list_of(inner: Check, *, least: int = 0) -> Check:
    def check(value: Any, path: Path) -> list[Row]:
        if not isinstance(value, list):
            return [errors.wrong_type(path, "array", value)]
        if len(value) < least:
            return [invalid_row(path, f"Array must contain at least {least} element(s)")]
        return [row for index, one in enumerate(value) for row in inner(one, [*path, index])]

    return check


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """An object with these members; a closed one has no others."""

    required: Mapping[str, Check] = field(default_factory=dict)
    optional: Mapping[str, Check] = field(default_factory=dict)
    closed: bool = False

    def __call__(self, value: Any, path: Path) -> list[Row]:
        if not isinstance(value, dict):
            return [errors.wrong_type(path, "object", value)]
        rows: list[Row] = []
        for name, check in self.required.items():
            rows += check(value[name], [*path, name]) if name in value else [_required(check, [*path, name])]
        for name, check in self.optional.items():
            if name in value:
                rows += check(value[name], [*path, name])
        extra = [name for name in value if name not in self.required and name not in self.optional]
        if self.closed and extra:
            names = ", ".join(repr(name) for name in extra)
            rows.append(
                {
                    "code": "unrecognized_keys",
                    "path": list(path),
                    "message": f"Unrecognized key(s) in object: {names}",
                    "keys": extra,
                }
            )
        return rows


def _required(check: Check, path: Path) -> Row:
    """The row for a missing member; what was expected is what the check says of null."""
    rows = check(None, path)
    expected = next((row["expected"] for row in rows if "expected" in row), "any")
    if any("options" in row for row in rows):
        expected = "string"
    return errors.required(path, expected)


def object_body(call: Call, shape: Shape) -> dict[str, Any]:
    """The body, which is an object of this shape.

    Raises:
        AttioError: 400 with a row for everything that is wrong.
    """
    body = call.json()
    rows = shape(body, [])
    if rows:
        raise errors.invalid_body(rows, pointer="".join(f"/{step}" for step in rows[0]["path"]))
    out: dict[str, Any] = body
    return out


def data_of(call: Call, shape: Check) -> dict[str, Any]:
    """`data` of the body, which has this shape; raises as `object_body`."""
    data: dict[str, Any] = object_body(call, Shape(required={"data": shape}))["data"]
    return data
