"""Short forms for the examples of rules. Each gives a subscription as the framework writes it, sound as it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attio_harness.lint.model import Example

__all__ = ["USERS", "example", "group", "identify", "path", "people", "template"]

USERS: Mapping[str, Any] = {"objects": [{"api_slug": "users", "active": True}]}
"""A workspace whose users are activated, as Identify User needs them."""


def path(of: str) -> dict[str, Any]:
    return {"@path": f"$.{of}"}


def template(text: str) -> dict[str, Any]:
    return {"@template": text}


def people(trigger: str = 'type = "identify"', **attributes: Any) -> dict[str, Any]:
    """Assert Record on people by the email address of an identify event."""
    return {
        "name": "People",
        "partnerAction": "assertRecord",
        "subscribe": trigger,
        "mapping": {
            "object": "people",
            "matching_attribute": "email_addresses",
            "attributes": {"email_addresses": path("traits.email"), **attributes},
        },
    }


def identify(trigger: str = 'type = "identify"', **fields: Any) -> dict[str, Any]:
    """Identify User."""
    mapping = {"email_address": path("traits.email"), "user_id": path("userId"), **fields}
    return {"name": "Identify User", "partnerAction": "identifyUser", "subscribe": trigger, "mapping": mapping}


def group(trigger: str = 'type = "group"', **fields: Any) -> dict[str, Any]:
    """Group Workspace, without a user."""
    mapping = {"domain": path("traits.website"), "workspace_id": path("groupId"), **fields}
    return {"name": "Group Workspace", "partnerAction": "groupWorkspace", "subscribe": trigger, "mapping": mapping}


def example(*subscriptions: Mapping[str, Any], workspace: Mapping[str, Any] | None = None) -> Example:
    return Example(subscriptions=subscriptions, workspace=workspace or {})
