"""Calls of Attio: every failure is one line, it waits as long as it is asked to, and the token is never told."""

from __future__ import annotations

import socket
import threading
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from attio_emulator import Emulator, EmulatorTransport, Workspace, running
from attio_harness.errors import HarnessError, InputError, UsageError
from attio_harness.schema import BASE_URL, TOKEN_VARIABLE, connect, pull, render_yaml

from .test_pull import TOKEN, client, serving

SELF = "https://api.attio.com/v2/self"
OBJECTS = "https://api.attio.com/v2/objects"
MEMBERS = "https://api.attio.com/v2/workspace_members"
REFUSED = "The API Key provided is not authorized to perform the requested action"
FAILURES: tuple[tuple[str, dict[str, Any], type[HarnessError], str], ...] = (
    ("401", {"status": 401}, UsageError,
     f"{SELF}: the access token is refused: 401 The API Key provided was invalid; is it a token of this workspace?"),
    ("403 objects", {"status": 403, "path": "/v2/objects"}, UsageError,
     f"{OBJECTS}: the access token lacks the scope object_configuration:read: 403 {REFUSED}; add it to the token in Attio's settings"),
    ("403 options", {"status": 403, "path": "*/options"}, UsageError,
     f"{OBJECTS}/people/attributes/strongest_connection_strength/options: the access token lacks the scope "
     f"object_configuration:read: 403 {REFUSED}; add it to the token in Attio's settings"),
    ("403 members", {"status": 403, "path": "/v2/workspace_members"}, UsageError,
     f"{MEMBERS}: the access token lacks the scope user_management:read: 403 {REFUSED}; add it to the token in Attio's settings, "
     "or pull without members (--no-members)"),
    ("403 self", {"status": 403}, UsageError,
     f"{SELF}: the access token may not do this: 403 {REFUSED}; create another in Attio's settings"),
    ("404", {"status": 404, "body": {"message": "Nothing here."}}, InputError,
     f"{SELF}: there is no Attio API here: 404 Nothing here; expected a base URL such as https://api.attio.com"),
    ("404 of one object", {"status": 404, "path": "/v2/objects/people/*", "body": "no"}, InputError,
     f"{OBJECTS}/people/attributes: is no longer there: 404 Not Found; was it changed just now? Pull again"),
    ("400", {"status": 400, "path": "/v2/objects", "body": {"message": "No\n\nthanks."}}, InputError,
     f"{OBJECTS}: answers 400 No thanks, expected 200"),
    ("400 with colours", {"status": 400, "path": "/v2/objects", "body": {"message": "\x1b[31mNo\x1b[0m" + "!" * 1_000}}, InputError,
     f"{OBJECTS}: answers 400 \\x1b[31mNo\\x1b[0m{'!' * 282}…, expected 200"),
    ("501", {"status": 501, "body": "oh"}, InputError, f"{SELF}: answers 501 Not Implemented; try again later"),
    ("302", {"status": 302, "headers": {"location": "https://elsewhere.example/"}}, InputError,
     f"{SELF}: answers 302, a redirect to https://elsewhere.example; it is not followed, since it would take the token elsewhere: "
     "give the base URL itself"),
    ("204", {"status": 204}, InputError, f"{SELF}: answers 204 No Content, expected 200"),
    ("a web page", {"status": 200, "body": "<html>", "headers": {"content-type": "text/html; charset=utf-8"}}, InputError,
     f"{SELF}: answers with something that is not JSON (text/html: found '<html>', expected a value); is this the base URL of the Attio API?"),
    ("an inactive token", {"status": 200, "path": "/v2/self", "body": {"active": False}}, UsageError,
     f"{SELF}: Attio says that the access token is not active; expected one in use"),
    ("another response", {"status": 200, "body": {"active": "yes"}}, InputError,
     f"{SELF} at /active: the response is not as Attio documents it: found 'yes', expected true or false"),
    ("a list", {"status": 200, "body": [1]}, InputError,
     f"{SELF}: the response is not as Attio documents it: found [1], expected an object with active"),
    ("true alone", {"status": 200, "body": True}, InputError,
     f"{SELF}: the response is not as Attio documents it: found true, expected an object with active"),
    ("no data", {"status": 200, "path": "/v2/objects", "body": {}}, InputError,
     f"{OBJECTS} at /data: the response is not as Attio documents it: found an object without it, expected a list"),
    ("an odd object", {"status": 200, "path": "/v2/objects", "body": {"data": [{"id": {"object_id": 1}}]}}, InputError,
     f"{OBJECTS} at /data/0/id/object_id: the response is not as Attio documents it: found 1, expected text"),
    ("half a character", {"status": 200, "path": "/v2/objects", "body": '{"data": [{"a": ["x", "y\\ud83d"]}]}'}, InputError,
     f"{OBJECTS} at /data/0/a/1: the response is not as Attio documents it: found half a character ('\\ud83d', a lone surrogate), "
     "expected whole ones"),
    *((f"allowed objects as {said}", {"status": 200, "path": "/v2/objects/companies/attributes", "body": {"data": [
        {"id": {"attribute_id": "a"}, "api_slug": "team", "type": "record-reference",
         "config": {"record_reference": {"allowed_object_ids": ids}}}]}}, InputError,
       f"https://api.attio.com/v2/objects/companies/attributes at /data/0/config/record_reference/allowed_object_ids: the response is "
       f"not as Attio documents it: found {said}, expected a list of texts")
      for ids, said in ((True, "true"), ([{"a": 1}], "[{\"a\": 1}]"), ({"a": 1}, "{\"a\": 1}"))),
    ("nothing but null", {"status": 200, "path": "/v2/workspace_members", "body": {"data": [None]}}, InputError,
     f"{MEMBERS} at /data/0: the response is not as Attio documents it: found null, expected an object with id"),
)  # fmt: skip


