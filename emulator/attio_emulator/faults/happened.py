"""What a fault rule did about a request."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Happened"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """What a rule did about a request.

    Attributes:
        rule: its place among those in force, from 0.
        kind: what it did.
        applied: whether Attio was asked and did what was asked of it, whatever the client was told.
    """

    rule: int
    kind: str
    applied: bool
