"""A row for each attribute type: what it accepts and shows, from the type's own statement."""

from __future__ import annotations

from collections.abc import Iterator

from attio_emulator.fidelity.base import DOCS, OPENAPI, SEGMENT, Behaviour
from attio_emulator.types import TYPES

__all__ = ["types"]


def types() -> Iterator[Behaviour]:
    """A row for each type, in the order of the emulator's table."""
    for name, kind in TYPES.items():
        yield Behaviour(
            id=f"type {name}", tag="documented", statement=kind.statement, source=f"{SEGMENT}; {OPENAPI}; {DOCS}"
        )
