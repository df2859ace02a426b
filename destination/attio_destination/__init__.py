"""Segment's "Attio (Actions)" destination: three actions, their presets, and which payload member each attribute came
from.

The public names are listed here and loaded on first use, so that servers and lint can read the tables without loading
the engine.
Source: observation of the published package (action-destinations 3.497.0) and its user documentation.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from attio_destination.actions import destination
    from attio_destination.asserts import origin
    from attio_destination.presets import PRESETS

_HOMES = {"destination": "actions", "origin": "asserts", "PRESETS": "presets"}

__all__ = ["PRESETS", "destination", "origin"]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"attio_destination.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
