"""Records that may have been in the workspace before: a reference that finds none asks whether to take one as there, and so does an
assertion that could only update one, as it lacks what a new record has to have.

A record taken as there has the one value by which it is referred to, until something writes it; which ones are that is kept with
the records, in `store`. Off unless somebody asks for it: Attio itself knows its records.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from attio_emulator.clock import Clock
from attio_emulator.errors import AttioError
from attio_emulator.store import Record, Stamp, Store, Value

__all__ = ["Existing", "Judge", "Missing", "Sought"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """A record as a reference or an assertion names it: `attribute` is the slug of a unique one or `record_id`, `value` as it was sent.

    `datum` and `key` are the stored form of the value and what finds it; None for `record_id`.
    """

    object: str
    attribute: str
    value: Any
    datum: Any = None
    key: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A record that nothing wrote and that something needs, a reference or an assertion: sought in `object` by the `value` of the unique
    `attribute` (slugs). `error` is how Attio refuses what needs it where it is not there."""

    object: str
    attribute: str
    value: Any
    error: AttioError


Judge = Callable[[Missing], bool]
"""Asked each time that something needs a record that nothing wrote: whether it is taken as there."""


class Existing:
    """Takes records as there. `judge` gives who is asked, None for nobody; `updatable` the objects of which an assertion may be for a
    record that is there already; `ids` gives the IDs of the records."""

    def __init__(
        self,
        judge: Callable[[], Judge | None],
        updatable: Callable[[], Collection[str]],
        store: Store,
        ids: Callable[[], str],
        clock: Clock,
    ) -> None:
        self._judge, self._updatable, self._store, self._ids, self._clock = judge, updatable, store, ids, clock
        self._only_tried = False

    @contextmanager
    def trial(self) -> Iterator[None]:
        """Nobody is asked and nothing is kept: where somebody would be asked, every record may be there."""
        before, self._only_tried = self._only_tried, True
        try:
            yield
        finally:
            self._only_tried = before

    def may_update(self, object: str) -> bool:
        """Whether a record of an object that nothing wrote may be there for an assertion that could not create it."""
        return self._judge() is not None and object in self._updatable()

    def may_rest_on(self, object: str, record: Record | None) -> bool:
        """Whether an assertion that found this record, or none, may need one that nothing wrote: a reference has said that it may be
        there, whoever could have created it, or it is of an object of which it may."""
        if record is None:
            return self.may_update(object)
        return record.assumed_by is not None and self._judge() is not None

    def dump(self, objects: Iterable[str]) -> dict[str, Any]:
        """The records that are only taken as there, as JSON values for `load`."""
        return {
            one.id: {"object": slug, "attribute": one.assumed_by[0], "value": one.assumed_by[1]}
            for slug in objects
            for one in self._store.each(slug)
            if one.assumed_by is not None
        }

    def load(self, rows: Mapping[str, Mapping[str, Any]]) -> None:
        """Take what `dump` gave of the records that are stored.

        Raises:
            ValueError: one of the records is not there.
        """
        for id, row in rows.items():
            record = self._store.get(row["object"], id)
            if record is None:
                raise ValueError(f"/taken_as_there/{id}: there is no such record of {row['object']}")
            record.assumed_by = (row["attribute"], row["value"])

    def take(self, sought: Sought, error: AttioError) -> list[str] | None:
        """The stored form of a reference to a record that is not there; None where it is refused."""
        judge = self._judge()
        if judge is None:
            return None
        if self._only_tried:
            return [sought.object, ""]
        if not judge(_missing(sought, error)):
            return None
        by_id = sought.attribute == "record_id"
        stamp = Stamp(at=self._clock(), actor=("system", None), request_id="existing")
        record = Record(
            id=str(sought.value).lower() if by_id else self._ids(),
            object=sought.object,
            created_at=stamp.at,
            actor=stamp.actor,
            assumed_by=(sought.attribute, sought.value),
        )
        with self._store.transaction():
            self._store.add(record)
            if not by_id:
                value = Value(sought.datum, sought.key, stamp)
                self._store.put(record, sought.attribute, [value], stamp.at, unique=True)
        return [sought.object, record.id]

    def assumed(self, object: str, record_id: str) -> Sought | None:
        """How a record was named that is only taken as there; None for any other."""
        record = self._store.get(object, record_id)
        if record is None or record.assumed_by is None:
            return None
        attribute, value = record.assumed_by
        return Sought(object=object, attribute=attribute, value=value)

    def met(self, sought: Sought, error: AttioError) -> None:
        """Another reference to a record that was taken as there; `error` is how it would be refused."""
        judge = self._judge()
        if judge is not None and not self._only_tried:
            judge(_missing(sought, error))


def _missing(sought: Sought, error: AttioError) -> Missing:
    return Missing(object=sought.object, attribute=sought.attribute, value=sought.value, error=error)
