"""Which assertions of a batch come to a record in another order by `received_at` than in the array. Applies nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf
from typing import Any

from attio_emulator.schema.workspace import Workspace
from attio_emulator.types import Lookup
from attio_emulator.types.references import BY

__all__ = ["reordered", "touches"]

Touched = Mapping[tuple[str, str], bool]
"""(object slug, what names the record: a unique value or its ID) -> whether it is written, not only referred to."""


def touches(assertion: Mapping[str, Any], workspace: Workspace, lookup: Lookup) -> Touched:
    """The records that an assertion and those nested in it name: by ID those that are there, as they are called the others."""
    found: dict[tuple[str, str], bool] = {}
    owner = workspace.find_object(assertion["object"])
    for name, given in assertion["values"].items() if owner is not None else ():
        attribute = owner.find(name) if owner is not None else None
        if owner is None or attribute is None:
            continue
        referred = (
            (attribute.allowed_objects or tuple(workspace.objects)) if attribute.type == "record-reference" else ()
        )
        # a reference of a relationship writes into the other side, too
        writes = attribute.is_unique or attribute.inverse is not None
        named = {owner.slug: attribute.slug} if attribute.is_unique else {slug: BY.get(slug, "") for slug in referred}
        for value in given if isinstance(given, list) else [given]:
            if isinstance(value, Mapping) and "object" in value and isinstance(value.get("values"), Mapping):
                more = touches(value, workspace, lookup)
            else:
                # an address, a domain and a UUID are found in any case
                text = str(value).lower()
                ids = {slug: lookup(slug, name, text) or lookup(slug, name, str(value)) for slug, name in named.items()}
                more = {(slug, id or text): writes for slug, id in ids.items()}
            found |= {record: written or found.get(record, False) for record, written in more.items()}
    return found


def reordered(by_time: Sequence[int], touched: Mapping[int, Touched]) -> set[int]:
    """The indexes of assertions that change places with another of the same record, which one of both writes."""
    visits: dict[tuple[str, str], list[tuple[int, bool]]] = {}
    for index in by_time:
        for record, writes in touched[index].items():
            visits.setdefault(record, []).append((index, writes))
    found: set[int] = set()
    for members in visits.values():
        # one that has a higher index before it changes places, and so does one that has a lower one after it
        for sign, visit in ((1, members), (-1, members[::-1])):
            highest, highest_writer = -inf, -inf
            for index, writes in visit:
                place = index * sign
                if place < (highest if writes else highest_writer):
                    found.add(index)
                highest, highest_writer = max(highest, place), max(highest_writer, place if writes else -inf)
    return found
