"""The playground where somebody goes on before it has answered: no text and no link is taken for one that came before."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from attio_emulator import running
from playwright.sync_api import Page, expect

from tests.browser.held import Held
from tests.browser.playground import Served, button, choose, editor, settled, text_of


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with running(Served()) as address:  # type: ignore[arg-type]
        yield f"{address}/_playground/"


@pytest.fixture
def page(browser_page: Page, url: str) -> Page:
    browser_page.goto(url)
    settled(browser_page)
    return browser_page


def test_a_hint_for_a_text_that_has_changed_since_is_not_applied_to_the_new_one(page: Page) -> None:
    choose(page, "mistakes")
    trigger = page.locator("#trigger .cm-content")
    before = trigger.inner_text()
    page.route("**/_playground/evaluate", lambda route: None)  # no answer
    editor(page, "Trigger").click()
    page.keyboard.press("Home")
    page.keyboard.insert_text("abcdef ")
    page.locator("#trigger .cm-lintRange-error").first.hover()
    page.locator(".cm-tooltip").get_by_role("button", name='Write type = "track"').click()
    expect(trigger).to_have_text(f"abcdef {before}")


# The first text that is unpacked from now on is ready after `release()`.
_SLOW_LINK = """() => {
  const Usual = window.DecompressionStream;
  const gate = new Promise((resolve) => {
    window.release = () => { resolve(); return new Promise((done) => setTimeout(done, 200)); }; // the page has it by then
  });
  window.DecompressionStream = class {
    constructor(format) {
      if (window.unpacking) return new Usual(format);
      window.unpacking = true;
      const { readable, writable } = new Usual(format);
      const late = new TransformStream({ transform: async (part, to) => { await gate; to.enqueue(part); } });
      return { writable, readable: readable.pipeThrough(late) };
    }
  };
}"""


def _link(page: Page, trigger: str) -> str:
    before = page.evaluate("location.hash")
    editor(page, "Trigger").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(trigger)
    page.wait_for_function("before => location.hash !== before", arg=before)
    settled(page)
    return str(page.evaluate("location.hash"))


def test_of_two_links_the_one_that_was_given_last_is_shown(page: Page) -> None:
    first, second = _link(page, 'type = "first"'), _link(page, 'type = "second"')
    _link(page, 'type = "another"')
    page.evaluate(_SLOW_LINK)
    page.evaluate("(link) => { location.hash = link; }", first)
    page.wait_for_function("window.unpacking")
    page.evaluate("(link) => { location.hash = link; }", second)
    expect(page.locator("#trigger .cm-content")).to_have_text('type = "second"')
    settled(page)
    page.evaluate("release()")
    expect(page.locator("#trigger .cm-content")).to_have_text('type = "second"')
    assert page.evaluate("location.hash") == second


def test_what_is_typed_before_the_examples_are_there_stays(browser_page: Page, url: str) -> None:
    held = Held(browser_page, "**/_playground/presets")
    browser_page.goto(url)
    held.wait()
    editor(browser_page, "Trigger").click()
    browser_page.keyboard.insert_text('type = "page"')
    held.release()
    expect(browser_page.get_by_label("Begin with").locator("option")).not_to_have_count(1)
    expect(browser_page.locator("#trigger .cm-content")).to_have_text('type = "page"')


def test_a_link_is_shown_before_the_examples_are_there(page: Page, url: str) -> None:
    link = _link(page, 'type = "linked"')
    page.goto("about:blank")
    held = Held(page, "**/_playground/presets")
    page.goto(url + link)
    held.wait()
    expect(page.locator("#trigger .cm-content")).to_have_text('type = "linked"')
    held.release()
    expect(page.locator("#trigger .cm-content")).to_have_text('type = "linked"')


def test_a_button_that_is_pressed_twice_opens_one_dialog(page: Page) -> None:
    page.get_by_role("button", name="Recent events").evaluate("(one) => { one.click(); one.click(); }")
    page.get_by_role("dialog").get_by_role("button", name="Close").last.click()
    settled(page)
    page.evaluate("() => new Promise((done) => setTimeout(done, 300))")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_repair_that_is_pressed_as_a_new_result_is_drawn_is_done(page: Page) -> None:
    choose(page, "mistakes")
    held = Held(page, "**/_playground/evaluate", method="POST")
    editor(page, "Event").click()
    page.keyboard.press("Control+End")
    page.keyboard.press("Space")
    held.wait()
    button(page, "Use the object people").first.hover()
    page.mouse.down()
    held.release()
    page.mouse.up()
    expect(button(page, "Use the object people")).to_have_count(0)
    expect(page.locator("#mapping .cm-content")).to_contain_text('"object": "people"')
    settled(page)


def test_a_repair_that_is_pressed_before_the_new_result_is_there_is_done_then(page: Page) -> None:
    choose(page, "mistakes")
    held = Held(page, "**/_playground/evaluate", method="POST")
    editor(page, "Event").click()
    page.keyboard.press("Control+End")
    page.keyboard.press("Space")
    held.wait()
    button(page, "Use the object people").first.click()
    expect(page.locator("#mapping .cm-content")).not_to_contain_text('"object": "people"')
    held.release()
    expect(page.locator("#mapping .cm-content")).to_contain_text('"object": "people"')


def test_a_repair_that_the_new_text_does_not_have_is_not_done_and_that_is_told(page: Page) -> None:
    choose(page, "mistakes")
    held = Held(page, "**/_playground/evaluate", method="POST")
    editor(page, "Mapping").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("none")
    held.wait()
    button(page, "Use the object people").first.click()
    held.release()
    expect(page.locator("#toasts")).to_contain_text("Use the object people: not done")
    assert text_of(page, "mapping") == "none"


def test_a_part_that_is_pressed_as_a_new_result_is_drawn_opens(page: Page) -> None:
    requests = page.locator("#result details")
    held = Held(page, "**/_playground/evaluate", method="POST")
    editor(page, "Event").click()
    page.keyboard.press("Control+End")
    page.keyboard.press("Space")
    held.wait()
    requests.first.locator("summary").hover()
    page.mouse.down()
    held.release()
    page.mouse.up()
    expect(requests.first).to_have_attribute("open", "")
    expect(requests.first.get_by_role("heading", name="Response")).to_be_visible()
    settled(page)


def test_a_dialog_closes_as_the_browser_goes_back(page: Page) -> None:
    page.evaluate("(link) => { location.hash = link; }", _link(page, 'type = "linked"'))
    page.evaluate("() => { location.hash = '#s=abcd'; }")
    page.get_by_role("button", name="Recent events").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("dialog")).to_have_count(0)
