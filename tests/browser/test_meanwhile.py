"""The page of the emulator where two things happen at a time: news comes while somebody presses, chooses or goes back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from attio_emulator import running
from playwright.sync_api import Locator, Page, expect

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


def people(page: Page) -> Locator:
    """The way to them, with their number, once the page has heard of the state that each test begins with."""
    link = page.get_by_role("navigation", name="Workspace").get_by_role("link", name="People")
    expect(link).to_contain_text("61")
    return link


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


# Where it was let go without a word to the page, as in a dialog of the system; where the mouse comes back from there; where it drags.
_LOST = (
    "dispatchEvent(new Event('blur'))",
    "document.body.dispatchEvent(new PointerEvent('pointermove', { buttons: 0 }))",
    "document.body.dispatchEvent(new PointerEvent('pointercancel', { buttons: 1 }))",
)


@pytest.mark.parametrize("lost", _LOST)
def test_what_is_let_go_elsewhere_does_not_keep_the_page_from_following(
    view: Callable[[str], Page], filled: Filled, lost: str
) -> None:
    page = view("objects/people")
    link = people(page)
    page.get_by_role("navigation", name="Workspace").get_by_role("link", name="Notes").hover()
    page.mouse.down()
    page.locator("body").dispatch_event("pointermove", {"buttons": 1})  # it is moved, and still held
    button(page, "Filter").dispatch_event("blur")
    filled.person(99, "Newcomer", "Developer")
    expect(names(page).first).to_contain_text("Newcomer")
    expect(link).to_contain_text("61")
    page.evaluate(lost)
    expect(link).to_contain_text("62")
    page.mouse.move(640, 5)
    page.mouse.up()


def test_a_button_that_is_held_by_the_keyboard_while_news_comes_is_pressed(
    view: Callable[[str], Page], filled: Filled
) -> None:
    page = view("objects/people")
    link = people(page)
    button(page, "Created").focus()
    page.keyboard.down(" ")
    filled.person(99, "Newcomer", "Developer")
    expect(link).to_contain_text("62")
    page.wait_for_timeout(600)  # the table was asked for, and not drawn
    expect(names(page).first).not_to_contain_text("Newcomer")
    page.keyboard.up(" ")
    expect(page.get_by_role("columnheader", name="Created")).to_have_attribute("aria-sort", "ascending")
    link.press(" ")  # which presses nothing
    filled.person(100, "Later", "Developer")
    expect(link).to_contain_text("63")


def test_the_page_follows_while_the_other_button_of_the_mouse_is_down(
    view: Callable[[str], Page], filled: Filled
) -> None:
    """As over a menu, which takes what is let go."""
    page = view("objects/people")
    link = people(page)
    link.hover()
    page.mouse.down(button="right")
    filled.person(99, "Newcomer", "Developer")
    expect(link).to_contain_text("62")
    page.mouse.up(button="right")


_LIFT = """(one) => new Promise((done) => {
  one.dispatchEvent(new PointerEvent("pointerup", { bubbles: true, pointerType: "touch" }));
  setTimeout(() => done(one.isConnected), 100);
})"""


def test_a_finger_takes_what_it_lay_on_though_a_row_comes_above_it(view: Callable[[str], Page], filled: Filled) -> None:
    """A browser clicks a moment after the finger has gone, on what is there by then."""
    page = view("objects/people")
    expect(names(page)).to_have_count(50)
    page.wait_for_timeout(600)  # so that what comes is asked for at once
    row = names(page).nth(3).element_handle()
    with page.expect_response("**/people/records?*"):
        row.dispatch_event("pointerdown", {"pointerType": "touch"})
        filled.person(99, "Newcomer", "Developer")
    page.evaluate("() => new Promise((done) => setTimeout(done, 50))")
    assert row.evaluate(_LIFT)
    expect(names(page).first).to_contain_text("Newcomer")


_TAP = """(one) => {
  const init = { bubbles: true, pointerType: "touch" };
  for (const type of ["pointerdown", "pointerup", "click"]) one.dispatchEvent(new PointerEvent(type, init));
  return document.querySelector("[data-key=empty]").textContent;
}"""


def test_what_a_finger_asks_for_is_drawn_at_once(view: Callable[[str], Page], filled: Filled) -> None:
    page = view(f"objects/people/records/{filled.seventh}")
    shows = page.get_by_role("button", name=re.compile(r"^Show \d+ attributes"))
    assert shows.evaluate(_TAP) == "Hide attributes without a value"


_ARRANGED = """async () => {
  const { arrange, fill, h } = await import("/_emulator/assets/dom.js");
  const [one, other, third, fourth] = ["a", "b", "c", "d"].map((name) => h("button", { type: "button" }, name));
  const box = h("div", {}, "text", one, other, third);
  fill(document.getElementById("main"), box);
  other.focus();
  arrange(box, [fourth, other, third]);
  return [box.textContent, document.activeElement === other];
}"""


def test_what_stays_is_not_moved_where_something_before_it_goes(view: Callable[[str], Page]) -> None:
    assert view("objects/people").evaluate(_ARRANGED) == ["dbc", True]


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


def test_a_question_is_withdrawn_as_the_browser_goes_back(view: Callable[[str], Page], filled: Filled) -> None:
    """What it asks for belongs to the view that is left."""
    page = view("objects/people")
    page.get_by_role("navigation", name="Workspace").get_by_role("link", name="Requests").click()
    button(page, "Forget all").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_contain_text("People")
    expect(page.get_by_role("dialog")).to_have_count(0)
