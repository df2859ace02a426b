"""The frame of pages: nothing of a text becomes markup, nothing foreign is loaded."""

from __future__ import annotations

from html.parser import HTMLParser

from attio_emulator.pages.frame import ASSETS, HOME, document, headers

EVIL = "</title><script>alert('x')</script>\"&\u202e"


class _Read(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [found for name, found in self.tags if name == tag]


def test_a_document_has_its_scripts_styles_and_ways() -> None:
    read = _Read(
        document(
            "Events",
            "<main id='main'></main>",
            scripts=["/a.js"],
            styles=["/a.css"],
            nav=[HOME, ("Events", "/_segment/")],
            here="/_segment/",
            preload=["/b.js"],
            meta={"nonce": "n"},
        )
    )
    assert read.of("script") == [{"type": "module", "src": "/a.js"}]
    assert [one["href"] for one in read.of("link")] == [ASSETS + "icon.svg", ASSETS + "style.css", "/a.css", "/b.js"]
    assert {"name": "nonce", "content": "n"} in read.of("meta")
    assert read.of("a") == [
        {"class": "skip", "href": "#main"},
        {"href": "/"},
        {"href": "/_segment/", "aria-current": "page"},
    ]


def test_a_document_without_ways_has_no_bar() -> None:
    assert not _Read(document("Connect", "<main></main>")).of("header")


def test_no_text_becomes_markup() -> None:
    text = document(EVIL, "", nav=[(EVIL, EVIL)], here=EVIL, scripts=[EVIL], styles=[EVIL], meta={EVIL: EVIL})
    read = _Read(text)
    assert "alert('x')</script>" not in text
    assert read.of("script") == [{"type": "module", "src": EVIL}]
    assert read.text.count(EVIL) == 2  # the title and the way
    assert {"name": EVIL, "content": EVIL} in read.of("meta")


def test_the_policy_lets_in_what_this_server_serves_and_nothing_written_into_the_page() -> None:
    sent = headers()
    policy = dict(one.strip().split(" ", 1) for one in sent["content-security-policy"].split(";"))
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "connect-src": "'self'",
        "img-src": "'self' data:",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    assert (sent["x-content-type-options"], sent["referrer-policy"]) == ("nosniff", "same-origin")


def test_a_nonce_is_for_styles_alone() -> None:
    policy = headers("abc", forms=["https://app.example"])["content-security-policy"]
    assert "style-src 'self' 'nonce-abc';" in policy
    assert "script-src 'self';" in policy
    assert "form-action 'self' https://app.example;" in policy
