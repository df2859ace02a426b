"""The garbage collector of a process that serves: what is there at the start stays out of it, and it looks at new objects less often.

A request leaves no garbage that counting references does not find, a refused one neither; what the collector finds is of connections.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["seldom"]

_THRESHOLDS = (20_000, 20, 20)
"""New objects until they are looked at, and rounds until those are that were looked at once, and twice; Python's own are 700, 10, 10."""


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
        if not was_frozen:  # what somebody else keeps out of it stays out: Python can only let all of it in
            gc.unfreeze()
