"""Every route with every kind of bad request: Attio's envelope, the known code, words that say what was found, nothing stored."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import orjson
import pytest
from attio_emulator import Request
from attio_emulator.routes import IDS, ROUTES

from tests.attio_emulator.bad_routes import CLOSED, KINDS, QUIET, REQUESTS, kinds_of
from tests.attio_emulator.calls import Answer, Attio, form
from tests.attio_emulator.filled import filled

NOBODY = "00000000-0000-4000-8000-000000000000"
CASES = [(route, kind) for route in REQUESTS for kind in kinds_of(route)]
BODY = "Body payload validation error."
PATH = "Path params validation error."

UNKNOWN = ("unknown id", "malformed id")
NAMELESS = (
    "POST /v2/objects/{object}/records/query",
    "POST /v2/meetings/{meeting}/call_recordings",
    "DELETE /v2/meetings/{meeting}/call_recordings/{recording}",
    "DELETE /v2/webhooks/{webhook}",
)
"""Where the document's own words do not say which one was not found."""

HISTORIES = (
    "PUT /v2/objects/{object}/records/{record}/attributes/{attribute}/values",
    "PUT /v2/lists/{list}/entries/{entry}/attributes/{attribute}/values",
)
"""Where an attribute that is not there has a code of its own (assumed: `history.unknown_attribute`)."""


@dataclass
class Start:
    """A filled workspace for all tests: filled anew unless the test before saw that nothing had changed."""

    attio: Attio
    ids: Mapping[str, str]
    state: dict[str, Any]
    stored: dict[str, Any]
    is_as_it_was: bool = True


@cache
def _start() -> Start:
    attio, ids = filled()
    return Start(attio, ids, attio.emulator.snapshot(), attio.stored())


@pytest.fixture
def attio() -> Attio:
    start = _start()
    if not start.is_as_it_was:
        start.attio.emulator.restore(start.state)
    start.is_as_it_was = False
    return start.attio


def named(text: Any, ids: Mapping[str, str]) -> Any:
    """A value in which `{record}` and so on are ids."""
    if isinstance(text, str):
        return re.sub(r"^\{(\w+)\}$", lambda found: ids[found[1]], text)
    if isinstance(text, dict):
        return {name: named(one, ids) for name, one in text.items()}
    return [named(one, ids) for one in text] if isinstance(text, list) else text


def request(route: str, *, part: str | None = None, token: str | None = "t", body: Any = ..., raw: bytes | None = None,
            method: str | None = None, kind: str = "application/json", packed: str = "identity") -> Request:  # fmt: skip
    """The good request of a route, or one that differs from it; `part` stands for the last part of its path."""
    good, ids = REQUESTS[route], _start().ids
    verb, _, path = route.partition(" ")
    parts = [*re.findall(r"\{(\w+)\}", path)]
    chosen = {name: named(good.parts.get(name), ids) or ids[name] for name in parts}
    if part is not None:
        chosen[parts[-1]] = part
    content = named(good.body if good.bare else {"data": good.body}, ids) if body is ... else body
    content = orjson.dumps(content) if raw is None and good.body is not None else raw or b""
    if good.form is not None and raw is None:
        sent, content = form(
            [(name, None, None, one.encode()) for name, one in named(dict(good.form), ids).items()], [FILE]
        )
        kind = kind if kind != "application/json" else sent
    return Request.make(
        method or verb,
        path.format(**chosen),
        query=named(dict(good.query), ids),
        headers={"content-type": kind, "content-encoding": packed} if content else {},
        body=content,
        token=token,
    )


FILE = ("a.txt", "text/plain", b"text")
FORM = "multipart/form-data; boundary=xyz"


def ask(attio: Attio, sent: Request) -> Answer:
    response = attio.emulator.handle(sent)
    return Answer(response.status, response.json())


@pytest.mark.parametrize("route", REQUESTS)
def test_the_good_request_is_good(attio: Attio, route: str) -> None:
    assert ask(attio, request(route)).status in (200, 201, 202, 204, 302)


RAW = {
    "no JSON": (b"oops", "The body is not JSON: unexpected character"),
    "cut JSON": (b'{"data": {', "The body is not JSON: "),
    "no UTF-8": (b'{"data": "\xff"}', "The body is not UTF-8: found the byte 0xff at 10"),
    "too deep": (b"[" * 5000, "The body is not JSON: depth limit exceeded"),
    "deep": (b'{"data":' + b"[" * 230 + b"]" * 230 + b"}", "The body is nested more than 230 levels deep"),
    "NaN": (b'{"data": NaN}', "The body is not JSON: unexpected character"),
    "a list": (b"[]", "Expected object, received array"),
    "null": (b"null", "Expected object, received null"),
    "text": (b'"data"', "Expected object, received string"),
}
"""Kind -> a body, and how the row about it begins."""


