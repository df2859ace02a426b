"""The table of routes is complete: each row says all there is to say of a call, and requests find the row that is theirs."""

from __future__ import annotations

from collections import Counter

import pytest
from attio_emulator import AttioError
from attio_emulator.routes import ELSEWHERE, ROUTES, Route, find
from attio_emulator.scopes import known_scopes

EVERY = (*ROUTES, *ELSEWHERE)


@pytest.mark.parametrize("route", EVERY, ids=lambda one: f"{one.method} {one.path}")
def test_a_row_says_all_of_a_call(route: Route) -> None:
    assert route.statement
    assert callable(route.handler)
    assert set(route.scopes) <= set(known_scopes())
    # Only the two calls about the token itself need no right, and what is not emulated has none that is known.
    assert (
        bool(route.scopes) == (route not in ELSEWHERE and route.path not in ("/v1/token", "/v2/self"))
        or "scim" in route.path
    )


def test_no_call_has_two_rows() -> None:
    assert {call: n for call, n in Counter((one.method, one.path) for one in EVERY).items() if n > 1} == {}


@pytest.mark.parametrize("route", EVERY, ids=lambda one: f"{one.method} {one.path}")
def test_a_request_finds_its_row(route: Route) -> None:
    path = route.path.replace("{", "a%2F").replace("}", "")
    found, parts = find(route.method, path)
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
    assert [f"{one.method} {one.path.removeprefix('/v2/objects/{object}')}" for one in EVERY if one.writes_record] == [
        "PUT /records/simple", "PUT /records", "POST /records", "PATCH /records/{record}", "PUT /records/{record}"
    ]  # fmt: skip
