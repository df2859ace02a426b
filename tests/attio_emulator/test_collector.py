"""A process that serves collects less often, and as before when it has ended."""

from __future__ import annotations

import gc

import pytest
from attio_emulator.faces.collector import seldom


@pytest.mark.parametrize("fails", [False, True])
def test_thresholds_are_higher_while_it_serves(fails: bool) -> None:
    before = gc.get_threshold()
    try:
        with seldom():
            assert gc.get_threshold() > before
            assert gc.get_freeze_count() > 0
            if fails:
                raise KeyboardInterrupt
    except KeyboardInterrupt:
        assert fails
    assert (gc.get_threshold(), gc.get_freeze_count()) == (before, 0)
