"""Webhooks: their calls, which events they are sent, and that a receiver on this computer gets them signed."""

from __future__ import annotations

import hmac
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Event, Thread
from typing import Any

import httpx
import orjson
import pytest
from attio_emulator import Emulator, Request, StateError, VirtualClock, running
from attio_emulator.editions import EDITIONS
from attio_emulator.faces.webhooks import WebhookSender
from attio_emulator.webhooks import outbox
from attio_emulator.webhooks.events import EVENT_TYPES, matches

from tests.attio_emulator.calls import BY_KEY, Answer, Attio, assertion, error
from tests.attio_emulator.resources.member_calls import NOBODY, person

WORKSPACE = {"members": [{"email_address": "ada@acme.org", "first_name": "Ada", "last_name": "Lovelace"}]}
TARGET = "https://hooks.acme.org/attio"


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def attio(clock: VirtualClock) -> Attio:
    return Attio(WORKSPACE, clock=clock)


def every(*types: str, filter: Any = None) -> list[dict[str, Any]]:
    return [{"event_type": one, "filter": filter} for one in types or EVENT_TYPES]


def hook(attio: Attio, target: str = TARGET, subscriptions: Any = None) -> Answer:
    body = {"data": {"target_url": target, "subscriptions": every() if subscriptions is None else subscriptions}}
    return attio.ask("POST", "/v2/webhooks", body)


def documents(attio: Attio) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = attio.emulator.core.documents
    return found


def sent(attio: Attio) -> list[dict[str, Any]]:
    """The events in the outbox, oldest first; workspace and actor, which are always the same, are checked and left out."""
    workspace = attio.emulator.workspace.id
    events = [dict(row["body"]["events"][0]) for row in documents(attio).get("deliveries", {}).values()]
    for event in events:
        assert event.pop("actor") == BY_KEY
        event["id"] = dict(event["id"])
        assert event["id"].pop("workspace_id") == workspace
    return events


# -- the calls -------------------------------------------------------------------------------------------------------


@pytest.mark.covers("webhook.secret")
def test_the_secret_is_shown_once(attio: Attio) -> None:
    filter = {"$and": [{"field": "id.object_id", "operator": "equals", "value": attio.object_id("people")}]}
    answer = hook(attio, subscriptions=every("record.created", filter=filter))
    data = answer.body["data"]
    shown = {name: one for name, one in data.items() if name != "secret"}
    assert answer == (
        200,
        {
            "data": {
                "target_url": TARGET,
                "subscriptions": [{"event_type": "record.created", "filter": filter}],
                "id": {"workspace_id": attio.emulator.workspace.id, "webhook_id": data["id"]["webhook_id"]},
                "status": "active",
                "created_at": data["created_at"],
                "secret": data["secret"],
            }
        },
    )
    assert len(data["secret"]) == 64
    assert attio.ask("GET", f"/v2/webhooks/{data['id']['webhook_id']}") == (200, {"data": shown})
    assert attio.ask("GET", "/v2/webhooks") == (200, {"data": [shown]})


@pytest.mark.covers("page.limits", "query.order", "GET /v2/webhooks")
def test_webhooks_are_listed_ten_at_a_time(attio: Attio) -> None:
    made = {hook(attio, f"{TARGET}/{number}").body["data"]["id"]["webhook_id"] for number in range(11)}
    pages = [attio.ask("GET", "/v2/webhooks", offset=offset).body["data"] for offset in (0, 10)]
    assert [[one["id"]["webhook_id"] for one in page] for page in pages] == [sorted(made)[:10], sorted(made)[10:]]


def test_a_webhook_is_changed_and_deleted(attio: Attio) -> None:
    data = hook(attio).body["data"]
    path = f"/v2/webhooks/{data['id']['webhook_id']}"
    changes = {"target_url": f"{TARGET}/2", "subscriptions": every("task.created")}
    changed = attio.ask("PATCH", path, {"data": changes})
    assert changed == (200, {"data": {name: one for name, one in data.items() if name != "secret"} | changes})
    assert attio.ask("DELETE", path) == (200, {})
    gone = error(404, "not_found", f'Webhook with ID "{data["id"]["webhook_id"]}" was not found.')
    assert [attio.ask("GET", path), attio.ask("PATCH", path, {"data": {}})] == [gone, gone]
    assert attio.ask("DELETE", path) == error(404, "not_found", "Webhook not found")


