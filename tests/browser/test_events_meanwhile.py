"""The page of a local Segment where answers fail or come late, and where what somebody reads is told anew."""

from __future__ import annotations

import json
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.heard import Heard
from tests.browser.programs import started
from tests.browser.test_events_page import MAPPING, MAY, group, identify


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("served")
    (folder / "mapping.json").write_text(json.dumps(MAPPING))
    with started("serve", "-m", "mapping.json", "--write-key", "wk", "--port", "0", folder=folder) as url:
        yield url


@pytest.fixture
def page(browser_page: Page, served: str) -> Page:
    """The page with a group, which waits for its batch, and a person."""
    httpx.post(f"{served}/_segment/reset", headers=MAY, timeout=30).raise_for_status()
    sent = {"batch": [group("u-1"), identify("u-2")], "writeKey": "wk"}
    httpx.post(f"{served}/v1/batch", json=sent, timeout=30).raise_for_status()
    browser_page.goto(f"{served}/_segment/")
    expect(browser_page.locator("#live")).to_have_text("Live")
    expect(rows(browser_page)).to_have_count(2)
    return browser_page


def rows(page: Page) -> Locator:
    return page.locator(".events > li")


def kind(page: Page, name: str) -> Locator:
    return page.get_by_role("group", name="Which events").get_by_role("button", name=name)


def test_what_is_opened_in_a_trace_stays_so_when_the_event_is_delivered(page: Page) -> None:
    one = rows(page).filter(has_text="u-1")
    one.locator("summary").first.click()
    one.get_by_text("Payload").click()
    one.get_by_text("The event").click()
    expect(one.locator(".stages .badge").first).to_have_text("waiting")
    page.get_by_role("button", name="Deliver waiting events").click()
    expect(one.locator(".stages .badge").first).to_have_text("written")
    expect(one.get_by_role("region", name="The payload")).to_be_visible()
    expect(one.get_by_role("region", name="The event")).to_be_visible()


def test_a_failure_that_comes_late_does_not_take_the_place_of_what_was_found_since(page: Page, heard: Heard) -> None:
    heard.allow("ERR_FAILED")
    held: list[Route] = []
    page.route("**/_segment/lines*", lambda route: held.append(route), times=1)
    with page.expect_request("**/_segment/lines*"):
        kind(page, "Bad").click()
    with page.expect_response("**/_segment/lines*"):
        kind(page, "Good").click()
    with page.expect_event("requestfailed"):
        held[0].abort()
    page.evaluate("() => new Promise((done) => setTimeout(done, 100))")
    expect(rows(page)).to_have_count(1)
    expect(page.get_by_role("alert")).to_have_count(0)


def test_what_could_not_be_asked_is_asked_again_once_the_page_is_connected(page: Page, heard: Heard) -> None:
    heard.allow("ERR_FAILED")
    page.route("**/_segment/lines*", lambda route: route.abort(), times=1)
    kind(page, "Good").click()
    expect(page.get_by_role("alert")).to_have_text("serve does not answer. Is it still running?")
    become = (
        "Object.defineProperty(document, 'visibilityState', {value: '%s', configurable: true});"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    with page.expect_event("requestfailed", lambda request: "stream" in request.url):
        page.evaluate(become % "hidden")
    page.evaluate(become % "visible")
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(rows(page)).to_have_count(1)


def test_a_button_that_is_pressed_while_events_come_does_what_it_says(page: Page, served: str) -> None:
    kind(page, "Good").locator(".count").hover()
    page.mouse.down()
    sent = {"batch": [identify("u-3")], "writeKey": "wk"}
    httpx.post(f"{served}/v1/batch", json=sent, timeout=30).raise_for_status()
    expect(kind(page, "All")).to_have_text("All 3")
    page.mouse.up()
    expect(kind(page, "Good")).to_have_attribute("aria-pressed", "true")
    expect(kind(page, "Good")).to_have_text("Good 2")


def test_an_event_that_is_pressed_while_it_is_delivered_opens(page: Page, served: str) -> None:
    one = rows(page).filter(has_text="u-1")
    one.locator("summary .verdicts .badge").hover()
    page.mouse.down()
    httpx.post(f"{served}/_segment/flush", headers=MAY, timeout=30).raise_for_status()
    expect(kind(page, "Good")).to_have_text("Good 2")
    page.mouse.up()
    expect(one.locator(".stages .badge").first).to_have_text("written")
    expect(one.locator("summary .verdicts")).to_have_text("written")
