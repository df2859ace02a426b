"""The face of a local Segment on the wire: clients that break off, dawdle, send pieces or too much, and many at once."""

from __future__ import annotations

import gzip
import json
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from tests.attio_harness.local_segment.test_killed import MAPPING, Served, identify, served

KEY = "authorization: Basic d2s6\r\n"  # wk:


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    (folder / "mapping.json").write_text(json.dumps(MAPPING))
    with served(folder) as one:
        yield one


class Wire:
    """A connection on which bytes are sent as they are."""

    def __init__(self, process: Served) -> None:
        parts = urlsplit(str(process.client.base_url))
        self._socket = socket.create_connection((parts.hostname, parts.port), timeout=20)

    def __enter__(self) -> Wire:
        return self

    def __exit__(self, *told: object) -> None:
        self._socket.close()

    def send(self, *pieces: str | bytes) -> None:
        for piece in pieces:
            self._socket.sendall(piece if isinstance(piece, bytes) else piece.encode())

    def answers(self, most: int = 1) -> list[tuple[int, bytes]]:
        """Status and body of so many answers."""
        found: list[tuple[int, bytes]] = []
        rest = b""
        while len(found) < most:
            head, end, body = rest.partition(b"\r\n\r\n")
            length = next(
                (int(line[16:]) for line in head.lower().split(b"\r\n") if line[:15] == b"content-length:"), 0
            )
            if end and len(body) >= length:
                found.append((int(head.split()[1]), body[:length]))
                rest = body[length:]
                continue
            more = self._socket.recv(65_536)
            if not more:
                break
            rest += more
        return found


def post(body: bytes, more: str = KEY, path: str = "/v1/identify") -> bytes:
    head = f"POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n{more}content-length: {len(body)}\r\n\r\n"
    return head.encode() + body


def chunked(*pieces: bytes, more: str = KEY) -> bytes:
    head = f"POST /v1/identify HTTP/1.1\r\nhost: 127.0.0.1\r\n{more}transfer-encoding: chunked\r\n\r\n"
    return head.encode() + b"".join(f"{len(one):x}\r\n".encode() + one + b"\r\n" for one in (*pieces, b""))


def event(user: str, **more: Any) -> bytes:
    return json.dumps({"userId": user, "traits": {"email": f"{user}@acme.com"}, **more}).encode()


def verdicts(process: Served, user: str, wait: float = 20) -> list[list[str]]:
    answer = process.client.get("/_segment/events", params={"user_id": user, "wait": wait})
    return [json.loads(line)["verdicts"] for line in answer.text.splitlines()]


OK = (200, b'{"success":true}')


def test_a_body_in_pieces(process: Served) -> None:
    body = event("pieces")
    with Wire(process) as wire:
        for piece in (chunked(body[:1], body[1:7], body[7:])[at : at + 1] for at in range(500)):
            wire.send(piece)
        assert wire.answers() == [OK]
    assert verdicts(process, "pieces") == [["written"]]


def test_a_packed_body_in_pieces(process: Served) -> None:
    body = gzip.compress(event("packed"))
    with Wire(process) as wire:
        wire.send(chunked(body[:5], body[5:], more=KEY + "content-encoding: gzip\r\n"))
        assert wire.answers() == [OK]
    assert verdicts(process, "packed") == [["written"]]


def test_requests_one_after_the_other_on_one_connection(process: Served) -> None:
    with Wire(process) as wire:
        wire.send(post(event("first")) + post(b"{") + post(event("second")))
        assert [status for status, _ in wire.answers(3)] == [200, 400, 200]
    assert verdicts(process, "first") == verdicts(process, "second") == [["written"]]


@pytest.mark.parametrize(
    "sent",
    [
        post(event("half"))[:-10],
        post(event("half"))[:40],
        chunked(event("half"))[:-5],
        chunked(event("half"))[:-7] + b"zz\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",  # somebody speaks TLS
        b"\r\n\r\n\r\n",
        b"GET",
    ],
    ids=["no end", "no head", "no last piece", "no such piece", "tls", "nothing", "a word"],
)
def test_half_a_request_is_none(process: Served, sent: bytes) -> None:
    with Wire(process) as wire:
        wire.send(sent)
    assert verdicts(process, "half", 0) == []
    assert process.client.get("/_segment/health").json() == {"status": "ok"}