@pytest.mark.covers("PATCH /v2/webhooks/{webhook}", "error 409 uniqueness_conflict")
@pytest.mark.parametrize("edition", EDITIONS)
def test_the_same_webhook_twice_is_a_conflict(edition: str) -> None:
    attio = Attio(WORKSPACE | {"api": edition})
    asked = every("task.created")
    first = hook(attio, subscriptions=asked).body["data"]
    said = {
        "2026-03": f'A webhook with the target URL "{TARGET}" and the same subscriptions already exists.',
        "2026-10": f'A subscription of the target URL "{TARGET}" to the event "task.created" with the same filter already exists.',
    }
    taken = error(409, "uniqueness_conflict", said[edition])
    before = attio.stored()
    assert hook(attio, subscriptions=asked) == taken
    assert attio.stored() == before
    other = hook(attio, f"{TARGET}/2", asked).body["data"]["id"]["webhook_id"]
    before = attio.stored()
    assert attio.ask("PATCH", f"/v2/webhooks/{other}", {"data": {"target_url": TARGET}}) == taken
    assert attio.stored() == before
    own = attio.ask("PATCH", f"/v2/webhooks/{first['id']['webhook_id']}", {"data": {"target_url": TARGET}})
    assert own.status == 200


def condition(value: str, operator: str = "equals") -> dict[str, str]:
    return {"value": value, "operator": operator, "field": "id.object_id"}


_A, _B = condition("a"), condition("b")


@pytest.mark.covers("edition webhook.unique_subscription")
@pytest.mark.parametrize(
    ("first", "second", "status"),
    [
        ([("task.created", None), ("task.deleted", None)], [("task.created", None)], 409),
        ([("task.created", None)], [("task.deleted", None), ("task.created", None)], 409),
        ([], [("task.created", None), ("task.created", None)], 409),
        ([("record.created", {"$and": [_A, _B]})], [("record.created", {"$and": [_B, dict(reversed(_A.items()))]})], 409),
        ([("record.created", {"$and": [_A, _B]})], [("record.created", {"$or": [_A, _B]})], 200),
        ([("record.created", {"$and": [_A]})], [("record.created", {"$and": [_A, _A]})], 200),
        ([("record.created", {"$and": [_A]})], [("record.created", {"$and": [condition("a", "not_equals")]})], 200),
        ([("record.created", {"$and": []})], [("record.created", None)], 200),
        ([("record.created", {"$and": [_A]})], [("record.deleted", {"$and": [_A]})], 200),
        ([], [], 200),
    ],
    ids=["one of two", "two with one", "twice in one", "order", "and, or", "repeated", "operator", "empty", "event", "none"],
)  # fmt: skip
@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_a_target_has_each_event_with_each_filter_once_since_october(
    first: list[Any], second: list[Any], status: int, method: str
) -> None:
    newest, older = Attio(WORKSPACE), Attio(WORKSPACE | {"api": "2026-03"})
    given = [[{"event_type": event, "filter": filter} for event, filter in one] for one in (first, second)]

    def asked(attio: Attio) -> int:
        assert hook(attio, subscriptions=given[0]).status == 200
        if method == "POST":
            return hook(attio, subscriptions=given[1]).status
        other = hook(attio, f"{TARGET}/2", []).body["data"]["id"]["webhook_id"]
        change = {"data": {"target_url": TARGET, "subscriptions": given[1]}}
        return attio.ask("PATCH", f"/v2/webhooks/{other}", change).status

    assert (asked(newest), asked(older)) == (status, 200 if first != second else 409)


@pytest.mark.parametrize("name", ["list_id", "id.list_id"])
def test_a_filter_by_a_list_that_is_not_there(attio: Attio, name: str) -> None:
    filter = {"$or": [{"field": name, "operator": "equals", "value": NOBODY}]}
    answer = hook(attio, subscriptions=every("list-entry.created", filter=filter))
    assert answer == error(400, "validation_type", "Related list not found")


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ({"target_url": "http://acme.org", "subscriptions": []}, ["data", "target_url"]),
        ({"target_url": "https://", "subscriptions": []}, ["data", "target_url"]),
        ({"target_url": "https://acme.org:x", "subscriptions": []}, ["data", "target_url"]),
        ({"target_url": TARGET}, ["data", "subscriptions"]),
        ({"target_url": TARGET, "subscriptions": every("record.seen")}, ["data", "subscriptions", 0, "event_type"]),
        ({"target_url": TARGET, "subscriptions": [{"event_type": "task.created"}]},
         ["data", "subscriptions", 0, "filter"]),
        ({"target_url": TARGET, "subscriptions": every("task.created", filter={"$and": [{"field": "x"}]})},
         ["data", "subscriptions", 0, "filter"]),
    ],
    ids=["plain http", "no host", "no port", "nothing to send", "unknown event", "no filter", "half a condition"],
)  # fmt: skip
def test_a_malformed_webhook(attio: Attio, data: dict[str, Any], path: list[Any]) -> None:
    answer = attio.ask("POST", "/v2/webhooks", {"data": data})
    assert (answer.status, answer.body["message"]) == (400, "Body payload validation error.")
    assert answer.body["validation_errors"][0]["path"] == path
    assert attio.ask("GET", "/v2/webhooks") == (200, {"data": []})


