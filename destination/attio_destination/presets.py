"""The mappings the destination comes with: `PRESETS` lists them by name.

`published` is what Segment's published destination creates: its automatic subscriptions with the defaults of every field.
`documented` follows the user documentation, which assumes other event fields than the published defaults read and shows
more attributes; a trait is looked for under `traits` first, then at the top level.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from segment_actions import MISSING, InputField, Subscription

from attio_destination.fields import GROUP_WORKSPACE, IDENTIFY_USER

__all__ = ["PRESETS"]


def _defaults(fields: Mapping[str, InputField]) -> dict[str, Any]:
    return {key: one.default for key, one in fields.items() if one.default is not MISSING}


def _property(name: str) -> dict[str, Any]:
    """A property of the event: a trait, or else at the top level."""
    trait = {"@path": f"$.traits.{name}"}
    return {"@if": {"exists": trait, "then": trait, "else": {"@path": f"$.{name}"}}}


def _name() -> dict[str, Any]:
    """Attio wants "Last, First": only when both parts are there, since half a name is refused."""
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
"""Name -> subscriptions: `published` are those that the destination creates by itself, with the default of every field; `documented`
make the examples of Segment's documentation of Attio come true."""
