"""The walk finds what a keyboard cannot do, and does not accuse what it can."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.keyboard import walk

_EDITOR = "<div contenteditable tabindex=0 onkeydown=\"if (event.key === 'Escape') this.free = true; else if (event.key === 'Tab' && !this.free) event.preventDefault()\">x</div>"


@pytest.mark.parametrize(
    ("html", "faults"),
    [
        ("<p>nothing to reach", []),
        ("<a href='#a'>a</a><button>b</button><button disabled>c</button><details><summary>d</summary><button>hidden</button></details>", []),
        ("<input type=radio name=x><input type=radio name=x checked><input type=radio name=x>", []),
        ("<button tabindex=-1>roving</button><button>b</button>", []),
        ("<button id=a>a</button><button onfocus='a.focus()'>b</button>", ['Tab does not reach: <button onfocus="a.focus()">b</button>', 'the focus stays in: <button id="a">a</button>']),
        ("<style>button {outline: none}</style><button>a</button>", ["the focus is not to be seen on: <button>a</button>"]),
        ("<span style='cursor: pointer'>a</span>", ['only a mouse can use: <span style="cursor: pointer">a</span>']),
        ("<label style='cursor: pointer'><input type=checkbox> a</label>", []),
        (f"{_EDITOR}<button>b</button>", []),
        ("<button onkeydown='event.preventDefault()'>a</button>", ['the focus stays in: <button onkeydown="event.preventDefault()">a</button>']),
    ],
)  # fmt: skip
def test_what_only_a_mouse_can_do(browser_page: Page, html: str, faults: list[str]) -> None:
    browser_page.set_content(f"<!doctype html><title>t</title>{html}")
    assert walk(browser_page).faults() == faults
