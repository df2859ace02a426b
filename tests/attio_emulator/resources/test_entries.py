"""Entries of lists: writing by the rules of records, finding by parent, histories, queries."""

from __future__ import annotations

from typing import Any

import pytest

from tests.attio_emulator.calls import KEY_ID, Answer, Attio, error, new_attribute, new_list, plain_value

NOBODY = "891dcbfc-9141-415d-9b2a-2238a6cc012d"
LIST = new_list("sales")
MADE_UP = ("entry_id", "created_at", "created_by")


def attribute(attio: Attio, slug: str, kind: str, **more: Any) -> None:
    data = new_attribute(slug, kind, title=slug, **more)
    assert attio.ask("POST", "/v2/lists/sales/attributes", {"data": data}).status == 200


@pytest.fixture
def attio() -> Attio:
    """A list of people with a stage, tags and a score."""
    attio = Attio()
    attio.ask("POST", "/v2/lists", {"data": LIST})
    attribute(attio, "stage", "status")
    attribute(attio, "tags", "select", is_multiselect=True)
    attribute(attio, "score", "number")
    for title in ("New", "Won"):
        attio.ask("POST", "/v2/lists/sales/attributes/stage/statuses", {"data": {"title": title}})
    for title in ("red", "green", "blue"):
        attio.ask("POST", "/v2/lists/sales/attributes/tags/options", {"data": {"title": title}})
    return attio


def person(attio: Attio, email: str = "ada@lovelace.org") -> str:
    answer = attio.create("people", {"email_addresses": [email]})
    record_id: str = answer.body["data"]["id"]["record_id"]
    return record_id


def body(parent: str, **values: Any) -> dict[str, Any]:
    return {"data": {"parent_record_id": parent, "parent_object": "people", "entry_values": values}}


def add(attio: Attio, parent: str, **values: Any) -> str:
    answer = attio.ask("POST", "/v2/lists/sales/entries", body(parent, **values))
    entry_id: str = answer.body["data"]["id"]["entry_id"]
    return entry_id


def plain(entry: dict[str, Any]) -> dict[str, list[Any]]:
    values = entry["entry_values"]
    return {slug: [plain_value(one) for one in values[slug]] for slug in values if values[slug] and slug not in MADE_UP}


def entries(attio: Attio, **query: Any) -> list[dict[str, list[Any]]]:
    answer = attio.ask("POST", "/v2/lists/sales/entries/query", query)
    assert answer.status == 200, answer
    return [plain(one) for one in answer.body["data"]]


# -- creating and reading --------------------------------------------------------------------------------------------


@pytest.mark.covers("GET /v2/lists/{list}/entries/{entry}")
@pytest.mark.covers("entry.values")
def test_an_entry_shows_its_parent_and_its_values(attio: Attio) -> None:
    parent = person(attio)
    answer = attio.ask("POST", "/v2/lists/sales/entries", body(parent, stage="New", tags=["red", "blue"], score=3))
    data = answer.body["data"]
    assert (answer.status, data["parent_record_id"], data["parent_object"]) == (200, parent, "people")
    assert plain(data) == {"stage": ["New"], "tags": ["red", "blue"], "score": [3]}
    made_up = {slug: plain_value(data["entry_values"][slug][0]) for slug in MADE_UP}
    assert made_up == {
        "entry_id": data["id"]["entry_id"],
        "created_at": data["created_at"],
        "created_by": {"referenced_actor_type": "api-token", "referenced_actor_id": KEY_ID},
    }
    assert list(data["entry_values"]) == [*MADE_UP, "stage", "tags", "score"]
    assert attio.ask("GET", f"/v2/lists/sales/entries/{data['id']['entry_id']}") == answer
    path = f"/v2/lists/sales/entries/{data['id']['entry_id']}/attributes/parent_record/values"
    (told,) = attio.ask("GET", path).body["data"]  # it can be asked for, and filtered by
    assert told["target_record_id"] == parent


