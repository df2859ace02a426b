"""The page of the emulator, in a browser: every button does what it says."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from attio_emulator import Emulator, EmulatorPerToken, Request, running
from attio_emulator.limits import Limits
from attio_emulator.pages.frame import PageLinks
from playwright.sync_api import APIResponse, Locator, Page, Response, Route, expect

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


def button(page: Page | Locator, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def names(page: Page) -> Locator:
    return page.locator("table.records tbody th")


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(text)


# -- every view ------------------------------------------------------------------------------------------------------


def test_what_is_opened_is_accessible(
    view: Callable[[str], Page], accessible: Callable[[], None], filled: Filled
) -> None:
    page = view(f"objects/people/records/{filled.seventh}")
    button(page, "History (1) of Job title").click()
    accessible()
    page = view("objects/people?search=p0")
    button(page, "Filter").click()
    button(page, "Time travel").click()
    expect(page.get_by_role("slider")).to_be_visible()
    page.locator("summary", has_text="Columns").click()
    accessible()
    page = view("state")
    button(page, "Reset to empty").click()
    accessible()


def test_characters_that_nobody_sees_are_shown(view: Callable[[str], Page]) -> None:
    page = view("objects/companies?search=script")
    cell = names(page).first
    expect(cell).to_contain_text("<script>alert(2)</script>")
    expect(cell.locator(".odd-character")).to_have_text(["U+202E", "U+0007", "U+200B"])
    assert "\u202e" not in page.content().partition("<body>")[2]


def test_the_way_back_and_the_address_of_every_view(view: Callable[[str], Page], filled: Filled) -> None:
    page = view("")
    side = page.get_by_role("navigation", name="Workspace")
    for name, title in (("People", "People"), ("Lists", "Lists"), ("Best", "Best"), ("Notes", "Notes"), ("Tasks", "Tasks"), ("Requests", "Requests"), ("Rejections", "Rejections"), ("Batch queue", "Batch queue"), ("Webhooks", "Webhooks"), ("Faults", "Faults"), ("State and clock", "State and clock"), ("All objects", "Acme")):  # fmt: skip
        side.get_by_role("link", name=name).first.click()
        heading(page, title)
        assert page.evaluate("document.activeElement.localName") == "h1"
        expect(side.locator("[aria-current]")).to_contain_text(name)
    page.go_back()
    heading(page, "State and clock")
    page.go_back()
    heading(page, "Faults")
    page.go_forward()
    heading(page, "State and clock")
    page.reload()
    heading(page, "State and clock")


def test_what_is_not_there_is_said(view: Callable[[str], Page], heard: Heard) -> None:
    heard.allow("404")
    page = view("objects/people/records/gone")
    expect(page.get_by_role("alert")).to_have_text(
        "There is no record 'gone' in 'people': it was deleted, or never there"
    )
    page.get_by_role("link", name="All objects").last.click()
    heading(page, "Acme")


def test_the_menu_of_a_narrow_window(view: Callable[[str], Page]) -> None:
    page = view("")
    page.set_viewport_size({"width": 360, "height": 740})
    side = page.get_by_role("navigation", name="Workspace")
    expect(side.get_by_role("link", name="Notes")).to_be_hidden()
    toggle = side.get_by_role("button")
    toggle.click()
    side.get_by_role("link", name="Notes").click()
    heading(page, "Notes")
    expect(side.get_by_role("link", name="Notes")).to_be_hidden()
    toggle.click()
    page.keyboard.press("Escape")
    expect(toggle).to_be_focused()


def test_the_keyboard_skips_to_the_content_and_searches(view: Callable[[str], Page]) -> None:
    page = view("objects/people")
    expect(names(page)).to_have_count(50)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    heading(page, "People")
    page.keyboard.press("/")
    page.keyboard.type("p07")
    expect(names(page)).to_have_count(1)
    page.keyboard.type("/")
    expect(page.get_by_role("searchbox")).to_have_value("p07/")


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
        browser_page.get_by_role("button", name="The events that it came from").press("Space")
        expect(browser_page.locator(".origin")).to_contain_text("No event that is still known wrote it")


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


# -- objects and records ---------------------------------------------------------------------------------------------


def test_an_object_is_activated_and_switched_off(view: Callable[[str], Page], emulator: Emulator) -> None:
    page = view("")
    switch = page.get_by_role("switch", name="Deals activated")
    expect(switch).to_have_attribute("aria-checked", "false")
    switch.click()
    expect(switch).to_have_attribute("aria-checked", "true")
    expect(switch).to_be_focused()
    expect(page.get_by_role("navigation", name="Workspace").get_by_role("link", name="Deals")).to_be_visible()
    assert emulator.workspace.objects["deals"].active
    switch.press("Space")
    expect(switch).to_have_attribute("aria-checked", "false")
    assert not emulator.workspace.objects["deals"].active
    assert page.get_by_role("switch", name="People").count() == 0


def test_records_are_searched_filtered_sorted_and_paged(view: Callable[[str], Page]) -> None:
    page = view("objects/people")
    expect(names(page)).to_have_count(50)
    expect(page.locator(".pager")).to_contain_text("1\u201350 of 61")
    button(page, "Next page").click()
    expect(names(page)).to_have_count(11)
    expect(button(page, "Next page")).to_be_disabled()
    button(page, "First page").click()
    expect(names(page)).to_have_count(50)
    button(page, "Last page").click()
    expect(names(page)).to_have_count(11)
    button(page, "Previous page").click()
    expect(names(page)).to_have_count(50)
    page.go_back()
    expect(names(page)).to_have_count(11)
    page.get_by_role("searchbox", name="Search records").fill("@acme.com")
    button(page, "Filter").click()
    page.get_by_label("Attribute").select_option("job_title")
    page.get_by_label("Operator").select_option("is")
    page.get_by_label("Compared with").fill("chief")
    expect(names(page)).to_have_text(["Renamed Last"])
    page.get_by_label("Operator").select_option("is_not")
    expect(page.locator(".pager")).to_contain_text("of 60")
    page.reload()
    expect(page.locator(".pager")).to_contain_text("of 60")
    button(page, "Remove this filter").click()
    expect(page.locator(".pager")).to_contain_text("of 61")
    sort = page.locator("[data-sort=email_addresses]")
    sort.click()
    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("Email addresses")
    expect(page.locator("tbody tr").first).to_contain_text("now@acme.com")
    expect(sort).to_be_focused()
    sort.click()
    expect(page.locator("tbody tr").first).to_contain_text("p59@acme.com")
    page.locator("[data-sort=created_at]").click()
    expect(page.locator("tbody tr").first).to_contain_text("p00@acme.com")
    page.get_by_role("searchbox", name="Search records").fill("nobody")
    expect(page.locator(".empty")).to_contain_text("No records match")
    button(page, "Show all").click()
    expect(names(page)).to_have_count(50)


def test_columns_are_chosen_and_remembered(view: Callable[[str], Page]) -> None:
    page = view("objects/people")
    expect(page.locator("[data-sort=job_title]")).to_be_visible()
    page.locator("summary", has_text="Columns").click()
    page.get_by_role("checkbox", name="Job title").uncheck()
    expect(page.locator("[data-sort=job_title]")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.get_by_role("checkbox", name="Job title")).to_be_hidden()
    page.reload()
    expect(page.locator("[data-sort=email_addresses]")).to_be_visible()
    expect(page.locator("[data-sort=job_title]")).to_have_count(0)


def test_the_table_travels_through_time(view: Callable[[str], Page]) -> None:
    page = view("objects/people")
    button(page, "Time travel").click()
    slider = page.get_by_role("slider", name="Moment")
    slider.focus()
    page.keyboard.press("Home")
    expect(names(page)).to_have_count(1)
    expect(page.locator(".slider output")).to_contain_text("as of 2025-01-01")
    button(page, "One step on").click()
    expect(names(page)).to_have_count(2)
    button(page, "One step back").click()
    expect(names(page)).to_have_count(1)
    page.reload()
    expect(names(page)).to_have_count(1)
    button(page, "Now").click()
    expect(names(page)).to_have_count(50)
    button(page, "Time travel").click()
    expect(page.get_by_role("slider")).to_be_hidden()


def test_the_table_shows_at_once_what_is_written(view: Callable[[str], Page], filled: Filled) -> None:
    page = view("objects/people")
    expect(names(page)).to_have_count(50)
    filled.person(99, "Newcomer", "Developer")
    expect(names(page).first).to_contain_text("Newcomer")
    expect(page.get_by_role("navigation", name="Workspace").get_by_role("link", name="People")).to_contain_text("62")


def test_what_is_written_takes_neither_the_focus_nor_what_was_opened(view: Callable[[str], Page], filled: Filled) -> None:  # fmt: skip
    page = view("objects/people")
    link = names(page).get_by_role("link", name="First5 Last", exact=True).first
    link.focus()
    filled.person(99, "Newcomer", "Developer")
    expect(names(page).first).to_contain_text("Newcomer")
    expect(link).to_be_focused()
    button(page, "Next page").focus()
    page.keyboard.press("Enter")
    expect(button(page, "First page")).to_be_focused()
    page = view("rejections")
    card = page.locator("main article").filter(has_text="dropped from a batch")
    card.locator("summary").press("Enter")
    expect(card.get_by_role("region")).to_be_visible()
    filled.ask("PUT", "/v2/objects/boats/records?matching_attribute=x", values={"x": 1})
    expect(page.locator("main article").first).to_contain_text("boats")
    expect(card.get_by_role("region")).to_be_visible()
    expect(card.locator("summary")).to_be_focused()


def test_live_is_paused_and_goes_on(view: Callable[[str], Page], filled: Filled) -> None:
    page = view("objects/people")
    page.locator("#live").click()
    expect(page.locator("#live")).to_have_text("Paused")
    filled.person(99, "Newcomer", "Developer")
    page.wait_for_timeout(700)
    expect(names(page).first).not_to_contain_text("Newcomer")
    page.locator("#live").click()
    expect(names(page).first).to_contain_text("Newcomer")


def test_a_record_with_its_history_and_ways(view: Callable[[str], Page], filled: Filled) -> None:
    page = view("objects/people?search=renamed")
    names(page).get_by_role("link").click()
    heading(page, "Renamed Last")
    row = page.locator(".value-row").filter(has_text="Job title")
    expect(row).to_contain_text("Chief")
    expect(row).not_to_contain_text("Developer")
    button(row, "History (1) of Job title").click()
    expect(row.locator(".timeline")).to_contain_text("Developer")
    button(row, "Hide history of Job title").click()
    expect(row).not_to_contain_text("Developer")
    row.get_by_role("link", name="request").click()
    heading(page, "PUT /v2/objects/people/records/simple")
    expect(page.get_by_role("region", name="Body of the request")).to_contain_text('"Chief"')
    page.go_back()
    page.locator(".value-row").get_by_role("link", name="Seed").click()
    heading(page, "Seed")
    page.get_by_label("Around this record").get_by_role("link", name="Renamed Last").click()
    heading(page, "Renamed Last")
    around = page.get_by_label("Around this record")
    expect(around).to_contain_text("Offer <img")
    expect(around).to_contain_text("Call <img")
    around.get_by_role("link", name="Best").click()
    expect(page.locator("main .badge").first).to_contain_text("entry")
    page.get_by_role("link", name="Renamed Last").click()
    heading(page, "Renamed Last")
    page.get_by_role("navigation", name="Above").get_by_role("link", name="People").click()
    heading(page, "People")


def test_a_record_as_of_a_moment(view: Callable[[str], Page], filled: Filled) -> None:
    page = view(f"objects/people/records/{filled.seventh}")
    row = page.locator(".value-row").filter(has_text="Job title")
    button(page, "One step back").click()
    button(page, "One step back").click()
    expect(row.locator(".value-text").first).to_have_text("Developer")
    page.reload()
    expect(row.locator(".value-text").first).to_have_text("Developer")
    button(page, "One step on").click()
    expect(row.locator(".value-text").first).to_have_text("Chief")
    button(page, "Now").click()
    expect(page.locator(".slider output")).to_have_text("now")


def test_attributes_without_a_value_and_the_id(view: Callable[[str], Page], filled: Filled, heard: Heard) -> None:
    heard.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = view(f"objects/people/records/{filled.seventh}")
    button(page, "Copy the ID").click()
    expect(page.locator(".toast")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == filled.seventh
    page.get_by_role("button", name="without a value").click()
    expect(page.locator(".value-row").filter(has_text="Avatar")).to_contain_text("No value")
    button(page, "Hide attributes without a value").click()
    expect(page.locator(".value-row").filter(has_text="Avatar")).to_have_count(0)


def test_attributes_of_an_object(view: Callable[[str], Page]) -> None:
    page = view("objects/people")
    page.get_by_role("link", name="Attributes").click()
    row = page.locator("tbody tr").filter(has_text="email_addresses")
    expect(row).to_contain_text("unique")
    expect(page.locator("tbody tr").filter(has_text="Company").first).to_contain_text("to companies")
    page.goto(page.url.replace("people", "odd-ones"))
    expect(page.locator("tbody")).to_contain_text("9 more")
    page.locator("summary", has_text="9 more").click()
    expect(page.locator("tbody")).to_contain_text("Option 19")


@pytest.mark.parametrize(("place", "wanted", "shown"), [("notes", "call", "Call"), ("tasks", "offer", "Offer"), ("rejections", "batch", "dropped from a batch")])  # fmt: skip
def test_a_collection_is_searched(view: Callable[[str], Page], place: str, wanted: str, shown: str) -> None:
    page = view(place)
    page.get_by_role("searchbox").fill(wanted)
    expect(page.locator("main article").first).to_contain_text(shown)
    page.get_by_role("searchbox").fill("nothing of the kind")
    expect(page.locator(".empty")).to_contain_text("match")
    page.get_by_role("searchbox").fill("")
    expect(page.locator("main article").first).to_be_visible()


def test_lists_and_their_entries(view: Callable[[str], Page]) -> None:
    page = view("lists")
    page.locator("main").get_by_role("link", name="Best").click()
    expect(names(page)).to_contain_text("Renamed Last")


# -- traffic ---------------------------------------------------------------------------------------------------------


def test_requests_arrive_and_are_opened(view: Callable[[str], Page], filled: Filled) -> None:
    page = view("requests")
    rows = page.locator(".stream > li")
    first = rows.first
    filled.ask("GET", "/v2/objects/companies?seen=here")
    expect(first).to_contain_text("/v2/objects/companies")
    first.locator("summary").click()
    expect(first).to_contain_text("seen=here")
    expect(first.get_by_role("region", name="Body of the answer")).to_contain_text('"api_slug": "companies"')
    first.get_by_role("link", name="Open on a page of its own").click()
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


def test_what_comes_while_a_view_asks_for_its_rows_is_shown(
    view: Callable[[str], Page], filled: Filled, browser_page: Page
) -> None:
    def late(route: Route) -> None:
        answer = route.fetch()
        filled.ask("GET", "/v2/objects/companies?seen=here")
        time.sleep(0.5)  # until the page has been told of it
        route.fulfill(response=answer)

    view("")
    browser_page.route("**/_emulator/ui/requests*", late, times=1)
    browser_page.get_by_role("link", name="Requests").click()
    expect(browser_page.locator(".stream > li").first).to_contain_text("/v2/objects/companies")


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
        listed = {"name": "Newer", "api_slug": "newer", "parent_object": "people", "workspace_access": "full-access", "workspace_member_access": []}  # fmt: skip
        emulator.handle(Request.make("POST", "/v2/lists", json={"data": listed}, token="t"))
        route.continue_()

    browser_page.route("**/_emulator/stream*", late, times=1)
    with running(emulator) as url:
        browser_page.goto(f"{url}/#/objects/people")
        expect(names(browser_page)).to_have_text(["new@acme.com"])
        side = browser_page.get_by_role("navigation", name="Workspace")
        expect(side.get_by_role("link", name="Newer")).to_be_visible()


def test_a_rejection_explains_itself(view: Callable[[str], Page]) -> None:
    page = view("rejections")
    card = page.locator("main article").filter(has_text="dropped from a batch")
    for said in ("validation_type", "people.email_addresses", "a valid email address", "/assertions/1/values/email_addresses"):  # fmt: skip
        expect(card).to_contain_text(said)
    card.locator("summary").click()
    expect(card.get_by_role("region", name="Values that were sent")).to_contain_text("onerror")
    card.get_by_role("link", name="request").click()
    heading(page, "PUT /v2/batch/records")
    expect(page.locator("main article")).to_contain_text("validation_type")


def test_the_queue_is_flushed(view: Callable[[str], Page], emulator: Emulator) -> None:
    page = view("queue")
    expect(page.locator("main article")).to_contain_text("people by email_addresses late@acme.com")
    page.locator("summary", has_text="people").click()
    expect(page.get_by_role("region", name="Values")).to_contain_text("late@acme.com")
    button(page, "Flush").click()
    expect(page.locator(".empty")).to_contain_text("Nothing waits")
    assert emulator.counts()["people"] == 62


def test_deliveries_of_webhooks(view: Callable[[str], Page]) -> None:
    page = view("webhooks")
    expect(page.locator("tbody")).to_contain_text("https://hooks.acme.org/a?b=redacted")
    delivery = page.locator("details").filter(has_text="record.created").first
    delivery.locator("summary").click()
    expect(delivery.get_by_role("region", name="The event")).to_contain_text("record_id")


# -- the emulator ----------------------------------------------------------------------------------------------------


def test_faults_are_put_in_force_and_removed(view: Callable[[str], Page], filled: Filled, heard: Heard) -> None:
    heard.allow("400")
    page = view("faults")
    expect(page.locator(".empty")).to_contain_text("No faults")
    editor = page.get_by_label("Fault rules as JSON")
    editor.fill("[{")
    button(page, "Put in force").click()
    expect(page.get_by_role("alert")).to_contain_text("This is not JSON")
    editor.fill('[{"stauts": 500}]')
    button(page, "Put in force").click()
    expect(page.get_by_role("alert")).to_contain_text("did you mean 'status'?")
    expect(editor).to_have_attribute("aria-invalid", "true")
    for example in ("Two seconds late", "503 for every write", "Every third batch", "Written, then reset", "429 once"):
        button(page, example).click()
        assert json.loads(editor.input_value())
    button(page, "Put in force").click()
    expect(page.locator("tbody")).to_contain_text("429")
    expect(page.get_by_role("alert")).to_be_empty()
    assert filled.ask("GET", "/v2/objects")["code"] == "rate_limit_exceeded"
    expect(page.locator("tbody td").last).to_have_text("1")
    rule = {"match": {"object": "people"}, "fault": {"kind": "apply_then_fail", "latency": 2}, "probability": 0.5}
    editor.fill(json.dumps([rule]))
    button(page, "Put in force").click()
    for told in ("object people", "apply then fail", "2 s late", "always, 50 % of them"):
        expect(page.locator("tbody")).to_contain_text(told)
    button(page, "Remove all").click()
    expect(page.locator(".empty")).to_contain_text("No faults")
    assert filled.emulator.faults.rules == []


@pytest.mark.parametrize("off", [{"times": 0}, {"probability": 0}])
def test_a_rule_that_is_switched_off_stays_so_when_it_is_put_in_force_again(
    view: Callable[[str], Page], filled: Filled, off: dict[str, Any]
) -> None:
    rule = {"path": "/v2/*", "status": 503, **off}
    filled.emulator.faults.replace([rule])
    page = view("faults")
    assert json.loads(page.get_by_label("Fault rules as JSON").input_value()) == [rule]
    with page.expect_response("**/_emulator/faults"):
        button(page, "Put in force").click()
    assert "data" in filled.ask("GET", "/v2/objects")


def test_a_snapshot_is_saved_and_restored(view: Callable[[str], Page], emulator: Emulator, tmp_path: Path) -> None:
    page = view("state")
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save a snapshot").click()
    assert saved.value.suggested_filename == "attio-state.json"
    file = tmp_path / "state.json"
    saved.value.save_as(file)
    people = emulator.counts()["people"]
    button(page, "Reset to empty").click()
    button(page, "Cancel").click()
    assert emulator.counts()["people"] == people
    button(page, "Reset to empty").click()
    button(page, "Reset").click()
    expect(page.locator(".toast")).to_have_text("Empty")
    assert emulator.counts() == {}
    button(page, "Reset to the seed").click()
    button(page, "Reset").click()
    expect(page.locator(".toast").last).to_have_text("Back at the seed")
    assert emulator.counts() == {"companies": 1}
    page.get_by_label("Snapshot to restore").set_input_files(file)
    button(page, "Restore").click()
    expect(page.locator(".toast").last).to_have_text("Restored")
    assert emulator.counts()["people"] == people


def test_a_broken_snapshot_changes_nothing(view: Callable[[str], Page], emulator: Emulator, tmp_path: Path, heard: Heard) -> None:  # fmt: skip
    heard.allow("400")
    page = view("state")
    file = tmp_path / "state.json"
    file.write_text('{"version": 99}')
    page.get_by_label("Snapshot to restore").set_input_files(file)
    button(page, "Restore").click()
    expect(page.locator(".toast")).to_contain_text("found version 99")
    assert emulator.counts()["companies"] == 3


def test_the_clock_goes_on(view: Callable[[str], Page], emulator: Emulator) -> None:
    page = view("state")
    shown = page.locator(".clock-time")
    expect(shown).to_contain_text("2025-01-01 00:00")
    button(page, "+ 1 minute").click()
    expect(shown).to_contain_text("2025-01-01 00:01")
    page.get_by_label("Seconds").fill("180")
    button(page, "Let them pass").click()
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
        expect(browser_page.locator("#live")).to_have_text("Connection lost")


# -- many ------------------------------------------------------------------------------------------------------------


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


def test_what_is_not_on_disk_is_told_above_everything(view: Callable[[str], Page], emulator: Emulator) -> None:
    page = view("notes")
    notice = page.locator("#not-saved")
    expect(notice).to_be_hidden()
    state = {
        "file": "crm.json",
        "saved": False,
        "since": "2025-01-01T12:00:00.000000000Z",
        "why": "No space left on device",
    }
    emulator.on_disk = lambda: state
    expect(notice).to_have_text(
        "Not saved: what is written here is not kept in crm.json since 2025-01-01 12:00:00. No space left on device. It is tried "
        "again until it works."
    )
    emulator.on_disk = lambda: {**state, "saved": True}
    expect(notice).to_contain_text("crm.json is not up to date since 2025-01-01 12:00:00. No space left on device.")
    emulator.on_disk = lambda: {"file": "crm.json", "saved": True, "since": None, "why": None}
    expect(notice).to_be_hidden()