def test_who_dawdles_keeps_nobody_waiting(process: Served) -> None:
    slow = post(event("slow"))
    with Wire(process) as wire:
        wire.send(slow[:-1])
        process.send(identify(10_000))
        assert verdicts(process, "u-10000") == [["written"]]
        wire.send(slow[-1:])
        assert wire.answers() == [OK]
    assert verdicts(process, "slow") == [["written"]]


def test_who_waits_to_be_asked_for_the_body_is(process: Served) -> None:
    body = event("expects")
    with Wire(process) as wire:
        wire.send(post(body, KEY + "expect: 100-continue\r\n")[: -len(body)])
        assert wire.answers() == [(100, b"")]
        wire.send(body)
        assert wire.answers() == [OK]


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (chunked(*[b" " * 65_536] * 40), (400, "payload_too_large")),
        (post(b" " * 600_000, path="/v1/batch"), (400, "payload_too_large")),
        (post(gzip.compress(b"\0" * 9_000_000), KEY + "content-encoding: gzip\r\n", "/v1/batch"), (400, "payload_too_large")),
        (post(b"\x1f\x8b\x08rest", KEY + "content-encoding: gzip\r\n"), (400, "malformed_json")),
        (post(b""), (400, "malformed_json")),
        (post(b"\xff\xfe{\0}\0"), (400, "malformed_json")),
        (post(event("nobody"), "authorization: Basic =\r\n"), (400, "no_write_key")),
        (post(event("nobody"), "authorization: Basic\r\n"), (400, "no_write_key")),
    ],
    ids=["in pieces", "plain", "packed", "no gzip", "empty", "utf-16", "no base64", "no key"],
)  # fmt: skip
def test_what_is_refused_as_a_whole(process: Served, sent: bytes, expected: tuple[int, str]) -> None:
    with Wire(process) as wire:
        wire.send(sent)
        [(status, body)] = wire.answers()
    assert (status, json.loads(body)["code"]) == expected


def test_hostile_text_arrives_as_it_was_sent(process: Served) -> None:
    about = "<script>alert(1)</script> \u202e \x00 \u2028 😀 '; drop table"
    body = json.dumps({"userId": "odd \u202e <b>", "traits": {"email": "odd@acme.com", "about": about}}).encode()
    with Wire(process) as wire:
        wire.send(post(body))
        assert wire.answers() == [OK]
    answer = process.client.get("/_segment/events", params={"user_id": "odd \u202e <b>", "wait": 20})
    assert json.loads(answer.text)["event"]["traits"]["about"] == about
    assert answer.headers["content-type"].startswith("application/x-ndjson")


def test_two_thousand_events_while_others_look(process: Served) -> None:
    messages: list[float] = []
    done = threading.Event()

    def follow() -> None:
        with (
            httpx.Client(base_url=process.client.base_url, timeout=30) as client,
            client.stream("GET", "/_segment/stream") as stream,
        ):
            for line in stream.iter_lines():
                if line.startswith("data: "):
                    messages.append(time.monotonic())
                if done.is_set():
                    return

    follower = threading.Thread(target=follow, daemon=True)
    begun = time.monotonic()
    follower.start()
    before = process.client.get("/_segment/counts").json()["total"]
    for first in range(20_000, 22_000, 100):
        process.send(*(identify(n) for n in range(first, first + 100)))
    counts = process.flush()
    assert (counts["total"] - before, counts["waiting"]) == (2_000, 0)
    done.set()
    process.send(identify(30_000))
    follower.join(20)
    assert 2 <= len(messages) <= (messages[-1] - begun) * 10 + 3


def test_a_stream_that_is_open_does_not_keep_the_process(tmp_path: Path) -> None:
    (tmp_path / "mapping.json").write_text(json.dumps(MAPPING))
    with served(tmp_path) as one, one.client.stream("GET", "/_segment/stream") as stream:
        next(stream.iter_lines())
        begun = time.monotonic()
        assert one.stop() == 0
        assert time.monotonic() - begun < 10
        assert one.process.stderr is not None
        assert one.process.stderr.read() == b""
