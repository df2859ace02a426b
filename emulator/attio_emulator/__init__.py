"""An in-memory Attio: activated objects, typed attributes, unique matching attributes, records. Knows nothing of
Segment.

The public names are listed here and loaded on first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from attio_emulator.assumptions import ASSUMPTIONS, Assumption
    from attio_emulator.batches import Outcome
    from attio_emulator.clock import VirtualClock, system_clock
    from attio_emulator.emulator import Emulator
    from attio_emulator.errors import AttioError, EmulatorError, StateError, WorkspaceError
    from attio_emulator.faces.asgi import EmulatorApp
    from attio_emulator.faces.httpx import EmulatorTransport, mount_respx
    from attio_emulator.faces.server import running
    from attio_emulator.http import Request, Response
    from attio_emulator.ids import Ids
    from attio_emulator.schema.model import Attribute, Choice, Member, Object, Token
    from attio_emulator.schema.workspace import Workspace
    from attio_emulator.sought import Missing
    from attio_emulator.tenants import EmulatorPerToken

_HOMES = {
    "faces.asgi": ("EmulatorApp",),
    "assumptions": ("ASSUMPTIONS", "Assumption"),
    "batches": ("Outcome",),
    "clock": ("VirtualClock", "system_clock"),
    "emulator": ("Emulator",),
    "errors": ("AttioError", "EmulatorError", "StateError", "WorkspaceError"),
    "sought": ("Missing",),
    "http": ("Request", "Response"),
    "ids": ("Ids",),
    "tenants": ("EmulatorPerToken",),
    "schema.model": ("Attribute", "Choice", "Member", "Object", "Token"),
    "schema.workspace": ("Workspace",),
    "faces.server": ("running",),
    "faces.httpx": ("EmulatorTransport", "mount_respx"),
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
    "Missing",
    "Object",
    "Outcome",
    "Request",
    "Response",
    "StateError",
    "Token",
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
