"""Which paths are the emulator's own, and the header that its calls are known by. What they answer is in `control`."""

from __future__ import annotations

__all__ = ["HEADER", "is_control"]

HEADER = "x-attio-emulator"


def is_control(path: str) -> bool:
    """Whether a path is the emulator's own, and none of Attio."""
    return path == "/" or path.startswith("/_emulator")
