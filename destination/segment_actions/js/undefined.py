"""JavaScript's `undefined` as a separate value, since `None` is its `null`."""

from __future__ import annotations

from enum import Enum
from typing import Final, Literal

__all__ = ["MISSING", "Missing"]


class Missing(Enum):
    """The type of `MISSING`."""

    MISSING = "undefined"

    def __repr__(self) -> str:
        return "MISSING"

    def __bool__(self) -> Literal[False]:
        return False


MISSING: Final = Missing.MISSING
"""JavaScript's `undefined`; `None` is its `null`."""
