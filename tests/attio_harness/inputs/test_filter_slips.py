"""Conditions that can be read and hardly mean what is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from attio_harness.inputs.filter_actions import FilterAction
from attio_harness.inputs.filter_slips import slips_of
from attio_harness.inputs.filters import read_filters
from segment_actions.filter_fql import parse


@pytest.mark.parametrize(
    ("condition", "slips"),
    [
        ("all", []),
        ("type = 'track' and event in ['A', traits.b] and !(properties.c = null) and messageId != anonymousId", []),
        ("type = track", ["track is read as a field of the event; a text stands in quotes, 'track'"]),
        ("traits.plan = Pro", ["Pro is read as a field of the event; a text stands in quotes, 'Pro'"]),
        ("plan = 'Pro'", ["plan: Segment's events have no plan at their top; what is sent stands in traits or properties, as traits.plan"]),
        ("userID = 'u1'", ["userID: Segment's events have no userID at their top; did you mean userId?"]),
        ("!(contains(mail, '@x') and 'Pro' = plan) or length(tags) > 2", [
            f"{name}: Segment's events have no {name} at their top; what is sent stands in traits or properties, as traits.{name}"
            for name in ("mail", "plan", "tags")
        ]),
        ("plan in [Pro, 'Free'] and match(event, Paid)", [
            "plan: Segment's events have no plan at their top; what is sent stands in traits or properties, as traits.plan",
            "Pro is read as a field of the event; a text stands in quotes, 'Pro'",
            "Paid is read as a field of the event; a text stands in quotes, 'Paid'",
        ]),
        ("'a' in tags or vip", [
            f"{name}: Segment's events have no {name} at their top; what is sent stands in traits or properties, as traits.{name}"
            for name in ("tags", "vip")
        ]),
        ("trait.plan = 'Pro'", ["trait.plan: Segment's events have no trait; did you mean traits?"]),
        ("zzz.plan = 'Pro' or zzz.plan = 'Free'", ["zzz.plan: Segment's events have no zzz"]),
        ("type = 'Track'", ["type = \"Track\": no event has the type 'Track'; did you mean 'track'?"]),
        ("!('order' = type)", ['"order" = type: no event has the type \'order\'']),
        ("type in ['track', 'Group']", ['type in ["track", "Group"]: no event has the type \'Group\'; did you mean \'group\'?']),
        ("traits.type = 'Track'", []),
        ("typeof(traits.a) != 'boolean'", ['typeof(traits.a) != "boolean": typeof() gives string, number, list, bool, null, object, never \'boolean\'']),
        ("typeof(traits.a) in ['list', 'null']", []),
        ("lowercase(event) = 'Paid'", ['lowercase(event) = "Paid": lowercase(event) is never \'Paid\'']),
        ("lowercase(event) = 'paid' and uppercase(event) = 'PAID'", []),
        ("traits.a > 5 or contains(traits.b, 'X')", []),
        ("type != null and lowercase(event) in [null, 5]", []),
        ("event.type = 'track' and event.properties.plan = userId.x", [
            "event.type: event is a text and has no members; did you mean type?",
            "event.properties.plan: event is a text and has no members; did you mean properties.plan?",
            "userId.x: userId is a text and has no members",
        ]),
        ("type = 'identify' and properties.plan = 'Free'", ["properties.plan: events of the type identify have no properties, they have traits"]),
        ("(type = 'group' or 'identify' = type) and !contains(properties.plan, 'Free')", [
            "properties.plan: events of the type group, identify have no properties, they have traits",
        ]),
        ("type in ['track', 'page'] and lowercase(traits.plan) = 'free' or type = 'identify' and event = 'Paid'", [
            "traits.plan: events of the type track, page have no traits, they have properties",
            "event: events of the type identify have no event",
        ]),
        ("(type = 'identify' and userId != null) and groupId = 'g'", ["groupId: events of the type identify have no groupId"]),
        ("type = 'identify' and (properties.plan = 'Free' or traits.plan = 'Free')", []),
        ("type = 'identify' and event = null and properties.plan != null and email = 'a' and zzz = zzz.a and context.groupId = 'g'", [
            "zzz: Segment's events have no zzz at their top; what is sent stands in traits or properties, as traits.zzz",
            "zzz.a: Segment's events have no zzz",
        ]),
        ("type in ['track', traits.b] and traits.a = 1 and type != 'track'", []),
        ("(type = 'track' or userId = 'u') and traits.a = 1", []),
        ("type = 'delete' and traits.a = 1", []),
    ],
)  # fmt: skip
def test_what_is_told(condition: str, slips: list[str]) -> None:
    assert list(slips_of(parse(condition))) == slips


def test_what_events_of_the_type_never_have_is_not_taken_from_them() -> None:
    nothing = FilterAction(kind="drop_properties", fields={"properties": ("plan",), "properties.a": ("b",)})
    some = FilterAction(kind="allow_properties", fields={"properties": ("plan",), "traits": ("plan",)})
    top = FilterAction(kind="drop_properties", fields={"": ("properties",)})
    drop = FilterAction(kind="drop")
    said = "drop_properties takes nothing there: events of the type identify have no properties, they have traits"
    assert list(slips_of(parse("type = 'identify'"), [nothing, some, top, drop])) == [said]
    assert list(slips_of(parse("all"), [nothing])) == []


def test_it_is_a_note_of_a_filter_that_applies(tmp_path: Path) -> None:
    takes = {"type": "DROP_PROPERTIES", "fields": {"properties": {"fields": ["plan"]}}}
    rows = [
        {"title": title, "if": condition, "enabled": enabled, "actions": [action]}
        for title, condition, enabled, action in (
            ("on", "type = track", True, {"type": "DROP"}),
            ("off", "type = track", False, {"type": "DROP"}),
            ("takes", "type = 'group'", True, takes),
        )
    ]
    file = tmp_path / "f.json"
    file.write_text(json.dumps(rows))
    said = "drop_properties takes nothing there: events of the type group have no properties, they have traits"
    assert [one.note for one in read_filters([str(file)])] == [
        "filter 'on': track is read as a field of the event; a text stands in quotes, 'track'",
        "",
        f"filter 'takes': {said}",
    ]
