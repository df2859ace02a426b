"""The clock of a state that is logged: it stands still while a request is answered, so that one moment says all that was read of it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

from attio_emulator import system_clock

__all__ = ["HeldClock"]


class HeldClock:
    """Milliseconds since 1970, those of `now` unless it is held."""

    __slots__ = ("_at", "_now")

    def __init__(self, now: Callable[[], int] = system_clock) -> None:
        self._now = now
        self._at: int | None = None

    def __call__(self) -> int:
        return self._now() if self._at is None else self._at

    @contextlib.contextmanager
    def held(self, at: int | None = None) -> Iterator[int]:
        """Stand still at a moment, or where it is, until the block ends; inside of another one where that stands."""
        before = self._at
        self._at = moment = self() if at is None else at
        try:
            yield moment
        finally:
            self._at = before
