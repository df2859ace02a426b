"""Faults on request: rules that answer in Attio's place or spoil its answer, so that a client's handling of failures can be tried.

`rules` reads them (`matching`: which requests; `kinds`, `answers`, `latency`: what happens), `in_force` decides by them and keeps the
trace. How a spoiled answer goes over a connection is the business of the faces.

Everything is here by name and loaded when first used: a start without rules waits for `in_force` alone.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from attio_emulator.faults.carriers import Carrier
    from attio_emulator.faults.happened import Happened
    from attio_emulator.faults.in_force import Faults
    from attio_emulator.faults.kinds import KINDS, Fault
    from attio_emulator.faults.named import NAMED
    from attio_emulator.faults.rules import Rule
    from attio_emulator.faults.wrong import RuleError

_HOMES = {
    "carriers": ("Carrier",),
    "happened": ("Happened",),
    "in_force": ("Faults",),
    "kinds": ("KINDS", "Fault"),
    "named": ("NAMED",),
    "rules": ("Rule",),
    "wrong": ("RuleError",),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}

__all__ = ["KINDS", "NAMED", "Carrier", "Fault", "Faults", "Happened", "Rule", "RuleError"]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
