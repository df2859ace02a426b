"""Records of activities are written, matched, found and deleted by the rules of records of objects; who is told of it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.attio_emulator.calls import Answer, Attio, error, new_attribute
from tests.attio_emulator.resources.activity_calls import CALLS, RECORDS, VISITS, WORKSPACE
from tests.attio_emulator.resources.schema_calls import good, invalid, missing, post, restored
from tests.attio_emulator.resources.test_activities import gone, listen, told

NOBODY = "11111111-1111-4111-8111-111111111111"


@pytest.fixture
def attio() -> Attio:
    return Attio(WORKSPACE)


def only(attio: Attio) -> str:
    """The ID of the one visit that the file has."""
    (record,) = good(attio.ask("POST", f"{RECORDS}/query", {}))
    return str(record["id"]["record_id"])


def put(attio: Attio, values: dict[str, Any], matching: str = "code") -> Answer:
    return attio.ask("PUT", RECORDS, {"data": {"values": values}}, matching_attribute=matching)


def plain(record: dict[str, Any]) -> dict[str, Any]:
    """What the file's attributes have."""
    shown = {"code": "value", "host": "target_record_id", "timestamp": "value"}
    out = {name: [one[member] for one in record["values"][name]] for name, member in shown.items()}
    return out | {"tags": [one["option"]["title"] for one in record["values"]["tags"]]}


def codes(attio: Attio, **body: Any) -> list[str]:
    rows = good(attio.ask("POST", f"{RECORDS}/query", body))
    return [one["values"]["code"][0]["value"] for one in rows]


# -- creating and reading --------------------------------------------------------------------------------------------


@pytest.mark.covers(
    "POST /v2/activities/{activity}/records", "GET /v2/activities/{activity}/records/{record}", "activity.records"
)
def test_a_logged_record_is_shown_with_its_activity_and_without_an_address(attio: Attio) -> None:
    ann = attio.ids("people")[0]
    made = good(post(attio, RECORDS, {"values": {"code": "v-2", "tags": ["B", "A"], "host": [ann], "timestamp": "2025-01-03T10:00:00Z"}}))  # fmt: skip
    assert [*made] == ["id", "created_at", "values"]
    activity = good(attio.ask("GET", VISITS))["id"]["activity_id"]
    assert made["id"] == {"workspace_id": attio.emulator.workspace.id, "activity_id": activity, "record_id": made["id"]["record_id"]}  # fmt: skip
    assert plain(made) == {"code": ["v-2"], "host": [ann], "timestamp": ["2025-01-03T10:00:00.000000000Z"], "tags": ["B", "A"]}  # fmt: skip
    path = f"{RECORDS}/{made['id']['record_id']}"
    assert good(attio.ask("GET", path)) == made == good(restored(attio).ask("GET", path))
    assert good(attio.ask("GET", path.replace("visits", activity))) == made
    attio.emulator.reset()
    assert codes(attio) == ["v-1"]


@pytest.mark.parametrize(
    ("values", "status", "code", "message"),
    [
        ({"tags": ["In Progress"]}, 400, "value_not_found", 'Cannot find select attribute with select option title "In Progress".'),
        ({"topic": "x"}, 400, "value_not_found", 'Cannot find attribute with slug/ID "topic".'),
        ({"code": "v-1"}, 400, "uniqueness_conflict", 'A value provided for attribute with slug "code" conflicts with one already in the system.'),
        ({"host": ["nobody@acme.org"]}, 400, "value_not_found", 'Could not find a record for the value "nobody@acme.org"'),
        ({"code": ["a", "b"]}, 400, "validation_type", 'An invalid value was passed to attribute with slug "code".'),
        ({"created_at": "2025-01-01T00:00:00Z"}, 400, None, None),
    ],
)  # fmt: skip
def test_values_that_cannot_be_are_refused(
    attio: Attio, values: dict[str, Any], status: int, code: str | None, message: str | None
) -> None:
    before = attio.stored()
    for answer in (post(attio, RECORDS, {"values": values}), attio.ask("PATCH", f"{RECORDS}/{only(attio)}", {"data": {"values": values}})):  # fmt: skip
        if "code" in values and values["code"] == "v-1" and answer.status == 200:  # its own
            continue
        assert answer.status == status
        assert code is None or answer.body["code"] == code
        assert message is None or answer.body["message"].startswith(message)
    assert attio.stored() == before


