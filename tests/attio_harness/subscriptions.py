"""Subscriptions that tests check events with, each named by what is its own."""

from __future__ import annotations

from typing import Any


def identify_user(
    name: str | None = "Identify", trigger: str = 'type = "identify"', /, **fields: Any
) -> dict[str, Any]:
    """Writes a person by their address and a User by the event's `userId`; `fields` come beside these two in the mapping."""
    mapping = {"email_address": {"@path": "$.traits.email"}, "user_id": {"@path": "$.userId"}, **fields}
    named = {} if name is None else {"name": name}
    return {**named, "partnerAction": "identifyUser", "subscribe": trigger, "mapping": mapping}


def assert_record(
    name: str | None, trigger: str, object: Any, by: Any, attributes: Any, /, **fields: Any
) -> dict[str, Any]:
    """Writes a record of an object, matched by one of these attributes."""
    mapping = {"object": object, "matching_attribute": by, "attributes": attributes, **fields}
    named = {} if name is None else {"name": name}
    return {**named, "partnerAction": "assertRecord", "subscribe": trigger, "mapping": mapping}


IDENTIFY = identify_user(user_attributes={"plan": {"@path": "$.traits.plan"}})
GROUP: dict[str, Any] = {
    "name": "Group",
    "partnerAction": "groupWorkspace",
    "subscribe": 'type = "group"',
    "mapping": {
        "domain": {"@path": "$.traits.domain"},
        "workspace_id": {"@path": "$.groupId"},
        "user_id": {"@path": "$.userId"},
    },
}
