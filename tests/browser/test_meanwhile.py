"""The page of the emulator where two things happen at a time: news comes while somebody presses, chooses or goes back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from attio_emulator import running
from playwright.sync_api import Page, expect

from tests.browser.emulator_page import anew, button, names
from tests.browser.filled import Filled
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
    return filled


@pytest.fixture
def tab(kept: Tab) -> Tab:
    return kept


@pytest.fixture
def view(browser_page: Page, filled: Filled, served: tuple[Filled, dict[str, Any], str]) -> Callable[[str], Page]:
    """Called with what comes after `#/`, it shows a view, drawn anew."""
    return lambda place: anew(browser_page, f"{served[2]}/#/", place)


def test_a_link_that_is_pressed_while_news_comes_leads_on(view: Callable[[str], Page], filled: Filled) -> None:
    page = view("objects/people")
    expect(names(page)).to_have_count(50)
    side = page.get_by_role("navigation", name="Workspace")
    side.get_by_role("link", name="Notes").hover()
    page.mouse.down()
    filled.person(99, "Newcomer", "Developer")
    expect(names(page).first).to_contain_text("Newcomer")
    page.mouse.up()
    expect(page.get_by_role("heading", level=1)).to_have_text("Notes")
    expect(side.get_by_role("link", name="People")).to_contain_text("62")  # and what came is drawn then


def test_the_table_follows_while_columns_are_chosen(view: Callable[[str], Page], filled: Filled) -> None:
    page = view("objects/people")
    page.locator("summary", has_text="Columns").click()
    box = page.get_by_role("checkbox", name="Job title")
    box.uncheck()
    expect(page.get_by_role("columnheader", name="Job title")).to_have_count(0)
    filled.person(99, "Newcomer", "Developer")
    expect(names(page).first).to_contain_text("Newcomer")
    expect(box).to_be_focused()
    expect(box).not_to_be_checked()
    box.check()
    expect(page.get_by_role("columnheader", name="Job title")).to_have_count(1)


# Both in one task of the page, so that nothing that waits is due between them.
_TYPE_AND_GO_BACK = """(search) => new Promise((done) => {
  search.value = "x";
  search.dispatchEvent(new Event("input", { bubbles: true }));
  history.back();
  setTimeout(done, 500);
})"""


def test_a_search_that_is_due_after_the_way_back_does_not_begin_anew(view: Callable[[str], Page]) -> None:
    page = view("objects/people?page=2")
    expect(page.locator(".pager")).to_contain_text("51")
    button(page, "Created").click()
    expect(page.locator(".pager")).to_contain_text("1\u201350")
    page.get_by_role("searchbox").evaluate(_TYPE_AND_GO_BACK)
    expect(page.locator(".pager")).to_contain_text("51")
    assert page.url.endswith("?page=2")


_TRAVEL_AND_CLOSE = """(step) => new Promise((done) => {
  step.click();
  [...document.querySelectorAll(".toolbar button")].find((one) => one.textContent === "Time travel").click();
  setTimeout(done, 500);
})"""


def test_time_travel_that_is_closed_stays_now(view: Callable[[str], Page]) -> None:
    page = view("objects/people")
    button(page, "Time travel").click()
    button(page, "One step back").evaluate(_TRAVEL_AND_CLOSE)
    expect(page.get_by_role("slider")).to_be_hidden()
    expect(names(page)).to_have_count(50)
    assert "at=" not in page.url


def test_the_slider_shows_the_moment_of_the_address(view: Callable[[str], Page]) -> None:
    page = view("objects/people")
    button(page, "Time travel").click()
    page.get_by_role("slider", name="Moment").press("Home")
    expect(names(page)).to_have_count(1)
    button(page, "Time travel").click()
    expect(names(page)).to_have_count(50)
    page.go_back()
    expect(names(page)).to_have_count(1)
    expect(page.locator(".slider output")).to_contain_text("as of 2025-01-01")
    page.go_forward()
    expect(names(page)).to_have_count(50)
    expect(page.get_by_role("slider")).to_be_hidden()


def test_a_collection_without_its_search_begins_at_the_first_page(view: Callable[[str], Page], filled: Filled) -> None:
    for number in range(60):
        filled.note(filled.seventh, f"Call {number}")
    page = view("notes?search=call")
    button(page, "Next page").click()
    expect(page.locator(".pager")).to_contain_text("51")
    page.get_by_role("navigation", name="Workspace").get_by_role("link", name="Notes").click()
    expect(page.get_by_role("searchbox")).to_have_value("")
    expect(page.locator(".pager")).to_contain_text("1\u201350")
