"""A run keeps what depends on records and kinds of loss, not on the number of its events: counted by tracemalloc, not timed."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from attio_emulator import Workspace, shelf
from attio_harness.compare.writes import Writes
from attio_harness.formats.table import formats_of, render, rendered_pieces
from attio_harness.inputs.event import EventSource, SourceEvent, Unreadable
from attio_harness.inputs.mappings import locate_dict
from attio_harness.loss_kinds import Baseline
from attio_harness.report import OTHERS, Report
from attio_harness.run import bounded, event_paths, kept_rows, triggers, unread
from attio_harness.run.check import Check
from attio_harness.run.dead_letters import DeadLetters

from tests.attio_harness.subscriptions import IDENTIFY

PEOPLE = 20
_AT = 1_777_000_000_000


def _event(number: int, **traits: Any) -> dict[str, Any]:
    who = number % PEOPLE
    return {"type": "identify", "userId": f"u{who}", "traits": {"email": f"u{who}@acme.com", **traits}}


KINDS: dict[str, Callable[[int], dict[str, Any]]] = {
    "the same values again": lambda number: _event(number),
    "a value that changes": lambda number: _event(number, plan=("Free", "Enterprise")[number % 2]),
    "lost events": lambda number: _event(number, plan="Nope"),
    "events lost for a value of their own": lambda number: _event(number, plan=f"Nope {number}"),
    "events without an address": lambda number: {"type": "identify", "userId": f"u{number}", "traits": {}},
    "events that match nothing": lambda number: {"type": "track", "event": "Seen", "userId": f"u{number}"},
    "events of many types": lambda number: {"type": f"type {number}", "userId": f"u{number}"},
}
WORKSPACE = {
    "objects": [
        {
            "api_slug": "users",
            "active": True,
            "attributes": [{"api_slug": "plan", "type": "select", "options": ["Free", "Enterprise"]}],
        }
    ]
}


def _items(made: Callable[[int], dict[str, Any]], numbers: range) -> Iterator[SourceEvent]:
    for number in numbers:
        event = made(number) | {"context": {"page": f"{number:0600}"}}  # an event that is kept is seen
        yield SourceEvent(event=event, file="events.ndjson", line=number + 1, at=_AT)


def _held(job: Check, made: Callable[[int], dict[str, Any]], numbers: range) -> int:
    job.feed(_items(made, numbers))
    job.flush()  # what waits for its batch is there until it is sent
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


def grown(job: Check, made: Callable[[int], dict[str, Any]], *, before: int, events: int) -> float:
    """Bytes that the run keeps of an event, after so many; the lesser of two stretches, since a cache of the process, which other tests
    fill too, may double its table in one of them."""
    tracemalloc.start(1)
    try:
        held = [_held(job, made, range(before))]
        for begin in (before, before + events):
            held.append(_held(job, made, range(begin, begin + events)))
        return min(held[1] - held[0], held[2] - held[1]) / events
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("mode", ["single", "batch"])
@pytest.mark.parametrize("kind", KINDS)
def test_no_event_leaves_anything_to_the_garbage_collector(kind: str, mode: Any) -> None:
    """Which a command therefore asks seldom (`__main__`): an error that keeps its frames would keep the event with all of its answers."""
    job = Check(locate_dict(IDENTIFY, ""), Workspace.from_dict(WORKSPACE), mode=mode, dead_letters=DeadLetters())
    job.feed(_items(KINDS[kind], range(20)))
    gc.collect()
    gc.disable()
    try:
        job.feed(_items(KINDS[kind], range(20, 40)))
        job.flush()
        assert gc.collect() == 0
    finally:
        gc.enable()


@pytest.mark.parametrize("mode", ["single", "batch"])
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_kept_of_an_event(kind: str, mode: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "MOST", 50)
    monkeypatch.setattr(kept_rows, "IN_MEMORY", 20)
    # a record that was undone is among those that are not packed until its turn comes
    monkeypatch.setattr(shelf, "AWAKE", 20)
    job = Check(locate_dict(IDENTIFY, ""), Workspace.from_dict(WORKSPACE), mode=mode, dead_letters=DeadLetters())
    # of the first events more is looked at, and a sample is kept of those that match nothing
    monkeypatch.setattr(event_paths, "_FIRST", 50)
    monkeypatch.setattr(unread, "_RESOLVED", 50)
    monkeypatch.setattr(triggers, "_SAMPLE", 50)
    # as many before as counted, since the last batch is kept
    assert grown(job, KINDS[kind], before=60, events=60) < 500


def test_of_values_that_two_subscriptions_replace_few_are_kept_of_each_record() -> None:
    """A record and its events are kept by `plan` in any case."""
    workspace = Workspace.from_dict(WORKSPACE)
    one, other = (
        IDENTIFY | {"name": name, "mapping": IDENTIFY["mapping"] | {"user_attributes": {"plan": plan}}}
        for name, plan in (("One", "Free"), ("Other", "Enterprise"))
    )
    held = []
    for sources in ([one, one | {"name": "Other"}], [one, other]):
        writes = Writes(workspace)
        job = Check([each for given in sources for each in locate_dict(given, "")], workspace)
        job.record(writes)
        held.append(grown(job, KINDS["the same values again"], before=60, events=60))
        assert len(writes.conflicts) == (sources[1] is other)
    assert held[1] - held[0] < 250


def test_values_that_are_too_many_are_counted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "MOST", 3)
    job = Check(locate_dict(IDENTIFY, ""), Workspace.from_dict(WORKSPACE))
    job.feed(_items(KINDS["events of many types"], range(10)))
    report = job.report()
    found = {one.found: one.count for one in report.unmatched_reasons}
    assert found == {'"type 0"': 1, '"type 1"': 1, '"type 2"': 1, OTHERS: 7}
    assert report.types == {"type 0": 1, "type 1": 1, "type 2": 1, OTHERS: 7}


def test_nothing_is_kept_of_an_entry_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_rows, "IN_MEMORY", 20)
    job = Check(locate_dict(IDENTIFY, ""), Workspace.from_dict(WORKSPACE))
    tracemalloc.start(1)
    try:
        held = []
        for begin in (0, 100, 300):
            job.feed(_broken(range(begin, begin + 200)))
            gc.collect()
            held.append(tracemalloc.get_traced_memory()[0])
        assert (held[2] - held[1]) / 200 < 60
    finally:
        tracemalloc.stop()


def _broken(numbers: range) -> Iterator[EventSource]:
    for number in numbers:
        yield Unreadable(file="events.ndjson", line=number + 1, why=f"not JSON: {number}", index=number % 2 or None)


def _report(limits: int, monkeypatch: pytest.MonkeyPatch) -> Report:
    monkeypatch.setattr(kept_rows, "IN_MEMORY", limits)
    # the second subscription is in batches, which are settled later than single events that came after them
    sources = [
        *locate_dict(IDENTIFY, "/0"),
        *locate_dict(IDENTIFY | {"mapping": IDENTIFY["mapping"] | {"enable_batching": True}}, "/1"),
    ]
    baseline = Baseline(file="b.json", events=1, kinds={})
    job = Check(sources, Workspace.from_dict(WORKSPACE), baseline=baseline)
    plans = ("Nope", "Free", "None", "Enterprise", 7)
    job.feed(_items(lambda number: _event(number, plan=plans[number % len(plans)]), range(40)))
    job.feed(_broken(range(7)))
    return job.report()


def test_a_report_is_the_same_where_its_losses_lie_in_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    in_memory, in_file = (_report(limit, monkeypatch) for limit in (1000, 3))
    assert (type(in_memory.rejections), len(in_file.rejections)) == (tuple, 48)
    assert not isinstance(in_file.rejections, tuple)
    assert isinstance(in_memory.unreadable, tuple)
    assert not isinstance(in_file.unreadable, tuple)
    assert list(in_file.rejections) == list(in_memory.rejections)
    for name in formats_of("check"):
        assert render("check", name, in_file) == render("check", name, in_memory), name
        assert "".join(rendered_pieces("check", name, in_file)) == render("check", name, in_memory), name
