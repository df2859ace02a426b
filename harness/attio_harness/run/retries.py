"""Schedules the next try of a failed delivery as Segment's platform does. Delivers nothing itself.

Documented: retries for about four hours, with exponential backoff and new batches. Assumed: the first pause and the factor
(`delivery.retry_first`), and that a longer `Retry-After` is respected.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Generic, TypeVar

from segment_actions import HTTPError, SegmentError

__all__ = ["Retries", "asked_pause"]

T = TypeVar("T")

_LONGEST_PAUSE = 3_600_000


@dataclass(slots=True)
class _Failing:
    since: int
    times: int = 0


class Retries(Generic[T]):
    """Whatever waits for another try, by keys. `first` is the first pause and `within` the time after which trying ends, in milliseconds."""

    def __init__(self, *, first: int, within: int) -> None:
        self._first, self._within = first, within
        self._failing: dict[tuple[int, int], _Failing] = {}
        # a running number breaks ties, because the waiting items cannot be compared
        self._queue: list[tuple[int, int, T]] = []
        self._number = 0

    def failed(self, key: tuple[int, int], what: T, now: int, asked: int = 0) -> int | None:
        """Schedule the next try and return its time in milliseconds; None if trying has ended. `asked` is the pause that the answer
        asks for."""
        failing = self._failing.setdefault(key, _Failing(now))
        at = now + max(self._pause(failing.times), asked)
        if at - failing.since > self._within:
            del self._failing[key]
            return None
        failing.times += 1
        self._number += 1
        heapq.heappush(self._queue, (at, self._number, what))
        return at

    def is_lengthened(self, key: tuple[int, int], asked: int) -> bool:
        """Whether the pause that the answer asks for is longer than the next one would be."""
        failing = self._failing.get(key)
        return asked > self._pause(failing.times if failing else 0)

    def _pause(self, times: int) -> int:
        # the first is as set, however long; none is shorter than the one before
        return min(self._first << min(times, 40), max(_LONGEST_PAUSE, self._first))

    def ended(self, key: tuple[int, int]) -> None:
        """Forget a delivery that succeeded."""
        self._failing.pop(key, None)

    def take(self) -> T:
        """Take out the item that is due next. Raises IndexError if nothing waits."""
        return heapq.heappop(self._queue)[2]

    def all(self) -> list[tuple[int, T]]:
        """Take out all waiting items, each with its due time, in the order of time."""
        taken, self._queue = sorted(self._queue, key=lambda row: row[:2]), []
        return [(at, what) for at, _, what in taken]

    @property
    def next(self) -> int | None:
        """When the next item is due, in milliseconds; None if nothing waits."""
        return self._queue[0][0] if self._queue else None


def asked_pause(error: SegmentError | None, now: int) -> int:
    """The pause that an answer asks for, in milliseconds: `Retry-After` in seconds or as a date; 0 if it is neither."""
    headers = error.response.headers if isinstance(error, HTTPError) else {}
    asked = next((text.strip() for name, text in headers.items() if name.lower() == "retry-after"), "")
    if asked.isascii() and asked.isdigit():
        # more than nine digits are over thirty years: no need to read them all
        return int(asked[:10]) * 1000
    try:
        moment = parsedate_to_datetime(asked)
        # a date without a zone is in UTC, like every date in HTTP
        return max(round((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000) - now, 0)
    except (ValueError, OverflowError, TypeError, IndexError):  # neither a number nor a date
        return 0
