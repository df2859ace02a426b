"""A workspace with an attribute of every type, and a mapping that fills each from a trait of its name."""

from __future__ import annotations

from typing import Any

from attio_emulator import Workspace
from attio_harness.inputs.mappings import locate_dict
from attio_harness.inputs.subscription import LocatedSubscription

from tests.attio_harness.subscriptions import assert_record

__all__ = ["EVERY_TYPE", "TYPED", "sources", "typed_mapping", "typed_workspace"]

TYPED: dict[str, dict[str, Any]] = {
    "actor-reference": {},
    "checkbox": {},
    "currency": {},
    "date": {},
    "domain": {},
    "email-address": {},
    "location": {},
    "number": {},
    "personal-name": {},
    "phone-number": {},
    "rating": {},
    "record-reference": {"config": {"record_reference": {"allowed_objects": ["companies"]}}},
    "select": {"options": ["Gold", "Silver"]},
    "status": {"statuses": ["Trial", "Paying"]},
    "text": {},
    "timestamp": {},
}
"""What attributes of each type that a mapping can fill have besides."""
EVERY_TYPE = tuple(TYPED)
MEMBERS = [{"email_address": "alice@acme.com", "first_name": "Alice", "last_name": "Adams"}]


def slug(type: str) -> str:
    return "a_" + type.replace("-", "_")


def typed_workspace(**assumptions: str) -> Workspace:
    """An object `things`, found by the text `key`, with an attribute of each type; the company acme.com is there."""
    attributes = [{"api_slug": slug(type), "type": type, **more} for type, more in TYPED.items()]
    key = {"api_slug": "key", "type": "text", "is_unique": True}
    return Workspace.from_dict(
        {
            "members": MEMBERS,
            "assumptions": {"location.simple": "text", **assumptions},
            "objects": [{"api_slug": "things", "attributes": [key, *attributes]}],
            "records": {"companies": [{"domains": ["acme.com"]}]},
        }
    )


def typed_mapping() -> dict[str, Any]:
    """A subscription that fills each attribute from a trait of its name."""
    filled = {slug(type): {"@path": f"$.traits.{slug(type)}"} for type in TYPED}
    return assert_record("Things", 'type = "identify"', "things", "key", {"key": {"@path": "$.userId"}, **filled})


def sources(*mappings: dict[str, Any]) -> list[LocatedSubscription]:
    return [one for number, given in enumerate(mappings) for one in locate_dict(given, f"/{number}")]
