"""Finding records: filters, sorts and search. Pure functions of a workspace, its records and the body of a request.

Types define their own filter fields. `filters` and `sorts` read the two parts of a query, `paths` follows references
for both, `search` searches several objects, `refusals` has the words.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any

from attio_emulator.assumptions import Settings
from attio_emulator.query.filters import compiled
from attio_emulator.query.paths import Ground
from attio_emulator.query.search import search
from attio_emulator.query.sorts import SORTS, arranged
from attio_emulator.record import Record
from attio_emulator.schema.model import Object
from attio_emulator.schema.workspace import Workspace
from attio_emulator.shapes import Shape, checked, mapping
from attio_emulator.store import Store

__all__ = ["SORTS", "found", "search", "tried"]


_BODY = Shape(optional={"filter": mapping, "sorts": SORTS})


def found(
    workspace: Workspace,
    store: Store,
    owner: Object,
    body: Mapping[str, Any],
    *,
    called: str | None = None,
    offset: int = 0,
    limit: int | None = None,
    hidden: Callable[[str], bool] | None = None,
    assumptions: Settings | None = None,
) -> list[Record]:
    """A page of the records of an object that pass `filter`, in the order of `sorts`; without a limit, all of them.

    Without sorts they come in order of ID (recorded), and nothing after the page is examined. If an index of the store
    can tell which records may pass, only those are examined. `called` is the slug of the list, if these are entries.
    `hidden` tells by ID whether a record is hidden. `assumptions` are those in force, see `Ground`.

    Raises:
        AttioError: 400 with the code and the `path` of what is wrong in the filter or the sorts.
    """
    ground = Ground(workspace, store, called or owner.slug, assumptions)
    checked(body, _BODY)
    # JSON numbers may be larger than any index
    offset = min(offset, sys.maxsize)
    end = None if limit is None else min(offset + limit, sys.maxsize)
    sorts = body.get("sorts", [])
    if "filter" not in body and not sorts and hidden is None:
        return list(store.by_id(owner.slug, offset, end))
    records = store.by_id(owner.slug)
    if "filter" in body:
        filter = compiled(ground, owner, body["filter"])
        few = filter.candidates()
        records = (one for one in (records if few is None else map(few.__getitem__, sorted(few))) if filter.passes(one))
    if hidden is not None:
        records = (one for one in records if not hidden(one.id))
    return arranged(ground, owner, records, sorts, start=offset, end=end)


def tried(
    workspace: Workspace, store: Store, owner: Object, body: Mapping[str, Any], assumptions: Settings | None = None
) -> None:
    """Raises what `found` would raise for this filter and these sorts, without searching. Slugs in paths are those of objects."""
    ground = Ground(workspace, store, owner.slug, assumptions)
    checked(body, _BODY)
    if "filter" in body:
        compiled(ground, owner, body["filter"])
    arranged(ground, owner, [], body.get("sorts", []))
