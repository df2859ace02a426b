"""The page of the emulator where answers come late, or not at all: what was asked for since is shown, and what came meanwhile."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from attio_emulator import running
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.emulator_page import anew, button
from tests.browser.filled import Filled
from tests.browser.heard import Heard
from tests.browser.held import Held
from tests.browser.tab import Tab


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Filled, dict[str, Any], str]]:
    """The emulator, its state as it was filled, its address."""
    filled = Filled()
    with running(filled.emulator) as address:
        yield filled, filled.emulator.snapshot(), address


@pytest.fixture
def filled(served: tuple[Filled, dict[str, Any], str]) -> Filled:
    filled, state, _ = served
    filled.emulator.restore(state)
    filled.emulator.faults.clear()
    filled.emulator.clear_journal()
    return filled


@pytest.fixture
def tab(kept: Tab) -> Tab:
    return kept


@pytest.fixture
def view(browser_page: Page, filled: Filled, served: tuple[Filled, dict[str, Any], str]) -> Callable[[str], Page]:
    """Called with what comes after `#/`, it shows a view, drawn anew."""
    return lambda place: anew(browser_page, f"{served[2]}/#/", place)


def side(page: Page, name: str) -> Locator:
    return page.get_by_role("navigation", name="Workspace").get_by_role("link", name=name)


def test_a_record_is_shown_as_of_the_moment_that_was_chosen_last(view: Callable[[str], Page], filled: Filled) -> None:
    page = view(f"objects/people/records/{filled.seventh}")
    expect(page.locator("dl.values")).to_contain_text("Renamed")
    held = Held(page, "**/_emulator/ui/objects/people/records/*")
    page.get_by_role("slider", name="Moment").press("Home")
    held.wait()
    button(page, "Now").click()
    expect(page.locator(".slider output")).to_have_text("now")
    page.wait_for_function("() => !location.hash.includes('at=')")
    held.release()
    expect(page.locator("dl.values")).to_contain_text("Renamed")
    expect(page.locator("dl.values")).to_contain_text("Chief")


def test_requests_are_those_of_the_search_that_was_typed_last(view: Callable[[str], Page], filled: Filled) -> None:
    page = view("requests")
    filled.ask("GET", "/v2/objects/alpha")
    filled.ask("GET", "/v2/objects/beta")
    expect(page.locator(".stream .path")).to_have_text(["/v2/objects/beta", "/v2/objects/alpha"])
    held = Held(page, "**/_emulator/ui/requests*")
    page.get_by_role("searchbox").fill("alpha")
    held.wait()
    page.get_by_role("searchbox").fill("beta")
    expect(page.locator(".stream .path")).to_have_text(["/v2/objects/beta"])
    held.release()
    expect(page.locator(".stream .path")).to_have_text(["/v2/objects/beta"])


def test_requests_that_come_while_the_first_rows_are_asked_for_are_shown(
    view: Callable[[str], Page], filled: Filled
) -> None:
    page = view("")
    held = Held(page, "**/_emulator/ui/requests*")
    side(page, "Requests").click()
    held.wait()
    for number in (1, 2, 3):  # in news of their own, of which the last tells of one
        filled.ask("GET", f"/v2/objects/newer-{number}")
        expect(side(page, "Requests")).to_contain_text(str(number))
    held.release()
    expect(page.locator(".stream .path")).to_have_text([f"/v2/objects/newer-{number}" for number in (3, 2, 1)])


def test_a_request_that_somebody_reads_stays_open_as_others_are_found(
    view: Callable[[str], Page], filled: Filled
) -> None:
    page = view("requests?search=alpha")
    for number in range(4):  # of which the page hears after that those before were forgotten
        filled.ask("GET", f"/v2/objects/{number}")
    expect(side(page, "Requests")).to_contain_text("4")
    filled.ask("GET", "/v2/objects/alpha-1")
    row = page.locator(".stream > li").filter(has_text="alpha-1")
    row.locator("summary").press("Enter")
    expect(row.get_by_role("link", name="Open on its own page")).to_be_visible()
    filled.ask("GET", "/v2/objects/alpha-2")
    expect(page.locator(".stream > li")).to_have_count(2)
    expect(row.get_by_role("link", name="Open on its own page")).to_be_visible()
    expect(row.locator("summary")).to_be_focused()


def test_rules_that_are_written_before_those_in_force_are_known_stay(
    view: Callable[[str], Page], filled: Filled
) -> None:
    page = view("")
    held = Held(page, "**/_emulator/faults")
    side(page, "Faults").click()
    held.wait()
    button(page, "429 once").click()
    written = page.get_by_label("Fault rules as JSON")
    expect(written).to_have_value(re.compile("429"))
    held.release()
    expect(page.get_by_role("heading", name="No faults")).to_be_visible()
    expect(written).to_have_value(re.compile("429"))
    written.fill("")
    filled.emulator.faults.replace([{"status": 503}])
    expect(page.get_by_role("table")).to_contain_text("503")
    expect(written).to_have_value("")


def test_rules_that_are_taken_away_before_those_in_force_are_known_are_asked_for_once(
    view: Callable[[str], Page],
) -> None:
    """Not again and again by each of the two that wait."""
    page = view("")
    page.locator("#live").click()  # nobody else asks
    asked: list[Route] = []
    page.route("**/_emulator/faults", lambda route: asked.append(route) if route.request.method == "GET" else route.fallback())  # fmt: skip
    with page.expect_request("**/_emulator/faults"):
        side(page, "Faults").click()
    button(page, "Remove all").click()
    expect(page.get_by_text("No more faults")).to_be_visible()
    while len(asked) < 2:
        page.wait_for_timeout(5)
    for one in asked[:2]:
        with page.expect_event("requestfinished", lambda request, one=one: request == one.request):
            one.continue_()
    expect(page.get_by_role("heading", name="No faults")).to_be_visible()
    expect(page.get_by_label("Fault rules as JSON")).to_have_value("[]")
    page.wait_for_timeout(200)
    assert len(asked) == 2
    page.locator("#live").click()


def test_a_failure_is_not_drawn_over_by_rows_that_waited(
    view: Callable[[str], Page], filled: Filled, heard: Heard
) -> None:
    """They wait as long as something in the table is held down."""
    heard.allow("ERR_FAILED")
    page = view("objects/people")
    page.locator("table.records tbody tr td").first.hover()
    page.mouse.down()
    with page.expect_response("**/people/records?*"):
        filled.person(99, "Newcomer", "Developer")
    page.route("**/people/records?*", lambda route: route.abort(), times=1)
    filled.person(100, "Later", "Developer")
    expect(page.get_by_role("alert")).to_be_visible()
    page.mouse.up()
    page.wait_for_timeout(100)
    expect(page.get_by_role("alert")).to_be_visible()


def test_the_clock_shows_the_moment_that_was_asked_for_last(view: Callable[[str], Page]) -> None:
    page = view("state")
    shown = page.locator(".clock-time")
    expect(shown).to_contain_text("2025-01-01 00:0")
    page.locator("#live").click()  # nobody else tells of it
    held = Held(page, "**/_emulator/clock")
    button(page, "+ 1 hour").click()
    held.wait()
    button(page, "+ 1 hour").click()
    expect(shown).to_contain_text("2025-01-01 02:0")
    held.release()
    expect(shown).to_contain_text("2025-01-01 02:0")
    page.locator("#live").click()


def test_deliveries_are_those_of_the_page_that_was_turned_to(view: Callable[[str], Page], filled: Filled) -> None:
    for index in range(100, 155):
        filled.person(index, "Newcomer", "Developer")
    page = view("webhooks")
    expect(page.locator("details.inside")).to_have_count(50)
    held = Held(page, "**/_emulator/ui/webhooks?offset=0*")
    filled.note(filled.seventh, "which is news")
    held.wait()
    button(page, "Last page").click()
    beyond = page.locator("details.inside").count
    page.wait_for_function("() => document.querySelectorAll('details.inside').length !== 50")
    shown = beyond()
    held.release()
    expect(page.locator("details.inside")).to_have_count(shown)


def test_a_queue_that_was_flushed_is_empty_though_an_older_answer_comes(
    view: Callable[[str], Page], filled: Filled
) -> None:
    filled.batch({"email_addresses": "later@acme.com"})
    page = view("queue")
    expect(page.locator("main article").last).to_contain_text("later@acme.com")
    held = Held(page, "**/_emulator/ui/queue")
    filled.note(filled.seventh, "which is news")
    held.wait()
    page.locator("#live").click()  # nobody else tells of it
    button(page, "Flush").click()
    expect(page.get_by_role("heading", name="Nothing waits")).to_be_visible()
    held.release()
    expect(page.get_by_role("heading", name="Nothing waits")).to_be_visible()
    page.locator("#live").click()


def test_what_could_not_be_asked_of_the_ways_at_the_left_is_asked_again(
    view: Callable[[str], Page], heard: Heard, browser_page: Page, served: tuple[Filled, dict[str, Any], str]
) -> None:
    heard.allow("ERR_FAILED")
    browser_page.goto("about:blank")
    browser_page.route("**/_emulator/ui/lists", lambda route: route.abort(), times=1)
    browser_page.goto(f"{served[2]}/#/webhooks")
    expect(side(browser_page, "Best")).to_be_visible()
    expect(browser_page.get_by_role("heading", level=1)).to_have_text("Webhooks")


def test_moments_that_come_after_the_view_was_left_are_of_no_use(view: Callable[[str], Page]) -> None:
    page = view("objects/people")
    held = Held(page, "**/_emulator/ui/objects/people/moments")
    button(page, "Time travel").click()
    held.wait()
    side(page, "Notes").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Notes")
