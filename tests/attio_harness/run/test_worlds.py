"""What a run says that does not know the CRM, against runs over every CRM that its unresolved events can mean.

What is told as written is written whatever was there, what is lost is lost whatever was there, and of what is unresolved it depends.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from attio_emulator import Workspace
from attio_harness import check
from attio_harness.formats.contract import JsonReport
from attio_harness.formats.json import render_json
from attio_harness.inputs.event import SourceEvent
from attio_harness.inputs.mappings import locate_dict
from attio_harness.inputs.timeline import in_order
from attio_harness.rejection import Need
from attio_harness.report import Report
from attio_harness.run.api import job_of
from attio_harness.run.arguments import timeline_of
from attio_harness.run.check import Check
from attio_harness.verdicts import LOST, Existing
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.attio_harness.run.test_history import GROUP, IDENTIFY, when
from tests.attio_harness.subscriptions import assert_record
from tests.examples import examples

WITH_COMPANY = {
    **IDENTIFY,
    "mapping": {**IDENTIFY["mapping"], "person_attributes": {"company": {"@path": "$.traits.company"}}},
}


def put(object: str) -> dict[str, Any]:
    """Asserts the properties of an event as a record of an object."""
    return assert_record(
        f"Put {object}",
        f'event = "{object}"',
        object,
        {"@path": "$.context.by"},
        {"@path": "$.properties"},
        received_at={"@path": "$.receivedAt"},
        enable_batching=True,
    )


BY = {"users": "user_id", "workspaces": "workspace_id", "cars": "vin", "people": "email_addresses", "companies": "domains"}  # fmt: skip
SUBSCRIPTIONS = [WITH_COMPANY, GROUP, *map(put, BY)]
LOCATED = [one for n, row in enumerate(SUBSCRIPTIONS) for one in locate_dict(row, f"/{n}")]


def reference(slug: str, to: str) -> dict[str, Any]:
    return {"api_slug": slug, "type": "record-reference", "config": {"record_reference": {"allowed_objects": [to]}}}


WORKSPACE: dict[str, Any] = {
    "name": "Acme",
    "objects": [
        {"api_slug": "users", "active": True, "attributes": [{"api_slug": "plan", "type": "text"}]},
        {"api_slug": "workspaces", "active": True},
        {
            "api_slug": "cars",
            "singular_noun": "Car",
            "plural_noun": "Cars",
            "attributes": [
                {"api_slug": "vin", "type": "text", "is_unique": True},
                {"api_slug": "colour", "type": "text", "is_required": True},
                reference("owner", "users"),
                reference("place", "workspaces"),
            ],
        },
    ],
}
MODES = ("single", "batch")

Event = dict[str, Any]
Key = tuple[int, int]


def identify(user: str, **traits: Any) -> Event:
    return {"type": "identify", "userId": user, "traits": {"email": f"{user}@c0.io", **traits}}


def group(user: str, name: str, company: str = "c0.io") -> Event:
    return {"type": "group", "userId": user, "groupId": name, "traits": {"website": company}}


def record(object: str, by: str = "", **values: Any) -> Event:
    return {"type": "track", "event": object, "context": {"by": by or BY[object]}, "properties": values}


def timed(events: Sequence[Event], apart: int = 400) -> list[Event]:
    """With times so many seconds apart; a batch waits for 60."""
    return [{**one, "messageId": f"m{n}", "receivedAt": when(apart * n)} for n, one in enumerate(events)]


def ran(events: Sequence[Event], mode: Any, existing: Existing, workspace: Mapping[str, Any]) -> Check:
    job = Check(LOCATED, Workspace.from_dict(workspace), mode=mode, existing=existing, keep=True)
    job.feed(in_order([SourceEvent(event=one, file="<python>", line=line) for line, one in enumerate(events, 1)]))
    job.flush()
    return job


def told(job: Check) -> dict[Key, str]:
    return {key: "lost" if verdict in LOST else verdict for key, (verdict, _) in job.settled.items()}


def worlds(needs: Sequence[Need]) -> Iterator[tuple[set[Need], dict[str, Any]]]:
    """Every choice among these records, and the workspace that has them; what else they have is nobody's."""
    for chosen in product((False, True), repeat=len(needs)):
        there = {need for need, is_there in zip(needs, chosen, strict=True) if is_there}
        records: dict[str, list[dict[str, Any]]] = {}
        for one in there:
            rest = {"users": {"primary_email_address": f"old-{one.value}@old.io"}, "cars": {"colour": "old"}}
            records.setdefault(one.object, []).append({one.attribute: one.value, **rest.get(one.object, {})})
        yield there, {**WORKSPACE, "records": records}


