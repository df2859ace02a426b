"""The clause that a trigger is to ask for, behind the others of it; and fields that read what no event of the trigger has."""

from __future__ import annotations

from typing import Any

import pytest
from attio_harness import check

from tests.attio_harness.subscriptions import assert_record

WORKSPACE = {"objects": [{"api_slug": "users", "active": True}, {"api_slug": "workspaces", "active": True}]}


def path(text: str) -> dict[str, Any]:
    return {"@path": text}


def hint(action: str, trigger: str, event: dict[str, Any], **fields: Any) -> str:
    base: dict[str, dict[str, Any]] = {
        "identifyUser": {"email_address": path("$.traits.email"), "user_id": path("$.userId")},
        "groupWorkspace": {"domain": path("$.traits.website"), "workspace_id": path("$.groupId")},
        "assertRecord": {"object": "people", "matching_attribute": "email_addresses"},
    }
    mapping = base[action] | fields
    report = check([event], [{"partnerAction": action, "subscribe": trigger, "mapping": mapping}], WORKSPACE)
    (loss,) = report.rejections
    return loss.hint


IDENTIFY = {"type": "identify", "userId": "u1", "traits": {"email": "jane@acme.io"}}
GROUP = {"type": "group", "anonymousId": "a1", "traits": {"website": "acme.io"}}
TRACK = {"type": "track", "event": "Paid", "userId": "u1", "properties": {"total": 1}}
EITHER = {"@if": {"exists": path("$.traits.mail"), "then": path("$.traits.mail"), "else": path("$.properties.mail")}}


def first_of(*paths: str) -> dict[str, Any]:
    """The first of the paths that is there."""
    one, *others = map(path, paths)
    return {"@if": {"exists": one, "then": one, "else": first_of(*paths[1:])}} if others else one


@pytest.mark.parametrize(
    ("action", "trigger", "event", "fields", "said"),
    [
        ("identifyUser", 'type = "identify"', IDENTIFY, {"user_id": path("$.properties.id")},
         "The event has $.userId: map that. The mapping looked at $.properties.id, and identify events have no properties."),
        ("identifyUser", 'type = "identify"', IDENTIFY, {"email_address": {"@template": "{{properties.mail}}"}},
         "The event has $.traits.email: map that. The mapping looked at $.properties.mail, and identify events have no properties."),
        ("groupWorkspace", 'type = "group"', GROUP, {"workspace_id": path("$.properties.team")},
         "Map something else. The mapping looked at $.properties.team, and group events have no properties."),
        ("identifyUser", 'type = "track"', TRACK, {"email_address": path("$.traits.mail")},
         "Map something else. The mapping looked at $.traits.mail, and track events have no traits."),
        ("identifyUser", 'type = "group" or type = "identify"', GROUP | {"userId": "u1"}, {"email_address": path("$.event")},
         "Map something else. The mapping looked at $.event, and identify and group events have no event."),
        ("identifyUser", 'type = "group" or type = "identify" or type = "alias"', IDENTIFY, {"user_id": path("$.event")},
         "The event has $.userId: map that. The mapping looked at $.event, and identify, group and alias events have no event."),
        ("assertRecord", 'type = "track"', TRACK, {"attributes": {"email_addresses": path("$.traits.email")}},
         "Map something else to email_addresses, by which the record is found: the mapping looked at $.traits.email, and track events have no traits."),
        # an export that renamed what Segment itself names
        ("identifyUser", 'type = "identify"', {"type": "identify", "user_id": "u1", "traits": {"email": "jane@acme.io"}}, {"user_id": path("$.userId")},
         "Rename user_id to userId in the event: Segment's own name is userId, so something renamed it on the way, such as an export."),
        ("groupWorkspace", 'type = "group"', {"type": "group", "userId": "u1", "GROUP_ID": "g1", "traits": {"website": "acme.io"}},
         {"workspace_id": path("$.groupId")},
         "Rename GROUP_ID to groupId in the event: Segment's own name is groupId, so something renamed it on the way, such as an export."),
        ("assertRecord", 'type = "track"', {"type": "track", "event": "Paid", "user_id": "jane@acme.io", "properties": {}},
         {"attributes": {"email_addresses": path("$.userId")}},
         "Rename user_id to userId in the event: Segment's own name is userId, so something renamed it on the way, such as an export."),
        # an export that flattened it
        ("identifyUser", 'type = "identify"', {"type": "identify", "userId": "u1", "traits_email": "jane@acme.io"}, {"email_address": path("$.traits.email")},
         "Put traits_email into traits as email in the event: Segment's events have traits as an object, so something flattened it on the way, such as an export."),
        ("identifyUser", 'type = "identify"', {"type": "identify", "userId": "u1", "traits.home.email": "jane@acme.io"}, {"email_address": path("$.traits.home.email")},
         "Put traits.home.email into traits as home.email in the event: Segment's events have traits as an object, so something flattened it on the way, such as an export."),
        ("assertRecord", 'type = "track"', {"type": "track", "event": "Paid", "CONTEXT_TRAITS_EMAIL": "jane@acme.io", "properties": {}},
         {"attributes": {"email_addresses": path("$.context.traits.email")}},
         "Put CONTEXT_TRAITS_EMAIL into context as traits.email in the event: Segment's events have context as an object, so something flattened it on the way, such as an export."),
        ("identifyUser", 'type = "identify"', {"type": "identify", "userId": "u1", "traits_email": "jane@acme.io", "traits": {}}, {"email_address": path("$.traits.email")},
         "The event has $.traits_email: map that. Or add `traits.email != null` to the trigger so that it skips events without a value, or send "
         "one: the mapping looked at $.traits.email and found nothing."),
        # one of two, or one that some events of the trigger have
        ("identifyUser", 'type = "track"', TRACK, {"email_address": EITHER},
         "Add `properties.mail != null` to the trigger so that it skips events without a value, or send one: the mapping looked at "
         "$.traits.mail or $.properties.mail and found nothing."),
        ("identifyUser", 'type = "track" or type = "identify"', IDENTIFY | {"traits": {}}, {"email_address": path("$.properties.mail")},
         "Add `properties.mail != null` to the trigger so that it skips events without a value, or send one: the mapping looked at "
         "$.properties.mail and found nothing."),
        # who sends it all the same
        ("identifyUser", 'type = "identify"', IDENTIFY | {"traits": {}, "properties": {}}, {"email_address": path("$.properties.mail")},
         "Add `properties.mail != null` to the trigger so that it skips events without a value, or send one: the mapping looked at "
         "$.properties.mail and found nothing."),
        # one of two that no trigger can name: a clause on the other would leave out the events that have only this one
        ("groupWorkspace", 'type = "group"', GROUP, {"workspace_id": first_of("$.groupId", "$.context.team")},
         "Send it: the mapping looked at $.groupId or $.context.team and found nothing; a trigger cannot test for it, since no trigger can "
         "name $.groupId."),
        ("groupWorkspace", 'type = "group"', {"type": "group", "userId": "u1", "groupId": "g1", "traits": {}},
         {"domain": first_of("$.traits.website", "$.website")},
         "Add `traits.website != null` to the trigger so that it skips events without a value, or send one: the mapping looked at "
         "$.traits.website or $.website and found nothing."),
        ("identifyUser", 'type = "identify"', {"type": "identify", "userId": "u1", "traits": {}},
         {"email_address": first_of("$.traits.email", "$.traits.mail", "$.context.email")},
         "Add `(traits.email != null or traits.mail != null or context.email != null)` to the trigger so that it skips events "
         "without a value, or send one: the mapping looked at $.traits.email or $.traits.mail or $.context.email and found nothing."),
        ("identifyUser", 'type = "identify"', IDENTIFY | {"traits": {}}, {"email_address": path("$.own.mail")},
         "Send it: the mapping looked at $.own.mail and found nothing; a trigger cannot test for it, since no trigger can name that field."),
    ],
)  # fmt: skip
def test_the_trigger_is_not_to_ask_for_it(
    action: str, trigger: str, event: dict[str, Any], fields: dict[str, Any], said: str
) -> None:
    assert hint(action, trigger, event, **fields) == said