def test_values_can_be_keyed_by_the_id_of_the_attribute(attio: Attio) -> None:
    score = attio.ask("GET", "/v2/lists/sales/attributes/score").body["data"]["id"]["attribute_id"]
    attio.ask("POST", "/v2/lists/sales/entries", body(person(attio), **{score: 7}))
    assert entries(attio) == [{"score": [7]}]


@pytest.mark.covers("entry.twice", "GET /v2/objects/{object}/records/{record}/entries")
def test_a_record_may_be_in_a_list_twice(attio: Attio) -> None:
    parent = person(attio)
    first, second = add(attio, parent, score=1), add(attio, parent, score=2)
    listed = attio.ask("GET", f"/v2/objects/people/records/{parent}/entries").body["data"]
    assert [(one["entry_id"], one["list_api_slug"]) for one in listed] == [(first, "sales"), (second, "sales")]
    paged = attio.ask("GET", f"/v2/objects/people/records/{parent}/entries", limit=1, offset=1).body["data"]
    assert paged == listed[1:]


@pytest.mark.parametrize(
    ("method", "message"),
    [
        ("POST", 'Could not find list with slug/ID "hiring".'),
        ("PUT", 'List with slug/ID "hiring" was not found.'),
    ],
)
def test_a_list_that_is_not_there(attio: Attio, method: str, message: str) -> None:
    assert attio.ask(method, "/v2/lists/hiring/entries", body(NOBODY)) == error(404, "not_found", message)


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_a_parent_that_is_not_there(attio: Attio, method: str) -> None:
    refusal = error(400, "value_not_found", f'Parent record with slug/ID "{NOBODY}" not found.')
    assert attio.ask(method, "/v2/lists/sales/entries", body(NOBODY)) == refusal


def test_a_parent_of_another_object(attio: Attio) -> None:
    answer = attio.ask(
        "POST", "/v2/lists/sales/entries", {"data": body(NOBODY)["data"] | {"parent_object": "companies"}}
    )
    assert (answer.status, answer.body["code"], answer.body["message"]) == (
        400, "validation_type",
        'Records of the object "companies" cannot be added to this list; its parent object is "people".',
    )  # fmt: skip


@pytest.mark.covers("POST /v2/lists/{list}/entries/query")
@pytest.mark.parametrize(
    ("values", "code", "message"),
    [
        ({"stage": "Lost"}, "value_not_found", 'Cannot find status attribute with status option title "Lost".'),
        ({"score": "three"}, "validation_type", 'An invalid value was passed to attribute with slug "score".'),
        ({"tags": "red"}, "validation_type", 'An invalid value was passed to attribute with slug "tags".'),
        ({"mood": "good"}, "value_not_found", 'Cannot find attribute with slug/ID "mood".'),
        ({"entry_id": "x"}, "system_edit_unauthorized", 'Attribute with slug "entry_id" cannot be written.'),
    ],
    ids=["unknown status", "no number", "no list", "unknown attribute", "not writable"],
)
def test_values_are_checked_and_nothing_is_stored(
    attio: Attio, values: dict[str, Any], code: str, message: str
) -> None:
    answer = attio.ask("POST", "/v2/lists/sales/entries", body(person(attio), **values))
    assert (answer.status, answer.body["code"], answer.body["message"]) == (400, code, message)
    assert entries(attio) == []


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH an entry", "PUT an entry"])
def test_null_is_no_value_and_an_empty_list_unsets(attio: Attio, method: str) -> None:
    parent = person(attio)
    entry = add(attio, parent, score=1, stage="New")
    verb, _, one = method.partition(" ")
    path = f"/v2/lists/sales/entries/{entry}" if one else "/v2/lists/sales/entries"

    def write(**values: Any) -> Answer:
        return attio.ask(verb, path, {"data": {"entry_values": values}} if one else body(parent, **values))

    refused = write(stage=None, tags=["red"], score=None)
    rows = [
        {"code": "invalid", "path": ["data", "entry_values", slug], "message": "Invalid input"}
        for slug in ("stage", "score")
    ]
    told = error(400, "validation_type", "Body payload validation error.")
    assert refused == (400, told.body | {"validation_errors": rows})
    assert entries(attio) == [{"stage": ["New"], "score": [1]}]
    assert plain(write(stage=[], score=[]).body["data"]) == {}


