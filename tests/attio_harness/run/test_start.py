"""Runs that start from a state: two runs, one after the other, leave what one run over both leaves."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from attio_emulator import Emulator, Request, Workspace
from attio_harness import InputError, UsageError, check, vary
from attio_harness.inputs.mappings import locate_dict
from attio_harness.inputs.timeline import in_order
from attio_harness.lint import lint
from attio_harness.run.api import job_of
from attio_harness.run.arguments import events_of
from attio_harness.run.check import Check
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.attio_harness import subscriptions
from tests.attio_harness.subscriptions import GROUP
from tests.examples import examples

WORKSPACE: dict[str, Any] = {
    "name": "Acme",
    "objects": [
        {
            "api_slug": "users",
            "active": True,
            "attributes": [
                {"api_slug": "plan", "type": "select", "options": ["Free", "Pro"]},
                {"api_slug": "seats", "type": "number"},
            ],
        },
        {"api_slug": "workspaces", "active": True},
    ],
    "records": {"companies": [{"domains": "seed.com"}]},
}
SEATS = {"plan": {"@path": "$.traits.plan"}, "seats": {"@path": "$.traits.seats"}}
IDENTIFY = subscriptions.IDENTIFY | {"mapping": subscriptions.IDENTIFY["mapping"] | {"user_attributes": SEATS}}
MAPPING = [IDENTIFY, GROUP]
WAIT = 61
"""Seconds between events of different batches: more than a batch waits."""
USERS = st.sampled_from(["u1", "u2", "u3"])
IDENTIFIES = st.builds(
    lambda user, plan, seats: {
        "type": "identify",
        "userId": user,
        "traits": {"email": f"{user}@acme.com", "plan": plan, "seats": seats},
    },
    USERS,
    st.sampled_from(["Free", "Pro", "Gold", None]),
    st.sampled_from([1, 2, "many"]),
)
GROUPS = st.builds(
    lambda user, group: {"type": "group", "userId": user, "groupId": group, "traits": {"domain": f"{group}.com"}},
    USERS,
    st.sampled_from(["g1", "g2"]),
)
HISTORIES = st.lists(st.tuples(st.one_of(IDENTIFIES, GROUPS), st.sampled_from([0, 1, 20, WAIT, 9999])), max_size=12)


def timed(history: list[tuple[dict[str, Any], int]]) -> list[dict[str, Any]]:
    """Events with their times, each so many seconds after the one before."""
    at, events = 0, []
    for event, seconds in history:
        at += seconds
        moment = f"2026-05-01T{9 + at // 3600 % 12:02}:{at // 60 % 60:02}:{at % 60:02}.000Z"
        day = 1 + at // 43_200
        events.append(event | {"receivedAt": moment.replace("-01T", f"-{day:02}T")})
    return events


def ran(events: list[dict[str, Any]], **options: Any) -> Check:
    job = job_of(MAPPING, WORKSPACE, **options)
    job.feed(in_order(events_of(events)))
    job.flush()
    job.emulator.flush()
    return job


def end(job: Check) -> dict[str, Any]:
    """The state without the IDs of requests, the number of which depends on how many events met in a batch."""
    state = json.loads(json.dumps(job.emulator.snapshot()))
    for row in (row for rows in state["records"].values() for row in rows):
        for values in (*row["values"].values(), *row["past"].values()):
            for value in values:
                del value["request_id"]
    ledger = [{name: value for name, value in row.items() if name != "request_id"} for row in state["ledger"]]
    return {
        "records": state["records"],
        "taken_as_there": state["taken_as_there"],
        "ledger": ledger,
        "ids": state["ids"],
        "clock": state["clock"],
    }


@pytest.mark.parametrize("mode", ["single", "batch", "auto"])
@settings(max_examples=examples(15, 600))
@given(before=HISTORIES, after=HISTORIES, existing=st.sampled_from(["unknown", "none"]))
def test_two_runs_leave_what_one_run_leaves(
    mode: str, before: list[tuple[dict[str, Any], int]], after: list[tuple[dict[str, Any], int]], existing: str
) -> None:
    # what waits when the first run ends is sent then, so the second begins after that
    if after:
        after = [(after[0][0], max(after[0][1], WAIT)), *after[1:]]
    events = timed([*before, *after])
    options: dict[str, Any] = {"mode": mode, "existing": existing}
    first = ran(events[: len(before)], **options)
    state = json.loads(json.dumps(first.emulator.snapshot()))
    second = ran(events[len(before) :], start=state, **options)
    whole = ran(events, **options)
    assert end(second) == end(whole)
    # and each event ends as it does in one run
    assert [row.code for row in (*first.lost.rows(), *second.lost.rows())] == [row.code for row in whole.lost.rows()]
    assert len(first.unresolved) + len(second.unresolved) == len(whole.unresolved)


EVENT = {"type": "group", "userId": "u1", "groupId": "g1", "traits": {"domain": "acme.com"}}
USER = {"type": "identify", "userId": "u1", "traits": {"email": "u1@acme.com"}}


def test_a_state_is_given_as_a_file_or_as_what_a_snapshot_gave(tmp_path: Path) -> None:
    state = ran([USER]).emulator.snapshot()
    file = tmp_path / "state.json"
    file.write_text(json.dumps(state))
    for start in (state, file, str(file)):
        for workspace in (WORKSPACE, None):
            report = check([EVENT], MAPPING, workspace, start=start, existing="none")
            assert (report.verdicts, report.workspace) == ({"written": 1}, "Acme")
    varied = vary([EVENT], MAPPING, start=state, existing="none")
    assert varied.report.verdicts == {"written": 1}


def test_a_state_is_not_changed_by_the_runs_that_start_from_it() -> None:
    state = ran([USER]).emulator.snapshot()
    kept = copy.deepcopy(state)
    for _ in range(2):
        end_of_it = ran([EVENT, USER | {"traits": {"email": "u1@acme.com", "plan": "Pro"}}], start=state)
        assert end_of_it.emulator.counts()["workspaces"] == 1
        assert state == kept


def test_what_the_schema_has_otherwise_than_the_state_is_noted() -> None:
    event = {"type": "identify", "userId": "u1", "traits": {"email": "u1@acme.com"}}
    lists = [{"name": "Sales", "api_slug": "sales", "parent_object": "people"}]
    before = {**WORKSPACE, "tokens": [{"token": "s" * 64, "scopes": ["record_permission:read"]}], "lists": lists}
    start = job_of(MAPPING, before, "single").emulator.snapshot()

    def noted(workspace: dict[str, Any]) -> list[str]:
        notes = check(event, MAPPING, workspace, start=start).notes
        return [one["what"] for one in notes if "schema" in one["what"]]

    assert noted(before) == []
    # a token is nothing that an event meets
    assert noted({**before, "tokens": [], "protected_recipients": ["acme.com"]}) == []
    (users, workspaces) = copy.deepcopy(WORKSPACE["objects"])
    said = "the schema of <dict> is in force, which differs from that of the state in "
    users["attributes"][0]["options"].append("Gold")
    assert noted({**before, "objects": [users, workspaces]}) == [f"{said}users.plan"]
    users["active"] = False
    assert noted({**before, "objects": [users, workspaces]}) == [f"{said}people.associated_users, users, workspaces.users"]  # fmt: skip


def test_the_first_records_need_not_fit_a_schema_that_has_changed_since(tmp_path: Path) -> None:
    records = {"users": [{"user_id": "u0", "primary_email_address": "u0@acme.com", "plan": "Free"}]}
    job = job_of(MAPPING, {**WORKSPACE, "records": records}, "single")
    path = "/v2/objects/users/attributes/plan/options/Free"
    renamed = Request.make("PATCH", path, json={"data": {"title": "Gratis"}}, token="any")
    assert job.emulator.handle(renamed).status == 200
    event = {"type": "group", "userId": "u0", "groupId": "g1", "traits": {"domain": "acme.com"}}
    state = tmp_path / "state.json"
    state.write_text(json.dumps(job.emulator.snapshot()))
    assert check(event, MAPPING, start=state, existing="none").verdicts == {"written": 1}


@pytest.mark.parametrize(("second", "notes"), [(30, 0), (0, 0), (-1, 1)])
def test_the_clock_of_a_state_may_be_ahead_of_its_last_event_by_what_its_batch_waited(second: int, notes: int) -> None:
    state = ran([USER | {"receivedAt": "2026-05-01T12:00:00.000Z"}], mode="batch").emulator.snapshot()
    moment = f"2026-05-01T12:00:{second:02}.000Z" if second >= 0 else "2026-05-01T11:59:59.000Z"
    assert len(check([EVENT | {"receivedAt": moment}], MAPPING, mode="batch", start=state).notes) == notes


def test_neither_a_workspace_nor_a_state() -> None:
    with pytest.raises(UsageError, match="^found neither a workspace nor a state to start from, expected one of them$"):
        check([EVENT], MAPPING)


def test_a_state_that_cannot_be_used() -> None:
    with pytest.raises(InputError, match="^the state: found version 3, and this program reads 1 and 2"):
        check([EVENT], MAPPING, WORKSPACE, start={"version": 3, "workspace": {}})
    with pytest.raises(
        InputError, match="^the state: is not a saved state: found an object without version and workspace"
    ):
        check([EVENT], MAPPING, WORKSPACE, start={})
    with pytest.raises(InputError, match="^the state: is a state of the workspace 'Globex', and <dict> is of 'Acme'"):
        check([EVENT], MAPPING, WORKSPACE, start=Emulator(Workspace.from_dict({"name": "Globex"})).snapshot())


def test_what_waited_in_a_state_is_no_doing_of_the_run() -> None:
    """A served emulator applies its batches after a while; one that waits is applied before the first event."""
    state = ran([USER]).emulator.snapshot()
    served = Emulator(Workspace.from_dict(WORKSPACE), batch_lag=60)
    served.restore(state)
    assertion = {
        "object": "users",
        "mode": "create-or-update",
        "matching_attribute": "user_id",
        "multiselect_values": "append",
        "values": {"user_id": "late", "primary_email_address": "late@acme.com"},
        "received_at": "2026-05-01T12:00:00.000Z",
    }
    waiting = {
        "request_id": "r",
        "due": 9_999_999_999_999,
        "actor": ["system", None],
        "assertions": [assertion],
    }
    job = job_of(MAPPING, WORKSPACE, start=served.snapshot() | {"queue": [waiting]}, existing="none")
    job.feed(in_order(events_of([EVENT | {"userId": "late"}])))
    report = job.report()
    assert report.verdicts == {"written": 1}
    assert report.records == {
        slug: {"created": 1, "updated": 0, "assumed": 0} for slug in ("companies", "workspaces")
    } | ({"people": report.records["people"]} if "people" in report.records else {})
    assert job.emulator.counts()["users"] == 2


# -- records that pull --records read ------------------------------------------------------------------------------------


def test_records_of_which_only_the_unique_values_are_known_are_matched_and_referred_to(tmp_path: Path) -> None:
    real = {
        **WORKSPACE,
        "records": {
            "people": [{"email_addresses": "u1@acme.com", "name": "Bloggs, Joe"}],
            "users": [{"user_id": "u1", "primary_email_address": "u1@acme.com", "person": "u1@acme.com", "plan": "Pro"}],
        },
    }  # fmt: skip
    from_crm = Emulator(Workspace.from_dict(real)).snapshot()
    unique = {"email_addresses", "user_id", "primary_email_address"}
    for row in (row for rows in from_crm["records"].values() for row in rows):
        row["values"] = {slug: values for slug, values in row["values"].items() if slug in unique}
    report = check([EVENT, USER], MAPPING, WORKSPACE, start=from_crm, existing="none")
    assert report.verdicts == {"written": 2}
    assert report.records["users"] == {"created": 0, "updated": 1, "assumed": 0}
    assert report.records["people"] == {"created": 0, "updated": 1, "assumed": 0}


@pytest.mark.parametrize(("choice", "verdict", "rules"), [("refuse", "rejected", ["AH109"]), ("accept", "written", [])])
def test_a_run_and_lint_judge_a_reference_to_what_is_switched_off_by_one_rule(
    choice: str, verdict: str, rules: list[str]
) -> None:
    """The state has a user from when users were activated."""
    user = {"type": "identify", "userId": "u1", "traits": {"email": "u1@acme.com"}}
    job = job_of([IDENTIFY], WORKSPACE)
    job.feed(in_order(events_of([user]), "received"))
    job.report()
    group = {"type": "group", "userId": "u1", "groupId": "g1", "traits": {"domain": "g1.com"}}
    off = {"objects": WORKSPACE["objects"][1:], "assumptions": {"reference.inactive_object": choice}}
    start = job.emulator.snapshot()
    report = check([group], [GROUP], off, start=start, existing="none")
    assert [name for name, count in report.verdicts.items() if count] == [verdict]
    assert [one["code"] for one in report.to_dict()["rejections"]] == ["value_not_found"] * len(rules)
    (found,) = locate_dict(GROUP, "")
    assert [one.rule for one in lint([found], Workspace.from_dict(off)) if one.rule == "AH109"] == rules
