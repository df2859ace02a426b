"""An in-memory Attio: activated objects, typed attributes, unique matching attributes, records. Knows nothing of Segment.

Everything public is here by name and loaded when first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from attio_emulator.asgi import EmulatorApp
    from attio_emulator.assumptions import ASSUMPTIONS, Assumption
    from attio_emulator.batch import Outcome
    from attio_emulator.clock import VirtualClock, system_clock
    from attio_emulator.emulator import Emulator
    from attio_emulator.errors import AttioError, EmulatorError, StateError, WorkspaceError
    from attio_emulator.exchange import Request, Response
    from attio_emulator.ids import Ids
    from attio_emulator.per_token import EmulatorPerToken
    from attio_emulator.schema import Attribute, Choice, Member, Object, Workspace
    from attio_emulator.server import running
    from attio_emulator.transport import EmulatorTransport, mount_respx

_HOMES = {
    "asgi": ("EmulatorApp",),
    "assumptions": ("ASSUMPTIONS", "Assumption"),
    "batch": ("Outcome",),
    "clock": ("VirtualClock", "system_clock"),
    "emulator": ("Emulator",),
    "errors": ("AttioError", "EmulatorError", "StateError", "WorkspaceError"),
    "exchange": ("Request", "Response"),
    "ids": ("Ids",),
    "per_token": ("EmulatorPerToken",),
    "schema": ("Attribute", "Choice", "Member", "Object", "Workspace"),
    "server": ("running",),
    "transport": ("EmulatorTransport", "mount_respx"),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "ASSUMPTIONS",
    "Assumption",
    "AttioError",
    "Attribute",
    "Choice",
    "Emulator",
    "EmulatorApp",
    "EmulatorError",
    "EmulatorPerToken",
    "EmulatorTransport",
    "Ids",
    "Member",
    "Object",
    "Outcome",
    "Request",
    "Response",
    "StateError",
    "VirtualClock",
    "Workspace",
    "WorkspaceError",
    "mount_respx",
    "running",
    "system_clock",
]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(f"attio_emulator.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
