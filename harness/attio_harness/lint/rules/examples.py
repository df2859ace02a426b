"""Short forms for the examples of rules. Each makes a subscription in the framework's own form that breaks no rule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attio_harness.lint.model import Example

__all__ = [
    "ORDERS", "ORDER_ID", "USERS", "WORKSPACES", "example", "group", "identify", "order", "path", "people", "template",
]  # fmt: skip

USERS: Mapping[str, Any] = {"objects": [{"api_slug": "users", "active": True}]}
"""A workspace with activated users, as Identify User needs."""

WORKSPACES: Mapping[str, Any] = {"objects": [{"api_slug": "workspaces", "active": True}]}
"""A workspace with activated workspaces, as Group Workspace needs."""

ORDERS: Mapping[str, Any] = {
    "objects": [
        {
            "api_slug": "orders",
            "attributes": [
                {"api_slug": "order_id", "type": "text", "is_unique": True},
                {"api_slug": "number", "type": "number"},
                {"api_slug": "legacy_code", "type": "text", "is_archived": True},
            ],
        }
    ]
}
"""A workspace with an object of its own."""


def path(of: str) -> dict[str, Any]:
    return {"@path": f"$.{of}"}


def template(text: str) -> dict[str, Any]:
    return {"@template": text}


ORDER_ID = path("properties.order_id")


def order(object: Any = "orders", matching: str = "order_id", **attributes: Any) -> dict[str, Any]:
    """Assert Record on the orders of `ORDERS`."""
    return {
        "name": "Orders",
        "partnerAction": "assertRecord",
        "subscribe": 'type = "track" and event = "Order Completed"',
        "mapping": {"object": object, "matching_attribute": matching, "attributes": attributes},
    }


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
