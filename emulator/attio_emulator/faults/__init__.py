"""Faults on request: rules that replace or spoil Attio's responses, to test how a client handles failures.

`rules` reads them (`matching`: which requests; `kinds`, `answers`, `latency`: what happens). `in_force` applies them
and keeps the trace. The faces send spoiled responses.

The public names are listed here and loaded on first use, so that a start without rules loads only `in_force`.
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
