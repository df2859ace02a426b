"""The report of `check` as a page, opened from its file: filters, search and the button that opens every group."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from attio_harness.compare.difference import Difference
from attio_harness.compare.mappings import MappingDiff
from attio_harness.formats.html import losses, render_html
from attio_harness.formats.table import render
from attio_harness.rejection import EventRef
from attio_harness.report import Report
from playwright.sync_api import Page, expect

from tests.attio_harness.formats.report_cases import EVIL, evil_report, large_report, loss, recorded_report, report_of
from tests.browser.keyboard import Walk


@pytest.fixture
def report(browser_page: Page, tmp_path: Path) -> Page:
    file = tmp_path / "report.html"
    file.write_text(render_html(recorded_report()), "utf-8")
    browser_page.goto(file.as_uri())
    return browser_page


# The events of a group differ in nothing that a barrier could be made of, and there are 157.
THREE_OF_A_KIND = """() => {
  for (const one of document.querySelectorAll('details.group tbody')) one.replaceChildren(...[...one.children].slice(0, 3));
}"""


def test_everybody_can_use_it(report: Page, accessible: Callable[[], None], keyboard: Callable[[], Walk]) -> None:
    report.get_by_role("button", name="Open all").click()
    keyboard()
    report.evaluate(THREE_OF_A_KIND)
    accessible()


WORD = "W" * 2000
OPEN = "() => document.querySelectorAll('details').forEach((one) => { one.open = true })"


def test_values_of_an_attacker_stay_text_and_a_word_without_an_end_breaks_into_lines(
    browser_page: Page, tmp_path: Path, accessible: Callable[[], None]
) -> None:
    report = evil_report((*EVIL, WORD, f"{WORD}x"))
    (tmp_path / "report.html").write_text(render_html(report, show_values=True), "utf-8")
    browser_page.goto((tmp_path / "report.html").as_uri())
    browser_page.evaluate(OPEN)
    accessible()


def test_a_word_without_an_end_breaks_into_lines_of_a_diff(
    browser_page: Page, tmp_path: Path, accessible: Callable[[], None]
) -> None:
    report = evil_report((WORD, f"{WORD}x"))
    event = EventRef(file=f"{WORD}.ndjson", line=1, message_id=WORD, type=WORD)
    differences = [
        Difference(what="verdict", subscription=WORD, left="written", right=now, trigger=WORD, why=WORD, events=(event,), file=WORD)
        for now in ("unmatched", "rejected")
    ]  # fmt: skip
    diff = MappingDiff(old=report, new=report, differences=tuple(differences))
    (tmp_path / "report.html").write_text(render("diff", "html", diff, show_values=True), "utf-8")
    browser_page.goto((tmp_path / "report.html").as_uri())
    browser_page.evaluate(OPEN)
    accessible()


def test_filters_and_search_leave_what_was_asked_for_and_show_it_all_again(report: Page) -> None:
    groups = report.locator("details.group")
    every = groups.count()
    assert every > 1
    shown = report.locator("details.group:visible")
    report.get_by_label("Verdict").select_option("refused by Segment")
    assert 0 < shown.count() < every
    assert set(shown.evaluate_all("all => all.map(one => one.dataset.verdict)")) == {"refused by Segment"}
    expect(report.get_by_role("status")).to_contain_text(f"{shown.count()} of {every} groups")
    report.get_by_role("button", name="Show all").click()
    expect(shown).to_have_count(every)
    report.get_by_label("Find").fill("no such thing")
    expect(shown).to_have_count(0)
    report.get_by_role("button", name="Show all").click()
    expect(shown).to_have_count(every)


def test_a_search_tells_how_many_events_it_found_and_where_it_did_not_look(
    browser_page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def show(report: Report) -> None:
        (tmp_path / "report.html").write_text(render_html(report), "utf-8")
        browser_page.goto((tmp_path / "report.html").as_uri())

    def look_for(wanted: str, told: str) -> None:
        browser_page.get_by_label("Find").fill(wanted)
        expect(browser_page.get_by_role("status")).to_have_text(told)

    show(report_of(loss(1), loss(2), loss(3), loss(4, attribute="seats", mapping_pointer="/0/mapping/seats")))
    look_for("m2", "1 of 2 groups, 1 of 4 mistakes and unresolved events")
    expect(browser_page.get_by_role("button", name="Show all")).to_be_visible()
    assert browser_page.get_by_label("Verdict").locator("option").all_inner_texts() == [
        "all (1)",
        "refused by Attio (1)",
    ]
    expect(browser_page.locator("details.group:visible tbody tr").filter(visible=True)).to_have_count(0)
    browser_page.get_by_role("button", name="Open all").click()
    expect(browser_page.locator("details.group tbody tr").filter(visible=True)).to_have_count(1)
    # of three kinds, each with ten of its events
    monkeypatch.setattr(losses, "_MOST_EVENTS", 10)
    unsearched = "1,170 that are not listed on this page were not searched"
    show(large_report(3, 1200))
    look_for("m30", f"1 of 3 groups, 1 of 1,200 mistakes and unresolved events; {unsearched}")
    look_for("m999", f"0 of 3 groups, 0 of 1,200 mistakes and unresolved events; {unsearched}")
    # of six kinds with two events each, five
    monkeypatch.setattr(losses, "_MOST_GROUPS", 5)
    show(large_report(6, 12))
    look_for(
        "attribute_0",
        "0 of 5 groups, 0 of 10 mistakes and unresolved events; 2 that are not listed on this page were not searched",
    )


def test_what_was_looked_for_is_shown_after_the_way_back(report: Page) -> None:
    report.get_by_label("Subscription", exact=True).select_option("Identify User")
    report.get_by_label("Find").fill("phone")
    found = "1 of 21 groups, 8 of 157 mistakes and unresolved events"
    expect(report.get_by_role("status")).to_have_text(found)
    report.goto("about:blank")
    report.go_back()
    expect(report.get_by_label("Find")).to_have_value("phone")
    expect(report.get_by_label("Subscription", exact=True)).to_have_value("Identify User")
    expect(report.get_by_role("status")).to_have_text(found)


def test_the_chart_and_an_address_lead_to_an_open_group(report: Page) -> None:
    second, fifth = (report.locator(f"#group-{number}") for number in (2, 5))
    title = second.locator(".title").inner_text()
    report.get_by_label("Find").fill("nothing that is there")
    expect(second).to_be_hidden()
    report.get_by_role("link", name=title).first.click()
    expect(second).to_have_attribute("open", "")
    expect(second).to_be_in_viewport()
    expect(report.get_by_label("Find")).to_have_value("")
    # the same once more, after it was closed
    second.locator("summary").click()
    report.get_by_role("link", name=title).first.click()
    expect(second).to_have_attribute("open", "")
    report.goto(f"{report.url.partition('#')[0]}#group-5")
    expect(fifth).to_have_attribute("open", "")
    report.reload()
    expect(fifth).to_have_attribute("open", "")
    report.go_back()
    expect(second).to_be_in_viewport()


_SEARCH_AND_GO = """(search) => new Promise((done) => {
  search.value = "nothing that is there";
  search.dispatchEvent(new Event("input", { bubbles: true }));
  location.hash = "#group-2";
  setTimeout(done, 500);
})"""


def test_a_search_that_is_due_after_an_address_does_not_hide_its_group(report: Page) -> None:
    report.get_by_label("Find").evaluate(_SEARCH_AND_GO)
    expect(report.locator("#group-2")).to_be_in_viewport()
    expect(report.locator("#group-2")).to_have_attribute("open", "")


def test_words_of_a_table_and_options_are_not_torn_where_there_is_little_room(report: Page) -> None:
    report.set_viewport_size({"width": 640, "height": 720})
    action = report.get_by_role("cell", name="groupWorkspace").first
    assert (
        action.evaluate(
            "(one) => { const all = document.createRange(); all.selectNodeContents(one); return all.getClientRects().length }"
        )
        == 1
    )
    for width in range(320, 420, 9):
        report.set_viewport_size({"width": width, "height": 720})
        lines = "(all) => all.map((one) => one.getClientRects().length)"
        assert set(report.locator(".option").evaluate_all(lines)) <= {0, 1}, width


def test_all_groups_are_opened_and_closed(report: Page) -> None:
    opened = report.locator("details.group[open]")
    report.get_by_role("button", name="Open all").click()
    expect(opened).to_have_count(report.locator("details.group").count())
    report.get_by_role("button", name="Close all").click()
    expect(opened).to_have_count(0)
