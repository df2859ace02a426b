"""The check against Attio's OpenAPI document itself: it sees what is wrong, and every allowance in it is needed."""

from __future__ import annotations

import re

import pytest
from attio_emulator import Request, Response
from attio_emulator.editions import EDITIONS
from attio_emulator.routes import ROUTES

from tests.attio_emulator.calls import Attio
from tests.attio_emulator.contract import ALLOWANCES, MISSING, OBSERVED_CODES, VARIABLES, Contract, contract


@pytest.fixture
def judge() -> Contract:
    found = contract()
    if found is None:
        pytest.skip(MISSING)
    return found


def answered(path: str, status: int, body: bytes) -> tuple[Request, Response]:
    return Request.make("GET", path), Response(status=status, body=body)


def test_real_answers_pass(judge: Contract) -> None:
    attio = Attio()
    request = Request.make("GET", "/v2/objects/people/attributes", token="t")
    assert judge.breaches(request, attio.emulator.handle(request)) == []


@pytest.mark.parametrize(
    ("path", "status", "body", "told"),
    [
        ("/v2/objects", 200, b'{"data": [{}]}', ['GET /v2/objects -> 200: data/0: "id" is a required property',
          'GET /v2/objects -> 200: data/0: "api_slug" is a required property',
          'GET /v2/objects -> 200: data/0: "singular_noun" is a required property',
          'GET /v2/objects -> 200: data/0: "plural_noun" is a required property',
          'GET /v2/objects -> 200: data/0: "created_at" is a required property']),
        ("/v2/objects", 200, b"oops", ["GET /v2/objects -> 200: the body is not JSON"]),
        ("/v2/objects", 201, b"{}", ["GET /v2/objects -> 201: the document lists 200"]),
        ("/v2/objects/x", 404, b'{"status_code": 404, "type": "invalid_request_error", "code": "gone", "message": "-"}',
         ['GET /v2/objects/x -> 404: code: "gone" is not one of "not_found"']),
        ("/v2/objects", 401, b'{"status_code": 401, "type": "auth_error", "code": "unauthorized"}',
         ['GET /v2/objects -> 401: /: "message" is a required property']),
        ("/v1/token", 200, b"anything: the document has no such endpoint", []),
    ],
    ids=["members missing", "no JSON", "unlisted success", "unlisted code", "unlisted refusal", "undocumented"],
)  # fmt: skip
def test_a_breach_is_told_with_its_place(judge: Contract, path: str, status: int, body: bytes, told: list[str]) -> None:
    assert sorted(judge.breaches(*answered(path, status, body))) == sorted(told)


@pytest.mark.parametrize("id", [one.id for one in ALLOWANCES])
def test_every_allowance_is_needed(id: str) -> None:
    documents = [contract(edition) for edition in EDITIONS]
    if None in documents:
        pytest.skip(f"{' or '.join(VARIABLES.values())} names no document: which allowances are needed is not known")
    assert any(one is not None and one.used[id] > 0 for one in documents)


def test_every_allowance_says_why() -> None:
    assert all([*(one.reason for one in ALLOWANCES), *OBSERVED_CODES.values()])


def _plain(pattern: str) -> str:
    return re.sub(r"\{[^}]+\}", "{}", pattern)


def test_every_operation_of_the_document_is_answered(judge: Contract) -> None:
    """Attributes have one path for objects and lists in the document, two here."""
    wanted = set()
    for method, path in judge.operations():
        targets = ("objects", "lists") if path.startswith("/v2/{target}/") else ("",)
        wanted |= {(method, _plain(path.replace("/v2/{target}", f"/v2/{target}"))) for target in targets}
    answered = {(one.method, _plain(one.path)) for one in ROUTES}
    assert wanted - answered == set()
    assert answered - wanted == {(one.method, _plain(one.path)) for one in ROUTES if one.origin != "document"}
