"""The beginning of a test, also of a rerun: plugins that rerun a failed test keep the test object and everything stored on it."""

from __future__ import annotations

import pytest

from attio_harness.pytest_support import met_faults
from attio_harness.pytest_support.local import CHECKS, EMULATORS, SEGMENTS

__all__ = ["begin"]


def begin(item: pytest.Item) -> None:
    """Forget what an earlier try made and met, and what the session's emulators refused so far."""
    item.stash[EMULATORS], item.stash[CHECKS], item.stash[SEGMENTS] = [], [], []
    met_faults.forget(item)
    for one in item.session.stash.get(EMULATORS, []):
        one.new_test()
