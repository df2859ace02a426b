"""What tests find on the page of the emulator."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

__all__ = ["anew", "button", "heading", "names"]


def button(page: Page | Locator, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def names(page: Page) -> Locator:
    return page.locator("table.records tbody th")


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(text)


def anew(page: Page, url: str, place: str) -> Page:
    """A view, drawn as if its address had just been opened; the page itself is loaded where it is not there yet."""
    page.goto(f"{url}nowhere")
    expect(page.get_by_role("alert")).to_contain_text("no view")
    expect(page.locator("#live")).to_have_text("Live")
    page.evaluate("() => { for (const one of document.querySelectorAll('.toast')) one.remove() }")
    page.goto(url + place)
    return page
