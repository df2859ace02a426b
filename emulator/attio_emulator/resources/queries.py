"""The body of a query, with the ID of a saved view replaced by the view's filter. `query` interprets filters."""

from __future__ import annotations

from typing import Any

from attio_emulator import refusals
from attio_emulator.calls import Call
from attio_emulator.schema.model import Object
from attio_emulator.schema.views import query_filter
from attio_emulator.shapes import Shape, checked, uuid

__all__ = ["query_of"]

_VIEWED = Shape(optional={"filter_view_id": uuid})


def query_of(call: Call, owner: Object) -> dict[str, Any]:
    """The query of records in a body; without a body, all records.

    A view gives only its filter; sorts and page are the request's (OpenAPI). Archived views work, too (assumed).

    Raises:
        AttioError: 400 if the body is not an object, or has both a filter and a view; for an unknown view
            404 or 400, see `query.unknown_view`.
    """
    body: dict[str, Any] = dict(checked(call.json(), _VIEWED)) if call.request.body else {}
    named = body.pop("filter_view_id", None)
    if named is None:
        return body
    if "filter" in body:
        raise refusals.filter_beside_view()
    view = owner.views.get(named.lower())
    if view is None:
        raise refusals.queried_view_not_found(named, call.core.assumptions.decides("query.unknown_view"))
    return body if view.filter is None else body | {"filter": query_filter(view.filter)}
