"""The emulator of a run: one of its own, or one that somebody gives, with all that is in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from attio_emulator import Emulator, VirtualClock, Workspace
from attio_emulator.limits import DEFAULTS

from attio_harness.run.connection import SEGMENT
from attio_harness.run.faults import put_faults
from attio_harness.run.pipeline import MovableClock

__all__ = ["clock_of", "own_emulator"]


class _Unmoved:
    """The clock of an emulator that no run can move, such as that of the computer."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    def __call__(self) -> int:
        return self._emulator.clock()

    def set(self, ms: int) -> None:
        """Does nothing: time passes by itself."""


def clock_of(emulator: Emulator) -> MovableClock:
    """The clock of an emulator, for a run into it."""
    return emulator.clock if isinstance(emulator.clock, VirtualClock) else _Unmoved(emulator)


def own_emulator(
    workspace: Workspace,
    clock: VirtualClock,
    *,
    seed: int,
    history: bool,
    assumptions: Mapping[str, str],
    strict_auth: bool,
    faults: Any,
) -> Emulator:
    """An emulator that nobody but the run calls. Raises UsageError if a fault rule is wrong."""
    emulator = Emulator(
        workspace,
        clock=clock,
        seed=seed,
        # nobody reads the journal of a run, or its ledger
        journal_limit=0,
        limits=replace(DEFAULTS, ledger_rows=0),
        history=history,
        assumptions=assumptions,
        strict_auth=strict_auth,
        tokens=[SEGMENT],
    )
    # most answers are looked at for their status only, so their bodies are made late
    emulator.late_answers = True
    put_faults(emulator, faults)
    return emulator
