"""A test begins, for the first time or once more: plugins that run a failed test again keep the test itself, and what is noted of it."""

from __future__ import annotations

import pytest

from attio_harness.pytest_support import met_faults
from attio_harness.pytest_support.local import CHECKS, EMULATORS

__all__ = ["begin"]


def begin(item: pytest.Item) -> None:
    """Forget what a try before this one made and met, and what emulators of the session refused so far."""
    item.stash[EMULATORS], item.stash[CHECKS] = [], []
    met_faults.forget(item)
    for one in item.session.stash.get(EMULATORS, []):
        one.new_test()
