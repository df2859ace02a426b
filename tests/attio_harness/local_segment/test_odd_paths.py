"""No path, slug or name of a file that a request brings reaches the file system, over every face; and every page is strict."""

from __future__ import annotations

import asyncio
import gc
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from attio_destination import PRESETS, destination
from attio_emulator import Emulator, EmulatorApp, EmulatorPerToken, Request, Response, system_clock
from attio_emulator.faces.admin import Admin
from attio_emulator.faces.asgi import AsgiApp
from attio_emulator.faces.callers import Guard
from attio_emulator.pages.assets import OWN
from attio_harness.local_segment.app import LocalSegmentApp
from attio_harness.local_segment.page import FILES
from attio_harness.local_segment.service import Service
from attio_harness.local_segment.sources import Source
from attio_harness.local_segment.tester import ActionsTester
from attio_harness.playground.http import Playground

from tests.attio_emulator.calls import Attio, form
from tests.attio_harness.local_segment.local import Local

_OPENED: list[str] = []
_WATCHED = [False]
_OTHERS: set[int | None] = set()
"""The threads that tests before have left: what they open is no work of this one."""


def _hear(
    event: str, args: tuple[Any, ...], watched: list[bool] = _WATCHED
) -> None:  # the name is gone at the very end
    if (
        watched[0]
        and threading.get_ident() not in _OTHERS
        and event
        in (
            "open",
            "os.listdir",
            "os.scandir",
            "os.mkdir",
            "os.remove",
            "os.rename",
            "subprocess.Popen",
        )
        and not isinstance(args[0], int)  # a file that was opened by its path before
    ):
        _OPENED.append(f"{event} {args[0]}")


sys.addaudithook(_hear)  # which hears of every way to open a file, and cannot be taken away


@pytest.fixture
def opened() -> Iterator[list[str]]:
    """What is opened while the test runs, but for modules that are loaded, and what goes with objects that tests before have left."""
    gc.collect()
    gc.disable()
    _OPENED.clear()
    _OTHERS.clear()
    _OTHERS.update({one.ident for one in threading.enumerate()} - {threading.get_ident()})
    _WATCHED[0] = True
    yield _OPENED
    _WATCHED[0] = False
    gc.enable()


def files(opened: list[str]) -> list[str]:
    """Without the modules that are loaded and compiled meanwhile, and where they are looked for."""
    return [
        one
        for one in opened
        if not (
            one.endswith((".py", ".pyc", ".so"))
            # a module is compiled beside its name, and renamed
            or "/__pycache__" in one
            or one.startswith(("os.listdir /", "os.scandir /"))
        )
        or "passwd" in one
    ]


Ask = Callable[..., tuple[int, bytes, dict[str, str]]]


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.Runner]:
    """One for all requests: a new one for each took half of the time."""
    with asyncio.Runner() as runner:
        yield runner