def test_a_required_value_is_needed() -> None:
    attribute = {"api_slug": "code", "type": "text", "is_required": True}
    attio = Attio({"activities": [{"api_slug": "visits", "attributes": [attribute]}]})
    id = good(attio.ask("GET", f"{VISITS}/attributes/code"))["id"]["attribute_id"]
    needed = error(400, "missing_value", f'Required value for attribute with ID "{id}" was not provided.')
    assert post(attio, RECORDS, {"values": {}}) == needed
    made = good(post(attio, RECORDS, {"values": {"code": "x"}}))["id"]["record_id"]
    for method in ("PATCH", "PUT"):
        assert attio.ask(method, f"{RECORDS}/{made}", {"data": {"values": {"code": []}}}) == needed


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, invalid(missing("object", "data"))),
        ({"data": {}}, invalid(missing("object", "data", "values"))),
    ],
)
def test_a_malformed_record_is_refused(attio: Attio, body: Any, expected: Answer) -> None:
    assert attio.ask("POST", RECORDS, body) == expected
    assert attio.ask("PUT", RECORDS, body, matching_attribute="code") == expected


# -- asserting -------------------------------------------------------------------------------------------------------


@pytest.mark.covers("PUT /v2/activities/{activity}/records")
def test_an_assertion_finds_or_creates(attio: Attio) -> None:
    made = good(put(attio, {"code": "v-2", "tags": ["B"]}))
    again = good(put(attio, {"code": "v-2", "tags": ["C"]}))
    assert again["id"] == made["id"]
    assert plain(again)["tags"] == ["C"]
    assert sorted(codes(attio)) == ["v-1", "v-2"]


def test_a_multiselect_matching_attribute_is_added_to(attio: Attio) -> None:
    first = good(put(attio, {"aliases": ["a.com"], "tags": ["A"]}, "aliases"))
    then = good(put(attio, {"aliases": ["a.com", "b.com"], "tags": ["B", "C"]}, "aliases"))
    assert then["id"] == first["id"]
    assert sorted(one["domain"] for one in then["values"]["aliases"]) == ["a.com", "b.com"]
    assert plain(then)["tags"] == ["B", "C"]


def test_what_an_assertion_cannot_match_by(attio: Attio) -> None:
    unknown = error(400, "value_not_found", 'No attribute was found for matching_attribute slug/ID "my_attribute".')
    assert put(attio, {}, "my_attribute") == unknown
    assert put(attio, {"tags": ["A"]}, "tags").body["code"] == "matching_attribute_definition_not_unique"
    good(put(attio, {"code": "v-2", "aliases": ["a.com"]}))
    good(put(attio, {"code": "v-3", "aliases": ["b.com"]}))
    assert put(attio, {"aliases": ["a.com", "b.com"]}, "aliases").body["code"] == "multiple_match_results"
    answer = attio.ask("PUT", RECORDS, {"data": {"values": {}}})
    assert answer.body["validation_errors"] == [missing("string", "matching_attribute")]


# -- changing --------------------------------------------------------------------------------------------------------


@pytest.mark.covers(
    "PATCH /v2/activities/{activity}/records/{record}", "PUT /v2/activities/{activity}/records/{record}"
)
def test_lists_are_added_to_in_front_or_replaced(attio: Attio) -> None:
    record = only(attio)
    for method, sent, tags in (("PATCH", ["B"], ["B", "A"]), ("PATCH", ["C", "B"], ["C", "B", "A"]), ("PUT", ["C", "A"], ["C", "A"])):  # fmt: skip
        changed = good(attio.ask(method, f"{RECORDS}/{record}", {"data": {"values": {"tags": sent}}}))
        assert plain(changed)["tags"] == tags
        assert plain(changed)["code"] == ["v-1"]
        assert good(restored(attio).ask("GET", f"{RECORDS}/{record}")) == changed


# -- finding ---------------------------------------------------------------------------------------------------------


@pytest.mark.covers("POST /v2/activities/{activity}/records/query")
@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({"filter": {"tags": "A"}, "sorts": [{"attribute": "timestamp", "direction": "desc"}]}, ["v-3", "v-1"]),
        ({"sorts": [{"attribute": "timestamp", "direction": "asc"}]}, ["v-1", "v-2", "v-3"]),
        ({"sorts": [{"attribute": "timestamp", "direction": "asc"}], "limit": 1, "offset": 1}, ["v-2"]),
        ({"filter": {"timestamp": {"$gte": "2025-01-04T00:00:00Z"}}}, ["v-3"]),
        ({"filter": {"path": [["visits", "host"], ["people", "email_addresses"]], "constraints": {"email_address": "ann@acme.org"}}}, ["v-1"]),
        ({"filter": {"code": "v-2"}}, ["v-2"]),
        ({"filter": {"code": "v-2"}, "filter_view_id": NOBODY}, ["v-2"]),
        ({"filter": {"$not": {"code": {"$starts_with": "v"}}}}, []),
    ],
)  # fmt: skip
def test_records_are_found(attio: Attio, body: dict[str, Any], found: list[str]) -> None:
    for number, tags in ((2, ["B"]), (3, ["A", "C"])):
        good(put(attio, {"code": f"v-{number}", "tags": tags, "timestamp": f"2025-01-0{number + 1}T10:00:00Z"}))
    assert codes(attio, **body) == found


