"""Puts the fault rules of a run and of single events into its emulator, and says at the end what they did. What a rule is and does is
up to the emulator."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from attio_emulator import Emulator
from attio_emulator.faults.in_force import Decided, Faults
from attio_emulator.http import Request, Response

from attio_harness.errors import UsageError

__all__ = ["faults_of", "faults_told", "first", "put_faults"]


def put_faults(emulator: Emulator, rules: Any) -> None:
    """Put rules in force. Raises UsageError if one is wrong."""
    if not rules:
        return
    try:
        emulator.faults.replace(list(rules) if isinstance(rules, tuple) else rules)
    except ValueError as error:
        raise UsageError(f"faults: {error}") from None


def faults_of(rules: Sequence[Any], *, seed: int) -> Faults:
    """The rules of one event, which count over all its tries."""
    faults = Faults(seed=seed)
    faults.replace(list(rules))
    return faults


@contextmanager
def first(emulator: Emulator, own: Sequence[Faults]) -> Iterator[None]:
    """While entered, these rules apply to requests before those of the run."""
    of_run = emulator.faults
    emulator.faults = _First(own, of_run)
    try:
        yield
    finally:
        emulator.faults = of_run


class _First(Faults):
    """Several sets of rules, each with its own counts and chances; the first set with a rule that applies decides."""

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
    """A note with the seed and what the rules did, and one for each rule that met no request: its path, say, may be wrong."""
    if emulator.faults.rules:
        yield {"file": None, "line": None, "what": f"faults: {emulator.faults.summary()}"}
    for number, rule in enumerate(emulator.faults.rules):
        if not rule.seen:
            yield {"file": None, "line": None, "what": f"the fault rule /{number} met no request of this run"}
