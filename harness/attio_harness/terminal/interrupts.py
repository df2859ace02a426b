"""Ctrl-C and SIGTERM during a long run: reading stops, and what was read is reported; if that takes a while, a line says so.
Knows nothing of events."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any, Self, TypeVar

from attio_harness.terminal.stderr import tell

__all__ = ["Interrupts", "Terminated", "interrupt", "raised"]

T = TypeVar("T")

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_MOMENT = 1.0
"""Seconds that may pass after a signal without a word."""


class Terminated(KeyboardInterrupt):
    """SIGTERM, if it ends what Ctrl-C ends; the exit code tells them apart."""


def interrupt(number: int) -> KeyboardInterrupt:
    """The exception to raise for a signal with this number."""
    return Terminated() if number == signal.SIGTERM else KeyboardInterrupt()


class _Stopped(BaseException):  # passes through `except Exception` in any reader
    pass


@contextmanager
def raised() -> Iterator[None]:
    """While entered, SIGTERM raises a KeyboardInterrupt as Ctrl-C does, even if a shell has both ignored."""

    def fail(number: int, frame: FrameType | None) -> None:
        raise interrupt(number)

    is_main = threading.current_thread() is threading.main_thread()
    before = {number: signal.signal(number, fail) for number in _SIGNALS} if is_main else {}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class Interrupts:
    """While entered, the first signal ends `until` or `after` between two items, the second ends the program.

    Whoever waits for more than a moment after the first is told what goes on and what a second does. Only the main thread
    receives signals; in other threads this changes nothing.
    """

    def __init__(
        self,
        goes_on: str = "finishing with what was read so far; a second signal ends this at once, without a report",
        *,
        moment: float = _MOMENT,
    ) -> None:
        self.caught: int | None = None
        self._goes_on, self._moment = goes_on, moment
        self._word: threading.Timer | None = None
        self._reading = False
        self._before: dict[int, Any] = {}

    @property
    def exit_code(self) -> int | None:
        """128 plus the signal's number, as in shells: 130 after Ctrl-C, 143 after SIGTERM."""
        return None if self.caught is None else 128 + self.caught

    def refuse(self) -> None:
        """Raise the signal that ended the reading, if one did: nothing true can be said about a part."""
        if self.caught is not None:
            raise interrupt(self.caught)

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            # Python lets no other thread set a handler (documentation of `signal`)
            self._before = {number: signal.signal(number, self._receive) for number in _SIGNALS}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        # last, because a signal may have come just before
        if self._word is not None:
            self._word.cancel()

    def _receive(self, number: int, frame: FrameType | None) -> None:
        if self.caught is not None:
            raise interrupt(number)
        self.caught = number
        # a thread, because the main one may be anywhere and for long
        self._word = threading.Timer(self._moment, tell, [f"interrupted: {self._goes_on}"])
        self._word.daemon = True
        with suppress(RuntimeError):  # where no more threads can start, nobody is told
            self._word.start()
        if self._reading:  # it may be blocked in a read that no flag would end
            raise _Stopped

    def until(self, items: Iterable[T]) -> Iterator[T]:
        """The items up to the first signal; an item already handed out is processed before this ends."""
        iterator = iter(items)
        try:
            while True:
                self._reading = True
                if self.caught is not None:
                    return
                # a signal may raise only here: items handed out are processed
                item = next(iterator)
                self._reading = False
                yield item
        except (StopIteration, _Stopped):
            return
        finally:
            self._reading = False

    def after(self, items: Iterable[T]) -> Iterator[T]:
        """The items up to the first signal after the first item; an earlier signal concerns only how the items are made."""
        known: tuple[int | None] | None = None
        for item in items:
            known = known or (self.caught,)
            if self.caught != known[0]:
                return
            yield item
