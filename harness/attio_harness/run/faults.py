"""Fault rules of a run and of single events: into its emulator, and what is to be said of them at its end. What a rule is and does
is the emulator's business."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from attio_emulator import Emulator
from attio_emulator.faults import Faults
from attio_emulator.faults.in_force import Decided
from attio_emulator.http import Request, Response

from attio_harness.errors import UsageError

__all__ = ["faults_of", "faults_told", "first", "put_faults"]


def put_faults(emulator: Emulator, rules: Any, *, named: str) -> None:
    """Put rules in force. Raises UsageError with what is wrong in them; `named` is what they were given as."""
    if not rules:
        return
    try:
        emulator.faults.replace(list(rules) if isinstance(rules, tuple) else rules)
    except ValueError as error:
        raise UsageError(f"{named}: {error}") from None


def faults_of(rules: Sequence[Any], *, seed: int) -> Faults:
    """The rules of one event, counted over all tries of it."""
    faults = Faults(seed=seed)
    faults.replace(list(rules))
    return faults


@contextmanager
def first(emulator: Emulator, own: Sequence[Faults]) -> Iterator[None]:
    """While the block runs, requests meet these rules before those of the run."""
    of_run = emulator.faults
    emulator.faults = _First(own, of_run)
    try:
        yield
    finally:
        emulator.faults = of_run


class _First(Faults):
    """Several sets of rules, each with its own counts and chances; the first that has something to say decides."""

    def __init__(self, own: Sequence[Faults], of_run: Faults) -> None:
        super().__init__()
        self._each = (*own, of_run)
        self._deciding = of_run

    def answer(
        self, request: Request, *, named: Callable[[str], Collection[str]] = lambda name: (name,)
    ) -> Decided | None:
        self.last = None
        for faults in self._each:
            self._deciding = faults
            decided = faults.answer(request, named=named)
            if decided is not None:
                return decided
        return None

    def done(self, decided: Decided, own: Response | None, *, now: int) -> Response:
        response = self._deciding.done(decided, own, now=now)
        self.last = self._deciding.last
        return response


def faults_told(emulator: Emulator) -> Iterator[Mapping[str, Any]]:
    """The seed and what rules did, and a note for each that met no request: it was written for nothing, or its path leads nowhere."""
    if emulator.faults.rules:
        yield {"file": None, "line": None, "what": f"faults: {emulator.faults.summary()}"}
    for number, rule in enumerate(emulator.faults.rules):
        if not rule.seen:
            yield {"file": None, "line": None, "what": f"the fault rule /{number} met no request of this run"}
