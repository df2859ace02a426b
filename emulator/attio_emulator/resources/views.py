"""Saved views of objects and lists: list, read, create, delete. `queries` uses their filters.

Sources: OpenAPI and recorded responses for the listings; for the others Attio's pages, which are newer and call these
calls alpha. The pages show the body of a creation and say what a view shows, but not in which members: those are
assumed. Also assumed: the settings of a board are not kept.
"""

from __future__ import annotations

from typing import Any

from attio_emulator import refusals
from attio_emulator.calls import Answer, Call
from attio_emulator.clock import iso
from attio_emulator.query import SORTS, tried
from attio_emulator.resources.base import answer, empty, listing
from attio_emulator.resources.pages import after_cursor, by_id
from attio_emulator.resources.targets import Owner, owner_of
from attio_emulator.schema.model import View
from attio_emulator.schema.views import named_in, pinned, query_filter
from attio_emulator.shapes import NAME, Shape, list_of, mapping, nullable, one_of, text

__all__ = ["create_view", "delete_view", "get_view", "list_views"]

_MOST = 500
"""The default size of a page (OpenAPI) and the largest (assumed)."""

_NEW = Shape(
    required={"title": NAME, "type": one_of("table", "board")},
    optional={
        "filter": nullable(mapping),
        "sorts": SORTS,
        "attributes": list_of(Shape(required={"attribute": text()}, optional={"field": text()})),
    },
)


def list_views(call: Call) -> Answer:
    """In order of ID; archived ones on request."""
    owner, archived = owner_of(call), call.flag("show_archived")
    views = sorted(owner.schema.views.values(), key=lambda one: one.id)
    rows = [{"id": one.id, "view": one} for one in views if archived or not one.is_archived]
    page, cursor = after_cursor(call, rows, by_id, usual=_MOST, most=_MOST)
    return listing([_head(owner, row["view"]) for row in page], cursor)


def get_view(call: Call) -> Answer:
    owner = owner_of(call)
    return _shown(owner, _named(owner))


def create_view(call: Call) -> Answer:
    owner, core = owner_of(call), call.core
    data = call.data(_NEW)
    view, unknown = pinned(
        View(
            id=core.ids.next(),
            title=data["title"],
            type=data["type"],
            filter=data.get("filter"),
            sorts=tuple(data.get("sorts", ())),
            attributes=tuple(data.get("attributes", ())),
            created_at=call.stamp.at,
        ),
        owner.schema,
        core.workspace.objects,
    )
    body = {"sorts": data.get("sorts", []), **({"filter": query_filter(view.filter)} if view.filter else {})}
    tried(core.ground(owner.schema), body)
    for place, name, _ in unknown:
        if place[0] == "attributes":
            raise refusals.unknown_attribute(name, name, "/data" + "".join(f"/{one}" for one in place))
    owner.schema.views[view.id] = view
    core.keep(owner.schema)
    return _shown(owner, view)


def delete_view(call: Call) -> Answer:
    """Archived ones, too; no record changes (page)."""
    owner = owner_of(call)
    del owner.schema.views[_named(owner).id]
    call.core.keep(owner.schema)
    return empty()


def _named(owner: Owner) -> View:
    named = owner.call.parts["view"]
    view = owner.schema.views.get(named.lower())
    if view is None:
        raise refusals.view_not_found(named)
    return view


def _head(owner: Owner, one: View) -> dict[str, Any]:
    """A view in a listing (recorded)."""
    workspace_id = owner.call.core.workspace.id
    return {
        "id": {"workspace_id": workspace_id, owner.target.id: owner.schema.id, "view_id": one.id},
        "title": one.title,
        "created_at": iso(owner.call.core.created_at if one.created_at is None else one.created_at),
    }


def _shown(owner: Owner, one: View) -> Answer:
    """A complete view: attributes are named by ID, `metadata` has their titles and slugs (page)."""
    return answer(
        _head(owner, one)
        | {
            "type": one.type,
            "filter": one.filter,
            "sorts": list(one.sorts),
            "attributes": list(one.attributes),
            "is_archived": one.is_archived,
            "metadata": {"attributes": _metadata(owner, one)},
        }
    )


def _metadata(owner: Owner, one: View) -> dict[str, Any]:
    named = set(named_in([one.filter, one.sorts, one.attributes]))
    owners = [owner.schema, *owner.call.core.workspace.objects.values()]
    return {
        attribute.id: {"title": attribute.title, "api_slug": attribute.slug}
        for holder in owners
        for attribute in holder.attributes.values()
        if attribute.id in named
    }
