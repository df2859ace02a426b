"""Connections within bounds: clients that send half a request, drip, keep connections or leave answers unread keep nobody else out."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

import pytest
from attio_emulator import Emulator, running
from attio_emulator.faces.bounds import most_connections, quiet_about_descriptors
from attio_emulator.limits import Limits

from tests.attio_emulator.wire import exchanged

GOOD = "GET /v2/objects HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer any\r\nconnection: close\r\n\r\n"
HALF = b"GET /v2/objects HTTP/1.1\r\nhost: localhost\r\n"
HALF_BODY = b"POST /v2/notes HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer any\r\ncontent-length: 100\r\n\r\n{"
SHORT = 0.05


@contextlib.contextmanager
def served(**limits: Any) -> Iterator[int]:
    with running(Emulator(), limits=Limits(**limits)) as url:
        yield urlsplit(url).port or 0


@contextlib.contextmanager
def opened(port: int, sent: Sequence[bytes]) -> Iterator[list[socket.socket]]:
    """Connections on which so much is sent, in this order."""
    with contextlib.ExitStack() as stack:
        wires = []
        for one in sent:
            wire = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=20))
            wire.sendall(one)
            wires.append(wire)
        yield wires


def rest(wire: socket.socket) -> bytes:
    found = b""
    with contextlib.suppress(ConnectionResetError):
        while piece := wire.recv(65536):
            found += piece
    return found


def dripped(wire: socket.socket, text: bytes) -> None:
    """Byte by byte until it is no longer taken."""
    with contextlib.suppress(OSError):
        for number in range(100_000):
            wire.sendall(text[number % len(text) :][:1])
            wire.settimeout(0.002)
            with contextlib.suppress(TimeoutError):
                if wire.recv(1, socket.MSG_PEEK) is not None:
                    break
    wire.settimeout(20)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (b"", b""),
        (b"G", b"408"),
        (HALF, b"408"),
        (HALF + b"x: y", b"408"),
        (HALF_BODY, b"408"),
        (GOOD.replace("connection: close\r\n", "").encode(), b"200"),  # idle
        (GOOD.replace("connection: close\r\n", "").encode() + b"GET", b"200"),
    ],
)
def test_who_stops_in_the_middle_is_told_and_left(sent: bytes, said: bytes) -> None:
    with served(head_seconds=SHORT, pause_seconds=SHORT, idle_seconds=SHORT) as port, opened(port, [sent]) as [wire]:
        answers = rest(wire)
    assert said in answers.rpartition(b"HTTP/1.1 ")[2][:3]
    if said == b"408":
        limit = b"pause_seconds" if sent == HALF_BODY else b"head_seconds"
        assert answers.endswith(
            b'{"error":"The rest of the request did not come within 0.05 seconds (limit %s)."}' % limit
        )


@pytest.mark.parametrize(
    ("begun", "drip", "limit"),
    [(HALF, b"x: y\r\n", b"head_seconds"), (HALF_BODY.replace(b"100", b"1000000"), b" ", b"request_seconds")],
)
def test_who_drips_has_no_more_time_than_others(begun: bytes, drip: bytes, limit: bytes) -> None:
    with (
        served(head_seconds=0.1, pause_seconds=20, request_seconds=0.1, head_fields=10**6, head_bytes=10**6) as port,
        opened(port, [begun]) as [wire],
    ):
        dripped(wire, drip)
        assert b"(limit %s)" % limit in rest(wire)


def test_pieces_of_a_body_may_take_their_time() -> None:
    """As long as one comes before the other is too late."""
    body = b'{"data": {}}'
    head = HALF_BODY.replace(b"100", b"%d" % len(body)).replace(b"\r\n\r\n{", b"\r\nconnection: close\r\n\r\n")
    with served(head_seconds=0.5, pause_seconds=2, request_seconds=20) as port, opened(port, [head]) as [wire]:
        for number in range(len(body)):
            wire.sendall(body[number : number + 1])
            wire.settimeout(0.05)
            with contextlib.suppress(TimeoutError):
                wire.recv(1, socket.MSG_PEEK)
        wire.settimeout(20)
        assert rest(wire).startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize("kind", [b"", HALF, HALF_BODY])
def test_half_open_connections_give_way(kind: bytes) -> None:
    """The one that has waited longest is closed, whatever it has sent so far."""
    with served(connections=10) as port, opened(port, [kind] * 30) as wires:
        for _ in range(3):
            assert exchanged(port, GOOD).startswith(b"HTTP/1.1 200 ")
        wires[0].settimeout(20)
        assert rest(wires[0]) == b""


def test_where_each_has_a_request_in_hand_one_more_is_told() -> None:
    stream = b"GET /_emulator/stream HTTP/1.1\r\nhost: localhost\r\n\r\n"
    with served(connections=3) as port, opened(port, [stream] * 3) as wires:
        for wire in wires:
            assert wire.recv(15) == b"HTTP/1.1 200 OK"
        told = exchanged(port, b"")
    assert told.startswith(b"HTTP/1.1 503 Service Unavailable\r\n")
    assert told.endswith(b'{"error":"There are 3 connections, and each has a request in hand (limit connections)."}')


def test_listeners_are_bounded() -> None:
    stream = b"GET /_emulator/stream HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"
    with served(streams=2) as port:
        with opened(port, [stream] * 2) as wires:
            for wire in wires:
                assert wire.recv(15) == b"HTTP/1.1 200 OK"
            told = exchanged(port, stream)
            assert told.startswith(b"HTTP/1.1 503 ")
            assert told.endswith(b'{"error":"There are 2 listeners already (limit streams)."}')
        assert exchanged(port, GOOD).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (GOOD.replace("\r\n\r\n", f"\r\nx: {'y' * 1000}\r\n\r\n"), 'larger than 1000 bytes (limit head_bytes)."}'),
        (GOOD.replace("objects", "o" * 1000), 'larger than 1000 bytes (limit head_bytes)."}'),
        (GOOD.replace("objects", f"objects?{'o' * 1000}"), 'larger than 1000 bytes (limit head_bytes)."}'),
        (GOOD[:-2] + "x: y\r\n" * 30 + "\r\n", 'There are 33 headers, expected 20 at most (limit head_fields)."}'),
        (GOOD[:-2] + "x" * 5000, 'larger than 1000 bytes (limit head_bytes)."}'),
    ],
)
def test_what_opens_a_request_is_bounded(head: str, said: str) -> None:
    with served(head_bytes=1000, head_fields=20, head_seconds=SHORT) as port:
        told = exchanged(port, head).decode()
    assert told.startswith("HTTP/1.1 431 Request Header Fields Too Large\r\n")
    assert told.endswith(said)


@pytest.mark.parametrize("sent", [b"\x16\x03\x01\x02\x00\x01\x00", b"hello\r\n\r\n", b"\x00" * 50])
def test_what_is_no_http_is_told(sent: bytes) -> None:
    with served(head_seconds=SHORT) as port:
        told = exchanged(port, sent)
        assert told.startswith((b"HTTP/1.1 400 Bad Request\r\n", b"HTTP/1.1 408 "))
        assert exchanged(port, GOOD).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize(
    "lines", [b"content-length: 5\r\ntransfer-encoding: chunked", b"Transfer-Encoding: chunked\r\nContent-Length: 5"]
)
def test_a_body_with_two_ends_is_refused_and_nothing_behind_it_is_a_request(lines: bytes) -> None:
    """RFC 9112, section 6.1: who reads the other end takes for a request what is a body to us."""
    head = b"PUT /v2/objects HTTP/1.1\r\nhost: localhost\r\n" + lines + b"\r\n\r\n"
    with served() as port:
        told = exchanged(port, head + b"0\r\n\r\n" + GOOD.encode())
    assert told.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert b"\r\nconnection: close\r\n" in told
    assert told.count(b"HTTP/1.1 ") == 1
    assert told.endswith(
        b'{"error":"Found Content-Length and Transfer-Encoding, expected one of them to say where the body ends."}'
    )


@pytest.mark.parametrize("path", ["/v2/objects", "/v2/files/upload", "/_emulator/login"])
def test_a_body_that_is_too_large_is_refused_before_it_is_sent_where_a_client_waits_for_that(path: str) -> None:
    """RFC 9110, section 10.1.1; nothing else is read from such a connection, as it might be the body."""
    head = f"POST {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer t\r\nexpect: 100-Continue\r\ncontent-length: 99999999999\r\n\r\n"
    with served() as port:
        told = exchanged(port, head)
        assert told.startswith(b"HTTP/1.1 413 ")
        assert b"\r\nconnection: close\r\n" in told
        assert told.count(b"HTTP/1.1 ") == 1
        small = head.replace("99999999999", "2\r\nconnection: close") + "{}"
        assert exchanged(port, small).startswith(b"HTTP/1.1 100 Continue\r\n")


@pytest.mark.parametrize("pieces", [["\r\n" + GOOD], ["\r\n", GOOD]], ids=["with it", "before it"])
def test_an_empty_line_before_a_request_is_none(pieces: list[str]) -> None:
    """RFC 9112, section 2.2: behind a body some send one more than it has."""
    body = GOOD.replace("GET", "POST").replace("connection: close\r\n", "content-length: 2\r\n") + "{}"
    with served() as port, opened(port, [body.encode()]) as [wire]:
        while b"}" not in wire.recv(65536):
            pass
        for one in pieces:
            wire.sendall(one.encode())
        assert rest(wire).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("sent", ["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", GOOD.replace("HTTP/1.1", "HTTP/2.0")])
def test_another_version_of_http_is_told_so(sent: str) -> None:
    with served() as port:
        told = exchanged(port, sent)
    assert told.startswith(b"HTTP/1.1 505 HTTP Version Not Supported\r\n")
    assert told.endswith(b'{"error":"Found a request of HTTP/2.0, expected one of HTTP/1.1."}')


def test_a_body_that_is_broken_while_it_is_answered_ends_its_connection() -> None:
    """A listener whose request says that its body comes in chunks, and whose chunks are none."""
    head = b"GET /_emulator/stream HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n"
    with served() as port, opened(port, [head]) as [wire]:
        wire.sendall(b"0\r\n\r\n")
        assert wire.recv(15) == b"HTTP/1.1 200 OK"
        wire.sendall(b"not http at all\r\n\r\n")
        assert exchanged(port, GOOD).startswith(b"HTTP/1.1 200 ")


def test_an_answer_that_nobody_reads_is_not_kept() -> None:
    emulator = Emulator()
    emulator.faults.replace([{"path": "/v2/large", "status": 400, "body": "x" * 30_000_000}])
    with running(emulator, limits=Limits(unread_seconds=SHORT)) as url:
        wire = socket.socket()
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        wire.settimeout(20)
        with wire:
            wire.connect(("127.0.0.1", urlsplit(url).port or 0))
            wire.sendall(GOOD.replace("objects", "large").encode())
            while not emulator.faults.rules[0].seen:
                exchanged(urlsplit(url).port or 0, GOOD)
            assert is_given_up(wire, urlsplit(url).port or 0)


def is_given_up(wire: socket.socket, port: int) -> bool:
    """Whether a connection ends whose other side sends more than is read: what is sent there is then answered with a reset."""
    for _ in range(10_000):
        try:
            wire.sendall(b"x")
        except ConnectionError:
            return True
        exchanged(port, GOOD)
    return False


@pytest.mark.parametrize(
    ("limit", "descriptors", "most"),
    [
        (1000, 1024, 960),
        (1000, 10_000, 1000),
        (1000, 256, 192),
        (1000, 20, 8),
        (5, 256, 5),
        (1000, resource.RLIM_INFINITY, 1000),
    ],
)
def test_there_are_never_more_connections_than_descriptors(limit: int, descriptors: int, most: int) -> None:
    assert most_connections(Limits(connections=limit), descriptors) == most


def test_too_few_descriptors_are_told_once_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    time = [0.0]
    handle = quiet_about_descriptors(said.append, lambda: time[0])
    loop = asyncio.new_event_loop()
    others: list[Any] = []
    monkeypatch.setattr(loop, "default_exception_handler", others.append)
    for moment in (0, 1, 59, 60, 61):
        time[0] = moment
        handle(loop, {"exception": OSError(errno.EMFILE, "Too many open files")})
    handle(loop, {"message": "another", "exception": OSError(errno.EIO, "x")})
    handle(loop, {"message": "one more"})
    loop.close()
    line = "attio_emulator: new connections wait: Too many open files. They are taken when others are closed.\n"
    assert said == [line, line]
    assert [one["message"] for one in others] == ["another", "one more"]


PROGRAM = """
import resource, sys
resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))
from attio_emulator import Emulator
from attio_emulator.faces.server import bound, guard_for, serve
serve(Emulator(), bound("127.0.0.1", 0), guard=guard_for("127.0.0.1"), started=lambda url: print(url, flush=True))
"""


def test_with_few_descriptors_a_good_client_gets_in_and_nothing_is_logged() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        port = urlsplit(process.stdout.readline().strip()).port or 0
        with opened(port, [HALF] * 300):
            for _ in range(3):
                assert exchanged(port, GOOD).startswith(b"HTTP/1.1 200 ")
    finally:
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (0, "")


def put(size: int, sent: int, path: str = "/v2/notes") -> bytes:
    """A request with a body of a size, of which so much is sent."""
    head = f"POST {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer any\r\nconnection: close\r\ncontent-length: {size}\r\n\r\n"
    return head.encode() + b"x" * sent


def until(port: int, sent: bytes, status: bytes) -> None:
    """Send a request again and again, until its answer has a status."""
    end = time.monotonic() + 60
    while exchanged(port, sent)[9:12] != status:
        assert time.monotonic() < end
        time.sleep(0.01)


def test_the_bodies_of_all_requests_have_a_limit_together() -> None:
    with served(bodies_bytes=300_000) as port:
        # two that are on their way hold what they sent so far
        with opened(port, [put(200_000, 150_000), put(200_000, 100_000)]) as (first, second):
            until(port, put(60_000, 60_000), b"503")  # what was sent has come in
            said = b'{"error":"The requests in hand have 300000 bytes together (limit bodies_bytes); try again when they are answered."}'
            for size in (100_000, 60_000):
                answer = exchanged(port, put(size, size))
                assert (answer[:12], answer.partition(b"\r\n\r\n")[2]) == (b"HTTP/1.1 503", said)
            # what is small has room beside them
            assert exchanged(port, put(10_000, 10_000)).startswith(b"HTTP/1.1 400")
            # the second one passes the limit, and the first then has room
            second.sendall(b"x" * 100_000)
            assert rest(second).startswith(b"HTTP/1.1 503")
            first.sendall(b"x" * 50_000)
            assert rest(first).startswith(b"HTTP/1.1 400")
        # alone a request may have what its own limit says, and who went away holds nothing
        with opened(port, [put(200_000, 150_000)]):
            until(port, put(160_000, 160_000), b"503")
        until(port, put(400_000, 400_000), b"400")
