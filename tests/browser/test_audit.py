"""axe-core and the width of a page are asked in earnest: they find what is wrong in a page that is made wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.audit import barriers
from tests.browser.looks import Look, show, sticking_out

_WHOLE = "<!doctype html><html lang=en><title>t</title><main><h1>t</h1>{}</main>"


def test_a_barrier_is_told_with_its_rule_and_element(browser_page: Page) -> None:
    browser_page.set_content(_WHOLE.format("<input><p style='color: #ccc; background: #fff'>pale</p>"))
    assert [one.split(":")[0] for one in barriers(browser_page)] == ["color-contrast (serious)", "label (critical)"]
    assert '<p style="color: #ccc' in barriers(browser_page)[0]


def test_colours_are_judged_dark_and_light(browser_page: Page, accessible: Callable[[], None]) -> None:
    style = "<style>@media (prefers-color-scheme: dark) {body {background: #222; color: #333}}</style>"
    browser_page.set_content(_WHOLE.format(f"{style}<p>night</p>"))
    with pytest.raises(pytest.fail.Exception, match=r"dark 1280:\ncolor-contrast"):
        accessible()


def test_what_is_too_wide_is_told_unless_it_scrolls_by_itself(browser_page: Page) -> None:
    browser_page.set_content(_WHOLE.format("<p style='width: 500px'>wide</p>"))
    assert sticking_out(browser_page) == []
    show(browser_page, Look(360, "light"))
    (told,) = sticking_out(browser_page)
    assert "> 360: <p style=" in told
    browser_page.set_content(_WHOLE.format("<div style='overflow-x: auto'><p style='width: 500px'>wide</p></div>"))
    assert sticking_out(browser_page) == []
