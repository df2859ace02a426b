"""What a test does to the tab is not there for the next one."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from tests.browser.folders import served
from tests.browser.looks import Look, show
from tests.browser.tab import Tab

_LEAVE = """() => {
  document.cookie = 'a=b';
  localStorage.setItem('a', 'b');
  sessionStorage.setItem('a', 'b');
  name = 'a';
  history.pushState(null, '', '#there');
}"""
_LEFT = """() => [document.cookie, localStorage.length, sessionStorage.length, name, innerWidth,
  matchMedia('(prefers-color-scheme: dark)').matches, typeof opened, history.length]"""


def test_nothing_is_left_in_it(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<!doctype html><link rel=icon href='data:,'><title>t</title>")
    tab = Tab(browser)
    page = tab.page
    with served(tmp_path) as url:
        page.goto(url)
        new = page.evaluate(_LEFT)
        tab.context.grant_permissions(["clipboard-read"])
        page.route("**/none", lambda route: route.abort())
        page.evaluate(_LEAVE)
        page.evaluate("() => { window.opened = window.open('about:blank') }")
        show(page, Look(360, "dark"))
        assert page.evaluate(_LEFT) == ["a=b", 1, 1, "a", 360, True, "object", new[-1] + 1]

        page.evaluate(
            "() => { document.body.append(document.createElement('dialog')); document.querySelector('dialog').showModal() }"
        )
        tab.tidy()
        assert page.evaluate(_LEFT)[1:6] == new[1:6]
        assert page.evaluate("() => [location.hash, document.querySelectorAll('dialog[open]').length]") == ["#there", 0]

        tab.clear()

        assert tab.context.pages == [page]
        page.goto(url)
        assert page.evaluate(_LEFT) == new
        asked = page.evaluate("async () => (await navigator.permissions.query({name: 'clipboard-read'})).state")
        assert asked != "granted"
        assert page.evaluate("async () => (await fetch('none')).status") == 404
        page.go_back()
        assert page.url == "about:blank"
    tab.context.close()
