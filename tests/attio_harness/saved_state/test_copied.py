"""While a copy of the process writes, the collector goes through all objects never; what it is kept from stays as it was."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from attio_harness.saved_state.copied import Copied


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    """As in a process that serves."""
    before = gc.get_threshold()
    gc.freeze()
    yield
    gc.set_threshold(*before)


def collected() -> tuple[tuple[int, int, int], bool]:
    return gc.get_threshold(), gc.get_freeze_count() > 0


def full_rounds() -> int:
    return int(gc.get_stats()[2]["collections"])


def test_no_full_round_comes_while_it_writes(tmp_path: Path) -> None:
    gc.set_threshold(10, 1, 1)
    before, state = collected(), tmp_path / "crm.json"
    copied = Copied(str(state), [b"{", b"}"])
    rounds = full_rounds()
    kept = [[number] for number in range(10_000)]
    assert (full_rounds(), len(kept)) == (rounds, 10_000)
    copied.wait()
    assert (state.read_bytes(), collected()) == (b"{}", before)


@pytest.mark.parametrize("place", ["fork", "write"])
def test_a_copy_that_fails_leaves_the_collector_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    before, state = collected(), tmp_path / "crm.json"

    def failing() -> Iterator[bytes]:
        raise OSError(28, "No space left on device")
        yield b""

    def no_process() -> int:
        raise OSError(11, "Resource temporarily unavailable")

    if place == "fork":
        monkeypatch.setattr(os, "fork", no_process)
    with pytest.raises(OSError, match=r"No space left on device|Resource temporarily unavailable"):
        Copied(str(state), failing()).wait()
    assert (list(tmp_path.iterdir()), collected()) == ([], before)