@pytest.mark.covers("schema.defaults")
def test_required_values_and_defaults(attio: Attio) -> None:
    attribute(attio, "source", "text", is_required=True)
    missing = attio.ask("GET", "/v2/lists/sales/attributes/source").body["data"]["id"]["attribute_id"]
    message = f'Required value for attribute with ID "{missing}" was not provided.'
    assert attio.ask("POST", "/v2/lists/sales/entries", body(person(attio))) == error(400, "missing_value", message)
    default = {"data": {"default_value": {"type": "static", "template": ["web"]}}}
    shown = attio.ask("PATCH", "/v2/lists/sales/attributes/source", default).body["data"]
    assert (shown["is_default_value_enabled"], shown["default_value"]) == (
        True, {"type": "static", "template": [{"value": "web", "attribute_type": "text"}]},
    )  # fmt: skip
    attribute(attio, "due", "date", default_value={"type": "dynamic", "template": "P1M"})
    attribute(attio, "owner", "actor-reference", default_value={"type": "dynamic", "template": "current-user"})
    add(attio, person(attio, "b@lovelace.org"))
    add(attio, person(attio, "c@lovelace.org"), source="phone", due="2030-01-01", owner=[])
    token = {"referenced_actor_type": "api-token", "referenced_actor_id": KEY_ID}
    assert entries(attio) == [
        {"source": ["web"], "due": ["2025-02-01"], "owner": [token]},
        {"source": ["phone"], "due": ["2030-01-01"]},
    ]


# -- asserting and changing ------------------------------------------------------------------------------------------


@pytest.mark.covers("PUT /v2/lists/{list}/entries")
def test_an_assertion_creates_then_overwrites(attio: Attio) -> None:
    parent = person(attio)
    first = attio.ask("PUT", "/v2/lists/sales/entries", body(parent, tags=["red"], score=1))
    second = attio.ask("PUT", "/v2/lists/sales/entries", body(parent, tags=["green"]))
    assert (first.status, second.status) == (200, 200)
    assert first.body["data"]["id"] == second.body["data"]["id"]
    assert entries(attio) == [{"tags": ["green"], "score": [1]}]


@pytest.mark.covers("entry.twice", "error 400 multiple_match_results")
def test_an_assertion_with_several_entries_is_refused(attio: Attio) -> None:
    parent = person(attio)
    add(attio, parent)
    add(attio, parent)
    message = (
        "Multiple entries were founds for the given parent record. Please remove duplicates or use the update or "
        "create entry endpoints instead."
    )
    assert attio.ask("PUT", "/v2/lists/sales/entries", body(parent)) == error(400, "multiple_match_results", message)


@pytest.mark.covers("PATCH /v2/lists/{list}/entries/{entry}", "PUT /v2/lists/{list}/entries/{entry}")
def test_patch_puts_new_values_in_front_and_put_replaces_them(attio: Attio) -> None:
    path = f"/v2/lists/sales/entries/{add(attio, person(attio), tags=['red', 'green'], score=1)}"
    added = attio.ask("PATCH", path, {"data": {"entry_values": {"tags": ["blue", "red"], "score": 2}}})
    assert plain(added.body["data"]) == {"tags": ["blue", "red", "green"], "score": [2]}
    replaced = attio.ask("PUT", path, {"data": {"entry_values": {"tags": ["green"]}}})
    assert plain(replaced.body["data"]) == {"tags": ["green"], "score": [2]}
    cleared = attio.ask("PUT", path, {"data": {"entry_values": {"tags": [], "score": []}}})
    assert plain(cleared.body["data"]) == {}
    assert attio.ask("GET", path) == cleared


