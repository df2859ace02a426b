"""Events whose `context`, or `context.personas`, is null: Segment's published code fails on them before it sends anything.

It looks for an audience there (`segment_actions.subscription`). Whether Segment's intake lets such an event through is documented nowhere:
the assumption `intake.null_context` decides, and `pipeline` obeys it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attio_harness.rejection import Read

__all__ = ["NULL_CONTEXT", "null_member", "null_reads"]

NULL_CONTEXT = "intake.null_context"
"""The ID of the assumption."""


def null_member(event: Mapping[str, Any]) -> str | None:
    """`context` or `context.personas` if it is null; None if neither is."""
    context = event.get("context", _ABSENT)
    if context is None:
        return "context"
    return "context.personas" if isinstance(context, Mapping) and context.get("personas", _ABSENT) is None else None


_ABSENT = object()


def null_reads(event: Mapping[str, Any]) -> tuple[Read, ...]:
    """The member that is null, as a row of a loss has it; empty for an event that only shared a batch with such an event."""
    member = null_member(event)
    return () if member is None else (Read(path=f"$.{member}", value=None, found=True),)
