"""An event that misses a record because the event that would have written it was lost itself."""

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
from attio_harness.inputs.events import read_events
from attio_harness.inputs.mappings import locate_dict
from attio_harness.inputs.timeline import in_order
from attio_harness.made_events.trial import Desk
from attio_harness.rejection import Rejection
from attio_harness.run import bounded
from attio_harness.run.check import Check

from tests.attio_harness.local_segment.local import DEMO, FIXTURES, Local
from tests.attio_harness.local_segment.local import WORKSPACE as DEMO_WORKSPACE
from tests.attio_harness.loss_case import CASES, faults_and_rows, faults_noted
from tests.attio_harness.run.test_history import BOTH, IDENTIFY, WORKSPACE, group, identify, when
from tests.attio_harness.run.test_still_waiting import ALONE, AT_ONCE, PLAN, USERS_FAIL, loss_of, plan
from tests.attio_harness.subscriptions import GROUP, assert_record

PROJECTS = {
    "api_slug": "projects", "active": True, "singular_noun": "Project", "plural_noun": "Projects",
    "attributes": [
        {"api_slug": "project_id", "type": "text", "is_unique": True},
        {"api_slug": "of", "type": "record-reference", "is_multiselect": True, "config": {"record_reference": {"allowed_objects": ["workspaces"]}}},
    ],
}  # fmt: skip
WITH_PROJECTS = {**WORKSPACE, "objects": [*WORKSPACE["objects"], PROJECTS]}
PROJECT = assert_record(
    "Project",
    'type = "track"',
    "projects",
    "project_id",
    {"project_id": {"@path": "$.properties.id"}, "of": {"@path": "$.properties.of"}},
)
BY_PLAN = 'Fix the loss of users.plan by Identify User first (Attio does not know this name): an event before this one would have written {} with {} "{}", but was lost because of it.'
NO_USER = BY_PLAN.format("users", "user_id", "u")
NO_ADDRESS = NO_USER.replace("users.plan", "email_address").replace(
    "Attio does not know this name", "Segment refuses the payload"
)


def project(of: Any, at: float) -> dict[str, Any]:
    properties = {"id": f"p{at}", "of": of}
    return {"type": "track", "event": "Project", "messageId": f"p-{at}", "userId": "x", "receivedAt": when(at), "properties": properties}  # fmt: skip


def lost_by(row: Rejection) -> tuple[int, str, int, str, str] | None:
    """The line of the lost event with its subscription, and that of the first loss with what was at fault."""
    one = next((need.lost for need in row.needs), None)
    return (
        None
        if one is None
        else (one.event.line, one.subscription, one.first.event.line, one.first.where, one.first.code)
    )


@pytest.mark.parametrize("mode", ["single", "batch"])
@pytest.mark.parametrize(
    ("first", "where", "code", "hint"),
    [
        pytest.param(identify("u", 0, plan="Gold"), "users.plan", "value_not_found", NO_USER, id="refused by Attio"),
        pytest.param({**identify("u", 0), "traits": {}}, "email_address", "PAYLOAD_VALIDATION_FAILED", NO_ADDRESS, id="refused by Segment"),
    ],
)  # fmt: skip
def test_the_loss_to_mend_is_told_where_the_record_would_have_been_written(
    first: dict[str, Any], where: str, code: str, hint: str, mode: Any
) -> None:
    lost, row = check([first, group("u", 100)], [ALONE, AT_ONCE], WORKSPACE, mode, existing="none").rejections
    assert (lost.needs, lost_by(row)) == ((), (1, "Identify User", 1, where, code))
    assert row.hint == hint
    unsure = check([first, group("u", 100)], [ALONE, AT_ONCE], WORKSPACE, mode)
    (same,), (unresolved,) = unsure.rejections, unsure.unresolved
    assert (same.hint, lost_by(unresolved)) == (lost.hint, lost_by(row))
    assert unresolved.hint == (
        'An event before this one would have written users with user_id "u", but was lost: the event arrives if it is in the CRM already. '
        f"{hint.partition(':')[0]}. Start from the CRM's own records (`attio-harness pull --records users --state STATE`, then "
        "`--from STATE --existing none`), or count the event as lost with `--existing none` alone."
    )


