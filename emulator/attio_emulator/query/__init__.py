"""Finding records: filters, sorts and search. Pure functions of a workspace, its records and the body of a request.

Types define their own filter fields. `filters` and `sorts` read the two parts of a query, `paths` follows references
for both, `search` searches several objects, `refusals` has the words.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any

from attio_emulator.query.filters import compiled
from attio_emulator.query.paths import Ground
from attio_emulator.query.search import search
from attio_emulator.query.sorts import SORTS, arranged
from attio_emulator.record import Record
from attio_emulator.shapes import Shape, checked, mapping

__all__ = ["SORTS", "Ground", "found", "search", "tried"]

_BODY = Shape(optional={"filter": mapping, "sorts": SORTS})


def found(
    ground: Ground,
    body: Mapping[str, Any],
    *,
    offset: int = 0,
    limit: int | None = None,
    hidden: Callable[[str], bool] | None = None,
) -> list[Record]:
    """A page of the records of the ground's owner that pass `filter`, in the order of `sorts`; without a limit, all of them.

    Without sorts they come in order of ID (recorded), and nothing after the page is examined. If an index of the store
    can tell which records may pass, only those are examined. `hidden` tells by ID whether a record is hidden.

    Raises:
        AttioError: 400 with the code and the `path` of what is wrong in the filter or the sorts.
    """
    checked(body, _BODY)
    store, slug = ground.store, ground.owner.slug
    # JSON numbers may be larger than any index
    offset = min(offset, sys.maxsize)
    end = None if limit is None else min(offset + limit, sys.maxsize)
    sorts = body.get("sorts", [])
    if "filter" not in body and not sorts and hidden is None:
        return list(store.by_id(slug, offset, end))
    records = store.by_id(slug)
    if "filter" in body:
        filter = compiled(ground, body["filter"])
        few = filter.candidates()
        records = (one for one in (records if few is None else map(few.__getitem__, sorted(few))) if filter.passes(one))
    if hidden is not None:
        records = (one for one in records if not hidden(one.id))
    return arranged(ground, records, sorts, start=offset, end=end)


def tried(ground: Ground, body: Mapping[str, Any]) -> None:
    """Raises what `found` would raise for this filter and these sorts, without searching."""
    checked(body, _BODY)
    if "filter" in body:
        compiled(ground, body["filter"])
    arranged(ground, [], body.get("sorts", []))