@pytest.mark.covers("entry.parent", "POST /v2/lists/{list}/entries", "error 400 immutable_value")
@pytest.mark.parametrize("method", ["PATCH", "PUT"])
@pytest.mark.parametrize("name", ["parent_record_id", "parent_object"])
def test_a_parent_stays(attio: Attio, method: str, name: str) -> None:
    path = f"/v2/lists/sales/entries/{add(attio, person(attio))}"
    sent = [{"entry_values": {}, name: "people"}, {"entry_values": {"parent_record": "people"}}]
    answer, by_value = [attio.ask(method, path, {"data": data}) for data in sent]
    message = "The parent record for a list entry cannot be updated once created."
    assert answer == by_value == error(400, "immutable_value", message)


def test_a_malformed_change_is_refused(attio: Attio) -> None:
    path = f"/v2/lists/sales/entries/{add(attio, person(attio))}"
    answer = attio.ask("PATCH", path, {"data": {"values": {}}})
    assert [(row["code"], row["path"]) for row in answer.body["validation_errors"]] == [
        ("invalid_type", ["data", "entry_values"]),
        ("unrecognized_keys", ["data"]),
    ]


@pytest.mark.covers("DELETE /v2/lists/{list}/entries/{entry}")
def test_an_entry_is_deleted(attio: Attio) -> None:
    parent = person(attio)
    path = f"/v2/lists/sales/entries/{add(attio, parent)}"
    assert attio.ask("DELETE", path) == (200, {})
    gone = error(404, "not_found", f'Entry with ID "{path.rpartition("/")[2]}" not found.')
    change: dict[str, Any] = {"data": {"entry_values": {}}}
    assert [attio.ask("GET", path), attio.ask("DELETE", path), attio.ask("PATCH", path, change)] == [gone] * 3
    assert attio.ask("GET", f"/v2/objects/people/records/{parent}/entries") == (200, {"data": []})


def test_entries_of_a_record_that_is_not_there(attio: Attio) -> None:
    answer = attio.ask("GET", f"/v2/objects/people/records/{NOBODY}/entries")
    assert answer == error(404, "not_found", f'Record with ID "{NOBODY}" not found.')


# -- histories, renamings, states ------------------------------------------------------------------------------------


def history(attio: Attio, entry: str, attribute: str, **query: Any) -> Answer:
    return attio.ask("GET", f"/v2/lists/sales/entries/{entry}/attributes/{attribute}/values", **query)


def test_values_keep_their_history(attio: Attio) -> None:
    entry = add(attio, person(attio), stage="New")
    attio.ask("PATCH", f"/v2/lists/sales/entries/{entry}", {"data": {"entry_values": {"stage": "Won"}}})
    now = history(attio, entry, "stage").body["data"]
    every = history(attio, entry, "stage", show_historic=True).body["data"]
    assert [plain_value(one) for one in every] == ["New", "Won"]
    assert (every[1:], every[0]["active_until"]) == (now, now[0]["active_from"])
    unknown = error(404, "not_found", 'Attribute with slug/ID "mood" not found.')
    assert history(attio, entry, "mood") == unknown


def test_a_default_is_written_once(attio: Attio) -> None:
    attribute(attio, "rank", "number", default_value={"type": "static", "template": [7]})
    entry = add(attio, person(attio))
    assert [plain_value(one) for one in history(attio, entry, "rank", show_historic=True).body["data"]] == [7]


def test_values_follow_the_renaming_of_their_attribute(attio: Attio) -> None:
    entry = add(attio, person(attio), score=1)
    attio.ask("PATCH", f"/v2/lists/sales/entries/{entry}", {"data": {"entry_values": {"score": 2}}})
    attio.ask("PATCH", "/v2/lists/sales/attributes/score", {"data": {"api_slug": "points"}})
    assert entries(attio) == [{"points": [2]}]
    every = history(attio, entry, "points", show_historic=True).body["data"]
    assert [plain_value(one) for one in every] == [1, 2]


