"""Whole deliveries through the published destination: an event or a batch, a subscription or several, scripted answers of Attio."""

from __future__ import annotations

from typing import Any

from segment_conformance.live.events import event
from segment_conformance.live.mappings import Mappings
from segment_conformance.live.payloads import ACTIONS
from segment_conformance.live.random_values import MOMENTS, Chance
from segment_conformance.live.triggers import trigger

__all__ = ["CONTENT_TYPES", "STATUSES", "batch_case", "single_case"]

STATUSES = (200, 201, 202, 204, 207, 226, 299, *range(400, 432), 440, 451, 499, *range(500, 512), 520, 529, 598)

_TYPES = {"identifyUser": "identify", "groupWorkspace": "group", "assertRecord": "track"}
_MAPPINGS: dict[str, dict[str, Any]] = {
    "identifyUser": {
        "email_address": {"@if": {"exists": {"@path": "$.traits.email"}, "then": {"@path": "$.traits.email"}, "else": {"@path": "$.email"}}},
        "user_id": {"@path": "$.userId"}, "user_attributes": {}, "person_attributes": {}, "enable_batching": False, "batch_size": 1000,
        "received_at": {"@path": "$.receivedAt"}},
    "groupWorkspace": {
        "domain": {"@if": {"exists": {"@path": "$.traits.website"}, "then": {"@path": "$.traits.website"}, "else": {"@path": "$.website"}}},
        "workspace_id": {"@if": {"exists": {"@path": "$.groupId"}, "then": {"@path": "$.groupId"}, "else": {"@path": "$.context.group_id"}}},
        "user_id": {"@path": "$.userId"}, "company_attributes": {}, "workspace_attributes": {}, "received_at": {"@path": "$.receivedAt"}},
    "assertRecord": {"object": "companies", "matching_attribute": "domains", "attributes": {"domains": {"@path": "$.traits.website"}}},
}  # fmt: skip
_ATTRIBUTES = {
    "identifyUser": ("user_attributes", "person_attributes"),
    "groupWorkspace": ("company_attributes", "workspace_attributes"),
    "assertRecord": ("attributes",),
}
_OVERRIDES = (
    "email_addresses",
    "primary_email_address",
    "person",
    "user_id",
    "domains",
    "company",
    "users",
    "workspace_id",
    "plan",
    "2",
    "1",
    "name",
    "é",
)
_SLUGS = (
    "people",
    "companies",
    "my object",
    "é",
    "a/b",
    "a?b",
    "a#b",
    "..",
    "a&b=c",
    "%41",
    "\ud83d",
    "🐎",
    "",
    "a\\b",
    "a b",
    "'\"<>`{}|^[]",
    "x\ty",
    "a:b@c",
    "./x",
    "%2e%2e",
)
_BODIES: tuple[Any, ...] = (
    {"data": {"id": {"record_id": "rec_9"}}}, {"data": {"id": {}}}, {"data": {}}, {}, [], "text", {"data": {"id": {"record_id": None}}}, {"data": {"id": {"record_id": ["r"]}}},
    {"status_code": 400, "type": "invalid_request_error", "code": "value_not_found", "message": "No"}, {"message": "é🐎"}, "{oops", {"data": None}, {"data": {"id": None}},
    {"a": 1e21, "2": 1, "1": [None, -1.5]}, [1, {"a": None}], None, "", {"data": {"id": "text"}}, {"data": {"id": ["r"]}}, {"data": {"id": 5}}, {"data": "text"},
    "\ud83d", {"m": "a\ude00", "\ud83d": 1}, 9007199254740993, '{"data":{"id":{"record_id":"r"}}}', "null", "5", {"n": 12345678901234567890}, True, '{"a":-0}',
)  # fmt: skip
CONTENT_TYPES = ("text/plain", "application/json; charset=utf-8", "application/problem+json", "application/json", "")


def _event(chance: Chance, action: str) -> dict[str, Any]:
    out = event(chance)
    if chance.often(0.85):
        out["type"] = _TYPES[action]
    traits = out.get("traits")
    if isinstance(traits, dict) and chance.often(0.85):
        traits |= {
            "email": chance.one(("jane@example.com", "a@b.co", "nope", "")),
            "website": chance.one(("example.com", "https://x.io/a", "", None)),
        }
    return out


