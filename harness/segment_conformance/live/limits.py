"""How long a case may take on either side, and the answer recorded for one that takes longer."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

__all__ = ["LIMIT", "TooLong", "is_late", "late", "within"]

LIMIT = 10.0
"""Seconds for one case. The slowest generated cases take some hundredths of a second."""

_NAME = "TooLong"

_AGAIN = 0.05
"""Seconds until the next try, if the timer went off where raising was impossible."""


class TooLong(BaseException):  # a BaseException, so that no `except Exception` in the case catches it
    """The time of a case is over."""


def late(who: str, seconds: float) -> dict[str, Any]:
    """The answer recorded for a side that gave none in time."""
    return {"error": {"name": _NAME, "message": f"{who} gave no response within {seconds:g} s"}}


def is_late(answer: dict[str, Any]) -> bool:
    return bool(answer.get("error", {}).get("name") == _NAME)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Interrupt the block with TooLong when the time is over.

    Works only where a timer can interrupt: in the main thread, and not on Windows.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGALRM, _stop)
    signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _stop(number: int, frame: FrameType | None) -> None:
    # Python only prints what a finalizer raises, so TooLong would be lost there (documentation of `object.__del__`)
    while frame is not None:
        if frame.f_code.co_name == "__del__":
            return
        frame = frame.f_back
    signal.setitimer(signal.ITIMER_REAL, 0)
    raise TooLong