@pytest.mark.parametrize(("fault", "kind", "line"), [row[1:] for row in FAILURES], ids=[row[0] for row in FAILURES])
def test_every_failure_is_one_line(fault: dict[str, Any], kind: type[HarnessError], line: str) -> None:
    emulator = serving({})
    emulator.faults.replace([fault])
    with pytest.raises(HarnessError) as caught:
        pull(client(emulator, sleep=never))
    assert (type(caught.value), str(caught.value)) == (kind, line)


def never(seconds: float) -> None:
    raise AssertionError(f"waited {seconds} seconds")


WAITS: tuple[tuple[str, dict[str, Any], list[float]], ...] = (
    ("seconds", {"status": 429, "times": 2, "headers": {"retry-after": "3"}}, [3.0, 3.0]),
    ("a date", {"status": 429, "times": 1, "headers": {"retry-after": "Wed, 21 Oct 2026 07:28:05 GMT"}}, [5.05]),
    ("the longest wait", {"status": 429, "times": 1, "headers": {"retry-after": "60"}}, [60.0]),
    ("a date gone by", {"status": 429, "times": 1, "headers": {"retry-after": "Wed, 21 Oct 2026 07:27:59 GMT"}}, [0.05]),
    ("no word", {"status": 429, "times": 3}, [1.0, 2.0, 4.0]),
    ("a word", {"status": 429, "times": 1, "headers": {"retry-after": "soon"}}, [1.0]),
    ("503", {"status": 503, "times": 1, "body": "Service Unavailable"}, [1.0]),
    ("500", {"status": 500, "times": 2, "body": "Oops"}, [1.0, 2.0]),
    ("500 that asks", {"status": 500, "times": 1, "headers": {"retry-after": "4"}}, [4.0]),
    ("522 of a network in between", {"status": 522, "times": 1, "body": "<html>"}, [1.0]),
    ("in the middle", {"status": 429, "path": "/v2/objects/companies/*", "times": 1, "headers": {"retry-after": "7"}}, [7.0]),
)  # fmt: skip
NOW = 1_792_567_680.0
"""2026-10-21T07:28:00Z"""


@pytest.mark.parametrize(("fault", "waits"), [row[1:] for row in WAITS], ids=[row[0] for row in WAITS])
def test_it_waits_as_long_as_attio_asks(fault: dict[str, Any], waits: list[float]) -> None:
    emulator = serving({})
    emulator.faults.replace([fault])
    waited: list[float] = []
    pulled = pull(client(emulator, clock=lambda: NOW, sleep=waited.append))
    assert waited == waits
    assert pulled == pull(client(serving({})))


