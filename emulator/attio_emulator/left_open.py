"""What assertions would have done that were refused only because records that nothing wrote may be there: where one of these is not,
their values are in the way of others. It is kept in `contested`; what is asked and refused is `existing`'s and `constraints`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from attio_emulator.assumptions import Settings
from attio_emulator.constraints import named_slots
from attio_emulator.existing import Existing
from attio_emulator.record import Needed, Stamp
from attio_emulator.schema.model import Object
from attio_emulator.store import Store
from attio_emulator.writer import Writer

__all__ = ["Asserted", "LeftOpen"]

Asserted = tuple[Object, str, Mapping[str, Any]]
"""An object, the attribute to match by, and values without assertions nested in them."""


class LeftOpen:
    """Notes it of the assertions into one store."""

    def __init__(self, writer: Writer, store: Store, settings: Settings, existing: Existing) -> None:
        self._writer, self._store, self._settings, self._existing = writer, store, settings, existing

    def dropped(
        self, asserted: Sequence[Asserted], links: Iterable[str], unless: Sequence[Needed], stamp: Stamp
    ) -> None:
        """Of those of a batch that are dropped together because of records; `links` are attributes that hold one of them."""
        taken = frozenset(links)
        with self._settings.trial(), self._existing.trial() as needed:
            for owner, by, values in asserted:
                for error in self._writer.mistakes(owner.slug, by, values, taken=taken, stamp=stamp, pointer=""):
                    if not error.unless:
                        return  # refused whoever is there
        needs = dict.fromkeys([*unless, *self._existing.resting, *needed.values()])
        self.refused(asserted, needs, is_exact=len(needs) == len(unless))

    def refused(self, asserted: Iterable[Asserted], needs: Iterable[Needed], *, is_exact: bool) -> None:
        """Of those that were refused, or never sent, because all of these may be there; `is_exact` where they are written if one is not."""
        needs, is_exact = tuple(needs), is_exact and not self._existing.is_loose
        for owner, by, values in asserted:
            with self._settings.trial(), self._existing.trial():
                given, _ = self._writer.reader.judged(owner, values, "simple", "")
            matching = owner.find(by)
            named = named_slots(owner, given, matching.slug if matching is not None else None)
            if named:
                found = self._store.matches(owner.slug, named[0][1], [key for _, _, key in named])
                record = self._store.get(owner.slug, found[0]) if found else None
                self._existing.left_open(record, named, given, needs, is_exact=is_exact)
