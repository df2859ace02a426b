"""Events through a local Segment as time passes: the verdicts of `check`, batches, retries, other mappings under way."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from attio_emulator import Request, Workspace
from attio_harness.errors import InputError
from attio_harness.inputs.event import SourceEvent
from attio_harness.inputs.events import read_events
from attio_harness.inputs.mappings import read_mappings
from attio_harness.inputs.subscription import LocatedSubscription
from attio_harness.inputs.timeline import in_order
from attio_harness.inputs.workspaces import load_workspace
from attio_harness.local_segment.live import Connected
from attio_harness.run.check import Check
from attio_harness.verdicts import Mode
from segment_actions import Response
from segment_events import EventGenerator

from tests.attio_harness.local_segment.local import DEMO, FIXTURES, WORKSPACE, Local
from tests.attio_harness.subscriptions import identify_user

JANE: dict[str, Any] = {
    "type": "identify",
    "userId": "u-1",
    "messageId": "m-1",
    "traits": {"email": "jane@acme.com", "plan": "Team"},
}


def _items(files: str | Path) -> list[SourceEvent]:
    return [one for one in in_order(read_events([str(files)]), "received") if isinstance(one, SourceEvent)]


def _generated() -> list[SourceEvent]:
    events = EventGenerator(seed=7).stream(400)
    made = [SourceEvent(event=event, file="generated", line=line) for line, event in enumerate(events, 1)]
    return [one for one in in_order(made, "received") if isinstance(one, SourceEvent)]


def _updates() -> list[SourceEvent]:
    """Of users whom another subscription could have created before, and theirs cannot."""
    items = [one for one in _items(FIXTURES / "week/events.ndjson") if one.event["type"] == "track"]
    return [
        SourceEvent(event={**one.event, "event": "Invoice Paid"}, file=one.file, line=one.line, at=one.at)
        for one in items
    ]


CASES: dict[str, tuple[list[LocatedSubscription], Workspace, Callable[[], list[SourceEvent]]]] = {
    "demo": (DEMO, WORKSPACE, lambda: _items(FIXTURES / "events")),
    "week": (
        read_mappings([str(FIXTURES / "week/mapping.json")]),
        load_workspace(str(FIXTURES / "week/workspace.yaml")),
        lambda: _items(FIXTURES / "week/events.ndjson"),
    ),
    "updates": (
        read_mappings([str(FIXTURES / "week/mapping.json")]),
        load_workspace(str(FIXTURES / "week/workspace.yaml")),
        _updates,
    ),
    "generated": (DEMO, WORKSPACE, _generated),
    "published": (read_mappings(["published"]), WORKSPACE, lambda: _items(FIXTURES / "events")),
}


def _without_places(value: Any) -> Any:
    """Without the events, which a server counts and a file has lines for."""
    if isinstance(value, dict):
        return {key: _without_places(inner) for key, inner in value.items() if key != "event"}
    return [_without_places(one) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize("mode", ["auto", "single", "batch"])
@pytest.mark.parametrize("case", CASES)
def test_the_verdicts_are_those_of_check(case: str, mode: Mode) -> None:
    sources, workspace, make = CASES[case]
    items = make()
    job = Check(sources, workspace, mode=mode, keep=True)
    job.feed(items)
    report = job.report()

    local = Local(sources, workspace, mode=mode, start=0)
    for item in items:
        local.clock.set(item.at or 0)
        local.take(item.event)
    local.local.flush()

    traces = local.traces()
    assert len(traces) == len(items) == len(local.settled)
    found = Counter(verdict for trace in traces for verdict in trace["verdicts"])
    assert found == Counter({name: count for name, count in report.verdicts.items() if count})
    losses = [
        _without_places(stage["loss"])
        for trace in traces
        for stage in trace["stages"]["subscriptions"]
        if stage["loss"] is not None
    ]
    rows = [*report.rejections, *report.unresolved]
    expected = [_without_places(row.to_dict()) for row in rows]
    for row in expected:
        # the option by which `serve` begins with a state
        row["hint"] = row["hint"].replace("`--from STATE --existing none`", "`--state STATE --existing none`")
    assert len(report.unresolved) == sum("`--state STATE " in row["hint"] for row in losses)
    for row in (each for loss in losses for each in (loss, *loss.get("also", ()))):
        # `check` sends every event again by itself
        row["hint"] = row["hint"].replace(" Once it is fixed, send that event again with a new messageId.", "")
    assert sorted(losses, key=repr) == sorted(expected, key=repr)
    assert local.local.delivery.records == report.records
    assert [trace["good"] for trace in traces].count(False) == len(
        {(row.event.file, row.event.line) for row in report.rejections}
    )


def test_a_whole_mapping_that_makes_nothing_is_shown_as_null(tmp_path: Path) -> None:
    row = {"name": "S", "partnerAction": "identifyUser", "subscribe": 'type = "identify"', "mapping": {"@path": "$.no"}}
    (tmp_path / "m.json").write_text(json.dumps(row))
    local = Local(read_mappings([str(tmp_path / "m.json")]))
    local.take(JANE)
    [trace] = local.traces()
    [stage] = trace["stages"]["subscriptions"]
    assert (stage["verdict"], stage["mapped"], stage["payload"]) == ("invalid", None, None)
    assert json.loads(json.dumps(trace)) == trace


def test_every_stage_of_an_event_is_kept() -> None:
    local = Local()
    local.take(JANE)
    [trace] = local.traces()
    identify, group = trace["stages"]["subscriptions"][:2]
    assert (trace["verdicts"], trace["good"], local.settled) == (["written"], True, [1])
    assert trace["stages"]["received"] == {"accepted": True}
    assert trace["stages"]["filtered"] == {
        "filtered": False,
        "reason": None,
        "why": None,
        "filter": None,
        "event": None,
    }
    assert identify["mapped"]["email_address"] == identify["payload"]["email_address"] == "jane@acme.com"
    assert [(one["method"], one["status"], one["attempt"]) for one in identify["requests"]] == [("PUT", 200, 1)] * 2
    assert [(one["object"], one["result"]) for one in identify["records"]] == [
        ("people", "created"),
        ("users", "created"),
    ]
    assert group["failed_clauses"] == [{"clause": 'type = "group"', "found": '"identify"'}]
    assert group["verdict"] == "unmatched"
    person = local.emulator.records("people")[0]
    assert identify["records"][0]["record_id"] == person["id"]["record_id"]


def test_a_batch_waits_and_shows_each_event_its_own_assertion() -> None:
    local = Local(mode="batch")
    for number in range(3):
        local.take(JANE | {"userId": f"u-{number}", "traits": {"email": f"a{number}@acme.com"}})
    assert [trace["verdicts"] for trace in local.traces()] == [["waiting"]] * 3
    assert [trace["good"] for trace in local.traces()] == [None] * 3
    [row] = local.local.queue()
    assert (row["source"], row["subscription"], row["payloads"]) == ("app", "Identify User", 3)
    local.advance(59)
    assert local.settled == []
    local.advance(1)
    assert local.settled == [1, 2, 3]
    assert local.local.queue() == []
    for number, trace in enumerate(local.traces()):
        [request] = trace["stages"]["subscriptions"][0]["requests"]
        assert (request["status"], request["body"]["index"], request["body"]["of"]) == (202, number, 3)
        assert f"a{number}@acme.com" in str(request["body"]["assertions"])


@pytest.mark.covers("delivery.retry_first")
def test_what_fails_is_tried_again_until_it_is_written() -> None:
    local = Local()
    local.emulator.faults.replace([{"status": 503, "times": 2}])
    local.take(JANE)
    [trace] = local.traces()
    assert (trace["verdicts"], trace["good"]) == (["waiting"], None)
    local.advance(9)
    assert local.local.next_due is not None
    local.advance(1)  # fails again
    assert local.settled == []
    local.advance(20)
    [trace] = local.traces()
    stage = trace["stages"]["subscriptions"][0]
    assert (trace["verdicts"], local.settled) == (["written"], [1])
    assert [(one["attempt"], one["status"]) for one in stage["requests"]] == [(1, 503), (2, 503), (3, 200), (3, 200)]
    assert [row["status"] for row in stage["retries"]] == [503, 503]
    assert stage["loss"] is None


@pytest.mark.covers("delivery.retry_for")
def test_trying_ends_after_four_hours() -> None:
    local = Local()
    local.emulator.faults.replace([{"status": 500}])
    local.take(JANE)
    passed = 0
    while not local.settled:
        local.advance(60)
        passed += 60
    [trace] = local.traces()
    assert 4 * 3600 - 3600 <= passed <= 4 * 3600
    assert (trace["verdicts"], trace["good"]) == (["failed"], False)
    assert local.local.next_due is None


@pytest.mark.parametrize("asked", ["120", "Wed, 01 Jan 2025 00:02:00 GMT"])
def test_a_longer_pause_is_kept_where_the_answer_asks_for_it(asked: str) -> None:
    local = Local()
    local.emulator.faults.replace([{"status": 429, "times": 1, "headers": {"retry-after": asked}}])
    local.take(JANE)
    local.advance(119)
    assert local.settled == []
    local.advance(1)
    assert local.settled == [1]


def test_a_batch_that_failed_is_formed_anew() -> None:
    local = Local(mode="batch")
    local.emulator.faults.replace([{"status": 500, "times": 1}])
    local.take(JANE)
    local.advance(60)
    assert local.settled == []
    local.advance(5)
    local.take(JANE | {"userId": "u-2", "messageId": "m-2", "traits": {"email": "joe@acme.com"}})
    local.advance(65)  # the first joins the batch of the second
    assert sorted(local.settled) == [1, 2]
    [first, second] = (trace["stages"]["subscriptions"][0]["requests"][-1]["body"] for trace in local.traces())
    assert (first["of"], second["of"]) == (2, 2)


def test_other_mappings_count_from_then_on() -> None:
    local = Local(mode="batch")
    local.take(JANE)
    other = [one for one in DEMO if one.action == "groupWorkspace"]
    local.local.connect([Connected(name="app", subscriptions=other)])
    assert local.settled == [1]  # what waited came for the mapping before
    local.take(JANE | {"messageId": "m-2"})
    assert [trace["verdicts"] for trace in local.traces()] == [["written"], ["unmatched"]]


def test_what_is_tried_again_in_a_batch_of_a_mapping_that_was_replaced_is_delivered() -> None:
    local = Local(mode="batch")
    local.emulator.faults.replace([{"status": 500, "times": 1}])
    local.take(JANE)
    local.advance(60)
    local.local.connect([Connected(name="app", subscriptions=DEMO)])
    local.advance(10)  # it waits in a batch again, of the mapping that it came for
    assert [row["payloads"] for row in local.local.queue()] == [1]
    assert local.local.next_due is not None
    local.advance(59)
    assert local.settled == []
    local.advance(1)
    assert local.settled == [1]
    assert local.traces()[0]["verdicts"] == ["written"]
    assert local.local.queue() == []
    assert local.local.next_due is None


def test_what_an_attempt_wrote_before_it_failed_is_told() -> None:
    local = Local()
    local.emulator.faults.replace([{"status": 500, "times": 1, "after": 1}])
    local.take(JANE)
    local.advance(10)
    [trace] = local.traces()
    assert (trace["verdicts"], local.settled) == (["written"], [1])
    records = trace["stages"]["subscriptions"][0]["records"]
    assert [(one["object"], one["result"]) for one in records] == [
        ("people", "created"), ("people", "updated"), ("users", "created"),
    ]  # fmt: skip
    [first] = {
        (one.seq, stage.runnable.source.name) for one, stage in local.local.traces.writers(records[0]["request_id"])
    }
    assert first == (1, "Identify User")
    local.local.traces._most = 0
    local.local.traces._forget_oldest()
    assert local.local.traces._writers == {}


def test_a_broken_mapping_changes_nothing() -> None:
    local = Local()
    broken = read_mappings(
        [
            {
                "name": "x",
                "actionSlug": "identifyUser",
                "enabled": True,
                "trigger": 'type = "identify" and (',
                "settings": {},
            }
        ]
    )
    with pytest.raises(InputError, match="trigger"):
        local.local.connect([Connected(name="app", subscriptions=broken)])
    local.take(JANE)
    assert local.traces()[0]["verdicts"] == ["written"]


def test_what_others_ask_the_emulator_is_no_event_s() -> None:
    local = Local()
    local.take(JANE)
    before = dict(local.local.delivery.records["people"])
    body = {"data": {"values": {"email_addresses": ["other@acme.com"], "company": "nowhere.com"}}}
    request = Request.make("POST", "/v2/objects/people/records", json=body, token="any")
    # a company that is not there is taken as there for events alone
    assert local.emulator.handle(request).status == 400
    assert local.local.delivery.records["people"] == before


@pytest.mark.parametrize("is_here", [True, False])
def test_an_answer_that_names_no_record_is_a_loss_here_and_elsewhere(is_here: bool) -> None:
    """Segment takes it for success, so it is not tried again; nothing is told as written."""
    elsewhere = None if is_here else lambda request: Response(status=200, content=b"<html></html>")
    one = Local(mode="single", elsewhere=elsewhere)
    one.emulator.faults.replace([{"status": 200, "body": "<html></html>"}])
    one.take({"type": "identify", "userId": "u1", "traits": {"email": "jane@acme.com"}})
    (trace,) = one.traces()
    (stage,) = [stage for stage in trace["stages"]["subscriptions"] if stage["matched"]]
    assert (trace["good"], trace["verdicts"], one.settled) == (False, ["dropped"], [1])
    assert (stage["loss"]["code"], stage["loss"]["status"]) == ("nothing_written", 200)
    assert one.emulator.counts().get("people") is None
    one.advance(20_000)
    assert one.traces() == [trace]


def test_what_others_write_rests_on_nothing_that_an_event_needed(tmp_path: Path) -> None:
    one = identify_user("I", person_attributes={"company": "acme.com"})
    (tmp_path / "mapping.json").write_text(json.dumps(one))
    local = Local(read_mappings([str(tmp_path / "mapping.json")]))
    local.take(JANE)
    assert [trace["verdicts"] for trace in local.traces()] == [["unresolved"]]
    there = local.emulator.snapshot()["taken_as_there"]
    assert sorted(row["object"] for row in there.values()) == ["companies", "people", "users"]
    body = {"data": {"values": {"user_id": "u-1", "primary_email_address": "jane@acme.com"}}}
    answer = local.emulator.handle(
        Request.make("PUT", "/v2/objects/users/records?matching_attribute=user_id", json=body, token="any")
    )
    assert answer.status == 200
    there = local.emulator.snapshot()["taken_as_there"]
    assert sorted(row["object"] for row in there.values()) == ["companies", "people"]


def test_an_event_that_needs_a_record_that_somebody_has_deleted_is_lost() -> None:
    """It was unresolved, and the hint said that no event had written the record."""
    local = Local()
    local.take(JANE)
    (user,) = local.emulator.records("users")
    path = f"/v2/objects/users/records/{user['id']['record_id']}"
    assert local.emulator.handle(Request.make("DELETE", path, token="any")).status == 200
    group = {"type": "group", "userId": "u-1", "groupId": "g", "traits": {"website": "acme.com"}}
    seq = local.take(group)
    (ended,) = [
        (one["verdict"], one["loss"]["code"])
        for row in local.traces()
        if row["seq"] == seq
        for one in row["stages"]["subscriptions"]
        if one["loss"]
    ]
    assert ended == ("rejected", "value_not_found")


@pytest.mark.parametrize("existing", ["unknown", "none"])
def test_an_earlier_loss_is_mended_and_its_event_sent_again(existing: str) -> None:
    """A mended mapping counts for later events alone, so the record is still missing, and the same message again is a repeat."""
    local = Local(existing=existing, mode="single")
    local.take(JANE | {"traits": {"email": "nobody"}})
    group = {"type": "group", "userId": "u-1", "groupId": "g", "traits": {"website": "acme.com"}}
    local.take(group)
    (_, trace) = local.traces()
    (hint,) = [one["loss"]["hint"] for one in trace["stages"]["subscriptions"] if one["loss"]]
    assert "Fix the loss of email_address by" in hint
    assert "Once it is fixed, send that event again with a new messageId." in hint