def bad(route: str, kind: str) -> Request:
    if kind in RAW:
        return request(route, raw=RAW[kind][0])
    good = REQUESTS[route]
    requests = {
        "no token": lambda: request(route, token=None),
        "wrong verb": lambda: request(route, method="LOCK"),
        "unknown id": lambda: request(route, part=NOBODY),
        "malformed id": lambda: request(route, part="no%20such"),
        "wrong content type": lambda: request(route, kind="text/csv"),
        "packed": lambda: request(route, raw=gzip.compress(b"{}"), packed="gzip"),
        "nothing in it": lambda: request(route, body={}),
        "data null": lambda: request(route, body={"data": None}),
        "no form": lambda: request(route, raw=b"oops", kind=FORM),
        "cut form": lambda: request(route, raw=request(route).body[:-20], kind=FORM),
        "no parts": lambda: request(route, raw=form([])[1], kind=FORM),
        "unknown member": lambda: request(route, body={"data": named(good.body, _start().ids) | {"nonsense": 1}}),
    }
    return requests[kind]()


def wanted(route: str, kind: str, sent: Request) -> tuple[int, str, str]:
    """Status, code, and what the message or the first row about the body says."""
    good = REQUESTS[route]
    if kind == "no token":
        return (
            401,
            "unauthorized",
            "The Authorization header was not provided. Send it as `Authorization: Bearer <token>`.",
        )
    if kind == "wrong verb":
        return 404, "not_found", f'Could not find endpoint "LOCK {sent.path}".'
    if kind in UNKNOWN:
        found = NOBODY if kind == "unknown id" else "no such"
        if route.rpartition("{")[2] in ("choice}", "option}", "status}"):
            what = "select" if "option" in route else "status"
            said = f'Cannot find {what} attribute with {what.replace("select", "select option").replace("status", "status option")} title "{found}".'
            return 400, "value_not_found", said
        if kind == "malformed id" and route.rpartition("{")[2].partition("}")[0] in IDS:
            return 400, "validation_type", "Invalid uuid"
        return 404, "value_not_found" if route in HISTORIES else "not_found", found
    if kind in RAW:
        return 400, "validation_type", RAW[kind][1]
    if kind in ("no form", "cut form"):
        return 400, "validation_type", "The body is not a form: "
    if kind == "wrong content type" and good.form is not None:
        return 400, "validation_type", "Expected the content type multipart/form-data, received text/csv"
    if kind == "wrong content type":
        return 400, "validation_type", "Expected the content type application/json, received text/csv"
    if kind == "packed":
        return 400, "validation_type", "Expected a body as it is, received one packed with gzip"
    if kind in ("nothing in it", "no parts"):
        return 400, "validation_type", "Required"
    if kind == "data null":
        return 400, "validation_type", "Expected object, received null"
    return (400, "validation_type", "nonsense") if not good.bare and route in CLOSED else (200, "", "")


@pytest.mark.covers("envelope")
@pytest.mark.parametrize(("route", "kind"), CASES, ids=[f"{route}: {kind}" for route, kind in CASES])
def test_a_bad_request_is_refused_and_changes_nothing(attio: Attio, route: str, kind: str) -> None:
    sent = bad(route, kind)
    status, code, said = wanted(route, kind, sent)
    answer = ask(attio, sent)
    assert answer.status == status, answer
    if status == 200:
        assert "nonsense" not in str(answer.body)
        return
    assert (answer.body["status_code"], answer.body["code"]) == (status, code)
    assert answer.body["type"] == ("auth_error" if status == 401 else "invalid_request_error")
    text = answer.body["message"]
    if code == "validation_type":
        assert text == (PATH if kind == "malformed id" else BODY)
        text = answer.body["validation_errors"][0]["message"]
    assert (said in text) != (kind in UNKNOWN and status == 404 and route in NAMELESS), answer
    assert attio.stored() == _start().stored
    _start().is_as_it_was = True


def test_every_route_goes_through_every_kind_it_can() -> None:
    assert set(REQUESTS) == {f"{one.method} {one.path}" for one in ROUTES}
    counts = Counter(kind for _, kind in CASES)
    assert set(counts) == set(KINDS)
    assert counts["wrong verb"] == len(ROUTES) == counts["no token"] + len(QUIET)
    assert counts["unknown id"] == sum("{" in one.path for one in ROUTES)
    assert counts["no JSON"] == sum(
        one.method in ("POST", "PUT", "PATCH") and one.path != "/v2/files/upload" for one in ROUTES
    )
    assert counts["no form"] == 1
