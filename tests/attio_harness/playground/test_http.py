"""What the playground answers over HTTP: its page with a strict policy, its files, and calls that refuse what they cannot read."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from attio_emulator.http import Request, Response
from attio_harness.playground.http import Playground
from attio_harness.playground.page import OWN
from attio_harness.playground.presets import presets
from attio_harness.playground.texts import MOST

CONTROL = {"x-attio-emulator": "test", "content-type": "application/json"}
TEXTS = {name: presets()[0][name] for name in ("mapping", "trigger", "event", "workspace", "mode")}


@pytest.fixture
def playground() -> Playground:
    return Playground(new_nonce=lambda: "once")


def asked(playground: Playground, method: str, path: str, body: Any = None, **headers: str) -> Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return playground.handle(Request.make(method, f"/_playground/{path}", headers=headers or CONTROL, body=content))


def test_the_page_lets_in_what_this_server_serves_and_the_styles_of_its_editor(playground: Playground) -> None:
    found = asked(playground, "GET", "")

    policy = found.headers["content-security-policy"]
    assert "style-src 'self' 'nonce-once'" in policy
    assert "unsafe" not in policy
    page = found.body.decode()
    assert '<meta name="nonce" content="once">' in page
    for address in re.findall(r'(?:src|href)="(/_playground/[^"]+)"', page):
        if address != "/_playground/":
            assert asked(playground, "GET", address.removeprefix("/_playground/")).status == 200, address


def test_every_file_of_the_page_is_served_and_no_other(playground: Playground) -> None:
    for name in OWN.names:
        assert asked(playground, "GET", f"assets/{name}").status == 200
    for path in ("assets/", "assets/../http.py", "assets/%2e%2e/http.py", "assets/nothing.js", "nothing"):
        assert asked(playground, "GET", path).status == 404


def test_what_is_of_others_is_left_to_them(playground: Playground) -> None:
    assert not playground.knows("/_playgrounds")
    moved = playground.handle(Request.make("GET", "/_playground"))
    assert (moved.status, moved.headers["location"]) == (307, "/_playground/")


def test_texts_are_evaluated_and_saved_as_a_test(playground: Playground) -> None:
    assert asked(playground, "POST", "evaluate", TEXTS).json()["counts"] == {"written": 1}
    saved = asked(playground, "POST", "test", TEXTS).json()
    assert saved["name"] == "test_playground.py"
    assert "def test_events_are_written" in saved["text"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"{", "The body is not JSON"),
        (b"\xff", "The body is not JSON"),
        (b"[" * 100_000, "The body is not JSON"),
        ([], "The body is not an object"),
        ({"mapping": 1}, "The member mapping is not a string"),
        ({"<b>": "x"}, "Found the member '<b>'"),
    ],
)
@pytest.mark.parametrize("call", ["evaluate", "test"])
def test_a_body_that_cannot_be_read_is_refused_in_words(
    playground: Playground, call: str, body: Any, said: str
) -> None:
    found = asked(playground, "POST", call, body)

    assert found.status == 400
    assert said in found.json()["error"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"mode": "both"},
        TEXTS | {"mode": "\ud800"},
        TEXTS | {"action": "nothing"},
        TEXTS | {"event": '{"type": "track", "event": "\\ud800"}'},
        TEXTS | {"event": '{"type": "track", "properties": ' + '{"a":' * 300 + "1" + "}" * 301},
        TEXTS | {"mapping": '{"partnerAction": "assertRecord", "mapping": {"object": {"@path": "$.' + "a." * 999 + '"}}}'},
        TEXTS | {"trigger": "(" * 5000},
        TEXTS | {"trigger": 'match(event, "' + "*" * 50 + '")'},
        TEXTS | {"workspace": "a: " + "[" * 3000},
    ],
    ids=range(10),
)  # fmt: skip
def test_hostile_texts_are_answered(playground: Playground, body: dict[str, str]) -> None:
    found = asked(playground, "POST", "evaluate", body)

    assert found.status == 200
    told = json.loads(found.body)  # halves of surrogates, which orjson refuses
    assert told["problems"] or told["events"]


def test_a_call_that_a_page_of_another_site_could_make_is_refused(playground: Playground) -> None:
    assert asked(playground, "POST", "evaluate", TEXTS, **{"content-type": "text/plain"}).status == 403


def test_a_test_of_texts_that_cannot_be_read_is_refused_with_the_reason(playground: Playground) -> None:
    found = asked(playground, "POST", "test", TEXTS | {"event": "{"})

    assert (found.status, "event:1" in found.json()["error"]) == (400, True)
    assert asked(playground, "POST", "test", TEXTS | {"mode": "both"}).status == 400


def test_recent_events_are_those_of_who_receives_them(playground: Playground) -> None:
    assert asked(playground, "GET", "recent").json() == {"recent": None}
    row = {"event": {"type": "track"}, "source": "web", "verdicts": ["written"]}
    assert asked(Playground(recent=lambda: [row]), "GET", "recent").json() == {"recent": [row]}


def test_presets_have_the_texts_of_all_editors(playground: Playground) -> None:
    answer = asked(playground, "GET", "presets").json()
    assert answer["most"] == MOST  # files that are opened are held to what is judged
    rows = answer["presets"]

    assert [row["name"] for row in rows] == ["person", "mistakes", "published", "documented", "starter"]
    assert all(set(TEXTS) <= set(row) for row in rows)


def test_a_number_beyond_all_doubles_is_null_in_the_answer(playground: Playground) -> None:
    # as JavaScript writes it; `Infinity` is no JSON, and the page would have no answer at all
    event = '{"type": "track", "event": "Plan Changed", "properties": {"email": "jane@acme.com", "title": 1e400}}'

    found = asked(playground, "POST", "evaluate", TEXTS | {"event": event})

    def refuse(word: str) -> None:
        raise AssertionError(f"{word} is no JSON")

    (shown,) = json.loads(found.body, parse_constant=refuse)["events"]
    assert shown["verdicts"] == ["written"]
