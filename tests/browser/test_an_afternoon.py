"""One afternoon with `serve`, by clicks: an object is activated, an event sent, its record and the line behind it found, a mapping
broken and mended, and everything reset."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.attio_harness.subscriptions import identify_user
from tests.browser.playground import editor, settled, text_of, write
from tests.browser.programs import started

MAPPING = identify_user(
    "Identify User", user_attributes={}, person_attributes={"job_title": {"@path": "$.traits.title"}}
)
JANE = {"type": "identify", "userId": "u-1", "traits": {"email": "jane@acme.com", "title": "Founder"}}


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    (tmp_path / "mapping.json").write_text(json.dumps(MAPPING, indent=1))
    with started("serve", "-m", "mapping.json", folder=tmp_path) as url:
        yield url


def _sent(url: str, message: str) -> None:
    answer = httpx.post(f"{url}/v1/batch", auth=("any", ""), json={"batch": [JANE | {"messageId": message}]})
    assert answer.json() == {"success": True}
    httpx.get(f"{url}/_segment/events", params={"message_id": message, "wait": 20}, timeout=30)


def test_an_afternoon(served: str, browser_page: Page, tmp_path: Path) -> None:
    page = browser_page
    # users are not activated, so the event is lost, and the page says why
    page.goto(f"{served}/_segment/")
    _sent(served, "m-1")
    lost = page.locator("main").get_by_text("refused by Attio").first
    expect(lost).to_be_visible()
    page.get_by_text("u-1").first.click()
    expect(page.locator("main")).to_contain_text("users")

    # an admin activates them, and the next event is written
    page.get_by_role("link", name="Workspace").click()
    page.get_by_role("switch", name="Users activated").click()
    expect(page.get_by_role("switch", name="Users activated")).to_have_attribute("aria-checked", "true")
    _sent(served, "m-2")
    people = page.get_by_role("navigation").get_by_role("link", name="People")
    expect(people).to_contain_text("1")
    people.click()
    page.get_by_role("link", name="jane@acme.com").first.click()

    # the value says which event and line it comes from
    title = page.locator("#main").get_by_text("Founder", exact=True)
    expect(title).to_be_visible()
    links = page.locator("#main").get_by_role("button", name="event and mapping line")
    expect(links).to_have_count(3)
    for index in range(3):
        links.nth(index).click()
    said = page.locator("#main")
    expect(said).to_contain_text("mapping.json:14")
    expect(said).to_contain_text("$.traits.title")
    expect(said).to_contain_text("m-1")  # the person was written before the user was refused
    expect(said).to_contain_text("m-2")  # the user that links to it

    # in the playground the mapping is broken, and mended again
    page.get_by_role("link", name="Playground").click()
    settled(page)
    result = page.locator("#result")
    write(page, "Mapping", json.dumps(MAPPING, indent=1))
    write(page, "Event", json.dumps(JANE))
    write(page, "Workspace", "objects:\n  - {api_slug: users, active: true}\n")
    expect(result.get_by_text("written").first).to_be_visible()
    write(page, "Mapping", json.dumps(MAPPING, indent=1).replace("job_title", "job_titel"))
    expect(result.get_by_text("refused by Attio").first).to_be_visible()
    result.get_by_role("button", name="job_title").first.click()
    settled(page)
    expect(result.get_by_text("written").first).to_be_visible()
    assert '"job_title"' in text_of(page, "mapping")
    expect(editor(page, "Mapping")).to_be_visible()

    # a changed file counts at once
    (tmp_path / "mapping.json").write_text(json.dumps(MAPPING | {"subscribe": 'type = "group"'}, indent=1))
    for _ in range(600):  # a minute
        if httpx.get(f"{served}/_segment/changes").json()["data"]:
            break
        page.wait_for_timeout(100)
    [change] = httpx.get(f"{served}/_segment/changes").json()["data"]
    assert change["said"].startswith("now in use; source: ")

    # and all is as it was at the beginning
    page.get_by_role("link", name="Workspace").click()
    page.get_by_role("link", name="State and clock").click()
    page.get_by_role("button", name="Reset to the seed").click()
    page.get_by_role("button", name="Reset", exact=True).click()
    expect(page.get_by_role("navigation").get_by_role("link", name="People")).to_contain_text("0")
