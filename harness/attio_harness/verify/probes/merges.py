"""Two records merged into a third, all of the scratch object."""

from __future__ import annotations

from typing import Any

from attio_harness.verify.probe import probe
from attio_harness.verify.stage import Stage, asserted, created, found, history, outcome, shown
from attio_harness.verify.steps import Ask, Program, Until


def _merge(stage: Stage, primary: str, secondary: str) -> Ask:
    data = {"primary_record_id": primary, "secondary_record_id": secondary}
    return Ask(method="POST", path=f"{stage.records()}/merge", body={"data": data})


@probe("With what code is a merge with a missing record refused?", about=("merge.unknown_record",))
def merge_unknown(stage: Stage) -> Program[Any]:
    record = yield from created(stage, "merge with nobody")
    answer = yield _merge(stage, record, stage.nobody)
    return outcome(answer)


@probe(
    "What is left of two records after a merge?",
    about=("merge.pending", "merge.multiselect", "merge.history", "merge.references", "merge.relationship"),
    needs=("text", "tags", "number", "link", "parent"),
)
def merge(stage: Stage) -> Program[Any]:
    """Whose values the third record has, how much of their history, and what happens to references to the first two."""
    primary = yield from created(stage, "merge one", text="first", tags=["Free"])
    yield stage.update(primary, {"text": "second"}, append=True)
    secondary = yield from created(stage, "merge two", text="other", tags=["Pro"], number=7)
    yield from asserted(stage, "merge pointer", link=secondary)
    for name, parent in (("merge three", primary), ("merge four", secondary)):
        child = yield from created(stage, name)
        yield stage.update(parent, {"children": [child]}, append=True)
    answer = yield _merge(stage, primary, secondary)
    if answer.status not in (200, 202):
        return outcome(answer)
    new = str(answer.data["new_record_id"])
    third = yield Until(ask=stage.one(new), done=lambda one: one.status == 200, what="the record of the merge")
    rows = yield from history(stage, new, "text")
    pointer = yield from found(stage, "merge pointer")
    gone = yield stage.one(primary)
    again = yield _merge(stage, primary, secondary)
    return {
        "status": answer.status,
        "values": {slug: shown(third.data, slug) for slug in ("text", "tags", "number")},
        "history": rows,
        "children": len(shown(third.data, "children")),
        "pointer follows": [one.get("target_record_id") == new for one in shown(pointer, "link")],
        "original": outcome(gone),
        "again": outcome(again),
    }
