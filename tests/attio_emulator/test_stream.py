"""The stream of server-sent events: what is new comes together, and it ends with its listener or its server."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import httpx
import orjson
import pytest
from attio_emulator import Emulator, EmulatorPerToken, Request, running

from tests.attio_emulator.calls import Attio


def _pieces(lines: Iterator[str], most: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for line in lines:
        if line.startswith("data: {"):
            found.append(orjson.loads(line[6:]))
            if len(found) == most:
                break
    return found


def test_news_come_by_themselves_and_together() -> None:
    attio = Attio()
    with running(attio.emulator) as url, httpx.Client(base_url=url) as client:
        with client.stream("GET", "/_emulator/stream") as stream:
            assert stream.headers["content-type"] == "text/event-stream; charset=utf-8"
            lines = stream.iter_lines()
            assert _pieces(lines, 1)[0]["journaled"] == 0
            for _ in range(300):
                attio.ask("GET", "/v2/objects")
            told = 0
            pieces = 0
            while told < 300:
                (piece,) = _pieces(lines, 1)
                pieces += 1
                assert len(piece["requests"]) <= 40
                told += len(piece["requests"]) + piece["missed"]
        assert told == 300
        assert pieces < 30


def test_who_comes_back_hears_what_was_missed() -> None:
    attio = Attio()
    with running(attio.emulator) as url, httpx.Client(base_url=url) as client:
        with client.stream("GET", "/_emulator/stream") as stream:
            cursor = _pieces(stream.iter_lines(), 1)[0]["cursor"]
        attio.ask("GET", "/v2/objects")
        with client.stream("GET", "/_emulator/stream", headers={"last-event-id": cursor}) as stream:
            assert len(_pieces(stream.iter_lines(), 1)[0]["requests"]) == 1


def test_each_server_says_that_it_is_another() -> None:
    def run(url: str) -> str:
        with httpx.stream("GET", f"{url}/_emulator/stream") as stream:
            lines = stream.iter_lines()
            assert "event: run" in (next(lines), next(lines))
            return next(lines)

    attio = Attio()
    with running(attio.emulator) as url:
        first = run(url)
        assert run(url) == first
    with running(attio.emulator) as url:
        assert run(url) != first


def test_a_server_stops_although_somebody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    # who is not told to go is waited for, which would be seen
    monkeypatch.setattr("attio_emulator.faces.server._LAST_ANSWERS", 60)
    with httpx.Client() as client:
        with running(Emulator()) as url:
            stream = client.stream("GET", f"{url}/_emulator/stream")
            lines = stream.__enter__().iter_lines()
            _pieces(lines, 1)
            began = time.monotonic()
        assert time.monotonic() - began < 4  # it would be given up after 5
        assert not any(lines)
        stream.__exit__(None, None, None)


def test_a_foreign_page_hears_nothing() -> None:
    with running(Emulator()) as url:
        assert httpx.get(f"{url}/_emulator/stream", headers={"origin": "https://evil.example"}).status_code == 403
        assert httpx.get(f"{url}/_emulator/stream", headers={"host": "evil.example"}).status_code == 403


def test_the_stream_of_a_token_is_that_of_its_workspace() -> None:
    door = EmulatorPerToken(Emulator)
    door.handle(Request.make("GET", "/v2/objects", token="one"))
    with running(door) as url, httpx.Client(base_url=url) as client:
        for token, journaled in (("one", 1), ("two", 0)):
            with client.stream("GET", "/_emulator/stream", params={"token": token}) as stream:
                assert _pieces(stream.iter_lines(), 1)[0]["journaled"] == journaled
