"""The table of routes is complete: each row says all there is to say of a call, and requests find the row that is theirs."""

from __future__ import annotations

from collections import Counter

import pytest
from attio_emulator import AttioError
from attio_emulator.routes import IDS, ROUTES, Route, find
from attio_emulator.scopes import known_scopes

from tests.attio_emulator.calls import Attio, error


@pytest.mark.parametrize("route", ROUTES, ids=lambda one: f"{one.method} {one.path}")
def test_a_row_says_all_of_a_call(route: Route) -> None:
    assert route.statement
    assert callable(route.handler)
    assert set(route.scopes) <= set(known_scopes())
    # Only the two calls about the token itself need no right.
    assert bool(route.scopes) == (route.path not in ("/v1/token", "/v2/self"))


def test_no_call_has_two_rows() -> None:
    assert {call: n for call, n in Counter((one.method, one.path) for one in ROUTES).items() if n > 1} == {}


@pytest.mark.parametrize("route", ROUTES, ids=lambda one: f"{one.method} {one.path}")
def test_a_request_finds_its_row(route: Route) -> None:
    path = route.path.replace("{", "a%2F").replace("}", "")
    found, parts, _ = find(route.method, path)
    assert found is route
    assert parts == {
        name: f"a/{name}" for name in (piece[1:-1] for piece in route.path.split("/") if piece.startswith("{"))
    }


def test_a_word_goes_before_a_parameter() -> None:
    assert find("POST", "/v2/objects/records/search")[0].path == "/v2/objects/records/search"
    assert find("PUT", "/v2/objects/people/records/simple")[0].path.endswith("/simple")


@pytest.mark.parametrize("path", ["/v2/nothing", "/v2/objects//attributes", "/v2/objects/", "v2/objects", "", "/"])
def test_what_attio_does_not_have(path: str) -> None:
    with pytest.raises(AttioError) as refused:
        find("GET", path)
    assert (refused.value.status, refused.value.message) == (404, f'Could not find endpoint "GET {path}".')


def test_writes_of_records_and_nothing_else_enter_the_ledger() -> None:
    assert [f"{one.method} {one.path.removeprefix('/v2/objects/{object}')}" for one in ROUTES if one.writes_record] == [
        "PUT /records/simple", "PUT /records", "POST /records", "PATCH /records/{record}", "PUT /records/{record}"
    ]  # fmt: skip


@pytest.mark.covers("path.ids")
def test_ids_in_a_path_are_uuids_and_a_row_names_each_that_is_none() -> None:
    answer = Attio().ask("GET", "/v2/meetings/m-1/call_recordings/891dcbfc-9141-415d-9b2a-2238a6cc012")
    rows = [{"code": "invalid", "path": [name], "message": "Invalid uuid"} for name in ("meeting_id", "call_recording_id")]  # fmt: skip
    assert answer == error(400, "validation_type", "Path params validation error.", validation_errors=rows)


def test_an_id_is_looked_at_after_the_token_and_before_its_object() -> None:
    assert Attio().ask("GET", "/v2/notes/n-1", token=None).status == 401
    assert Attio().ask("GET", "/v2/objects/nothing/records/r-1").status == 400


@pytest.mark.parametrize("spelled", ["891DCBFC-9141-415D-9B2A-2238A6CC012D", "00000000-0000-0000-0000-000000000000"])
def test_a_uuid_of_any_version_and_case_is_an_id(spelled: str) -> None:
    answer = Attio().ask("GET", f"/v2/tasks/{spelled}")
    assert answer == error(404, "not_found", f'Could not find Task with ID "{spelled}".')


def test_every_part_of_a_path_that_is_an_id_is_known_and_no_slug_is() -> None:
    named = {piece[1:-1] for one in ROUTES for piece in one.path.split("/") if piece.startswith("{")}
    assert named - set(IDS) <= {"activity", "attribute", "choice", "list", "object"}
