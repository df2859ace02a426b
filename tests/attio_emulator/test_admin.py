"""Other computers may call where that is allowed, and then control calls and pages are for who has the token."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from attio_emulator import Emulator, EmulatorApp, running
from attio_emulator.control import CALLS
from attio_emulator.faces.admin import Admin, made_token, wrong_token
from attio_emulator.faces.callers import Guard
from attio_emulator.faces.server import OtherComputers, bound, guard_for

from tests.attio_emulator.calls import Attio
from tests.attio_emulator.wire import exchanged

TOKEN = "correct-horse-battery"
WITH = {"x-attio-emulator": TOKEN}
ANY = {"x-attio-emulator": "1"}
ATTIO = {"authorization": "Bearer any"}

Ask = Callable[..., httpx.Response]


def asking(emulator: Emulator, *hosts: str) -> Ask:
    app = EmulatorApp(emulator, guard=Guard(hosts, admin=Admin(TOKEN)))

    def ask(method: str, url: str, **options: Any) -> httpx.Response:
        async def asked() -> httpx.Response:
            transport: Any = httpx.ASGITransport(app=app)
            async with httpx.AsyncClient(transport=transport, base_url="http://192.168.1.5:8700") as client:
                return await client.request(method, url, **options)

        return asyncio.run(asked())

    return ask


@pytest.fixture
def attio() -> Attio:
    return Attio()


@pytest.fixture
def ask(attio: Attio) -> Ask:
    return asking(attio.emulator, "attio.test")


PATHS = [(verb, path.replace("{", "").replace("}", "")) for verb, path in CALLS]


@pytest.mark.parametrize(
    ("method", "path"),
    [*PATHS, ("GET", "/"), ("HEAD", "/"), ("POST", "/"), ("GET", "/_emulator"), ("GET", "/_emulator/none"), ("OPTIONS", "/_emulator/state"),
     ("GET", "/_emulator/stream"), ("GET", "/_emulator/assets/app.js"), ("GET", "/_emulatorx"), ("GET", "/_emulator/login/"),
     ("GET", "/_emulator/state#/v2"), ("GET", "/?token=any")],
)  # fmt: skip
@pytest.mark.parametrize(
    "headers",
    [{}, ANY, ATTIO, {"x-attio-emulator": TOKEN[:-1]}, {"x-attio-emulator": f"{TOKEN} "}, {"x-attio-emulator": ""},
     {"cookie": f"attio-emulator={TOKEN}"}, {"authorization": f"Bearer {TOKEN}"}],
)  # fmt: skip
def test_without_the_token_nothing_is_told(
    attio: Attio, ask: Ask, method: str, path: str, headers: dict[str, str]
) -> None:
    before = attio.stored()
    answer = ask(method, path, headers=headers, content=b"{}")
    assert answer.status_code == 401
    assert attio.emulator.workspace.id not in answer.text
    assert attio.stored() == before


def test_with_the_token_control_calls_are_answered(ask: Ask) -> None:
    assert ask("GET", "/_emulator/health", headers=WITH).json() == {"status": "ok"}
    assert ask("POST", "/_emulator/reset", headers=WITH).json() == {"status": "ok"}
    assert "a local Attio" in ask("GET", "/", headers=WITH).text


def test_attio_is_answered_as_ever(attio: Attio, ask: Ask) -> None:
    assert ask("GET", "/v2/objects", headers=ATTIO).status_code == 200
    assert ask("GET", "/v2/objects").status_code == 401
    query = {"client_id": "c", "redirect_uri": "https://a.example/", "response_type": "code"}
    assert ask("GET", "/authorize", params=query).status_code == 200
    company = attio.create("companies", {"domains": ["a.com"]}).body["data"]["id"]["record_id"]
    file = attio.upload(("a.txt", None, b"text"), object="companies", record_id=company).body["data"]["id"]["file_id"]
    there = ask("GET", f"/v2/files/{file}/download", headers=ATTIO).headers["location"]
    assert ask("GET", there).content == b"text"
    parts = urlsplit(there)
    assert ask("GET", f"{parts.path}?{parts.query}x").status_code == 403


def test_a_browser_logs_in(ask: Ask) -> None:
    page = ask("GET", "/")
    assert page.status_code == 401
    assert "Admin token" in page.text
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert page.headers["x-content-type-options"] == "nosniff"
    assert ask("GET", "/_emulator/assets/style.css").status_code == 200
    for answer in (
        ask(
            "POST", "/_emulator/login", data={"token": TOKEN, "to": "/"}, headers={"origin": "http://192.168.1.5:8700"}
        ),
        ask("GET", f"/_emulator/login?token={TOKEN}"),
    ):
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        cookie = answer.headers["set-cookie"]
        assert cookie.endswith("; Path=/; HttpOnly; SameSite=Strict")
        assert TOKEN not in cookie
        logged_in = {"cookie": f"other=1; {cookie.partition(';')[0]}"}
        assert ask("GET", "/", headers=logged_in).status_code == 200
        assert ask("GET", "/_emulator/state", headers=logged_in).status_code == 200
        # the cookie comes with what any page makes the browser do; the header does not
        assert ask("POST", "/_emulator/reset", headers=logged_in).status_code == 403
        assert ask("POST", "/_emulator/reset", headers=logged_in | ANY).status_code == 200
        for wrong in (
            cookie.partition(";")[0][:-1],
            cookie.partition("=")[0] + "=",
            cookie.partition("=")[0] + f"={TOKEN}",
        ):
            assert ask("GET", "/_emulator/state", headers={"cookie": wrong}).status_code == 401


def test_who_logs_in_wrongly_is_told(ask: Ask) -> None:
    assert ask("GET", "/_emulator/login").status_code == 200
    for answer in (
        ask("GET", "/_emulator/login?token=wrong"),
        ask("POST", "/_emulator/login", data={"token": "wrong"}),
        ask("POST", "/_emulator/login", data={"token": f"{TOKEN}\ud800".encode("utf-8", "replace")}),
        ask("POST", "/_emulator/login", data={"token": ""}),
    ):
        assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)
        assert "This is not the token." in answer.text
    assert ask("POST", "/_emulator/login", content=b"token=" + b"x" * 5000).status_code == 413
    assert ask("PUT", "/_emulator/login").status_code == 404
    foreign = {"origin": "https://evil.example"}
    assert ask("POST", "/_emulator/login", data={"token": TOKEN}, headers=foreign).status_code == 403


@pytest.mark.parametrize(
    "to", ["https://evil.example", "//evil.example", "/\\evil.example", "/\r\nx: y", "/v2/objects", "javascript:1"]
)
def test_logging_in_leads_to_pages_of_this_server_alone(ask: Ask, to: str) -> None:
    answer = ask("GET", "/_emulator/login", params={"token": TOKEN, "to": to})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "evil" not in ask("GET", "/_emulator/login", params={"to": to}).text


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("192.168.1.5:8700", 200), ("10.0.0.7", 200), ("[fd00::7]:8700", 200), ("attio.test:8700", 200), ("localhost:1", 200),
        ("evil.example", 403), ("192.168.1.5.evil.example", 403), ("evil.example@10.0.0.7", 403), ("3232235781", 403), ("", 403),
    ],
)  # fmt: skip
def test_other_computers_call_by_an_address_or_a_name_that_was_given(ask: Ask, host: str, status: int) -> None:
    """A page of somebody else has a name of its own, whatever it resolves to."""
    assert ask("GET", "/v2/objects", headers=ATTIO | {"host": host}).status_code == status


def test_a_large_body_is_not_read_of_who_has_no_token(ask: Ask) -> None:
    read = []

    async def pieces() -> Any:
        for _ in range(100):
            read.append(1)
            yield bytes(65536)

    assert ask("PUT", "/_emulator/state", content=pieces(), headers=ANY).status_code == 401
    assert not read


@pytest.mark.parametrize(
    ("token", "why"),
    [
        ("", "found 0 characters, expected 16 to 200"),
        ("x" * 15, "found 15 characters, expected 16 to 200"),
        ("x" * 16, None),
        ("x" * 200, None),
        ("x" * 201, "found 201 characters, expected 16 to 200"),
        ("correct horse battery", "found a space or a character that is not ASCII, expected letters, digits and signs"),
        (
            "korrektes-pferd-\u00e4\u00e4",
            "found a space or a character that is not ASCII, expected letters, digits and signs",
        ),
    ],
)
def test_what_may_be_a_token(token: str, why: str | None) -> None:
    assert wrong_token(token) == why
    if why is not None:
        with pytest.raises(ValueError, match="the admin token: found"):
            Admin(token)


def test_a_made_token_is_one_and_no_other() -> None:
    assert wrong_token(made_token()) is None
    assert made_token() != made_token()
    assert TOKEN not in repr(Admin(TOKEN))


# -- which addresses other computers reach -----------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "localhost", "::1", "::ffff:127.0.0.1"])
def test_this_computer_alone_needs_no_leave(host: str) -> None:
    try:
        bound(host, 0).close()
    except OSError as error:
        # IPv6 may be switched off, and macOS has no other address of 127/8 than the first
        if host in ("127.0.0.1", "localhost") or error.errno not in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
            raise
        pytest.skip(f"there is no {host} here")


@pytest.mark.parametrize("host", ["0.0.0.0", "", "::", "::ffff:0.0.0.0", "0"])
def test_an_address_that_others_reach_needs_leave(host: str) -> None:
    with pytest.raises(
        OtherComputers, match=f"other computers could reach {host}, and with it all that is in the emulator"
    ):
        bound(host, 0)
    bound(host, 0, allow_remote=True).close()


def test_a_name_is_what_it_resolves_to(monkeypatch: pytest.MonkeyPatch) -> None:
    class Elsewhere(socket.socket):
        def bind(self, address: Any) -> None:
            super().bind(("0.0.0.0", address[1]) if address[0] == "mine.example" else address)

    monkeypatch.setattr(socket, "socket", Elsewhere)
    with pytest.raises(OtherComputers):
        bound("mine.example", 0)


def test_python_asks_for_both() -> None:
    for options in ({"allow_remote": True}, {"admin_token": TOKEN}):
        with pytest.raises(ValueError, match="expected both"), running(Emulator(), **options):
            pass
    with pytest.raises(OtherComputers), running(Emulator(), host="0.0.0.0"):
        pass
    with (
        pytest.raises(ValueError, match="the admin token"),
        running(Emulator(), allow_remote=True, admin_token="short"),
    ):
        pass


def test_a_server_that_others_reach() -> None:
    with running(Emulator(), host="0.0.0.0", allow_remote=True, admin_token=TOKEN, host_names=["attio"]) as url:
        port = urlsplit(url).port or 0
        head = "GET {} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer any\r\nconnection: close\r\n{}\r\n"
        for path, host, more, status in (
            ("/v2/objects", "attio:1", "", 200),
            ("/v2/objects", "10.1.2.3", "", 200),
            ("/v2/objects", "other", "", 403),
            ("/_emulator/state", "attio", "", 401),
            ("/_emulator/state", "attio", f"x-attio-emulator: {TOKEN}\r\n", 200),
            ("/_emulator/state", "other", f"x-attio-emulator: {TOKEN}\r\n", 403),
            ("/_emulator/stream", "attio", "", 401),
            ("/", "attio", "", 401),
        ):
            assert int(exchanged(port, head.format(path, host, more)).split()[1]) == status


def test_a_server_for_this_computer_alone_asks_for_no_token() -> None:
    assert guard_for("127.0.0.1").refusal({"host": "10.0.0.7"}) is not None
    assert guard_for("127.0.0.2").refusal({"host": "127.0.0.2"}) is None
    assert guard_for("127.0.0.1", ["attio"]).refusal({"host": "attio"}) is None
