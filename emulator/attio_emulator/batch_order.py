"""Finds the assertions of a batch that reach a record in another order by `received_at` than in the array. Applies nothing."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from math import inf
from typing import Any

from attio_emulator.schema.model import Attribute, Object
from attio_emulator.schema.workspace import Workspace

__all__ = ["Named", "is_assertion", "reordered", "touches"]

Named = tuple[str, Hashable]
"""A record: the slug of its object, and its ID if it exists, else the unique value that names it."""

Touched = Mapping[Named, bool]
"""Record -> whether it is written, rather than only referred to."""


def is_assertion(value: Any) -> bool:
    """Whether a value is an assertion inside another one. The check of the envelope sees to the types of its members."""
    return isinstance(value, dict) and "values" in value and "object" in value


def touches(
    assertion: Mapping[str, Any], workspace: Workspace, named: Callable[[Object, Attribute, Any], Named | None]
) -> Touched:
    """The records named by an assertion and those nested in it; `named` reads a value of a unique attribute or a reference."""
    found: dict[Named, bool] = {}
    owner = workspace.find_object(assertion["object"])
    if owner is None:
        return found
    for name, given in assertion["values"].items():
        attribute = owner.find(name)
        if attribute is None or not (attribute.is_unique or attribute.type == "record-reference"):
            continue
        # a reference of a relationship also writes the other side
        writes = attribute.is_unique or attribute.inverse is not None
        for value in given if isinstance(given, list) else [given]:
            if is_assertion(value):
                more = touches(value, workspace, named)
            else:
                record = named(owner, attribute, value)
                more = {} if record is None else {record: writes}
            found |= {record: written or found.get(record, False) for record, written in more.items()}
    return found


def reordered(by_time: Sequence[int], touched: Mapping[int, Touched]) -> set[int]:
    """The indexes of assertions that swap order with another one for the same record, if either of them writes it."""
    visits: dict[Named, list[tuple[int, bool]]] = {}
    for index in by_time:
        for record, writes in touched[index].items():
            visits.setdefault(record, []).append((index, writes))
    found: set[int] = set()
    for members in visits.values():
        # swapped if a higher index comes before it, or a lower one after it
        for sign, visit in ((1, members), (-1, members[::-1])):
            highest, highest_writer = -inf, -inf
            for index, writes in visit:
                place = index * sign
                if place < (highest if writes else highest_writer):
                    found.add(index)
                highest, highest_writer = max(highest, place), max(highest_writer, place if writes else -inf)
    return found
