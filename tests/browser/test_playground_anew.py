"""The playground where a page of its own is needed: what is in its address, which of several events it shows, what `serve` gives it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from attio_emulator import running
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.heard import Heard
from tests.browser.playground import Served, choose, editor, settled, text_of, verdicts, write
from tests.browser.programs import started


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """One address, so that the browser compiles the scripts of the page once. What it answers depends on no call before."""
    with running(Served()) as address:  # type: ignore[arg-type]
        yield f"{address}/_playground/"


@pytest.fixture
def page(browser_page: Page, url: str) -> Page:
    browser_page.goto(url)
    settled(browser_page)
    return browser_page


def test_a_link_holds_everything(page: Page, url: str) -> None:
    choose(page, "starter")
    write(page, "Trigger", 'type = "grüße 🙂"')
    mapping = text_of(page, "mapping")
    page.get_by_role("button", name="Share").click()
    link = page.get_by_label("Link", exact=True).input_value()
    assert link.startswith(f"{url}#s=")
    page.get_by_role("button", name="Close").click()

    other = page.context.new_page()
    other.goto(link)
    settled(other)

    expect(verdicts(other)).to_contain_text("11 written")
    assert text_of(other, "trigger") == 'type = "grüße 🙂"'
    assert text_of(other, "mapping") == mapping
    other.close()
    page.reload()
    expect(page.locator("#trigger .cm-content")).to_have_text('type = "grüße 🙂"')


def test_what_is_typed_while_nothing_answers_is_there_after_a_reload(page: Page, heard: Heard) -> None:
    heard.allow("Failed to load resource")
    page.route("**/_playground/evaluate", lambda route: route.abort())
    editor(page, "Trigger").click()
    before = page.evaluate("location.hash")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text('type = "page"')
    expect(page.locator("#result")).to_contain_text("The server does not answer. Is it still running?")
    page.wait_for_function("before => location.hash !== before", arg=before)
    page.unroute("**/_playground/evaluate")

    page.reload()

    expect(page.locator("#trigger .cm-content")).to_have_text('type = "page"')
    expect(verdicts(page)).to_contain_text("unmatched")


def test_a_link_given_while_the_texts_are_being_written_is_read(page: Page, url: str) -> None:
    page.evaluate(SLOW_COMPRESSION)
    write(page, "Trigger", 'type = "page"')
    page.wait_for_function("window.compressing")
    page.evaluate("history.replaceState(null, '', '#s=abcd')")  # no event yet: the browser sends it later

    page.evaluate("release()")
    page.evaluate("dispatchEvent(new HashChangeEvent('hashchange'))")

    expect(page.locator("#toasts")).to_contain_text("cut off or was changed")


# What is compressed from now on is ready after `release()`.
SLOW_COMPRESSION = """() => {
  const gate = new Promise((resolve) => {
    window.release = () => { resolve(); return new Promise((done) => setTimeout(done, 200)); }; // the page has it by then
  });
  window.CompressionStream = class {
    constructor() {
      window.compressing = true;
      return new TransformStream({ transform: async (part, to) => { await gate; to.enqueue(part); } });
    }
  };
}"""


def test_the_first_lost_event_is_shown_until_one_is_chosen(page: Page) -> None:
    choose(page, "starter")

    chosen = page.get_by_label("Event (one of 13)")
    assert chosen.locator("option").all_inner_texts()[:3] == [
        "4. identify u-dev: refused by Attio",
        "1. identify u-ada: written",
        "2. identify u-ben: written",
    ]
    expect(chosen.locator("option:checked")).to_have_text("4. identify u-dev: refused by Attio")
    expect(page.locator(".subscription").first).to_contain_text("Cannot find select attribute")

    def with_plans(*plans: str) -> Locator:
        events = [
            {"type": "identify", "userId": f"u-{number}", "traits": {"email": f"a{number}@b.co", "plan": plan}}
            for number, plan in enumerate(plans, 1)
        ]
        write(page, "Event", "\n".join(map(json.dumps, events)))
        return page.locator("#event-choice option:checked")

    expect(with_plans("Team", "Gold", "Gold")).to_have_text("2. identify u-2: refused by Attio")
    expect(with_plans("Team", "Team", "Gold")).to_have_text("3. identify u-3: refused by Attio")
    expect(with_plans("Team", "Team", "Team")).to_have_text("3. identify u-3: written")
    page.locator("#event-choice").select_option(label="1. identify u-1: written")
    write(page, "Event", '{"type": ')
    expect(page.locator("#event-choice")).to_have_count(0)
    expect(with_plans("Team", "Gold", "Gold")).to_have_text("1. identify u-1: written")


def test_of_many_events_the_lost_one_is_found_by_its_number(page: Page) -> None:
    choose(page, "starter")
    event = {"type": "identify", "userId": "u", "traits": {"email": "a@b.co", "plan": "Team"}}
    lost = {**event, "userId": "the-lost-one", "traits": {"email": "c@b.co", "plan": "Gold"}}
    page.locator("#event-tools input").set_input_files(
        {
            "name": "events.ndjson",
            "mimeType": "text/plain",
            "buffer": "\n".join(map(json.dumps, [*[event] * 99, lost])).encode(),
        }
    )
    expect(verdicts(page)).to_contain_text("99 written")
    expect(verdicts(page)).to_contain_text("1 refused by Attio")
    choice = page.get_by_label("Event (50 of 100, those that are lost first)")
    expect(choice.locator("option").first).to_have_text("100. identify the-lost-one: refused by Attio")
    expect(page.locator(".subscription").first).to_contain_text("Cannot find select attribute")


def test_every_key_has_its_result_and_says_how_long_it_took(page: Page) -> None:
    editor(page, "Event").click()
    page.keyboard.press("Control+End")
    # a result that is there at once leaves no time to see that it was waited for
    held: list[Route] = []
    page.route("**/_playground/evaluate", lambda route: held.append(route))
    for _ in range(3):
        page.keyboard.press("Space")
        expect(page.locator("body")).to_have_attribute("data-state", "waiting")
        with page.expect_response("**/_playground/evaluate"):
            while not held:
                page.wait_for_timeout(5)
            held.pop().continue_()
        settled(page)
        assert (page.locator("body").get_attribute("data-latency") or "").isdigit()


def test_serve_has_the_playground_with_the_events_that_it_received(browser_page: Page, tmp_path: Path) -> None:
    with started("serve", "-m", "published", folder=tmp_path) as address:
        httpx.post(f"{address}/v1/identify", json={"writeKey": "k", "userId": "u-7", "traits": {"email": "a@b.co"}})
        browser_page.goto(address)
        browser_page.get_by_role("link", name="Playground").click()
        settled(browser_page)

        browser_page.get_by_role("button", name="Recent events").click()
        browser_page.get_by_role("dialog").get_by_role("button", name="u-7").click()

        expect(browser_page.locator("#event .cm-content")).to_contain_text("a@b.co")
        foreign = httpx.get(f"{address}/_playground/recent", headers={"origin": "https://evil.example"})
        assert foreign.status_code == 403
        long = httpx.post(
            f"{address}/_playground/evaluate", content=b" " * 2_000_000, headers={"x-attio-emulator": "1"}
        )
        told = "The texts have more than 1,048,576 bytes together: use `attio-harness check` for more."
        assert (long.status_code, long.json()) == (413, {"error": told})
