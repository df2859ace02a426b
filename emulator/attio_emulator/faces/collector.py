"""Tunes the garbage collector for a serving process: it ignores what exists at the start, and runs less often.

Requests, even refused ones, leave no garbage that reference counting does not free; connections do.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["seldom"]

_THRESHOLDS = (20_000, 20, 20)
"""Thresholds of the three generations; Python's own are 700, 10, 10."""


@contextmanager
def seldom() -> Iterator[None]:
    """Collect less often while the block runs."""
    before, was_frozen = gc.get_threshold(), gc.get_freeze_count() > 0
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        if not was_frozen:  # if somebody else froze objects, leave them: Python can only unfreeze all
            gc.unfreeze()
