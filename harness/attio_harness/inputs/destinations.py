"""The destination that a part of a file names: its ID in Segment, or how Terraform refers to it. Nothing is looked up here."""

from __future__ import annotations

from attio_harness.inputs.part import Part

__all__ = ["destination_of"]

_NAMES = ("destinationId", "destination_id")
"""The Public API's word first, then Terraform's."""


def destination_of(part: Part) -> str | None:
    """The destination of a subscription or a filter, None where the part names none.

    An ID (`62d9…`), or the reference as it is written in HCL (`segment_destination.attio.id`).
    """
    value = next((part.value[name] for name in _NAMES if part.value.get(name) is not None), None)
    if value is not None:
        return str(value) or None
    written = next((part.computed[name] for name in _NAMES if name in part.computed), None)
    # without a line it is a plan's, which has no text of its own for what is unknown until apply
    return written.text if written is not None and written.line is not None else None
