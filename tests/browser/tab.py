"""One tab that tests have in turn, as a person who begins anew: nothing is left in it of the page before.

Eighteen tests of the emulator's page take 22.2 s of the processor in one tab, and 27.7 s each in a context and a renderer of its own.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import Browser, Request, ViewportSize

from tests.browser.looks import HEIGHT, LOOKS, show

__all__ = ["PATIENCE", "Tab"]

PATIENCE = 30_000
"""Milliseconds for a step, and for what it leads to; the median is 20, and this computer may be busy."""

_SIZE: ViewportSize = {"width": LOOKS[0].width, "height": HEIGHT}
_FORGET = """() => {
  name = '';
  for (const one of document.querySelectorAll('dialog[open]')) one.close();
  try { sessionStorage.clear(); localStorage.clear() } catch { /* a page that has none */ }
}"""


class Tab:
    """A context with one page. A test may open more in it, and need not close them; it registers no listeners of its own."""

    def __init__(self, browser: Browser) -> None:
        self.context = browser.new_context(
            locale="en-GB", timezone_id="UTC", reduced_motion="reduce", service_workers="block", viewport=_SIZE
        )
        self.context.set_default_timeout(PATIENCE)
        self.page = self.context.new_page()
        self.failed = 0
        """How many tests had failed when it was last as if nobody had used it."""
        self._chromium = self.context.new_cdp_session(self.page)
        self._origins: set[str] = set()
        self.context.on("request", self._visited)

    def _visited(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https"):
            self._origins.add(f"{address.scheme}://{address.netloc}")

    def tidy(self) -> None:
        """Leave what is shown where it is, and forget all around it: dialogs, storage, permissions, routes, width, colours, further pages.

        Raises:
            playwright.sync_api.Error: the page has crashed, or was closed.
        """
        for other in self.context.pages:
            if other is not self.page:
                other.close()
        self.page.unroute_all()
        self.page.evaluate(_FORGET)
        self.context.clear_permissions()
        show(self.page, LOOKS[0])

    def clear(self) -> None:
        """Leave what is shown, and forget all of it: its history and cookies, too.

        Raises:
            playwright.sync_api.Error: the page has crashed, or was closed.
        """
        self.tidy()
        self.page.goto("about:blank")
        self._chromium.send("Page.resetNavigationHistory")
        for origin in sorted(self._origins):
            self._chromium.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
        self._origins.clear()
