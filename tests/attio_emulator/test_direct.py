"""The short way of a request through the server gives the bytes of the long one, and takes nothing that the long one reads otherwise."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from time import sleep
from urllib.parse import urlsplit

import h11
import pytest
from attio_emulator import Emulator, EmulatorPerToken, Request, Response, running
from attio_emulator.faces import direct
from attio_emulator.faces.asgi import EmulatorApp
from attio_emulator.faces.direct import head_of
from attio_emulator.http import received_headers
from attio_emulator.limits import Limits
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.attio_emulator.wire import exchanged
from tests.examples import examples

LAST = b"GET /v2/self HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer any\r\nconnection: close\r\n\r\n"
PUT = "/v2/objects/people/records?matching_attribute=email_addresses"
BODY = b'{"data":{"values":{"email_addresses":["a@b.com"],"name":"L, F"}}}'


def asked(line: str, *fields: str, body: bytes = b"", host: str = "host: localhost", token: str = "t") -> bytes:
    rows = [line, *([host] if host else []), f"authorization: Bearer {token}", *fields]
    if body:
        rows += ["content-type: application/json", f"content-length: {len(body)}"]
    return "\r\n".join([*rows, "", ""]).encode("latin-1") + body


SHORT: dict[str, bytes] = {
    "get": asked("GET /v2/objects HTTP/1.1"),
    "put": asked(f"PUT {PUT} HTTP/1.1", body=BODY),
    "post": asked("POST /v2/objects/people/records/query HTTP/1.1", body=b'{"limit": 1}'),
    "delete": asked("DELETE /v2/objects/people/records/00000000-0000-4000-8000-000000000000 HTTP/1.1"),
    "patch": asked("PATCH /v2/objects/people HTTP/1.1", body=b'{"data": {"singular_noun": "P"}}'),
    "odd json": asked(f"PUT {PUT} HTTP/1.1", body=b"{oops"),
    "not utf-8": asked(f"PUT {PUT} HTTP/1.1", body=b'{"data": "\xff"}'),
    "empty body": asked(f"PUT {PUT} HTTP/1.1", "content-length: 0"),
    "no token": b"GET /v2/objects HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n",
    "names in any case, blanks around": asked("GET /v2/self HTTP/1.1", "X-Odd:\t a b \t", "x-none:", "x-none-2:  "),
    "keep-alive": asked("GET /v2/self HTTP/1.1", "Connection: Keep-Alive"),
    "a header twice": asked("GET /v2/self HTTP/1.1", "authorization: Bearer other", "x: 1", "X: 2"),
    "encoded": asked("GET /v2/objects/a%2Fb%20c/attributes?x=%C3%A9&x=a+b&y&=z?; HTTP/1.1"),
    "nothing there": asked("GET /v2/nothing/x HTTP/1.1"),
    "zeros": asked(f"PUT {PUT} HTTP/1.1", "content-length: 007") + b'{"a":1}',
    "own page": asked("GET /v2/self HTTP/1.1", "origin: http://localhost", "sec-fetch-site: same-origin"),
}  # fmt: skip

LONG: dict[str, bytes] = {
    "two at once": asked("GET /v2/self HTTP/1.1") + asked("GET /v2/objects HTTP/1.1"),
    "more than it said": asked("GET /v2/self HTTP/1.1") + b"\r\n",
    "head": asked("HEAD /v2/self HTTP/1.1"),
    "options": asked("OPTIONS /v2/self HTTP/1.1"),
    "lower case": asked("get /v2/self HTTP/1.1"),
    "1.0": asked("GET /v2/self HTTP/1.0", "connection: keep-alive"),
    "2.0": asked("GET /v2/self HTTP/2.0"),
    "a fragment": asked("GET /v2/self#x HTTP/1.1"),
    "a whole address": asked("GET http://localhost/v2/self HTTP/1.1"),
    "two blanks": asked("GET  /v2/self HTTP/1.1"),
    "a blank line before": b"\r\n" + asked("GET /v2/self HTTP/1.1"),
    "lines that end with a line feed": asked("GET /v2/self HTTP/1.1").replace(b"\r\n", b"\n"),
    "no host": asked("GET /v2/self HTTP/1.1", host=""),
    "two hosts": asked("GET /v2/self HTTP/1.1", "host: localhost"),
    "another host": asked("GET /v2/self HTTP/1.1", host="host: evil.com"),
    "another page": asked("GET /v2/self HTTP/1.1", "origin: http://evil.com"),
    "bytes that are not ASCII": asked("GET /v2/self HTTP/1.1", "x: caf\xe9"),
    "a folded header": asked("GET /v2/self HTTP/1.1", "x: a\r\n b"),
    "a blank before the colon": asked("GET /v2/self HTTP/1.1", "x : a"),
    "no colon": asked("GET /v2/self HTTP/1.1", "xa"),
    "no name": asked("GET /v2/self HTTP/1.1", ": a"),
    "a null": asked("GET /v2/self HTTP/1.1", "x: a\0b"),
    "chunked": asked(f"PUT {PUT} HTTP/1.1", "transfer-encoding: chunked") + b"7\r\n{\"a\":1}\r\n0\r\n\r\n",
    "chunked, and a length": asked(f"PUT {PUT} HTTP/1.1", "transfer-encoding: chunked", "content-length: 3") + b"0\r\n\r\n",
    "two lengths": asked(f"PUT {PUT} HTTP/1.1", "content-length: 7", "content-length: 7") + b'{"a":1}',
    "two lengths that differ": asked(f"PUT {PUT} HTTP/1.1", "content-length: 7", "content-length: 8") + b'{"a":1}',
    "a list of lengths": asked(f"PUT {PUT} HTTP/1.1", "content-length: 7, 7") + b'{"a":1}',
    "a length with a sign": asked(f"PUT {PUT} HTTP/1.1", "content-length: +7") + b'{"a":1}',
    "a length that is none": asked(f"PUT {PUT} HTTP/1.1", "content-length: x"),
    "an upgrade": asked("GET /v2/self HTTP/1.1", "connection: upgrade", "upgrade: websocket"),
    "connection twice": asked("GET /v2/self HTTP/1.1", "connection: keep-alive", "connection: keep-alive"),
    "wants to be told to go on": asked(f"PUT {PUT} HTTP/1.1", "expect: 100-continue", body=BODY),
    "a control call": asked("GET /_emulator/health HTTP/1.1"),
    "the page": asked("GET / HTTP/1.1"),
    "an upload": asked("POST /v2/files/upload HTTP/1.1", body=BODY),
    "a head of 5,000 bytes": asked("GET /v2/self HTTP/1.1", f"x: {'a' * 5000}"),
    "too many headers": asked("GET /v2/self HTTP/1.1", *(f"x{number}: a" for number in range(20))),
    "too many bytes of headers": asked("GET /v2/self HTTP/1.1", f"x: {'a' * 3000}"),
    "too large a body": asked(f"PUT {PUT} HTTP/1.1", body=b'"' + b"a" * 3000 + b'"'),
}  # fmt: skip
LIMITS = Limits(head_bytes=2500, head_fields=20, body_bytes=2000)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The targets of the requests that went the short way."""
    found: list[str] = []
    at_once = EmulatorApp.at_once

    def seen(self: EmulatorApp, request: Request) -> Response | None:
        response = at_once(self, request)
        if response is not None:
            found.append(request.path)
        return response

    monkeypatch.setattr(EmulatorApp, "at_once", seen)
    return found


