"""Every answer ends, whatever a server sends and however slowly; nothing of it is kept beyond the bound."""

from __future__ import annotations

import contextlib
import gzip
import itertools
import socket
import threading
from collections.abc import Callable, Iterable, Iterator

import httpx
import pytest
from attio_harness.errors import InputError
from attio_harness.rest import BoundedClient
from attio_harness.rest.bounded import Endless
from attio_harness.schema import connect, pull
from segment_actions import Request
from segment_actions.drivers import sender
from segment_actions.errors import FetchError

raises = pytest.raises
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
CHUNKED = HEAD + b"transfer-encoding: chunked\r\n\r\n"


@contextlib.contextmanager
def sends(pieces: Callable[[], Iterable[bytes]], pause: float = 0) -> Iterator[str]:
    """A server that answers one request with these pieces, and waits so many seconds after each."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        # nobody may come where the test fails before
        server.settimeout(60)

        def answer() -> None:
            with contextlib.suppress(OSError), server.accept()[0] as connection:  # it hung up
                connection.recv(65_536)
                for piece in pieces():
                    connection.sendall(piece)
                    if over.wait(pause) or over.is_set():
                        return

        thread = threading.Thread(target=answer)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}"
        finally:
            over.set()
            thread.join()


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def drip() -> Iterator[bytes]:
    yield CHUNKED
    yield from itertools.repeat(chunk(b" "))


def dripping_head() -> Iterator[bytes]:
    yield HEAD
    yield from itertools.repeat(b"x")


def packed(data: bytes, how: bytes) -> Callable[[], Iterator[bytes]]:
    def pieces() -> Iterator[bytes]:
        yield HEAD + b"content-encoding: %s\r\ncontent-length: %d\r\n\r\n%s" % (how, len(data), data)

    return pieces


@pytest.mark.parametrize("pieces", [drip, dripping_head], ids=["a body", "a head"])
def test_an_answer_that_drips_is_given_up(pieces: Callable[[], Iterator[bytes]]) -> None:
    """Each piece comes in time."""
    said = r"^the response had no end within 0\.3 seconds$"
    with (
        sends(pieces, pause=0.02) as url,
        BoundedClient(seconds=0.3, timeout=10) as client,
        pytest.raises(Endless, match=said),
    ):
        client.get(url)


def endless() -> Iterator[bytes]:
    yield CHUNKED
    yield from itertools.repeat(chunk(b" " * 1000))


@pytest.mark.parametrize(
    "pieces", [endless, packed(gzip.compress(b" " * 10_000_000), b"gzip")], ids=["endless", "packed"]
)
def test_an_answer_that_goes_on_is_given_up(pieces: Callable[[], Iterator[bytes]]) -> None:
    said = r"^the response has more than 1,000,000 bytes$"
    with (
        sends(pieces) as url,
        BoundedClient(seconds=60, most_bytes=1_000_000) as client,
        pytest.raises(Endless, match=said),
    ):
        client.get(url)


def test_what_is_packed_several_times_is_not_unpacked() -> None:
    twice = gzip.compress(gzip.compress(b" " * 1_000))
    said = "^it is packed as 'gzip, gzip', expected gzip$"
    sent = packed(twice, b"gzip, gzip")
    with sends(sent) as url, BoundedClient(seconds=60) as client, pytest.raises(httpx.DecodingError, match=said):
        client.get(url)


def test_an_answer_within_the_bounds_is_as_of_any_client() -> None:
    with sends(packed(gzip.compress(b'{"a": 1}'), b"gzip")) as url, BoundedClient(seconds=60) as client:
        answer = client.get(url)
    assert (answer.status_code, answer.reason_phrase, answer.json()) == (200, "OK", {"a": 1})
    assert answer.headers["content-type"] == "application/json"
    assert str(answer.request.url) == url


def test_a_host_that_no_name_can_be_cannot_be_reached() -> None:
    with (
        BoundedClient(seconds=60) as client,
        raises(httpx.ConnectError, match="^the host is not a valid name$"),
    ):
        client.get(f"http://{'a' * 300}.example/")


def test_a_pull_tells_it_in_one_line() -> None:
    sent = packed(gzip.compress(gzip.compress(b"{}")), b"gzip, gzip")
    with sends(sent) as url, pytest.raises(InputError) as caught, connect(base_url=url, environ={}) as live:
        pull(live)
    assert (
        str(caught.value)
        == f"{url}/v2/self: the response cannot be unpacked: it is packed as 'gzip, gzip', expected gzip"
    )


def test_an_answer_that_cannot_be_unpacked_is_none_for_a_delivery() -> None:
    """As node-fetch has it, and no mistake of ours."""
    with sends(packed(b"hello", b"gzip")) as url, pytest.raises(FetchError, match="incorrect header check"):
        sender(httpx.Client())(Request(method="GET", url=url))