# -- events ----------------------------------------------------------------------------------------------------------


@pytest.mark.covers("webhook.attribute", "webhook.events")
def test_records_tell_what_happens_to_them(attio: Attio) -> None:
    hook(attio)
    bob = person(attio)
    id = {"object_id": attio.object_id("people"), "record_id": bob}
    path = f"/v2/objects/people/records/{bob}"
    values = {"job_title": "Engineer", "email_addresses": ["bob@lovelace.org"], "description": "Tall"}
    attio.ask("PUT", path, {"data": {"values": values}})
    attio.ask("PUT", path, {"data": {"values": values}})
    attio.ask("PUT", path, {"data": {"values": {"job_title": 7}}})
    attio.ask("DELETE", path)
    assert sent(attio) == [
        {"event_type": "record.created", "id": id},
        {"event_type": "record.updated", "id": id | {"attribute_id": attio.attribute_id("people", "job_title")}},
        {"event_type": "record.updated", "id": id | {"attribute_id": attio.attribute_id("people", "description")}},
        {"event_type": "record.deleted", "id": id},
    ]


@pytest.mark.covers("webhook.attribute")
def test_both_sides_of_a_relationship_and_a_batch_are_told(attio: Attio) -> None:
    company = attio.create("companies", {"domains": ["lovelace.org"]}).body["data"]["id"]["record_id"]
    hook(attio)
    attio.batch(
        assertion("people", "email_addresses", {"email_addresses": "b@lovelace.org", "company": "lovelace.org"})
    )
    (bob,) = attio.ids("people")
    assert sent(attio) == [
        {"event_type": "record.created", "id": {"object_id": attio.object_id("people"), "record_id": bob}},
        {
            "event_type": "record.updated",
            "id": {
                "object_id": attio.object_id("companies"),
                "record_id": company,
                "attribute_id": attio.attribute_id("companies", "team"),
            },
        },
    ]


@pytest.mark.covers("webhook.events")
def test_notes_tasks_and_comments_tell(attio: Attio) -> None:
    hook(attio)
    bob, people, member = person(attio), attio.object_id("people"), attio.emulator.workspace.members[0].id
    note = {"parent_object": "people", "parent_record_id": bob, "title": "t", "format": "plaintext", "content": "c"}
    note_id = attio.ask("POST", "/v2/notes", {"data": note}).body["data"]["id"]["note_id"]
    attio.ask("DELETE", f"/v2/notes/{note_id}")
    task: dict[str, Any] = {"content": "c", "format": "plaintext", "deadline_at": None, "is_completed": False}
    task_id = attio.ask("POST", "/v2/tasks", {"data": task | {"linked_records": [], "assignees": []}}).body["data"][
        "id"
    ]
    task_path = f"/v2/tasks/{task_id['task_id']}"
    attio.ask("PATCH", task_path, {"data": {"is_completed": True}})
    attio.ask("PATCH", task_path, {"data": {"is_completed": True}})
    attio.ask("DELETE", task_path)
    author = {"type": "workspace-member", "id": member}
    said = {"format": "plaintext", "content": "c", "author": author, "record": {"object": "people", "record_id": bob}}
    comment = attio.ask("POST", "/v2/comments", {"data": said}).body["data"]
    attio.ask("DELETE", f"/v2/comments/{comment['id']['comment_id']}")
    parent = {"parent_object_id": people, "parent_record_id": bob}
    place = {"object_id": people, "record_id": bob, "list_id": None, "entry_id": None}
    of_comment = {"id": {"comment_id": comment["id"]["comment_id"]}, "thread_id": comment["thread_id"], **place}
    assert sent(attio) == [
        {"event_type": "record.created", "id": {"object_id": people, "record_id": bob}},
        {"event_type": "note.created", "id": {"note_id": note_id}, **parent},
        {"event_type": "note.deleted", "id": {"note_id": note_id}, **parent},
        {"event_type": "task.created", "id": {"task_id": task_id["task_id"]}},
        {"event_type": "task.updated", "id": {"task_id": task_id["task_id"]}},
        {"event_type": "task.deleted", "id": {"task_id": task_id["task_id"]}},
        {"event_type": "comment.created", **of_comment},
        {"event_type": "comment.deleted", **of_comment},
    ]


