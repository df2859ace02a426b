"""Finds out which page of the Public API's paged answers is missing among the given files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["Pages"]


class Pages:
    """`see` every document, then ask `missing` for the files whose next page is not among them."""

    def __init__(self) -> None:
        self._next: dict[str, tuple[str, Any]] = {}
        self._current: set[str] = set()

    def see(self, document: Any, file: str) -> None:
        # the Public API answers `{"data": {"subscriptions": […], "pagination": {…}}}`
        data = document.get("data", document) if isinstance(document, dict) else None
        pages = data.get("pagination") if isinstance(data, dict) else None
        if not isinstance(pages, dict):
            return
        if isinstance(pages.get("current"), str):
            self._current.add(pages["current"])
        if isinstance(pages.get("next"), str) and pages["next"]:
            self._next[file] = (pages["next"], pages.get("totalEntries"))

    def missing(self) -> Mapping[str, str]:
        """What to say, by file."""
        return {
            file: f"one page of several: the next one (cursor {cursor}) was not given"
            + (f"; there are {total} in all" if isinstance(total, int) else "")
            for file, (cursor, total) in self._next.items()
            # pages may come in any order, so this is asked when all were seen
            if cursor not in self._current
        }