def _subscription(chance: Chance, event: Any) -> dict[str, Any]:
    action = chance.one(ACTIONS)
    mapping = {key: value for key, value in _MAPPINGS[action].items() if chance.often(0.97)}
    given = Mappings(chance, event)
    for name in _ATTRIBUTES[action]:
        if chance.often(0.6):
            mapping[name] = {chance.one(_OVERRIDES): given.node(2) for _ in range(chance.whole(0, 3))}
    if action == "assertRecord":
        mapping |= {
            "object": chance.one(_SLUGS) if chance.often(0.5) else "people",
            "matching_attribute": chance.one(_SLUGS) if chance.often(0.4) else "email",
        }
    if chance.often(0.15):
        mapping["received_at"] = chance.one((*MOMENTS, 1704067200, None, "", {"@path": "$.nope"}))
    if chance.often(0.1):
        mapping[chance.one(tuple(mapping) or ("x",))] = given.node(2)
    out: dict[str, Any] = {
        "name": "s",
        "partnerAction": action,
        "subscribe": f'type = "{_TYPES[action]}"',
        "mapping": mapping,
    }
    if chance.often(0.04):
        out["mapping"] = given.whole()
    if chance.often(0.15):
        out["subscribe"] = trigger(chance)
    if chance.often(0.04):
        out[chance.one(("subscribe", "partnerAction"))] = chance.one(("", None, 5, "nope", "type"))
    if chance.often(0.02):
        del out["mapping"]
    return out


def _settings(chance: Chance, event: Any) -> dict[str, Any]:
    out: dict[str, Any] = {"oauth": {"access_token": "tok"}}
    if chance.often(0.05):
        out["oauth"] = chance.one(({}, {"access_token": ""}, {"access_token": "tok", "refresh_token": "r"}))
    if chance.often(0.04):
        del out["oauth"]
    if chance.often(0.88):
        return out | {"subscription": _subscription(chance, event)}
    if chance.often(0.1):
        return out
    several = [_subscription(chance, event) for _ in range(chance.whole(0, 3))]
    for one in several[1:]:
        if chance.often(0.7):
            one["subscribe"] = several[0].get("subscribe")
    return out | {"subscriptions": several}


def _responses(chance: Chance) -> list[dict[str, Any]]:
    return [_response(chance) for _ in range(chance.weighted({0: 5, 1: 3, 2: 2, 5: 1}))]


def _response(chance: Chance) -> dict[str, Any]:
    status = chance.one(STATUSES) if chance.often(0.6) else 200
    out: dict[str, Any] = {"status": status, "body": chance.one(_BODIES)}
    if chance.often(0.15):
        out["body"] = chance.json(2)
    if chance.often(0.03):
        del out["body"]
    if chance.often(0.15):
        out["headers"] = {chance.one(("content-type", "Content-Type")): chance.one(CONTENT_TYPES)}
    return out


def _first_action(settings: dict[str, Any]) -> str:
    """The action whose type of event is delivered, and for the others of several now and then, too."""
    subscriptions = [settings.get("subscription"), *settings.get("subscriptions", ())]
    return next((str(one.get("partnerAction")) for one in subscriptions if one), "")


def single_case(chance: Chance) -> dict[str, Any]:
    """One event."""
    given = event(chance)
    settings = _settings(chance, given)
    action = _first_action(settings)
    given = _event(chance, action) if action in _TYPES else given
    return {
        "kind": "attio_single",
        "event": given,
        "settings": settings,
        "responses": _responses(chance),
    }


def batch_case(chance: Chance) -> dict[str, Any]:
    """Several events as one batch."""
    given = event(chance)
    settings = _settings(chance, given)
    action = _first_action(settings)
    events = [_event(chance, action if action in _TYPES else "identifyUser") for _ in range(chance.whole(0, 4))]
    return {
        "kind": "attio_batch",
        "events": events,
        "settings": settings,
        "responses": _responses(chance),
    }
