"""References between records, and relationships."""

from __future__ import annotations

from typing import Any

from attio_harness.verify.probe import probe
from attio_harness.verify.stage import Stage, asserted, created, held, outcome
from attio_harness.verify.steps import Program


@probe(
    "With what code is a reference to a missing record refused?",
    about=("reference.not_found_code", "error 400 value_not_found"),
    needs=("link",),
)
def reference_not_found(stage: Stage) -> Program[Any]:
    answer = yield stage.simple({"key": stage.key("lonely"), "link": stage.nobody})
    return outcome(answer)


@probe(
    "Does the documented API accept a record's UUID alone as a reference?",
    about=("reference.bare_uuid",),
    needs=("link",),
)
def reference_uuid(stage: Stage) -> Program[Any]:
    """A bare UUID: in `records/simple`, where it is documented, and in the public API."""
    target = yield from created(stage, "target")
    ends = []
    for write in (stage.simple, stage.public):
        answer = yield write({"key": stage.key("pointer"), "link": target})
        ends.append(outcome(answer))
    return ends


@probe(
    "Which of two records gets a third that can belong to only one of them?",
    about=("relationship.taken_by_another",),
    needs=("parent",),
)
def relationship_taken(stage: Stage) -> Program[Any]:
    """A parent takes the child of another parent: who has it then."""
    child = yield from created(stage, "child")
    seen: list[Any] = []
    parents = []
    for name in ("mother", "father"):
        parents.append((yield from asserted(stage, name)))
        named = {"target_object": stage.object, "target_record_id": child}
        answer = yield stage.public({"key": stage.key(name), "children": [named]})
        seen.append(outcome(answer))
    for parent in parents:
        seen.append(len((yield from held(stage, parent, "children"))))
    return seen
