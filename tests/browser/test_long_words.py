"""A name of one word without an end breaks into lines on every page: nothing is wider than the window, wide or narrow, and nothing
that stands beside it is left without room."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from attio_emulator import Emulator, Request, Workspace, running
from playwright.sync_api import Page, expect

from tests.attio_emulator.calls import new_list
from tests.attio_harness.subscriptions import assert_record
from tests.browser.looks import LOOKS, show, sticking_out
from tests.browser.programs import started
from tests.browser.tab import Tab

WORD = "W" * 2000
SLUG = "s" * 60
_PARTS = ("line_1", "line_2", "line_3", "line_4", "locality", "region", "postcode")
PLACE = dict.fromkeys(_PARTS, WORD) | {"country_code": "DE", "latitude": "1.5", "longitude": "2.5"}
VALUES = {"key": WORD, "choice": [WORD], "place": PLACE}
WORKSPACE = {
    "name": WORD,
    "members": [{"first_name": WORD, "last_name": WORD, "email_address": "ann@acme.com"}],
    "objects": [
        {
            "api_slug": SLUG,
            "singular_noun": WORD,
            "plural_noun": WORD,
            "attributes": [
                {"api_slug": "key", "type": "text", "is_unique": True, "title": WORD, "description": WORD},
                {"api_slug": "choice", "type": "select", "is_multiselect": True, "title": WORD, "options": [WORD]},
                {"api_slug": "place", "type": "location", "title": WORD},
            ],
        }
    ],
}
LOST = {"email_addresses": {"@path": f"$.traits.{WORD}"}, "description": {"@path": "$.traits.about"}}
MAPPING = assert_record(WORD, 'type = "identify"', "people", "email_addresses", LOST)
EVENT = {"type": "identify", "userId": WORD, "messageId": WORD, "traits": {WORD: WORD, "about": WORD}}

_SQUEEZED = """() => [...document.querySelectorAll('main :is(h1, h2, h3, dt, dd, td, th, p, pre, code)')]
  .filter((one) => one.checkVisibility() && one.textContent.length > 10 && !one.closest('.vh') && one.getBoundingClientRect().width < 30)
  .map((one) => one.outerHTML.slice(0, 120))"""


def _fits(page: Page) -> None:
    """With everything open that can be opened."""
    for _ in range(3):  # what is inside comes when it is opened
        page.evaluate("() => document.querySelectorAll('main details').forEach((one) => { one.open = true })")
        page.wait_for_timeout(60)
    for look in (LOOKS[0], LOOKS[2]):
        show(page, look)
        assert [*sticking_out(page), *page.evaluate(_SQUEEZED)] == [], look
    show(page, LOOKS[0])


@pytest.fixture(scope="module")
def wordy() -> Iterator[tuple[str, str]]:
    """An emulator in which every name is long, and the ID of a record."""
    emulator = Emulator(Workspace.from_dict(WORKSPACE), batch_lag=3600)

    def ask(method: str, path: str, body: object, *, status: int = 200) -> Any:
        answer = emulator.handle(Request.make(method, path, json=body, token="t"))
        assert answer.status == status, answer.body
        return answer.json()

    record = ask("POST", f"/v2/objects/{SLUG}/records", {"data": {"values": VALUES}})["data"]["id"]["record_id"]
    note = {"parent_object": SLUG, "parent_record_id": record, "title": WORD, "format": "plaintext", "content": WORD}
    ask("POST", "/v2/notes", {"data": note})
    task = {"content": WORD, "format": "plaintext", "deadline_at": None, "is_completed": False, "linked_records": [{"target_object": SLUG, "target_record_id": record}], "assignees": []}  # fmt: skip
    ask("POST", "/v2/tasks", {"data": task})
    made = new_list("best", SLUG, name=WORD)
    ask("POST", "/v2/lists", {"data": made})
    hook = {"target_url": f"https://h.example/{WORD}", "subscriptions": [{"event_type": "record.created", "filter": None}]}  # fmt: skip
    ask("POST", "/v2/webhooks", {"data": hook})
    ask("POST", f"/v2/objects/{SLUG}/records", {"data": {"values": {"key": "b"}}})
    ask("POST", "/v2/objects/people/records", {"data": {"values": {"email_addresses": [WORD]}}}, status=400)
    ask("GET", f"/v2/{WORD}?{WORD}={WORD}", None, status=404)
    row = {"object": "people", "mode": "create-or-update", "matching_attribute": "email_addresses", "multiselect_values": "append", "received_at": "2024-05-01T12:00:00.000Z", "values": {"email_addresses": WORD}}  # fmt: skip
    ask("PUT", "/v2/batch/records", {"assertions": [row]}, status=202)
    with running(emulator) as url:
        yield url, record


@pytest.fixture
def tab(kept: Tab) -> Tab:
    return kept


@pytest.mark.parametrize(
    "place",
    ["", "objects/{slug}", "objects/{slug}/attributes", "objects/{slug}/records/{record}", "objects/best", "lists", "notes", "tasks", "requests", "rejections", "queue", "webhooks"],
)  # fmt: skip
def test_a_view_of_the_emulator_has_room_for_it(browser_page: Page, wordy: tuple[str, str], place: str) -> None:
    url, record = wordy
    browser_page.goto(f"{url}/#/{place.format(slug=SLUG, record=record)}")
    expect(browser_page.locator("#live")).to_have_text("Live")
    expect(browser_page.locator("main")).to_contain_text("WWW" if place not in ("requests",) else "/v2/")
    _fits(browser_page)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("served")
    (folder / "mapping.json").write_text(json.dumps([MAPPING, MAPPING | {"subscribe": f'event = "{WORD}"'}]))
    with started("serve", "-m", "mapping.json", "--port", "0", folder=folder) as url:
        batch = [EVENT, {"type": WORD, "userId": "u"}, {"type": "track", "event": WORD, "anonymousId": WORD}]
        httpx.post(f"{url}/v1/batch", auth=("any", ""), json={"batch": batch}, timeout=30).raise_for_status()
        yield url


def test_the_page_of_events_has_room_for_it(browser_page: Page, served: str) -> None:
    browser_page.goto(f"{served}/_segment/")
    expect(browser_page.locator(".events > li")).to_have_count(3)
    browser_page.evaluate("() => document.querySelectorAll('main details').forEach((one) => { one.open = true })")
    expect(browser_page.locator(".stages").nth(2)).to_be_visible()
    _fits(browser_page)


def test_the_playground_has_room_for_it(browser_page: Page, served: str) -> None:
    browser_page.goto(f"{served}/_playground/")
    expect(browser_page.locator("body")).to_have_attribute("data-state", "done")
    for name, text in (("mapping", json.dumps(MAPPING)), ("event", "\n".join([json.dumps(EVENT)] * 2))):
        file = {"name": "f.json", "mimeType": "text/plain", "buffer": text.encode()}
        browser_page.locator(f"#{name}-tools input").set_input_files(file)  # type: ignore[arg-type]
    expect(browser_page.locator("#verdicts")).to_contain_text("2 refused by Attio")
    _fits(browser_page)
    browser_page.get_by_role("button", name="Recent events").click()
    expect(browser_page.get_by_role("dialog")).to_contain_text("WWW")
    _fits(browser_page)
