"""The page of events of a server that forgets its oldest, and of one that follows another at the same address."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
from playwright.sync_api import Page, expect

from tests.browser.heard import Heard
from tests.browser.programs import started
from tests.browser.test_events_page import MAPPING, MAY, button, identify, rows
from tests.ports import kept_port


def test_how_many_events_are_forgotten_is_told(browser_page: Page, tmp_path: Path) -> None:
    (tmp_path / "mapping.json").write_text(json.dumps(MAPPING))
    with started("serve", "-m", "mapping.json", "--limit", "traces=3", "--port", "0", folder=tmp_path) as url:
        browser_page.goto(f"{url}/_segment/")
        for number in range(1, 6):
            event = {"writeKey": "k", "userId": f"u-{number}"}
            httpx.post(f"{url}/v1/page", json=event, timeout=30).raise_for_status()
        said = browser_page.get_by_role("status").first
        expect(said).to_have_text("The oldest 2 are forgotten and cannot be searched.")
        browser_page.reload()
        expect(rows(browser_page)).to_have_count(3)
        expect(button(browser_page, "All")).to_have_text("All 5")
        expect(said).to_have_text("The oldest 2 are forgotten and cannot be searched.")
        httpx.post(f"{url}/_segment/reset", headers=MAY, timeout=30).raise_for_status()
        expect(said).to_have_text("")


def test_another_serve_at_the_same_address_has_its_own_events(browser_page: Page, heard: Heard, tmp_path: Path) -> None:
    heard.allow("ERR_")
    (tmp_path / "mapping.json").write_text(json.dumps(MAPPING))
    words = ("serve", "-m", "mapping.json", "--write-key", "wk", "--port")

    def post(url: str, *users: str) -> None:
        batch = [identify(user) for user in users]
        httpx.post(f"{url}/v1/batch", json={"batch": batch, "writeKey": "wk"}, timeout=30).raise_for_status()

    with kept_port() as port, started(*words, str(port), folder=tmp_path) as url:
        browser_page.goto(f"{url}/_segment/")
        post(url, "old-1", "old-2", "old-3")
        httpx.post(f"{url}/_segment/reset", headers=MAY, timeout=30).raise_for_status()
        post(url, "old-4", "old-5")
        expect(browser_page.locator(".events .what")).to_have_text(["old-5", "old-4"])
    with browser_page.expect_console_message(lambda message: "ERR_" in message.text):
        expect(browser_page.locator("#live")).to_have_text("Not connected")
    with started(*words, str(port), folder=tmp_path):
        post(url, "new-1", "new-2", "new-3")
        expect(browser_page.locator(".events .what")).to_have_text(["new-3", "new-2", "new-1"])