users, names, companies, people = (
    st.sampled_from([f"{one}0{end}", f"{one}1{end}"])
    for one, end in (("u", ""), ("w", ""), ("c", ".io"), ("p", "@c0.io"))
)


def maybe(**values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=values)


EVENTS = st.one_of(
    st.builds(lambda user, more: identify(user, **more), users, maybe(company=companies)),
    st.builds(group, users, names, companies),
    st.builds(
        lambda user, more, whole: record(
            "users", user_id=user, **more, **({"primary_email_address": f"{user}@c0.io"} if whole else {})
        ),
        users,
        maybe(plan=st.just("Pro"), person=people, workspace=st.lists(names, min_size=1, max_size=1)),
        st.booleans(),
    ),
    st.builds(
        lambda name, more: record("workspaces", workspace_id=name, **more), names, maybe(users=users, company=companies)
    ),
    st.builds(
        lambda vin, more: record("cars", vin=vin, **more),
        st.sampled_from(["v0", "v1"]),
        maybe(colour=st.just("red"), owner=users, place=names),
    ),
    st.builds(lambda one, more: record("people", email_addresses=one, **more), people, maybe(company=companies)),
    st.builds(lambda one, more: record("companies", domains=one, **more), companies, maybe(team=people)),
)


@settings(max_examples=examples(25, 1500), deadline=None)
@given(st.lists(EVENTS, min_size=2, max_size=6), st.sampled_from(MODES), st.sampled_from([1, 400]))
def test_a_verdict_holds_in_every_crm_that_there_may_be(events: list[Event], mode: str, apart: int) -> None:
    events = timed(events, apart)
    job = ran(events, mode, "unknown", WORKSPACE)
    rows = dict(job.unresolved.map(lambda key, row: (key, row)))
    needs = list(dict.fromkeys(need for row in rows.values() for need in row.needs))[:6]
    by_world = [(there, told(ran(events, mode, "none", workspace))) for there, workspace in worlds(needs)]
    for key, verdict in told(job).items():
        seen = {in_world[key] for _, in_world in by_world}
        if verdict != "unresolved":
            assert seen == {verdict}
        elif set(rows[key].needs) <= set(needs):
            assert seen == {"written", "lost"}
            assert {in_world[key] for there, in_world in by_world if set(rows[key].needs) <= there} == {"written"}


# -- one after the other -----------------------------------------------------------------------------------------------


def verdicts(events: Sequence[Event], mode: Any, workspace: Mapping[str, Any] = WORKSPACE, **options: Any) -> list[str]:
    job = ran(timed(events), mode, options.get("existing", "unknown"), workspace)
    return [told(job)[key] for key in sorted(job.settled)]


def report(events: Sequence[Event], mode: Any, **options: Any) -> Report:
    return check(timed(events), SUBSCRIPTIONS, WORKSPACE, mode, **options)


CAR = record("cars", vin="v", colour="red", place="w")
USER = Need(object="users", attribute="user_id", value="u")


@pytest.mark.parametrize("mode", MODES)
def test_what_refers_to_a_record_that_an_unresolved_event_wrote_needs_what_that_event_needed(mode: Any) -> None:
    events = [group("u", "w"), CAR, record("cars", vin="v", owner="x"), CAR]
    found = report(events, mode)
    assert [row.needs for row in found.unresolved] == [(USER,), (USER,), (Need(object="users", attribute="user_id", value="x"), USER), (USER,)]  # fmt: skip
    (_, second, third, _) = found.unresolved
    assert (second.object, second.attribute, second.code, second.value) == ("cars", "place", "value_not_found", "w")
    assert (third.attribute, third.code) == ("owner", "value_not_found")
    assert 'No event before this one wrote users with user_id "u": the event arrives if it is in the CRM' in second.hint
    # what an event created is not presumed to exist
    assert {slug: counts["assumed"] for slug, counts in found.records.items() if counts["assumed"]} == {"users": 2}
    assert verdicts(events, mode, existing="none") == ["lost"] * 4
    there = {**WORKSPACE, "records": {"users": [{"user_id": "u", "primary_email_address": "u@old.io"}]}}
    assert verdicts(events, mode, there, existing="none") == ["written", "written", "lost", "written"]


