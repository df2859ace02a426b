"""The page that asks for the admin token, where other computers reach a server: the form lets in who has it, and no page tells it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.heard import Heard
from tests.browser.keyboard import Walk
from tests.browser.programs import started

PLACES = ("/", "/_segment/", "/_playground/")
TOKEN = "canary-admin-0123456789abcdef"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("reached")
    token = folder / "token"
    token.touch(0o600)
    token.write_text(f"{TOKEN}\n")
    words = ("--allow-remote", "--admin-token-file", "token", "--host", "0.0.0.0", "--port", "0")
    with started("serve", "-m", "published", *words, folder=folder) as told:
        yield told.replace("0.0.0.0", "127.0.0.1")


@pytest.mark.parametrize("place", PLACES)
def test_the_form_leads_to_the_page_that_was_asked_for(browser_page: Page, heard: Heard, url: str, place: str) -> None:
    heard.allow("status of 401")
    heard.allow("status of 403")
    browser_page.goto(url + place)
    field = browser_page.get_by_label("Admin token")
    field.fill("not the token at all")
    field.press("Enter")
    expect(browser_page.get_by_role("alert")).to_have_text("This is not the token.")
    field.fill(TOKEN)
    browser_page.get_by_role("button", name="Log in").click()
    expect(browser_page.get_by_role("navigation", name="Pages")).to_be_visible()
    assert browser_page.url.partition("#")[0] == url + place
    assert TOKEN not in browser_page.content() + browser_page.evaluate("document.cookie")


def test_everybody_can_use_the_form_which_is_the_same_everywhere(
    browser_page: Page, heard: Heard, url: str, accessible: Callable[[], None], keyboard: Callable[[], Walk]
) -> None:
    heard.allow("status of 401")
    browser_page.goto(f"{url}/_segment/")
    accessible()
    keyboard()
    forms = {httpx.get(url + place).text.replace(f"name='to' value='{place}'", "") for place in PLACES}
    assert [one.count("<form ") for one in forms] == [1]
