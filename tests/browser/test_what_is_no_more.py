"""The page of the emulator after what it showed has gone: deleted, forgotten, reset, or of a server that another one followed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from attio_emulator import Emulator, Request, running
from playwright.sync_api import Page, expect

from tests.attio_emulator.calls import new_attribute
from tests.browser.filled import crowd
from tests.browser.heard import Heard
from tests.browser.held import Held
from tests.ports import kept_port


@pytest.fixture
def emulator() -> Emulator:
    return Emulator()


@pytest.fixture
def view(browser_page: Page, emulator_url: str) -> Callable[[str], Page]:
    """Called with what comes after `#/`, it shows a view."""

    def show(place: str) -> Page:
        browser_page.goto(f"{emulator_url}/#/{place}")
        expect(browser_page.locator("#live")).to_have_text("Live")
        return browser_page

    return show


@pytest.fixture
def port() -> Iterator[int]:
    """For a server, and for one that follows it."""
    with kept_port() as one:
        yield one


def ask(emulator: Emulator, method: str, path: str, data: object = None) -> None:
    emulator.handle(Request.make(method, path, json=None if data is None else {"data": data}, token="t"))


def person(emulator: Emulator, name: str) -> str:
    values = {"email_addresses": [f"{name}@acme.com"], "name": f"{name}, Ann"}
    ask(emulator, "PUT", "/v2/objects/people/records?matching_attribute=email_addresses", {"values": values})
    return str(emulator.records("people")[-1]["id"]["record_id"])


def refused(emulator: Emulator, times: int) -> None:
    for number in range(times):
        ask(emulator, "POST", "/v2/objects/people/records", {"values": {f"none_{number}": "x"}})


def test_a_page_of_rows_that_went_shows_those_that_are_left(view: Callable[[str], Page], emulator: Emulator) -> None:
    crowd(emulator, 60)
    page = view("objects/people?page=2")
    expect(page.locator(".pager")).to_contain_text("51–60 of 60")
    emulator.reset(to="empty")
    for name in ("one", "two", "three"):
        person(emulator, name)
    expect(page.locator("tbody .name")).to_have_count(3)
    expect(page.locator(".pager")).to_have_text("1–3 of 3")
    # an address that somebody kept
    view("")
    page = view("objects/people?page=9")
    expect(page.locator("tbody .name")).to_have_count(3)


def test_a_page_of_refusals_that_went_shows_those_that_are_left(
    view: Callable[[str], Page], emulator: Emulator
) -> None:
    refused(emulator, 55)
    page = view("rejections")
    page.get_by_role("button", name="Next page").click()
    expect(page.locator(".rejection")).to_have_count(5)
    emulator.reset()
    refused(emulator, 2)
    expect(page.locator(".pager")).to_have_text("1–2 of 2")
    expect(page.locator(".rejection")).to_have_count(2)


def test_a_record_that_was_deleted_says_so(view: Callable[[str], Page], emulator: Emulator, heard: Heard) -> None:
    id = person(emulator, "lee")
    page = view(f"objects/people/records/{id}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ann lee")
    heard.allow("404")
    ask(emulator, "DELETE", f"/v2/objects/people/records/{id}")
    expect(page.locator("main .notice")).to_contain_text("This record no longer exists")
    expect(page.locator("dl.values")).to_contain_text("lee@acme.com")


def test_attributes_follow_what_is_made(view: Callable[[str], Page], emulator: Emulator) -> None:
    page = view("objects/people/attributes")
    made = new_attribute("shoe", "number", title="Shoe size")
    ask(emulator, "POST", "/v2/objects/people/attributes", made)
    expect(page.locator("tbody")).to_contain_text("Shoe size")


def test_requests_that_were_forgotten_are_gone_however_many_came_since(
    view: Callable[[str], Page], emulator: Emulator
) -> None:
    page = view("requests")
    ask(emulator, "GET", "/v2/objects/companies?old")
    expect(page.locator(".stream > li")).to_have_count(1)
    page.evaluate("document.querySelector('.stream > li').dataset.kept = 'yes'")
    emulator.reset()
    for number in range(5):
        ask(emulator, "GET", f"/v2/objects/people?new={number}")
    expect(page.locator(".stream > li")).to_have_count(5)
    expect(page.locator("[data-kept]")).to_have_count(0)


def test_a_server_that_followed_another_shows_its_own(browser_page: Page, heard: Heard, port: int) -> None:
    heard.allow("ERR_")
    old, new = Emulator(), Emulator()
    for number in range(3):
        ask(old, "GET", f"/v2/objects/companies?old={number}")
    rows = browser_page.locator(".stream > li")
    with running(old, port=port) as url:
        browser_page.goto(f"{url}/#/requests")
        expect(rows).to_have_count(3)
        expect(browser_page.locator("#live")).to_have_text("Live")
    with browser_page.expect_console_message(lambda message: "ERR_" in message.text):
        expect(browser_page.locator("#live")).to_have_text("Not connected")
    for number in range(7):
        ask(new, "GET", f"/v2/objects/people?new={number}")
    with running(new, port=port):
        expect(rows).to_have_count(7)
        expect(browser_page.locator(".stream .path")).to_have_text(["/v2/objects/people"] * 7)


def test_a_server_that_followed_another_before_that_one_said_which_it_is_shows_its_own(
    browser_page: Page, heard: Heard, port: int
) -> None:
    heard.allow("ERR_")
    old, new = Emulator(), Emulator()
    for number in range(3):
        ask(old, "GET", f"/v2/objects/companies?old={number}")
        ask(new, "GET", f"/v2/objects/people?new={number}")
    ask(new, "GET", "/v2/objects/people?new=3")
    stream = {"content_type": "text/event-stream", "body": "retry: 1000\n\n"}
    browser_page.route("**/_emulator/stream*", lambda route: route.fulfill(**stream), times=1)
    with running(old, port=port) as url:
        browser_page.goto(f"{url}/#/requests")
        expect(browser_page.locator(".stream > li")).to_have_count(3)
    with browser_page.expect_console_message(lambda message: "ERR_CONNECTION_REFUSED" in message.text):
        expect(browser_page.locator("#live")).to_have_text("Not connected")
    with running(new, port=port):
        expect(browser_page.locator(".stream .path")).to_have_text(["/v2/objects/people"] * 4)


def test_what_the_next_server_says_first_does_not_take_the_place_of_what_came_since(
    browser_page: Page, heard: Heard, port: int
) -> None:
    heard.allow("ERR_")
    old, new = Emulator(), Emulator()
    ask(new, "GET", "/v2/objects/people?first")
    counted = browser_page.get_by_role("navigation", name="Workspace").get_by_role("link", name="Requests")
    with running(old, port=port) as url:
        with browser_page.expect_response("**/_emulator/stream*"):
            browser_page.goto(f"{url}/#/queue")
        expect(browser_page.locator("#live")).to_have_text("Live")
    with browser_page.expect_console_message(lambda message: "ERR_CONNECTION_REFUSED" in message.text):
        expect(browser_page.locator("#live")).to_have_text("Not connected")
    held = Held(browser_page, "**/_emulator/ui/news")
    with running(new, port=port):
        held.wait()
        ask(new, "GET", "/v2/objects/people?second")
        expect(counted).to_contain_text("2")
        held.release()
        expect(counted).to_contain_text("2")


def test_a_view_that_was_asked_for_while_no_server_ran_is_shown_once_one_does(
    browser_page: Page, heard: Heard, port: int
) -> None:
    heard.allow("ERR_")
    emulator = Emulator()
    with running(emulator, port=port) as url:
        browser_page.goto(url)
        expect(browser_page.locator("#live")).to_have_text("Live")
    expect(browser_page.locator("#live")).to_have_text("Not connected")
    # its module has not been loaded yet
    browser_page.get_by_role("link", name="Webhooks").click()
    said = browser_page.locator("main [role=alert]")
    expect(said).to_have_text("The emulator does not answer. Is it still running?")
    expect(browser_page).to_have_title("Not connected · Workspace: local Attio")
    with running(emulator, port=port):
        expect(browser_page.get_by_role("heading", name="No webhooks")).to_be_visible(timeout=20_000)
        expect(said).to_have_count(0)


def test_what_could_not_be_asked_is_shown_when_it_can(
    view: Callable[[str], Page], emulator: Emulator, heard: Heard
) -> None:
    heard.allow("ERR_FAILED")
    page = view("notes")
    page.route("**/_emulator/ui/notes*", lambda route: route.abort(), times=1)
    page.get_by_role("searchbox").fill("x")
    expect(page.locator("main [role=alert]")).to_contain_text("The emulator does not answer")
    page.get_by_role("searchbox").fill("")
    expect(page.locator("main [role=alert]")).to_have_count(0)
    expect(page.get_by_role("heading", name="No notes yet")).to_be_visible()
    page.get_by_role("searchbox").fill("x")
    expect(page.get_by_role("heading", name="No notes match")).to_be_visible()


def test_a_tab_that_nobody_sees_takes_no_connection(view: Callable[[str], Page], emulator: Emulator) -> None:
    page = view("requests")
    seen = (
        "Object.defineProperty(document, 'visibilityState', {value: '%s', configurable: true});"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    with page.expect_event("requestfailed", lambda request: "stream" in request.url):
        page.evaluate(seen % "hidden")
    ask(emulator, "GET", "/v2/objects/companies?while=hidden")
    with page.expect_request("**/_emulator/stream*"):
        page.evaluate(seen % "visible")
    expect(page.locator(".stream > li")).to_have_count(1)
    expect(page.locator("#live")).to_have_text("Live")
