"""Whole deliveries through the published destination: an event or a batch, one or more subscriptions, scripted Attio responses."""

from __future__ import annotations

from typing import Any

from segment_conformance.live.generators.events import event
from segment_conformance.live.generators.mappings import Mappings
from segment_conformance.live.generators.payloads import ACTIONS
from segment_conformance.live.generators.random_values import MOMENTS, RandomValues
from segment_conformance.live.generators.triggers import trigger

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
    "email_addresses", "primary_email_address", "person", "user_id", "domains", "company", "users", "workspace_id", "plan", "2", "1",
    "name", "é",
)  # fmt: skip
_SLUGS = (
    "people", "companies", "my object", "é", "a/b", "a?b", "a#b", "..", "a&b=c", "%41", "\ud83d", "🐎", "", "a\\b", "a b", "'\"<>`{}|^[]",
    "x\ty", "a:b@c", "./x", "%2e%2e",
)  # fmt: skip
_BODIES: tuple[Any, ...] = (
    {"data": {"id": {"record_id": "rec_9"}}}, {"data": {"id": {}}}, {"data": {}}, {}, [], "text", {"data": {"id": {"record_id": None}}}, {"data": {"id": {"record_id": ["r"]}}},
    {"status_code": 400, "type": "invalid_request_error", "code": "value_not_found", "message": "No"}, {"message": "é🐎"}, "{oops", {"data": None}, {"data": {"id": None}},
    {"a": 1e21, "2": 1, "1": [None, -1.5]}, [1, {"a": None}], None, "", {"data": {"id": "text"}}, {"data": {"id": ["r"]}}, {"data": {"id": 5}}, {"data": "text"},
    "\ud83d", {"m": "a\ude00", "\ud83d": 1}, 9007199254740993, '{"data":{"id":{"record_id":"r"}}}', "null", "5", {"n": 12345678901234567890}, True, '{"a":-0}',
)  # fmt: skip
CONTENT_TYPES = ("text/plain", "application/json; charset=utf-8", "application/problem+json", "application/json", "")


def _event(rng: RandomValues, action: str) -> dict[str, Any]:
    out = event(rng)
    if rng.often(0.85):
        out["type"] = _TYPES[action]
    traits = out.get("traits")
    if isinstance(traits, dict) and rng.often(0.85):
        traits |= {
            "email": rng.choice(("jane@example.com", "a@b.co", "nope", "")),
            "website": rng.choice(("example.com", "https://x.io/a", "", None)),
        }
    return out


def _subscription(rng: RandomValues, event: Any) -> dict[str, Any]:
    action = rng.choice(ACTIONS)
    mapping = {key: value for key, value in _MAPPINGS[action].items() if rng.often(0.97)}
    given = Mappings(rng, event)
    for name in _ATTRIBUTES[action]:
        if rng.often(0.6):
            mapping[name] = {rng.choice(_OVERRIDES): given.node(2) for _ in range(rng.integer(0, 3))}
    if action == "assertRecord":
        mapping |= {
            "object": rng.choice(_SLUGS) if rng.often(0.5) else "people",
            "matching_attribute": rng.choice(_SLUGS) if rng.often(0.4) else "email",
        }
    if rng.often(0.15):
        mapping["received_at"] = rng.choice((*MOMENTS, 1704067200, None, "", {"@path": "$.nope"}))
    if rng.often(0.1):
        mapping[rng.choice(tuple(mapping) or ("x",))] = given.node(2)
    out: dict[str, Any] = {
        "name": "s",
        "partnerAction": action,
        "subscribe": f'type = "{_TYPES[action]}"',
        "mapping": mapping,
    }
    if rng.often(0.04):
        out["mapping"] = given.whole()
    if rng.often(0.15):
        out["subscribe"] = trigger(rng)
    if rng.often(0.04):
        out[rng.choice(("subscribe", "partnerAction"))] = rng.choice(("", None, 5, "nope", "type"))
    if rng.often(0.02):
        del out["mapping"]
    return out


def _settings(rng: RandomValues, event: Any) -> dict[str, Any]:
    out: dict[str, Any] = {"oauth": {"access_token": "tok"}}
    if rng.often(0.05):
        out["oauth"] = rng.choice(({}, {"access_token": ""}, {"access_token": "tok", "refresh_token": "r"}))
    if rng.often(0.04):
        del out["oauth"]
    if rng.often(0.88):
        return out | {"subscription": _subscription(rng, event)}
    if rng.often(0.1):
        return out
    several = [_subscription(rng, event) for _ in range(rng.integer(0, 3))]
    for one in several[1:]:
        if rng.often(0.7):
            one["subscribe"] = several[0].get("subscribe")
    return out | {"subscriptions": several}


def _responses(rng: RandomValues) -> list[dict[str, Any]]:
    return [_response(rng) for _ in range(rng.weighted({0: 5, 1: 3, 2: 2, 5: 1}))]


def _response(rng: RandomValues) -> dict[str, Any]:
    status = rng.choice(STATUSES) if rng.often(0.6) else 200
    out: dict[str, Any] = {"status": status, "body": rng.choice(_BODIES)}
    if rng.often(0.15):
        out["body"] = rng.json(2)
    if rng.often(0.03):
        del out["body"]
    if rng.often(0.15):
        out["headers"] = {rng.choice(("content-type", "Content-Type")): rng.choice(CONTENT_TYPES)}
    return out


def _first_action(settings: dict[str, Any]) -> str:
    """The action of the first subscription."""
    subscriptions = [settings.get("subscription"), *settings.get("subscriptions", ())]
    return next((str(one.get("partnerAction")) for one in subscriptions if one), "")


def single_case(rng: RandomValues) -> dict[str, Any]:
    """A case of kind `attio_single`: one event."""
    given = event(rng)
    settings = _settings(rng, given)
    action = _first_action(settings)
    given = _event(rng, action) if action in _TYPES else given
    return {
        "kind": "attio_single",
        "event": given,
        "settings": settings,
        "responses": _responses(rng),
    }


def batch_case(rng: RandomValues) -> dict[str, Any]:
    """A case of kind `attio_batch`: several events in one batch."""
    given = event(rng)
    settings = _settings(rng, given)
    action = _first_action(settings)
    events = [_event(rng, action if action in _TYPES else "identifyUser") for _ in range(rng.integer(0, 4))]
    return {
        "kind": "attio_batch",
        "events": events,
        "settings": settings,
        "responses": _responses(rng),
    }
