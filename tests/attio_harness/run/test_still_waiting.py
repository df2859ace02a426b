"""An event that needs a record whose event came before, and whose batch is sent later."""

from __future__ import annotations

from html import unescape
from itertools import product
from typing import Any

import pytest
from attio_emulator import Workspace
from attio_harness import check
from attio_harness.formats.contract import JsonReport
from attio_harness.formats.json import render_json
from attio_harness.formats.table import render
from attio_harness.formats.unresolved import need_groups
from attio_harness.inputs.mappings import locate_dict
from attio_harness.rejection import Need
from attio_harness.report import Report
from attio_harness.run import still_waiting

from tests.attio_harness.local_segment.local import Local
from tests.attio_harness.run.test_history import BOTH, GROUP, IDENTIFY, WORKSPACE, group, identify, when
from tests.attio_harness.subscriptions import assert_record

# the first group call opens a batch that is sent before that of the identify call
EVENTS = [group("old", 0), identify("u", 10), group("u", 11)]
AT_ONCE = {**IDENTIFY, "mapping": {**IDENTIFY["mapping"], "enable_batching": False}}
ALONE = {**GROUP, "mapping": {**GROUP["mapping"], "enable_batching": False}}  # type: ignore[dict-item]
WAITS = (
    'An event before this one would write users with user_id "u", but it still waits in a batch of Identify User, which is sent later: '
    "once it has 1,000 events, or has waited 60 seconds"
)


def plan(user: str, at: float) -> dict[str, Any]:
    """Lacks the address that a new user has to have."""
    properties = {"user_id": user, "plan": "Pro"}
    return {"type": "track", "event": "plan", "userId": user, "receivedAt": when(at), "properties": properties}


PLAN = assert_record("Plan", 'type = "track"', "users", "user_id", {"@path": "$.properties"}, enable_batching=True)


def waiting(report: Report) -> list[tuple[int, str, str] | None]:
    """Of each need of the unresolved events the line of the event that waits, its subscription and until when."""
    needs = [need for row in report.unresolved for need in row.needs]
    every = [one.waits for one in needs]
    return [(one.event.line, one.subscription, one.until) if one else None for one in every]


def test_what_an_event_before_would_write_that_still_waits_is_told_with_its_batch() -> None:
    report = check(EVENTS, BOTH, WORKSPACE)
    (old, row) = report.unresolved
    assert waiting(report) == [None, (2, "Identify User", when(70))]
    assert old.hint.startswith('No event before this one wrote users with user_id "old": the event arrives if it is')
    assert row.hint == (
        f"{WAITS}: the event arrives if it is in the CRM already. Turn off enable_batching of Identify User, so that it writes at once. "
        "Start from the CRM's own records (`attio-harness pull --records users --state STATE`, then `--from STATE --existing none`), or "
        "count the event as lost with `--existing none` alone."
    )
    assert row.needs == (Need(object="users", attribute="user_id", value="u"),)
    told = JsonReport.model_validate_json(render_json(report)).unresolved[1].needs[0].waits
    assert told is not None
    assert (told.event.message_id, told.subscription, told.until) == ("i-u-10", "Identify User", when(70))


def test_the_first_that_would_be_written_is_told_where_others_of_the_same_record_wait_before_it() -> None:
    events = [group("old", 0), identify("u", 9, plan="Gold"), identify("u", 10), identify("u", 11), group("u", 12)]
    assert waiting(check(events, BOTH, WORKSPACE)) == [None, (3, "Identify User", when(69))]
    failing = check(events, [ALONE, AT_ONCE], WORKSPACE, faults=[USERS_FAIL])
    assert waiting(failing)[1] == (3, "Identify User", when(20))


def test_with_batches_turned_off_where_it_is_advised_the_event_is_written() -> None:
    report = check(EVENTS, [GROUP, AT_ONCE], WORKSPACE)
    assert [row.event.line for row in report.unresolved] == [1]


def test_a_mapping_that_the_run_alone_puts_into_batches_is_told_to_write_at_once_otherwise() -> None:
    row = check(EVENTS, [GROUP, AT_ONCE], WORKSPACE, "batch").unresolved[1]
    assert f"{WAITS}: " in row.hint
    assert " Identify User does not turn on enable_batching, and writes at once in mode auto. " in row.hint


def test_an_event_that_is_delivered_alone_comes_before_a_batch_too() -> None:
    """The mapping of the later event asks for no batch, and says nothing of one."""
    events = [identify("u", 0), group("u", 1)]
    assert waiting(check(events, [IDENTIFY, ALONE], WORKSPACE)) == [(1, "Identify User", when(60))]
    (row,) = check(events, [IDENTIFY, ALONE], WORKSPACE, existing="none").rejections
    assert (row.verdict, row.code) == ("rejected", "value_not_found")
    assert row.hint == (
        f"{WAITS}, and Attio never creates a record from a reference. Turn off enable_batching of Identify User, so that it writes at once."
    )


