"""Conditions that can be read and hardly mean what is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
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
    ],
)  # fmt: skip
def test_what_is_told(condition: str, slips: list[str]) -> None:
    assert list(slips_of(parse(condition))) == slips


def test_it_is_a_note_of_a_filter_that_applies(tmp_path: Path) -> None:
    rows = [
        {"title": title, "if": "type = track", "enabled": enabled, "actions": [{"type": "DROP"}]}
        for title, enabled in (("on", True), ("off", False))
    ]
    file = tmp_path / "f.json"
    file.write_text(json.dumps(rows))
    on, off = read_filters([str(file)])
    assert on.note == "filter 'on': track is read as a field of the event; a text stands in quotes, 'track'"
    assert off.note == ""
