"""Somebody who searches and goes on at once: the search is due between the new address and the moment the page hears of it."""

from __future__ import annotations

from playwright.sync_api import Locator

__all__ = ["search_and_go"]

# To go stands first in the page's queue, and the page is busy until the search is due: so the search runs after the move, and before the page hears of it.
_SEARCH_AND_GO = """(search, to) => new Promise((gone) => {
  setTimeout(() => {
    location.hash = to;
    setTimeout(gone, 100);
  });
  search.value = "x";
  search.dispatchEvent(new Event("input", { bubbles: true }));
  for (const start = performance.now(); performance.now() - start < 500;);
})"""


def search_and_go(search: Locator, to: str) -> None:
    """Type "x" into a field whose search waits less than half a second, and go to a fragment of the address as that is over."""
    search.evaluate(_SEARCH_AND_GO, to)
