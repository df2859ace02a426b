"""A run against the one before: events that both had, whatever was edited, and those that came and went."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from attio_emulator import Workspace
from attio_harness.compare.reruns import EventsSeen, Ran, Rerun, compare_reruns
from attio_harness.formats.rerun import rerun_lines
from attio_harness.inputs.event import SourceEvent
from attio_harness.inputs.mappings import locate_dict
from attio_harness.run.check import Check

from tests.attio_harness.compare.test_mappings import OLD, WORKSPACE


def event(user: str, plan: str = "Free", message: str | None = None) -> dict[str, Any]:
    given = {"type": "identify", "userId": user, "traits": {"email": f"{user}@acme.com", "plan": plan}}
    return given if message is None else given | {"messageId": message}


A, B, C = event("a"), event("b", "Pro"), event("c", "Gold")


def ran(events: Sequence[dict[str, Any]], mapping: dict[str, Any] = OLD) -> Ran:
    seen = EventsSeen()
    job = Check(list(locate_dict(mapping, "")), Workspace.from_dict(WORKSPACE), keep=True)
    rows = [SourceEvent(event=one, file="events.ndjson", line=line) for line, one in enumerate(events, 1)]
    job.feed(seen.over(rows))
    return Ran(job=job, report=job.report(), seen=seen)


def rerun(old: Sequence[dict[str, Any]], new: Sequence[dict[str, Any]], mapping: dict[str, Any] = OLD) -> Rerun:
    return compare_reruns(ran(old), ran(new, mapping))


@pytest.mark.parametrize(
    ("old", "new", "summary"),
    [
        ([A, B, C], [A, B, C], "Nothing differs."),
        ([A, B, C], [C, B, A], "Nothing differs."),
        ([A, B], [B, A, C], "1 event added (1 lost), 1 record added."),
        ([A, B, C], [B], "2 events gone, 3 records missing."),
        ([A, A, C], [A, C], "1 event gone."),
        ([A], [A, A, A], "2 events added."),
        ([A, C], [B, A], "1 event added, 1 event gone, 1 record missing, 2 records added."),
        # edited: known by the messageId wherever it stands, or by its place
        ([event("a", "Gold", "m1"), A], [A, event("a", "Free", "m1")], "1 fixed."),
        ([event("a"), B], [event("a", "Gold"), B], "1 newly lost, 1 record missing, 1 record changed."),
    ],
)
def test_events_are_recognised(old: list[dict[str, Any]], new: list[dict[str, Any]], summary: str) -> None:
    assert rerun(old, new).summary == summary


def test_a_change_of_the_mapping_and_of_the_events_are_told_apart() -> None:
    mapping = {**OLD, "mapping": {**OLD["mapping"], "user_attributes": {"plan": "Gold"}}}
    found = rerun([A, B], [C, A, B], mapping)
    assert (found.added, found.gone) == (1, 0)
    assert {one.events[0].line for one in found.differences if one.what == "verdict"} == {2, 3}
    assert [(one.left, one.right, one.events[0].line) for one in found.arrived] == [("unmatched", "rejected", 1)]
    lines = rerun_lines(found)
    assert lines[0].startswith("1 event added (1 lost), 2 newly lost, ")
    assert lines[1].startswith("   2 × Identify: written, now refused by Attio: users.plan (select)")
    assert lines[-1] == "Failed: 3 lost."


def test_values_that_json_does_not_have_are_recognised_too() -> None:
    odd = event("a") | {"context": {"text": "\ud800", "big": 2**70}}
    assert rerun([odd, B], [B, odd]).summary == "Nothing differs."
