"""The fixtures of browser tests. The browser is one for all tests of this folder in a process, and so is its tab, which is empty for each.

It ends with them: as long as it is there, asyncio takes the thread of the tests to be in a running loop.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from attio_emulator import Emulator, Workspace, running
from playwright.sync_api import Browser, Error, Page, expect

from tests.browser.audit import barriers
from tests.browser.chromium import chromium, missing
from tests.browser.heard import Heard
from tests.browser.keyboard import Walk, walk
from tests.browser.looks import LOOKS, show, sticking_out
from tests.browser.tab import PATIENCE, Tab

expect.set_options(timeout=PATIENCE)

DEMO = "fixtures/workspaces/demo.yaml"


def _none(faults: list[str], where: str) -> None:
    if faults:
        pytest.fail("\n".join([f"{where}:", *faults]), pytrace=False)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium, or a skip that says why it cannot run; where CHROMIUM names one, that is a failure."""
    if why := missing():
        (pytest.fail if os.environ.get("CHROMIUM") else pytest.skip)(why)
    with chromium() as one:
        yield one


@pytest.fixture(scope="package")
def tabs(browser: Browser) -> Iterator[list[Tab]]:
    """The tab that tests have in turn; none where the test before broke it."""
    one: list[Tab] = []
    yield one
    for tab in one:
        tab.context.close()


@contextmanager
def _taken(browser: Browser, tabs: list[Tab]) -> Iterator[Tab]:
    one = tabs.pop() if tabs else Tab(browser)
    yield one
    try:
        one.clear()
    except Error:
        one.context.close()
        raise
    tabs.append(one)


@pytest.fixture
def tab(browser: Browser, tabs: list[Tab]) -> Iterator[Tab]:
    """A tab as if nobody had used it."""
    with _taken(browser, tabs) as one:
        yield one


@pytest.fixture(scope="module")
def tab_of_module(browser: Browser, tabs: list[Tab]) -> Iterator[Tab]:
    with _taken(browser, tabs) as one:
        yield one


@pytest.fixture
def kept(tab_of_module: Tab, request: pytest.FixtureRequest) -> Iterator[Tab]:
    """A tab with the page that the test before left in it, where that is of this module and passed: to load a page is most of the work of
    many tests. A module that gives the fixture `tab` anew with this one begins each test by the page's own means."""
    one, failed = tab_of_module, request.session.testsfailed
    if one.failed != failed:
        one.clear()
        one.failed = failed
    yield one
    one.tidy()


@pytest.fixture
def heard(tab: Tab) -> Iterator[Heard]:
    """What the browser complains of; `heard.allow(pattern)` names what the test is about. Anything else fails the test."""
    listening = Heard(tab.context)
    yield listening
    complaints = listening.complaints()
    listening.end()
    _none(complaints, "the browser complained")


@pytest.fixture
def browser_page(tab: Tab, heard: Heard) -> Page:
    """A page with nothing in it and no history, cookies or storage; 1280 wide, light."""
    return tab.page


@pytest.fixture
def accessible(browser_page: Page) -> Callable[[], None]:
    """Called, it fails on what axe-core finds serious or critical on the page as it stands now, light and dark, and on what
    sticks out of the window, wide and narrow."""

    def check() -> None:
        for look in LOOKS:
            show(browser_page, look)
            found = [f"sticks out: {one}" for one in sticking_out(browser_page)]
            if look.width == LOOKS[0].width:  # other colours are other contrasts and nothing else
                found += barriers(browser_page, only=() if look is LOOKS[0] else ["color-contrast"])
            _none(found, f"{browser_page.url}, {look}")
        show(browser_page, LOOKS[0])

    return check


@pytest.fixture
def keyboard(browser_page: Page) -> Callable[[], Walk]:
    """Called, it walks through the page by Tab and fails on what the keyboard alone cannot reach or leave."""

    def check() -> Walk:
        walked = walk(browser_page)
        _none(walked.faults(), browser_page.url)
        return walked

    return check


@pytest.fixture
def emulator() -> Emulator:
    """The workspace of the demo. A test that needs another gives this fixture anew in its module."""
    return Emulator(Workspace.load(DEMO))


@pytest.fixture
def emulator_url(emulator: Emulator) -> Iterator[str]:
    """The address of the emulator, which answers until the test ends."""
    with running(emulator) as url:
        yield url
