"""The playground, in a browser: what is typed is judged at once, hints are applied by a click, the whole is a link, a file, a test."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from attio_emulator import running
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.keyboard import Walk
from tests.browser.playground import EVIL, Served, begin_again, button, choose, editor, text_of, verdicts, write
from tests.browser.tab import Tab

_LEAN = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_PLUGINS": "attio_harness.pytest_plugin"}
"""Plugins of other packages, which are installed here and which a saved test does not need, take a second to import."""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """One address, so that the browser compiles the scripts of the page once. What it answers depends on no call before."""
    with running(Served()) as address:  # type: ignore[arg-type]
        yield f"{address}/_playground/"


@pytest.fixture
def tab(kept: Tab) -> Tab:
    return kept


@pytest.fixture
def page(browser_page: Page, url: str) -> Page:
    """The page as it is when it was loaded; where the test before left it, that is begun with again."""
    if not browser_page.url.startswith(url):
        browser_page.goto(url)
        expect(browser_page.get_by_label("Begin with")).to_have_value("person")
    begin_again(browser_page)
    return browser_page


def test_a_mapping_that_is_broken_is_marked_where_it_is_and_mended_by_typing(page: Page) -> None:
    expect(verdicts(page)).to_contain_text("written")

    write(page, "Trigger", 'type = "identify"')
    expect(verdicts(page)).to_contain_text("unmatched")
    expect(page.locator(".clauses")).to_contain_text('type = "identify" found "track"')

    write(page, "Mapping", '{"partnerAction": "assertRecord",')
    expect(page.locator("#result")).to_contain_text("What cannot be read")
    expect(page.locator("#mapping .cm-lint-marker-error").first).to_be_visible()

    choose(page, "person")
    expect(verdicts(page)).to_contain_text("written")


def test_the_trigger_says_that_a_mapping_with_its_own_does_not_use_it(page: Page) -> None:
    said = page.locator("#trigger-language")
    expect(said).to_have_text("FQL")

    mapping = {"partnerAction": "assertRecord", "subscribe": 'type = "page"', "mapping": {}}
    write(page, "Mapping", json.dumps([mapping]))
    expect(said).to_have_text("FQL, not used")

    del mapping["subscribe"]
    write(page, "Mapping", json.dumps([mapping, mapping | {"subscribe": 'type = "page"'}]))
    expect(said).to_have_text("FQL")


def test_every_mistake_is_mended_by_clicks(page: Page) -> None:
    choose(page, "mistakes")

    for label in (
        'Write type = "track"',
        "Use the object people",
        "Write the slug job_title",
        "Read $.properties.email",
    ):
        button(page, label).first.click()
        expect(button(page, label)).to_have_count(0)

    expect(verdicts(page)).to_contain_text("written")
    assert text_of(page, "trigger") == 'type = "track"'
    assert '"@path": "$.properties.email"' in text_of(page, "mapping")


def test_what_a_click_changes_at_two_places_is_taken_back_as_one(page: Page) -> None:
    choose(page, "documented")
    before = text_of(page, "mapping")
    button(page, "Read $.traits.email").click()
    expect(button(page, "Read $.traits.email")).to_have_count(0)
    assert text_of(page, "mapping").count("$.traits.email_address") == before.count("$.traits.email_address") - 2

    editor(page, "Mapping").focus()
    page.keyboard.press("Control+z")

    expect(button(page, "Read $.traits.email")).to_have_count(1)
    assert text_of(page, "mapping") == before


def test_an_object_is_activated_in_the_workspace_by_a_click(page: Page) -> None:
    choose(page, "published")
    write(page, "Workspace", "name: New\n")

    button(page, "Activate users in the workspace").first.click()

    expect(page.locator("#workspace .cm-content")).to_contain_text("api_slug: users")
    expect(button(page, "Activate users in the workspace")).to_have_count(0)


def test_a_hint_is_applied_at_its_mark_in_the_editor(page: Page) -> None:
    choose(page, "mistakes")

    page.locator("#trigger .cm-lintRange-error").first.hover()
    page.locator(".cm-tooltip").get_by_role("button", name='Write type = "track"').click()

    expect(page.locator("#trigger .cm-content")).to_have_text('type = "track"')


@pytest.mark.parametrize(
    ("before", "proposed"),
    [
        ('{"partnerAction": "assertRecord", "mapping": {"object": "', "people"),
        ('{"partnerAction": "assertRecord", "mapping": {"object": "people", "attributes": {"job', "job_title"),
        ('{"partnerAction": "assertRecord", "mapping": {"object": "people", "attributes": {"name": {"@pa', "@path"),
        ('{"partnerAction": "assertRecord", "mapping": {"object": {"@path": "$.properties.pl', "$.properties.plan"),
        ('{"partnerAction": "identifyUser", "mapping": {"ema', "email_address"),
    ],
)
def test_words_are_proposed_where_they_fit(page: Page, before: str, proposed: str) -> None:
    editor(page, "Mapping").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(before[:-1] + '"}}}}')
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    page.keyboard.type(before[-1])
    page.keyboard.press("Control+Space")

    expect(page.locator(".cm-tooltip-autocomplete")).to_contain_text(proposed)


def test_tab_indents_while_somebody_types_and_escape_lets_it_leave(page: Page) -> None:
    write(page, "Event", "[]")
    page.keyboard.press("Home")

    page.keyboard.press("Tab")
    assert text_of(page, "event") == "  []"
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")

    expect(page.get_by_role("button", name="Open a file as workspace")).to_be_focused()
    assert text_of(page, "event") == "  []"


def test_what_was_begun_with_can_be_begun_with_again(page: Page) -> None:
    begin = page.get_by_label("Begin with")
    expect(begin).to_have_value("person")
    before = text_of(page, "trigger")

    write(page, "Trigger", 'type = "page"')
    expect(begin).to_have_value("")
    choose(page, "person")

    assert text_of(page, "trigger") == before
    expect(begin).to_have_value("person")


@pytest.mark.parametrize("fragment", ["#s=abcd", "#s=", "#AAAA", "#%7B%22mapping%22"])
def test_a_link_that_is_cut_off_is_told(page: Page, url: str, fragment: str) -> None:
    page.evaluate("fragment => { location.hash = fragment }", fragment)

    expect(page.locator("#toasts")).to_contain_text("cut off or was changed")


# A link to a mapping of so many spaces.
LINK = """async (length) => {
  const texts = new Blob([JSON.stringify([" ".repeat(length), "", "", "", "auto"])]).stream();
  const bytes = new Uint8Array(await new Response(texts.pipeThrough(new CompressionStream("deflate-raw"))).arrayBuffer());
  const text = btoa(String.fromCharCode(...bytes));
  return `#s=${text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
}"""


def test_a_link_that_holds_too_much_is_told_as_such(page: Page) -> None:
    page.evaluate("fragment => { location.hash = fragment }", page.evaluate(LINK, 3_000_000))
    expect(page.locator("#toasts")).to_contain_text("has more than two million characters")


def test_of_texts_that_are_too_much_no_link_is_made(page: Page) -> None:
    page.evaluate("fragment => { location.hash = fragment }", page.evaluate(LINK, 1_900_000))
    expect(editor(page, "Trigger")).to_contain_text("Each subscription has its own")  # the link has none
    file: FilePayload = {"name": "f.txt", "mimeType": "text/plain", "buffer": b" " * 250_000}
    page.locator("#workspace-tools input").set_input_files(file)
    page.get_by_role("button", name="Share").click()
    expect(page.locator("#toasts")).to_contain_text("The texts have more than two million characters in total")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_saved_test_runs(page: Page, tmp_path: Path) -> None:
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as test").click()
    assert saved.value.suggested_filename == "test_playground.py"
    path = tmp_path / "test_playground.py"
    saved.value.save_as(path)

    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", path],
        cwd=tmp_path,
        env={**os.environ, **_LEAN},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout


def test_a_text_is_opened_and_saved_as_a_file(page: Page, tmp_path: Path) -> None:
    given = tmp_path / "event.json"
    given.write_text(json.dumps({"type": "track", "event": EVIL}))

    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Open a file as event").click()
    chooser.value.set_files(given)
    expect(verdicts(page)).to_contain_text("unmatched")
    expect(page.locator("#result")).to_contain_text("<img src=x")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save the event as a file").click()

    assert Path(saved.value.path()).read_text() == given.read_text()


def test_an_event_that_was_received_is_taken(page: Page) -> None:
    page.get_by_role("button", name="Recent events").click()
    expect(page.get_by_role("dialog").locator("li")).to_have_text(
        [
            re.compile(r"^track · "),
            "identify · a-1 · web · written",
            "page · Pricing · u-2 · web · written",
            "group · g-3 · u-3 · web · written",
            "alias · p-4 · u-4 · web · written",
        ]
    )
    page.get_by_role("dialog").get_by_role("button", name="track").click()

    expect(page.locator("#event .cm-content")).to_contain_text("onerror=alert(1)")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_mode_and_one_of_several_events_are_chosen(page: Page) -> None:
    choose(page, "starter")
    page.get_by_label("How events are sent").select_option("batch")
    expect(verdicts(page)).to_contain_text("1 dropped by Attio")

    page.get_by_label("Event (one of 13)").select_option(label="4. identify u-dev: dropped by Attio")

    expect(page.locator(".subscription").first).to_contain_text("dropped by Attio")
    request = page.locator("#result summary").first
    request.click()
    expect(page.locator("#result details[open] pre").first).to_contain_text("assertions")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            gzip.compress(b'{"type": "page"}'),
            "week.gz is packed with gzip: unpack it first, or use attio-harness check.",
        ),
        (
            b" " * 400_001,
            "week.gz has more than 400,000 characters, the most that is judged here: use attio-harness check.",
        ),
    ],
    ids=["packed", "large"],
)
def test_a_file_that_cannot_be_shown_is_told_and_changes_nothing(page: Page, content: bytes, said: str) -> None:
    before = page.locator("#event .cm-content").inner_text()
    file: FilePayload = {"name": "week.gz", "mimeType": "application/gzip", "buffer": content}
    page.locator("#event-tools input").set_input_files(file)
    expect(page.locator(".toast")).to_have_text(said)
    assert page.locator("#event .cm-content").inner_text() == before


# What of the names of fields is outside of the column that they stand in.
CUT = """() => [...document.querySelectorAll('.fields tbody th')].filter((cell) => {
  const text = document.createRange();
  text.selectNodeContents(cell.querySelector('button'));
  const [inner, outer] = [text.getBoundingClientRect(), cell.getBoundingClientRect()];
  return inner.left < outer.left || inner.right > outer.right;
}).map((cell) => cell.textContent)"""


@pytest.mark.parametrize("width", [1280, 320])
def test_the_names_of_fields_are_shown_whole(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    expect(page.locator(".fields")).to_contain_text("matching_attribute")
    assert page.evaluate(CUT) == []


def test_a_place_in_the_result_leads_into_the_editor(page: Page) -> None:
    page.get_by_role("button", name="attributes > job_title").click()

    expect(editor(page, "Mapping")).to_be_focused()
    assert page.evaluate("String(getSelection())") == '"job_title"'


@pytest.mark.parametrize("preset", ["person", "mistakes"])
def test_everybody_can_use_the_page(
    page: Page, preset: str, accessible: Callable[[], None], keyboard: Callable[[], Walk]
) -> None:
    choose(page, preset)

    accessible()
    assert len([one for one in keyboard().reached if "cm-content" in one or "contenteditable" in one]) == 4
