"""One subscription as the rules see it: the records that it asserts, and what of the mapping fills them."""

from __future__ import annotations

from typing import Any

import pytest
from attio_destination import destination
from attio_destination.asserts import ASSERTS
from attio_emulator import Workspace
from attio_harness.inputs.mappings import locate_dict
from attio_harness.lint.subscription import View

WORKSPACE = Workspace.from_dict({"objects": [{"api_slug": slug, "active": True} for slug in ("users", "workspaces")]})


def view(action: str, mapping: dict[str, Any]) -> View:
    subscription = {"name": "x", "partnerAction": action, "subscribe": 'type = "track"', "mapping": mapping}
    (source,) = locate_dict(subscription, "")
    return View(source, destination.actions[action], WORKSPACE, [])


def every_field(action: str) -> dict[str, Any]:
    """Each field that decides something, with its own name as value; additional attributes as an object."""
    fields = {field: field for one in ASSERTS[action] for field in one.fields}
    return fields | {one.additional: {"x": 1} for one in ASSERTS[action]}


@pytest.mark.parametrize("action", ASSERTS)
def test_records_are_those_of_the_table_of_asserts(action: str) -> None:
    seen = view(action, every_field(action)).asserted
    assert [(one.shape, one.additional, one.complete) for one in seen] == [(one, one.additional, True) for one in ASSERTS[action]]  # fmt: skip
    for one in seen:
        filled = {(each.attribute, each.field, each.additional) for each in one.assignments}
        answered = {fill.attribute for fill in one.shape.fills if fill.link == "record_id"}
        fixed = {(fill.attribute, fill.field, False) for fill in one.shape.fills if fill.attribute not in answered}
        assert filled == fixed | {("x", one.additional, True)}
        assert {one.link.attribute} if one.link else set() == answered


def test_an_additional_attribute_takes_the_place_of_the_one_from_a_field() -> None:
    mapping = {"email_address": "a@b.com", "user_id": "1", "user_attributes": {"user_id": "2"}}
    _, users = view("identifyUser", mapping).asserted
    assert [(one.attribute, one.node, one.pointer) for one in users.assignments] == [
        ("primary_email_address", "a@b.com", "/mapping/email_address"),
        ("person", "a@b.com", "/mapping/email_address"),
        ("user_id", "2", "/mapping/user_attributes/user_id"),
    ]


def test_what_depends_on_the_event_is_not_known() -> None:
    by_event = {"object": {"@path": "$.x"}, "matching_attribute": "", "attributes": {"@path": "$.properties"}}
    (one,) = view("assertRecord", by_event).asserted
    assert (one.object, one.matching, one.assignments, one.complete) == (None, None, (), False)
    opaque = view("assertRecord", {"@path": "$.context.mapped"})
    assert (opaque.opaque, opaque.asserted, dict(opaque.fields)) == (True, (), {})


def test_a_constant_that_segment_refuses_is_known_by_its_field() -> None:
    refused = view("identifyUser", {"email_address": "no address", "user_id": {"@path": "$.userId"}}).refused_fields
    assert list(refused) == ["email_address"]
