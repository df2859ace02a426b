"""Keeps the state of a server on disk: a snapshot and a log of the requests since, so that acknowledged changes survive the end of the
process at any moment.

The log holds requests, not their effects: the emulator does the same whenever it gets the same request at the same moment with the
same counts of IDs. So a write costs one short line, whatever it changes, and no part of the emulator has to say what it changed. The
price: only a program that does the same can redo a log. So each line has the sum of its answer, a log whose answers differ is refused,
and a clean end leaves a snapshot and no log. What cannot be redone as a request (a restored state, tokens given by OAuth, attempts of
webhooks) is logged as its result.

The data on disk survives killing the process. Against a loss of power, the log is synchronised once a second, outside any request: a
power loss may take what was acknowledged since.

Serving is not here. Everything public is named here and loaded on first use: a server that keeps no state should not wait for it.
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