def test_what_cannot_be_asked_for(attio: Attio) -> None:
    answer = attio.ask("POST", f"{RECORDS}/query", {"filter": {"topic": "x"}})
    assert (answer.status, answer.body["code"], answer.body["path"]) == (400, "unknown_filter_attribute_slug", ["topic"])  # fmt: skip
    assert attio.ask("POST", f"{RECORDS}/query", {"limit": -1}).status == 400
    assert attio.ask("POST", f"{RECORDS}/query", []).status == 400
    assert attio.ask("POST", "/v2/activities/tours/records/query", {}) == gone("tours")
    assert len(good(attio.ask("POST", f"{RECORDS}/query"))) == 1


# -- deleting, references, events ------------------------------------------------------------------------------------


@pytest.mark.covers("DELETE /v2/activities/{activity}/records/{record}")
def test_a_deleted_record_is_gone_and_its_unique_value_free(attio: Attio) -> None:
    path = f"{RECORDS}/{only(attio)}"
    assert attio.ask("DELETE", path) == Answer(200, {})
    missing_one = error(404, "not_found", f'Record with ID "{path.rpartition("/")[2]}" not found.')
    assert attio.ask("GET", path) == missing_one == attio.ask("DELETE", path)
    good(post(attio, RECORDS, {"values": {"code": "v-1"}}))


def test_a_record_belongs_to_one_activity(attio: Attio) -> None:
    record = only(attio)
    assert attio.ask("GET", f"{CALLS}/records/{record}").status == 404
    assert attio.ask("GET", f"/v2/objects/visits/records/{record}").status == 404


def test_a_reference_to_a_deleted_record_ends_and_a_renamed_object_is_followed(attio: Attio) -> None:
    boats = {"api_slug": "boats", "singular_noun": "Boat", "plural_noun": "Boats"}
    good(post(attio, "/v2/objects", boats))
    boat = good(attio.create("boats", {}))["id"]["record_id"]
    config = {"record_reference": {"allowed_objects": ["boats"]}}
    attribute = new_attribute("boat", "record-reference", config=config)
    good(post(attio, f"{VISITS}/attributes", attribute))
    record = only(attio)
    to = [{"target_object": "boats", "target_record_id": boat}]
    good(attio.ask("PATCH", f"{RECORDS}/{record}", {"data": {"values": {"boat": to}}}))
    good(attio.ask("PATCH", "/v2/objects/boats", {"data": {"api_slug": "ships"}}))
    shown = good(attio.ask("GET", f"{RECORDS}/{record}"))["values"]["boat"]
    assert [(one["target_object"], one["target_record_id"]) for one in shown] == [("ships", boat)]
    assert attio.ask("DELETE", f"/v2/objects/ships/records/{boat}").status == 200
    assert good(attio.ask("GET", f"{RECORDS}/{record}"))["values"]["boat"] == []
    assert attio.ask("DELETE", "/v2/objects/ships").status == 200
    assert "boat" not in good(restored(attio).ask("GET", f"{RECORDS}/{record}"))["values"]


def test_webhooks_are_told_of_records_that_come_and_go_and_not_of_changes(attio: Attio) -> None:
    listen(attio)
    made = good(put(attio, {"code": "v-2"}))["id"]["record_id"]
    good(put(attio, {"code": "v-2", "tags": ["A"]}))
    good(attio.ask("PUT", f"{RECORDS}/{made}", {"data": {"values": {"tags": []}}}))
    assert attio.ask("DELETE", f"{RECORDS}/{made}").status == 200
    ids = ["workspace_id", "activity_id", "record_id"]
    assert told(attio) == [("activity-record.created", ids), ("activity-record.deleted", ids)]
    event = attio.emulator.deliveries()[0]["event"]
    assert event["actor"]["type"] == "api-token"
    assert [*event] == ["event_type", "id", "actor"]


def test_they_are_no_records_of_an_object(attio: Attio) -> None:
    assert attio.ids("visits") == []
    assert attio.emulator.counts() == {"people": 2}
    assert good(attio.ask("POST", "/v2/objects/visits/records/query", {})) == []


def test_a_token_needs_the_scopes_of_activities() -> None:
    scopes = [
        "record_permission:read",
        "object_configuration:read",
        "activity_configuration:read",
        "activity_record:read",
    ]
    attio = Attio({**WORKSPACE, "tokens": [{"token": "t", "scopes": scopes}]})
    assert attio.ask("GET", "/v2/activities").status == 200
    assert attio.ask("POST", f"{RECORDS}/query", {}).status == 200
    assert post(attio, RECORDS, {"values": {}}).status == 403
    assert post(attio, f"{VISITS}/attributes", {}).status == 403
