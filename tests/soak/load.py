"""What is sent: events without end, each with what is to become of it. Sends nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any, Literal

from tests.attio_harness.subscriptions import assert_record, identify_user

__all__ = ["MAPPING", "NEVER", "WORKSPACE", "Expected", "Sent", "events"]

Expected = Literal["written", "invalid", "unmatched", "failed"]

NEVER = {"path": "/v2/objects/deals/*", "status": 500}
"""The fault rule for deals: each write of one fails as long as the program runs, so trying ends at some time."""

WORKSPACE = """
name: Soak
objects:
  - {api_slug: users, active: true}
  - {api_slug: deals, active: true}
  - api_slug: orders
    singular_noun: Order
    plural_noun: Orders
    attributes: [{api_slug: number, title: Number, type: text, is_unique: true}]
"""


def _asserts(name: str, trigger: str, object: str, attributes: dict[str, str], **more: object) -> dict[str, Any]:
    paths = {slug: {"@path": path} for slug, path in attributes.items()}
    return assert_record(name, trigger, object, next(iter(attributes)), paths, **more)


MAPPING = [
    identify_user("People"),
    _asserts("Orders", 'event = "Ordered"', "orders", {"number": "$.properties.number"}, enable_batching=True),
    _asserts("Deals", 'event = "Won"', "deals", {"name": "$.properties.name", "stage": "$.properties.stage"}),
]
"""Single deliveries of two requests each, deliveries in batches, and those that `NEVER` lets fail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """An event, and what it comes to: `key` is the value by which its record is found, where one is written."""

    event: dict[str, Any]
    expected: Expected
    object: str
    key: str


def events(seed: int) -> Iterator[Sent]:
    """Without end; no two write the same record, so that each is found or missed by itself."""
    random = Random(seed)
    number = 0
    while True:
        number += 1
        kind = random.choices(("identify", "order", "wrong", "other", "deal"), (50, 40, 4, 5, 1))[0]
        common = {"messageId": f"m-{seed}-{number}", "userId": f"u-{number}"}
        if kind in ("identify", "wrong"):
            email = f"p{number}@acme.com" if kind == "identify" else f"p{number} at acme"
            event = {"type": "identify", **common, "traits": {"email": email}}
            yield Sent(event=event, expected="written" if kind == "identify" else "invalid", object="people", key=email)
        elif kind == "order":
            event = {"type": "track", "event": "Ordered", **common, "properties": {"number": f"o-{number}"}}
            yield Sent(event=event, expected="written", object="orders", key=f"o-{number}")
        elif kind == "deal":
            event = {"type": "track", "event": "Won", **common, "properties": {"name": f"d-{number}", "stage": "Lead"}}
            yield Sent(event=event, expected="failed", object="deals", key=f"d-{number}")
        else:
            event = {"type": "track", "event": "Seen", **common, "properties": {}}
            yield Sent(event=event, expected="unmatched", object="", key="")
