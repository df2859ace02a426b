"""Saved views: made, shown, used in a query and deleted, all of the scratch object."""

from __future__ import annotations

from typing import Any

from attio_harness.verify.probe import probe
from attio_harness.verify.stage import Stage, created, outcome, shown
from attio_harness.verify.steps import Ask, Program


@probe("With what code is a query by a missing view refused?", about=("query.unknown_view",))
def view_unknown(stage: Stage) -> Program[Any]:
    answer = yield Ask(method="POST", path=f"{stage.records()}/query", body={"filter_view_id": stage.nobody})
    return outcome(answer)


@probe("What does a saved view show, and what does a query by it find?", about=("view.shown",), needs=("text",))
def view(stage: Stage) -> Program[Any]:
    """A view with a filter: its members, what it finds, and its deletion."""
    yield from created(stage, "view one", text="seen")
    yield from created(stage, "view two", text="hidden")
    path = f"/v2/objects/{stage.object}/views"
    data = {
        "title": f"Seen {stage.marker}",
        "type": "table",
        "filter": {"attribute": "text", "op": "eq", "value": "seen"},
        "sorts": [{"attribute": "text", "direction": "asc"}],
        "attributes": [{"attribute": "text"}],
    }
    made = yield Ask(method="POST", path=path, body={"data": data})
    if made.status != 200:
        return outcome(made)
    view = made.data["id"]["view_id"]
    query = {"filter_view_id": view}
    found = yield Ask(method="POST", path=f"{stage.records()}/query", body=query)
    gone = yield Ask(method="DELETE", path=f"{path}/{view}")
    return {
        "members": list(made.data),
        "filter": sorted(made.data.get("filter") or ()),
        "found": [shown(row, "text") for row in found.rows],
        "deleted": outcome(gone),
    }
