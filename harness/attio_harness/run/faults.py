"""Fault rules of a run: into its emulator, and what is to be said of them at its end. What a rule is and does is the emulator's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attio_emulator import Emulator

from attio_harness.errors import UsageError

__all__ = ["faults_told", "put_faults"]


def put_faults(emulator: Emulator, rules: Any, *, named: str) -> None:
    """Put rules in force. Raises UsageError with what is wrong in them; `named` is what they were given as."""
    if not rules:
        return
    try:
        emulator.faults.replace(list(rules) if isinstance(rules, tuple) else rules)
    except ValueError as error:
        raise UsageError(f"{named}: {error}") from None


def faults_told(emulator: Emulator) -> Iterator[Mapping[str, Any]]:
    """A note for each rule that met no request: it was written for nothing, or its path leads nowhere."""
    for number, rule in enumerate(emulator.faults.rules):
        if not rule.seen:
            yield {"file": None, "line": None, "what": f"the fault rule /{number} met no request of this run"}
