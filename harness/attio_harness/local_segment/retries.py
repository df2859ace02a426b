"""When a delivery that failed is tried again, as Segment's platform does it. Delivers nothing itself.

Documented: retries for about four hours, each later than the one before (exponential backoff), batches formed anew. The first
pause and its factor are assumed (`delivery.retry_first`); a `Retry-After` that is longer is waited for (assumed).
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Generic, TypeVar

from segment_actions import HTTPError, SegmentError

__all__ = ["Retries"]

T = TypeVar("T")

_LONGEST_PAUSE = 3_600_000


@dataclass(slots=True)
class _Failing:
    since: int
    times: int = 0


class Retries(Generic[T]):
    """What waits for another try, by a key of its own. `first` is the first pause and `within` when trying ends, in milliseconds."""

    def __init__(self, *, first: int, within: int) -> None:
        self._first, self._within = first, within
        self._failing: dict[tuple[int, int], _Failing] = {}
        # with a running number, so that what waits is never compared
        self._queue: list[tuple[int, int, T]] = []
        self._number = 0

    def failed(self, key: tuple[int, int], what: T, error: SegmentError | None, now: int) -> int | None:
        """When it is tried again, in milliseconds; None where trying has ended."""
        failing = self._failing.setdefault(key, _Failing(now))
        pause = min(self._first << min(failing.times, 40), _LONGEST_PAUSE)
        at = now + max(pause, _asked(error, now))
        if at - failing.since > self._within:
            del self._failing[key]
            return None
        failing.times += 1
        self._number += 1
        heapq.heappush(self._queue, (at, self._number, what))
        return at

    def ended(self, key: tuple[int, int]) -> None:
        """It did not fail any more."""
        self._failing.pop(key, None)

    def due(self, now: int | None) -> Iterator[T]:
        """What is to be tried again by now, in the order of time; all that waits without a time."""
        # taken out first: what fails again at once goes back with a later time
        taken: list[T] = []
        while self._queue and (now is None or self._queue[0][0] <= now):
            taken.append(heapq.heappop(self._queue)[2])
        yield from taken

    @property
    def next(self) -> int | None:
        """When the next one is due, in milliseconds."""
        return self._queue[0][0] if self._queue else None


def _asked(error: SegmentError | None, now: int) -> int:
    """The pause that an answer asks for, in milliseconds: `Retry-After` in seconds or as a date."""
    asked = error.response.headers.get("retry-after") if isinstance(error, HTTPError) else None
    if not asked:
        return 0
    if asked.strip().isdigit():
        return int(asked) * 1000
    try:
        return max(round(parsedate_to_datetime(asked).timestamp() * 1000) - now, 0)
    except ValueError:
        return 0
