"""Makes the report's row of a delivery that is not written: the explanation and all that goes with it.

Joins `losses`, `filter_losses`, `earlier` and `unresolved`. The caller decides whether there is a row.
"""

from __future__ import annotations

from dataclasses import replace

from attio_emulator import Emulator

from attio_harness.rejection import Rejection
from attio_harness.run.delivered import Delivered
from attio_harness.run.earlier import Earlier
from attio_harness.run.filter_losses import with_filters
from attio_harness.run.losses import explain_loss
from attio_harness.run.pipeline import PassedEvent
from attio_harness.run.unresolved import with_needs, without_records

__all__ = ["row_of"]


def row_of(
    delivered: Delivered, one: PassedEvent, emulator: Emulator, earlier: Earlier, *, live: bool = False
) -> Rejection:
    """The row of a lost or unresolved event. Call it at once: advice depends on the current records and batches.

    `live`: events come one after another and none of them again by itself, and mappings change meanwhile, as in `serve`.
    """
    row = explain_loss(delivered, one.event, one.item.ref, emulator)
    if one.taken:
        row = with_filters(row, delivered.runnable, one.item.event, one.taken)
    if delivered.verdict == "unconfirmed":
        return replace(row, hint=_NOTHING_LOST)
    if delivered.verdict == "unresolved":
        return with_needs(row, earlier.told(delivered, one.number), live=live)
    first, *also = (
        without_records(each, earlier.missed(each, delivered, one.number), live=live) for each in (row, *row.also)
    )
    return replace(first, also=tuple(also)) if also else first


_NOTHING_LOST = (
    "Nothing is lost: the records were written before the response failed. To send the event again would only write the same values "
    "once more."
)
