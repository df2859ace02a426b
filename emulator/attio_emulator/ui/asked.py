"""Reads the queries of the page's calls, strictly: a mistake is reported with what was found and what was expected."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

import orjson

from attio_emulator.dates import milliseconds
from attio_emulator.errors import shortened
from attio_emulator.http import Request
from attio_emulator.schema.lists import as_object
from attio_emulator.schema.model import Attribute, Object
from attio_emulator.state import Core
from attio_emulator.ui.conditions import OPERATORS, Condition

__all__ = ["NotThere", "attribute_named", "conditions", "moment", "owner_named", "page", "whole_number"]

T = TypeVar("T")


class NotThere(LookupError):
    """What a path names does not exist."""


def owner_named(core: Core, named: str) -> Object:
    """An object by slug or ID, or a list by ID or slug; raises NotThere."""
    found = core.workspace.find_object(named)
    if found is not None:
        return found
    for row in core.documents.get("lists", {}).values():
        if named in (row["id"], row["api_slug"]):
            return as_object(row)
    close = difflib.get_close_matches(named, core.workspace.objects, n=1)
    hint = f"; did you mean {close[0]!r}?" if close else ""
    raise NotThere(f"There is no object or list with the slug or ID {named!r:.80}{hint}")


def attribute_named(owner: Object, named: str) -> Attribute:
    """An attribute by name; raises ValueError if the owner does not have it."""
    found = owner.find(named)
    if found is None:
        close = difflib.get_close_matches(named, owner.attributes, n=1)
        hint = f"; did you mean {close[0]!r}?" if close else ""
        raise ValueError(f"found the attribute {named!r:.80}, which {owner.slug!r:.80} does not have{hint}")
    return found


def whole_number(request: Request, name: str, default: int, most: int) -> int:
    """A parameter from 0 to `most`; raises ValueError."""
    text = request.param(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdecimal() and len(text) < 12 and int(text) <= most):
        raise ValueError(f"found {name}={text!r:.80}, expected a whole number from 0 to {most}")
    return int(text)


def page(request: Request, rows: Sequence[T], usual: int = 50) -> Sequence[T]:
    """The rows that `offset` and `limit` (at most 500) ask for; raises ValueError."""
    offset = whole_number(request, "offset", 0, 10**9)
    return rows[offset : offset + whole_number(request, "limit", usual, 500)]


def moment(request: Request) -> int | None:
    """The parameter `at` in milliseconds, from ISO 8601 or milliseconds since 1970; None for now. Raises ValueError."""
    text = request.param("at")
    if not text:
        return None
    if text.isascii() and text.isdecimal() and len(text) < 16:
        return int(text)
    found = milliseconds(text)
    if found is None:
        raise ValueError(f"found at={text!r:.80}, expected a moment as ISO 8601, such as 2025-01-01T12:00:00.000Z")
    return found


def conditions(request: Request, owner: Object) -> Iterator[Condition]:
    """The conditions in `where`, each a JSON array of attribute, operator and text. Raises ValueError."""
    for name, text in request.query:
        if name == "where":
            row = _row(text)
            if row[1] not in OPERATORS:
                raise ValueError(f"found the operator {shortened(row[1])}, expected one of {', '.join(OPERATORS)}")
            yield Condition(attribute_named(owner, row[0]), row[1], row[2].casefold())


def _row(text: str) -> list[str]:
    try:
        row: Any = orjson.loads(text)
    except orjson.JSONDecodeError:
        row = None
    if not isinstance(row, list) or not 2 <= len(row) <= 3 or not all(isinstance(one, str) for one in row):
        raise ValueError(f'found where={shortened(text)}, expected a JSON array such as ["plan", "is", "Pro"]')
    return [*row, ""][:3]
