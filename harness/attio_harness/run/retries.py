"""When a delivery that failed is tried again, as Segment's platform does it. Delivers nothing itself.

Documented: retries for about four hours, each later than the one before (exponential backoff), batches formed anew. The first
pause and its factor are assumed (`delivery.retry_first`); a `Retry-After` that is longer is waited for (assumed).
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
    """What waits for another try, by a key of its own. `first` is the first pause and `within` when trying ends, in milliseconds."""

    def __init__(self, *, first: int, within: int) -> None:
        self._first, self._within = first, within
        self._failing: dict[tuple[int, int], _Failing] = {}
        # with a running number, so that what waits is never compared
        self._queue: list[tuple[int, int, T]] = []
        self._number = 0

    def failed(self, key: tuple[int, int], what: T, now: int, asked: int = 0) -> int | None:
        """When it is tried again, in milliseconds; None where trying has ended. `asked` is the pause that the answer asks for."""
        failing = self._failing.setdefault(key, _Failing(now))
        pause = min(self._first << min(failing.times, 40), _LONGEST_PAUSE)
        at = now + max(pause, asked)
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

    def take(self) -> T:
        """What is due next, whose turn has come. Raises IndexError where nothing waits."""
        return heapq.heappop(self._queue)[2]

    def all(self) -> list[tuple[int, T]]:
        """Take out all that waits, each with the moment it waits for, in the order of time."""
        taken, self._queue = sorted(self._queue, key=lambda row: row[:2]), []
        return [(at, what) for at, _, what in taken]

    @property
    def next(self) -> int | None:
        """When the next one is due, in milliseconds."""
        return self._queue[0][0] if self._queue else None


def asked_pause(error: SegmentError | None, now: int) -> int:
    """The pause that an answer asks for, in milliseconds: `Retry-After` in seconds or as a date; 0 for one that is neither."""
    headers = error.response.headers if isinstance(error, HTTPError) else {}
    asked = next((text.strip() for name, text in headers.items() if name.lower() == "retry-after"), "")
    if asked.isascii() and asked.isdigit():
        # beyond nine digits it is more than thirty years, which nobody waits for
        return int(asked[:10]) * 1000
    try:
        moment = parsedate_to_datetime(asked)
        # without a zone it is of Greenwich, as every date of HTTP
        return max(round((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000) - now, 0)
    except (ValueError, OverflowError, TypeError, IndexError):  # whatever else stands there
        return 0
