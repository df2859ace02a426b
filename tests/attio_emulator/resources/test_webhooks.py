"""The calls of webhooks: what may be asked for, and which of them are the same."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator import VirtualClock
from attio_emulator.editions import EDITIONS

from tests.attio_emulator.calls import Attio, error
from tests.attio_emulator.resources.member_calls import NOBODY
from tests.attio_emulator.webhook_calls import TARGET, WORKSPACE, every, hook


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def attio(clock: VirtualClock) -> Attio:
    return Attio(WORKSPACE, clock=clock)


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


def test_members_that_nobody_knows_are_left_out_of_a_filter() -> None:
    attio = Attio()
    condition = {"field": "parent_object_id", "operator": "equals", "value": "x"}
    given = {"extra": [1.5], "$and": [condition | {"more": None}]}
    body = {"target_url": "https://acme.org/h", "subscriptions": [{"event_type": "note.created", "filter": given}]}
    made = attio.ask("POST", "/v2/webhooks", {"data": body})
    assert (made.status, made.body["data"]["subscriptions"][0]["filter"]) == (200, {"$and": [condition]})
    assert attio.ask("POST", "/v2/webhooks", {"data": body | {"target_url": "https://\u00f9\u0013h"}}).status == 400
