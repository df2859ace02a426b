"""The page of the emulator, in a browser."""

from __future__ import annotations

from collections.abc import Callable

from attio_emulator import Emulator
from playwright.sync_api import Page, expect

from tests.browser.keyboard import Walk


def test_the_page_shows_the_workspace(
    browser_page: Page,
    emulator: Emulator,
    emulator_url: str,
    accessible: Callable[[], None],
    keyboard: Callable[[], Walk],
) -> None:
    browser_page.goto(emulator_url)
    expect(browser_page.get_by_role("heading", level=1)).to_contain_text(emulator.workspace.name)
    accessible()
    keyboard()
