"""The table of the three actions' fields, which the author of a mapping fills in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from segment_actions import InputField

__all__ = ["ASSERT_RECORD", "GROUP_WORKSPACE", "IDENTIFY_USER"]


def _first(path: str, otherwise: str) -> dict[str, Any]:
    found = {"@path": path}
    return {"@if": {"exists": found, "then": found, "else": {"@path": otherwise}}}


_BATCHING: Mapping[str, InputField] = {
    "enable_batching": InputField(
        label="Batch events",
        type="boolean",
        default=False,
        description="Send events to Attio in batches. Attio then drops what it cannot write and says nothing.",
    ),
    "batch_size": InputField(
        label="Batch Size",
        type="number",
        default=1000,
        hidden=True,
        description="Most events in one batch; Attio takes 10,000.",
    ),
    "received_at": InputField(
        label="Received at",
        type="datetime",
        default={"@path": "$.receivedAt"},
        description="When the event was received; orders batches.",
    ),
}

_USER_ID = {"@path": "$.userId"}

IDENTIFY_USER: Mapping[str, InputField] = {
    "email_address": InputField(
        label="Email address",
        type="string",
        format="email",
        required=True,
        default=_first("$.traits.email", "$.email"),
        description="The email address of the Person and the User.",
    ),
    "user_id": InputField(
        label="ID", type="string", format="text", required=True, default=_USER_ID, description="The ID of the User."
    ),
    "user_attributes": InputField(
        label="Additional User attributes",
        type="object",
        default_object_ui="keyvalue:only",
        properties={},
        additional_properties=True,
        default={},
        description="Attributes of the User: Attio attribute to value.",
    ),
    "person_attributes": InputField(
        label="Additional Person attributes",
        type="object",
        default_object_ui="keyvalue:only",
        default={},
        description="Attributes of the Person: Attio attribute to value.",
    ),
    **_BATCHING,
}

GROUP_WORKSPACE: Mapping[str, InputField] = {
    "domain": InputField(
        label="Domain",
        type="string",
        format="text",
        required=True,
        default=_first("$.traits.website", "$.website"),
        description="The domain of the Company.",
    ),
    "workspace_id": InputField(
        label="ID",
        type="string",
        format="text",
        required=True,
        default=_first("$.groupId", "$.context.group_id"),
        description="The ID of the Workspace.",
    ),
    "user_id": InputField(
        label="ID",
        type="string",
        format="text",
        default=_USER_ID,
        description="The ID of a User to add to the Workspace; Attio refuses a User it does not know.",
    ),
    "company_attributes": InputField(
        label="Additional Company attributes",
        type="object",
        default_object_ui="keyvalue:only",
        default={},
        description="Attributes of the Company: Attio attribute to value.",
    ),
    "workspace_attributes": InputField(
        label="Additional Workspace attributes",
        type="object",
        default_object_ui="keyvalue:only",
        default={},
        description="Attributes of the Workspace: Attio attribute to value.",
    ),
    **_BATCHING,
}

ASSERT_RECORD: Mapping[str, InputField] = {
    "object": InputField(
        label="Attio Object",
        type="string",
        required=True,
        default="person",
        dynamic=True,
        description="The object, by its slug or ID.",
    ),
    "matching_attribute": InputField(
        label="Matching Attribute",
        type="string",
        required=True,
        default="email_addresses",
        description="The unique attribute that finds the record; it must be among the attributes.",
    ),
    "attributes": InputField(
        label="Attributes",
        type="object",
        default_object_ui="keyvalue:only",
        properties={},
        additional_properties=True,
        default={},
        description="Attributes of the record: Attio attribute to value.",
    ),
    **_BATCHING,
}