def test_lists_and_entries_survive_a_restore(attio: Attio) -> None:
    add(attio, person(attio), stage="Won", tags=["red"])
    before = attio.ask("POST", "/v2/lists/sales/entries/query", {})
    other = Attio()
    other.emulator.restore(attio.emulator.snapshot())
    assert other.ask("POST", "/v2/lists/sales/entries/query", {}) == before
    assert other.ask("GET", "/v2/lists/sales/attributes") == attio.ask("GET", "/v2/lists/sales/attributes")
    other.emulator.reset()
    assert other.ask("GET", "/v2/lists") == (200, {"data": []})


@pytest.mark.covers("GET /v2/lists/{list}/entries/{entry}/attributes/{attribute}/values")
def test_references_follow_a_renamed_object(attio: Attio) -> None:
    boat = {"api_slug": "boats", "singular_noun": "Boat", "plural_noun": "Boats"}
    attio.ask("POST", "/v2/objects", {"data": boat})
    hull = attio.create("boats", {}).body["data"]["id"]["record_id"]
    default = {"type": "static", "template": [{"target_object": "boats", "target_record_id": hull}]}
    config = {"record_reference": {"allowed_objects": ["boats"]}}
    attribute(attio, "boat", "record-reference", config=config, default_value=default)
    first = add(attio, person(attio))
    attio.ask("PATCH", "/v2/objects/boats", {"data": {"api_slug": "ships"}})
    second = add(attio, person(attio, "eve@lovelace.org"))
    for entry in (first, second):
        (value,) = history(attio, entry, "boat").body["data"]
        assert plain_value(value) == {"target_object": "ships", "target_record_id": hull}


# -- queries ---------------------------------------------------------------------------------------------------------


def test_a_query_filters_sorts_and_pages(attio: Attio) -> None:
    for number, stage in enumerate(("New", "Won", "Won")):
        add(attio, person(attio, f"p{number}@lovelace.org"), stage=stage, score=number)
    assert entries(attio, filter={"stage": "Won"}, sorts=[{"direction": "desc", "attribute": "score"}]) == [
        {"stage": ["Won"], "score": [2]},
        {"stage": ["Won"], "score": [1]},
    ]
    assert entries(attio, limit=1, offset=1) == [{"stage": ["Won"], "score": [1]}]
    along = {"path": [["sales", "parent_record"], ["people", "email_addresses"]], "constraints": "p0@lovelace.org"}
    assert entries(attio, filter=along) == [{"stage": ["New"], "score": [0]}]


def test_a_query_that_cannot_be(attio: Attio) -> None:
    unknown = attio.ask("POST", "/v2/lists/sales/entries/query", {"filter": {"mood": "good"}})
    assert (unknown.status, unknown.body["code"], unknown.body["path"]) == (
        400, "unknown_filter_attribute_slug", ["mood"],
    )  # fmt: skip
    gone = error(404, "not_found", 'List with slug/ID "hiring" not found.')
    assert attio.ask("POST", "/v2/lists/hiring/entries/query", {}) == gone


def test_entries_are_shown_of_records_whose_object_is_switched_off() -> None:
    attio = Attio()
    attio.emulator.activate("users")
    attio.ask("POST", "/v2/lists", {"data": new_list("sales", "users")})
    attribute(attio, "score", "number")
    user = attio.create("users", {"user_id": "u1", "primary_email_address": "u@x.com"}).body["data"]["id"]["record_id"]
    new = {"parent_record_id": user, "parent_object": "users", "entry_values": {"score": 1}}
    entry = attio.ask("POST", "/v2/lists/sales/entries", {"data": new}).body["data"]
    attio.emulator.deactivate("users")
    path = f"/v2/lists/sales/entries/{entry['id']['entry_id']}"

    assert attio.ask("GET", path).body["data"] == entry
    assert attio.ask("POST", "/v2/lists/sales/entries/query", {}).body["data"] == [entry]
    written = attio.ask("PATCH", path, {"data": {"entry_values": {"score": 2}}})
    assert [one["value"] for one in written.body["data"]["entry_values"]["score"]] == [2]
    assert attio.ask("POST", "/v2/lists/sales/entries", {"data": new}).body["code"] == "standard_object_disabled"
    assert attio.ask("DELETE", path).status == 200
