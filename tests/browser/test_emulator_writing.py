"""The page of the emulator where something is written, by its buttons or by others, while somebody looks at it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from attio_emulator import Emulator, running
from playwright.sync_api import Page, Route, expect

from tests.browser.emulator_page import anew, button, names
from tests.browser.filled import Filled
from tests.browser.heard import Heard
from tests.browser.hurry import search_and_go
from tests.browser.tab import Tab


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Filled, dict[str, Any], str]]:
    """The emulator, its state as it was filled, its address."""
    filled = Filled()
    with running(filled.emulator) as address:
        yield filled, filled.emulator.snapshot(), address


@pytest.fixture
def filled(served: tuple[Filled, dict[str, Any], str]) -> Filled:
    """The emulator as it was filled, but without the requests that filled it."""
    filled, state, _ = served
    filled.emulator.restore(state)
    filled.emulator.faults.clear()
    filled.emulator.clear_journal()
    filled.emulator.on_disk = None
    return filled


@pytest.fixture
def emulator(filled: Filled) -> Emulator:
    return filled.emulator


@pytest.fixture
def tab(kept: Tab) -> Tab:
    return kept


@pytest.fixture
def view(browser_page: Page, filled: Filled, served: tuple[Filled, dict[str, Any], str]) -> Callable[[str], Page]:
    """Called with what comes after `#/`, it shows a view, drawn anew."""
    return lambda place: anew(browser_page, f"{served[2]}/#/", place)


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


@pytest.mark.parametrize("place", ["requests", "objects/people", "notes"])
def test_a_view_that_was_left_while_a_search_waited_for_letters_says_nothing_in_the_address(
    view: Callable[[str], Page], place: str
) -> None:
    page = view(place)
    page.get_by_role("searchbox").first.fill("x")
    page.evaluate("location.hash = '#/queue'")
    expect(page.get_by_role("heading", level=1)).to_have_text("Batch queue")
    page.wait_for_timeout(400)
    assert page.url.endswith("/#/queue")


@pytest.mark.parametrize("place", ["requests", "objects/people", "notes"])
def test_a_search_that_is_due_as_somebody_goes_does_not_take_the_address(
    view: Callable[[str], Page], place: str
) -> None:
    page = view(place)
    search_and_go(page.get_by_role("searchbox").first, "#/queue")
    expect(page.get_by_role("heading", level=1)).to_have_text("Batch queue")
    page.wait_for_timeout(400)
    assert page.url.endswith("/#/queue")


def test_a_search_that_is_due_does_not_take_the_address_from_a_link_within_its_view(
    view: Callable[[str], Page],
) -> None:
    page = view("requests")
    search_and_go(page.get_by_role("searchbox").first, "#/requests?only=failed")
    expect(button(page, "Refused only")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("searchbox").first).to_have_value("")
    assert page.url.endswith("/#/requests?only=failed")


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


def test_the_queue_is_flushed(view: Callable[[str], Page], emulator: Emulator) -> None:
    page = view("queue")
    expect(page.locator("main article")).to_contain_text("people by email_addresses late@acme.com")
    page.locator("summary", has_text="people").click()
    expect(page.get_by_role("region", name="Values")).to_contain_text("late@acme.com")
    button(page, "Flush").click()
    expect(page.locator(".empty")).to_contain_text("Nothing waits")
    assert emulator.counts()["people"] == 62


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
    editor = page.get_by_label("Fault rules as JSON")
    expect(editor).not_to_have_value("")
    assert json.loads(editor.input_value()) == [rule]
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
        "Not saved: changes are not kept in crm.json since 2025-01-01 12:00:00. No space left on device. It is tried "
        "again until it works."
    )
    emulator.on_disk = lambda: {**state, "saved": True}
    expect(notice).to_contain_text("crm.json is not up to date since 2025-01-01 12:00:00. No space left on device.")
    emulator.on_disk = lambda: {"file": "crm.json", "saved": True, "since": None, "why": None}
    expect(notice).to_be_hidden()