def listed(attio: Attio) -> tuple[str, str]:
    """A list of people with a score; the IDs of both."""
    data = {
        "name": "Sales",
        "api_slug": "sales",
        "parent_object": "people",
        "workspace_access": "full-access",
        "workspace_member_access": [],
    }
    list_id = attio.ask("POST", "/v2/lists", {"data": data}).body["data"]["id"]["list_id"]
    flags: dict[str, Any] = {
        "description": None,
        "is_required": False,
        "is_unique": False,
        "is_multiselect": False,
        "config": {},
    }
    score = {"title": "Score", "api_slug": "score", "type": "number"} | flags
    attribute = attio.ask("POST", "/v2/lists/sales/attributes", {"data": score}).body["data"]["id"]["attribute_id"]
    return list_id, attribute


@pytest.mark.covers("webhook.events")
def test_lists_and_entries_tell(attio: Attio) -> None:
    bob, people = person(attio), attio.object_id("people")
    hook(attio)
    list_id, attribute_id = listed(attio)
    new = {"parent_record_id": bob, "parent_object": "people", "entry_values": {"score": 1}}
    entry_id = attio.ask("POST", "/v2/lists/sales/entries", {"data": new}).body["data"]["id"]["entry_id"]
    path = f"/v2/lists/sales/entries/{entry_id}"
    attio.ask("PATCH", path, {"data": {"entry_values": {"score": 2}}})
    attio.ask("PATCH", path, {"data": {"entry_values": {"score": 2}}})
    attio.ask("DELETE", path)
    attio.ask("PATCH", "/v2/lists/sales", {"data": {"name": "Deals"}})
    attio.ask("PATCH", "/v2/lists/sales/attributes/score", {"data": {"title": "Points"}})
    parent, id = {"parent_object_id": people, "parent_record_id": bob}, {"list_id": list_id, "entry_id": entry_id}
    assert sent(attio) == [
        {"event_type": "list.created", "id": {"list_id": list_id}},
        {"event_type": "list-attribute.created", "id": {"list_id": list_id, "attribute_id": attribute_id}},
        {"event_type": "list-entry.created", "id": id, **parent},
        {"event_type": "list-entry.updated", "id": id | {"attribute_id": attribute_id}, **parent},
        {"event_type": "list-entry.deleted", "id": id, **parent},
        {"event_type": "list.updated", "id": {"list_id": list_id}},
        {"event_type": "list-attribute.updated", "id": {"list_id": list_id, "attribute_id": attribute_id}},
    ]


@pytest.mark.covers("record.deleted")
def test_a_deleted_record_takes_what_hung_on_it_along(attio: Attio) -> None:
    bob = person(attio)
    listed(attio)
    member = attio.emulator.workspace.members[0].id
    new = {"parent_record_id": bob, "parent_object": "people", "entry_values": {}}
    entry_id = attio.ask("POST", "/v2/lists/sales/entries", {"data": new}).body["data"]["id"]["entry_id"]
    note = {"parent_object": "people", "parent_record_id": bob, "title": "t", "format": "plaintext", "content": "c"}
    attio.ask("POST", "/v2/notes", {"data": note})
    said = {"format": "plaintext", "content": "c", "author": {"type": "workspace-member", "id": member}}
    attio.ask("POST", "/v2/comments", {"data": said | {"record": {"object": "people", "record_id": bob}}})
    attio.ask("POST", "/v2/comments", {"data": said | {"entry": {"list": "sales", "entry_id": entry_id}}})
    linked = [{"target_object": "people", "target_record_id": bob}]
    task: dict[str, Any] = {
        "content": "c",
        "format": "plaintext",
        "deadline_at": None,
        "is_completed": False,
        "assignees": [],
    }
    attio.ask("POST", "/v2/tasks", {"data": task | {"linked_records": linked}})
    hook(attio)
    attio.ask("DELETE", f"/v2/objects/people/records/{bob}")
    assert [one["event_type"] for one in sent(attio)] == [
        "record.deleted", "comment.deleted", "list-entry.deleted", "note.deleted", "comment.deleted",
    ]  # fmt: skip
    assert attio.ask("GET", "/v2/tasks").body["data"][0]["linked_records"] == []
    assert attio.ask("GET", "/v2/notes").body["data"] == []
    assert "threads" not in {kind for kind, rows in attio.emulator.documents().items() if rows}
    assert attio.ask("POST", "/v2/lists/sales/entries/query", {}) == (200, {"data": []})