@pytest.mark.parametrize("trigger", ['type = "track"', 'type = "track" and event = "Paid"'])
@pytest.mark.parametrize(
    ("mail", "clause"),
    [
        (path("$.properties.mail"), "properties.mail != null"),
        (
            {"@if": {"exists": path("$.context.mail"), "then": path("$.context.mail"), "else": path("$.properties.mail")}},
            "(context.mail != null or properties.mail != null)",
        ),
    ],
)  # fmt: skip
def test_the_clause_stands_behind_the_trigger_as_it_is(trigger: str, mail: Any, clause: str) -> None:
    said = hint("identifyUser", trigger, TRACK, email_address=mail)
    assert said.startswith(f"Add `{clause}` to the trigger so that it skips events without a value")
    mapping = {"email_address": mail, "user_id": path("$.userId")}
    subscription = {"partnerAction": "identifyUser", "subscribe": f"{trigger} and {clause}", "mapping": mapping}
    whole = TRACK | {"properties": {"mail": "jane@acme.io"}}
    assert check([TRACK, whole], [subscription], WORKSPACE).verdicts == {"unmatched": 1, "written": 1}


def test_what_the_event_has_instead_of_the_value_that_a_record_needs_is_told() -> None:
    event = {"type": "identify", "userId": "u1", "traits": {"Email": "jane@acme.io", "VIN": "V1"}}
    found = {"email_addresses": path("$.traits.email")}
    assert hint("assertRecord", 'type = "identify"', event, attributes=found) == (
        "The event has $.traits.Email: map that. Or send email_addresses in $.traits.email, by which the record is found, or add "
        "`traits.email != null` to the trigger."
    )
    vin = {"api_slug": "vin", "type": "text", "is_required": True}
    workspace = {"objects": [{"api_slug": "users", "active": True, "attributes": [vin]}]}
    attributes = {
        "user_id": path("$.userId"),
        "primary_email_address": path("$.traits.Email"),
        "vin": path("$.traits.vin"),
    }
    subscription = assert_record(None, 'type = "identify"', "users", "user_id", attributes)
    (loss,) = check([event], [subscription], workspace).rejections
    assert loss.hint.startswith(
        "The event has $.traits.VIN: map that. Or send vin in $.traits.vin: users cannot be created without it. Or make it optional"
    )