@contextmanager
def served(emulator: Emulator | EmulatorPerToken | None = None, limits: Limits = LIMITS) -> Iterator[int]:
    with running(emulator or Emulator(), limits=limits) as url:
        yield urlsplit(url).port or 0


def both(sent: bytes, monkeypatch: pytest.MonkeyPatch) -> tuple[bytes, bytes]:
    """What is answered by the short way where it is open, and by the long way alone."""
    with served() as port:
        first = exchanged(port, sent)
    monkeypatch.setattr(direct, "head_of", lambda head: None)
    with served() as port:
        return first, exchanged(port, sent)


@pytest.mark.parametrize("name", SHORT)
def test_what_is_usual_goes_the_short_way_to_the_same_bytes(
    name: str, quick: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with served() as port, socket.create_connection(("127.0.0.1", port), timeout=20) as wire:
        wire.sendall(SHORT[name])
        first = whole(wire)
    assert len(quick) == 1
    monkeypatch.setattr(direct, "head_of", lambda head: None)
    with served() as port, socket.create_connection(("127.0.0.1", port), timeout=20) as wire:
        wire.sendall(SHORT[name])
        assert first == whole(wire)
    assert len(quick) == 1


def whole(wire: socket.socket) -> bytes:
    """One answer on a connection that stays."""
    found = b""
    while b"\r\n\r\n" not in found:
        found += wire.recv(65536)
    head, _, body = found.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    while len(body) < length:
        body += wire.recv(65536)
    return head + b"\r\n\r\n" + body


@pytest.mark.parametrize("name", LONG)
def test_what_is_odd_goes_the_long_way(name: str, quick: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = both(LONG[name] + LAST, monkeypatch)
    assert first == second
    assert quick == []


def test_requests_follow_each_other_on_one_connection_by_either_way(
    quick: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def talk(port: int) -> list[bytes]:
        with socket.create_connection(("127.0.0.1", port), timeout=20) as wire:
            out = []
            for name in ("put", "get", "put"):
                wire.sendall(SHORT[name])
                out.append(whole(wire))
            wire.sendall(LONG["chunked"])
            out.append(whole(wire))
            whole_line = SHORT["get"].index(b"\r\n\r\n")  # nothing says yet that no more headers come
            for part in (SHORT["get"][:whole_line], SHORT["get"][whole_line:]):
                wire.sendall(part)
                sleep(0.02)
            out.append(whole(wire))
            for part in (SHORT["put"][:30], SHORT["put"][30:-10], SHORT["put"][-10:]):
                wire.sendall(part)
                sleep(0.02)
            out.append(whole(wire))
            wire.sendall(SHORT["put"])
            out.append(whole(wire))
            wire.sendall(LAST)
            return [*out, whole(wire)]

    with served() as port:
        first = talk(port)
    assert 4 <= len(quick) <= 6  # on a busy computer pieces may come together
    monkeypatch.setattr(direct, "head_of", lambda head: None)
    with served() as port:
        assert first == talk(port)


def test_a_connection_that_was_answered_shortly_is_idle_and_ends_in_time() -> None:
    with (
        running(Emulator(), limits=Limits(idle_seconds=0.05)) as url,
        socket.create_connection(("127.0.0.1", urlsplit(url).port or 0), timeout=20) as wire,
    ):
        wire.sendall(SHORT["get"])
        assert whole(wire).startswith(b"HTTP/1.1 200 OK\r\n")
        assert wire.recv(10) == b""


def test_a_body_that_has_no_room_beside_others_is_refused_by_the_long_way(quick: list[str]) -> None:
    with served(limits=Limits(bodies_bytes=len(BODY) + 10)) as port, socket.socket() as half, socket.socket() as wire:
        for one in (half, wire):
            one.settimeout(20)
            one.connect(("127.0.0.1", port))
        for held, status in ((10, b"200"), (1, b"503")):
            half.sendall(asked(f"PUT {PUT} HTTP/1.1", "content-length: 100") + b"x" * held if held > 1 else b"x")
            sleep(0.05)  # until it is held
            wire.sendall(SHORT["put"])
            assert whole(wire)[9:12] == status
    assert len(quick) == 1


@pytest.mark.parametrize("kind", ["rules", "tenants"])
def test_where_a_fault_may_come_nothing_goes_the_short_way(kind: str, quick: list[str]) -> None:
    emulator: Emulator | EmulatorPerToken = Emulator()
    if kind == "tenants":
        emulator = EmulatorPerToken(Emulator)
    elif isinstance(emulator, Emulator):
        emulator.faults.replace([{"path": "/v2/nothing", "status": 503}])
    with served(emulator) as port:
        assert b" 200 OK" in exchanged(port, SHORT["get"] + LAST)[:20]
    assert quick == []


PIECES = st.sampled_from([
    b"GET", b"PUT", b" ", b"/v2/self", b"/v2/x?a=b", b"HTTP/1.1", b"HTTP/1.0", b"\r\n", b"\n", b"\r", b"host: a", b"Host:b", b"x", b":", b"\t",
    b"a", b"content-length: 3", b"content-length:0", b"Content-Length: 00", b"transfer-encoding: chunked", b"connection: close",
    b"connection: keep-alive", b"\xe9", b"\0", b"#", b"%41", b"@", b"expect: 100-continue", b"authorization: Bearer t",
])  # fmt: skip


@settings(max_examples=examples(300, 20_000), deadline=None)
@given(st.lists(PIECES, max_size=6), st.lists(st.tuples(PIECES, st.lists(PIECES, max_size=3)), max_size=4))
@example([b"GET", b" ", b"/v2/self", b" ", b"HTTP/1.1"], [(b"host: a", []), (b"content-length: 3", [])])
def test_a_head_that_is_taken_is_what_h11_reads(first: list[bytes], fields: list[tuple[bytes, list[bytes]]]) -> None:
    for line in (b"".join(first), b"PUT /v2/x HTTP/1.1"):
        head = b"\r\n".join([line, *(b"".join([name, *more]) for name, more in fields)])
        found = head_of(head) if b"\r\n\r\n" not in head else None
        if found is None:
            continue
        connection = h11.Connection(h11.SERVER)
        connection.receive_data(head + b"\r\n\r\n" + b"a" * found.length)
        event = connection.next_event()
        assert isinstance(event, h11.Request)
        url = event.target.decode()
        made = Request.make(event.method.decode(), url)
        assert (found.method, found.path, found.query) == (made.method, made.path, made.query)
        assert found.headers == received_headers((name.decode(), value.decode()) for name, value in event.headers)
        assert found.fields == len(list(event.headers))
        if found.length:
            data = connection.next_event()
            assert isinstance(data, h11.Data)
            assert len(data.data) == found.length
        assert isinstance(connection.next_event(), h11.EndOfMessage)
        assert connection.next_event() is h11.NEED_DATA
        assert not connection.they_are_waiting_for_100_continue
        assert connection.their_state is h11.DONE