@pytest.mark.covers("webhook.filter")
@pytest.mark.parametrize(
    ("filter", "passes"),
    [
        (None, True),
        ({"$and": []}, True),
        ({"$or": []}, False),
        ({"$and": [("parent_object_id", "equals", "o"), ("id.list_id", "equals", "l")]}, True),
        ({"$and": [("list_id", "equals", "l"), ("list_id", "not_equals", "l")]}, False),
        ({"$or": [("list_id", "equals", "x"), ("actor.type", "equals", "system")]}, True),
        ({"$or": [("mood", "equals", "good")]}, False),
        ({"$or": [("mood", "not_equals", "good")]}, True),
    ],
    ids=str,
)
def test_filters(filter: Any, passes: bool) -> None:
    event = {
        "event_type": "list-entry.created",
        "id": {"list_id": "l"},
        "parent_object_id": "o",
        "actor": {"type": "system"},
    }
    if filter is not None:
        names = ("field", "operator", "value")
        filter = {sign: [dict(zip(names, one, strict=True)) for one in rows] for sign, rows in filter.items()}
    assert matches({"event_type": "list-entry.created", "filter": filter}, event) is passes
    assert not matches({"event_type": "list-entry.deleted", "filter": filter}, event)


# -- sending ---------------------------------------------------------------------------------------------------------

Received = list[tuple[dict[str, str], bytes]]


@pytest.fixture
def receiver() -> Iterator[tuple[str, Received]]:
    """A server on this computer that keeps what it is sent."""
    received: Received = []

    class Keeps(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            received.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Keeps)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/hook", received
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.covers("webhook.signature")
def test_a_receiver_on_this_computer_gets_signed_events(
    attio: Attio, clock: VirtualClock, receiver: tuple[str, Received]
) -> None:
    target, received = receiver
    data = hook(attio, target, every("record.created")).body["data"]
    bob = person(attio)
    sender = WebhookSender(lambda: documents(attio), clock)
    assert (sender.send_due(), sender.send_due()) == (1, 0)
    ((headers, body),) = received
    (row,) = documents(attio)["deliveries"].values()
    workspace = attio.emulator.workspace.id
    assert orjson.loads(body) == {
        "webhook_id": data["id"]["webhook_id"],
        "events": [
            {
                "event_type": "record.created",
                "id": {"workspace_id": workspace, "object_id": attio.object_id("people"), "record_id": bob},
                "actor": BY_KEY,
            }
        ],
    }
    signed = hmac.new(data["secret"].encode(), body, sha256).hexdigest()
    names = ("content-type", "attio-signature", "x-attio-signature", "idempotency-key")
    assert [headers[name] for name in names] == ["application/json", signed, signed, row["id"]]
    (entry,) = sender.journal
    assert entry == {
        "delivery_id": row["id"],
        "webhook_id": data["id"]["webhook_id"],
        "event_type": "record.created",
        "target_url": target,
        "at": entry["at"],
        "attempt": 1,
        "status": 200,
        "error": None,
    }


def sender(
    attio: Attio, clock: VirtualClock, *answers: int | Exception, allowed: str = "hooks.acme.org"
) -> WebhookSender:
    """A sender whose target answers as prepared."""
    prepared = iter(answers)

    def answer(request: httpx.Request) -> httpx.Response:
        one = next(prepared)
        if isinstance(one, Exception):
            raise one
        return httpx.Response(one, headers={"location": "https://hooks.acme.org/elsewhere"})

    transport = httpx.MockTransport(answer)
    return WebhookSender(lambda: documents(attio), clock, transport=transport, allowed_hosts=[allowed])


