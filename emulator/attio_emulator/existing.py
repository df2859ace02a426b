"""Records that may have been in the workspace before: a reference that finds none asks whether to take one as there.

A record taken as there has the one value by which it is referred to, until something writes it. Off unless somebody asks for
it: Attio itself knows its records.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from attio_emulator.clock import Clock
from attio_emulator.errors import AttioError
from attio_emulator.store import Record, Stamp, Store, Value

__all__ = ["Existing", "Missing", "Sought"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """A record as a reference names it: `attribute` is the slug of a unique one or `record_id`, `value` as it was sent.

    `datum` and `key` are the stored form of the value and what finds it; None for `record_id`.
    """

    object: str
    attribute: str
    value: Any
    datum: Any = None
    key: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A reference to a record that nothing wrote: `error` is how Attio refuses it, `new` whether it is not taken as there yet."""

    object: str
    attribute: str
    value: Any
    error: AttioError
    new: bool


class Existing:
    """The records taken as there. `judge` is asked for each reference to one, `ids` gives their IDs."""

    def __init__(self, judge: Callable[[Missing], bool], store: Store, ids: Callable[[], str], clock: Clock) -> None:
        self._judge, self._store, self._ids, self._clock = judge, store, ids, clock
        self._assumed: dict[str, Sought] = {}
        """Records taken as there that nothing has written since, by their ID."""
        self._trial: bool | None = None

    @contextmanager
    def trial(self, *, may_exist: bool) -> Iterator[None]:
        """Nobody is asked and nothing is kept: a record may be there, or not, whatever it is."""
        before, self._trial = self._trial, may_exist
        try:
            yield
        finally:
            self._trial = before

    def dump(self) -> dict[str, Any]:
        """The records that are only taken as there, as JSON values for `load`."""
        return {
            id: {"object": one.object, "attribute": one.attribute, "value": one.value}
            for id, one in self._assumed.items()
        }

    def load(self, rows: Mapping[str, Mapping[str, Any]]) -> None:
        """Raises KeyError, TypeError, AttributeError: this is not what `dump` gives."""
        self._assumed = {
            id: Sought(object=row["object"], attribute=row["attribute"], value=row["value"]) for id, row in rows.items()
        }

    def take(self, sought: Sought, error: AttioError) -> list[str] | None:
        """The stored form of a reference to a record that is not there; None where it is refused."""
        if self._trial is not None:
            return [sought.object, ""] if self._trial else None
        if not self._judge(_missing(sought, error, new=True)):
            return None
        by_id = sought.attribute == "record_id"
        stamp = Stamp(at=self._clock(), actor=("system", None), request_id="existing")
        record = Record(
            id=str(sought.value).lower() if by_id else self._ids(),
            object=sought.object,
            created_at=stamp.at,
            actor=stamp.actor,
        )
        with self._store.transaction():
            self._store.add(record)
            if not by_id:
                value = Value.new(sought.datum, sought.key, stamp)
                self._store.put(record, sought.attribute, [value], stamp.at, unique=True)
        self._assumed[record.id] = sought
        return [sought.object, record.id]

    def name_of(self, record_id: str) -> str | None:
        """The value by which a record was taken as there that nothing has written since; None for any other."""
        found = self._assumed.get(record_id)
        return None if found is None else str(found.value)

    def met(self, record_id: str, error: AttioError) -> None:
        """Another reference to a record that was taken as there; `error` is how it would be refused."""
        if self._trial is None:
            self._judge(_missing(self._assumed[record_id], error, new=False))

    def written(self, record_id: str) -> None:
        """A write found the record: from now on it is one like any other."""
        self._assumed.pop(record_id, None)


def _missing(sought: Sought, error: AttioError, *, new: bool) -> Missing:
    return Missing(object=sought.object, attribute=sought.attribute, value=sought.value, error=error, new=new)
