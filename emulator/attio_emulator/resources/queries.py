"""The body of a query, with the filter of a saved view in the place of its ID. What a filter means is in `query`."""

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
    """What a query of records asks for; a body that is not there asks for everything.

    A view gives its filter and nothing else: sorts and page stay those of the request (OpenAPI). One that is archived still
    does (assumed).

    Raises:
        AttioError: 400 for a body that is no object, or has a filter of its own beside a view; for a view that is not there
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
