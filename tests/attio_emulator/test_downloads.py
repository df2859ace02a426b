"""Addresses of contents: what fits is served as a file to save, everything else is refused with a sentence."""

from __future__ import annotations

import httpx
import pytest
from attio_emulator import Emulator, EmulatorPerToken, EmulatorTransport, Request, VirtualClock, Workspace, running
from attio_emulator.downloads import LIFETIME

from tests.attio_emulator.calls import Attio, form
from tests.attio_emulator.resources.member_calls import WORKSPACE, person
from tests.attio_emulator.resources.test_files import file_id


def kept(attio: Attio, name: str = "a.txt", kind: str | None = "text/plain") -> str:
    return file_id(attio.upload((name, kind, b"content"), object="people", record_id=person(attio)))


def address(attio: Attio, id: str, token: str = "t") -> str:
    request = Request.make("GET", f"/v2/files/{id}/download", token=token)
    return attio.emulator.handle(request).headers["location"]


def fetched(attio: Attio, url: str, method: str = "GET") -> tuple[int, object]:
    response = attio.emulator.handle(Request.make(method, url))
    return response.status, response.body if response.status == 200 else response.json()["error"]


@pytest.mark.covers("file.address")
def test_an_address_ends_after_an_hour_of_the_clock() -> None:
    clock = VirtualClock()
    attio = Attio(WORKSPACE, clock=clock)
    url = address(attio, kept(attio))
    assert url.startswith("http://localhost/_emulator/files/")
    clock.advance(LIFETIME / 1000 - 1)
    assert fetched(attio, url) == (200, b"content")
    clock.advance(1)
    status, said = fetched(attio, url)
    assert (status, str(said)[:21]) == (403, "The address ended at ")
    assert fetched(attio, address(attio, next(iter(attio.emulator.documents()["files"])))) == (200, b"content")


WRONG = "The signature does not fit the address; GET /v2/files/{file_id}/download gives a new one."


@pytest.mark.covers("file.address")
def test_an_address_that_was_changed_is_refused() -> None:
    attio = Attio(WORKSPACE)
    first, second = (
        kept(attio),
        file_id(attio.upload(("b", None, b"other"), object="people", record_id=person(attio, "b@x.org"))),
    )
    url = address(attio, first)
    signature = url[-64:]
    for changed in (
        url.replace(first, second),
        url.replace("expires=", "expires=9"),
        url.replace("holder=", "holder=0"),
        url[:-1] + ("0" if url[-1] != "0" else "1"),
        url[:-64],
        url.partition("?")[0],
        url.replace(signature, "%FF%00"),
        f"/_emulator/files/?signature={signature}",
        "/_emulator/files/%C3%A4/../x",
    ):
        assert fetched(attio, changed) == (403, WRONG), changed
    assert Attio(WORKSPACE, seed=1).emulator.handle(Request.make("GET", url)).status == 403
    for method in ("POST", "DELETE", "PUT"):
        path = f"/_emulator/files/{first}"
        assert fetched(attio, url, method) == (404, f"There is no {method} {path}; expected GET.")


def test_a_deleted_file_has_no_address() -> None:
    attio = Attio(WORKSPACE)
    id = kept(attio)
    url = address(attio, id)
    assert attio.ask("DELETE", f"/v2/files/{id}").status == 200
    assert fetched(attio, url) == (404, f"The file {id} was deleted.")


@pytest.mark.parametrize(
    ("kind", "served"),
    [
        ("text/html; charset=utf-8", "text/html; charset=utf-8"),
        ("image/svg+xml", "image/svg+xml"),
        (None, "application/octet-stream"),
        ("nonsense", "application/octet-stream"),
        ("text/plain; x=\x01", "application/octet-stream"),
    ],
)
def test_a_content_is_served_as_a_file_of_its_type_to_save(kind: str | None, served: str) -> None:
    attio = Attio(WORKSPACE)
    response = attio.emulator.handle(Request.make("GET", address(attio, kept(attio, "Größe; a.html", kind))))
    assert dict(response.headers) == {
        "content-type": served,
        "content-disposition": "attachment; filename*=UTF-8''Gr%C3%B6%C3%9Fe%3B%20a.html",
        "x-content-type-options": "nosniff",
    }


def test_a_client_follows_the_redirection_through_a_transport_and_a_server() -> None:
    attio = Attio(WORKSPACE)
    path, token = f"/v2/files/{kept(attio)}/download", {"authorization": "Bearer t"}
    with httpx.Client(transport=EmulatorTransport(attio.emulator), base_url="https://api.attio.com") as client:
        answer = client.get(path, headers=token, follow_redirects=True)
        assert (answer.content, answer.url.scheme, answer.url.host) == (b"content", "https", "api.attio.com")
    with running(attio.emulator) as url, httpx.Client(base_url=url) as client:
        answer = client.get(path, headers=token, follow_redirects=True)
        assert (answer.content, answer.headers["content-type"]) == (b"content", "text/plain")
        assert str(answer.url).startswith(url)
        assert client.head(str(answer.url)).headers["content-length"] == "7"


@pytest.mark.covers("token.workspace", "file.address")
def test_with_a_workspace_for_each_token_an_address_is_that_of_its_token() -> None:
    several = EmulatorPerToken(lambda: Emulator(Workspace.from_dict(WORKSPACE)))
    addresses = []
    for token in ("one", "two"):
        values = {"data": {"values": {"email_addresses": ["bob@lovelace.org"]}}}
        made = several.handle(Request.make("POST", "/v2/objects/people/records", json=values, token=token)).json()
        record = made["data"]["id"]["record_id"].encode()
        kind, body = form(
            [("object", None, None, b"people"), ("record_id", None, None, record)], [("a", None, token.encode())]
        )
        sent = Request.make("POST", "/v2/files/upload", headers={"content-type": kind}, body=body, token=token)
        id = several.handle(sent).json()["data"]["id"]["file_id"]
        addresses.append(
            several.handle(Request.make("GET", f"/v2/files/{id}/download", token=token)).headers["location"]
        )
    assert [several.handle(Request.make("GET", one)).body for one in addresses] == [b"one", b"two"]
    assert "one" not in addresses[0].partition("holder=")[2]
    assert several.handle(Request.make("GET", addresses[0].replace("holder=", "holder=0"))).status == 403
