"""The page that asks whether an app may connect, and the way from it to the app, which is on another origin."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.folders import served
from tests.browser.keyboard import Walk

_APP = "<!doctype html><html lang=en><link rel=icon href='data:,'><title>App</title><h1>Back in the app</h1>"


@pytest.mark.parametrize("decision", ["Approve", "Deny"])
def test_both_answers_lead_back_to_the_app(
    browser_page: Page,
    emulator_url: str,
    tmp_path: Path,
    accessible: Callable[[], None],
    keyboard: Callable[[], Walk],
    decision: str,
) -> None:
    (tmp_path / "callback.html").write_text(_APP)
    with served(tmp_path) as app:
        back = f"{app}/callback.html"
        asked = {"client_id": "my-app", "redirect_uri": back, "response_type": "code", "state": "xyz"}
        browser_page.goto(f"{emulator_url}/authorize?{urlencode(asked)}")
        accessible()
        keyboard()
        browser_page.get_by_role("button", name=decision).click()
        expect(browser_page.get_by_role("heading")).to_have_text("Back in the app")
        answer = parse_qs(urlsplit(browser_page.url).query)
    assert answer["state"] == ["xyz"]
    if decision == "Deny":
        assert answer["error"] == ["access_denied"]
        return
    exchange = {"grant_type": "authorization_code", "code": answer["code"][0], "redirect_uri": back}
    token = httpx.post(f"{emulator_url}/oauth/token", data=exchange | {"client_id": "my-app", "client_secret": "any"})
    assert sorted(token.json()) == ["access_token", "token_type"]
