"""How types are filtered and sorted: the fields of a value, how they are compared, and their operators.

Source: the pages of Attio's documentation on each type, and two observed probes (a status has no `$in`; a phone cannot
be filtered by its original number). Assumed: the fields of interactions; which text-like fields other than text accept
`$in`; that only `$contains` ignores case. The fields of a type are defined with the type.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, NamedTuple

from attio_emulator.addresses import address, host_text, local_part
from attio_emulator.dates import moment_of
from attio_emulator.schema.workspace import Workspace
from attio_emulator.types.json_values import double, is_number

__all__ = [
    "ACTIVE_FROM",
    "ACTOR_ID",
    "ADDRESS",
    "CHOICE",
    "DAY",
    "EQUAL",
    "FLAG",
    "HOST",
    "LOCAL_PART",
    "LOWER",
    "MOMENT",
    "NUMBER",
    "OBJECT",
    "ORDER",
    "PARTS",
    "PHONE",
    "STRING",
    "TEXT",
    "TEXT_OR_NONE",
    "Field",
    "Kind",
    "one",
    "strings",
]

EQUAL = ("$eq",)
ORDER = ("$eq", "$lt", "$lte", "$gt", "$gte")
PARTS = ("$contains", "$starts_with", "$ends_with")
TEXT = ("$eq", "$in", *PARTS)
TEXT_OR_NONE = (*TEXT, "$not_empty")


class Kind(NamedTuple):
    """How values are compared: `given` reads a filter's value (or raises ValueError), `shown` prepares a stored one.

    A part of a value may read otherwise than a whole one: `parts` are then its readings, and one of them must pass.
    """

    words: str
    given: Callable[[Any, Workspace], Any]
    shown: Callable[[Any], Any] = lambda value: value
    equal: Callable[[Any, Any], bool] = operator.eq
    parts: tuple[Kind, ...] = ()


class Field(NamedTuple):
    """A member of a value, how it is compared, and with which operators; `default` if filters need not name it."""

    name: str
    kind: Kind
    operators: tuple[str, ...]
    default: bool = False


def _text(value: Any, workspace: Workspace) -> str:
    if not isinstance(value, str):
        raise ValueError
    return value


def _lower(value: Any, workspace: Workspace) -> str:
    return _text(value, workspace).lower()


def _host(value: Any, workspace: Workspace) -> str:
    return host_text(_text(value, workspace))


def _address(value: Any, workspace: Workspace) -> str:
    return address(_text(value, workspace))


def _local_part(value: Any, workspace: Workspace) -> str:
    return local_part(_text(value, workspace))


def _number(value: Any, workspace: Workspace) -> Any:
    """Converted like a stored one: beyond 2^53 not every whole number is a double."""
    if not is_number(value):
        raise ValueError
    return double(value)


def _flag(value: Any, workspace: Workspace) -> bool:
    if not isinstance(value, bool):
        raise ValueError
    return value


def _day(value: Any, workspace: Workspace) -> str:
    found = moment_of(_text(value, workspace))
    if found is None:
        raise ValueError
    return f"{found[0].year:04}-{found[0].month:02}-{found[0].day:02}"


def _moment(value: Any, workspace: Workspace) -> str:
    """Here a moment needs date and time, unlike when it is written (documented)."""
    text = _text(value, workspace)
    found = moment_of(text)
    if found is None or len(text) <= len("2025-01-01"):
        raise ValueError
    moment, nanoseconds = found
    return f"{moment.year:04}-{moment.month:02}-{moment.day:02}T{moment:%H:%M:%S}.{nanoseconds:09}Z"


def _phone(value: Any, workspace: Workspace) -> str:
    """Without the plus: "84901234567" finds "+84901234567", "0901234567" does not (observed)."""
    return _digits(_text(value, workspace))


def _digits(number: str) -> str:
    return number.removeprefix("+")


def _object(value: Any, workspace: Workspace) -> str:
    found = workspace.find_object(_text(value, workspace))
    if found is None:
        raise ValueError
    return found.slug


def _actor(value: Any, workspace: Workspace) -> str:
    """The ID of an actor; null means the system."""
    return "" if value is None else _lower(value, workspace)


def _choice(shown: Any) -> str:
    """The ID; a filter's title has already been replaced by the ID of its choice."""
    ids = shown["id"]
    return str(ids["option_id"] if "option_id" in ids else ids["status_id"])


STRING = Kind("text", _text)
LOWER = Kind("text", _lower)
HOST = Kind("text", _host)
LOCAL_PART = Kind("text", _local_part)
ADDRESS = Kind("text", _address, parts=(Kind("text", _address), LOCAL_PART))  # a part may be of either side of the @
NUMBER = Kind("a number", _number)
FLAG = Kind("true or false", _flag)
DAY = Kind("a date as ISO 8601, such as 2023-09-28", _day)
MOMENT = Kind("date and time as ISO 8601, such as 2023-09-28T04:39:17.000Z", _moment)
PHONE = Kind("a phone number as text", _phone, _digits, parts=(STRING, Kind("text", _text, _digits)))
CHOICE = Kind("the title or UUID of an option or status", _text, _choice)
OBJECT = Kind("the slug or UUID of an object", _object)
ACTOR_ID = Kind("the UUID of an actor, or null", _actor, lambda shown: shown or "")

ACTIVE_FROM = Field("active_from", MOMENT, ORDER[1:])


def strings(
    *names: str, kind: Kind = STRING, operators: tuple[str, ...] = TEXT, first: bool = True
) -> tuple[Field, ...]:
    """Text-like fields. With `first`, filters need not name the first one."""
    return tuple(Field(name, kind, operators, default=first and index == 0) for index, name in enumerate(names))


def one(name: str, kind: Kind, operators: tuple[str, ...]) -> tuple[Field, ...]:
    return (Field(name, kind, operators, default=True),)
