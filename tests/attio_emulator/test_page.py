"""The web page of an emulator: it shows what happened and escapes whatever it shows."""

from __future__ import annotations

from attio_emulator import Request, Workspace

from tests.attio_emulator.calls import Attio, assertion

EVIL = '<script>alert("x")</script>&'


def test_the_page_escapes_whatever_it_shows() -> None:
    attio = Attio(
        {
            "name": EVIL,
            "objects": [
                {
                    "api_slug": "<i>",
                    "singular_noun": "Thing",
                    "plural_noun": EVIL,
                    "attributes": [
                        {"api_slug": "<b>", "type": "text"},
                        {"api_slug": "pick", "type": "select", "options": [EVIL]},
                    ],
                }
            ],
        }
    )
    attio.create("%3Ci%3E", {"<b>": EVIL, "pick": EVIL})
    attio.create("%3Ci%3E", {EVIL: 1})
    attio.ask("GET", "/v2/<script>")
    response = attio.emulator.handle(Request.make("GET", "/"))
    page = response.body.decode()
    assert (response.status, response.headers["content-type"]) == (200, "text/html; charset=utf-8")
    for raw in ("<script", "<i>", "<b>", 'alert("x")'):
        assert raw not in page
    assert page.count("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;") >= 6
    assert "/v2/&lt;script&gt;" in page


def test_the_page_shows_what_happened() -> None:
    attio = Attio({"name": "Acme"}, batch_lag=3600)
    attio.simple("companies", "domains", {"domains": "b.com"})
    attio.simple("companies", "domains", {"domains": "no domain"})
    attio.batch(assertion("companies", "domains", {"domains": "late.com"}))
    page = attio.emulator.handle(Request.make("GET", "/")).body.decode()
    for shown in ("Acme: a local Attio", "not activated", "b.com", "An invalid value was passed to attribute", "PUT /v2/batch/records", "202"):  # fmt: skip
        assert shown in page
    assert "late.com" not in page


def test_the_page_of_an_object_that_is_no_longer_active() -> None:
    active = {"objects": [{"api_slug": "users", "active": True}]}
    attio = Attio(active | {"records": {"users": [{"user_id": "u", "primary_email_address": "a@b.com"}]}})
    attio.emulator.use_schema(Workspace.standard())
    assert attio.ask("GET", "/v2/objects/users").status == 400
    assert attio.emulator.handle(Request.make("GET", "/")).status == 200
