"""Assertions that were refused only because of records presumed to exist. If one of these records does not exist, the
assertions are written, and their unique values block later ones. This module works out those values; `contested` keeps
them, `constraints` and `existing` decide what is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from attio_emulator.assumptions import Settings
from attio_emulator.constraints import named_slots
from attio_emulator.errors import AttioError, dealt_with
from attio_emulator.existing import Existing
from attio_emulator.record import Needed, Stamp
from attio_emulator.schema.model import Object
from attio_emulator.sought import Sought
from attio_emulator.store import Store
from attio_emulator.writer import Writer

__all__ = ["Asserted", "LeftOpen"]

Asserted = tuple[Object, str, Mapping[str, Any]]
"""An object, the attribute to match by, and values without assertions nested in them."""


class LeftOpen:
    """Notes such values for one store."""

    def __init__(self, writer: Writer, store: Store, settings: Settings, existing: Existing) -> None:
        self._writer, self._store, self._settings, self._existing = writer, store, settings, existing

    def dropped(self, asserted: Sequence[Asserted], links: Iterable[str], lost: AttioError, stamp: Stamp) -> None:
        """Note the values of assertions of a batch that were dropped together: one assertion and those nested in it.

        `lost` is the refusal, which is for records that may not exist; that is taken back if a unique value is taken in any case.
        `links` are the attributes that hold a nested assertion.
        """
        taken = frozenset(links)
        with self._settings.trial(), self._existing.trial() as needed:
            for owner, by, values in asserted:
                for error in self._writer.mistakes(owner.slug, by, values, taken=taken, stamp=stamp, pointer=""):
                    if not error.unless:  # refused whichever records exist
                        lost.unless = () if error.conflicting else lost.unless
                        return
        needs = dict.fromkeys([*lost.unless, *self._existing.resting, *needed.values()])
        self.refused(asserted, needs, is_exact=len(needs) == len(lost.unless))

    def refused(self, asserted: Iterable[Asserted], needs: Iterable[Needed], *, is_exact: bool) -> None:
        """Note the values of assertions that were refused, or never sent, because all of `needs` may exist.

        `is_exact`: they are written as soon as one of `needs` does not exist.
        """
        needs, is_exact = tuple(needs), is_exact and not self._existing.is_loose
        for need in needs:
            self._presume(*need)
        for owner, by, values in asserted:
            with self._settings.trial(), self._existing.trial():
                given, _ = self._writer.reader.judged(owner, values, "simple", "")
            matching = owner.find(by)
            named = named_slots(owner, given, matching.slug if matching is not None else None)
            if named:
                found = self._store.matches(owner.slug, named[0][1], [key for _, _, key in named])
                # of several, those that may not exist were in the way of the one that does
                records = [one for id in found if (one := self._store.get(owner.slug, id)) is not None]
                record = next((one for one in records if one.assumed_by is None), records[0] if records else None)
                self._existing.left_open(record, named, given, needs, is_exact=is_exact)

    def _presume(self, object: str, attribute: str, value: Any) -> None:
        """Presume a record, although the refusal has taken that back: if it is there, its values are in the way of later writes."""
        if attribute == "record_id":
            return
        try:
            owner = self._writer.object(object)
        except AttioError as error:  # deactivated since the record was presumed
            dealt_with(error)
            return
        with self._settings.trial(), self._existing.trial():
            given, _ = self._writer.reader.judged(owner, {attribute: value}, "simple", "")
        for one in given:
            for datum, key in zip(one.data or (), one.keys, strict=True):
                slot = object, attribute, key
                if slot not in self._existing.gone and not self._store.matches(*slot[:2], slot[2:]):
                    sought = Sought(object=object, attribute=attribute, value=value, datum=datum, key=key)
                    self._existing.presume(sought)
