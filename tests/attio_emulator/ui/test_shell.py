"""The page itself: a frame without data, in which nothing of a workspace becomes markup."""

from __future__ import annotations

import re

import orjson
from attio_emulator import Emulator, Request, Response, Workspace
from attio_emulator.pages.assets import OWN
from attio_emulator.pages.frame import PageLinks

EVIL = "</title><script>alert('x')</script>\"&\u202e"


def _page(emulator: Emulator, method: str = "GET") -> Response:
    return emulator.handle(Request.make(method, "/"))


def test_the_page_escapes_the_name_of_the_workspace() -> None:
    text = _page(Emulator(Workspace.from_dict({"name": EVIL}))).body.decode()
    assert "<script>alert" not in text
    assert text.count("<script") == 1


def test_the_page_is_a_page_and_only_that() -> None:
    answer = _page(Emulator())
    assert (answer.status, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "script-src 'self';" in answer.headers["content-security-policy"]
    assert "<style" not in answer.body.decode()
    assert " style=" not in answer.body.decode()
    assert _page(Emulator(), "POST").status == 404


def test_everything_that_the_page_loads_is_there() -> None:
    emulator = Emulator()
    text = _page(emulator).body.decode()
    loaded = set(re.findall(r'(?:src|href)="(/_emulator/assets/[^"]+)"', text))
    assert loaded >= {OWN.address + one for one in ("style.css", "emulator.css", "app.js", "icon.svg")}
    for address in loaded:
        assert emulator.handle(Request.make("GET", address)).status == 200


def test_modules_import_what_is_there() -> None:
    emulator = Emulator()
    for address in OWN.addresses(".js"):
        text = emulator.handle(Request.make("GET", address)).body.decode()
        for name in re.findall(r'from "\./([^"]+)"', text):
            assert name in OWN.names, (address, name)
        assert text.startswith("// "), f"{address} does not begin with what lives there"
        assert "innerHTML" not in text


def test_a_server_adds_its_own_pages() -> None:
    emulator = Emulator()
    emulator.page_links = PageLinks(nav=[("Events", "/_segment/")], blame="/_segment/blame")
    text = _page(emulator).body.decode()
    assert '<a href="/_segment/">Events</a>' in text
    about = re.findall(r'<meta name="about" content="([^"]*)">', text)[0].replace("&quot;", '"')
    assert orjson.loads(about)["blame"] == "/_segment/blame"


def test_the_page_has_the_news_until_it_was_written() -> None:
    emulator = Emulator()
    emulator.handle(Request.make("GET", "/v2/objects", token="t"))
    told = re.findall(r'<meta name="news" content="([^"]*)">', _page(emulator).body.decode())[0].replace("&quot;", '"')
    piece = orjson.loads(told)
    assert (piece["changes"], piece["kept"], piece["requests"]) == (1, 1, [])
    later = emulator.handle(Request.make("GET", f"/_emulator/ui/news?cursor={piece['cursor']}"))
    assert later.json() == {"cursor": piece["cursor"]}
