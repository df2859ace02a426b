"""Records beside the asserts: one by its ID, pages of them, their history, and bodies that are none."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator import Request, Workspace

from tests.attio_emulator.calls import Answer, Attio, error

WORKSPACE = Workspace.from_dict(
    {
        "objects": [
            {
                "api_slug": "boats",
                "attributes": [
                    {"api_slug": "hull", "type": "text", "is_unique": True, "is_required": True},
                    {"api_slug": "price", "type": "currency", "config": {"currency": {"default_currency_code": "EUR"}}},
                    {"api_slug": "tags", "type": "select", "is_multiselect": True, "options": ["a", "b", "c"]},
                ],
            }
        ]
    }
)


@pytest.fixture
def attio() -> Attio:
    return Attio(WORKSPACE)


@pytest.fixture
def boats(attio: Attio) -> Attio:
    for number in range(5):
        assert attio.create("boats", {"hull": f"h-{number}", "tags": ["a", "b"], "price": number}).status == 200
    return attio


@pytest.mark.covers("record.shape")
def test_the_address_of_a_record_is_a_uri() -> None:
    attio = Attio({"slug": "a b"})
    assert attio.create("people", {}).body["data"]["web_url"].startswith("https://app.attio.com/a%20b/person/")


@pytest.mark.covers("record.web_url")
@pytest.mark.parametrize(
    ("object", "page"),
    [
        ("people", "person"),
        ("companies", "company"),
        ("deals", "deals/record"),
        ("users", "users/record"),
        ("workspaces", "workspaces/record"),
        ("onboardings", "custom/onboardings/record"),
    ],
)
def test_each_object_has_its_page_in_the_web_application(object: str, page: str) -> None:
    objects = [{"api_slug": slug, "active": True} for slug in ("deals", "users", "workspaces")]
    members = [{"email_address": "ada@acme.org"}]
    attio = Attio({"objects": [*objects, {"api_slug": "onboardings"}], "members": members})
    values = {
        "deals": {"name": "D", "stage": "Lead", "owner": "ada@acme.org"},
        "users": {"user_id": "u", "primary_email_address": "u@acme.org"},
        "workspaces": {"workspace_id": "w"},
    }
    record = attio.create(object, values.get(object, {})).body["data"]
    assert record["web_url"] == f"https://app.attio.com/workspace/{page}/{record['id']['record_id']}"


PAGES: tuple[tuple[dict[str, Any] | None, list[int]], ...] = (
    (None, [0, 1, 2, 3, 4]),
    ({}, [0, 1, 2, 3, 4]),
    ({"limit": 2}, [0, 1]),
    ({"limit": 2, "offset": 2}, [2, 3]),
    ({"offset": 4, "limit": 500}, [4]),
    ({"offset": 5}, []),
    ({"limit": 0}, []),
)


@pytest.mark.covers("page.limits", "query.now")
@pytest.mark.parametrize(("body", "numbers"), PAGES, ids=[str(row[0]) for row in PAGES])
def test_pages_of_records_in_the_order_of_their_ids(
    boats: Attio, body: dict[str, Any] | None, numbers: list[int]
) -> None:
    found = boats.ask("POST", "/v2/objects/boats/records/query", body)
    by_id = sorted(boats.emulator.records("boats"), key=lambda one: str(one["id"]["record_id"]))
    assert found == Answer(200, {"data": [by_id[number] for number in numbers]})


BAD_PAGES: tuple[dict[str, Any], ...] = (
    {"limit": -1},
    {"limit": "two"},
    {"offset": -1},
    {"offset": 1.5},
    {"limit": True},
    {"limit": []},
)


@pytest.mark.parametrize("body", [*BAD_PAGES, [], "x", 5], ids=str)
def test_pages_that_are_none(boats: Attio, body: Any) -> None:
    answer = boats.ask("POST", "/v2/objects/boats/records/query", body)
    assert (answer.status, answer.body["code"]) == (400, "validation_type")
    assert answer.body["message"] == "Body payload validation error."


@pytest.mark.parametrize("limit", ["-1", "two", "1.5"])
def test_pages_of_attributes_that_are_none(attio: Attio, limit: str) -> None:
    answer = attio.ask("GET", "/v2/objects/boats/attributes", limit=limit)
    assert (answer.status, answer.body["message"]) == (400, "Query params validation error.")


@pytest.mark.parametrize("limit", ["²", "1" * 5000], ids=["superscript", "5000 digits"])
def test_digits_that_are_no_number(attio: Attio, limit: str) -> None:
    assert attio.ask("GET", "/v2/objects/boats/attributes", limit=limit).status in (200, 400)


@pytest.mark.covers(
    "write.patch_put",
    "write.prepend",
    "DELETE /v2/objects/{object}/records/{record}",
    "GET /v2/objects/{object}/records/{record}",
    "PATCH /v2/objects/{object}/records/{record}",
)
def test_get_patch_put_and_delete_of_a_record(boats: Attio) -> None:
    record, *others = boats.ids("boats")
    path = f"/v2/objects/boats/records/{record}"

    def write(method: str, **values: Any) -> dict[str, Any]:
        answer = boats.ask(method, path, {"data": {"values": values}})
        assert answer == boats.ask("GET", path)
        assert answer.status == 200
        return boats.plain("boats")[0]

    assert write("PATCH", tags=["c", "b"])["tags"] == ["c", "a", "b"]
    assert write("PATCH", tags=[])["tags"] == ["c", "a", "b"]
    assert write("PATCH", price=9) == {
        "hull": ["h-0"],
        "price": [{"currency_value": 9, "currency_code": "EUR"}],
        "tags": ["c", "a", "b"],
    }
    assert write("PUT", tags=["b", "c"])["tags"] == ["b", "c"]
    assert "tags" not in write("PUT", tags=[])
    assert "price" not in write("PATCH", price=[])
    assert write("PUT", hull="h-0") == {"hull": ["h-0"]}
    assert (
        boats.ask("GET", path.upper().replace("/V2/OBJECTS/BOATS/RECORDS", "/v2/objects/boats/records")).status == 200
    )
    assert boats.ask("DELETE", path) == Answer(200, {})
    assert boats.ask("GET", path) == error(404, "not_found", f'Record with ID "{record}" not found.')
    assert boats.ids("boats") == others


@pytest.mark.covers("error 400 missing_value")
@pytest.mark.parametrize("method", ["PATCH", "PUT"])
def test_an_update_that_is_refused_changes_nothing(boats: Attio, method: str) -> None:
    path, before = f"/v2/objects/boats/records/{boats.ids('boats')[0]}", boats.stored()
    for values, code in (
        ({"hull": "h-1", "price": 1}, "uniqueness_conflict"),
        ({"hull": [], "price": 1}, "missing_value"),
        ({"price": "1.23456"}, "validation_type"),
        ({"tags": ["z"]}, "value_not_found"),
        ({"sail": 1}, "value_not_found"),
    ):
        answer = boats.ask(method, path, {"data": {"values": values}})
        assert (answer.status, answer.body["code"]) == (400, code)
        assert boats.stored() == before


def body_error(code: str, message: str, *path: str, **more: Any) -> Answer:
    row = {"code": code, "path": list(path), "message": message, **more}
    return error(400, "validation_type", "Body payload validation error.", validation_errors=[row])


def _missing(*path: str) -> Answer:
    return body_error("invalid_type", "Required", *path, expected="object", received="undefined")


def _no_object(received: str, *path: str) -> Answer:
    return body_error("invalid_type", f"Expected object, received {received}", *path, expected="object", received=received)  # fmt: skip


BODIES: tuple[tuple[bytes, Answer], ...] = (
    (
        b"",
        body_error("invalid", "The body is not JSON: Input is a zero-length, empty document: line 1 column 1 (char 0)"),
    ),
    (b"{", body_error("invalid", "The body is not JSON: unexpected end of data: line 1 column 2 (char 1)")),
    (
        b"\xff\xfe",
        body_error("invalid", "The body is not UTF-8: found the byte 0xff at 0"),
    ),
    (b"[" * 3000, body_error("invalid", "The body is not JSON: depth limit exceeded: line 1 column 1026 (char 1025)")),
    (b"null", _no_object("null")),
    (b"[]", _no_object("array")),
    (b"{}", _missing("data")),
    (b'{"data": null}', _no_object("null", "data")),
    (b'{"data": {}}', _missing("data", "values")),
    (b'{"data": {"values": []}}', _no_object("array", "data", "values")),
    (b'{"data": {"values": "x"}}', _no_object("string", "data", "values")),
    (
        b'{"data": {"values": {}, "value": {}}}',
        body_error("unrecognized_keys", "Unrecognized key(s) in object: 'value'", "data", keys=["value"]),
    ),
)


@pytest.mark.covers("write.closed", "error 400 validation_type")
@pytest.mark.parametrize(("body", "answer"), BODIES, ids=[repr(row[0])[:30] for row in BODIES])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/v2/objects/boats/records/simple?matching_attribute=hull"),
        ("PUT", "/v2/objects/boats/records?matching_attribute=hull"),
        ("POST", "/v2/objects/boats/records"),
    ],
    ids=["simple", "assert", "create"],
)
def test_bodies_that_are_no_record(boats: Attio, method: str, path: str, body: bytes, answer: Answer) -> None:
    before = boats.stored()
    response = boats.emulator.handle(Request.make(method, path, body=body, token="t"))
    assert Answer(response.status, response.json()) == answer
    assert boats.stored() == before


@pytest.mark.covers("history.enriched")
def test_history_of_what_only_attio_fills(attio: Attio) -> None:
    attio.create("people", {"email_addresses": ["a@b.com"]})
    (record,) = attio.ids("people")
    path = f"/v2/objects/people/records/{record}/attributes"
    answer = attio.ask("GET", f"{path}/twitter_follower_count/values", show_historic=True)
    message = "Cannot set show_historic param to true when querying a COMINT attribute."
    assert answer == error(400, "validation_type", message)
    assert attio.ask("GET", f"{path}/twitter_follower_count/values") == Answer(200, {"data": []})
    bad = attio.ask("GET", f"{path}/email_addresses/values", show_historic="yes")
    assert (bad.status, bad.body["validation_errors"][0]["options"]) == (400, ["true", "false"])