def test_each_wait_that_is_noticed_is_told_before_it_begins() -> None:
    emulator = serving({})
    busy = {"status": 503, "times": 1, "headers": {"retry-after": "0"}}
    limited = {"status": 429, "times": 1, "headers": {"retry-after": "42"}}
    emulator.faults.replace([{"path": "/v2/self", **busy}, {"path": "/v2/self", **limited}])
    happened: list[str | float] = []
    pull(client(emulator, sleep=happened.append, tell=happened.append))
    said = f"{SELF}: answers 429 Rate limit exceeded, please try again later; try 3 of 5 in 42 seconds"
    assert happened == [0.0, said, 42.0]


def test_a_connection_that_broke_off_is_told_before_it_is_tried_again() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadError(f"reset of {TOKEN}")

    happened: list[str | float] = []
    with (
        pytest.raises(InputError),
        connect(TOKEN, transport=httpx.MockTransport(answer), sleep=happened.append, tell=happened.append) as api,
    ):
        api.myself()
    said = "the connection broke off: reset of (the token)"
    assert happened == [f"{SELF}: {said}; try 2 of 5 in 1 second", 1.0, f"{SELF}: {said}; try 3 of 5 in 2 seconds", 2.0]


LIMITS: tuple[tuple[str, dict[str, Any], list[float], str], ...] = (
    ("for ever", {"status": 429, "headers": {"retry-after": "1"}}, [1.0] * 4,
     f"{SELF}: answers 429 Rate limit exceeded, please try again later 5 times; try again later"),
    ("too long", {"status": 429, "headers": {"retry-after": "3600"}}, [],
     f"{SELF}: answers 429 Rate limit exceeded, please try again later and asks to wait 3600 seconds; try again later"),
    ("out of order", {"status": 500, "body": "oh"}, [1.0, 2.0, 4.0, 8.0],
     f"{SELF}: answers 500 Internal Server Error 5 times; try again later"),
    ("out of service", {"status": 503, "body": "Service Unavailable"}, [1.0, 2.0, 4.0, 8.0],
     f"{SELF}: answers 503 Service Unavailable 5 times; try again later"),
)  # fmt: skip


