"""`explain` is the run of `check` with a recorder on it: the same verdict, the same reason, and every step between."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from attio_emulator import Workspace
from attio_harness.inputs.event import SourceEvent
from attio_harness.inputs.mappings import locate_dict, read_mappings
from attio_harness.inputs.subscription import LocatedSubscription
from attio_harness.inputs.timeline import ORDERS, in_order
from attio_harness.inputs.times import TIMES as TIME_MEMBERS
from attio_harness.rejection import Rejection
from attio_harness.run import check
from attio_harness.run.check import Check
from attio_harness.run.trace import explain_event
from attio_harness.verdicts import EXISTING, MODES, Mode
from hypothesis import given, settings
from hypothesis import strategies as st
from segment_events import EventGenerator

from tests.attio_harness.subscriptions import assert_record

ROOT = Path(__file__).parents[3]
DEMO = str(ROOT / "fixtures/mappings/demo.json")
WORKSPACE = Workspace.load(ROOT / "fixtures/workspaces/demo.yaml")


def history(seed: int, size: int) -> list[SourceEvent]:
    """Sound events and spoiled ones, in turn, some of them again: what is written before decides what comes after."""
    generator = EventGenerator(seed=seed, people=6, companies=3)
    events: list[Any] = list(generator.stream(size))
    events[::3] = [one.event for one in generator.negatives(len(events[::3]))]
    events += events[: size // 3]
    return [SourceEvent(event=one, file="events.ndjson", line=index + 1) for index, one in enumerate(events)]


def sources(size: int) -> list[LocatedSubscription]:
    """The mappings of the demo and the published ones; a batch is sent as soon as it has so many events."""
    rows = [
        {
            "name": one.name,
            "partnerAction": one.action,
            "subscribe": one.trigger,
            "mapping": {**one.mapping, "batch_size": size},
        }
        for one in (*read_mappings([DEMO]), *read_mappings(["published"]))
    ]
    return [located for index, row in enumerate(rows) for located in locate_dict(row, f"/{index}")]


def told(row: Rejection | None) -> Any:
    return None if row is None else row.to_dict()


TIMES = st.lists(st.integers(0, 400), min_size=1, max_size=4)


def timed(events: list[SourceEvent], steps: list[int]) -> list[SourceEvent]:
    """The events, some seconds apart, now and then out of order, the first ones without a time."""
    at, out = 1_770_000_000, []
    for number, one in enumerate(events):
        at += steps[number % len(steps)] * (-1 if number % 7 == 6 else 1)
        when = {"receivedAt": datetime.fromtimestamp(at, UTC).isoformat()} if number > 1 else {}
        event = {key: value for key, value in one.event.items() if key not in TIME_MEMBERS}
        out.append(replace(one, event={**event, **when}))
    return out


@settings(max_examples=15, deadline=None)
@given(data=st.data(), seed=st.integers(0, 10_000), size=st.integers(1, 12), steps=TIMES)
def test_explain_agrees_with_check(data: st.DataObject, seed: int, size: int, steps: list[int]) -> None:
    """For any event of a history, whatever the mode, the order, the size of batches and what is known of the CRM."""
    mode, order = data.draw(st.sampled_from(MODES)), data.draw(st.sampled_from(ORDERS))
    existing = data.draw(st.sampled_from(EXISTING))
    events, some = timed(history(seed, size), steps), sources(data.draw(st.sampled_from([1, 2, 5, 1000])))
    job = Check(some, WORKSPACE, mode=mode, existing=existing, keep=True)
    job.feed(in_order(events, order))
    job.flush()
    chosen = data.draw(st.sampled_from(events))
    numbers = [one.line for one in in_order(events, order) if isinstance(one, SourceEvent)]
    number = numbers.index(chosen.line)
    explained = explain_event(chosen, some, WORKSPACE, mode=mode, existing=existing, history=in_order(events, order))
    assert explained.filters.reason is None
    assert [stage.subscription for stage in explained.stages] == [one.source for one in job.runnables]
    for index, stage in enumerate(explained.stages):
        key = (number, index)
        verdict, _ = job.settled.get(key, ("unmatched", None))
        assert stage.verdict == verdict
        assert told(stage.rejection) == told(job.lost.get(key) or job.unresolved.get(key))
        assert len(stage.exchanges) == 0 or stage.verdict not in ("invalid", "unmatched")


def test_an_event_of_a_batch_is_explained_with_the_batch_it_was_in() -> None:
    first, again = ({"type": "identify", "userId": "u", "traits": {"email": mail}} for mail in ("a@x.com", "b@x.com"))
    events = [SourceEvent(event=one, file="<python>", line=line) for line, one in enumerate((first, again), 1)]
    explained = explain_event(events[0], read_mappings(["published"]), WORKSPACE, mode="batch", history=events)
    (stage,) = (one for one in explained.stages if one.matched)
    assert [(row["object"], row["result"]) for row in stage.records] == [("people", "created"), ("users", "created")]
    (exchange,) = stage.exchanges
    assert len(json.loads(exchange.request.content)["assertions"]) == 2


def test_losses_of_the_events_before_it_are_not_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    """They take most of the time of a run, and nobody is told them."""
    events, asked = history(seed=5, size=30), []
    monkeypatch.setattr(check, "row_of", lambda delivered, one, emulator, waiting: asked.append(one.item.line))
    explain_event(events[-1], sources(1), WORKSPACE, history=events)
    assert set(asked) == {len(events)}


def test_every_step_is_kept_once() -> None:
    event = {"type": "identify", "userId": "u", "traits": {"email": "a@x.com", "plan": None}}
    (stage, *others) = explain_event(
        SourceEvent(event=event, file="<python>", line=1), read_mappings(["published"]), WORKSPACE, mode="single"
    ).stages
    assert [other.matched for other in others] == [False] * len(others)
    assert all(other.failed_clauses and not other.exchanges for other in others)
    assert [json.loads(one.request.content)["data"]["values"] for one in stage.exchanges] == [
        {"email_addresses": "a@x.com"},
        {"primary_email_address": "a@x.com", "person": "a@x.com", "user_id": "u"},
    ]
    assert [one.response.status for one in stage.exchanges] == [200, 200]
    assert stage.mapped["email_address"] == stage.payload["email_address"] == "a@x.com"
    assert {read["path"] for read in stage.reads} >= {"$.traits.email", "$.userId"}
    assert (stage.verdict, stage.rejection) == ("written", None)
    # the ID stands beside the values of a record, not among them
    assert [sorted(set(row["values"]) & {"record_id", "user_id"}) for row in stage.records] == [[], ["user_id"]]


@pytest.mark.parametrize("mode", ["single", "batch"])
def test_an_event_that_segment_refuses_has_no_request_and_no_record(mode: Mode) -> None:
    """Not even those of the subscription before."""
    event = {"type": "identify", "userId": "u", "traits": {"email": "a@x.com"}}
    refused = {
        "name": "Bad",
        "partnerAction": "identifyUser",
        "subscribe": 'type = "identify"',
        "mapping": {"user_id": "u"},
    }
    some = [*read_mappings(["published"]), *locate_dict(refused, "/0")]
    found = explain_event(SourceEvent(event=event, file="<python>", line=1), some, WORKSPACE, mode=mode)
    *_, stage = found.stages
    assert (found.mode, stage.verdict, stage.exchanges, stage.records) == (mode, "invalid", (), ())
    assert stage.mapped == {"user_id": "u"}


@pytest.mark.parametrize("mode", ["single", "batch"])
def test_an_element_that_the_event_lacks_is_null_at_every_stage(mode: Mode) -> None:
    """JavaScript has undefined there, of which JSON makes null."""
    address, more = {"@path": "$.traits.email"}, {"@path": "$.traits.more"}
    row = assert_record(
        "S",
        'type = "identify"',
        "people",
        "email_addresses",
        {"email_addresses": address, "job_title": [address, more]},
    )
    event = SourceEvent(event={"type": "identify", "traits": {"email": "a@acme.com"}}, file="e", line=1)
    (stage,) = explain_event(event, list(locate_dict(row, "")), WORKSPACE, mode=mode).stages
    assert stage.mapped["attributes"]["job_title"] == ["a@acme.com", None]
    assert stage.payload["attributes"]["job_title"] == ["a@acme.com", None]
    assert stage.rejection is not None
    assert (stage.rejection.value, stage.rejection.also) == (["a@acme.com", None], ())