@pytest.mark.covers("webhook.degraded", "webhook.retries", "GET /v2/webhooks/{webhook}")
def test_a_failed_delivery_is_tried_again_later(attio: Attio, clock: VirtualClock) -> None:
    webhook = hook(attio, subscriptions=every("record.created")).body["data"]["id"]["webhook_id"]
    person(attio)
    posting = sender(attio, clock, 500, httpx.ConnectError("refused"), 302, 204)

    def status() -> str:
        found: str = attio.ask("GET", f"/v2/webhooks/{webhook}").body["data"]["status"]
        return found

    told = []
    for wait in (0, *outbox.RETRIES[:3]):
        clock.advance(max(0, wait - 1))
        early = 0 if not wait else posting.send_due()
        clock.advance(1)
        told.append((early, posting.send_due(), status()))
    assert told == [(0, 1, "degraded"), (0, 1, "degraded"), (0, 1, "degraded"), (0, 1, "active")]
    assert [(one["attempt"], one["status"], one["error"]) for one in posting.journal] == [
        (1, 500, None), (2, None, "ConnectError: refused"), (3, 302, None), (4, 204, None),
    ]  # fmt: skip
    assert [one["status"] for one in documents(attio)["deliveries"].values()] == ["delivered"]


@pytest.mark.covers("webhook.retries")
def test_after_the_last_retry_a_delivery_is_given_up(attio: Attio, clock: VirtualClock) -> None:
    webhook = hook(attio, subscriptions=every("record.created")).body["data"]["id"]["webhook_id"]
    person(attio)
    posting = sender(attio, clock, *[500] * 20)
    for wait in (0, *outbox.RETRIES, 10**6):
        clock.advance(wait)
        posting.send_due()
    assert len(posting.journal) == 1 + len(outbox.RETRIES)
    assert [one["status"] for one in documents(attio)["deliveries"].values()] == ["failed"]
    person(attio, "late@lovelace.org")
    posting.send_due()
    assert attio.ask("GET", f"/v2/webhooks/{webhook}").body["data"]["status"] == "inactive"
    person(attio, "later@lovelace.org")
    clock.advance(10**6)
    assert posting.send_due() == 1
    assert posting.journal[-1]["error"] == "the webhook is deleted or inactive"
    assert [one["status"] for one in documents(attio)["deliveries"].values()] == ["failed", "cancelled"]


@pytest.mark.covers("webhook.targets")
def test_other_computers_are_sent_nothing(attio: Attio, clock: VirtualClock) -> None:
    hook(attio, subscriptions=every("record.created"))
    person(attio)
    posting = sender(attio, clock, allowed="other.acme.org")
    assert (posting.send_due(), posting.send_due()) == (1, 0)
    (entry,) = posting.journal
    assert (entry["status"], entry["error"]) == (
        None,
        "the target is not on this computer, and its host is not allowed",
    )


@pytest.mark.covers("DELETE /v2/webhooks/{webhook}")
def test_a_deleted_webhook_is_sent_nothing(attio: Attio, clock: VirtualClock) -> None:
    webhook = hook(attio, subscriptions=every("record.created")).body["data"]["id"]["webhook_id"]
    person(attio)
    attio.ask("DELETE", f"/v2/webhooks/{webhook}")
    posting = sender(attio, clock)
    assert (posting.send_due(), posting.send_due()) == (1, 0)
    assert posting.journal[0]["error"] == "the webhook is deleted or inactive"


def test_the_outbox_does_not_grow_without_end() -> None:
    kept: dict[str, dict[str, Any]] = {"webhooks": {}}
    for number in range(outbox.KEPT + 5):
        outbox.enqueue(kept, "w", str(number), {"event_type": "task.created"}, number)
        outbox.settle(kept, str(number), number, status=200)
    assert list(kept["deliveries"]) == [str(number) for number in range(5, outbox.KEPT + 5)]
    waiting = outbox.KEPT + 5
    for number in range(waiting, waiting + outbox.KEPT + 5):
        outbox.enqueue(kept, "w", str(number), {"event_type": "task.created"}, number)
    assert list(kept["deliveries"]) == [str(number) for number in range(waiting, waiting + outbox.KEPT + 5)]


def test_the_outbox_survives_a_restore(attio: Attio, clock: VirtualClock) -> None:
    hook(attio, subscriptions=every("record.created"))
    person(attio)
    other = Attio(WORKSPACE, clock=clock)
    other.emulator.restore(attio.emulator.snapshot())
    assert sender(other, clock, 200).send_due() == 1


