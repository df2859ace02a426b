"""Objects and attributes as they were read from a workspace, before `describe`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from attio_emulator.schema.model import Choice

from attio_harness.rest.rows import Row

__all__ = ["ListedAttribute", "ListedObject", "Tell", "silent"]

Tell = Callable[[str], None]
"""Gets a line for each thing that a workspace file cannot say."""


def silent(note: str) -> None:
    """Ignore the line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedAttribute:
    """An attribute as Attio shows it, with its choices."""

    row: Row
    id: str
    slug: str
    type: str
    choices: tuple[Choice, ...]


@dataclass(slots=True, kw_only=True)
class ListedObject:
    """An object as Attio shows it, with its attributes."""

    row: Row
    id: str
    slug: str
    attributes: list[ListedAttribute] = field(default_factory=list)
