"""Rate limits: 100 reads and 25 writes a second (documented), and one new call recording a second (documented).

A second is one of the clock, from its beginning (assumed: the documentation says that the next second is usually free).
Switched on by whoever asks it before each request.
"""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import formatdate

from attio_emulator import refusals
from attio_emulator.clock import Clock
from attio_emulator.errors import AttioError

__all__ = ["READS", "WRITES", "Limited", "RateLimit"]

READS, WRITES = 100, 25


@dataclass(frozen=True, slots=True)
class Limited:
    """A request over the limit: what Attio answers, and the header `Retry-After` (an HTTP date)."""

    error: AttioError
    retry_after: str


class RateLimit:
    """Counts the requests of the current second.

    Args:
        clock: milliseconds since 1970; asked once a request.
        reads, writes: how many of each a second lets pass.
        queries_read: a POST to a `/query` or `/search` is a read (assumed).
    """

    def __init__(self, clock: Clock, *, reads: int = READS, writes: int = WRITES, queries_read: bool = True) -> None:
        self._clock, self._most, self._queries_read = (
            clock,
            {"read": reads, "write": writes, "recording": 1},
            queries_read,
        )
        self._second, self._counts = -1, dict.fromkeys(self._most, 0)

    def take(self, method: str, path: str) -> Limited | None:
        """Count a request; None where it passes. One that is refused does not count."""
        second = self._clock() // 1000
        if second != self._second:
            self._second, self._counts = second, dict.fromkeys(self._most, 0)
        kinds = self._kinds(method, path)
        if any(self._counts[kind] >= self._most[kind] for kind in kinds):
            return Limited(refusals.rate_limited(), formatdate(second + 1, usegmt=True))
        for kind in kinds:
            self._counts[kind] += 1
        return None

    def _kinds(self, method: str, path: str) -> tuple[str, ...]:
        query = self._queries_read and method == "POST" and path.endswith(("/query", "/search"))
        if query or method in ("GET", "HEAD"):
            return ("read",)
        if method == "POST" and path.endswith("/call_recordings"):
            return ("write", "recording")
        return ("write",)
