"""Files that a command takes, into which the tests put a text that terminals, logs of CI and formats would obey."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.attio_harness.outputs import problems_of
from tests.attio_harness.subscriptions import assert_record, identify_user

from .shell import Shell

__all__ = ["ASSERT", "EVENTS", "FILTER", "RUN", "SUBSCRIPTION", "WORKSPACE", "lines", "prepared", "problems"]

EVENTS: list[dict[str, Any]] = [
    {
        "type": "identify", "userId": "u1", "messageId": "m1", "timestamp": "2026-01-01T00:00:00Z",
        "traits": {"email": "jane@acme.com", "plan": "Free", "name": "Jane", "address": {"city": "Oslo"}, "tags": ["a", 1, None, True]},
        "context": {"ip": "127.0.0.1"}, "integrations": {"All": True},
    },
    {"type": "group", "userId": "u1", "groupId": "g1", "messageId": "m2", "traits": {"name": "Acme", "domain": "acme.com"}},
    {"type": "track", "event": "Paid", "userId": "u2", "messageId": "m3", "properties": {"plan": "Free", "seats": 3}},
]  # fmt: skip
WORKSPACE: dict[str, Any] = {
    "name": "Acme",
    "slug": "acme",
    "members": [{"first_name": "Alice", "last_name": "Adams", "email_address": "alice@acme.com"}],
    "objects": [
        {
            "api_slug": "users",
            "singular_noun": "User",
            "active": True,
            "attributes": [
                {"api_slug": "plan", "title": "Plan", "type": "select", "options": ["Free", "Pro"]},
                {"api_slug": "owner", "type": "actor-reference"},
                {"api_slug": "seats", "type": "number"},
            ],
        },
        {"api_slug": "cars", "attributes": [{"api_slug": "vin", "type": "text", "is_unique": True}]},
    ],
}
SUBSCRIPTION = identify_user(
    "Identify",
    'type = "identify" and traits.name != "x"',
    user_attributes={
        "plan": {"@path": "$.traits.plan"},
        "seats": {"@template": "{{traits.seats}} of"},
        "owner": "nobody@acme.com",
    },
    person_attributes={
        "name": {"@if": {"exists": {"@path": "$.traits.name"}, "then": {"@path": "$.traits.name"}, "else": "x"}}
    },
)
ASSERT = assert_record(
    "Assert",
    'type = "track" and event = "Paid"',
    "cars",
    "vin",
    {"vin": {"@path": "$.properties.plan"}, "wheels": {"@literal": "four"}},
)
FILTER: dict[str, Any] = {
    "title": "Filter",
    "if": 'type = "track" and event = "None"',
    "actions": [{"type": "drop"}, {"type": "drop_properties", "fields": {"context.traits": ["a"]}}],
    "enabled": True,
}
RUN = ("-m", "m.json", "-w", "w.json")


def lines(*events: Any) -> str:
    return "".join(json.dumps(event) + "\n" for event in events)


def problems(told: tuple[int, str, str], name: str = "text") -> list[str]:
    """What is wrong with what a command wrote."""
    code, out, err = told
    assert code in (0, 1, 2), err
    return [*(problems_of(name, out) if out else ()), *problems_of("text", err)]


def prepared(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """Files that a command takes, and no server that it starts."""
    for name in ("ATTIO_API_KEY", "SEGMENT_TOKEN"):
        monkeypatch.setenv(name, "k" * 64)
    for server in ("attio_harness.serve", "attio_harness.local_segment.server"):
        monkeypatch.setattr(f"{server}.serve", lambda *words, **named: pytest.fail("a server was started"))
    shell.write("traffic.har", json.dumps({"log": {"version": "1.2", "creator": {}, "entries": []}}))
    shell.write("e.ndjson", lines(*EVENTS))
    shell.write("m.json", json.dumps([SUBSCRIPTION, ASSERT]))
    shell.write("w.json", json.dumps(WORKSPACE))
    shell.write("f.json", json.dumps([FILTER]))
    return shell