def test_a_mapping_that_fails_and_a_delivery_that_is_given_up_are_told_as_well() -> None:
    attributes = {"plan": {"@path": {"@path": "$.traits.way"}}}
    broken = {**AT_ONCE, "mapping": {**AT_ONCE["mapping"], "user_attributes": attributes}}
    row = check([identify("u", 0, more="x"), group("u", 9)], [ALONE, broken], WORKSPACE, existing="none").rejections[1]
    assert lost_by(row) == (1, "Identify User", 1, "@path", "MAPPING_ERROR")
    events = [identify("u", 0), group("u", 5 * 3600)]
    row = check(events, [ALONE, AT_ONCE], WORKSPACE, existing="none", faults=[USERS_FAIL]).rejections[1]
    assert lost_by(row) == (1, "Identify User", 1, "Identify User", "internal_error")
    assert row.hint.startswith("Fix the loss by Identify User first (the answer internal_error): ")


@pytest.mark.parametrize("existing", ["none", "unknown"])
def test_of_losses_that_follow_from_each_other_the_first_is_to_be_mended(existing: Any) -> None:
    events = [identify("u", 0, plan="Gold"), group("u", 10), project("g-u", 20), group("v", 30), project("g-v", 40)]
    report = check(events, [ALONE, AT_ONCE, PROJECT], WITH_PROJECTS, existing=existing)
    if existing == "unknown":
        assert [lost_by(row) for row in report.unresolved] == [(1, "Identify User", 1, "users.plan", "value_not_found")] * 2 + [None] * 2  # fmt: skip
        return
    first = (1, "users.plan", "value_not_found")
    own = (4, "Group Workspace", 4, "workspaces.users", "value_not_found")
    rows = report.rejections
    assert [lost_by(row) for row in rows] == [
        None,
        (1, "Identify User", *first),
        (2, "Group Workspace", *first),
        None,
        own,
    ]
    assert rows[2].hint == BY_PLAN.format("workspaces", "workspace_id", "g-u")
    (need,) = JsonReport.model_validate_json(render_json(report)).rejections[2].needs
    assert need.lost is not None
    assert need.lost.cause is not None
    assert (need.lost.event.message_id, need.lost.cause.event.message_id) == ("g-u-10", "i-u-0")


def test_an_event_that_could_only_update_misses_the_record_too() -> None:
    events = [identify("u", 0, plan="Gold"), plan("u", 10)]
    row = check(events, [AT_ONCE, PLAN], WORKSPACE, "single", existing="none").rejections[1]
    assert (row.code, row.hint) == ("missing_value", NO_USER)
    # and so it does while that event waits
    waits = check(
        [identify("u", 0), plan("u", 1)],
        [IDENTIFY, {**PLAN, "mapping": {**PLAN["mapping"], "enable_batching": False}}],
        WORKSPACE,
        existing="none",
    )
    assert (
        ", and this event alone cannot create it. Turn off enable_batching of Identify User" in waits.rejections[0].hint
    )


def test_a_user_that_never_came_is_another_kind_than_one_that_was_lost() -> None:
    """Their advice differs: the one needs its record made, the other the loss before it mended."""
    events = [identify("u", 0, plan="Gold"), plan("u", 10), plan("v", 20), plan("u", 30), plan("w", 40)]
    report = check(events, [AT_ONCE, PLAN], WORKSPACE, "single", existing="none")
    hints = [list(dict.fromkeys(row.hint for row in group)) for group in report.loss_groups()]
    never_came = (
        "Send primary_email_address in $.properties: users cannot be created without it; or let Identify User run for that user "
        "before this event. Or make it optional"
    )
    assert hints[0][0].startswith(never_came)
    assert hints[2] == [NO_USER]
    assert [len(group) for group in report.loss_groups()] == [2, 1, 2]
    # and so it is written
    assert check([identify("v", 0), plan("v", 20)], [AT_ONCE, PLAN], WORKSPACE, "single", existing="none").ok


