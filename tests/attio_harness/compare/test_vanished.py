"""Values that vanish although no event is lost: which line is named, which vanish on purpose, and how many make a comparison fail."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from html import unescape
from typing import Any

import pytest
from attio_emulator import Workspace
from attio_harness.compare.mappings import MappingDiff, compare_mappings
from attio_harness.formats.table import formats_of, render
from attio_harness.inputs.event import SourceEvent
from attio_harness.inputs.filter_actions import FilterAction
from attio_harness.inputs.located_filter import LocatedFilter
from attio_harness.inputs.mappings import locate_dict
from attio_harness.inputs.states import state_of
from attio_harness.run.check import Check
from attio_harness.run.outcome import Limit

WORKSPACE: dict[str, Any] = {
    "name": "Acme",
    "objects": [
        {"api_slug": "users", "active": True, "attributes": [
            {"api_slug": "plan", "type": "text"}, {"api_slug": "seats", "type": "number"}]},
        {"api_slug": "workspaces", "active": True},
    ],
}  # fmt: skip


def path(said: str) -> dict[str, str]:
    return {"@path": said}


IDENTIFY: dict[str, Any] = {
    "name": "Identify",
    "partnerAction": "identifyUser",
    "subscribe": 'type = "identify"',
    "mapping": {
        "email_address": path("$.traits.email"),
        "user_id": path("$.userId"),
        "user_attributes": {"plan": path("$.traits.plan"), "seats": path("$.traits.seats")},
    },
}
PAID: dict[str, Any] = {
    "name": "Paid",
    "partnerAction": "assertRecord",
    "subscribe": 'event = "Paid"',
    "mapping": {
        "object": "users",
        "matching_attribute": "user_id",
        "attributes": {
            "user_id": path("$.userId"),
            "primary_email_address": path("$.properties.email"),
            "plan": path("$.properties.plan"),
        },
    },
}
GROUP: dict[str, Any] = {
    "name": "Group",
    "partnerAction": "groupWorkspace",
    "subscribe": 'type = "group"',
    "mapping": {
        "domain": path("$.traits.domain"),
        "workspace_id": path("$.groupId"),
        "user_id": path("$.userId"),
        "workspace_attributes": {"name": path("$.traits.name")},
    },
}
EVENTS: list[dict[str, Any]] = [
    *({"type": "identify", "userId": f"u{one}", "traits": {"email": f"u{one}@acme.com", "plan": "Pro", "seats": one}}
      for one in range(1, 5)),
    {"type": "track", "event": "Paid", "userId": "u1", "properties": {"email": "u1@acme.com", "plan": "Pro"}},
    {"type": "group", "userId": "new", "groupId": "g1", "traits": {"domain": "acme.com", "name": "Acme"}},
]  # fmt: skip

Edit = Callable[[dict[str, Any]], Any]


def edited(one: dict[str, Any], edit: Edit) -> dict[str, Any]:
    new = copy.deepcopy(one)
    edit(new["mapping"])
    return new


def attribute(name: str, node: Any) -> Edit:
    return lambda mapping: mapping["user_attributes"].update({name: node})


def without(name: str) -> Edit:
    return lambda mapping: mapping["user_attributes"].pop(name)


def compared(
    old: Sequence[dict[str, Any]], new: Sequence[dict[str, Any]], events: Sequence[Any] = EVENTS, **options: Any
) -> MappingDiff:
    located = [
        [one for index, each in enumerate(some) for one in locate_dict(each, f"/{index}")] for some in (old, new)
    ]
    given = [SourceEvent(event=event, file="events.ndjson", line=line) for line, event in enumerate(events, 1)]
    return compare_mappings(
        located[0], located[1], Workspace.from_dict(WORKSPACE), given, **{"mode": "single", **options}
    )


def told(diff: MappingDiff) -> list[tuple[str, int, int, str, str]]:
    """Each attribute: its name, of how many records it vanishes, of how many it might, whether that fails, where its line is."""
    return [
        (one.name, one.records, one.of, "removed" if one.removed else "fails" if one.fails else "passes", one.pointer)
        for one in diff.vanished
    ]


@pytest.mark.parametrize("mode", ["single", "batch"])
def test_a_line_that_stays_and_gives_nothing_any_more_fails(mode: str) -> None:
    diff = compared([IDENTIFY], [edited(IDENTIFY, attribute("plan", path("$.traits.plan_name")))], mode=mode)
    assert told(diff) == [("users.plan", 4, 4, "fails", "/0/mapping/user_attributes/plan")]
    (one,) = diff.vanished
    assert (one.subscription, one.was, one.now, one.closest) == (
        "Identify",
        path("$.traits.plan"),
        path("$.traits.plan_name"),
        "$.traits.plan",
    )
    assert [(record, event.line) for record, event in one.examples] == [(f"user_id u{at}", at) for at in range(1, 5)]
    assert (diff.ok, diff.worse) == (False, 0)
    assert diff.reasons == ["users.plan no longer written for 4 of 4 records, although mapped"]
    assert diff.summary == "4 records changed, users.plan no longer written for 4 of 4 records."


@pytest.mark.parametrize(
    ("edit", "where"),
    [(without("plan"), "/0/mapping"), (attribute("plan", None), "/0/mapping"),
     (lambda mapping: mapping.update(user_attributes={"seats": path("$.traits.seats")}), "/0/mapping")],
    ids=["removed", "null", "left out of new attributes"],
)  # fmt: skip
def test_a_line_that_is_gone_or_says_nothing_is_told_and_passes(edit: Edit, where: str) -> None:
    diff = compared([IDENTIFY], [edited(IDENTIFY, edit)], max_vanished=Limit(number=0))
    assert told(diff) == [("users.plan", 4, 4, "removed", where)]
    assert (diff.ok, diff.vanished[0].now) == (True, None)
    assert diff.summary == "4 records changed, users.plan no longer mapped for 4 of 4 records."
    shown = render("diff", "text", diff)
    assert "1. 4 × users.plan: another value" in shown
    assert "2. users.plan no longer mapped for 4 of 4 records\n" in shown
    assert "although mapped" not in shown


def test_a_directive_that_makes_all_attributes_is_their_line() -> None:
    diff = compared([IDENTIFY], [edited(IDENTIFY, lambda mapping: mapping.update(user_attributes=path("$.traits.of")))])
    assert told(diff) == [(f"users.{name}", 4, 4, "fails", "/0/mapping/user_attributes") for name in ("plan", "seats")]


SEATS, BOTH = {"seats": path("$.traits.seats")}, {"plan": path("$.traits.plan"), "seats": path("$.traits.seats")}


@pytest.mark.parametrize(
    ("made_of", "fails"),
    [
        (lambda line: {"@if": {"exists": path("$.traits"), "then": line}}, False),
        (lambda line: {"@if": {"exists": path("$.traits"), "then": line, "else": path("$.traits.of")}}, True),
        (lambda line: {"@merge": {"objects": [{"seats": 1}, line], "direction": "left"}}, False),
        (lambda line: {"@merge": {"objects": [path("$.traits.of"), line], "direction": "left"}}, True),
        (lambda line: {"@transform": {"apply": {"traits": path("$.traits")}, "mapping": line}}, False),
    ],
    ids=["if", "if or else what the event has", "merge", "merge with what the event has", "transform"],
)
def test_a_line_that_is_removed_inside_a_directive_is_removed(made_of: Callable[[Any], Any], fails: bool) -> None:
    old = edited(IDENTIFY, lambda mapping: mapping.update(user_attributes=made_of(BOTH)))
    new = edited(IDENTIFY, lambda mapping: mapping.update(user_attributes=made_of(SEATS)))
    ends = ("fails", "/0/mapping/user_attributes") if fails else ("removed", "/0/mapping")
    for before in (IDENTIFY, old):
        diff = compared([before], [new])
        assert told(diff) == [("users.plan", 4, 4, *ends)]
        assert diff.ok is not fails


@pytest.mark.parametrize(("node", "ends"), [(None, "removed"), (path("$.traits.nalp"), "fails")])
def test_a_line_inside_a_directive_that_gives_nothing_is_as_one_outside(node: Any, ends: str) -> None:
    chosen = {"@if": {"exists": path("$.traits"), "then": {**SEATS, "plan": node}}}
    diff = compared([IDENTIFY], [edited(IDENTIFY, lambda mapping: mapping.update(user_attributes=chosen))])
    assert [row[:4] for row in told(diff)] == [("users.plan", 4, 4, ends)]


AS_ONE: list[Callable[[Any], Any]] = [
    lambda mapping: {"@if": {"exists": path("$.userId"), "then": mapping}},
    lambda mapping: {"@merge": {"objects": [{"user_id": "none"}, mapping], "direction": "right"}},
    lambda mapping: {
        "@transform": {"apply": {"traits": path("$.traits"), "userId": path("$.userId")}, "mapping": mapping}
    },
]
INSIDE = ["@if/then", "@merge/objects/1", "@transform/mapping"]


def as_one(mapping: Any) -> dict[str, Any]:
    return {**IDENTIFY, "mapping": mapping}


@pytest.mark.parametrize(("whole", "where"), [*zip(AS_ONE, INSIDE, strict=True)], ids=INSIDE)
def test_a_line_inside_a_mapping_that_is_one_directive_is_as_one_outside(
    whole: Callable[[Any], Any], where: str
) -> None:
    old = as_one(whole(IDENTIFY["mapping"]))
    gone = as_one(whole({**IDENTIFY["mapping"], "user_attributes": SEATS}))
    diff = compared([old], [gone], max_vanished=Limit(number=0))
    assert (told(diff), diff.ok) == ([("users.plan", 4, 4, "removed", "/0/mapping")], True)
    assert (diff.vanished[0].was, diff.vanished[0].now) == (path("$.traits.plan"), None)

    misspelt = as_one(whole({**IDENTIFY["mapping"], "user_attributes": {**SEATS, "plan": path("$.traits.plam")}}))
    diff = compared([old], [misspelt])
    line = f"/0/mapping/{where}/user_attributes/plan"
    assert (told(diff), diff.ok) == ([("users.plan", 4, 4, "fails", line)], False)
    assert (diff.vanished[0].was, diff.vanished[0].now) == (path("$.traits.plan"), path("$.traits.plam"))

    written_out = compared([old], [IDENTIFY])
    assert (written_out.ok, written_out.differences, written_out.vanished) == (True, (), ())


def test_a_mapping_that_the_event_has_is_the_line_of_all_its_attributes() -> None:
    less = {"user_id": "u1", "email_address": "u1@acme.com", "user_attributes": {"seats": 1}}
    every = {**less, "user_attributes": {"seats": 1, "plan": "Pro"}}
    event = {"type": "identify", "userId": "u1", "all": every, "less": less}
    diff = compared([as_one(path("$.all"))], [as_one(path("$.less"))], [event])
    assert (told(diff), diff.ok) == ([("users.plan", 1, 1, "fails", "/0/mapping")], False)
    assert (diff.vanished[0].was, diff.vanished[0].now) == (path("$.all"), path("$.less"))


def test_a_condition_that_is_never_met_any_more_is_the_line_of_what_it_chooses() -> None:
    met, unmet = ({"@if": {"exists": path(one), "then": BOTH}} for one in ("$.traits", "$.trait"))
    was, now = (as_one({**IDENTIFY["mapping"], "user_attributes": one}) for one in (met, unmet))
    diff = compared([was], [now])
    assert told(diff) == [(f"users.{name}", 4, 4, "fails", "/0/mapping/user_attributes") for name in ("plan", "seats")]
    assert {(str(one.was), str(one.now)) for one in diff.vanished} == {(str(met), str(unmet))}


def test_an_attribute_may_be_named_by_its_id() -> None:
    plan = Workspace.from_dict(WORKSPACE).objects["users"].attributes["plan"].id
    new = edited(edited(IDENTIFY, without("plan")), attribute(plan, path("$.traits.plan_name")))
    assert told(compared([IDENTIFY], [new])) == [("users.plan", 4, 4, "fails", f"/0/mapping/user_attributes/{plan}")]


def guard(asked: str, says: str = "seats") -> dict[str, Any]:
    return {"@if": {"exists": path(f"$.traits.{asked}"), "then": path(f"$.traits.{says}")}}


@pytest.mark.parametrize(
    ("having", "limit", "passes"),
    [(1, None, False), (2, None, True), (3, None, True), (3, "0", False), (3, "1", True), (0, "100%", True),
     (0, "99%", False), (2, "49%", False)],
)  # fmt: skip
def test_a_line_may_leave_half_of_its_records_without_a_value_or_as_many_as_is_said(
    having: int, limit: str | None, passes: bool
) -> None:
    events: list[dict[str, Any]] = copy.deepcopy(EVENTS[:4])
    for event in events[:having]:
        event["traits"]["vip"] = True
    most = None if limit is None else Limit.parse(limit, "--max-vanished")
    diff = compared([IDENTIFY], [edited(IDENTIFY, attribute("seats", guard("vip")))], events, max_vanished=most)
    ends = "passes" if passes else "fails"
    assert told(diff) == [("users.seats", 4 - having, 4, ends, "/0/mapping/user_attributes/seats")]
    assert diff.ok is passes


def test_what_another_subscription_still_gives_has_not_vanished() -> None:
    new = edited(IDENTIFY, attribute("plan", path("$.traits.plan_name")))
    assert told(compared([IDENTIFY, PAID], [new, PAID])) == [
        ("users.plan", 3, 4, "fails", "/0/mapping/user_attributes/plan")
    ]
    every = [EVENTS[0], EVENTS[4]]
    assert compared([IDENTIFY, PAID], [new, PAID], every).vanished == ()


def test_what_moved_to_another_subscription_fails_if_it_gives_nothing_there() -> None:
    def moved(said: str) -> list[dict[str, Any]]:
        there = edited(PAID, lambda mapping: mapping["attributes"].update(seats=path(said)))
        return [edited(IDENTIFY, without("seats")), there]

    diff = compared([IDENTIFY, PAID], moved("$.properties.seats"))
    assert told(diff) == [("users.seats", 4, 4, "fails", "/1/mapping/attributes/seats")]
    assert diff.vanished[0].subscription == "Paid"
    counted = copy.deepcopy(EVENTS)
    counted[4]["properties"]["seats"] = 7
    # somebody decided that only who paid has seats
    assert told(compared([IDENTIFY, PAID], moved("$.properties.seats"), counted)) == [
        ("users.seats", 3, 4, "removed", "/0/mapping")
    ]


def test_the_values_of_lost_and_unsent_events_and_of_other_records_are_told_elsewhere() -> None:
    lost = compared([IDENTIFY], [edited(IDENTIFY, attribute("seats", path("$.traits.plan")))])
    assert (lost.worse, lost.vanished) == (4, ())
    off = compared([IDENTIFY, PAID], [{**IDENTIFY, "enabled": False}, PAID])
    assert (off.worse, off.vanished) == (4, ())
    other = compared([IDENTIFY, PAID], [edited(IDENTIFY, lambda mapping: mapping.update(user_id=path("$.traits.seats"))), PAID],
                     EVENTS[:4])  # fmt: skip
    assert other.vanished == ()


def test_events_whose_fate_is_open_and_links_count_as_well() -> None:
    link = edited(GROUP, lambda mapping: mapping.update(user_id=path("$.user_id")))
    assert told(compared([GROUP], [link])) == [("workspaces.users", 1, 1, "fails", "/0/mapping/user_id")]
    name = edited(GROUP, lambda mapping: mapping["workspace_attributes"].update(name=path("$.traits.nmae")))
    assert told(compared([GROUP], [name])) == [
        ("workspaces.name", 1, 1, "fails", "/0/mapping/workspace_attributes/name")
    ]


def test_a_value_that_is_in_the_crm_already_is_not_given_by_the_mapping() -> None:
    first = Check(locate_dict(IDENTIFY, "/0"), Workspace.from_dict(WORKSPACE))
    first.feed([SourceEvent(event=event, file="before.ndjson", line=1) for event in EVENTS[:4]])
    first.records()
    state = state_of(first.emulator.snapshot())
    new = edited(IDENTIFY, attribute("plan", path("$.traits.plan_name")))
    diff = compared([IDENTIFY], [new], start=state)
    assert diff.differences == ()
    assert diff.summary == "users.plan no longer written for 4 of 4 records."
    assert not diff.ok


def test_a_filter_that_takes_the_value_away_is_what_to_look_at() -> None:
    drop = LocatedFilter(
        file="f", pointer="", title="No plan", condition='type = "identify"',
        actions=(FilterAction(kind="drop_properties", fields={"traits": ("plan",)}),),
    )  # fmt: skip
    diff = compared([IDENTIFY], [IDENTIFY], old_filters=[], filters=[drop])
    assert told(diff) == [("users.plan", 4, 4, "fails", "/0/mapping/user_attributes/plan")]
    shown = " ".join(render("diff", "text", diff).split())
    assert "is $.traits.plan, as before" in shown
    assert "do The line is as before, so look at the filters" in shown


def test_every_format_names_the_attribute_the_records_the_line_and_what_to_do() -> None:
    diff = compared([IDENTIFY], [edited(IDENTIFY, attribute("plan", path("$.traits.plan_name")))])
    for name in formats_of("diff"):
        said = unescape(render("diff", name, diff)).replace("\\", "")
        for part in ("users.plan", "4 of 4 records", "/0/mapping/user_attributes/plan", "$.traits.plan_name"):
            assert part in said, (name, part)
    shown = " ".join(render("diff", "text", diff).split())
    assert "1. users.plan no longer written for 4 of 4 records, although mapped" in shown
    assert (
        "/0/mapping/user_attributes/plan (Identify) was $.traits.plan is $.traits.plan_name record user_id u1" in shown
    )
    assert "do Map $.traits.plan, which the events have." in shown
    assert "do If users.plan is no longer to be written, remove the line" in shown
