"""What a body of a schema write may hold, as tables of members; how it is checked, and the refusals they share.

Which members a call takes stands beside the call.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from attio_emulator import errors
from attio_emulator.errors import AttioError
from attio_emulator.schema.model import Object

if TYPE_CHECKING:
    from attio_emulator.routes import Answer, Call

__all__ = [
    "DURATION",
    "FLAG",
    "NOUN",
    "SLUG",
    "TIME",
    "TITLE",
    "Member",
    "Members",
    "answer",
    "conflict",
    "data_of",
    "invalid",
    "needed",
    "owner_of",
    "protected",
    "refuse",
    "rows_of",
]

_SLUG_TEXT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*", re.ASCII)
DURATION = re.compile(
    r"P(?!$)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+([.,]\d+)?H)?(\d+([.,]\d+)?M)?(\d+([.,]\d+)?S)?)?", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Member:
    """A member of `data`: its JSON type, whether it has to be there, may be null, may be empty; which words it may be."""

    kind: str
    required: bool = False
    nullable: bool = False
    empty: bool = True
    words: tuple[str, ...] = ()
    pattern: tuple[re.Pattern[str], str] | None = None


SLUG = Member("string", pattern=(_SLUG_TEXT, "a slug of letters, digits, _ and -"))
NOUN = Member("string", empty=False)
TITLE = Member("string", empty=False)
FLAG = Member("boolean")
TIME = Member("string", nullable=True, pattern=(DURATION, "a duration as ISO 8601, such as P1D"))


def needed(member: Member) -> Member:
    return replace(member, required=True)


Members = Mapping[str, Member]
_JSON = {"string": str, "boolean": bool, "object": dict, "array": list}


def rows_of(given: Mapping[str, Any], members: Members, path: Sequence[str], *, closed: bool) -> list[dict[str, Any]]:
    """What is wrong with an object, one row each."""
    rows: list[dict[str, Any]] = []
    for name, member in members.items():
        at = [*path, name]
        if name not in given:
            if member.required:
                rows.append(errors.required(at, member.kind))
            continue
        value = given[name]
        if value is None and member.nullable:
            continue
        if not isinstance(value, _JSON[member.kind]):
            rows.append(errors.wrong_type(at, member.kind, value))
        elif member.words and value not in member.words:
            rows.append(errors.wrong_choice(at, member.words, value))
        elif not member.empty and not (value.strip() if isinstance(value, str) else value):
            rows.append(_row(at, f"{member.kind.capitalize()} must contain at least 1 element(s)"))
        elif member.pattern is not None and not member.pattern[0].fullmatch(str(value)):
            rows.append(_row(at, f"Expected {member.pattern[1]}"))
    if closed:
        rows += [
            {
                "code": "unrecognized_keys",
                "path": list(path),
                "message": f"Unrecognized key(s) in object: '{name}'",
            }
            for name in given
            if name not in members
        ]
    return rows


def _row(path: Sequence[str], message: str) -> dict[str, Any]:
    return {"code": "invalid", "path": list(path), "message": message}


def refuse(rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        raise errors.invalid_body(rows, pointer="/" + "/".join(map(str, rows[0]["path"])))


def data_of(call: Call, members: Members, *, closed: bool = False) -> dict[str, Any]:
    """`data` of the body, its members of the right types; with `closed` nothing else in it."""
    data = call.data()
    refuse(rows_of(data, members, ["data"], closed=closed))
    return data


def invalid(message: str, pointer: str = "/data") -> AttioError:
    """400 `validation_type` with a sentence of its own and no rows."""
    return AttioError(400, "validation_type", message, pointer=pointer)


def conflict(message: str) -> AttioError:
    return AttioError(409, "slug_conflict", message)


def protected() -> AttioError:
    """400 for a change of what Attio itself defined (OpenAPI)."""
    return AttioError(400, "system_edit_unauthorized", "Cannot update a System attribute.")


def answer(data: Any) -> Answer:
    from attio_emulator.routes import Answer

    return Answer(200, {"data": data})


def owner_of(call: Call) -> Object:
    return call.core.writer.object(call.parts["identifier"])