@pytest.mark.parametrize(("fault", "waits", "line"), [row[1:] for row in LIMITS], ids=[row[0] for row in LIMITS])
def test_it_does_not_wait_for_ever(fault: dict[str, Any], waits: list[float], line: str) -> None:
    emulator = serving({})
    emulator.faults.replace([fault])
    waited: list[float] = []
    with pytest.raises(InputError) as caught:
        pull(client(emulator, clock=lambda: NOW, sleep=waited.append))
    assert (str(caught.value), waited) == (line, waits)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (httpx.ConnectError("[Errno 111] Connection refused"), "cannot be reached: [Errno 111] Connection refused"),
        (httpx.ReadTimeout(""), "no response came in time: ReadTimeout"),
        (httpx.RemoteProtocolError("Server disconnected\nwithout a word"),
         "the connection broke off: Server disconnected without a word; try again later"),
        (httpx.ConnectError(f"cannot send {TOKEN}"), "cannot be reached: cannot send (the token)"),
    ],
    ids=["refused", "timeout", "disconnected", "quotes the token"],
)  # fmt: skip
def test_no_connection_is_one_line(error: httpx.HTTPError, said: str) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise error

    with pytest.raises(InputError) as caught:
        pull(connect(TOKEN, transport=httpx.MockTransport(answer), sleep=lambda _: None))
    assert str(caught.value) == f"{SELF}: {said}"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (b"", "the connection broke off: Server disconnected without sending a response; try again later"),
        (b"HTTP/1.1 200 OK\r\ncont", "the connection broke off: Server disconnected without sending a response; try again later"),
        (b'HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{"active": tr',
         "the connection broke off: peer closed connection without sending complete message body (received 13 bytes, expected 500); try again later"),
        (b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 5\r\n\r\nhello",
         "the response cannot be unpacked: Error -3 while decompressing data: incorrect header check"),
        (b"hello\r\n\r\n", "the connection broke off: illegal status line: bytearray(b'hello'); try again later"),
        (b"HTTP/1.1 500 Oops\r\ncontent-type: text/html\r\ncontent-length: 6\r\n\r\n<h1>Oh", "answers 500 Oops 5 times; try again later"),
    ],
    ids=["nothing", "half a head", "half a body", "no gzip", "no HTTP", "a web page"],
)  # fmt: skip
def test_an_answer_that_breaks_off_is_one_line(sent: bytes, said: str) -> None:
    """Over a socket, which is closed after what is sent."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            for _ in range(3 if "broke off" in said else 5 if " 5 times" in said else 1):
                connection, _ = server.accept()
                with connection:
                    connection.recv(65_536)
                    connection.sendall(sent)

        thread = threading.Thread(target=answer)
        thread.start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        with pytest.raises(InputError) as caught, connect(base_url=url, environ={}, sleep=lambda _: None) as live:
            pull(live)
        thread.join()
    assert str(caught.value) == f"{url}/v2/self: {said}"


@pytest.mark.parametrize("kind", ["reset", "half_closed", "truncated"])
def test_one_answer_that_breaks_off_spoils_no_others(kind: str) -> None:
    emulator = serving({})
    emulator.faults.replace([{"match": {"path": "/v2/objects/companies/*"}, "fault": kind, "times": 2}])
    waited: list[float] = []
    assert pull(client(emulator, sleep=waited.append)) == pull(client(serving({})))
    assert waited == [1.0, 2.0]


def test_one_answer_that_breaks_off_after_refusals_does_not_end_the_reading() -> None:
    waited: list[float] = []
    answers = iter([httpx.Response(500), httpx.Response(429, headers={"retry-after": "3"}), httpx.Response(503)])

    def answer(request: httpx.Request) -> httpx.Response:
        try:
            return next(answers)
        except StopIteration:
            if len(waited) == 3:
                raise httpx.ReadError("reset") from None
            return httpx.Response(200, json={"active": True})

    with connect(TOKEN, transport=httpx.MockTransport(answer), sleep=waited.append) as api:
        assert api.myself().flag("active")
    assert waited == [1.0, 3.0, 4.0, 8.0]


# -- the token -------------------------------------------------------------------------------------------------------


def test_the_token_comes_from_the_environment_or_an_option() -> None:
    sent = [
        connect(environ={TOKEN_VARIABLE: " from-the-environment\n"}).client,
        connect("from-an-option", environ={TOKEN_VARIABLE: "from-the-environment"}).client,
        connect(base_url="http://127.0.0.1:8700", environ={}).client,
        connect("mine", base_url="http://localhost:8700", environ={}).client,
    ]
    assert [one.headers["authorization"] for one in sent] == [
        "Bearer from-the-environment",
        "Bearer from-an-option",
        "Bearer local",
        "Bearer mine",
    ]
    assert [str(one.base_url) for one in sent[1:3]] == [BASE_URL, "http://127.0.0.1:8700"]
    assert not any(one.follow_redirects for one in sent)


def test_the_environment_of_the_process_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TOKEN_VARIABLE, "mine")
    assert connect().client.headers["authorization"] == "Bearer mine"


MISUSES: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("no token", {}, "no access token: set the environment variable ATTIO_API_KEY to one with the scopes "
     "object_configuration:read and user_management:read"),
    ("an empty token", {"token": " "}, "no access token: set the environment variable ATTIO_API_KEY to one with the scopes "
     "object_configuration:read and user_management:read"),
    ("a token of two lines", {"token": f"{TOKEN}\nx"},
     "the access token has spaces, line breaks or letters that no token has; was more than the token copied?"),
    ("a token in another script", {"token": "tökén"},
     "the access token has spaces, line breaks or letters that no token has; was more than the token copied?"),
    ("no URL", {"token": TOKEN, "base_url": "api.attio.com"},
     "the base URL 'api.attio.com' is not one of HTTP; expected one such as https://api.attio.com"),
    ("another scheme", {"token": TOKEN, "base_url": "ftp://me:secret@attio.com/"},
     "the base URL 'ftp://attio.com' is not one of HTTP; expected one such as https://api.attio.com"),
    ("a URL with a password", {"token": TOKEN, "base_url": "https://me:secret@attio.com/api"},
     "the base URL 'https://attio.com/api' has a name or a password in front of its host, which would be sent in place of the access "
     "token; expected the address without them"),
    ("a broken URL with a password", {"token": TOKEN, "base_url": "https://me:se/cret@attio.com"},
     "the base URL 'https://…@attio.com' is not a URL; expected one such as https://api.attio.com"),
    ("a URL with a query", {"token": TOKEN, "base_url": "https://attio.com/api?key=secret#x"},
     "the base URL 'https://attio.com/api' has something behind a ? or #; expected one such as https://api.attio.com"),
    ("a host that is none", {"token": TOKEN, "base_url": "http://xn--.invalid"},
     "the base URL 'http://xn--.invalid' is not a URL (Malformed A-label, no Punycode eligible content found); expected one such "
     "as https://api.attio.com"),
    ("a broken URL", {"token": TOKEN, "base_url": "http://[::1"},
     "the base URL 'http://[::1' is not a URL (Invalid port: ':1'); expected one such as https://api.attio.com"),
)  # fmt: skip


@pytest.mark.parametrize(("words", "line"), [row[1:] for row in MISUSES], ids=[row[0] for row in MISUSES])
def test_a_wrong_word_is_one_line(words: dict[str, Any], line: str) -> None:
    with pytest.raises(UsageError) as caught:
        connect(**words, environ={})
    assert str(caught.value) == line


def test_the_token_is_never_told(capfd: pytest.CaptureFixture[str]) -> None:
    emulator = serving({})
    emulator.faults.replace([{"status": 401, "body": {"message": f"The API Key {TOKEN} was invalid."}}])
    with pytest.raises(UsageError) as caught:
        pull(client(emulator))
    assert str(caught.value) == (
        f"{SELF}: the access token is refused: 401 The API Key (the token) was invalid; is it a token of this workspace?"
    )
    pulled = pull(client(serving({})))
    assert TOKEN not in render_yaml(pulled)
    assert "".join(capfd.readouterr()) == ""


def test_a_base_url_with_a_path() -> None:
    seen: list[httpx.URL] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.url)
        return httpx.Response(404, json={"message": "No."})

    with pytest.raises(InputError) as caught:
        pull(connect(TOKEN, base_url="http://proxy.example/attio/", transport=httpx.MockTransport(answer)))
    assert str(caught.value) == (
        "http://proxy.example/attio/v2/self: there is no Attio API here: 404 No; expected a base URL such as https://api.attio.com"
    )
    assert [one.path for one in seen] == ["/attio/v2/self"]


def test_pages_without_an_end_end_the_reading() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        row = {"id": {"attribute_id": request.url.params["offset"]}}
        return httpx.Response(200, json={"data": [row]})

    with (
        connect(TOKEN, transport=httpx.MockTransport(answer)) as api,
        pytest.raises(InputError) as caught,
    ):
        api.pages("/v2/objects/{object}/attributes", "people", named=lambda row: row.id("attribute_id"))
    assert str(caught.value) == (
        f"{OBJECTS}/people/attributes: 1,000 pages had no end, each brought something new; what stands in between?"
    )


@pytest.mark.parametrize("proxy", ["http://me:se/cret@proxy.example", "socks9://me:secret@proxy.example"])
def test_the_password_of_a_proxy_that_cannot_be_used_is_not_told(monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    """`http://me:se/cret@…` has the port `se`, as httpx says."""
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    with pytest.raises(UsageError) as caught:
        connect(TOKEN)
    assert str(caught.value) == "no connection can be made with what the environment says (HTTPS_PROXY)"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.0.0.2", "0.0.0.0", "[::ffff:127.0.0.1]"])
def test_an_emulator_on_this_computer_needs_no_token_and_no_proxy(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.delenv("NO_PROXY", raising=False)
    listening = host if host == "127.0.0.2" else "127.0.0.1"
    with (
        running(Emulator(), host=listening, host_names=[host.strip("[]")]) as url,
        connect(base_url=f"http://{host}:{urlsplit(url).port}", environ={}) as api,
    ):
        assert api.myself().flag("active")


def test_the_emulator_with_strict_tokens_refuses_another() -> None:
    emulator = Emulator(Workspace.from_dict({"tokens": ["good"]}), strict_auth=True)
    assert pull(connect("good", transport=EmulatorTransport(emulator)))["objects"]
    with pytest.raises(UsageError) as caught:
        pull(connect("bad", transport=EmulatorTransport(emulator)))
    assert str(caught.value).startswith(f"{SELF}: the access token is not recognised: 400 Token was not recognised")
    with pytest.raises(UsageError) as caught:
        pull(connect("b" * 64, transport=EmulatorTransport(emulator)))
    assert str(caught.value) == f"{SELF}: Attio says that the access token is not active; expected one in use"
