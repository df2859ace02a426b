"""Each kind of complaint is heard, and what a test is about is none."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.heard import Heard

_POLICY = """<meta http-equiv="Content-Security-Policy" content="default-src 'self'">"""


@pytest.mark.parametrize(
    ("html", "told"),
    [
        ("<p>calm", []),
        ("<script>console.error('lost')</script>", ["console error: lost"]),
        ("<script>console.warn('old')</script>", ["console warning: old"]),
        ("<script>nothing.there()</script>", ["uncaught: ReferenceError: nothing is not defined"]),
        ("<script>Promise.reject(new Error('late'))</script>", ["uncaught: Error: late"]),
        (f"{_POLICY}<p style='color: red'>a", ["console error: Applying inline style violates"]),
        ("<img src='https://elsewhere.test/a.png' alt=''>", ["a request to another host: GET https://elsewhere.test/a.png", "console error: Failed to load resource"]),
        ("<script>alert('here')</script>", ["a dialog: alert: here"]),
        ("<img src='data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=' alt=''>", []),
    ],
)  # fmt: skip
def test_what_a_page_is_heard_to_complain_of(browser: Browser, html: str, told: list[str]) -> None:
    context = browser.new_context()
    heard = Heard(context)
    page = context.new_page()
    page.set_content(f"<!doctype html><title>t</title>{html}")
    page.evaluate("() => new Promise(requestAnimationFrame)")
    complaints = heard.complaints()
    context.close()
    assert len(complaints) == len(told), complaints
    assert all(line.startswith(start) for line, start in zip(complaints, told, strict=True)), complaints


def test_what_is_allowed_must_come(browser: Browser) -> None:
    context = browser.new_context()
    heard = Heard(context)
    heard.allow("console error: lost")
    heard.allow("404")
    context.new_page().evaluate("() => console.error('lost')")
    complaints = heard.complaints()
    context.close()
    assert complaints == ["allowed, and never heard: 404"]