@pytest.mark.parametrize("mode", MODES)
def test_an_event_that_could_create_it_makes_such_a_record_certain_unless_it_is_unresolved_itself(mode: Any) -> None:
    events = [group("u", "w"), record("workspaces", workspace_id="w", users="x"), CAR]
    assert verdicts(events, mode) == ["unresolved"] * 3
    events = [group("u", "w"), record("workspaces", workspace_id="w"), CAR]
    assert verdicts(events, mode) == ["unresolved", "written", "written"]


@pytest.mark.parametrize("mode", MODES)
def test_what_an_event_writes_after_what_it_needs_is_as_uncertain(mode: Any) -> None:
    """The person is refused without the company, so that the user is never sent; in a batch both go together."""
    events = [identify("u", company="old.io"), group("u", "w"), CAR, identify("u"), group("u", "w"), CAR]
    assert verdicts(events, mode) == ["unresolved"] * 3 + ["written"] * 3


def test_what_was_accepted_before_the_need_is_certain_but_in_a_batch() -> None:
    """Attio writes the company before it refuses the workspace; nested in it, it goes with it."""
    events = [group("u", "w", "new.io"), record("people", email_addresses="p@new.io", company="new.io")]
    assert verdicts(events, "single") == ["unresolved", "written"]
    assert verdicts(events, "batch") == ["unresolved", "unresolved"]


KEPT: dict[str, Any] = {**WORKSPACE, "assumptions": {"batch.nested_effect": "kept"}}


def test_what_is_nested_in_an_unresolved_event_rests_on_whether_it_is_kept() -> None:
    """It is certain where it is kept, as it is singly."""
    events = [group("u", "w", "new.io"), record("people", email_addresses="p@new.io", company="new.io")]
    (row, _) = report(events, "batch").unresolved
    assert "batch.nested_effect" in row.assumptions
    assert "batch.nested_effect" not in report(events, "single").assumptions
    assert verdicts(events, "batch", KEPT) == ["unresolved", "written"]
    # what is nested in it depends on no less: nothing could be kept
    (alone,) = report([identify("u", company="old.io")], "batch").unresolved
    assert "batch.nested_effect" not in alone.assumptions


@pytest.mark.parametrize("workspace", [WORKSPACE, KEPT], ids=["atomic", "kept"])
def test_a_dropped_assertion_leaves_nothing_presumed_and_its_values_open(workspace: dict[str, Any]) -> None:
    job = ran(timed([record("cars", vin="v", owner="u9", mileage=1)]), "batch", "unknown", workspace)
    assert job.emulator.counts() == {}
    # without the user u the second creates it, with the address of the third
    address = {"primary_email_address": "a@b.io"}
    by_address = [record("users", "primary_email_address", user_id="u", **address), record("users", user_id="v", **address)]  # fmt: skip
    events = [group("u", "w"), *by_address]
    assert verdicts(events, "batch", workspace) == ["unresolved"] * 3
    assert verdicts(events, "batch", workspace, existing="none") == ["lost", "written", "lost"]


@pytest.mark.parametrize("mode", MODES)
def test_a_conflict_with_a_record_that_may_not_be_there_is_unresolved(mode: Any) -> None:
    events = [group("u", "w"), record("users", "primary_email_address", user_id="u", primary_email_address="a@b.io")]
    found = report(events, mode)
    assert found.rejections == ()
    absent = Need(object="users", attribute="user_id", value="u", absent=True)
    row = found.unresolved[1]
    assert (row.needs, row.code, row.attribute, row.status) == ((absent,), "uniqueness_conflict", "user_id", None)
    assert row.to_dict()["needs"] == [{"object": "users", "attribute": "user_id", "value": "u", "absent": True}]
    assert row.hint == (
        'The event arrives if users with user_id "u" is not in the CRM (otherwise another record has one of the event\'s values). '
        "Start from the CRM's own records (`attio-harness pull --records users --state STATE`, then `--from STATE --existing none`), "
        "or say that the CRM is empty with `--existing none` alone."
    )
    assert found.records["users"] == {"created": 0, "updated": 0, "assumed": 1}
    assert verdicts(events, mode, existing="none") == ["lost", "written"]
    there = {**WORKSPACE, "records": {"users": [{"user_id": "u", "primary_email_address": "u@old.io"}]}}
    assert verdicts(events, mode, there, existing="none") == ["written", "lost"]


