"""What is said of values inside of others, and why an index is only for lists."""

from __future__ import annotations

from typing import Any

import pytest
from attio_harness import check
from segment_actions import transform

from tests.attio_harness.subscriptions import assert_record

WORKSPACE: dict[str, Any] = {
    "objects": [
        {"api_slug": "workspaces", "active": True, "attributes": [{"api_slug": "note", "type": "text"}]},
    ]
}


def _group(**fields: Any) -> dict[str, Any]:
    mapping = {"domain": {"@path": "$.traits.website"}, "workspace_id": {"@path": "$.groupId"}, **fields}
    return {"name": "x", "partnerAction": "groupWorkspace", "subscribe": 'type = "group"', "mapping": mapping}


def _event(**traits: Any) -> dict[str, Any]:
    return {"type": "group", "messageId": "m", "groupId": "w1", "traits": {"website": "acme.com", **traits}}


def test_an_index_is_proposed_with_what_it_makes_of_a_text() -> None:
    note = {"workspace_attributes": {"note": {"@path": "$.traits.note"}}}
    (loss,) = check([_event(note=["Blue", "Red"])], [_group(**note)], WORKSPACE).rejections
    assert loss.hint == (
        "note holds one value: send the value itself instead of a list, or map $.traits.note[0] if every event has a list there "
        "(in a text the index reads one letter)."
    )
    indexed = {"note": {"@path": "$.traits.note[0]"}}
    # of a text its first letter is written, which nobody is told
    assert [transform(indexed, _event(note=one)) for one in (["Blue", "Red"], "Blue")] == [
        {"note": "Blue"},
        {"note": "B"},
    ]
    for one in (["Blue", "Red"], "Blue"):
        assert check([_event(note=one)], [_group(workspace_attributes=indexed)], WORKSPACE).verdicts == {"written": 1}


@pytest.mark.parametrize(
    ("website", "hint"),
    [
        (["acme.com", "acme.de"], "domain accepts one value: write one of them in the mapping instead of the list."),
        ("acme.com; acme.de", "Send one domain alone: 'acme.com'."),
    ],
)
def test_several_domains_of_the_mapping_itself_are_told_without_a_path(website: Any, hint: str) -> None:
    (loss,) = check([_event()], [_group(domain=website)], WORKSPACE).rejections
    assert loss.hint == hint


LISTS = "(in a text the index reads one letter)"


@pytest.mark.parametrize(
    ("note", "instead"),
    [
        ([[], "Blue", {}], f", or map $.traits.note[1] if every event has a list there {LISTS}"),
        ([[]], ""),
        ([[], True, {}], ""),
    ],
)
def test_an_empty_list_in_a_list_is_no_value_to_map(note: list[Any], instead: str) -> None:
    report = check([_event(note=note)], [_group(workspace_attributes={"note": {"@path": "$.traits.note"}})], WORKSPACE)
    (loss,) = report.rejections
    assert loss.hint == f"note holds one value: send the value itself instead of a list{instead}."


def test_an_empty_list_first_in_the_list_that_a_record_is_found_by() -> None:
    attributes = {"workspace_id": {"@path": "$.traits.id"}}
    subscription = assert_record("x", 'type = "group"', "workspaces", "workspace_id", attributes)
    (loss,) = check([_event(id=[[], True, {}])], [subscription], WORKSPACE).rejections
    assert loss.hint == "workspace_id holds one value: send the value itself instead of a list."
