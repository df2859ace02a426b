"""The state of a server on disk: a snapshot, and beside it a log of what was asked since, so that what was acknowledged survives the
end of the process at any moment.

The log is one of requests, not of what they did: the emulator does the same each time it is asked the same at the same moment with
the same counts of IDs. So a write costs one short line, whatever it changes, and no part of the emulator has to say what it changed.
The price is that a log can only be done again by a program that does the same; so each line has the sum of its answer, a log whose
answers differ is refused, and a clean end leaves a snapshot and no log. What is not done again as a request (a state that was put
back, tokens that OAuth gave, attempts of webhooks) stands there as what it came to.

What is on disk is there for whoever kills the process. Against a loss of power the log is synchronised once a second, outside of any
request: that may take what was acknowledged since.

What is served is not here. Everything public is here by name and loaded when first used: a server that keeps no state waits for little of it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from attio_harness.saved_state.catching_up import ENDED, SETTLED, CaughtUp, catch_up
    from attio_harness.saved_state.clock import HeldClock
    from attio_harness.saved_state.emulator import LoggedEmulator
    from attio_harness.saved_state.keeper import Beside, Keeper, saved
    from attio_harness.saved_state.places import beside, open_private, owned, segments
    from attio_harness.saved_state.whole import Replace, replaces_state

__all__ = [
    "ENDED",
    "SETTLED",
    "Beside",
    "CaughtUp",
    "HeldClock",
    "Keeper",
    "LoggedEmulator",
    "Replace",
    "beside",
    "catch_up",
    "open_private",
    "owned",
    "replaces_state",
    "saved",
    "segments",
]

_HOMES = {
    "catching_up": ("ENDED", "SETTLED", "CaughtUp", "catch_up"),
    "clock": ("HeldClock",),
    "emulator": ("LoggedEmulator",),
    "keeper": ("Beside", "Keeper", "saved"),
    "places": ("beside", "open_private", "owned", "segments"),
    "whole": ("Replace", "replaces_state"),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