@pytest.mark.parametrize("mode", MODES)
def test_a_conflict_with_a_record_that_is_there_for_certain_is_told_rather_than_one_that_may_be(mode: Any) -> None:
    events = [group("u", "w"), identify("v"), record("users", user_id="u", primary_email_address="v@c0.io")]
    assert verdicts(events, mode) == ["unresolved", "written", "lost"]
    # whoever is there of the two, the other one has the other value
    both = [group("u", "w"), identify("v"), record("users", "primary_email_address", user_id="u", primary_email_address="v@c0.io")]  # fmt: skip
    assert verdicts(both, mode) == ["unresolved", "written", "unresolved"]


@pytest.mark.parametrize("mode", MODES)
def test_an_event_that_needs_the_record_it_conflicts_with_is_lost(mode: Any) -> None:
    events = [
        group("u", "w"),
        record("users", "primary_email_address", user_id="u", primary_email_address="a@b.io", workspace=["w"]),
    ]
    assert verdicts(events, mode) == ["unresolved", "lost"]


@pytest.mark.parametrize(
    ("mode", "faults", "tries"),
    [
        ("single", [{"path": "*/users/*", "delay": 4}], 12),
        ("single", [{"path": "*/users/*", "delay": 4, "times": 1}, {"path": "*/users/*", "status": 403}], 2),
        (
            "single",
            [{"path": "*/users/*", "delay": 4, "times": 1}, {"path": "*/users/*", "status": 200, "body": {}}],
            2,
        ),
        ("batch", [{"delay": 4}], 12),
        ("batch", [{"delay": 4, "times": 1}, {"status": 503}], 12),
        ("batch", [{"delay": 4, "times": 1}], 2),
    ],
)
def test_what_is_written_although_segment_was_told_otherwise_depends_on_what_it_needs(
    mode: Any, faults: list[dict[str, Any]], tries: int
) -> None:
    """Every record of it is there if the company was; without that nothing is."""
    found = report([identify("u", company="old.io")], mode, faults=faults)
    (row,) = found.unresolved
    assert (found.lost, found.unconfirmed, row.tries, row.status) == (0, (), tries, None)
    assert row.needs == (Need(object="companies", attribute="domains", value="old.io"),)
    assert (row.object, row.attribute, row.code) == ("people", "company", "value_not_found")
    JsonReport.model_validate_json(render_json(found))
    assert report([identify("u", company="old.io")], mode, faults=faults, existing="none").lost == 1


@pytest.mark.parametrize("mode", MODES)
def test_what_several_unresolved_events_could_have_created_is_absent_if_none_of_them_was_written(mode: Any) -> None:
    """The workspace is there if one of the two users is."""
    first, second = timed([group("u", "w"), group("v", "w")])
    other = put("workspaces")
    numbers = {"api_slug": "workspaces", "active": True, "attributes": [{"api_slug": "number", "type": "text", "is_unique": True}]}  # fmt: skip
    workspace = {**WORKSPACE, "objects": [WORKSPACE["objects"][0], numbers]}
    last = {**record("workspaces", "number", workspace_id="w", number="1"), "receivedAt": when(2000)}
    absent = [replace(USER, value=one, absent=True) for one in ("u", "v")]
    assert check([first, second, last], [GROUP, other], workspace, mode).unresolved[-1].needs == tuple(absent)
    # and over a state, where the second event comes in a run of its own
    job = job_of([GROUP, other], workspace, mode)
    for event in (first, second):
        job = job_of([GROUP, other], workspace, mode, start=json.loads(json.dumps(job.emulator.snapshot())))
        job.feed(timeline_of([event], "received"))
        job.report()
    later = check([last], [GROUP, other], workspace, mode, start=json.loads(json.dumps(job.emulator.snapshot())))
    assert later.unresolved[0].needs == tuple(absent)
    # until one could have created it for certain
    sure = {**record("workspaces", workspace_id="w"), "receivedAt": when(1500)}
    found = check([first, second, sure, last], [GROUP, other], workspace, mode)
    assert [row.event.line for row in found.rejections] == [4]


BADGES = {
    **WORKSPACE,
    "objects": [
        *WORKSPACE["objects"],
        {"api_slug": "people", "attributes": [{"api_slug": "badge", "type": "text", "is_unique": True}]},
    ],
}
WITH_BADGE = {
    **IDENTIFY,
    "mapping": {
        **WITH_COMPANY["mapping"],
        "user_attributes": {"plan": {"@path": "$.traits.plan"}, "workspace": {"@path": "$.traits.workspace"}},
        "person_attributes": {"company": {"@path": "$.traits.company"}, "badge": {"@path": "$.traits.badge"}},
    },
}
COMPANY = Need(object="companies", attribute="domains", value="old.io")


