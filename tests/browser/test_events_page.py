"""The page that follows the events of a local Segment, in a browser: every button does what it says, every stage is shown."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.hurry import search_and_go
from tests.browser.keyboard import Walk
from tests.browser.programs import started

PEOPLE = {
    "object": "people",
    "matching_attribute": "email_addresses",
    "attributes": {"email_addresses": {"@path": "$.traits.email"}, "description": {"@path": "$.traits.about"}},
}
COMPANIES = {
    "object": "companies",
    "matching_attribute": "domains",
    "attributes": {
        "domains": {"@path": "$.traits.domain"},
        "name": {"@if": {"exists": {"@path": "$.traits.domain"}, "then": {"@path": "$.traits.domain"}}},
    },
    "enable_batching": True,
}
MAPPING = [
    {"name": "People", "partnerAction": "assertRecord", "subscribe": 'type = "identify"', "mapping": PEOPLE},
    {"name": "Companies", "partnerAction": "assertRecord", "subscribe": 'type = "group"', "mapping": COMPANIES},
]
MAY = {"x-attio-emulator": "1"}
EVIL = "<img src=x onerror=alert(1)>\u202e&amp;\x07"


def identify(user: str, email: str | None = None) -> dict[str, Any]:
    return {"type": "identify", "userId": user, "traits": {"email": email or f"{user}@acme.com", "about": EVIL}}


def group(user: str) -> dict[str, Any]:
    return {"type": "group", "userId": user, "groupId": "g", "traits": {"domain": f"{user}.com"}}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("served")
    (folder / "mapping.json").write_text(json.dumps(MAPPING))
    with started("serve", "-m", "mapping.json", "--write-key", "wk", "--port", "0", folder=folder) as url:
        yield url


@pytest.fixture
def url(served: str) -> str:
    """Where it is served, with no events of other tests."""
    httpx.post(f"{served}/_segment/reset", headers=MAY, timeout=30).raise_for_status()
    return served


@pytest.fixture
def send(url: str) -> Callable[..., None]:
    def call(*events: Any) -> None:
        answer = httpx.post(f"{url}/v1/batch", json={"batch": events, "writeKey": "wk"}, timeout=30)
        assert answer.json() == {"success": True}

    return call


@pytest.fixture
def page(browser_page: Page, url: str) -> Page:
    browser_page.goto(f"{url}/_segment/")
    expect(browser_page.locator("#live")).to_have_text("Live")
    return browser_page


def rows(page: Page) -> Locator:
    return page.locator(".events > li")


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=re.compile(rf"^{name}( [\d,]+)?$"))


def test_events_come_by_and_each_is_shown_at_every_stage(
    page: Page, url: str, send: Callable[..., None], accessible: Callable[[], None]
) -> None:
    expect(page.get_by_role("heading", name="No events yet")).to_be_visible()
    accessible()
    send(identify("u-1"), identify("u-2", "no address"), group("u-3"), {"type": "track", "userId": "u-4"})
    expect(rows(page)).to_have_count(4)
    # one after the other is delivered; what is not accepted is known at once, and a group waits for its batch
    for said in ("not accepted", "refused by Attio", "waiting", "written"):
        expect(page.locator(".events .verdicts", has_text=said)).to_have_count(1)
    assert page.locator(".events .verdicts").nth(3).inner_text().strip() == "written"  # the newest first
    written = page.locator("li[data-seq]", has_text="u-1")
    written.locator("summary").first.click()
    expect(written.locator(".stages h3")).to_have_text(["Received", "People", "Not matched"])
    written.get_by_text("Companies").click()
    expect(written.get_by_text('type = "group"').first).to_be_visible()
    written.get_by_text("The event").click()
    expect(written.get_by_role("region", name="The event")).to_contain_text("<img src=x onerror=alert(1)>U+202E&amp;")
    written.get_by_text("Payload").click()
    written.get_by_text("What the mapping read").click()
    written.get_by_text("PUT /v2/objects/people").click()
    expect(written.get_by_role("region", name="Response body")).to_contain_text("record_id")
    rejected = page.locator("li[data-seq]", has_text="u-2")
    rejected.locator("summary").first.click()
    expect(rejected.locator(".notice")).to_contain_text("email_addresses")
    refused = page.locator("li[data-seq]", has_text="u-4")
    refused.locator("summary").first.click()
    expect(refused).to_contain_text("event_not_defined found no event, expected the name of what was tracked")
    accessible()
    written.get_by_role("link", name="people").click()
    expect(page.get_by_role("heading", name="u-1@acme.com").or_(page.get_by_text("u-1@acme.com")).first).to_be_visible()
    page.get_by_role("link", name="Events", exact=True).click()
    expect(rows(page)).to_have_count(4)


def test_every_mistake_of_a_lost_event_is_shown(
    page: Page, send: Callable[..., None], accessible: Callable[[], None]
) -> None:
    event = identify("u-1", "no address")
    event["traits"]["about"] = ["a", "list"]
    send(event)

    rows(page).locator("summary").first.click()

    notices = rows(page).locator(".notice p:first-child")
    expect(notices).to_have_text(
        [
            'An invalid value was passed to attribute with slug "email_addresses".',
            'Seen once another mistake is fixed: An invalid value was passed to attribute with slug "description".',
        ]
    )
    expect(rows(page).locator(".notice").nth(1)).to_contain_text("mapping.json:1 $.traits.about")
    accessible()


def test_a_path_that_the_mapping_reads_at_several_places_is_told_once(page: Page, send: Callable[..., None]) -> None:
    send(group("u-1"))
    rows(page).locator("summary").first.click()
    rows(page).get_by_text("What the mapping read").click()
    expect(rows(page).locator("details[open] dt code")).to_have_text(["$.traits.domain"])


def test_which_events_are_shown(page: Page, send: Callable[..., None]) -> None:
    send(identify("u-1"), identify("u-2", "no address"), group("u-3"), {"type": "page", "userId": "u-5"})
    expect(button(page, "All")).to_have_text("All 4")
    for name, users in (
        ("Good", ["u-5", "u-1"]),
        ("Bad", ["u-2"]),
        ("On their way", ["u-3"]),
        ("All", ["u-5", "u-3", "u-2", "u-1"]),
    ):
        button(page, name).click()
        expect(button(page, name)).to_have_attribute("aria-pressed", "true")
        expect(rows(page)).to_have_count(len(users))
        found = page.locator(".events .what").all_inner_texts()
        assert [one.split()[-1] for one in found] == users
    page.keyboard.press("/")
    for words in ("refused by attio", "rejected"):
        page.get_by_role("searchbox").fill(words)
        expect(page.locator(".events .verdicts")).to_have_text(["refused by Attio"])
    page.get_by_role("searchbox").fill("nobody")
    expect(page.get_by_role("heading", name="No matches")).to_be_visible()
    page.get_by_role("searchbox").fill("")
    button(page, "Bad").click()
    page.reload()
    expect(rows(page)).to_have_count(1)


def test_events_of_every_type_are_told_apart_and_found(page: Page, send: Callable[..., None]) -> None:
    send(
        {"type": "track", "event": "Signed Up", "userId": "u-1"},
        {"type": "page", "name": "Pricing", "anonymousId": "a-2"},
        {"type": "screen", "name": "Welcome", "userId": "u-3"},
        {"type": "group", "groupId": "g-4", "userId": "u-4", "traits": {"domain": "b.com"}},
        {"type": "alias", "previousId": "p-5", "userId": "u-5"},
    )
    expect(rows(page)).to_have_count(5)
    shown = [one.split("\n") for one in page.locator(".events .what").all_inner_texts()]
    assert shown == [["p-5", "u-5"], ["g-4", "u-4"], ["Welcome", "u-3"], ["Pricing", "a-2"], ["Signed Up", "u-1"]]
    for named, whose in shown:
        page.get_by_role("searchbox").fill(named.upper())
        expect(page.locator(".events .what")).to_have_text([f"{named}{whose}"])


def test_what_was_looked_at_is_there_after_a_reload_and_after_the_way_back(
    page: Page, url: str, send: Callable[..., None]
) -> None:
    send(identify("u-1"), identify("u-2", "no address"), identify("u-2", "none either"), identify("u-3", "nor here"))
    button(page, "Bad").click()
    page.get_by_role("searchbox").fill("U-2")
    expect(rows(page)).to_have_count(2)
    rows(page).last.locator("summary").first.click()
    expect(rows(page).last.locator(".notice")).to_be_visible()

    def same() -> None:
        expect(page).to_have_url(f"{url}/_segment/#show=bad&search=U-2")
        expect(button(page, "Bad")).to_have_attribute("aria-pressed", "true")
        expect(page.get_by_role("searchbox")).to_have_value("U-2")
        expect(rows(page)).to_have_count(2)
        expect(rows(page).last.locator(".notice")).to_be_visible()
        expect(page.locator(".events > li > details[open]")).to_have_count(1)

    same()
    page.reload()
    same()
    page.get_by_role("link", name="Playground").click()
    expect(page.locator("body")).to_have_attribute("data-state", "done")
    page.go_back()
    same()
    page.get_by_role("link", name="Events", exact=True).click()
    expect(rows(page)).to_have_count(4)
    page.goto(f"{url}/_segment/#search=u-1")
    expect(rows(page)).to_have_count(1)
    httpx.post(f"{url}/_segment/reset", headers=MAY, timeout=30).raise_for_status()
    send(identify("u-4", "no address"), identify("u-5", "no address"), identify("u-6", "no address"))
    page.go_back()
    expect(rows(page)).to_have_count(3)
    expect(page.locator(".events > li > details[open]")).to_have_count(0)


def test_the_way_back_leads_to_the_choice_before(page: Page, send: Callable[..., None]) -> None:
    send(identify("u-1"), identify("u-2", "no address"))
    expect(rows(page)).to_have_count(2)
    button(page, "Bad").click()
    button(page, "Bad").click()  # once more is no step
    expect(rows(page)).to_have_count(1)
    button(page, "Good").click()
    page.go_back()
    expect(button(page, "Bad")).to_have_attribute("aria-pressed", "true")
    expect(rows(page)).to_contain_text(["u-2"])
    page.go_back()
    expect(button(page, "All")).to_have_attribute("aria-pressed", "true")
    expect(rows(page)).to_have_count(2)
    page.go_forward()
    expect(rows(page)).to_contain_text(["u-2"])


def test_a_search_that_is_due_as_somebody_goes_does_not_take_the_address(page: Page, send: Callable[..., None]) -> None:
    send(identify("ada", "ada@acme.io"))
    expect(rows(page)).to_have_count(1)
    search_and_go(page.get_by_role("searchbox"), "#show=good")
    expect(button(page, "Good")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("searchbox")).to_have_value("")
    page.wait_for_timeout(400)
    assert page.url.endswith("#show=good")
    expect(rows(page)).to_have_count(1)


def test_what_waits_is_delivered_and_all_is_forgotten(page: Page, send: Callable[..., None]) -> None:
    send(group("u-1"))
    expect(page.locator(".events .verdicts")).to_have_text("waiting")
    rows(page).locator("summary").first.click()
    expect(rows(page).locator(".stages .badge").first).to_have_text("waiting")
    button(page, "Deliver waiting events").click()
    expect(page.locator(".toast")).to_have_text("All waiting events are delivered")
    # what is open follows, too
    expect(rows(page).locator(".stages .badge").first).to_have_text("written")
    expect(page.locator(".events .verdicts")).to_have_text("written")
    button(page, "Forget all").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    expect(rows(page)).to_have_count(1)
    button(page, "Forget all").click()
    page.get_by_role("dialog").get_by_role("button", name="Forget them").click()
    expect(page.get_by_role("heading", name="No events yet")).to_be_visible()
    expect(button(page, "All")).to_have_text("All 0")


def test_the_page_can_be_held(page: Page, send: Callable[..., None]) -> None:
    page.locator("#live").click()
    expect(page.locator("#live")).to_have_text("Paused")
    send(identify("u-1"))
    expect(button(page, "All")).to_have_text("All 1")
    expect(rows(page)).to_have_count(0)
    page.locator("#live").click()
    expect(rows(page)).to_have_count(1)


def test_a_page_that_is_held_is_filtered_and_searched(page: Page, send: Callable[..., None]) -> None:
    send(identify("u-1"), identify("u-2", "no address"))
    expect(rows(page)).to_have_count(2)
    page.locator("#live").click()
    button(page, "Bad").click()
    expect(page.locator(".events .verdicts")).to_have_text(["refused by Attio"])
    button(page, "All").click()
    expect(rows(page)).to_have_count(2)
    page.get_by_role("searchbox").fill("U-1")
    expect(page.locator(".events .verdicts")).to_have_text(["written"])
    expect(page.locator("#live")).to_have_text("Paused")


def test_what_is_looked_for_is_found_however_old_it_is(page: Page, send: Callable[..., None]) -> None:
    send(identify("the-first"), identify("the-lost-one", "no address"))
    for first in range(0, 600, 100):
        send(*(identify(f"u-{number}", "none" if number % 2 else None) for number in range(first, first + 100)))
    expect(button(page, "Bad")).to_have_text("Bad 301", timeout=30_000)
    for text, verdict in (("the-first", "written"), ("the-lost-one", "refused by Attio")):
        page.get_by_role("searchbox").fill(text)
        expect(page.locator(".events .verdicts")).to_have_text([verdict])
    # and stays while others come
    send(identify("u-1000"))
    expect(button(page, "All")).to_have_text("All 603")
    expect(page.locator(".events .what")).to_have_text(["the-lost-one"])
    page.get_by_role("searchbox").fill("nowhere")
    expect(page.get_by_role("heading", name="No matches")).to_be_visible()
    expect(page.get_by_role("status").first).to_have_text("")


def test_what_is_typed_while_an_answer_is_under_way_is_looked_for(page: Page, send: Callable[..., None]) -> None:
    send(identify("the-first"), *({"type": "page", "userId": f"u-{number}"} for number in range(250)))
    expect(button(page, "All")).to_have_text("All 251")
    expect(page.get_by_role("status").first).to_have_text("The last 200 are shown.")
    held: list[Route] = []
    page.route("**/_segment/lines*", lambda route: held.append(route), times=1)
    with page.expect_request("**/_segment/lines*"):
        page.get_by_role("searchbox").fill("the-")
    page.get_by_role("searchbox").fill("the-first")
    held[0].continue_()
    expect(page.locator(".events .what")).to_have_text(["the-first"])


def test_what_was_before_a_reset_is_gone_though_as_many_came_at_once(
    page: Page, url: str, send: Callable[..., None]
) -> None:
    send(identify("before-1"), identify("before-2"))
    expect(rows(page)).to_have_count(2)
    httpx.get(f"{url}/micro/reset").raise_for_status()
    send(identify("after-1"), identify("after-2"), identify("after-3"))
    expect(page.locator(".events .what")).to_have_text(["after-3", "after-2", "after-1"])


def test_an_event_without_a_trace_says_so(page: Page, url: str, send: Callable[..., None]) -> None:
    send(identify("u-1"))
    expect(rows(page)).to_have_count(1)
    page.route("**/_segment/events?seq=*", lambda route: route.fulfill(status=200, body=""))
    rows(page).locator("summary").first.click()
    expect(rows(page).locator(".inside")).to_have_text("Its trace was dropped for newer ones, or by a reset.")


def test_a_name_that_is_no_text_is_shown_as_it_was_sent(page: Page, send: Callable[..., None]) -> None:
    send({"type": "track", "userId": "u-1", "event": {"name": "Bought"}}, {"type": ["identify"], "userId": "u-2"})
    expect(page.locator(".events .what")).to_have_text(["u-2", '{"name":"Bought"}u-1'])
    expect(page.locator(".events .method")).to_have_text(['["identify"]', "track"])


def test_a_tab_that_nobody_sees_takes_no_connection(page: Page, send: Callable[..., None]) -> None:
    become = (
        "Object.defineProperty(document, 'visibilityState', {value: '%s', configurable: true});"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    with page.expect_event("requestfailed", lambda request: "stream" in request.url):
        page.evaluate(become % "hidden")
    send(identify("u-1"))
    with page.expect_request("**/_segment/stream"):
        page.evaluate(become % "visible")
    expect(page.locator(".events .what")).to_have_text(["u-1"])


def test_the_keyboard_reaches_everything(page: Page, send: Callable[..., None], keyboard: Callable[[], Walk]) -> None:
    send(identify("u-1"))
    expect(page.locator(".events .verdicts")).to_have_text("written")
    page.locator(".events summary").first.press("Enter")
    expect(page.locator(".stages h3").first).to_be_visible()
    keyboard()


def test_of_two_thousand_events_the_last_are_shown(page: Page, send: Callable[..., None]) -> None:
    for first in range(0, 2_000, 100):
        send(*(identify(f"u-{number}") for number in range(first, first + 100)))
    expect(button(page, "Good")).to_have_text("Good 2,000", timeout=30_000)
    expect(rows(page)).to_have_count(200)
    expect(page.get_by_role("status").first).to_have_text("The last 200 are shown.")


def test_a_number_beyond_all_doubles_is_shown_as_javascript_writes_it(page: Page, url: str) -> None:
    number = "9" * 400
    for sent in (
        f'{{"type": "identify", "userId": "big", "traits": {{"email": "big@acme.com", "about": {number}}}}}',
        f'{{"type": "track", "userId": {number}, "event": "Too big"}}',
        '{"type": "track", "userId": "after", "event": "Later"}',
    ):
        httpx.post(f"{url}/v1/batch", content=f'{{"writeKey": "wk", "batch": [{sent}]}}', timeout=30).raise_for_status()
    expect(rows(page)).to_have_count(3)
    expect(rows(page).nth(1)).to_contain_text("Too big")
    written = page.locator("li[data-seq]", has_text="big").last
    written.locator("summary").first.click()
    expect(written.locator(".stages h3")).to_have_text(["Received", "People", "Not matched"])
    written.get_by_text("The event").click()
    expect(written.get_by_role("region", name="The event")).to_contain_text('"about": null')