@pytest.mark.parametrize(
    "events",
    [
        pytest.param([group("old", 0), group("u", 10), identify("u", 11)], id="it comes after"),
        pytest.param([group("old", 0), identify("u", 10, plan="Gold"), group("u", 11)], id="it is dropped itself"),
        pytest.param([group("old", 0), identify("v", 10), group("u", 11)], id="it is of another record"),
        pytest.param([group("u", 0), identify("u", 100)], id="it is of another batch"),
        pytest.param([group("old", 0), plan("u", 10), group("u", 11)], id="it could only update the user"),
    ],
)
def test_what_would_not_have_written_the_record_is_not_told(events: list[dict[str, Any]]) -> None:
    report = check(events, [*BOTH, PLAN], WORKSPACE)
    assert waiting(report) == [None] * len(report.unresolved)
    lost = check(events, [*BOTH, PLAN], WORKSPACE, existing="none")
    assert not [row.hint for row in lost.rejections if "waits" in row.hint]


def test_of_very_many_batches_the_last_are_looked_through(monkeypatch: pytest.MonkeyPatch) -> None:
    """With `batch_keys` there may be one for each user: to look through all for each event would take time by their square."""
    monkeypatch.setattr(still_waiting, "_MOST", 2)
    keyed = {**IDENTIFY, "mapping": {**IDENTIFY["mapping"], "batch_keys": ["user_id"]}}
    events = [
        *(identify(f"u{number}", number) for number in range(3)),
        *(group(f"u{number}", 9) for number in range(3)),
    ]
    report = check(events, [ALONE, keyed], WORKSPACE)
    assert waiting(report) == [None, (2, "Identify User", when(61)), (3, "Identify User", when(62))]


