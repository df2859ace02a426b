"""Whole exchanges pinned, one readable file a case: every request, every response, the records afterwards."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from attio_destination import PRESETS, destination
from attio_emulator import Emulator, Workspace
from attio_emulator import Request as WireRequest
from attio_harness.run.connection import AUTH, SEGMENT
from segment_actions import Request, Response
from segment_events import EventGenerator
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

WORKSPACE = Workspace.from_dict(
    {
        "name": "Snapshots",
        "slug": "snapshots",
        "members": [{"email_address": "alice@acme.com"}],
        "objects": [
            {
                "api_slug": "users",
                "active": True,
                "attributes": [
                    {"api_slug": "plan", "type": "select", "options": ["Free", "Team", "Business"]},
                    {"api_slug": "seats", "type": "number"},
                    {"api_slug": "signed_up_at", "type": "timestamp"},
                    {"api_slug": "owner", "type": "actor-reference"},
                ],
            },
            {"api_slug": "workspaces", "active": True, "attributes": [{"api_slug": "seats", "type": "number"}]},
            {
                "api_slug": "subscriptions",
                "attributes": [
                    {"api_slug": "subscription_id", "type": "text", "is_unique": True, "is_required": True},
                    {"api_slug": "plan", "type": "pipeline", "statuses": ["Free", "Team", "Business"]},
                    {"api_slug": "amount", "type": "currency"},
                    {"api_slug": "customer", "type": "record-reference", "config": {"record_reference": {"allowed_objects": ["people"]}}},
                ],
            },
        ],
    }
)  # fmt: skip


def path(name: str) -> dict[str, str]:
    return {"@path": f"$.{name}"}


IDENTIFY = {
    "email_address": path("traits.email"),
    "user_id": path("userId"),
    "user_attributes": {
        "plan": path("traits.plan"),
        "seats": path("traits.seats"),
        "signed_up_at": path("traits.created_at"),
        "owner": "alice@acme.com",
    },
    "person_attributes": {
        "name": {"@template": "{{traits.last_name}}, {{traits.first_name}}"},
        "phone_numbers": path("traits.phone"),
        "job_title": path("traits.title"),
        "description": path("traits.description"),
    },
    "received_at": path("receivedAt"),
}
GROUP = {
    "domain": path("traits.website"),
    "workspace_id": path("groupId"),
    "user_id": path("userId"),
    "company_attributes": {"name": path("traits.name"), "twitter": path("traits.twitter_handle")},
    "workspace_attributes": {"name": path("traits.name"), "seats": path("traits.seats")},
    "received_at": path("receivedAt"),
}
SUBSCRIPTION = {
    "object": "subscriptions",
    "matching_attribute": "subscription_id",
    "attributes": {
        "subscription_id": path("properties.subscription_id"),
        "plan": path("properties.plan"),
        "amount": path("properties.amount"),
        "customer": path("properties.email"),
    },
    "received_at": path("receivedAt"),
}
IDENTIFY_REQUIRED, GROUP_REQUIRED = (dict(one.mapping) for one in PRESETS["published"])
SUBSCRIPTION_REQUIRED = SUBSCRIPTION | {"attributes": {"subscription_id": path("properties.subscription_id")}}

TRIGGERS = {
    "identifyUser": 'type = "identify"',
    "groupWorkspace": 'type = "group"',
    "assertRecord": 'event = "Subscription Started"',
}
CASES: dict[str, tuple[str, dict[str, Any], str]] = {
    "identify_required": ("identifyUser", IDENTIFY_REQUIRED, "single"),
    "identify_all_fields": ("identifyUser", IDENTIFY, "single"),
    "identify_batch": ("identifyUser", IDENTIFY, "batch"),
    "group_required": ("groupWorkspace", GROUP_REQUIRED, "single"),
    "group_all_fields": ("groupWorkspace", GROUP, "single"),
    "group_batch": ("groupWorkspace", GROUP, "batch"),
    "assert_required": ("assertRecord", SUBSCRIPTION_REQUIRED, "single"),
    "assert_all_fields": ("assertRecord", SUBSCRIPTION, "single"),
    "assert_batch": ("assertRecord", SUBSCRIPTION, "batch"),
}


class Wire:
    """Carries requests to an emulator and keeps both sides."""

    def __init__(self, emulator: Emulator) -> None:
        self.emulator, self.exchanges = emulator, []  # type: ignore[var-annotated]

    def __call__(self, request: Request) -> Response:
        sent = WireRequest.make(request.method, request.url, headers=dict(request.headers), body=request.content)
        answer = self.emulator.handle(sent)
        self.exchanges.append(
            {
                "request": {
                    "method": request.method,
                    "url": request.url,
                    "headers": dict(request.headers),
                    "body": json.loads(request.content),
                },
                "response": {"status": answer.status, "headers": dict(answer.headers), "body": answer.json()},
            }
        )
        return Response(status=answer.status, headers=answer.headers, content=answer.body)


def events(action: str) -> Sequence[dict[str, Any]]:
    """Two generated events for an action; the second one tells of the same record as the first."""
    generator = EventGenerator(seed=42, people=5, companies=2)
    person = generator.world.people[0]
    if action == "identifyUser":
        return [generator.identify(person), generator.identify(person)]
    if action == "groupWorkspace":
        return [generator.group(person.company, person), generator.group(person.company, person)]
    found = next(
        event for event in iter(lambda: generator.track(person), None) if event["event"] == "Subscription Started"
    )
    return [found, {**found, "properties": {**found["properties"], "amount": 12.3456}}]


@pytest.mark.parametrize("case", CASES)
def test_whole_exchange(case: str, snapshot: SnapshotAssertion) -> None:
    action, mapping, mode = CASES[case]
    emulator = Emulator(WORKSPACE, seed=7, tokens=[SEGMENT])
    wire = Wire(emulator)
    auth = {"oauth": AUTH}
    if action != "identifyUser":  # who is linked must be there
        first = {"partnerAction": "identifyUser", "subscribe": 'type = "identify"', "mapping": IDENTIFY_REQUIRED}
        destination.on_event(events("identifyUser")[0], {**auth, "subscription": first}, client=wire)
        wire.exchanges.clear()
    settings = {**auth, "subscription": {"partnerAction": action, "subscribe": TRIGGERS[action], "mapping": mapping}}
    given = list(events(action))

    if mode == "batch":
        results = destination.on_batch(given, settings, client=wire)
    else:
        results = [row for event in given for row in destination.on_event(event, settings, client=wire)]

    records = {slug: emulator.records(slug) for slug in emulator.counts()}
    kept = {"events": given, "results": results, "exchanges": wire.exchanges, "records": records}
    assert kept == snapshot(extension_class=JSONSnapshotExtension)
    assert emulator.ledger == []
