"""What every attribute type is, and what it may look at."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from attio_emulator.schema.model import Attribute, Workspace

__all__ = ["AttributeType", "Lookup", "Refused", "Setting", "is_number", "member", "unwrapped"]

Lookup = Callable[[str, str, Any], str | None]
"""(object slug, "record_id" or a unique attribute's slug, its key) -> the record's ID, None where there is none."""


class Refused(Exception):
    """A value its attribute cannot hold.

    `expected` says in words what would have passed; `code` and `message` are given where Attio has words of its own.
    """

    def __init__(self, expected: str, *, code: str = "validation_type", message: str | None = None) -> None:
        super().__init__(expected)
        self.expected, self.code, self.message = expected, code, message


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a value is written: its attribute, the workspace, the assumptions in force, and a way to find records."""

    attribute: Attribute
    workspace: Workspace
    assumptions: Mapping[str, str]
    lookup: Lookup
    object_id: str = ""


class AttributeType(Protocol):
    """One type. Stored forms are JSON values, so that a snapshot is one, too."""

    def simple(self, value: Any, setting: Setting) -> Any:
        """The stored form of a value of `records/simple`; raises Refused."""

    def public(self, value: Any, setting: Setting) -> Any:
        """The stored form of a value of the documented API; raises Refused."""

    def key(self, stored: Any) -> Hashable:
        """What makes two values equal, and by what a record is found."""

    def show(self, stored: Any, setting: Setting) -> dict[str, Any]:
        """The members of a value in Attio's JSON, besides those every value has."""


def is_number(value: Any) -> bool:
    """A finite JSON number; a boolean is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return math.isfinite(float(value))
    except OverflowError:
        return False


def member(value: Any, name: str) -> Any:
    """The value itself, or the member of an object that has just this one."""
    return value[name] if isinstance(value, Mapping) and set(value) == {name} else value


def unwrapped(value: Any) -> Any:
    """The only element of a list, otherwise the value."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value
