"""Pages where a request got no answer, and nothing else happens: they say so, and ask again by themselves until somebody answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from attio_emulator import running
from playwright.sync_api import Page, Route, expect

from tests.browser.emulator_page import anew, button
from tests.browser.filled import Filled
from tests.browser.heard import Heard
from tests.browser.held import Broken
from tests.browser.playground import Served, settled, verdicts, write
from tests.browser.programs import started
from tests.browser.test_events_page import MAPPING, identify


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Filled, str]]:
    filled = Filled()
    with running(filled.emulator) as address:
        yield filled, address


@pytest.fixture
def view(browser_page: Page, heard: Heard, served: tuple[Filled, str]) -> Callable[[str], Page]:
    """Called with what comes after `#/`, it shows a view, drawn anew; requests may fail."""
    heard.allow("ERR_FAILED")
    browser_page.goto(served[1])
    expect(browser_page.locator("#live")).to_have_text("Live")
    return lambda place: anew(browser_page, f"{served[1]}/#/", place)


VIEWS = {
    "": ("ui/objects", "Companies"),
    "objects/people": ("ui/objects/people", "Created"),
    "objects/people/attributes": ("ui/objects/people", "job_title"),
    "objects/people?sort=name": ("ui/objects/people/records*", "Created"),
    "lists": ("ui/lists", "Best"),
    "notes": ("ui/notes*", "Call"),
    "tasks": ("ui/tasks*", "Offer"),
    "requests": ("ui/requests*", "/v2/"),
    "rejections": ("ui/rejections*", "Expected"),
    "queue": ("ui/queue", "1 assertion"),
    "webhooks": ("ui/webhooks*", "Targets"),
    "faults": ("faults", "No faults"),
    "state": ("clock", "UTC"),
}


@pytest.mark.parametrize("place", VIEWS)
def test_a_view_that_got_no_answer_says_so_and_is_shown_once_it_gets_one(
    view: Callable[[str], Page], place: str
) -> None:
    address, wanted = VIEWS[place]
    page = view("nothing-yet")
    failure = page.locator("main .notice.bad")
    with Broken(page, f"**/_emulator/{address}"):
        page.evaluate("(to) => { location.hash = to; }", f"#/{place}")
        expect(failure).to_have_text("The emulator does not answer. Is it still running?")
    expect(failure).to_have_count(0)
    expect(page.locator("main")).to_contain_text(wanted)


def test_a_search_that_got_no_answer_is_done_once_it_gets_one(view: Callable[[str], Page]) -> None:
    for place, address, before, wanted in (
        ("notes", "ui/notes*", "Call", "No notes match"),
        ("objects/people", "ui/objects/people/records?*", "Developer", "No records match"),
        ("requests", "ui/requests?*", "/v2/", "No requests match"),
    ):
        page = view(place)
        expect(page.locator("main")).to_contain_text(before)
        with Broken(page, f"**/_emulator/{address}"):
            page.get_by_role("searchbox").fill("zzzz")
            expect(page.locator("main")).to_contain_text("The emulator does not answer. Is it still running?")
        expect(page.locator("main")).to_contain_text(wanted)


def test_a_moment_that_got_no_answer_is_shown_once_it_gets_one(
    view: Callable[[str], Page], served: tuple[Filled, str]
) -> None:
    page = view(f"objects/people/records/{served[0].seventh}")
    expect(page.locator("dl.values")).to_contain_text("Renamed")
    with Broken(page, "**/_emulator/ui/objects/people/records/*"):
        page.get_by_role("slider", name="Moment").press("Home")
        expect(page.get_by_role("alert")).to_contain_text("The emulator does not answer")
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.locator("dl.values")).not_to_contain_text("Renamed")


def test_a_request_that_was_opened_while_nobody_answered_is_shown(
    view: Callable[[str], Page], served: tuple[Filled, str]
) -> None:
    page = view("requests")
    served[0].ask("GET", "/v2/objects/wanted")
    row = page.locator(".stream > li").filter(has_text="wanted")
    with Broken(page, "**/_emulator/ui/requests/*"):
        row.locator("summary").click()
        expect(row.get_by_role("alert")).to_contain_text("The emulator does not answer")
    expect(row.get_by_role("link", name="Open on its own page")).to_be_visible()


def test_an_answer_of_a_server_in_between_counts_as_none(
    browser_page: Page, heard: Heard, served: tuple[Filled, str]
) -> None:
    heard.allow("503")
    browser_page.goto(f"{served[1]}/#/notes")
    answer: dict[str, Any] = {"status": 503, "body": "Service Unavailable"}
    page = browser_page

    def refuse(route: Route) -> None:
        route.fulfill(**answer)

    expect(page.get_by_role("heading", level=1)).to_have_text("Notes")
    page.route("**/_emulator/ui/queue", refuse)
    page.evaluate("location.hash = '#/queue'")
    expect(page.get_by_role("alert")).to_have_text("The emulator answered 503.")
    page.unroute("**/_emulator/ui/queue", refuse)
    expect(page.locator("main")).to_contain_text("1 assertion")


@pytest.fixture(scope="module")
def playground() -> Iterator[str]:
    with running(Served()) as address:  # type: ignore[arg-type]
        yield f"{address}/_playground/"


def test_the_playground_judges_the_texts_once_it_gets_an_answer(
    browser_page: Page, heard: Heard, playground: str
) -> None:
    heard.allow("ERR_FAILED")
    browser_page.goto(playground)
    settled(browser_page)
    with Broken(browser_page, "**/_playground/evaluate"):
        editor = browser_page.get_by_role("textbox", name="Trigger editor")
        editor.click()
        browser_page.keyboard.press("Control+a")
        browser_page.keyboard.insert_text('type = "page"')
        expect(browser_page.get_by_role("alert")).to_have_text("The server does not answer. Is it still running?")
    expect(verdicts(browser_page)).to_contain_text("unmatched")
    expect(browser_page.get_by_role("alert")).to_have_count(0)
    settled(browser_page)


def test_the_playground_offers_texts_to_begin_with_once_it_gets_an_answer(
    browser_page: Page, heard: Heard, playground: str
) -> None:
    heard.allow("ERR_FAILED")
    with Broken(browser_page, "**/_playground/presets"):
        browser_page.goto(playground)
        expect(browser_page.get_by_role("alert")).to_have_text("The server does not answer. Is it still running?")
        write(browser_page, "Trigger", 'type = "page"')
    begin = browser_page.get_by_label("Begin with")
    expect(begin.locator("option")).not_to_have_count(1)
    expect(browser_page.locator("#trigger .cm-content")).to_have_text('type = "page"')
    begin.select_option("person")
    expect(verdicts(browser_page)).to_contain_text("written")


def test_the_page_of_events_asks_again_until_it_gets_an_answer(
    browser_page: Page, heard: Heard, tmp_path_factory: pytest.TempPathFactory
) -> None:
    heard.allow("ERR_FAILED")
    folder = tmp_path_factory.mktemp("served")
    (folder / "mapping.json").write_text(json.dumps(MAPPING))
    with started("serve", "-m", "mapping.json", "--write-key", "wk", "--port", "0", folder=folder) as url:
        sent = {"batch": [identify("u-1")], "writeKey": "wk"}
        httpx.post(f"{url}/v1/batch", json=sent, timeout=30).raise_for_status()
        browser_page.goto(f"{url}/_segment/")
        rows = browser_page.locator(".events > li")
        expect(rows).to_have_count(1)
        with Broken(browser_page, "**/_segment/lines*"):
            browser_page.get_by_role("group", name="Which events").get_by_role("button", name="Good").click()
            expect(browser_page.get_by_role("alert")).to_have_text("serve does not answer. Is it still running?")
        expect(browser_page.get_by_role("alert")).to_have_count(0)
        with Broken(browser_page, "**/_segment/events*"):
            rows.locator("summary").click()
            expect(rows.get_by_role("alert")).to_have_text("serve does not answer. Is it still running?")
        expect(rows.locator(".stages")).to_contain_text("Received")
        expect(browser_page.get_by_role("alert")).to_have_count(0)


def test_a_view_that_waits_for_an_answer_is_left_at_once(view: Callable[[str], Page]) -> None:
    page = view("notes")
    asked: list[str] = []
    with Broken(page, "**/_emulator/ui/queue"):
        page.evaluate("location.hash = '#/queue'")
        expect(page.get_by_role("alert")).to_contain_text("The emulator does not answer")
        page.evaluate("location.hash = '#/lists'")
        expect(page.get_by_role("heading", level=1)).to_have_text("Lists")
        page.on("request", lambda request: asked.append(request.url))
        page.wait_for_timeout(1500)
    assert [url for url in asked if url.endswith("/queue")] == []
    expect(page.get_by_role("heading", level=1)).to_have_text("Lists")
    expect(button(page, "Flush")).to_have_count(0)
