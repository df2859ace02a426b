"""Events with a null context, on which the published packages fail: delivered by default, with a note, or lost as they lose them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from attio_destination import destination
from attio_harness import check, vary
from attio_harness.formats.groups import loss_groups
from attio_harness.inputs.mappings import locate_dict
from attio_harness.run.map_side import MapSettings, MapSide
from segment_actions import EngineError, Subscription

from tests.attio_harness.subscriptions import assert_record, identify_user

WORKSPACE = {"objects": [{"api_slug": "users", "active": True}]}
IDENTIFY = identify_user()
KEPT = {"intake.null_context": "kept"}
NOTE = (
    "{} is null: assumed that Segment leaves it out and delivers the event. Its published code would fail on it and send nothing, in a "
    "batch for every event of that batch; `--assume intake.null_context=kept` counts that as lost"
)
SAID = {
    "context": "Cannot destructure property 'personas' of '{}' as it is null.",
    "context.personas": "Cannot read properties of null (reading 'computation_class')",
}
"""The messages of the published packages."""
GONE: dict[str, Any] = {}
"""A context that Segment's code reads without an error."""


def event(number: int, **more: Any) -> dict[str, Any]:
    at = f"2024-05-01T12:00:{number:02}Z"
    traits = {"email": f"u{number}@acme.com"}
    return {
        "type": "identify",
        "userId": f"u{number}",
        "messageId": f"m{number}",
        "receivedAt": at,
        "traits": traits,
        **more,
    }


@pytest.mark.covers("intake.null_context")
@pytest.mark.parametrize("mode", ["single", "batch"])
def test_a_null_context_counts_as_missing_and_is_noted(mode: Any) -> None:
    asked = 'type = "identify" and traits.email != null'
    person = assert_record(
        "Person", asked, "people", "email_addresses", {"email_addresses": {"@path": "$.traits.email"}}
    )
    events = [
        event(1),
        event(2, context=None),
        event(3, context={"personas": None}),
        event(4, context=None),
        event(5, context={"personas": {}}),
    ]
    # neither is ever looked at for an audience
    events += [event(6, context=None, traits={}), event(7, context=None, type="page")]
    report = check(events, [IDENTIFY, person], WORKSPACE, mode)
    assert report.verdicts == {"written": 10, "invalid": 1, "unmatched": 1}
    notes = [(note["line"], note["what"]) for note in report.notes if "null" in note["what"]]
    assert notes == [(2, NOTE.format("context") + " (and 1 more such event)"), (3, NOTE.format("context.personas"))]
    assert report.assumptions["intake.null_context"] == (6 if mode == "single" else 10)


def test_what_another_setting_would_lose_is_told() -> None:
    varied = vary([event(1), event(2, context=None)], [IDENTIFY], WORKSPACE)
    (other,) = [one for one in varied.variations if one.assumption == "intake.null_context"]
    assert (other.setting, other.verdicts) == ("kept", {"written": 1, "failed": 1})
    assert vary([event(1)], [IDENTIFY], WORKSPACE).report.assumptions == {}


@pytest.mark.covers("intake.null_context")
@pytest.mark.parametrize(("context", "member"), [(None, "context"), ({"personas": None}, "context.personas")])
@pytest.mark.parametrize("mode", ["single", "batch"])
def test_where_it_is_kept_the_event_is_lost_with_its_batch_as_the_packages_lose_it(
    context: Any, member: str, mode: Any
) -> None:
    events = [event(1, context=GONE), event(2, context=context)]
    report = check(events, [IDENTIFY], WORKSPACE, mode, assumptions=KEPT)
    assert report.verdicts == ({"failed": 2} if mode == "batch" else {"written": 1, "failed": 1})
    assert not any("null" in note["what"] for note in report.notes)
    *others, own = report.rejections
    settings = {"subscription": Subscription.from_dict(IDENTIFY).to_dict(), "oauth": {"access_token": "t"}}
    deliver: Any = destination.on_batch if mode == "batch" else destination.on_event
    with pytest.raises(EngineError) as told:
        deliver(events if mode == "batch" else events[1], settings, pytest.fail)
    assert (own.code, own.message) == ("TypeError", str(told.value)) == ("TypeError", SAID[member])
    assert [(read.path, read.value, read.found) for read in own.reads] == [(f"$.{member}", None, True)]
    assert own.hint.startswith(f"Send the event without {member}, or with an object there, such as {{}}: ")
    assert "intake.null_context" in own.assumptions
    assert {group.by for group in loss_groups(report)} == {"Segment"}
    for one in others:
        assert (one.code, one.reads, one.hint.split(":")[0]) == ("TypeError", (), "Nothing is wrong with this event")
    # what it says helps
    assert check([events[0], event(2, context=GONE)], [IDENTIFY], WORKSPACE, mode, assumptions=KEPT).verdicts == {
        "written": 2
    }


def test_its_other_mistakes_are_told_beside_it() -> None:
    mapping = identify_user(user_attributes={"nope": {"@path": "$.traits.email"}})
    (row,) = check([event(1, context=None)], [mapping], WORKSPACE, assumptions=KEPT).rejections
    assert [one.attribute for one in row.also] == ["nope"]


def test_a_filter_that_removes_it_removes_the_error(tmp_path: Path) -> None:
    action = {"type": "DROP_PROPERTIES", "fields": {"context": {"fields": ["personas"]}}}
    file = tmp_path / "filters.json"
    file.write_text(
        json.dumps({"data": {"filters": [{"title": "f", "enabled": True, "if": "all", "actions": [action]}]}})
    )
    report = check([event(1, context={"personas": None})], [IDENTIFY], WORKSPACE, filters=file, assumptions=KEPT)
    assert report.verdicts == {"written": 1}
    assert "intake.null_context" not in report.assumptions


@pytest.mark.parametrize(
    ("context", "member"), [(None, "context"), ({"personas": None}, "context.personas"), (GONE, None)]
)
def test_another_process_says_which_member_is_null(context: Any, member: str | None) -> None:
    row = MapSide(MapSettings(sources=locate_dict(IDENTIFY, ""))).row(event(1, context=context))
    assert row.null == member
