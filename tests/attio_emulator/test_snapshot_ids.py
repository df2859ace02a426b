"""States of before, whose IDs stand as a workspace file had them: what is asked of one is answered as of one in lower case."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from attio_emulator import Workspace
from attio_emulator.snapshot_ids import in_lower_case

from tests.attio_emulator.calls import Attio
from tests.attio_emulator.webhook_calls import sent


def _id(number: int) -> str:
    return f"aaaaaaaa-bbbb-4ccc-8ddd-{number:012x}"


MEMBER, BOATS, SALES = _id(0xB0), _id(0xB1), _id(0xB2)
GIVEN = [MEMBER, BOATS, SALES, *map(_id, range(0xA1, 0xAF))]
FILE = {
    "members": [{"email_address": "alice@acme.com", "id": MEMBER}],
    "objects": [
        {
            "api_slug": "boats",
            "id": BOATS,
            "attributes": [
                {"api_slug": "hull", "type": "text", "is_unique": True, "id": _id(0xA1)},
                {"api_slug": "stage", "type": "select", "id": _id(0xA2), "options": [{"title": "A", "id": _id(0xA3)}, {"title": "B", "id": _id(0xA4)}]},
                {"api_slug": "state", "type": "status", "id": _id(0xA5), "statuses": [{"title": "On", "id": _id(0xA6)}]},
                {"api_slug": "boss", "type": "actor-reference", "id": _id(0xA7)},
            ],
        }
    ],
    "lists": [
        {
            "api_slug": "sales",
            "name": "Sales",
            "parent_object": "boats",
            "id": SALES,
            "attributes": [{"api_slug": "pick", "type": "select", "id": _id(0xA8), "options": [{"title": "p", "id": _id(0xA9)}]}],
        }
    ],
}  # fmt: skip
TEXT = _id(0xA4).upper()
"""What a record has as its text: the ID of an option as somebody wrote it."""


@pytest.fixture
def attio() -> Attio:
    return Attio(Workspace.from_dict(FILE))


def _made(attio: Attio) -> tuple[str, str]:
    """A boat and its entry, and notes, tasks, comments and webhooks about them."""
    boss = {"referenced_actor_type": "workspace-member", "referenced_actor_id": MEMBER}
    values = {"hull": TEXT, "stage": "A", "state": "On", "boss": [boss]}
    boat = attio.create("boats", values).body["data"]["id"]["record_id"]
    attio.ask("PATCH", f"/v2/objects/boats/records/{boat}", {"data": {"values": {"stage": "B"}}})
    new = {"parent_record_id": boat, "parent_object": "boats", "entry_values": {"pick": "p"}}
    entry = attio.ask("POST", "/v2/lists/sales/entries", {"data": new}).body["data"]["id"]["entry_id"]
    for path, data in (
        ("notes", {"parent_object": "boats", "parent_record_id": boat, "title": "t", "format": "plaintext", "content": "c"}),
        ("tasks", {"content": "c", "format": "plaintext", "deadline_at": None, "is_completed": False, "linked_records": [{"target_object": "boats", "target_record_id": boat}], "assignees": [boss]}),
        ("comments", {"format": "plaintext", "content": "c", "author": {"type": "workspace-member", "id": MEMBER}, "entry": {"list": "sales", "entry_id": entry}}),
        ("webhooks", {"target_url": "https://a.com", "subscriptions": [
            {"event_type": "record.updated", "filter": {"$and": [{"field": "id.object_id", "operator": "equals", "value": BOATS}]}},
            {"event_type": "list-entry.deleted", "filter": {"$or": [{"field": "id.list_id", "operator": "equals", "value": SALES}]}},
        ]}),
    ):  # fmt: skip
        assert attio.ask("POST", f"/v2/{path}", {"data": data}).status == 200
    return boat, entry


def _asked(attio: Attio, boat: str, entry: str) -> list[Any]:
    """What is answered of all that, and what is told of a change."""
    record, query = f"/v2/objects/{BOATS}/records/{boat}", "/v2/objects/boats/records/query"
    calls: list[tuple[str, str, Any]] = [
        ("GET", record, None),
        ("GET", f"{record}/attributes/{_id(0xA2)}/values?show_historic=true", None),
        ("GET", f"{record}/entries", None),
        ("GET", f"/v2/lists/{SALES}/entries/{entry}", None),
        ("GET", f"/v2/notes?parent_object=boats&parent_record_id={boat}", None),
        ("GET", f"/v2/tasks?assignee={MEMBER}", None),
        ("GET", f"/v2/threads?list=sales&entry_id={entry}", None),
        ("GET", "/v2/lists", None),
        ("GET", "/v2/lists/sales/attributes/pick/options", None),
        ("GET", "/v2/webhooks", None),
        ("POST", query, {"filter": {"stage": "B"}}),
        ("POST", query, {"filter": {"state": _id(0xA6)}}),
        (
            "POST",
            query,
            {"filter": {"boss": {"referenced_actor_type": "workspace-member", "referenced_actor_id": MEMBER}}},
        ),
        ("POST", query, {"filter": {"hull": TEXT}}),
        ("POST", "/v2/lists/sales/entries/query", {"filter": {"pick": "p"}}),
        ("PATCH", record, {"data": {"values": {"stage": "A", "state": "On"}}}),
        ("DELETE", f"/v2/lists/sales/entries/{entry}", None),
        ("DELETE", record, None),
    ]
    return [*(attio.ask(*one) for one in calls), sent(attio)]


@pytest.mark.parametrize("under_a_file", [False, True], ids=["own schema", "schema of a file"])
def test_a_state_with_ids_in_upper_case_is_one_in_lower_case(attio: Attio, under_a_file: bool) -> None:
    made = _made(attio)
    state = attio.emulator.snapshot()
    text = orjson.dumps(state).decode()
    assert sum(one in text for one in GIVEN) == 12
    for one in GIVEN:
        text = text.replace(one, one.upper())
    there, here = Attio(), Attio()
    schema = Workspace.from_dict({**FILE, "lists": []}) if under_a_file else None

    there.emulator.restore(state, schema=schema)
    here.emulator.restore(orjson.loads(text), schema=schema)

    assert here.emulator.snapshot() == there.emulator.snapshot()
    answers = _asked(here, *made)
    assert answers == _asked(there, *made)
    assert [one.status for one in answers[:-1]] == [200] * 18
    assert len(answers[-1]) == 2
    assert answers[0].body["data"]["values"]["hull"][0]["value"] == TEXT


def test_the_options_of_an_activity_are_found_in_a_state_with_ids_in_upper_case() -> None:
    """A text that looks like an ID stays as somebody wrote it."""
    option = _id(0xA4)
    topic = {"api_slug": "topic", "type": "select", "id": _id(0xA2), "options": [{"title": "Sales", "id": option}]}
    visits = {"api_slug": "visits", "id": BOATS, "attributes": [topic, {"api_slug": "code", "type": "text"}]}
    attio = Attio(Workspace.from_dict({"activities": [visits]}))
    attio.ask("POST", "/v2/activities/visits/records", {"data": {"values": {"topic": "Sales", "code": TEXT}}})
    state = attio.emulator.snapshot()
    text = orjson.dumps(state).decode()
    for one in (BOATS, _id(0xA2), option):
        text = text.replace(one, one.upper())
    there, here = Attio(), Attio()
    there.emulator.restore(state)
    here.emulator.restore(orjson.loads(text))
    assert here.emulator.snapshot() == there.emulator.snapshot()
    query = {"filter": {"topic": "Sales"}}
    (found,) = here.ask("POST", "/v2/activities/visits/records/query", query).body["data"]
    assert found["values"]["topic"][0]["option"]["id"]["option_id"] == option
    assert found["values"]["code"][0]["value"] == TEXT


def test_a_state_without_such_ids_is_left_alone(attio: Attio) -> None:
    _made(attio)
    state = attio.emulator.snapshot()
    assert in_lower_case(state) is state