def test_of_those_that_write_the_same_record_the_first_are_judged_whatever_batch_they_are_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each is tried on the emulator, for each event that misses a record."""
    keyed = {**IDENTIFY, "mapping": {**IDENTIFY["mapping"], "batch_keys": ["user_attributes"]}}
    refused = [identify("u", number, plan=f"Gold {number}") for number in range(3)]
    events = [*refused, identify("u", 9), group("u", 10)]
    assert waiting(check(events, [ALONE, keyed], WORKSPACE)) == [(4, "Identify User", when(69))]
    monkeypatch.setattr(still_waiting, "_TRIED", 3)
    assert waiting(check(events, [ALONE, keyed], WORKSPACE)) == [None]


def test_a_record_is_recognised_by_its_address_however_that_is_written() -> None:
    """By an attribute that a list gives, in other letters, and in a directive of the mapping."""
    ref = {"api_slug": "manager", "type": "record-reference", "config": {"record_reference": {"allowed_objects": ["people"]}}}  # fmt: skip
    workspace = {**WORKSPACE, "objects": [*WORKSPACE["objects"], {"api_slug": "people", "attributes": [ref]}]}
    deal = assert_record("Deal", 'type = "track"', "people", "email_addresses", {"@path": "$.properties"})
    event = {"type": "track", "event": "e", "userId": "x", "receivedAt": when(1), "properties": {"email_addresses": ["x@y.io"], "manager": "U@ACME.io"}}  # fmt: skip
    (need,) = check([identify("u", 0), event], [IDENTIFY, deal], workspace).unresolved[0].needs
    assert (need.object, need.waits and need.waits.event.line) == ("people", 1)


def test_those_that_wait_are_a_kind_of_their_own_in_every_format() -> None:
    report = check(EVENTS, BOTH, WORKSPACE)
    waits = f"the event at <python>:2 would write it, but {WAITS.partition(', but ')[2]}, at {when(70)}"
    assert [one.told_earlier for one in need_groups(report)] == ["", waits]
    do = "Turn off enable_batching of Identify User, so that it writes at once. To be sure, start from the CRM's own records: "
    for name, verbose in product(("text", "junit", "github", "sarif", "html", "markdown"), (False, True)):
        page = unescape(render("check", name, report, verbose=verbose))
        # a terminal breaks lines
        told = " ".join(page.split())
        assert (waits in told, do in told) == (True, True), name


def loss_of(local: Local, seq: int) -> Any:
    """The only loss of an event, as its trace tells it."""
    stages = [one for row in local.traces() if row["seq"] == seq for one in row["stages"]["subscriptions"]]
    (loss,) = [one["loss"] for one in stages if one["loss"]]
    return loss


def test_a_local_segment_tells_it_as_well() -> None:
    subscriptions = [one for n, row in enumerate(BOTH) for one in locate_dict(row, f"/{n}")]
    local = Local(subscriptions, Workspace.from_dict(WORKSPACE))
    local.take(group("old", 0))
    local.advance(10)
    local.take(identify("u", 10))
    last = local.take(group("u", 11))
    local.advance(51)
    loss = loss_of(local, last)
    assert loss["hint"].startswith(f"{WAITS}: ")
    assert loss["needs"][0]["waits"]["event"]["message_id"] == "i-u-10"


# -- for another try -----------------------------------------------------------------------------------------------------

ONCE = [{"status": 503, "times": 1}]
ANOTHER_TRY = 'An event before this one would write users with user_id "u", but its delivery by Identify User failed and waits for a retry'
AGAIN = "Send the event again once Identify User has written that record: Segment does not."


@pytest.mark.parametrize(
    ("subscriptions", "second", "until"),
    [
        pytest.param([ALONE, AT_ONCE], 1, 10, id="alone"),
        pytest.param(BOTH, 1, 130, id="in a batch, and the next try in a new one"),
        pytest.param(BOTH, 50, 130, id="in the new batch"),
    ],
)
def test_what_waits_for_another_try_is_told_with_what_to_do(
    subscriptions: list[dict[str, Any]], second: float, until: float
) -> None:
    """The first request fails: alone that of the identify call, in batches that of its batch, tried again ten seconds later."""
    events = [identify("u", 0), group("u", second)]
    report = check(events, subscriptions, WORKSPACE, faults=ONCE)
    assert waiting(report) == [(1, "Identify User", when(until))]
    (row,) = report.unresolved
    assert row.hint == (
        f"{ANOTHER_TRY}: the event arrives if it is in the CRM already. {AGAIN} "
        "Start from the CRM's own records (`attio-harness pull --records users --state STATE`, then `--from STATE --existing none`), or "
        "count the event as lost with `--existing none` alone."
    )
    told = JsonReport.model_validate_json(render_json(report)).unresolved[0].needs[0].waits
    assert told is not None
    assert (told.for_, told.until) == ("another try", when(until))
    lost = check(events, subscriptions, WORKSPACE, faults=ONCE, existing="none").rejections
    assert [one.hint for one in lost] == [f"{ANOTHER_TRY}, and Attio never creates a record from a reference. {AGAIN}"]


USERS_FAIL = {"path": "/v2/objects/users/*", "status": 503}


@pytest.mark.parametrize(
    ("events", "faults"),
    [
        pytest.param([identify("u", 0), group("u", 11)], ONCE, id="it was written at its second try"),
        pytest.param([identify("u", 0), group("v", 1)], ONCE, id="it is of another record"),
        pytest.param([identify("u", 0), group("u", 5 * 3600)], [USERS_FAIL], id="it is not tried any more"),
        pytest.param([identify("u", 0, plan="Gold"), group("u", 1)], ONCE, id="it is refused at its next try"),
        pytest.param([group("u", 0), identify("u", 1)], [USERS_FAIL], id="it comes after"),
    ],
)
def test_what_another_try_would_not_write_before_is_not_told(
    events: list[dict[str, Any]], faults: list[dict[str, Any]]
) -> None:
    report = check(events, [ALONE, AT_ONCE], WORKSPACE, faults=faults)
    assert waiting(report) == [None] * len(report.unresolved)
    lost = check(events, [ALONE, AT_ONCE], WORKSPACE, faults=faults, existing="none").rejections
    assert not [row.hint for row in lost if "waits" in row.hint]


def test_of_many_that_failed_each_is_found_while_it_waits_and_none_afterwards() -> None:
    """More than are kept: all fail once, the first five twice."""
    users = [f"u{number}" for number in range(250)]
    events = [
        *(identify(user, 0) for user in users),
        *(group(user, 1) for user in users),
        *(group(user, 11, "h") for user in users),
    ]
    report = check(events, [ALONE, AT_ONCE], WORKSPACE, faults=[{**USERS_FAIL, "times": 255}])
    again = [(line, "Identify User", when(30)) for line in range(1, 6)]
    assert waiting(report) == [*((line, "Identify User", when(10)) for line in range(1, 251)), *again]


def test_an_event_that_needs_what_it_would_write_itself_by_another_subscription_is_told_so() -> None:
    also = {**ALONE, "name": "Also", "subscribe": 'type = "identify"'}
    event = {**identify("u", 0), "groupId": "g", "traits": {"email": "u@acme.io", "website": "acme.io"}}
    (row,) = check(event, [AT_ONCE, also], WORKSPACE, faults=ONCE).unresolved
    assert row.hint.startswith(ANOTHER_TRY.replace("An event before this one", "This event itself"))


def test_a_local_segment_tells_of_another_try_as_well() -> None:
    subscriptions = [one for n, row in enumerate([ALONE, AT_ONCE]) for one in locate_dict(row, f"/{n}")]
    local = Local(subscriptions, Workspace.from_dict(WORKSPACE))
    local.emulator.faults.replace(ONCE)
    local.take(identify("u", 0))
    last = local.take(group("u", 1))
    loss = loss_of(local, last)
    assert loss["hint"].startswith(f"{ANOTHER_TRY}: ")
    assert (loss["needs"][0]["waits"]["event"]["message_id"], loss["needs"][0]["waits"]["for"]) == (
        "i-u-0",
        "another try",
    )
