"""The playground's notes and assumptions: told as `check` tells them, set in the result and in a dialog, kept in a link."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from attio_emulator import running
from playwright.sync_api import Page, expect

from tests.browser.playground import Served, button, choose, settled, text_of, verdicts, write


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with running(Served()) as address:  # type: ignore[arg-type]
        yield f"{address}/_playground/"


@pytest.fixture
def page(browser_page: Page, url: str) -> Page:
    """The page with an event whose context is null."""
    browser_page.goto(url)
    settled(browser_page)
    choose(browser_page, "person")
    event = text_of(browser_page, "event").rstrip().removesuffix("}").rstrip()
    write(browser_page, "Event", event + ', "context": null}')
    expect(verdicts(browser_page)).to_contain_text("written")
    return browser_page


def test_a_note_proposes_an_assumption_which_is_reset_in_the_result(page: Page, accessible: Callable[[], None]) -> None:
    expect(page.locator("#notes")).to_contain_text("context is null: assumed that Segment leaves it out")
    button(page, "Assume intake.null_context=kept").click()
    expect(verdicts(page)).not_to_contain_text("written")
    expect(page.locator("#notes")).to_have_count(0)
    expect(page.get_by_role("button", name="Assumptions (1 set)")).to_be_visible()
    accessible()
    button(page, "Reset intake.null_context").click()
    expect(verdicts(page)).to_contain_text("written")
    expect(page.get_by_role("button", name="Assumptions", exact=True)).to_be_visible()


def test_an_assumption_that_verdicts_rest_on_is_set_there_and_keeps_the_focus(page: Page) -> None:
    choice = page.locator("#assumptions").get_by_label("intake.null_context", exact=True)
    choice.focus()
    choice.select_option("kept")
    expect(verdicts(page)).not_to_contain_text("written")
    expect(choice).to_have_value("kept")
    expect(choice).to_be_focused()


def test_every_assumption_is_set_in_a_dialog_and_all_are_reset_there(page: Page) -> None:
    page.get_by_role("button", name="Assumptions", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("batch.order", exact=True).select_option("array")
    dialog.get_by_label("intake.null_context", exact=True).select_option("kept")
    expect(verdicts(page)).not_to_contain_text("written")
    expect(page.locator("#assumptions")).to_contain_text("batch.order")
    dialog.get_by_role("button", name="Reset all").click()
    expect(verdicts(page)).to_contain_text("written")
    expect(dialog.get_by_label("batch.order", exact=True)).not_to_have_value("array")
    dialog.get_by_role("button", name="Close").click()
    expect(page.locator("#assumptions")).not_to_contain_text("batch.order")


def test_the_dialog_shows_what_the_workspace_sets_until_another_choice_is_made(page: Page) -> None:
    write(page, "Workspace", "assumptions:\n  batch.order: array\n")
    page.get_by_role("button", name="Assumptions", exact=True).click()
    choice = page.get_by_role("dialog").get_by_label("batch.order", exact=True)
    expect(choice).to_have_value("array")
    choice.select_option("received_at")
    page.get_by_role("dialog").get_by_role("button", name="Close").click()
    expect(page.locator("#assumptions").get_by_label("batch.order", exact=True)).to_have_value("received_at")
    button(page, "Reset batch.order").click()
    expect(page.get_by_role("button", name="Assumptions", exact=True)).to_be_visible()


def test_a_link_holds_the_assumptions_and_one_without_any_sets_none(page: Page, url: str) -> None:
    before = page.evaluate("location.hash")
    page.locator("#assumptions").get_by_label("intake.null_context", exact=True).select_option("kept")
    page.wait_for_function("before => location.hash !== before", arg=before)
    after = page.evaluate("location.hash")
    page.goto("about:blank")
    page.goto(url + after)
    settled(page)
    expect(verdicts(page)).not_to_contain_text("written")
    expect(page.get_by_role("button", name="Assumptions (1 set)")).to_be_visible()
    page.evaluate("(link) => { location.hash = link; }", before)
    expect(verdicts(page)).to_contain_text("written")
    expect(page.get_by_role("button", name="Assumptions", exact=True)).to_be_visible()
    choose(page, "person")


_LINK = """async () => {
  const values = ["{", "", "", "", "auto", "intake.nothing=kept"];
  const bytes = new Blob([JSON.stringify(values)]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const packed = String.fromCharCode(...new Uint8Array(await new Response(bytes).arrayBuffer()));
  location.hash = `#s=${btoa(packed).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
}"""


def test_a_link_that_sets_what_is_no_assumption_is_told_and_mended_by_a_reset(page: Page) -> None:
    page.evaluate(_LINK)
    expect(page.locator("#result")).to_contain_text("found 'intake.nothing', expected the id of an assumption")
    page.get_by_role("button", name="Assumptions (1 set)").click()
    page.get_by_role("button", name="Reset all").click()
    expect(page.locator("#result")).not_to_contain_text("intake.nothing")