def with_badges(last: Event, mode: Any, **options: Any) -> Report:
    """The person of the first event has the badge of the last one, if the company is there."""
    events = timed([identify("u", company="old.io", badge="b"), last])
    return check(events, [WITH_BADGE, GROUP], BADGES, mode, **options)


@pytest.mark.parametrize("mode", MODES)
def test_what_conflicts_with_a_record_that_may_not_be_there_is_lost_for_another_mistake_all_the_same(mode: Any) -> None:
    found = with_badges(identify("v", badge="b", plan=["a", "b"]), mode)
    assert [row.event.line for row in found.unresolved] == [1]
    (row,) = found.rejections
    assert (row.event.line, row.object, row.attribute, row.path) == (2, "users", "plan", "$.traits.plan")
    assert [(one.object, one.attribute, one.code) for one in row.also] == [("people", "badge", "uniqueness_conflict")]
    there = {**BADGES, "records": {"companies": [{"domains": "old.io"}]}}
    events = timed([identify("u", company="old.io", badge="b"), identify("v", badge="b", plan=["a", "b"])])
    for workspace in (BADGES, there):
        assert check(events, [WITH_BADGE], workspace, mode, existing="none").rejections[-1].event.line == 2


@pytest.mark.parametrize("mode", MODES)
def test_what_conflicts_with_a_record_that_may_not_be_there_is_lost_if_a_certain_one_has_another_value(
    mode: Any,
) -> None:
    """The address is that of the user w."""
    events = timed(
        [identify("u", company="old.io", badge="b"), identify("w"), identify("v", badge="b", email="w@c0.io")]
    )
    found = check(events, [WITH_BADGE], BADGES, mode)
    assert [row.event.line for row in found.unresolved] == [1]
    (row,) = found.rejections
    told = {(one.object, one.attribute, one.code) for one in (row, *row.also)}
    assert told == {(*one, "uniqueness_conflict") for one in (("people", "badge"), ("users", "primary_email_address"))}


@pytest.mark.parametrize("mode", MODES)
def test_what_conflicts_with_a_record_that_may_not_be_there_needs_what_it_refers_to_besides(mode: Any) -> None:
    found = with_badges(identify("v", badge="b", workspace=["w"]), mode)
    place = Need(object="workspaces", attribute="workspace_id", value="w")
    absent = Need(object="companies", attribute="domains", value="old.io", absent=True)
    assert [row.needs for row in found.unresolved] == [(COMPANY,), (place, absent)]
    assert found.unresolved[1].hint.startswith(
        'No event before this one wrote workspaces with workspace_id "w": the event arrives if it is in the CRM already, and if '
        'companies with domains "old.io" is not (otherwise another record has one of the event\'s values).'
    )


def test_what_refers_to_the_record_that_must_not_be_there_is_lost_in_a_batch_too() -> None:
    """The company is judged first, which has the number only if the user is there, and then the workspace, which refers to that user."""
    numbered = {"api_slug": "companies", "attributes": [{"api_slug": "number", "type": "text", "is_unique": True}]}
    workspace = {**WORKSPACE, "objects": [*WORKSPACE["objects"], numbered]}
    mapping: dict[str, Any] = {**GROUP["mapping"], "company_attributes": {"number": "1"}}  # type: ignore[dict-item]
    events = timed([group("u", "w0", "c0.io"), group("u", "w1", "c1.io")])
    found = check(events, [{**GROUP, "mapping": mapping}], workspace, "batch")
    assert [row.event.line for row in found.unresolved] == [1]
    assert [(row.event.line, row.attribute, row.code) for row in found.rejections] == [(2, "number", "uniqueness_conflict")]  # fmt: skip
    # in the way is a record that needs two; of one of them it is known that it is there
    mapping["workspace_attributes"] = {"users": {"@path": "$.traits.users"}}
    two = timed([group("u", "w0", "c0.io"), group("v", "w1", "c1.io")])
    two[0]["traits"]["users"] = ["u", "v"]
    two[1]["traits"]["users"] = ["v"]
    rows = check(two, [{**GROUP, "mapping": mapping}], workspace, "batch").unresolved
    assert [[(one.value, one.absent) for one in row.needs] for row in rows] == [[("u", False), ("v", False)], [("v", False), ("u", True)]]  # fmt: skip
