"""The mappings that come with the destination: `PRESETS` lists them by name.

`published` is what Segment's published destination creates: its automatic subscriptions with the default of every
field. `documented` follows the user documentation. It reads other event fields than the published defaults and maps
more attributes; it looks for a trait under `traits` first, then at the top level of the event.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from segment_actions import InputField, Subscription

from attio_destination.fields import GROUP_WORKSPACE, IDENTIFY_USER

__all__ = ["PRESETS"]


def _defaults(fields: Mapping[str, InputField]) -> dict[str, Any]:
    return {key: one.default for key, one in fields.items()}


def _property(name: str) -> dict[str, Any]:
    """A trait, or else the top-level member of that name."""
    trait = {"@path": f"$.traits.{name}"}
    return {"@if": {"exists": trait, "then": trait, "else": {"@path": f"$.{name}"}}}


def _name() -> dict[str, Any]:
    """ "Last, First", as Attio wants it. Needs both parts, since Attio refuses half a name."""
    last, first = {"@path": "$.traits.last_name"}, {"@path": "$.traits.first_name"}
    both = {"@template": "{{traits.last_name}}, {{traits.first_name}}"}
    return {"@if": {"exists": last, "then": {"@if": {"exists": first, "then": both}}}}


_IDENTIFY = "Identify User"
_GROUP = "Group Workspace"

PRESETS: Mapping[str, list[Subscription]] = {
    "published": [
        Subscription(
            name=_IDENTIFY,
            partner_action="identifyUser",
            subscribe='type = "identify"',
            mapping=_defaults(IDENTIFY_USER),
        ),
        Subscription(
            name=_GROUP, partner_action="groupWorkspace", subscribe='type = "group"', mapping=_defaults(GROUP_WORKSPACE)
        ),
    ],
    "documented": [
        Subscription(
            name=_IDENTIFY,
            partner_action="identifyUser",
            subscribe='type = "identify"',
            mapping={
                **_defaults(IDENTIFY_USER),
                "email_address": _property("email_address"),
                "user_id": _property("id"),
                "person_attributes": {
                    "description": {"@path": "$.traits.description"},
                    "name": _name(),
                    "company": {"@path": "$.traits.domain"},
                },
            },
        ),
        Subscription(
            name=_GROUP,
            partner_action="groupWorkspace",
            subscribe='type = "group"',
            mapping={
                **_defaults(GROUP_WORKSPACE),
                "domain": _property("domain"),
                "workspace_id": _property("id"),
                "company_attributes": {"twitter": {"@path": "$.traits.twitter_handle"}},
            },
        ),
    ],
}
"""Name -> subscriptions: `published` are those the destination creates by itself, `documented` those that make the
examples of Segment's documentation of Attio work."""
