"""The clock of a logged state: it stands still while a request is answered, so that one moment covers everything that was read of it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

from attio_emulator import system_clock

__all__ = ["HeldClock"]


class HeldClock:
    """Milliseconds since 1970, from `now` unless it is held."""

    __slots__ = ("_at", "_now")

    def __init__(self, now: Callable[[], int] = system_clock) -> None:
        self._now = now
        self._at: int | None = None

    def __call__(self) -> int:
        return self._now() if self._at is None else self._at

    @contextlib.contextmanager
    def held(self, at: int | None = None) -> Iterator[int]:
        """Stop at a moment, by default the current one, until the block ends; inside another such block, at that block's moment."""
        before = self._at
        self._at = moment = self() if at is None else at
        try:
            yield moment
        finally:
            self._at = before
