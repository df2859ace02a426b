"""`POST /v2/objects/records/search`: what is found by which words, in which order, in which shape, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from tests.attio_emulator.calls import Answer, Attio, error

PATH = "/v2/objects/records/search"
EVERYBODY = {"type": "workspace"}
MEMBER = "5f1c9d9e-0000-4000-8000-000000000001"
WORKSPACE = {
    "members": [{"id": MEMBER, "email_address": "alice@acme.com"}],
    "objects": [
        {"api_slug": "users", "active": True},
        {"api_slug": "workspaces", "active": True},
        {
            "api_slug": "ships",
            "attributes": [{"api_slug": "hull", "type": "text"}, {"api_slug": "motto", "type": "text"}],
        },
    ],
}


@pytest.fixture
def attio() -> Attio:
    attio = Attio(WORKSPACE)
    written: tuple[tuple[str, dict[str, Any]], ...] = (
        ("companies", {"name": "Acme", "domains": ["acme.com", "acme.co.uk"]}),
        ("companies", {"name": "Big Acme", "twitter": "roadrunner"}),
        ("companies", {"domains": ["nameless.io"]}),
        (
            "people",
            {"name": "Lovelace, Ada", "email_addresses": ["ada@acme.com"], "phone_numbers": ["+15558675309"]},
        ),
        ("people", {"name": "Turing, Alan", "linkedin": "enigma"}),
        ("users", {"user_id": "u1", "primary_email_address": "ada@acme.com", "person": "ada@acme.com"}),
        ("workspaces", {"workspace_id": "w1", "name": "Acme HQ"}),
        ("ships", {"hull": "Acme One", "motto": "roadrunner"}),
    )
    for object, values in written:
        answer = attio.create(object, values)
        assert answer.status == 200, answer
    return attio


def search(attio: Attio, query: str, *objects: str, **more: Any) -> Answer:
    return attio.ask("POST", PATH, {"query": query, "objects": list(objects), "request_as": EVERYBODY, **more})


def labels(answer: Answer) -> list[str]:
    assert answer.status == 200, answer
    return [row["record_text"] for row in answer.body["data"]]


def test_the_shape_of_a_result_depends_on_its_object(attio: Attio) -> None:
    def row(object: str, place: int, text: str, **more: Any) -> dict[str, Any]:
        ids = {"object_id": attio.object_id(object), "record_id": attio.ids(object)[place]}
        told = {"record_text": text, "record_image": None, "object_slug": object}
        return {"id": {"workspace_id": attio.emulator.workspace.id, **ids}, **told, **more}

    found = search(attio, "acme", "companies", "people", "workspaces", "ships", "users")
    assert found == Answer(
        200,
        {
            "data": [
                row("companies", 0, "Acme", domains=["acme.com", "acme.co.uk"]),
                row("workspaces", 0, "Acme HQ"),
                row("ships", 0, "Acme One"),
                row("companies", 1, "Big Acme", domains=[]),
                row("people", 0, "Ada Lovelace", email_addresses=["ada@acme.com"], phone_numbers=["+15558675309"]),
                row("users", 0, "ada@acme.com"),
            ]
        },
    )


@pytest.mark.covers("search")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("ada", ["Ada Lovelace"]),
        ("LOVELACE ada", ["Ada Lovelace"]),
        ("ada turing", []),
        ("5558675309", ["Ada Lovelace"]),
        ("enigma", ["Alan Turing"]),
        ("co.uk", ["Acme"]),
        ("roadrunner", ["Big Acme"]),
        ("nameless", ["nameless.io"]),
        ("", ["Acme", "Big Acme", "nameless.io", "Ada Lovelace", "Alan Turing", "Acme One"]),
        ("   ", ["Acme", "Big Acme", "nameless.io", "Ada Lovelace", "Alan Turing", "Acme One"]),
    ],
)
def test_words_are_found_in_names_addresses_numbers_domains_and_handles(
    attio: Attio, query: str, expected: list[str]
) -> None:
    assert labels(search(attio, query, "companies", "people", "ships")) == expected


def test_only_the_objects_asked_for_are_searched_by_slug_or_id_and_each_once(attio: Attio) -> None:
    assert labels(search(attio, "acme", "ships")) == ["Acme One"]
    assert labels(search(attio, "acme", attio.object_id("ships"), "ships")) == ["Acme One"]


@pytest.mark.covers("search")
def test_limit_cuts_after_ranking_and_is_25_at_most() -> None:
    attio = Attio()
    for number in range(30):
        attio.create("companies", {"name": f"Firm {number}"})
    assert labels(search(attio, "firm 29", "companies", limit=1)) == ["Firm 29"]
    assert search(attio, "firm", "companies", limit=None) == search(attio, "firm", "companies", limit=25)
    assert len(labels(search(attio, "firm", "companies"))) == 25


@pytest.mark.covers("POST /v2/objects/records/search")
@pytest.mark.parametrize(
    "request_as",
    [
        {"type": "workspace-member", "workspace_member_id": MEMBER},
        {"type": "workspace-member", "email_address": "Alice@acme.com"},
    ],
)
def test_a_member_can_be_the_one_who_searches(attio: Attio, request_as: dict[str, str]) -> None:
    assert labels(search(attio, "turing", "people", request_as=request_as)) == ["Alan Turing"]


def test_a_record_without_anything_to_be_called_by_has_an_empty_label(attio: Attio) -> None:
    attio.create("ships", {})
    assert labels(search(attio, "", "ships")) == ["Acme One", ""]


BASE: dict[str, Any] = {"query": "x", "objects": ["people"], "request_as": EVERYBODY}


def missing(name: str, kind: str) -> dict[str, Any]:
    return {"code": "invalid_type", "path": [name], "message": "Required", "expected": kind, "received": "undefined"}


def wrong(path: list[Any], expected: str, received: str) -> dict[str, Any]:
    message = f"Expected {expected}, received {received}"
    return {"code": "invalid_type", "path": path, "message": message, "expected": expected, "received": received}


UNION = {"code": "invalid", "path": ["request_as"], "message": "Invalid input"}
"""What a union says of anything that is wrong (recorded)."""


@pytest.mark.parametrize(
    ("body", "rows"),
    [
        ({}, [missing("query", "string"), missing("objects", "array"), UNION]),
        ([], [wrong([], "object", "array")]),
        (BASE | {"query": None}, [wrong(["query"], "string", "null")]),
        (BASE | {"objects": "people"}, [wrong(["objects"], "array", "string")]),
        (BASE | {"objects": ["people", 1]}, [wrong(["objects", 1], "string", "number")]),
        (BASE | {"limit": "5"}, [wrong(["limit"], "number", "string")]),
        (
            BASE | {"objects": []},
            [{"code": "invalid", "path": ["objects"], "message": "Array must contain at least 1 element(s)"}],
        ),
        (
            BASE | {"query": "x" * 257},
            [{"code": "invalid", "path": ["query"], "message": "String must contain at most 256 character(s)"}],
        ),
        (
            BASE | {"limit": 26},
            [{"code": "invalid", "path": ["limit"], "message": "Number must be whole and from 1 to 25"}],
        ),
        (BASE | {"request_as": {"type": "me"}}, [UNION]),
        (BASE | {"request_as": None}, [UNION]),
        (BASE | {"request_as": {"type": "workspace-member"}}, [UNION]),
    ],
)
def test_a_malformed_search_is_refused(attio: Attio, body: Any, rows: list[dict[str, Any]]) -> None:
    expected = error(400, "validation_type", "Body payload validation error.", validation_errors=rows)
    assert attio.ask("POST", PATH, body) == expected


def test_unknown_and_inactive_objects_and_unknown_members_are_refused() -> None:
    attio = Attio()
    disabled = 'The Standard object with slug/ID "users" must be enabled by a Workspace admin before it can be used.'
    nobody = 'Workspace member with email address or ID "a@b.com" not found.'
    as_nobody = {"type": "workspace-member", "email_address": "a@b.com"}
    assert search(attio, "x", "foobar") == error(400, "value_not_found", 'Object with slug/ID "foobar" not found.')
    assert search(attio, "x", "people", "users") == error(400, "standard_object_disabled", disabled)
    assert search(attio, "x", "people", request_as=as_nobody) == error(400, "value_not_found", nobody)
    assert attio.emulator.ledger == []


@pytest.mark.parametrize(
    ("query", "found"), [("0901234567", 1), ("+84901234567", 1), ("901234567", 1), ("0901234568", 0), ("0567", 0)]
)
def test_a_phone_number_is_found_as_it_is_dialled_at_home(query: str, found: int) -> None:
    attio = Attio()
    attio.create("people", {"name": "Thu", "phone_numbers": ["+84901234567"]})
    body = {"query": query, "objects": ["people"], "request_as": {"type": "workspace"}}
    assert len(attio.ask("POST", "/v2/objects/records/search", body).body["data"]) == found