@pytest.mark.covers("write.atomic")
def test_refused_writes_tell_nothing(attio: Attio) -> None:
    hook(attio)
    attio.create("people", {"email_addresses": ["no address"]})
    person(attio)
    attio.create("people", {"email_addresses": ["bob@lovelace.org"]})
    assert [one["event_type"] for one in sent(attio)] == ["record.created"]


@pytest.mark.covers("webhook.signature", "POST /v2/webhooks")
def test_a_live_emulator_delivers_by_itself(clock: VirtualClock, receiver: tuple[str, Received]) -> None:
    target, received = receiver
    emulator = Emulator(clock=clock)
    token = {"authorization": "Bearer t"}
    with running(emulator) as url, httpx.Client(base_url=url, headers=token) as client:
        subscriptions = [{"event_type": "record.created", "filter": None}]
        client.post("/v2/webhooks", json={"data": {"target_url": target, "subscriptions": subscriptions}})
        client.post("/v2/objects/companies/records", json={"data": {"values": {"domains": ["acme.com"]}}})
        deadline = time.monotonic() + 10
        while not received and time.monotonic() < deadline:
            time.sleep(0.01)
    ((_, body),) = received
    assert orjson.loads(body)["events"][0]["event_type"] == "record.created"


def test_members_that_nobody_knows_are_left_out_of_a_filter() -> None:
    attio = Attio()
    condition = {"field": "parent_object_id", "operator": "equals", "value": "x"}
    given = {"extra": [1.5], "$and": [condition | {"more": None}]}
    body = {"target_url": "https://acme.org/h", "subscriptions": [{"event_type": "note.created", "filter": given}]}
    made = attio.ask("POST", "/v2/webhooks", {"data": body})
    assert (made.status, made.body["data"]["subscriptions"][0]["filter"]) == (200, {"$and": [condition]})
    assert attio.ask("POST", "/v2/webhooks", {"data": body | {"target_url": "https://\u00f9\u0013h"}}).status == 400


@pytest.mark.parametrize(("late", "status"), [(-1, "degraded"), (0, "inactive")])
def test_a_webhook_is_given_up_when_its_time_is_over(late: int, status: str) -> None:
    kept: dict[str, dict[str, Any]] = {"webhooks": {"w": {"id": "w", "status": "active", "degraded_at": None}}}
    outbox.enqueue(kept, "w", "1", {"event_type": "task.created"}, 0)
    outbox.settle(kept, "1", 5, status=500)
    assert kept["webhooks"]["w"] == {"id": "w", "status": "degraded", "degraded_at": 5}
    outbox.settle(kept, "1", 5 + outbox.GIVE_UP + late, error="no answer")
    assert kept["webhooks"]["w"] == {"id": "w", "status": status, "degraded_at": 5}


# -- whatever becomes of one delivery --------------------------------------------------------------------------------


def aimed(attio: Attio, target: str) -> None:
    """A webhook with a target that no call takes: it came with a snapshot."""
    webhook = hook(attio, subscriptions=every("record.created")).body["data"]["id"]["webhook_id"]
    documents(attio)["webhooks"][webhook]["target_url"] = target


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("https://[::1]abc/", "the target is no address that can be sent to: "),
        ("http://localhost:99999/", "the target has the port 99999, expected one from 1 to 65535"),
        ("http://localhost:0/", "the target has the port 0, expected one from 1 to 65535"),
        (f"http://localhost/{'a' * 66_000}", "the target is no address that can be sent to: URL too long"),
        ("http://localhost/\x00", "the target is no address that can be sent to: "),
        ("http://xn--a.example/", "the target is no address that can be sent to: "),
        ("http://[/", "the target is not on this computer, and its host is not allowed"),
        ("http://0177.0.0.1/", "the target is no address that can be sent to: Invalid IPv4 address"),
        ("\ud800", "the target is no address that can be sent to: "),
        ("", "the target is no address, expected http or https"),
        ("file:///etc/passwd", "the target is file address, expected http or https"),
        ("http://", "the target is not on this computer, and its host is not allowed"),
        ("http://ann:pw@localhost/", "the target has a user name or a password in it, which is not sent"),
        ("https://localhost@other.example/", "the target has a user name or a password in it, which is not sent"),
        *((f"http://{host}/", "the target is not on this computer, and its host is not allowed") for host in (
            "other.example", "localhost.evil.example", "127.0.0.1.evil.example", "2130706433", "0x7f.1", "127.1",
            "0.0.0.0", "[::ffff:10.0.0.1]", "[::]", "10.0.0.1", "169.254.169.254", "hooks.acme.org.evil.example", "hooks.acme.org.",
        )),
    ],
)  # fmt: skip
def test_a_target_that_nothing_can_be_sent_to_ends_its_delivery_and_no_other(
    attio: Attio, clock: VirtualClock, target: str, why: str
) -> None:
    aimed(attio, target)
    hook(attio, "http://127.0.0.1:1/good", every("record.created"))
    person(attio)
    posting = sender(attio, clock, 200)
    assert (posting.send_due(), posting.send_due()) == (2, 0)
    bad, good = posting.journal
    assert (bad["status"], good["status"]) == (None, 200)
    assert bad["error"].startswith(why), bad["error"]
    row, _ = attio.emulator.deliveries()
    assert (row["status"], row["attempts"][0]["error"]) == ("cancelled", bad["error"])


