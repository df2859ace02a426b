"""What happens to an attribute's present values when others are written: kept, extended, replaced, or not overwritten
at all.

Handles one attribute of one record. `constraints` has what a record must satisfy; nothing is stored here.
"""

from __future__ import annotations

from collections.abc import Sequence

from attio_emulator.assumptions import Settings
from attio_emulator.given import Given
from attio_emulator.record import Record, Stamp, Value

__all__ = ["Overwrites"]


class Overwrites:
    """Computes the values of an attribute after a write, under these assumptions."""

    def __init__(self, assumptions: Settings) -> None:
        self._assumptions = assumptions

    def merged(self, record: Record, given: Given, before: Sequence[Value], append: bool, stamp: Stamp) -> list[Value]:
        """The values after a write, given those `before`. New values come first; equal ones keep their rows."""
        attribute = given.attribute
        new = given.values(stamp)
        if attribute.is_multiselect and given.data is not None and append:
            old = {value.key for value in before}
            new = [*(value for value in new if value.key not in old), *before]
        return self._with_equal_ones([*before, *record.values.get(attribute.slug, ())], new)

    def is_stale(self, record: Record, given: Given, there: Sequence[Value], stamp: Stamp) -> bool:
        """Whether a batch is ignored because it is older than the value's own time (assumed: `batch.stale_values`)."""
        attribute, received = given.attribute, stamp.received_at
        if (
            attribute.is_multiselect
            or received is None
            or record.last_received.get(attribute.slug, received) <= received
        ):
            return False
        differs = list(given.keys) != [value.key for value in there]
        return self._assumptions.decides("batch.stale_values", when=differs) == "ignore"

    def _with_equal_ones(self, before: Sequence[Value], values: list[Value]) -> list[Value]:
        """The values, with the old row for each that was already there (assumed: `write.equal_value`)."""
        old = {value.key: value for value in before}
        kept = [old.get(value.key, value) for value in values]
        rewritten = any(one is not other for one, other in zip(kept, values, strict=True))
        return kept if rewritten and self._assumptions.decides("write.equal_value") == "keep" else values
