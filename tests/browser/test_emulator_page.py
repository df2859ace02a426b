"""The page of the emulator, in a browser: every button does what it says."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from attio_emulator import Emulator, EmulatorPerToken, Request, running
from attio_emulator.limits import Limits
from attio_emulator.pages.frame import PageLinks
from playwright.sync_api import APIResponse, Page, Response, Route, expect

from tests.attio_emulator.calls import new_list
from tests.browser.emulator_page import button, heading, names
from tests.browser.filled import EVIL, Filled, crowd
from tests.browser.heard import Heard


@pytest.fixture
def filled() -> Filled:
    return Filled()


@pytest.fixture
def emulator(filled: Filled) -> Emulator:
    return filled.emulator


@pytest.fixture
def url(emulator_url: str) -> str:
    """The page, with nothing to come after `#/` yet."""
    return f"{emulator_url}/#/"


@pytest.fixture
def view(browser_page: Page, url: str) -> Callable[[str], Page]:
    """Called with what comes after `#/`, it shows a view."""

    def show(place: str) -> Page:
        browser_page.goto(url + place)
        expect(browser_page.locator("#live")).to_have_text("Live")
        return browser_page

    return show


def test_a_server_adds_pages_and_the_way_to_the_event(emulator: Emulator, filled: Filled, browser_page: Page) -> None:
    emulator.page_links = PageLinks(nav=[("Events", "/_segment/")], blame="/_segment/blame")
    with running(emulator) as url:
        browser_page.goto(f"{url}/#/objects/people/records/{filled.seventh}")
        expect(browser_page.get_by_role("banner").get_by_role("link", name="Events")).to_have_attribute(
            "href", "/_segment/"
        )
        row = browser_page.locator(".value-row").filter(has_text="Job title")
        record = emulator.core.store.get("people", filled.seventh)
        assert record is not None
        link = row.get_by_role("button", name="event and mapping line").first
        query = f"request_id={record.values['job_title'][0].stamp.request_id}&attribute=job_title&object=people"
        expect(link).to_have_attribute("href", f"/_segment/blame?{query}&record_id={filled.seventh}")
        came = {
            "type": "identify", "message_id": f"m1 {EVIL}", "source": "default", "user_id": "u1", "subscription": "Identify User",
            "mapping": {"file": "mapping.json", "pointer": "/0/mapping/job_title", "line": 12},
            "reads": [{"path": "$.traits.title", "found": True, "value": "Chief"}],
        }  # fmt: skip
        browser_page.route("**/_segment/blame*", lambda route: route.fulfill(json={"data": [came]}))
        link.click()
        for said in ("identify", "m1 <img", "Identify User", "mapping.json:12", "$.traits.title Chief"):
            expect(row.locator(".origin")).to_contain_text(said)
        link.press("Enter")
        expect(row.locator(".origin")).to_be_hidden()
        browser_page.route("**/_segment/blame*", lambda route: route.fulfill(json={"data": []}))
        row.get_by_role("link", name="request").click()
        browser_page.get_by_role("button", name="The events behind it").press("Space")
        expect(browser_page.locator(".origin")).to_contain_text("No known event wrote it")


def test_the_way_to_the_event_is_asked_again_if_a_server_in_between_answered(
    emulator: Emulator, filled: Filled, browser_page: Page, heard: Heard
) -> None:
    heard.allow("502")
    emulator.page_links = PageLinks(blame="/_segment/blame")
    answers = [{"status": 502, "body": "<h1>Bad Gateway</h1>"}, {"status": 200, "json": {"data": []}}]
    with running(emulator) as url:
        browser_page.goto(f"{url}/#/objects/people/records/{filled.seventh}")
        row = browser_page.locator(".value-row").filter(has_text="Job title")
        asked = threading.Event()
        browser_page.route("**/_segment/blame*", lambda route: route.fulfill(**answers[asked.is_set()]))
        row.get_by_role("button", name="event and mapping line").first.click()
        expect(row.get_by_role("alert")).to_have_text("The server answered 502.")
        asked.set()
        expect(row.locator(".origin")).to_contain_text("No known event wrote it")


def test_the_page_of_a_token_is_that_of_its_workspace(browser_page: Page) -> None:
    door = EmulatorPerToken(Emulator)
    with running(door) as url:
        for token in ("one", "two"):
            body = {"data": {"values": {"domains": [f"{token}.com"]}}}
            path = "/v2/objects/companies/records?matching_attribute=domains"
            door.handle(Request.make("PUT", path, json=body, token=token))
        browser_page.goto(f"{url}/?token=one#/objects/companies")
        expect(names(browser_page)).to_have_text(["one.com"])
        body = {"data": {"values": {"domains": ["late.com"]}}}
        door.handle(Request.make("PUT", path, json=body, token="one"))
        expect(names(browser_page)).to_have_text(["late.com", "one.com"])
        browser_page.get_by_role("link", name="State and clock").click()
        with browser_page.expect_download() as saved:
            browser_page.get_by_role("link", name="Save a snapshot").click()
        assert "one.com" in saved.value.path().read_text("utf-8")
        button(browser_page, "Reset to empty").click()
        button(browser_page, "Reset").click()
        expect(browser_page.locator(".toast")).to_have_text("Empty")
        assert [door.of(token).counts() for token in ("one", "two")] == [{}, {"companies": 1}]


def test_requests_arrive_and_are_opened(view: Callable[[str], Page], filled: Filled) -> None:
    page = view("requests")
    rows = page.locator(".stream > li")
    first = rows.first
    filled.ask("GET", "/v2/objects/companies?seen=here")
    expect(first).to_contain_text("/v2/objects/companies")
    first.locator("summary").click()
    expect(first).to_contain_text("seen=here")
    expect(first.get_by_role("region", name="Body of the response")).to_contain_text('"api_slug": "companies"')
    first.get_by_role("link", name="Open on its own page").click()
    heading(page, "GET /v2/objects/companies")
    page.go_back()
    button(page, "Refused only").click()
    expect(page.locator(".stream .badge.good")).to_have_count(0)
    expect(rows.first).to_be_visible()
    button(page, "Refused only").click()
    page.get_by_role("searchbox").fill("batch")
    expect(rows).to_have_count(2)
    page.get_by_role("searchbox").fill("")
    button(page, "Forget all").click()
    button(page, "Cancel").click()
    expect(rows.first).to_be_visible()
    button(page, "Forget all").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    button(page, "Forget all").click()
    button(page, "Forget them").click()
    expect(page.locator(".empty")).to_contain_text("No requests yet")
    assert filled.emulator.journal == []


def test_what_is_written_while_a_view_looks_again_is_shown(
    view: Callable[[str], Page], filled: Filled, browser_page: Page
) -> None:
    held: list[tuple[Route, APIResponse]] = []
    view("requests?search=newer")
    counted = browser_page.get_by_role("navigation", name="Workspace").get_by_role("link", name="Requests")
    before = int(counted.inner_text().split()[-1])
    asked = "**/_emulator/ui/requests*"
    browser_page.route(asked, lambda route: held.append((route, route.fetch())), times=1)
    with browser_page.expect_request(asked):
        filled.ask("GET", "/v2/newer/1")
    expect(counted).to_contain_text(str(before + 1))
    filled.ask("GET", "/v2/newer/2")
    expect(counted).to_contain_text(str(before + 2))
    route, answer = held[0]
    route.fulfill(response=answer)
    expect(browser_page.locator(".stream > li .path")).to_have_text(["/v2/newer/2", "/v2/newer/1"])


@pytest.mark.parametrize(("place", "asked"), [("objects/people", "objects/people/records"), ("rejections", "rejections"), ("notes", "notes"), ("webhooks", "webhooks")])  # fmt: skip
def test_a_view_asks_once_and_again_only_for_what_is_new(browser_page: Page, heard: Heard, place: str, asked: str) -> None:  # fmt: skip
    answered: list[str] = []

    def note(response: Response) -> None:
        answered.append(urlsplit(response.url).path)

    heard.context.on("response", note)
    emulator = Emulator()
    with running(emulator) as url:
        browser_page.goto(f"{url}/#/{place}")
        expect(browser_page.locator("#live")).to_have_text("Live")
        people = browser_page.get_by_role("navigation", name="Workspace").get_by_role("link", name="People")
        expect(people).to_contain_text("0")
        with browser_page.expect_response(f"**/_emulator/ui/{asked}*"):
            body = {"data": {"values": {"email_addresses": ["new@acme.com"]}}}
            path = "/v2/objects/people/records?matching_attribute=email_addresses"
            emulator.handle(Request.make("PUT", path, json=body, token="t"))
            expect(people).to_contain_text("1")
    heard.context.remove_listener("response", note)
    assert answered.count(f"/_emulator/ui/{asked}") == 2


def test_what_is_written_before_the_stream_begins_is_shown(browser_page: Page) -> None:
    emulator = Emulator()

    def late(route: Route) -> None:
        person = {"data": {"values": {"email_addresses": ["new@acme.com"]}}}
        path = "/v2/objects/people/records?matching_attribute=email_addresses"
        emulator.handle(Request.make("PUT", path, json=person, token="t"))
        listed = new_list("newer")
        emulator.handle(Request.make("POST", "/v2/lists", json={"data": listed}, token="t"))
        route.continue_()

    browser_page.route("**/_emulator/stream*", late, times=1)
    with running(emulator) as url:
        browser_page.goto(f"{url}/#/objects/people")
        expect(names(browser_page)).to_have_text(["new@acme.com"])
        side = browser_page.get_by_role("navigation", name="Workspace")
        expect(side.get_by_role("link", name="Newer")).to_be_visible()


def test_the_clock_goes_on(view: Callable[[str], Page], emulator: Emulator) -> None:
    page = view("state")
    shown = page.locator(".clock-time")
    expect(shown).to_contain_text("2025-01-01 00:00")
    button(page, "+ 1 minute").click()
    expect(shown).to_contain_text("2025-01-01 00:01")
    page.get_by_label("Seconds").fill("180")
    button(page, "Advance").click()
    expect(shown).to_contain_text("2025-01-01 00:04")
    button(page, "+ 1 hour").click()
    expect(shown).to_contain_text("2025-01-01 01:04")
    assert emulator.counts()["people"] == 62  # the batch was due
    button(page, "+ 1 day").click()
    button(page, "+ 30 days").click()
    expect(shown).to_contain_text("2025-02-01 01:04")


def test_a_page_hears_that_its_emulator_has_gone(emulator: Emulator, browser_page: Page, heard: Heard) -> None:
    with running(emulator) as url:
        browser_page.goto(url)
        expect(browser_page.locator("#live")).to_have_text("Live")
    heard.allow("ERR_CONNECTION_REFUSED")
    with browser_page.expect_console_message(lambda message: "ERR_CONNECTION_REFUSED" in message.text):
        expect(browser_page.locator("#live")).to_have_text("Not connected")


@pytest.fixture(scope="module")
def crowded() -> Iterator[str]:
    """The address of an emulator with 10,000 people."""
    emulator = Emulator()
    crowd(emulator, 10_000)
    with running(emulator) as url:
        yield url


def test_ten_thousand_records_are_shown_a_page_at_a_time(browser_page: Page, crowded: str) -> None:
    browser_page.goto(f"{crowded}/#/objects/people")
    expect(names(browser_page)).to_have_count(50)
    expect(browser_page.locator(".pager")).to_contain_text("of 10,000")
    assert browser_page.locator("tbody tr").count() == 50
    browser_page.get_by_role("searchbox").fill("first999")
    expect(browser_page.locator(".pager")).to_contain_text("of 11")
    browser_page.get_by_role("searchbox").fill("")
    button(browser_page, "Last page").click()
    expect(names(browser_page).last).to_contain_text("First0 Last0")


def test_more_requests_than_can_be_shown_are_counted_and_the_page_goes_on(
    view: Callable[[str], Page], filled: Filled
) -> None:
    page = view("requests")
    for number in range(1_500):
        filled.ask("GET", f"/v2/objects/people?n={number}")
    expect(page.locator("main [role=status]").first).to_contain_text("faster than they could be shown")
    expect(page.locator(".stream > li").first).to_contain_text("/v2/objects/people")
    assert page.locator(".stream > li").count() <= 200
    assert EVIL not in page.title()
    page.get_by_role("link", name="All objects").click()
    heading(page, "a local Attio")


@pytest.mark.parametrize("place", ["requests", "rejections"])
def test_a_search_that_finds_nothing_tells_how_many_are_forgotten(browser_page: Page, place: str) -> None:
    emulator = Emulator(limits=Limits(journal_requests=2, ledger_rows=2))
    for _ in range(5):
        body = {"data": {"values": {"email_addresses": ["no address"]}}}
        emulator.handle(Request.make("POST", "/v2/objects/people/records", json=body, token="t"))
    with running(emulator) as url:
        browser_page.goto(f"{url}/#/{place}?search=needle")
        said = browser_page.locator(".empty")
        expect(said).to_contain_text(f"No {place} match")
        expect(said).to_contain_text("3 older ones are forgotten.")
