"""The rows of a refused body or query, and the refusals that carry them: zod's words in Attio's form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from attio_emulator.errors import NOT_GIVEN, AttioError, json_type

__all__ = [
    "body_row",
    "invalid_body",
    "invalid_path",
    "invalid_query",
    "required",
    "unknown_members",
    "wrong_choice",
    "wrong_type",
]


def invalid_body(problems: Sequence[dict[str, Any]], *, pointer: str = "", found: Any = NOT_GIVEN) -> AttioError:
    """400 with one row per problem: what was expected and what was received (observed)."""
    return AttioError(
        400,
        "validation_type",
        "Body payload validation error.",
        validation_errors=problems,
        pointer=pointer,
        found=found,
        expected=_expected(problems),
    )


def invalid_query(problems: Sequence[dict[str, Any]]) -> AttioError:
    """400 for a query parameter that is missing or malformed (observed)."""
    message = "Query params validation error."
    return AttioError(400, "validation_type", message, validation_errors=problems, expected=_expected(problems))


def invalid_path(names: Sequence[str]) -> AttioError:
    """400 for IDs in a path that are not UUIDs (message reported by a client; the rows are zod's, in the form of the others)."""
    rows = [{"code": "invalid", "path": [name], "message": "Invalid uuid"} for name in names]
    message = "Path params validation error."
    return AttioError(400, "validation_type", message, validation_errors=rows, expected=_expected(rows))


def _expected(rows: Sequence[dict[str, Any]]) -> str:
    """What would have passed, at the place of each row: a log has this sentence alone."""
    return "; ".join(f"{'.'.join(map(str, row['path']))}: {_of_row(row)}".removeprefix(": ") for row in rows)


def _of_row(row: dict[str, Any]) -> str:
    if "keys" in row:
        return f"without {_quoted(row['keys'], ', ')}"
    known = row.get("expected") or _quoted(row.get("options", ()), " | ")
    said = re.sub("^(Expected|The body is not) ", "", row["message"])
    return str(known) or re.sub("^Invalid ", "a valid ", said)


def _quoted(words: Iterable[str], between: str) -> str:
    return between.join(f"'{one}'" for one in words)


def body_row(message: str) -> dict[str, Any]:
    """The row for a body that cannot be read at all (our wording)."""
    return {"code": "invalid", "path": [], "message": message}


def required(path: Sequence[str | int], expected: str) -> dict[str, Any]:
    """The row for a missing member (observed)."""
    return {
        "code": "invalid_type",
        "path": list(path),
        "message": "Required",
        "expected": expected,
        "received": "undefined",
    }


def wrong_type(path: Sequence[str | int], expected: str, found: Any) -> dict[str, Any]:
    """The row for a member of the wrong JSON type."""
    received = json_type(found)
    return {
        "code": "invalid_type",
        "path": list(path),
        "message": f"Expected {expected}, received {received}",
        "expected": expected,
        "received": received,
    }


def wrong_choice(path: Sequence[str | int], options: Iterable[str], found: Any) -> dict[str, Any]:
    """The row for an unknown word (observed)."""
    options = list(options)
    return {
        "code": "invalid_option",
        "path": list(path),
        "message": f"Invalid enum value. Expected {_quoted(options, ' | ')}, received '{found}'",
        "options": options,
    }


def unknown_members(path: Sequence[str | int], names: Sequence[str]) -> dict[str, Any]:
    """A single row for all unknown members of an object (zod's)."""
    message = f"Unrecognized key(s) in object: {_quoted(names, ', ')}"
    return {"code": "unrecognized_keys", "path": list(path), "message": message, "keys": list(names)}
