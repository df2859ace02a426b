"""The playground as tests use it: served beside an emulator, its editors written to as somebody who pastes."""

from __future__ import annotations

from typing import Any

from attio_emulator import Emulator, Workspace
from attio_emulator.http import Request, Response
from attio_harness.playground.http import Playground
from playwright.sync_api import Locator, Page, expect

__all__ = ["EVIL", "Served", "begin_again", "button", "choose", "editor", "settled", "text_of", "verdicts", "write"]

EVIL = "<img src=x onerror=alert(1)>\u202e"
RECENT = [
    {"type": "identify", "anonymousId": "a-1"},
    {"type": "page", "name": "Pricing", "userId": "u-2"},
    {"type": "group", "groupId": "g-3", "userId": "u-3"},
    {"type": "alias", "previousId": "p-4", "userId": "u-4"},
]

_BEGIN_AGAIN = """() => {
  document.getElementById('toasts').replaceChildren();
  document.activeElement?.blur();
  const begin = document.getElementById('preset');
  begin.value = 'person';
  begin.dispatchEvent(new Event('change'));
}"""


class Served:
    """The playground beside the emulator, as `serve` has them."""

    def __init__(self) -> None:
        self.emulator = Emulator(Workspace.standard())
        told = [{"event": one, "source": "web", "verdicts": ["written"]} for one in RECENT]
        self.playground = Playground(
            recent=lambda: [{"event": {"type": "track", "event": EVIL}, "source": "web"}, *told]
        )

    def handle(self, request: Request) -> Response:
        return (self.playground if self.playground.knows(request.path) else self.emulator).handle(request)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.emulator, name)


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


def begin_again(page: Page) -> None:
    """The texts, the mode and the result that the page has when it is loaded; nothing is open, and nothing has the focus."""
    page.mouse.move(0, 0)
    page.evaluate(_BEGIN_AGAIN)
    settled(page)
    expect(page.locator(".cm-tooltip, dialog, .toast")).to_have_count(0)
