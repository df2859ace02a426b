"""A run over a history: its clock, its batches, what was in the CRM before, and the outcome."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from attio_emulator import Workspace
from attio_harness import check
from attio_harness.inputs.event import SourceEvent
from attio_harness.inputs.mappings import locate_dict
from attio_harness.inputs.subscription import LocatedSubscription
from attio_harness.inputs.timeline import in_order
from attio_harness.rejection import Need
from attio_harness.report import Report
from attio_harness.run.check import Check
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.attio_harness.subscriptions import assert_record, identify_user
from tests.examples import examples

GROUP = {
    "name": "Group Workspace",
    "partnerAction": "groupWorkspace",
    "subscribe": 'type = "group"',
    "mapping": {
        "domain": {"@path": "$.traits.website"},
        "workspace_id": {"@path": "$.groupId"},
        "user_id": {"@path": "$.userId"},
        "received_at": {"@path": "$.receivedAt"},
        "enable_batching": True,
    },
}
IDENTIFY = identify_user(
    "Identify User",
    user_attributes={"plan": {"@path": "$.traits.plan"}},
    received_at={"@path": "$.receivedAt"},
    enable_batching=True,
)
DEAL = assert_record(
    "Deal",
    'type = "track"',
    "people",
    "email_addresses",
    {
        "email_addresses": {"@path": "$.properties.email"},
        "company": {"@path": "$.properties.company"},
    },
)
BOTH = [GROUP, IDENTIFY]
WORKSPACE = {
    "name": "Acme",
    "objects": [
        {"api_slug": "users", "active": True, "attributes": [{"api_slug": "plan", "type": "select", "options": ["Free", "Pro"]}]},
        {"api_slug": "workspaces", "active": True},
    ],
}  # fmt: skip
MODES = ("single", "batch", "auto")


def when(seconds: float) -> str:
    return (
        datetime.fromtimestamp(1_777_600_000 + seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    )


def identify(user: str, at: float, **traits: Any) -> dict[str, Any]:
    traits = {"email": f"{user}@acme.io", **traits}
    return {"type": "identify", "messageId": f"i-{user}-{at}", "userId": user, "receivedAt": when(at), "traits": traits}


def group(user: str, at: float, name: str = "g") -> dict[str, Any]:
    traits = {"website": f"{name}-{user}.acme.io"}
    return {"type": "group", "messageId": f"g-{user}-{at}", "userId": user, "groupId": f"{name}-{user}", "receivedAt": when(at), "traits": traits}  # fmt: skip


def verdicts(report: Report) -> dict[str, int]:
    return {name: count for name, count in report.verdicts.items() if count}


HOURS = 3600
WEEK = [
    event
    for day in range(3)
    for user in ("a", "b")
    for event in (identify(f"u{day}{user}", 24 * HOURS * day), group(f"u{day}{user}", 24 * HOURS * day + 9 * HOURS))
]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("existing", ["unknown", "none"])
def test_a_group_that_comes_hours_after_its_user_is_written(mode: Any, existing: Any) -> None:
    report = check(WEEK, BOTH, WORKSPACE, mode, existing=existing)
    assert (verdicts(report), report.outcome.passed) == ({"written": 12}, True)
    assert report.records["workspaces"] == {"created": 6, "updated": 0, "assumed": 0}
    assert report.batches == ({} if mode == "single" else {2: 6})


@pytest.mark.parametrize("events", [WEEK, WEEK[::-1]], ids=["in order", "backwards"])
def test_the_order_of_the_file_is_no_matter_unless_asked_for(events: list[dict[str, Any]]) -> None:
    assert verdicts(check(events, BOTH, WORKSPACE)) == {"written": 12}
    in_file = check(events, BOTH, WORKSPACE, "single", order="file", existing="none")
    assert verdicts(in_file) == ({"written": 12} if events is WEEK else {"written": 6, "rejected": 6})


@pytest.mark.parametrize(("wait", "expected"), [(60, {"written": 3, "dropped": 1}), (20, {"written": 4})])
def test_the_batch_that_closes_first_is_sent_first(wait: int, expected: dict[str, int]) -> None:
    """The batch of groups opens at 0 and has to wait for user `u`, who comes at 10 and is sent `wait` seconds later."""
    events = [identify("x", -90), group("x", 0), identify("u", 10), group("u", 40)]
    report = check(events, BOTH, WORKSPACE, existing="none", assumptions={"delivery.batch_wait": wait})
    assert verdicts(report) == expected
    assert report.batches == ({1: 2, 2: 1} if wait == 60 else {1: 4})


def test_values_carry_the_time_of_their_event() -> None:
    job = Check(_located(BOTH), Workspace.from_dict(WORKSPACE), mode="single", keep=True)
    job.feed(in_order(_sources([identify("u", 7, plan="Pro"), identify("u", 86_407.25, plan="Free")])))
    job.report()
    (user,) = job.emulator.records("users")
    assert [row["active_from"] for row in user["values"]["plan"]] == [when(86_407.25).replace("Z", "000000Z")]
    assert user["values"]["user_id"][0]["active_from"] == when(7).replace("Z", "000000Z")
    assert user["created_at"] == when(7).replace("Z", "000000Z")


def test_an_event_that_two_subscriptions_wrote_is_one_written_event() -> None:
    rows = [IDENTIFY, {**IDENTIFY, "name": "Again"}]
    assert verdicts(check([identify("u", 0)], rows, WORKSPACE, min_written=1)) == {"written": 2}
    assert not check([identify("u", 0)], rows, WORKSPACE, min_written=2).ok


def test_a_batch_is_written_at_the_time_at_which_it_is_sent() -> None:
    job = Check(_located(BOTH), Workspace.from_dict(WORKSPACE))
    job.feed(in_order(_sources([identify("u", 7), identify("v", 30), identify("w", 500)])))
    job.report()
    assert [user["created_at"] for user in job.emulator.records("users")] == [
        when(at).replace("Z", "000000Z") for at in (67, 67, 560)
    ]


OLD = [group("old0", 0), group("old1", 1), group("old0", 2, "h")]


@pytest.mark.parametrize("mode", MODES)
def test_an_event_that_needs_what_nobody_wrote_is_unresolved(mode: Any) -> None:
    report = check(OLD, BOTH, WORKSPACE, mode)
    assert verdicts(report) == {"unresolved": 3}
    assert report.rejections == ()
    assert [row.needs for row in report.unresolved] == [
        (Need(object="users", attribute="user_id", value=user),) for user in ("old0", "old1", "old0")
    ]
    first = report.unresolved[0]
    assert (first.verdict, first.object, first.attribute, first.type, first.value, first.code, first.status) == (
        "unresolved", "workspaces", "users", "record-reference", "old0", "value_not_found", None,
    )  # fmt: skip
    assert first.mapping_pointer == "/0/mapping/user_id"
    assert "pull --records users" in first.hint
    assert "--existing none" in first.hint
    assert report.records["users"] == {"created": 0, "updated": 0, "assumed": 2}
    assert (report.outcome.passed, report.outcome.why) == (True, ("nothing is lost", "3 unresolved"))


@pytest.mark.parametrize(("mode", "verdict"), [("single", "rejected"), ("batch", "dropped")])
def test_with_an_empty_crm_it_is_lost(mode: Any, verdict: str) -> None:
    report = check(OLD, BOTH, WORKSPACE, mode, existing="none")
    assert (verdicts(report), report.unresolved, report.outcome.passed) == ({verdict: 3}, (), False)
    assert "assumed" not in {name for slug in report.records for name, n in report.records[slug].items() if n}


@pytest.mark.parametrize("mode", MODES)
def test_once_an_event_wrote_the_record_nothing_is_unresolved(mode: Any) -> None:
    """The user may have been there before, or not: an identify makes it certain."""
    events = [group("u", 0), identify("u", 100), group("u", 200, "later")]
    report = check(events, BOTH, WORKSPACE, mode)
    assert verdicts(report) == {"unresolved": 1, "written": 2}
    assert [row.event.message_id for row in report.unresolved] == ["g-u-0"]
    assert report.records["users"] == {"created": 0, "updated": 1, "assumed": 1}


PLAN = assert_record(
    "Plan Changed",
    'type = "track"',
    "users",
    "user_id",
    {"user_id": {"@path": "$.userId"}, "plan": {"@path": "$.properties.plan"}},
    received_at={"@path": "$.receivedAt"},
    enable_batching=True,
)


def changed(user: str, at: int, plan: str = "Pro") -> dict[str, Any]:
    return {
        "type": "track",
        "event": "Plan Changed",
        "userId": user,
        "messageId": f"t-{user}-{at}",
        "receivedAt": when(at),
        "properties": {"plan": plan},
    }


@pytest.mark.parametrize("mode", MODES)
def test_an_event_that_can_only_update_a_record_is_unresolved_until_another_makes_it_certain(mode: Any) -> None:
    """A user cannot be created without an address: the plan of one that signed up last year is written all the same."""
    events = [changed("u", 0), changed("u", 200), identify("u", 400), changed("u", 600)]
    report = check(events, [IDENTIFY, PLAN], WORKSPACE, mode)
    assert (verdicts(report), report.rejections) == ({"unresolved": 2, "written": 2}, ())
    needs = (Need(object="users", attribute="user_id", value="u"),)
    assert [(row.event.message_id, row.needs, row.mapping_pointer) for row in report.unresolved] == [
        (name, needs, "/1/mapping/attributes") for name in ("t-u-0", "t-u-200")
    ]
    assert report.records["users"]["assumed"] == 1
    empty = check(events, [IDENTIFY, PLAN], WORKSPACE, mode, existing="none")
    assert (empty.unresolved, [row.code for row in empty.rejections]) == ((), ["missing_value"] * 2)


@pytest.mark.parametrize("mode", MODES)
def test_what_is_wrong_with_an_event_that_can_only_update_is_told_alone(mode: Any) -> None:
    (loss,) = check([changed("u", 0, "Gold")], [IDENTIFY, PLAN], WORKSPACE, mode).rejections
    assert (loss.attribute, loss.code, loss.also) == ("plan", "value_not_found", ())


@pytest.mark.parametrize("mode", MODES)
def test_what_can_only_update_a_record_that_is_taken_as_there_is_unresolved_whoever_names_it(mode: Any) -> None:
    """A group names the user of last year: whether it is there decides of its plan as well, though nobody here creates users."""
    events = [group("u", 0), changed("u", 200)]
    report = check(events, [GROUP, PLAN], WORKSPACE, mode)
    assert (verdicts(report), report.rejections) == ({"unresolved": 2}, ())
    needs = (Need(object="users", attribute="user_id", value="u"),)
    assert [(row.subscription, row.needs) for row in report.unresolved] == [
        ("Group Workspace", needs),
        ("Plan Changed", needs),
    ]
    assert report.records["users"] == {"created": 0, "updated": 1, "assumed": 1}
    empty = check(events, [GROUP, PLAN], WORKSPACE, mode, existing="none")
    assert [row.code for row in empty.rejections] == ["value_not_found", "missing_value"]
    there = {**WORKSPACE, "records": {"users": [{"user_id": "u", "primary_email_address": "u@acme.io"}]}}
    assert verdicts(check(events, [GROUP, PLAN], there, mode, existing="none")) == {"written": 2}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("others", [[], [GROUP], [{**IDENTIFY, "enabled": False}]], ids=["none", "group", "disabled"])
def test_what_no_other_subscription_could_have_created_is_lost(others: list[dict[str, Any]], mode: Any) -> None:
    """A mapping that never brings what a new record has to have creates none, and nobody else does."""
    report = check([changed("u", 0), changed("u", 200)], [PLAN, *others], WORKSPACE, mode)
    assert report.unresolved == ()
    assert [(row.code, row.attribute) for row in report.rejections] == [("missing_value", "primary_email_address")] * 2
    (loss,) = check([changed("u", 0, "Gold")], [PLAN, *others], WORKSPACE, mode).rejections
    assert {loss.code, *(one.code for one in loss.also)} == {"value_not_found", "missing_value"}


def test_what_is_refused_anyway_stays_lost() -> None:
    """The company may be there, but the workspace is not activated: no record of it can be written."""
    report = check([group("u", 0)], [GROUP], {"objects": [{"api_slug": "users", "active": True}]}, "single")
    assert (verdicts(report), report.unresolved) == ({"rejected": 1}, ())


def test_a_record_of_an_object_that_is_not_activated_cannot_be_there() -> None:
    report = check([group("u", 0)], [GROUP], {"objects": [{"api_slug": "workspaces", "active": True}]}, "single")
    assert (verdicts(report), report.unresolved) == ({"rejected": 1}, ())


@pytest.mark.parametrize(
    ("company", "need"),
    [
        ("nowhere.io", Need(object="companies", attribute="domains", value="nowhere.io")),
        (
            "11111111-1111-4111-8111-111111111111",
            Need(object="companies", attribute="record_id", value="11111111-1111-4111-8111-111111111111"),
        ),
    ],
)
def test_records_are_needed_by_domain_or_by_id(company: str, need: Need) -> None:
    events = [
        {"type": "track", "receivedAt": when(n), "properties": {"email": f"{n}@acme.io", "company": company}}
        for n in (1, 2)
    ]
    report = check(events, [DEAL], {})
    assert [row.needs for row in report.unresolved] == [(need,), (need,)]
    assert report.records == {
        "companies": {"created": 0, "updated": 0, "assumed": 1},
        "people": {"created": 2, "updated": 0, "assumed": 0},
    }


def test_a_value_that_is_no_reference_at_all_is_lost_whatever_is_there() -> None:
    events = [
        {"type": "track", "receivedAt": when(1), "properties": {"email": "a@acme.io", "company": "Acme Incorporated"}}
    ]
    assert verdicts(check(events, [DEAL], {})) == {"rejected": 1}


@pytest.mark.parametrize(
    ("limits", "passed"),
    [
        ({}, True),
        ({"max_unresolved": 3}, True),
        ({"max_unresolved": 2}, False),
        ({"max_unresolved": "100%"}, True),
        ({"max_unresolved": "50%"}, False),
        ({"min_written": 0}, True),
        ({"min_written": 1}, False),
    ],
)
def test_unresolved_alone_fails_where_it_is_asked_for(limits: dict[str, Any], passed: bool) -> None:
    assert check(OLD, BOTH, WORKSPACE, **limits).ok == passed


@pytest.mark.parametrize("first", ["linked", "alone"])
def test_an_event_that_one_subscription_wrote_for_sure_is_written(first: str) -> None:
    """Whatever another makes of it, before or after; it counts once."""
    alone = {**GROUP, "name": "Alone", "mapping": {**GROUP["mapping"], "user_id": None}}  # type: ignore[dict-item]
    rows = [GROUP, alone] if first == "linked" else [alone, GROUP]
    report = check([group("old", 0)], rows, WORKSPACE, "single", min_written=1)
    assert (verdicts(report), report.ok) == ({"written": 1, "unresolved": 1}, True)
    assert not check([group("old", 0)], rows, WORKSPACE, "single", min_written=2).ok


def test_no_event_and_none_written_are_no_pass() -> None:
    assert check([], BOTH, WORKSPACE).outcome.why == ("there was no event, so nothing was checked",)
    report = check([{"type": "page"}, {"type": "track"}], BOTH, WORKSPACE)
    assert (report.ok, report.outcome.why) == (False, ("none of 2 events was written by anything",))
    assert check([{"type": "page"}], BOTH, WORKSPACE, min_written=0).ok


def _located(rows: list[dict[str, Any]]) -> list[LocatedSubscription]:
    return [one for number, row in enumerate(rows) for one in locate_dict(row, f"/{number}")]


def _sources(events: list[dict[str, Any]]) -> list[SourceEvent]:
    return [SourceEvent(event=event, file="<python>", line=line) for line, event in enumerate(events, 1)]


def _state(events: list[dict[str, Any]], mode: Any) -> Any:
    """The records at the end, as what anybody can see of them: values without IDs and times, links by unique values."""
    job = Check(_located(BOTH), Workspace.from_dict(WORKSPACE), mode=mode, existing="none", keep=True)
    job.feed(in_order(_sources(events)))
    report = job.report()
    names = {
        row["id"]["record_id"]: next(iter(one[0].get("value", one[0].get("email_address", one[0].get("domain"))) for slug, one in sorted(row["values"].items()) if slug in ("user_id", "workspace_id", "email_addresses", "domains") and one), "?")
        for object in ("people", "users", "companies", "workspaces") for row in job.emulator.records(object)
    }  # fmt: skip
    seen = {
        (object, names[row["id"]["record_id"]], slug, tuple(sorted(_plain(value, names) for value in values)))
        for object in ("people", "users", "companies", "workspaces")
        for row in job.emulator.records(object)
        for slug, values in row["values"].items()
        if slug not in ("record_id", "created_at", "created_by")
    }
    return seen, {name: report.verdicts.get(name, 0) for name in ("written", "invalid")}


def _plain(value: dict[str, Any], names: dict[str, str]) -> str:
    shown = {key: one for key, one in value.items() if key not in ("active_from", "active_until", "created_by_actor")}
    if "target_record_id" in shown:
        return f"{shown['target_object']} {names[shown['target_record_id']]}"
    return str(
        shown.get("value") or (shown["option"]["title"] if "option" in shown else sorted(map(str, shown.items())))
    )


@settings(max_examples=examples(12, 250))
@given(
    st.lists(
        st.tuples(
            st.sampled_from("abc"),
            st.sampled_from(["identify", "group"]),
            st.sampled_from(["Free", "Pro", None]),
        ),
        max_size=14,
    )
)
def test_both_ways_end_alike_where_events_of_a_key_are_further_apart_than_the_wait(
    steps: list[tuple[str, str, Any]],
) -> None:
    events, at = [], 0
    for user, kind, plan in steps:
        at += 100
        traits = {} if plan is None else {"plan": plan}
        events.append(identify(user, at, **traits) if kind == "identify" else group(user, at))
    # a group before its user is refused: single delivery keeps its company, a batch does not
    first = {one["userId"]: at for at, one in reversed([*enumerate(events)]) if one["type"] == "identify"}
    sound = [one for at, one in enumerate(events) if first.get(one["userId"], at + 1) <= at]
    single, batch, auto = (_state(sound, mode) for mode in MODES)
    assert single == batch == auto


@pytest.mark.parametrize("mode", ["single", "batch"])
def test_a_record_that_only_lost_events_need_is_not_assumed_and_one_counts_once(mode: Any) -> None:
    """The first is refused for its domain whatever is there; the others need one record and another."""
    refused = {**group("u", 0), "traits": {"website": "no domain"}}
    report = check([refused, group("u", 100), group("u", 200, "h"), group("v", 300)], BOTH, WORKSPACE, mode)
    assert verdicts(report) == {"unresolved": 3, "rejected" if mode == "single" else "dropped": 1}
    assert report.records["users"] == {"created": 0, "updated": 0, "assumed": 2}
    assert not check([refused], BOTH, WORKSPACE, mode).records.get("users", {}).get("assumed")


@pytest.mark.parametrize("year", [2021, 2027])
@pytest.mark.parametrize("order", ["received", "file"])
def test_batches_of_any_year_are_cut_by_time_although_the_first_event_has_none(year: int, order: Any) -> None:
    """A clock that began before, or after, all events would have the batch of the first one wait until the end."""
    first = {"type": "group", "userId": "b", "groupId": "g-b", "traits": {"website": "b.acme.io"}}
    events = [first, identify("b", 0), identify("u", 10), group("u", 2 * HOURS), identify("w", 4 * HOURS), group("w", 6 * HOURS)]  # fmt: skip
    for one in events[1:]:
        one["receivedAt"] = f"{year}{one['receivedAt'][4:]}"
    report = check(events, BOTH, WORKSPACE, "batch", order=order, existing="none")
    assert (verdicts(report), report.batches) == ({"written": 5, "dropped": 1}, {1: 4, 2: 1})
    assert [row.event.line for row in report.rejections] == [1]
