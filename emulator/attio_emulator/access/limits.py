"""Rate limits: 100 reads and 25 writes per second (documented), and lower ones for some calls (`CALLS`).

A second begins with the clock's second (assumed: the documentation says that the next second is usually free). They
apply if the caller asks before each request.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import formatdate

from attio_emulator import refusals
from attio_emulator.clock import Clock
from attio_emulator.errors import AttioError

__all__ = ["CALLS", "READS", "WRITES", "Limited", "RateLimit"]

READS, WRITES = 100, 25

CALLS: Mapping[tuple[str, str], int] = {
    ("POST", "/v2/objects/{object}/records/merge"): 5,
    ("POST", "/v2/sql"): 2,
    ("POST", "/v2/files/upload"): 1,
    ("POST", "/v2/meetings/{meeting}/call_recordings"): 1,
    ("GET", "/v2/notes"): 10,
}
"""Requests per second of a call (documented); each also counts as a read or a write."""

_ASK = ("/query", "/search", "/sql")
"""Endings of the paths of POSTs that only read; they count as reads (assumed)."""


@dataclass(frozen=True, slots=True)
class Limited:
    """A request over the limit: Attio's refusal, and the header `Retry-After` (an HTTP date)."""

    error: AttioError
    retry_after: str


class RateLimit:
    """Counts the requests of the current second.

    Args:
        clock: milliseconds since 1970; read once per request.
        reads, writes: how many of each are allowed per second.
        queries_read: a POST that only reads counts as a read (assumed).
    """

    def __init__(self, clock: Clock, *, reads: int = READS, writes: int = WRITES, queries_read: bool = True) -> None:
        self._clock, self._reads, self._writes, self._queries_read = clock, reads, writes, queries_read
        self._second, self._counts = -1, Counter[tuple[str, str]]()

    def take(self, method: str, path: str) -> Limited | None:
        """Count a request, given the path of its route; None if it is allowed. A refused request does not count."""
        second = self._clock() // 1000
        if second != self._second:
            self._second, self._counts = second, Counter()
        limits = self._limits(method, path)
        if any(self._counts[kind] >= most for kind, most in limits.items()):
            return Limited(refusals.rate_limited(), formatdate(second + 1, usegmt=True))
        self._counts.update(limits.keys())
        return None

    def _limits(self, method: str, path: str) -> Mapping[tuple[str, str], int]:
        """What a request counts as, with the limit per second of each."""
        query = self._queries_read and method == "POST" and path.endswith(_ASK)
        most = {("reads", ""): self._reads} if query or method in ("GET", "HEAD") else {("writes", ""): self._writes}
        return most if (method, path) not in CALLS else most | {(method, path): CALLS[method, path]}
