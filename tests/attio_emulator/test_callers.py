"""Who may call over a network: every way to write a Host and an Origin, one that lets in among many that do not."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from attio_emulator import Emulator, running
from attio_emulator.faces.callers import Guard, authority
from attio_emulator.http import received_headers

from tests.attio_emulator.wire import exchanged

GUARD = Guard(("Attio.Test", "fd00::1", "[fd00::2]"))


def status(*, origin: str | None = None, scheme: str = "http", target: str = "/", **headers: str) -> int:
    sent = {name: one for name, one in {"host": "localhost:8700", **headers}.items() if one != "none"}
    if origin is not None:
        sent["origin"] = origin
    answer = GUARD.refusal(sent, scheme=scheme, target=target)
    return 200 if answer is None else answer.status


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("localhost", ("localhost", None)),
        ("LocalHost:8700", ("localhost", 8700)),
        ("127.0.0.1:1", ("127.0.0.1", 1)),
        ("[::1]:65535", ("::1", 65535)),
        ("[0:0:0:0:0:0:0:1]", ("::1", None)),
        ("my_service-1.test", ("my_service-1.test", None)),
        ("a" * 253 + ":65535", ("a" * 253, 65535)),
        *((one, None) for one in (
            "", " ", ":8700", "localhost:", "localhost:0", "localhost:65536", "localhost:8700:1", "localhost:+1", "localhost:1e3",
            "evil.com@localhost", "localhost@evil.com", "user:pw@localhost:8700", "localhost/", "localhost/x", "localhost?x",
            "localhost#x", "localhost\\x", "localhost,evil.com", "localhost, localhost", "localhost evil.com", " localhost",
            "localhost ", "localhost\t", "localhost\n", "localhost\x00", "http://localhost", "//localhost", "[::1", "::1", "[::1]x",
            "[::1]:", "[localhost]", "[::1%25lo]", "[::1%lo]", "[]", "loc\u00e4lhost", "l\uff4fcalhost", ".localhost", "-localhost",
            "localhost:\u0661", "a" * 300,
        )),
    ],
)  # fmt: skip
def test_a_host_is_a_name_and_perhaps_a_port(text: str, found: tuple[str, int | None] | None) -> None:
    assert authority(text) == found


@pytest.mark.parametrize(
    ("host", "answered"),
    [
        *((one, 200) for one in ("localhost", "LOCALHOST:8700", "127.0.0.1:9", "[::1]:8700", "[0::1]", "attio.test", "ATTIO.test:1",
                                 "[FD00::1]", "[fd00:0::2]:8700", "localhost.", "LocalHost.:8700", "127.0.0.2", "127.255.0.1:9")),
        *((one, 403) for one in (
            "none", "", "evil.com", "evil.com@localhost", "localhost..", "localhost.evil.com", "127.0.0.1.evil.com", "127.0.0.1.",
            "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "128.0.0.1", "10.0.0.1", "[::ffff:10.0.0.1]", "[::2]", "testserver",
            "localhost, evil.com", "attio.test.", "xattio.test", "[::1]x",
            # with these, a browser does not tell which site a call comes from
            "0.0.0.0", "0.0.0.0:8700", "[::]", "[::ffff:127.0.0.1]:8700", "[::ffff:7f00:2]", "[::ffff:0.0.0.0]",
        )),
    ],
)  # fmt: skip
def test_only_names_of_this_server_are_called(host: str, answered: int) -> None:
    assert status(host=host) == answered


@pytest.mark.parametrize(
    ("origin", "host", "answered"),
    [
        ("http://localhost:8700", "localhost:8700", 200),
        ("http://localhost:8700", "LOCALHOST:8700", 200),
        ("http://localhost", "localhost", 200),
        ("http://localhost", "localhost:80", 200),
        ("http://localhost:80", "localhost", 200),
        ("http://[::1]:8700", "[::1]:8700", 200),
        ("http://attio.test", "attio.test", 200),
        *((one, "localhost:8700", 403) for one in (
            "null", "", "*", "localhost:8700", "http://localhost", "http://localhost:8701", "https://localhost:8700",
            "http://127.0.0.1:8700", "http://[::1]:8700", "http://evil.com", "http://evil.com:8700", "http://localhost:8700.evil.com",
            "http://evil.com@localhost:8700", "http://localhost:8700@evil.com", "http://localhost:8700/", "http://localhost:8700 ",
            "http://localhost:8700, http://evil.com", "http://localhost:8700 http://evil.com", "HTTP://localhost:8700", "file://",
            "chrome-extension://localhost:8700", "http://localhost.:8700", "http://:8700",
        )),
    ],
)  # fmt: skip
def test_only_pages_of_this_server_may_call(origin: str, host: str, answered: int) -> None:
    assert status(origin=origin, host=host) == answered
    assert GUARD.refusal({"host": host, "origin": origin}, any_origin=True) is None


def test_over_tls_the_page_comes_over_tls() -> None:
    assert [status(origin=f"{one}://localhost", host="localhost", scheme="https") for one in ("https", "http")] == [
        200,
        403,
    ]


def test_of_two_headers_none_counts() -> None:
    for name in ("Host", "Origin"):
        sent = received_headers([("Host", "localhost"), (name, "http://localhost"), (name, "evil.com")])
        refused = GUARD.refusal(sent)
        assert refused is not None
        assert refused.status == 403


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with running(Emulator()) as url:
        yield urlsplit(url).port or 0


REBOUND = (
    "/",
    "/_emulator/state",
    "/_emulator/stream",
    "/_emulator/assets/app.js",
    "/authorize",
    "/v2/objects",
    "/scim/v2/Users",
)


@pytest.mark.covers("emulator.guards")
@pytest.mark.parametrize("path", REBOUND)
def test_a_name_that_was_made_to_resolve_here_is_refused(port: int, path: str) -> None:
    """As a browser sends it: its page came from that name, so Origin and Host agree with one another."""
    for name in (f"evil.example:{port}", f"evil.example@localhost:{port}", f"localhost.example:{port}"):
        head = f"GET {path} HTTP/1.1\r\nhost: {name}\r\norigin: http://{name}\r\nauthorization: Bearer any\r\nconnection: close\r\n\r\n"
        assert exchanged(port, head).startswith(b"HTTP/1.1 403 ")


@pytest.mark.parametrize(
    ("head", "answered"),
    [
        ("GET /v2/objects HTTP/1.0\r\n\r\n", 403),
        ("GET /v2/objects HTTP/1.0\r\nhost: localhost\r\n\r\n", 401),
        ("GET /v2/objects HTTP/1.1\r\n\r\n", 400),
        ("GET /v2/objects HTTP/1.1\r\nhost: localhost\r\nhost: evil.com\r\n\r\n", 400),
        ("GET /v2/objects HTTP/1.1\r\nhost: localhost\r\nhost: localhost\r\n\r\n", 400),
        ("GET /v2/objects HTTP/1.1\r\nhost:\r\nconnection: close\r\n\r\n", 403),
        ("GET http://evil.com/v2/objects HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n", 403),
        ("GET http://localhost/v2/objects HTTP/1.1\r\nhost: evil.com\r\nconnection: close\r\n\r\n", 401),
        ("GET HTTP://localhost:80/v2/objects?limit=1 HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n", 401),
        ("GET http://localhost/_emulator/assets/app.js HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n", 200),
        ("GET http://localhost HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n", 200),
        ("GET http://localhost?sort=x HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n", 200),
        ("GET http://me@localhost/v2/objects HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n", 403),
        ("GET http:///v2/objects HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n", 403),
        ("GET ftp://localhost/v2/objects HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n", 400),
        ("GET v2/objects HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n", 400),
        ("OPTIONS * HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n", 400),
    ],
)
def test_the_wire(port: int, head: str, answered: int) -> None:
    assert int(exchanged(port, head).split()[1]) == answered
