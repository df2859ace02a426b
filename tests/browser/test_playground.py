"""The playground, in a browser: what is typed is judged at once, hints are applied by a click, the whole is a link, a file, a test."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from attio_emulator import Emulator, Workspace, running
from attio_emulator.http import Request, Response
from attio_harness.playground.http import Playground
from playwright.sync_api import FilePayload, Locator, Page, Route, expect

from tests.browser.heard import Heard
from tests.browser.keyboard import Walk
from tests.browser.programs import started

EVIL = "<img src=x onerror=alert(1)>\u202e"
RECENT = [
    {"type": "identify", "anonymousId": "a-1"},
    {"type": "page", "name": "Pricing", "userId": "u-2"},
    {"type": "group", "groupId": "g-3", "userId": "u-3"},
    {"type": "alias", "previousId": "p-4", "userId": "u-4"},
]
_LEAN = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_PLUGINS": "attio_harness.pytest_plugin"}
"""Plugins of other packages, which are installed here and which a saved test does not need, take a second to import."""


class Served:
    """The playground beside the emulator, as `serve` has them."""

    def __init__(self) -> None:
        self.emulator = Emulator(Workspace.standard())
        told = [{"event": one, "source": "web", "verdicts": ["written"]} for one in RECENT]
        self.playground = Playground(
            recent=lambda: [{"event": {"type": "track", "event": EVIL}, "source": "web"}, *told]
        )

    def handle(self, request: Request) -> Response:
        return self.playground.handle(request) or self.emulator.handle(request)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.emulator, name)


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


def settled(page: Page) -> None:
    expect(page.locator("body")).to_have_attribute("data-state", "done")


def editor(page: Page, name: str) -> Locator:
    return page.get_by_role("textbox", name=f"{name} editor")


def write(page: Page, name: str, text: str) -> None:
    """Put a text into an editor, as somebody who pastes it."""
    editor(page, name).click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)
    settled(page)


def text_of(page: Page, name: str) -> str:
    return "\n".join(page.locator(f"#{name} .cm-line").all_inner_texts())


def choose(page: Page, preset: str) -> None:
    page.get_by_label("Begin with").select_option(preset)
    settled(page)


def button(page: Page, name: str) -> Locator:
    return page.locator("#result").get_by_role("button", name=name, exact=True)


def verdicts(page: Page) -> Locator:
    return page.locator("#verdicts")


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
    expect(page.locator("#toasts")).to_contain_text("holds more than two million characters")


def test_of_texts_that_are_too_much_no_link_is_made(page: Page) -> None:
    for name in ("event", "workspace", "mapping"):
        file: FilePayload = {"name": "f.txt", "mimeType": "text/plain", "buffer": b" " * 900_000}
        page.locator(f"#{name}-tools input").set_input_files(file)
    page.get_by_role("button", name="Share").click()
    expect(page.locator("#toasts")).to_contain_text("The texts have more than two million characters together")
    expect(page.get_by_role("dialog")).to_have_count(0)


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
    told = page.get_by_role("dialog").locator("li").all_inner_texts()
    assert told[1:] == [
        "identify · a-1 · web · written",
        "page · Pricing · u-2 · web · written",
        "group · g-3 · u-3 · web · written",
        "alias · p-4 · u-4 · web · written",
    ]
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
        (b" " * 1_000_001, "week.gz is larger than 1 MB: use attio-harness check."),
    ],
    ids=["packed", "large"],
)
def test_a_file_that_cannot_be_shown_is_told_and_changes_nothing(page: Page, content: bytes, said: str) -> None:
    before = page.locator("#event .cm-content").inner_text()
    file: FilePayload = {"name": "week.gz", "mimeType": "application/gzip", "buffer": content}
    page.locator("#event-tools input").set_input_files(file)
    expect(page.locator(".toast")).to_have_text(said)
    assert page.locator("#event .cm-content").inner_text() == before


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


@pytest.mark.parametrize("preset", ["person", "mistakes"])
def test_everybody_can_use_the_page(
    page: Page, preset: str, accessible: Callable[[], None], keyboard: Callable[[], Walk]
) -> None:
    choose(page, preset)

    accessible()
    assert len([one for one in keyboard().reached if "cm-content" in one or "contenteditable" in one]) == 4


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