def test_the_action_that_makes_the_record_is_told_where_nothing_is_mapped_and_is_another_one() -> None:
    needed = {"api_slug": "workspaces", "active": True, "attributes": [{"api_slug": "users", "is_required": True}]}
    workspace = {"objects": [{"api_slug": "users", "active": True}, needed]}
    user = assert_record("User", 'type = "group"', "users", "user_id", {"user_id": {"@path": "$.userId"}})
    read = {key: node for key, node in GROUP["mapping"].items() if key != "user_id"}
    alone = {**GROUP, "mapping": read}
    event = {**group("u", 0), "traits": {"domain": "u.com"}}
    rows = check([event], [user, alone], workspace, existing="none").rejections
    assert [row.hint for row in rows] == [
        "Map a value to primary_email_address: users cannot be created without it; or let Identify User run for that user before this event.",
        "Map a value to users: workspaces cannot be created without it.",
    ]


def test_a_missed_record_that_is_no_first_mistake_is_told_with_it() -> None:
    events = [identify("u", 0, plan="Gold"), {**group("u", 10), "traits": {"website": 7}}]
    _, row = check(events, [ALONE, AT_ONCE], WORKSPACE, existing="none").rejections
    assert [(one.attribute, one.hint == NO_USER) for one in (row, *row.also)] == [("domains", False), ("users", True)]


@pytest.mark.parametrize(
    "events",
    [
        pytest.param([group("u", 0), identify("u", 1, plan="Gold")], id="it comes after"),
        pytest.param([identify("v", 0, plan="Gold"), group("u", 1)], id="it is of another record"),
        pytest.param([plan("u", 0), group("u", 1)], id="it could only update the user"),
        pytest.param(
            [identify("u", 0, plan="Gold"), identify("u", 1), group("u", 2)], id="another one wrote the record"
        ),
    ],
)
def test_a_loss_that_is_not_the_cause_is_not_told(events: list[dict[str, Any]]) -> None:
    report = check(events, [ALONE, AT_ONCE, PLAN], WORKSPACE, "single", existing="none")
    assert [row.hint for row in report.rejections if "Fix the loss" in row.hint] == []


def test_a_loss_after_the_event_that_needed_the_record_is_not_the_cause() -> None:
    """The project needs the user only because its workspace was written before: that event came before the loss."""
    events = [group("u", 0), identify("u", 1, plan="Gold"), project("g-u", 2), group("u", 3, "h"), project("h-u", 4)]
    report = check(events, [ALONE, AT_ONCE, PROJECT], WITH_PROJECTS)
    told = [(row.event.line, [need.value for need in row.needs], lost_by(row) is not None) for row in report.unresolved]
    assert told == [(1, ["u"], False), (3, ["u"], False), (4, ["u"], True), (5, ["u"], False)]
    waits = check([group("u", 0), identify("u", 1), project("g-u", 2), group("u", 3, "h")], [ALONE, IDENTIFY, PROJECT], WITH_PROJECTS)  # fmt: skip
    assert ["still waits" in row.hint for row in waits.unresolved] == [False, False, True]


def test_an_event_that_would_have_waited_in_a_batch_behind_it_is_not_the_cause() -> None:
    """Segment refuses it at once, before the batch of the first event is sent."""
    invalid = {**identify("u", 1), "traits": {}}
    (row,) = check([group("u", 0), invalid], BOTH, WORKSPACE).unresolved
    assert lost_by(row) is None
    # what is sent at once would have been there
    (row,) = check([group("u", 0), invalid], [BOTH[0], AT_ONCE], WORKSPACE).unresolved
    assert lost_by(row) == (2, "Identify User", 2, "email_address", "PAYLOAD_VALIDATION_FAILED")


def test_the_same_mistake_again_is_to_be_mended_by_itself() -> None:
    mapping = {
        **PLAN["mapping"],
        "attributes": {"user_id": {"@path": "$.userId"}, "primary_email_address": {"@path": "$.properties.email"}},
    }
    events = [plan("u", 0), plan("u", 1), group("u", 2)]
    first, second, third = check(events, [ALONE, {**PLAN, "mapping": mapping}], WORKSPACE, "single", existing="none").rejections  # fmt: skip
    assert (second.code, second.hint, second.needs) == ("missing_value", first.hint, ())
    assert lost_by(third) == (1, "Plan", 1, "users.primary_email_address", "missing_value")


