"""What a tracking request was read as: events that are accepted, and what is refused in their place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["Received", "Refused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """An event as it goes on, of the source of this name; `received_at` in milliseconds since 1970."""

    event: dict[str, Any]
    source: str
    received_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Something that was sent and is not accepted; `what` is the JSON value, or text that is none."""

    what: Any
    source: str | None
    code: str
    why: str
    received_at: int
