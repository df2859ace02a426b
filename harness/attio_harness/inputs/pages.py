"""Finds out which pages of the Public API's paged answers are missing among the given files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["Pages"]


class Pages:
    """`see` every document, then ask `missing` for the files whose next page, or an earlier one, is not among them."""

    def __init__(self) -> None:
        self._next: dict[str, tuple[str, Any]] = {}
        self._current: set[str] = set()
        self._last: dict[str, tuple[Any, int, int]] = {}
        """File of a last page -> its cursor, how many entries it has, and how many there are in all."""

    def see(self, document: Any, file: str) -> None:
        # the Public API answers `{"data": {"subscriptions": […], "pagination": {…}}}`
        data = document.get("data", document) if isinstance(document, dict) else None
        pages = data.get("pagination") if isinstance(data, dict) else None
        if not isinstance(data, dict) or not isinstance(pages, dict):
            return
        if isinstance(pages.get("current"), str):
            self._current.add(pages["current"])
        if isinstance(pages.get("next"), str) and pages["next"]:
            self._next[file] = (pages["next"], pages.get("totalEntries"))
            return
        total = pages.get("totalEntries")
        here = sum([len(one) for one in data.values() if isinstance(one, list)])
        if isinstance(total, int) and here < total:
            self._last[file] = pages.get("current"), here, total

    def missing(self) -> Mapping[str, str]:
        """What to say, by file."""
        followed = {cursor for cursor, _ in self._next.values()}
        return {
            file: f"one page of several: it has {here} of {total}, and the pages before it were not given"
            for file, (cursor, here, total) in self._last.items()
            if cursor not in followed
        } | {
            file: f"one page of several: the next one (cursor {cursor}) was not given"
            + (f"; there are {total} in all" if isinstance(total, int) else "")
            for file, (cursor, total) in self._next.items()
            # pages may come in any order, so this is asked when all were seen
            if cursor not in self._current
        }
