"""What a server keeps out: foreign hosts and pages, control calls without their header, bodies over the limit."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import httpx
import pytest
from attio_emulator import EmulatorApp, Request, Response
from attio_emulator.faces import asgi
from attio_emulator.limits import Limits
from attio_emulator.resources import contents
from attio_emulator.resources.contents import LARGEST_FILE

from tests.attio_emulator.calls import Attio, error, form
from tests.attio_emulator.control_calls import HEADER, TOKEN, used, waiting


@pytest.fixture
def attio() -> Attio:
    return waiting()


# -- guards ----------------------------------------------------------------------------------------------------------

NO_HEADER = "This call needs the header x-attio-emulator, with any value."
GUARDS: tuple[tuple[str, str, str, dict[str, str], int], ...] = (
    ("a reading call needs no header", "GET", "/_emulator/health", {}, 200),
    ("a changing call needs the header", "POST", "/_emulator/reset", {}, 403),
    ("any value will do", "POST", "/_emulator/reset", {"x-attio-emulator": ""}, 200),
    ("a deleting call needs the header", "DELETE", "/_emulator/requests", {}, 403),
    (
        "a reading call from a page needs the header",
        "GET",
        "/_emulator/state",
        {"origin": "http://localhost:3000"},
        403,
    ),
    ("its own page with the header", "GET", "/_emulator/state", {"origin": "http://localhost", **HEADER}, 200),
    (
        "another page of this computer with the header",
        "GET",
        "/_emulator/state",
        {"origin": "http://localhost:3000", **HEADER},
        403,
    ),
    ("a foreign page with the header", "GET", "/_emulator/state", {"origin": "https://evil.com", **HEADER}, 403),
    ("a foreign page at Attio's paths", "GET", "/v2/objects", {"origin": "https://evil.com", **TOKEN}, 403),
    ("its own page at Attio's paths", "GET", "/v2/objects", {"origin": "http://localhost:80", **TOKEN}, 200),
    ("a foreign name for this computer", "GET", "/v2/objects", {"host": "evil.com", **TOKEN}, 403),
    ("a foreign name that begins well", "GET", "/v2/objects", {"host": "127.0.0.1.evil.com", **TOKEN}, 403),
    ("a foreign name at the web page", "GET", "/", {"host": "evil.com:80"}, 403),
    ("a name of this computer with a port", "GET", "/v2/objects", {"host": "LocalHost:99", **TOKEN}, 200),
    ("an IPv6 name", "GET", "/v2/objects", {"host": "[::1]:99", **TOKEN}, 200),
    ("a name that is none", "GET", "/v2/objects", {"host": "[::1", **TOKEN}, 403),
)


def through_app(app: EmulatorApp, method: str, url: str, **options: Any) -> httpx.Response:
    async def ask() -> httpx.Response:
        transport: Any = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.request(method, url, **options)

    return asyncio.run(ask())


@pytest.mark.covers("emulator.guards")
@pytest.mark.parametrize(
    ("method", "path", "headers", "status"), [row[1:] for row in GUARDS], ids=[row[0] for row in GUARDS]
)
def test_guards(attio: Attio, method: str, path: str, headers: dict[str, str], status: int) -> None:
    before = used(attio).stored()
    answer = through_app(EmulatorApp(attio.emulator), method, path, headers=headers)
    assert answer.status_code == status
    if status == 403:
        assert set(answer.json()) == {"error"}
        assert attio.stored() == before


def test_a_page_without_an_origin_of_its_own_is_foreign(attio: Attio) -> None:
    answer = through_app(EmulatorApp(attio.emulator), "GET", "/v2/objects", headers={"origin": "null", **TOKEN})
    assert answer.status_code == 403


@pytest.mark.covers("emulator.guards")
def test_the_words_of_the_guards(attio: Attio) -> None:
    app = EmulatorApp(attio.emulator)
    host = through_app(app, "GET", "/v2/objects", headers={"host": "evil.com"}).json()
    origin = through_app(app, "GET", "/v2/objects", headers={"origin": "https://evil.com"}).json()
    assert host == {"error": "The Host 'evil.com' is not this computer; start it with --host-name to allow it."}
    assert origin == {
        "error": "The Origin 'https://evil.com' is not this server, which was called as http://localhost."
    }
    assert through_app(app, "POST", "/_emulator/reset").json() == {"error": NO_HEADER}


def test_a_host_can_be_allowed(attio: Attio) -> None:
    app = EmulatorApp(attio.emulator, hosts=("attio.test",))
    assert through_app(app, "GET", "/v2/objects", headers={"host": "attio.test:8080", **TOKEN}).status_code == 200


@pytest.mark.parametrize(("size", "status"), [(100, 400), (101, 413), (100_000, 413)])
def test_a_body_has_a_limit(attio: Attio, size: int, status: int) -> None:
    app = EmulatorApp(attio.emulator, limits=Limits(body_bytes=100))
    answer = through_app(app, "PUT", "/v2/batch/records", content=b"x" * size, headers=TOKEN)
    assert answer.status_code == status
    if status == 413:
        assert answer.json() == {"error": "The body is larger than 100 bytes (limit body_bytes)."}
    assert len(attio.emulator.journal) == (status != 413)


def test_a_body_in_pieces_has_the_same_limit(attio: Attio) -> None:
    async def pieces() -> Any:
        for _ in range(30):
            yield b"12345"

    app = EmulatorApp(attio.emulator, limits=Limits(body_bytes=100))
    assert through_app(app, "PUT", "/v2/batch/records", content=pieces(), headers=TOKEN).status_code == 413


UPLOADS = {"content-type": "multipart/form-data; boundary=x", **TOKEN}


def test_an_upload_has_the_limit_of_attio_and_its_words(attio: Attio, monkeypatch: pytest.MonkeyPatch) -> None:
    """However much a server else takes; what is over the limit is not kept while it is read. Here the limit is a fiftieth."""
    monkeypatch.setattr(contents, "LARGEST_FILE", LARGEST_FILE // 50)
    for one in (asgi, contents):
        monkeypatch.setattr(one, "LARGEST_FORM", LARGEST_FILE // 50 + 65_536)
    app = EmulatorApp(attio.emulator, limits=Limits(body_bytes=100))
    owner = [("object", None, None, b"companies"), ("record_id", None, None, attio.ids("companies")[0].encode())]
    kind, body = form(owner, [("big", None, bytes(LARGEST_FILE // 50))])
    headers = {**UPLOADS, "content-type": kind}
    assert through_app(app, "POST", "/v2/files/upload", content=body, headers=headers).status_code == 201

    async def pieces() -> Any:
        for _ in range(54):
            yield bytes(1024 * 1024 // 50)

    answer = through_app(app, "POST", "/v2/files/upload", content=pieces(), headers=UPLOADS)
    said = error(413, "validation_type", "The file is larger than 50 MB.")
    assert (answer.status_code, answer.json()) == said
    assert attio.emulator.journal[-1]["body"] == "multipart/form-data of 0 bytes"
    other = through_app(app, "PUT", "/v2/files/upload", content=b"x" * 101, headers=UPLOADS)
    assert (other.status_code, other.json()) == (
        413,
        {"error": "The body is larger than 100 bytes (limit body_bytes)."},
    )


def test_half_a_body_is_no_request(attio: Attio) -> None:
    """A client that goes away in the middle: what it sent is JSON by chance, and still not what it wanted to say."""
    sent = [
        {"type": "http.request", "body": b'{"data": {"values": {"domains": ["b.com"]}}}', "more_body": True},
        {"type": "http.disconnect"},
    ]
    answered: list[Any] = []

    async def receive() -> Any:
        return sent.pop(0)

    async def send(message: Any) -> None:
        answered.append(message)

    path = "/v2/objects/companies/records"
    headers = [(b"host", b"localhost"), (b"authorization", b"Bearer t"), (b"content-type", b"application/json")]
    scope = {"type": "http", "method": "POST", "path": path, "query_string": b"", "headers": headers}
    before = attio.stored()
    asyncio.run(EmulatorApp(attio.emulator)(scope, receive, send))
    assert (answered, attio.emulator.journal, attio.stored()) == ([], [], before)


def test_a_mistake_of_ours_is_an_answer() -> None:
    class Broken:
        lock = threading.Lock()

        def handle(self, request: Request) -> Response:
            raise ZeroDivisionError("by zero")

    answer = through_app(EmulatorApp(Broken()), "GET", "/v2/objects", headers=TOKEN)
    said = "This is a mistake of attio_emulator, please report it: ZeroDivisionError: by zero"
    assert (answer.status_code, answer.json()) == (500, {"error": said})


def test_a_path_that_looks_like_a_host_is_a_path(attio: Attio) -> None:
    answer = attio.ask("GET", "//[/v2/objects")
    assert answer.status == 404
