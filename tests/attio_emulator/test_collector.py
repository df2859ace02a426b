"""A process that serves collects less often, and as before when it has ended."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from attio_emulator.faces.collector import seldom


@pytest.fixture(params=[False, True])
def is_frozen(request: pytest.FixtureRequest) -> Iterator[bool]:
    """Whether somebody keeps objects out of the collector already, as the tests do with themselves."""
    gc.unfreeze()
    if request.param:
        gc.freeze()
    yield request.param
    gc.freeze()


@pytest.mark.parametrize("fails", [False, True])
def test_thresholds_are_higher_while_it_serves(is_frozen: bool, fails: bool) -> None:
    before = gc.get_threshold()
    try:
        with seldom():
            assert gc.get_threshold() > before
            assert gc.get_freeze_count() > 0
            if fails:
                raise KeyboardInterrupt
    except KeyboardInterrupt:
        assert fails
    assert (gc.get_threshold(), gc.get_freeze_count() > 0) == (before, is_frozen)
