"""Keeps Attio's rate limits: 100 reads and 25 writes in any second (documented)."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Literal

__all__ = ["Pace"]

_MOST = {"read": 100, "write": 25}


class Pace:
    """Waits before a request that would exceed the limit within a second."""

    def __init__(self, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self._clock, self._sleep = clock, sleep
        self._sent = {kind: deque[float](maxlen=most) for kind, most in _MOST.items()}

    def wait(self, kind: Literal["read", "write"]) -> None:
        sent = self._sent[kind]
        if len(sent) == sent.maxlen and (left := sent[0] + 1.0 - self._clock()) > 0:
            self._sleep(left)
        sent.append(self._clock())