def test_of_a_list_only_what_is_missing_is_told() -> None:
    """The workspace of `v` was lost at first, and written later."""
    events = [group("v", 0), identify("v", 1), group("v", 2), identify("u", 3, plan="Gold"), group("u", 4), project(["g-v", "g-u"], 5)]  # fmt: skip
    row = check(events, [ALONE, AT_ONCE, PROJECT], WITH_PROJECTS, existing="none").rejections[-1]
    assert [need.value for need in row.needs] == ["g-u"]
    assert row.hint == BY_PLAN.format("workspaces", "workspace_id", "g-u")


def test_what_still_waits_is_told_before_what_was_lost() -> None:
    events = [identify("u", 0, plan="Gold"), identify("u", 100), group("u", 101)]
    row = check(events, [ALONE, IDENTIFY], WORKSPACE, existing="none").rejections[-1]
    assert "it still waits in a batch" in row.hint


def test_only_the_records_lost_last_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "MOST", 4)
    events = [*(identify(f"u{n}", n, plan="Gold") for n in range(3)), *(group(f"u{n}", 10 + n) for n in range(3))]
    report = check(events, [ALONE, AT_ONCE], WORKSPACE)
    assert [one and one[0] for one in map(lost_by, report.unresolved)] == [None, 2, 3]


@pytest.mark.parametrize("mode", ["single", "batch"])
def test_what_was_at_fault_is_said_as_in_the_row_of_the_loss(mode: Any) -> None:
    with faults_noted() as found:
        job = Check(DEMO, DEMO_WORKSPACE, mode=mode, existing="none")
        job.feed(in_order(read_events([str(FIXTURES / "events")]), "received"))
        job.flush()
    assert len({row for _, row in found}) >= 15
    for case in CASES:
        # Attio names no attribute there, and the row finds it by looking through the payload
        if mode in case.modes and case.id != "text/half-of-a-character":
            found += faults_and_rows(case.id, mode)
    assert len({row for _, row in found}) >= 80
    assert [fault for fault, _ in found] == [row for _, row in found]


def test_they_are_a_kind_of_their_own_in_every_format() -> None:
    events = [identify("u", 0, plan="Gold"), group("old", 10), group("u", 11)]
    unsure, lost = (check(events, [ALONE, AT_ONCE], WORKSPACE, existing=one) for one in ("unknown", "none"))
    earlier = "the event at <python>:1 would have written it, but was lost: users.plan by Identify User (Attio does not know this name)"
    assert [one.told_earlier for one in need_groups(unsure)] == ["", earlier]
    do = "Fix the loss of users.plan by Identify User first (Attio does not know this name)"
    for name, verbose in product(("text", "junit", "github", "sarif", "html", "markdown"), (False, True)):
        page = " ".join(unescape(render("check", name, unsure, verbose=verbose)).split())
        assert (earlier in page, f"{do}. To be sure" in page) == (True, True), name
        page = " ".join(unescape(render("check", name, lost, verbose=verbose)).split())
        assert (f"{do}: an event before" in page, "See <python>:1." in page.replace("\\", "")) == (True, True), name
    # what stands above the events is not told again beside them
    alone = check([events[0], events[2]], [ALONE, AT_ONCE], WORKSPACE, existing="none")
    assert "Where it differs" not in render("check", "html", alone, verbose=False)


def test_an_event_that_was_only_tried_is_told_to_nobody() -> None:
    desk = Desk([one for n, row in enumerate([ALONE, AT_ONCE]) for one in locate_dict(row, f"/{n}")], Workspace.from_dict(WORKSPACE))  # fmt: skip
    assert [one.verdict for one in desk.tried(identify("u", 0, plan="Gold"))] == ["rejected"]
    (settled,) = desk.put(group("u", 1))
    assert settled.loss is not None
    assert settled.loss.hint.startswith('No event before this one wrote users with user_id "u"')


def test_a_local_segment_tells_it_as_well() -> None:
    subscriptions = [one for n, row in enumerate([ALONE, AT_ONCE]) for one in locate_dict(row, f"/{n}")]
    local = Local(subscriptions, Workspace.from_dict(WORKSPACE))
    local.take(identify("u", 0, plan="Gold"))
    last = local.take(group("u", 1))
    loss = loss_of(local, last)
    assert loss["hint"].startswith('An event before this one would have written users with user_id "u", but was lost: ')
    assert loss["needs"][0]["lost"]["event"]["message_id"] == "i-u-0"