def test_whatever_a_delivery_raises_is_its_reason(attio: Attio, clock: VirtualClock) -> None:
    hook(attio, "http://127.0.0.1:1/first", every("record.created"))
    hook(attio, "http://127.0.0.1:1/second", every("record.created"))
    person(attio)
    posting = sender(attio, clock, RuntimeError("broken"), 200)
    assert posting.send_due() == 2
    assert [(one["status"], one["error"]) for one in posting.journal] == [(None, "RuntimeError: broken"), (200, None)]
    assert [one["status"] for one in attio.emulator.deliveries()] == ["pending", "delivered"]


def test_a_target_that_drips_is_left_after_a_while(attio: Attio, clock: VirtualClock) -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    stop = Event()

    def drip() -> None:
        connection, _ = listening.accept()
        with connection, suppress(OSError):
            while not stop.wait(0.01):
                connection.sendall(b"H")

    thread = Thread(target=drip)
    thread.start()
    hook(attio, f"http://127.0.0.1:{listening.getsockname()[1]}/", every("record.created"))
    person(attio)
    posting = WebhookSender(lambda: documents(attio), clock, patience=0.05)
    assert posting.send_due() == 1
    stop.set()
    thread.join()
    listening.close()
    assert posting.journal[0]["error"] == "there was no answer within 0.05 seconds"


def test_an_endless_answer_is_not_read(attio: Attio, clock: VirtualClock) -> None:
    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield bytes(65536)

    hook(attio, "http://127.0.0.1:1/", every("record.created"))
    person(attio)
    transport = httpx.MockTransport(lambda request: httpx.Response(200, content=endless()))
    assert WebhookSender(lambda: documents(attio), clock, transport=transport).send_due() == 1
    assert [one["status"] for one in attio.emulator.deliveries()] == ["delivered"]


def test_too_many_that_wait_are_dropped_and_counted(attio: Attio) -> None:
    kept: dict[str, dict[str, Any]] = {"webhooks": {}}
    for number in range(outbox.KEPT + 30):
        outbox.enqueue(kept, "w", str(number), {"event_type": "task.created"}, number, most=outbox.KEPT + 10)
    assert list(kept["deliveries"]) == [str(number) for number in range(20, outbox.KEPT + 30)]
    assert outbox.dropped(kept) == 20
    documents(attio)["delivery_counts"] = kept["delivery_counts"]
    assert attio.emulator.handle(Request.make("GET", "/_emulator/deliveries")).json() == {"data": [], "dropped": 20}
    other = Attio(WORKSPACE)
    other.emulator.restore(attio.emulator.snapshot())
    assert outbox.dropped(documents(other)) == 20


@pytest.mark.parametrize(
    ("kind", "member", "value"),
    [
        ("webhooks", "target_url", None),
        ("webhooks", "secret", 5),
        ("webhooks", "degraded_at", "now"),
        ("deliveries", "due", "soon"),
        ("deliveries", "due", True),
        ("deliveries", "status", None),
        ("deliveries", "body", {"events": []}),
        ("deliveries", "body", {}),
        ("deliveries", "attempts", [{}]),
        ("deliveries", "attempts", [5]),
    ],
)
def test_a_snapshot_whose_deliveries_could_not_be_sent_is_refused(
    attio: Attio, kind: str, member: str, value: Any
) -> None:
    hook(attio, subscriptions=every("record.created"))
    person(attio)
    state = attio.emulator.snapshot()
    (row,) = state["documents"][kind].values()
    row[member] = value
    with pytest.raises(StateError, match=f"the snapshot is damaged: .*/documents/{kind}/[^ ]+: found "):
        attio.emulator.restore(state)
