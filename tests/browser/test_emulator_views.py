"""Every view of the emulator's page is safe and accessible, and shown where its address is gone to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from attio_emulator import running
from playwright.sync_api import Page, expect

from tests.browser.filled import Filled
from tests.browser.keyboard import Walk
from tests.browser.tab import Tab

VIEWS: dict[str, str | re.Pattern[str]] = {
    "": "odd-ones",
    "objects/people?search=p0&where=%5B%22job_title%22%2C%22is%22%2C%22Sales%22%5D&at=2025-01-01T00:00:00.150Z": "as they were then",
    "objects/odd-ones": "<script>alert(2)</script>",
    "objects/odd-ones/attributes": "9 more",
    "objects/users": "No records yet",
    "lists": "Best",
    "notes": "Call <img",
    "tasks": "Offer <img",
    "requests?search=batch": "/v2/batch/records",
    "rejections": "dropped from a batch",
    "queue": "late@acme.com",
    "webhooks": "record.created",
    "faults": "No faults",
    "state": re.compile(r"\d UTC"),
    "nowhere": "There is no view",
}
"""What each shows when all of it has come."""
OPENED_NOWHERE_ELSE = ("objects/odd-ones/attributes", "objects/users", "requests?search=batch", "nowhere")
"""Views that no other test opens by their address; these are loaded from nothing as well."""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """The page, with nothing to come after `#/` yet. Nothing is written while the views are looked at."""
    with running(Filled().emulator) as address:
        yield f"{address}/#/"


@pytest.fixture
def tab(kept: Tab) -> Tab:
    """The page with axe-core, loaded once; from there one goes from view to view."""
    return kept


@pytest.mark.parametrize("place", VIEWS)
def test_a_view_is_accessible_and_runs_nothing_that_it_shows(
    browser_page: Page, url: str, place: str, accessible: Callable[[], None], keyboard: Callable[[], Walk]
) -> None:
    page = browser_page
    page.goto(url + place)
    expect(page.locator("main h1")).to_be_visible()
    expect(page.locator("main")).to_contain_text(VIEWS[place])
    accessible()
    keyboard()
    assert page.locator("main img, main script, main i, main b").count() == 0
    if place in OPENED_NOWHERE_ELSE:
        page.reload()
        expect(page.locator("main")).to_contain_text(VIEWS[place])
