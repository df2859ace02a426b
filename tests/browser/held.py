"""Answers that come late, each fetched at once and kept from the page until a test hands it over, or not at all for a while."""

from __future__ import annotations

from playwright.sync_api import APIResponse, Page, Route

__all__ = ["Broken", "Held"]


class Broken:
    """No answer to an address, until the block ends, as where a network is gone for a moment."""

    def __init__(self, page: Page, address: str) -> None:
        self._page, self._address = page, address

    def __enter__(self) -> None:
        self._page.route(self._address, self._abort)

    def __exit__(self, *raised: object) -> None:
        self._page.unroute(self._address, self._abort)

    def _abort(self, route: Route) -> None:
        route.abort()


class Held:
    """The next answer to a GET of an address, or to another method, as it was when it was asked for; those after it are not held."""

    def __init__(self, page: Page, address: str, method: str = "GET") -> None:
        self._page, self._method = page, method
        self._answer: tuple[Route, APIResponse] | None = None
        page.route(address, self._take)

    def _take(self, route: Route) -> None:
        if self._answer is None and route.request.method == self._method:
            self._answer = route, route.fetch()
        else:
            route.fallback()

    def wait(self) -> None:
        """Until it is held."""
        while self._answer is None:
            self._page.wait_for_timeout(5)

    def release(self) -> None:
        """Hand it over, and come back when the page has read it."""
        self.wait()
        assert self._answer is not None
        route, answer = self._answer
        with self._page.expect_event("requestfinished", lambda request: request == route.request):
            route.fulfill(response=answer)
        self._page.evaluate("() => new Promise((done) => setTimeout(done, 100))")
