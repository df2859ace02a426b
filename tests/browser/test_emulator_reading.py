"""The page of the emulator where somebody reads: what is searched, opened and gone to. Nothing is written meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from attio_emulator import running
from playwright.sync_api import Page, expect

from tests.browser.emulator_page import anew, button, heading, names
from tests.browser.filled import Filled
from tests.browser.heard import Heard
from tests.browser.tab import Tab


@pytest.fixture(scope="module")
def filled() -> Filled:
    return Filled()


@pytest.fixture(scope="module")
def url(filled: Filled) -> Iterator[str]:
    """The page, with nothing to come after `#/` yet."""
    with running(filled.emulator) as address:
        yield f"{address}/#/"


@pytest.fixture
def tab(kept: Tab) -> Tab:
    return kept


@pytest.fixture
def view(browser_page: Page, url: str) -> Callable[[str], Page]:
    """Called with what comes after `#/`, it shows a view, drawn anew."""
    return lambda place: anew(browser_page, url, place)


def test_what_is_opened_is_accessible(
    view: Callable[[str], Page], accessible: Callable[[], None], filled: Filled
) -> None:
    page = view(f"objects/people/records/{filled.seventh}")
    button(page, "History (1) of Job title").click()
    accessible()
    page = view("objects/people?search=p0")
    button(page, "Filter").click()
    button(page, "Time travel").click()
    expect(page.get_by_role("slider")).to_be_visible()
    page.locator("summary", has_text="Columns").click()
    accessible()
    page = view("state")
    button(page, "Reset to empty").click()
    accessible()


def test_characters_that_nobody_sees_are_shown(view: Callable[[str], Page]) -> None:
    page = view("objects/companies?search=script")
    cell = names(page).first
    expect(cell).to_contain_text("<script>alert(2)</script>")
    expect(cell.locator(".odd-character")).to_have_text(["U+202E", "U+0007", "U+200B"])
    assert "\u202e" not in page.content().partition("<body>")[2]


def test_the_way_back_and_the_address_of_every_view(view: Callable[[str], Page], filled: Filled) -> None:
    page = view("")
    side = page.get_by_role("navigation", name="Workspace")
    for name, title in (("People", "People"), ("Lists", "Lists"), ("Best", "Best"), ("Notes", "Notes"), ("Tasks", "Tasks"), ("Requests", "Requests"), ("Rejections", "Rejections"), ("Batch queue", "Batch queue"), ("Webhooks", "Webhooks"), ("Faults", "Faults"), ("State and clock", "State and clock"), ("All objects", "Acme")):  # fmt: skip
        side.get_by_role("link", name=name).first.click()
        heading(page, title)
        assert page.evaluate("document.activeElement.localName") == "h1"
        expect(side.locator("[aria-current]")).to_contain_text(name)
    page.go_back()
    heading(page, "State and clock")
    page.go_back()
    heading(page, "Faults")
    page.go_forward()
    heading(page, "State and clock")
    page.reload()
    heading(page, "State and clock")


def test_what_is_not_there_is_said(view: Callable[[str], Page], heard: Heard) -> None:
    heard.allow("404")
    page = view("objects/people/records/gone")
    expect(page.get_by_role("alert")).to_have_text(
        "There is no record 'gone' in 'people': it was deleted, or never there"
    )
    page.get_by_role("link", name="All objects").last.click()
    heading(page, "Acme")


def test_the_menu_of_a_narrow_window(view: Callable[[str], Page]) -> None:
    page = view("")
    page.set_viewport_size({"width": 360, "height": 740})
    side = page.get_by_role("navigation", name="Workspace")
    expect(side.get_by_role("link", name="Notes")).to_be_hidden()
    toggle = side.get_by_role("button")
    toggle.click()
    side.get_by_role("link", name="Notes").click()
    heading(page, "Notes")
    expect(side.get_by_role("link", name="Notes")).to_be_hidden()
    toggle.click()
    page.keyboard.press("Escape")
    expect(toggle).to_be_focused()


def test_the_keyboard_skips_to_the_content_and_searches(view: Callable[[str], Page]) -> None:
    page = view("objects/people")
    page.reload()  # Tab begins at the top
    expect(names(page)).to_have_count(50)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    heading(page, "People")
    page.keyboard.press("/")
    page.keyboard.type("p07")
    expect(names(page)).to_have_count(1)
    page.keyboard.type("/")
    expect(page.get_by_role("searchbox")).to_have_value("p07/")


def test_records_are_searched_filtered_sorted_and_paged(view: Callable[[str], Page]) -> None:
    page = view("objects/people")
    expect(names(page)).to_have_count(50)
    expect(page.locator(".pager")).to_contain_text("1\u201350 of 61")
    button(page, "Next page").click()
    expect(names(page)).to_have_count(11)
    expect(button(page, "Next page")).to_be_disabled()
    button(page, "First page").click()
    expect(names(page)).to_have_count(50)
    button(page, "Last page").click()
    expect(names(page)).to_have_count(11)
    button(page, "Previous page").click()
    expect(names(page)).to_have_count(50)
    page.go_back()
    expect(names(page)).to_have_count(11)
    page.get_by_role("searchbox", name="Search records").fill("@acme.com")
    button(page, "Filter").click()
    page.get_by_label("Attribute").select_option("job_title")
    page.get_by_label("Operator").select_option("is")
    page.get_by_label("Compared with").fill("chief")
    expect(names(page)).to_have_text(["Renamed Last"])
    page.get_by_label("Operator").select_option("is_not")
    expect(page.locator(".pager")).to_contain_text("of 60")
    page.reload()
    expect(page.locator(".pager")).to_contain_text("of 60")
    button(page, "Remove this filter").click()
    expect(page.locator(".pager")).to_contain_text("of 61")
    sort = page.locator("[data-sort=email_addresses]")
    sort.click()
    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("Email addresses")
    expect(page.locator("tbody tr").first).to_contain_text("now@acme.com")
    expect(sort).to_be_focused()
    sort.click()
    expect(page.locator("tbody tr").first).to_contain_text("p59@acme.com")
    page.locator("[data-sort=created_at]").click()
    expect(page.locator("tbody tr").first).to_contain_text("p00@acme.com")
    page.get_by_role("searchbox", name="Search records").fill("nobody")
    expect(page.locator(".empty")).to_contain_text("No records match")
    button(page, "Show all").click()
    expect(names(page)).to_have_count(50)


def test_columns_are_chosen_and_remembered(view: Callable[[str], Page]) -> None:
    page = view("objects/people")
    expect(page.locator("[data-sort=job_title]")).to_be_visible()
    page.locator("summary", has_text="Columns").click()
    page.get_by_role("checkbox", name="Job title").uncheck()
    expect(page.locator("[data-sort=job_title]")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.get_by_role("checkbox", name="Job title")).to_be_hidden()
    page.reload()
    expect(page.locator("[data-sort=email_addresses]")).to_be_visible()
    expect(page.locator("[data-sort=job_title]")).to_have_count(0)


def test_the_table_travels_through_time(view: Callable[[str], Page]) -> None:
    page = view("objects/people")
    button(page, "Time travel").click()
    slider = page.get_by_role("slider", name="Moment")
    slider.focus()
    page.keyboard.press("Home")
    expect(names(page)).to_have_count(1)
    expect(page.locator(".slider output")).to_contain_text("as of 2025-01-01")
    button(page, "One step on").click()
    expect(names(page)).to_have_count(2)
    button(page, "One step back").click()
    expect(names(page)).to_have_count(1)
    page.reload()
    expect(names(page)).to_have_count(1)
    button(page, "Now").click()
    expect(names(page)).to_have_count(50)
    button(page, "Time travel").click()
    expect(page.get_by_role("slider")).to_be_hidden()


def test_a_record_with_its_history_and_ways(view: Callable[[str], Page], filled: Filled) -> None:
    page = view("objects/people?search=renamed")
    names(page).get_by_role("link").click()
    heading(page, "Renamed Last")
    row = page.locator(".value-row").filter(has_text="Job title")
    expect(row).to_contain_text("Chief")
    expect(row).not_to_contain_text("Developer")
    button(row, "History (1) of Job title").click()
    expect(row.locator(".timeline")).to_contain_text("Developer")
    button(row, "Hide history of Job title").click()
    expect(row).not_to_contain_text("Developer")
    row.get_by_role("link", name="request").click()
    heading(page, "PUT /v2/objects/people/records/simple")
    expect(page.get_by_role("region", name="Body of the request")).to_contain_text('"Chief"')
    page.go_back()
    page.locator(".value-row").get_by_role("link", name="Seed").click()
    heading(page, "Seed")
    page.get_by_label("Around this record").get_by_role("link", name="Renamed Last").click()
    heading(page, "Renamed Last")
    around = page.get_by_label("Around this record")
    expect(around).to_contain_text("Offer <img")
    expect(around).to_contain_text("Call <img")
    around.get_by_role("link", name="Best").click()
    expect(page.locator("main .badge").first).to_contain_text("entry")
    page.get_by_role("link", name="Renamed Last").click()
    heading(page, "Renamed Last")
    page.get_by_role("navigation", name="Above").get_by_role("link", name="People").click()
    heading(page, "People")


def test_a_record_as_of_a_moment(view: Callable[[str], Page], filled: Filled) -> None:
    page = view(f"objects/people/records/{filled.seventh}")
    row = page.locator(".value-row").filter(has_text="Job title")
    button(page, "One step back").click()
    button(page, "One step back").click()
    expect(row.locator(".value-text").first).to_have_text("Developer")
    page.reload()
    expect(row.locator(".value-text").first).to_have_text("Developer")
    button(page, "One step on").click()
    expect(row.locator(".value-text").first).to_have_text("Chief")
    button(page, "Now").click()
    expect(page.locator(".slider output")).to_have_text("now")


def test_attributes_without_a_value_and_the_id(view: Callable[[str], Page], filled: Filled, heard: Heard) -> None:
    heard.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = view(f"objects/people/records/{filled.seventh}")
    button(page, "Copy the ID").click()
    expect(page.locator(".toast")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == filled.seventh
    page.get_by_role("button", name="without a value").click()
    expect(page.locator(".value-row").filter(has_text="Avatar")).to_contain_text("No value")
    button(page, "Hide attributes without a value").click()
    expect(page.locator(".value-row").filter(has_text="Avatar")).to_have_count(0)


def test_attributes_of_an_object(view: Callable[[str], Page]) -> None:
    page = view("objects/people")
    page.get_by_role("link", name="Attributes").click()
    row = page.locator("tbody tr").filter(has_text="email_addresses")
    expect(row).to_contain_text("unique")
    expect(page.locator("tbody tr").filter(has_text="Company").first).to_contain_text("to companies")
    page.goto(page.url.replace("people", "odd-ones"))
    expect(page.locator("tbody")).to_contain_text("9 more")
    page.locator("summary", has_text="9 more").click()
    expect(page.locator("tbody")).to_contain_text("Option 19")


@pytest.mark.parametrize(("place", "wanted", "shown"), [("notes", "call", "Call"), ("tasks", "offer", "Offer"), ("rejections", "batch", "dropped from a batch")])  # fmt: skip
def test_a_collection_is_searched(view: Callable[[str], Page], place: str, wanted: str, shown: str) -> None:
    page = view(place)
    page.get_by_role("searchbox").fill(wanted)
    expect(page.locator("main article").first).to_contain_text(shown)
    page.get_by_role("searchbox").fill("nothing of the kind")
    expect(page.locator(".empty")).to_contain_text("match")
    page.get_by_role("searchbox").fill("")
    expect(page.locator("main article").first).to_be_visible()


def test_lists_and_their_entries(view: Callable[[str], Page]) -> None:
    page = view("lists")
    page.locator("main").get_by_role("link", name="Best").click()
    expect(names(page)).to_contain_text("Renamed Last")


def test_a_rejection_explains_itself(view: Callable[[str], Page]) -> None:
    page = view("rejections")
    card = page.locator("main article").filter(has_text="dropped from a batch")
    for said in ("validation_type", "people.email_addresses", "a valid email address", "/assertions/1/values/email_addresses"):  # fmt: skip
        expect(card).to_contain_text(said)
    card.locator("summary").click()
    expect(card.get_by_role("region", name="Values that were sent")).to_contain_text("onerror")
    card.get_by_role("link", name="request").click()
    heading(page, "PUT /v2/batch/records")
    expect(page.locator("main article")).to_contain_text("validation_type")


def test_deliveries_of_webhooks(view: Callable[[str], Page]) -> None:
    page = view("webhooks")
    expect(page.locator("tbody")).to_contain_text("https://hooks.acme.org/a?b=redacted")
    delivery = page.locator("details").filter(has_text="record.created").first
    delivery.locator("summary").click()
    expect(delivery.get_by_role("region", name="The event")).to_contain_text("record_id")
