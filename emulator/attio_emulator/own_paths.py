"""The paths of the emulator's own calls, and the header they need. `control` answers them."""

from __future__ import annotations

__all__ = ["HEADER", "is_control"]

HEADER = "x-attio-emulator"


def is_control(path: str) -> bool:
    """Whether a path belongs to the emulator, not to Attio."""
    return path == "/" or path.startswith("/_emulator")
