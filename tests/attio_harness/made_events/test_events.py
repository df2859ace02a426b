"""Events made for mappings: written, each of them, in every mode; and lost, each by one mistake that is told."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from attio_emulator import Workspace
from attio_harness import check
from attio_harness.errors import UsageError
from attio_harness.inputs.mappings import read_mappings
from attio_harness.made_events import MadeEvents
from attio_harness.run.check import Check
from attio_harness.verdicts import Mode
from segment_events import EventGenerator

from tests.attio_harness.loss_case import CASES, LossCase
from tests.attio_harness.subscriptions import GROUP, IDENTIFY, assert_record
from tests.examples import THOROUGH

from .workspaces import EVERY_TYPE, slug, sources, typed_mapping, typed_workspace

FIXTURES = Path(__file__).parents[3] / "fixtures"
WEEK = (FIXTURES / "week/mapping.json", FIXTURES / "week/workspace.yaml")
DEMO = (FIXTURES / "mappings/demo.json", FIXTURES / "workspaces/demo.yaml")

IDENTIFIED = [{"api_slug": "plan", "type": "select", "options": ["Free", "Pro"]}]
ACTIVE = Workspace.from_dict(
    {
        "objects": [
            {
                "api_slug": "users",
                "active": True,
                "attributes": IDENTIFIED,
            },
            {"api_slug": "workspaces", "active": True},
        ]
    }
)


def made(mapping: Path, workspace: Path, **more: Any) -> MadeEvents:
    return MadeEvents(read_mappings([str(mapping)]), Workspace.load(str(workspace)), **more)


@pytest.mark.parametrize(("files", "seed"), [(WEEK, 0), (DEMO, 1)], ids=["week", "demo"])
def test_every_event_is_written_also_where_batches_wait(files: tuple[Path, Path], seed: int) -> None:
    events = list(made(*files, seed=seed).stream(150))
    modes: tuple[Mode, ...] = ("auto", "single", "batch")
    for mode in modes:
        report = check(events, *files, mode=mode, existing="none")
        assert (mode, report.verdicts.get("written"), report.rejections) == (mode, 150, ())
        assert report.outcome.passed
        # history: records are made, and changed later
        assert report.records["people"]["created"] > 20
        assert report.records["people"]["updated"] > 2


def test_every_subscription_has_its_turn_and_those_without_an_event_say_why() -> None:
    found = made(*DEMO)
    names = Counter(one.source.name for one in found.recipes)
    assert names == {"Identify User": 1, "Group Workspace": 1, "Subscription Started": 1}
    assert [(one.source.name, one.why) for one in found.unmade] == [
        (
            "Demo Requested",
            "deals: Activate the deals object: in Attio under Workspace Settings > Objects; in the workspace file with `active: true` "
            "at the object deals.",
        )
    ]
    assert Counter(event["type"] for event in found.stream(3)) == {"identify": 1, "group": 1, "track": 1}


def test_the_first_of_each_has_all_that_is_read_and_later_ones_go_without_some() -> None:
    events = list(made(*DEMO).stream(60))
    first = events[0]["traits"]
    assert {"email", "first_name", "last_name", "phone", "plan", "seats", "created_at", "title"} <= first.keys()
    tracked = [event["properties"] for event in events if event["type"] == "track"]
    assert {"amount", "plan", "email"} <= tracked[0].keys()
    assert {"amount" in one for one in tracked[1:]} == {True, False}
    # without this one nothing would be found
    assert all("subscription_id" in one for one in tracked)


@pytest.mark.parametrize(
    ("clause", "path", "about"),
    [
        ('userId != "u_00001"', "userId", 20),
        ('traits.plan != "Free"', "plan", 2),
        ('contains(traits.email, "@acme.com")', "email", 20),
        ('!contains(userId, "u_")', "userId", 20),
    ],
)
def test_what_a_trigger_asks_for_leaves_events_as_different_as_they_are(clause: str, path: str, about: int) -> None:
    found = MadeEvents(sources({**IDENTIFY, "subscribe": f'type = "identify" and {clause}'}), ACTIVE)
    events = list(found.stream(60))
    values = {event.get(path, event["traits"].get(path)) for event in events}
    assert len(values) >= about
    assert "Example" not in values


def test_the_same_arguments_give_the_same_events() -> None:
    first, again, other = (list(made(*WEEK, seed=seed).stream(20)) for seed in (3, 3, 4))
    assert first == again != other
    assert [*made(*WEEK).negatives(10)] == [*made(*WEEK).negatives(10)]


def test_an_attribute_of_every_type_is_filled_with_what_it_takes() -> None:
    found = MadeEvents(sources(typed_mapping()), typed_workspace())
    assert (found.unmade, [one.left_out for one in found.recipes]) == ([], [()])
    event = next(found.stream(1))
    assert event["traits"].keys() >= {slug(type) for type in EVERY_TYPE}
    report = check([event], [typed_mapping()], typed_workspace(), existing="none")
    assert report.verdicts["written"] == 1, report.rejections


def test_every_type_has_a_mistake_that_is_told_with_its_place_in_the_mapping() -> None:
    workspace = typed_workspace()
    found = MadeEvents(sources(typed_mapping()), workspace)
    mistakes = list(found.negatives(60))
    by_trait = {one.trait: one for one in mistakes if not one.kind.startswith("missing")}
    for type in EVERY_TYPE:
        one = by_trait[f"$.traits.{slug(type)}"]
        assert f"/attributes/{slug(type)}" in one.why
        assert f"things.{slug(type)}" in one.why
        assert one.why.startswith("Things loses it by ")
    assert {one.kind for one in mistakes} >= {
        "missing-userId",
        "unknown-option",
        "option-in-other-case",
        "malformed-date",
    }
    report = check([dict(one.event) for one in mistakes], [typed_mapping()], workspace, existing="none")
    assert report.verdicts.get("written", 0) == 0
    assert all(not one.also for one in report.rejections)


def test_what_cannot_be_filled_is_left_out_and_told() -> None:
    workspace = typed_workspace(**{"location.simple": "refuse"})
    found = MadeEvents(sources(typed_mapping()), workspace)
    assert [(one.keys, one.why) for one in found.recipes[0].left_out] == [
        (("traits", "a_location"), "nothing is known that things.a_location (location) takes from an event")
    ]
    assert all("a_location" not in event["traits"] for event in found.stream(20))


def test_of_several_paths_of_which_one_stands_in_for_another_all_are_left_out_as_the_mistake() -> None:
    either = {
        "@if": {"exists": {"@path": "$.traits.mail"}, "then": {"@path": "$.traits.mail"}, "else": {"@path": "$.email"}}
    }
    mapping = {**IDENTIFY, "mapping": {**IDENTIFY["mapping"], "email_address": either}}
    mistakes = {one.kind: one for one in MadeEvents(sources(mapping), ACTIVE).negatives(20)}
    assert mistakes["missing-mail"].trait == "$.traits.mail, $.email"
    assert mistakes["missing-mail"].event["traits"].get("mail") is None
    assert "email" not in mistakes["missing-mail"].event


def test_nobody_is_named_before_events_about_them_are_there() -> None:
    events = list(MadeEvents(sources(GROUP, IDENTIFY), ACTIVE).stream(80))
    assert events[0]["type"] == "identify"
    report = check(events, [GROUP, IDENTIFY], ACTIVE, existing="none", mode="batch")
    assert report.verdicts["written"] == 80


def test_where_nobody_writes_who_is_named_events_say_so() -> None:
    required = {**GROUP, "mapping": {**GROUP["mapping"], "workspace_attributes": {"users": {"@path": "$.userId"}}}}
    found = MadeEvents(sources({**required, "subscribe": 'type = "group" and userId != null'}), ACTIVE)
    events = list(found.stream(5))
    assert (len(events), found.unresolved) == (5, 5)


def things(*attributes: dict[str, Any], **more: Any) -> Workspace:
    """A workspace with an object `things`, found by the text `key`."""
    key = {"api_slug": "key", "type": "text", "is_unique": True}
    return Workspace.from_dict({"objects": [{"api_slug": "things", "attributes": [key, *attributes]}], **more})


def fills(key: str, name: str = "Things", **attributes: Any) -> dict[str, Any]:
    """A subscription of track events that asserts `things` by the value at a path."""
    return assert_record(name, 'type = "track"', "things", "key", {"key": {"@path": key}, **attributes})


def test_every_event_with_a_mistake_is_run_and_lost_by_that_alone_whatever_was_drawn_beside() -> None:
    # it has the plan of the first of the people, so that of others is another mistake
    plan = EventGenerator(seed=0).world.people[0].plan.lower()
    given = fills("$.userId", v={"@case": {"operator": "lower", "value": {"@path": "$.properties.plan"}}})
    workspace = things({"api_slug": "v", "type": "select", "options": [plan]})
    found = list(MadeEvents(sources(given), workspace).negatives(40))
    assert len(found) == 40
    for one in found:
        (loss,) = check([dict(one.event)], [given], workspace).rejections
        assert (loss.also, loss.mapping_pointer in one.why, loss.hint in one.why) == ((), True, True)


def test_of_a_mistake_everyone_is_told_who_loses_the_event_by_it() -> None:
    value = {"@path": "$.properties.v"}
    both = [fills("$.userId", "Numbers", n=value), fills("$.userId", "Texts", t=value)]
    workspace = things({"api_slug": "n", "type": "text"}, {"api_slug": "t", "type": "text"})
    found = [one for one in MadeEvents(sources(*both), workspace).negatives(30) if one.trait == "$.properties.v"]
    assert found
    for one in found:
        losses = check([dict(one.event)], both, workspace).rejections
        assert {loss.subscription for loss in losses} == {"Numbers", "Texts"}
        assert all(loss.mapping_pointer in one.why and loss.where in one.why for loss in losses)


@pytest.mark.parametrize("type", ["select", "actor-reference", "checkbox", "currency", "date", "rating", "text"])
@pytest.mark.parametrize("key", ["$.userId", "$.properties.key", "$.messageId"])
def test_a_unique_value_is_of_one_record_and_left_out_where_all_are_taken(type: str, key: str) -> None:
    more = {"options": ["Gold", "Silver"]} if type == "select" else {}
    workspace = things(
        {"api_slug": "v", "type": type, "is_unique": True, **more},
        members=[{"email_address": "alice@acme.com", "first_name": "Alice", "last_name": "Adams"}],
    )
    given = fills(key, v={"@path": "$.properties.v"})
    events = list(MadeEvents(sources(given), workspace).stream(25))
    assert check(events, [given], workspace, existing="none").verdicts["written"] == 25
    assert "v" in events[0]["properties"]


@pytest.mark.parametrize("allowed", [["people", "companies"], ["gadgets"], ["people"]])
def test_records_of_the_workspace_file_are_named_whichever_objects_are_allowed(allowed: list[str]) -> None:
    serial = {"api_slug": "serial", "type": "text", "is_unique": True}
    key = {"api_slug": "key", "type": "text", "is_unique": True}
    link = {"api_slug": "v", "type": "record-reference", "config": {"record_reference": {"allowed_objects": allowed}}}
    workspace = Workspace.from_dict(
        {
            "objects": [
                {"api_slug": "gadgets", "attributes": [serial]},
                {"api_slug": "things", "attributes": [key, {**link, "is_required": True}]},
            ],
            "records": {
                "people": [{"email_addresses": ["jane@acme.com"]}],
                "companies": [{"domains": ["acme.com"]}],
                "gadgets": [{"serial": "SN-1"}],
            },
        }
    )
    given = fills("$.properties.key", v={"@path": "$.properties.v"})
    events = list(MadeEvents(sources(given), workspace).stream(20))
    assert check(events, [given], workspace, existing="none").verdicts["written"] == 20


def test_who_is_there_is_named_where_another_who_is_named_beside_never_is() -> None:
    links = [
        {
            "api_slug": name,
            "type": "record-reference",
            "config": {"record_reference": {"allowed_objects": [object]}},
        }
        for name, object in (("owner", "people"), ("account", "companies"))
    ]
    workspace = Workspace.from_dict(
        {
            "objects": [
                {"api_slug": "users", "active": True, "attributes": IDENTIFIED},
                {
                    "api_slug": "things",
                    "attributes": [{"api_slug": "key", "type": "text", "is_unique": True}, *links],
                },
            ]
        }
    )
    given = fills("$.properties.key", owner={"@path": "$.properties.owner"}, account={"@path": "$.properties.account"})
    found = MadeEvents(sources(IDENTIFY, given), workspace)
    events = list(found.stream(60))
    tracked = [event["properties"] for event in events if event["type"] == "track"]
    assert {"owner", "key"} <= tracked[0].keys()
    assert not any("account" in one for one in tracked)
    assert [found.never_named(one) for one in found.recipes] == [[], [("properties", "account")]]
    report = check(events, [IDENTIFY, given], workspace, existing="none", mode="batch")
    assert report.verdicts["written"] == 60


@pytest.mark.parametrize(
    ("value", "attribute", "why"),
    [
        (
            {"@path": "$.properties.x"},
            {"type": "location", "is_required": True},
            "nothing is known that things.v (location) takes from an event. Send v in $.properties.x",
        ),
        ({"@path": "$.type"}, {"type": "number"}, "things.v refuses what was tried: Send a number as a JSON number"),
        ({"@literal": "Gold"}, {"type": "number"}, "things.v: Send a number as a JSON number"),
        (
            {"@path": "$.userId"},
            {"type": "number"},
            "nothing is known that things.key (text), things.v (number) take alike from an event. Send key in $.userId",
        ),
    ],
)
def test_why_there_is_no_event_names_who_refuses_what(value: Any, attribute: dict[str, Any], why: str) -> None:
    found = MadeEvents(sources(fills("$.userId", v=value)), things({"api_slug": "v", **attribute}))
    (unmade,) = found.unmade
    assert unmade.why.startswith(why)


def test_two_that_cannot_take_the_same_are_both_named() -> None:
    value = {"@case": {"operator": "lower", "value": {"@path": "$.properties.v"}}}
    workspace = things({"api_slug": "n", "type": "number"}, {"api_slug": "t", "type": "text"})
    given = [fills("$.userId", "Numbers", n=value), fills("$.userId", "Texts", t=value)]
    found = MadeEvents(sources(*given), workspace)
    rows = [left.why for recipe in found.recipes for left in recipe.left_out]
    assert len(rows) == 2
    assert all("things.n (Numbers)" in why and "things.t (Texts)" in why for why in rows)


def test_an_event_of_another_name_has_nothing_of_those_that_the_product_sends() -> None:
    given = {**fills("$.properties.order_id"), "subscribe": 'event = "Order Completed" and properties.total > 100'}
    events = list(MadeEvents(sources(given), things()).stream(20))
    assert {tuple(sorted(event["properties"])) for event in events} == {("order_id", "total")}
    first = events[0]
    assert first["properties"] == {"total": 101, "order_id": f"key_{first['userId'].removeprefix('u_')}"}
    asks = {**given, "subscribe": 'event = "Order Completed" and properties.feature != null'}
    assert len(list(MadeEvents(sources(asks), things()).stream(20))) == 20
    started = {**given, "subscribe": 'event = "Subscription Started"'}
    assert all("amount" in event["properties"] for event in MadeEvents(sources(started), things()).stream(20))


def test_only_the_types_that_are_asked_for() -> None:
    found = MadeEvents(sources(IDENTIFY, GROUP), ACTIVE, types=["identify"])
    assert ({event["type"] for event in found.stream(10)}, found.unmade) == ({"identify"}, [])
    none = MadeEvents(sources(IDENTIFY), ACTIVE, types=["page", "track"])
    assert list(none.stream(10)) == []
    assert [one.why for one in none.unmade] == ["its trigger is met by events of type identify, not page, track"]


def test_disabled_subscriptions_have_no_events() -> None:
    found = MadeEvents(sources(IDENTIFY, {**GROUP, "enabled": False}), ACTIVE)
    assert {event["type"] for event in found.stream(10)} == {"identify"}
    with pytest.raises(UsageError, match="no subscription is enabled"):
        MadeEvents(sources({**GROUP, "enabled": False}), ACTIVE)


def test_two_subscriptions_of_one_event_both_write_it() -> None:
    twice = {
        **IDENTIFY,
        "name": "Again",
        "mapping": {**IDENTIFY["mapping"], "user_attributes": {"plan": {"@path": "$.traits.tier"}}},
    }
    events = list(MadeEvents(sources(IDENTIFY, twice), ACTIVE).stream(12))
    report = check(events, [IDENTIFY, twice], ACTIVE, existing="none")
    assert report.verdicts["written"] == 24


def test_an_object_and_a_matching_attribute_that_the_event_names() -> None:
    mapping = assert_record(
        None,
        'type = "track"',
        {"@path": "$.properties.object"},
        {"@path": "$.properties.by"},
        {"domains": {"@path": "$.properties.domain"}},
    )
    events = list(MadeEvents(sources(mapping), ACTIVE).stream(4))
    assert {(one["properties"]["object"], one["properties"]["by"]) for one in events} == {("companies", "domains")}
    assert check(events, [mapping], ACTIVE, existing="none").verdicts["written"] == 4


def test_what_the_trigger_asks_for_stays_where_the_attribute_refuses_it() -> None:
    mapping = assert_record(
        "Site",
        'type = "track" and properties.site = "our website"',
        "companies",
        "domains",
        {"domains": {"@path": "$.properties.site"}},
    )
    found = MadeEvents(sources(mapping), ACTIVE)
    assert (found.recipes, [one.why for one in found.unmade]) == (
        [],
        [
            "companies.domains refuses what was tried: Send a domain such as 'attio.com', without spaces or protocol; the name of a company is not a domain."
        ],
    )
    other = {**mapping, "subscribe": 'type = "track" and match(properties.site, "*.example.com")'}
    assert [one["properties"]["site"] for one in MadeEvents(sources(other), ACTIVE).stream(1)] == ["acme.example.com"]


@pytest.mark.parametrize("case", CASES if THOROUGH else CASES[::17], ids=lambda one: one.id)
def test_loss_cases_have_events_once_they_are_mended_and_else_say_why(case: LossCase) -> None:
    fixed = case.fixed()
    given = sources(*fixed.mapping)
    workspace = Workspace.from_dict(fixed.workspace)
    found = MadeEvents(given, workspace, seed=1)
    assert found.unmade == []
    events = list(found.stream(6))
    lost = Check(given, workspace, mode="single")
    lost.feed(_items(events))
    assert [loss.message for loss, _ in lost.losses()] == []
    for one in found.negatives(8):
        alone = Check(given, workspace, mode="single")
        alone.feed(_items([dict(one.event)]))
        assert list(alone.losses()), one
    broken = MadeEvents(sources(*case.mapping), Workspace.from_dict(case.workspace), seed=1)
    assert all(one.why for one in broken.unmade)


def _items(events: list[dict[str, Any]]) -> Any:
    from attio_harness.inputs.event import SourceEvent

    return [SourceEvent(event=event, file="<made>", line=line) for line, event in enumerate(events, 1)]