def of_app(app: AsgiApp, loop: asyncio.Runner) -> Ask:
    """Asks with a path as it is: no client makes it another one."""

    def ask(method: str, path: str, *, headers: dict[str, str], body: bytes = b"") -> tuple[int, bytes, dict[str, str]]:
        told: list[Any] = []
        sent = [{"type": "http.request", "body": body}]

        async def receive() -> Any:
            return sent.pop(0) if sent else {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            told.append(message)

        raw, _, query = path.encode("utf-8", "surrogatepass").partition(b"?")
        named = {"host": "localhost", **headers}
        scope = {
            "type": "http", "method": method, "path": path, "raw_path": raw, "query_string": query, "scheme": "http",
            "headers": [(name.encode(), value.encode()) for name, value in named.items()], "client": ("127.0.0.1", 1),
        }  # fmt: skip

        async def asked() -> None:
            await app(scope, receive, send)

        loop.run(asked())
        begun = told[0]
        heads = {name.decode(): value.decode() for name, value in begun["headers"]}
        return begun["status"], b"".join(one.get("body", b"") for one in told[1:]), heads

    return ask


def of_core(emulator: Any) -> Ask:
    def ask(method: str, path: str, *, headers: dict[str, str], body: bytes = b"") -> tuple[int, bytes, dict[str, str]]:
        url = path.replace("\ud800", "%ED%A0%80")  # over a network there is no half of a character
        found: Response = emulator.handle(Request.make(method, url, headers=headers, body=body))
        return found.status, found.body, dict(found.headers)

    return ask


def _segment(inside: AsgiApp | None, guard: Guard | None = None) -> LocalSegmentApp:
    local = Local()
    return LocalSegmentApp(
        Service(local.local, now=system_clock, locked=threading.RLock),
        [Source(name="app", write_key="key", mappings=())],
        inside,
        now=system_clock,
        new_id=lambda: "m",
        tester=ActionsTester(destination, lambda request: pytest.fail("nothing is sent"), presets=PRESETS["published"]),
        playground=Playground(),
        guard=guard,
    )


FACES: dict[str, Callable[[asyncio.Runner], Ask]] = {
    "the emulator": lambda loop: of_core(Emulator()),
    "one for each token": lambda loop: of_core(EmulatorPerToken(Emulator)),
    "over ASGI": lambda loop: of_app(EmulatorApp(Emulator()), loop),
    "a local Segment": lambda loop: of_app(_segment(EmulatorApp(Emulator())), loop),
    "a local Segment alone": lambda loop: of_app(_segment(None), loop),
    "with an admin": lambda loop: of_app(_segment(EmulatorApp(Emulator(), guard=Guard(admin=Admin("x" * 20))), Guard(admin=Admin("x" * 20))), loop),
}  # fmt: skip

BEFORE = (
    "/", "/_emulator/", "/_emulator/assets/", "/_emulator/files/", "/_emulator/objects/", "/_emulator/ui/objects/",
    "/_emulator/ui/requests/", "/_segment/", "/_segment/assets/", "/_playground/", "/_playground/assets/", "/v1/", "/v1/projects/",
    "/micro/", "/v2/files/", "/v2/objects/", "/v2/objects/people/records/", "/scim/v2/", "/authorize/", "/oauth/",
)  # fmt: skip
ODD = (
    "../../../../../../etc/passwd", "..%2f..%2f..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/%2e%2e/etc/passwd", "%252e%252e%252fetc%252fpasswd",
    "....//....//etc/passwd", "..\\..\\..\\etc\\passwd", "..%5c..%5cetc%5cpasswd", "/etc/passwd", "//etc/passwd", "%2fetc%2fpasswd",
    "\x00", "%00", "app.js%00.txt", "app.js\x00", "../__init__.py", "%2e%2e%2f__init__.py", "assets/../../api.py", "..;/..;/etc/passwd",
    "file:///etc/passwd", "C:\\Windows\\win.ini", "~root/.ssh/id_rsa", "%c0%ae%c0%ae/etc/passwd", "\u2025/etc/passwd", "%ff%fe",
    "\ud800", "CON", ".", "..", "...", "a" * 5000, "%", "%zz", "{}", "$HOME", "`id`", "|id", "\r\nx: y", "dev/fd/0", "proc/self/environ",
)  # fmt: skip


@pytest.mark.parametrize("face", FACES)
def test_no_path_reaches_the_file_system(face: str, opened: list[str], loop: asyncio.Runner) -> None:
    ask = FACES[face](loop)
    headers = {"x-attio-emulator": "x" * 20, "authorization": "Bearer any"}
    for name in OWN.names + FILES.names:
        ask("GET", f"/_emulator/assets/{name}", headers=headers)  # which are read once, by the names of a table
        ask("GET", f"/_segment/assets/{name}", headers=headers)
    ask("GET", "/_playground/", headers=headers)
    ask("GET", "/_playground/presets", headers=headers)
    opened.clear()
    for before in BEFORE:
        for odd in ODD:
            for method in ("GET", "POST"):
                status, body, _ = ask(method, before + odd, headers=headers)
                assert status < 500, (method, before + odd, status, body)
                assert b"root:" not in body
                assert b"import annotations" not in body
    assert files(opened) == []


@pytest.mark.parametrize("name", [one for one in ODD if "\x00" not in one and "\r" not in one and one != "\ud800"])
def test_no_name_of_an_upload_reaches_the_file_system(name: str, opened: list[str]) -> None:
    attio = Attio()
    company = attio.create("companies", {"domains": ["a.com"]}).body["data"]["id"]["record_id"]
    opened.clear()
    owner = [("object", None, None, b"companies"), ("record_id", None, None, company.encode())]
    kind, body = form(owner, [(name, None, b"canary")])
    headers = {"content-type": kind, "authorization": "Bearer any"}
    made = attio.emulator.handle(Request.make("POST", "/v2/files/upload", body=body, headers=headers))
    assert made.status in (201, 400)
    if made.status == 201:
        file = made.json()["data"]["id"]["file_id"]
        there = attio.emulator.handle(Request.make("GET", f"/v2/files/{file}/download", token="any")).headers[
            "location"
        ]
        answer = attio.emulator.handle(Request.make("GET", there))
        assert answer.body == b"canary"
        assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
        assert not set(answer.headers["content-disposition"]) & set("\r\n/\\")
    assert files(opened) == []


def test_no_slug_reaches_the_file_system(opened: list[str]) -> None:
    attio = Attio()
    opened.clear()
    for slug in ("../../etc/passwd", "/etc/passwd", "a\x00b", "..", "C:\\x"):
        attio.ask("POST", "/v2/objects", {"data": {"api_slug": slug, "singular_noun": slug, "plural_noun": slug}})
        attio.emulator.handle(
            Request.make(
                "PUT",
                "/_emulator/workspace",
                json={"name": slug, "objects": [{"api_slug": slug}]},
                headers={"x-attio-emulator": "1"},
            )
        )
        attio.emulator.handle(
            Request.make("PUT", "/_emulator/state", json={"workspace": slug}, headers={"x-attio-emulator": "1"})
        )
    assert files(opened) == []


# -- pages -------------------------------------------------------------------------------------------------------------

QUERY = "client_id=c&response_type=code&redirect_uri=https://a.example/"
PAGES = (
    ("GET", "/"), ("HEAD", "/"), ("GET", f"/authorize?{QUERY}"), ("GET", "/authorize"), ("GET", "/authorize?client_id=c&redirect_uri=x"),
    ("GET", f"/authorize?{QUERY}&client_id=<script>alert(1)</script>"), ("POST", "/authorize"), ("GET", "/_segment/"),
    ("GET", "/_playground/"), ("GET", "/_emulator/login"), ("GET", "/_emulator/login?token=x&to=<script>"), ("GET", "/manifest/x"),
    ("POST", "/<script>alert(1)</script>"),
)  # fmt: skip


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("key", ["x" * 20, "none"])
def test_every_page_is_strict(face: str, key: str, loop: asyncio.Runner) -> None:
    ask = FACES[face](loop)
    for method, path in PAGES:
        status, body, headers = ask(method, path, headers={"x-attio-emulator": key})
        if "html" not in headers.get("content-type", ""):
            assert b"<script" not in body or "json" in headers["content-type"]
            continue
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none'"), (path, status)
        assert "unsafe" not in policy
        assert "*" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert b"<script>" not in body
        if method != "HEAD" and status != 404:
            assert "frame-ancestors 'none'" in policy
            assert "base-uri 'none'" in policy


def test_a_page_of_another_site_has_nothing_loaded(opened: list[str], loop: asyncio.Runner) -> None:
    """A script, an image or a frame of it comes without Origin, and says where from."""
    for face in ("over ASGI", "a local Segment", "a local Segment alone"):
        ask = FACES[face](loop)
        for path in ("/_emulator/state", "/_emulator/requests", "/_segment/events", "/_segment/sources", "/micro/all"):
            for site in ("cross-site", "same-site", "none, cross-site"):
                status, body, _ = ask("GET", path, headers={"sec-fetch-site": site})
                assert status in (403, 404), (face, path, site)
                assert b"workspace" not in body
        for site in ("none", "same-origin"):
            assert (
                ask(
                    "GET",
                    "/_emulator/health" if face == "over ASGI" else "/_segment/health",
                    headers={"sec-fetch-site": site},
                )[0]
                == 200
            )


def test_the_wire_is_asked_alike() -> None:
    async def asked() -> list[int]:
        transport: Any = httpx.ASGITransport(app=EmulatorApp(Emulator()))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return [
                (await client.get(f"/_emulator/assets/{one}")).status_code
                for one in ("app.js", "%2e%2e/frame.py", "..%2fframe.py")
            ]

    assert asyncio.run(asked()) == [200, 404, 404]
