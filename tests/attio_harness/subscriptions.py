"""Subscriptions that several tests check events with: a User by their ID, and a Workspace that a User belongs to."""

from __future__ import annotations

from typing import Any

IDENTIFY: dict[str, Any] = {
    "name": "Identify",
    "partnerAction": "identifyUser",
    "subscribe": 'type = "identify"',
    "mapping": {
        "email_address": {"@path": "$.traits.email"},
        "user_id": {"@path": "$.userId"},
        "user_attributes": {"plan": {"@path": "$.traits.plan"}},
    },
}
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
