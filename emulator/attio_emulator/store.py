"""Records with the history of their values, and every change to them. Knows nothing of HTTP, forms or refusals.

`indexes` are ways to find records, `shelf` keeps one object's records.

If a transaction fails, all its changes are undone: a refused write leaves nothing behind, nor does it appear in
`changes`, which are kept until `drain`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from types import TracebackType
from typing import Any, Literal

from attio_emulator.indexes import Ascending, Freed, Holders, Unique
from attio_emulator.packing import Packing
from attio_emulator.record import MADE_UP, Assumed, Record, Stamp, Value, dumped, loaded_value
from attio_emulator.shelf import Awake, Shelf

__all__ = ["Change", "Store", "Transaction"]

Change = tuple[Literal["created", "updated", "deleted"], str, str, str | None]
"""(what happened, object slug, record ID, attribute slug of an update)"""

_FEW = 32
"""Up to this many values are searched one by one; more are worth an index, which takes 330 bytes per value."""


class Store:
    """All records of a workspace. Without `history`, ended values are dropped."""

    def __init__(self, *, history: bool = True) -> None:
        self._history = history
        self._packing, self._awake = Packing(), Awake()
        self._records: dict[str, Shelf] = {}
        self._unique = Unique()
        self._ascending: dict[str, Ascending] = {}
        self._holders: dict[tuple[str, str], Holders] = {}
        self._places = 0
        self._displaced: set[str] = set()
        self._undo: list[_Step] | None = None
        self.changes: list[Change] = []
        self._watched: dict[str, set[str]] = {}
        self._written: dict[str, int] = {}
        self.views: dict[str, object] = {}
        """Caches that others derive from the records of an object; they last as long as the store."""

    # -- reading ---------------------------------------------------------------------------------------------------

    def get(self, object: str, record_id: str) -> Record | None:
        """A record that may be changed."""
        shelf = self._records.get(object)
        return None if shelf is None else shelf.get(record_id)

    def each(self, object: str) -> Iterator[Record]:
        """The records of an object in order of creation. Read-only, and only until the next write."""
        shelf = self._shelf(object)
        if object in self._displaced:
            self._displaced.discard(object)
            shelf.sort([one.id for one in sorted(shelf.each(), key=lambda one: one.place)])
        return shelf.each()

    def rest(self) -> None:
        """Pack records not used lately. Call it while nobody holds a record, such as after a request."""
        for record in self._awake.surplus():
            shelf = self._records.get(record.object)
            if shelf is not None:
                shelf.pack(record)

    def _shelf(self, object: str) -> Shelf:
        shelf = self._records.get(object)
        if shelf is None:
            shelf = self._records[object] = Shelf(object, self._packing, self._awake)
        return shelf

    def by_id(self, object: str, start: int = 0, end: int | None = None) -> Iterator[Record]:
        """A range of an object's records in order of ID. Read-only, and only until the next write."""
        shelf, ascending = self._shelf(object), self._ascending.get(object)
        if ascending is None:
            ascending = self._ascending[object] = Ascending(shelf)
        ids = ascending.ids()
        whole = start == 0 and end is None
        return map(shelf.seen, ids if whole else ids[start:end])

    def watch(self, object: str) -> set[str]:
        """A set that collects the ID of every record of an object written from now on. Its reader empties it."""
        return self._watched.setdefault(object, set())

    def written(self, objects: Sequence[str] = ()) -> int:
        """A counter that grows with every write to these objects, or to any."""
        counts = self._written
        return sum([counts.get(one, 0) for one in objects] or counts.values())

    def _touch(self, record: Record) -> None:
        record.shown = None
        self._written[record.object] = self._written.get(record.object, 0) + 1
        watched = self._watched.get(record.object)
        if watched is not None:
            watched.add(record.id)

    def counts(self) -> dict[str, int]:
        return {slug: len(shelf) for slug, shelf in self._records.items() if len(shelf)}

    def lookup(self, object: str, attribute: str, key: Hashable) -> str | None:
        """The ID of the record that has this unique value (or this `record_id`)."""
        if attribute == "record_id":
            return str(key) if str(key) in self._records.get(object, ()) else None
        found = self._unique.holder(object, attribute, key)
        if found is None and (object, attribute) in self._unique.ambiguous:
            found = next((one.id for one in self.holders(object, attribute, (key,))), None)
        return found

    def matches(self, object: str, attribute: str, keys: Iterable[Hashable]) -> list[str]:
        """The IDs of the records that have one of these unique values. A value has several if they predate its being unique."""
        if (object, attribute) in self._unique.ambiguous:
            return [one.id for one in self.holders(object, attribute, keys)]
        index = self._unique.index(object, attribute)
        find = partial(self.lookup, object, attribute) if index is None else index.get
        found = [holder for key in keys if (holder := find(key)) is not None]
        return found if len(found) < 2 else list(dict.fromkeys(found))

    def is_shared(self, object: str, attribute: str, key: Hashable) -> bool:
        """Whether a unique value has several holders."""
        return (object, attribute) in self._unique.ambiguous and len(self.holders(object, attribute, (key,))) > 1

    def is_indexed(self, attribute: str) -> bool:
        """Whether `holders` knows an attribute. It does not know those computed from the record, except for its ID."""
        return attribute == "record_id" or attribute not in MADE_UP

    def holders(self, object: str, attribute: str, keys: Iterable[Hashable]) -> list[Record]:
        """The records with an active value under one of these keys, in order of creation."""
        shelf = self._shelf(object)
        found: set[str] = set()
        if attribute == "record_id":
            found.update(str(key) for key in keys if str(key) in shelf)
        elif (unique := self._unique.index(object, attribute)) is not None:
            found.update(unique[key] for key in keys if key in unique)
        else:
            index = self._index(object, attribute)
            for key in keys:
                found.update(index.of(key))
        return sorted(filter(None, map(shelf.get, found)), key=lambda one: one.place)

    def holds(self, record: Record, attribute: str, key: Hashable) -> bool:
        """Whether a record has an active value with this key."""
        values = record.values.get(attribute, ())
        if len(values) <= _FEW:
            return any(one.key == key for one in values)
        return self._index(record.object, attribute).has(record.id, key)

    def _index(self, object: str, attribute: str) -> Holders:
        index = self._holders.get((object, attribute))
        if index is None:
            index = Holders((one.id, _keys(one.values.get(attribute, ()))) for one in self._shelf(object).each())
            self._holders[object, attribute] = index
        return index

    # -- writing ---------------------------------------------------------------------------------------------------

    def transaction(self) -> Transaction:
        """All or nothing. A transaction inside another one is undone separately."""
        return Transaction(self)

    def add(self, record: Record, unique: Sequence[str] = (), *, told: bool = True) -> None:
        """Add a record with its values; those of `unique` are indexed. It appears among the changes only if `told`."""
        self._places += 1
        record.place = self._places
        self._shelf(record.object).put(record)
        if unique:
            self._unique.claim(record, unique)
        self._follow(record, there=True)
        if self._undo is not None:
            self._undo.append((Store._unadd, record, unique))
        if told:
            self.changes.append(("created", record.object, record.id, None))

    def _unadd(self, record: Record, unique: Sequence[str]) -> None:
        self._unique.free(record, unique)
        self._records[record.object].drop(record.id)
        self._follow(record, there=False)

    def remove(self, record: Record, unique: Sequence[str], *, told: bool = True) -> None:
        """Remove a record and its unique values. It appears among the changes only if `told`."""
        freed = self._unique.free(record, unique)
        self._records[record.object].drop(record.id)
        self._follow(record, there=False)
        if self._undo is not None:
            self._undo.append((Store._unremove, record, freed))
        if told:
            self.changes.append(("deleted", record.object, record.id, None))

    def _unremove(self, record: Record, freed: Freed) -> None:
        self._records[record.object].put(record)
        # it is now last; `_displaced` makes the next reader restore the order
        self._displaced.add(record.object)
        self._unique.claim_again(record, freed)
        self._follow(record, there=True)

    def _follow(self, record: Record, *, there: bool) -> None:
        """Update the indexes for a record, with its values, that was added (`there`) or removed."""
        self._touch(record)
        ascending = self._ascending.get(record.object)
        if ascending is not None:
            (ascending.add if there else ascending.discard)(record.id)
        for (object, slug), index in self._holders.items():
            if object == record.object:
                keys = _keys(record.values.get(slug, ()))
                index.change(record.id, () if there else keys, keys if there else ())

    def put(self, record: Record, slug: str, values: list[Value], at: int, *, unique: bool) -> None:
        """Make these the active values of an attribute. Values no longer among them end now, or at their beginning
        if that is later."""
        before = record.values.get(slug, [])
        if not before:
            self.exchange(record, slug, values, at, ended=(), begun=values, unique=unique)
            return
        old, new = set(map(id, before)), set(map(id, values))
        ended = [value for value in before if id(value) not in new]
        begun = [value for value in values if id(value) not in old]
        self.exchange(record, slug, values, at, ended=ended, begun=begun, unique=unique)

    def exchange(
        self,
        record: Record,
        slug: str,
        values: list[Value],
        at: int,
        *,
        ended: Sequence[Value],
        begun: Sequence[Value],
        unique: bool,
    ) -> None:
        """Like `put`, for a caller who knows which values end and which are new: of many, only a few."""
        before = record.values.get(slug, [])
        record.values[slug] = values
        for value in ended:
            # the clock went back, or the state is from a later one: a value cannot end before it began
            value.active_until = max(at, value.active_from)
        if ended and self._history:
            record.past.add(slug, ended)
        self._reindex(record, slug, ended, begun, unique=unique)
        if self._undo is not None:
            self._undo.append((Store._unexchange, record, slug, before, ended, begun, unique))
        self.changes.append(("updated", record.object, record.id, slug))

    def _unexchange(
        self,
        record: Record,
        slug: str,
        before: list[Value],
        ended: Sequence[Value],
        begun: Sequence[Value],
        unique: bool,
    ) -> None:
        self._reindex(record, slug, begun, ended, unique=unique)
        for value in ended:
            value.active_until = None
        record.values[slug] = before
        if ended and self._history:
            record.past.take_back(slug, len(ended))

    def rewrite(self, record: Record, slug: str, values: list[Value], past: list[Value], *, unique: bool) -> None:
        """Replace an attribute's active values and history, as if it had never been different. Reports no change."""
        before, history = record.values.get(slug, []), record.past.get(slug, [])
        record.values[slug], record.past[slug] = values, past
        self._reindex(record, slug, before, values, unique=unique)
        if self._undo is not None:
            self._undo.append((Store._unrewrite, record, slug, before, history, values, unique))

    def _unrewrite(
        self, record: Record, slug: str, before: list[Value], history: list[Value], values: list[Value], unique: bool
    ) -> None:
        self._reindex(record, slug, values, before, unique=unique)
        record.values[slug], record.past[slug] = before, history

    def _reindex(
        self, record: Record, slug: str, before: Sequence[Value], after: Sequence[Value], *, unique: bool
    ) -> None:
        """Update the indexes for an attribute that lost the values `before` and got those of `after`."""
        self._touch(record)
        if unique:
            self._unique.exchange(record, slug, before, after)
        holders = self._holders.get((record.object, slug)) if self._holders else None
        if holders is not None:
            holders.change(record.id, _keys(before), _keys(after))

    def note_written(self, record: Record, still: Assumed | None = None) -> None:
        """Note that a write found the record: from now on it certainly exists, or, with `still`, remains presumed."""
        before, record.assumed_by = record.assumed_by, still
        self.remember(lambda _: setattr(record, "assumed_by", before))

    def remember(self, undo: Callable[[Store], None]) -> None:
        """Register what else to undo if the transaction fails."""
        if self._undo is not None:
            self._undo.append((undo,))

    def note_received(self, record: Record, slug: str, received_at: int) -> None:
        """Note when a batch reported an attribute."""
        before = record.last_received.get(slug)
        record.last_received[slug] = max(received_at, before if before is not None else received_at)
        if self._undo is not None:
            self._undo.append((Store._unnote_received, record, slug, before))

    def _unnote_received(self, record: Record, slug: str, before: int | None) -> None:
        if before is None:
            del record.last_received[slug]
        else:
            record.last_received[slug] = before

    # -- changes ---------------------------------------------------------------------------------------------------

    def drain(self) -> list[Change]:
        """The changes since the last call, each once, without those that a creation or deletion makes superfluous."""
        seen = dict.fromkeys(self.changes)
        self.changes.clear()
        whole = {(one[1], one[2]) for one in seen if one[0] != "updated"}
        return [one for one in seen if one[0] != "updated" or (one[1], one[2]) not in whole]

    def drain_whole(self) -> list[Change]:
        """Like `drain`, but only the creations and deletions."""
        whole = [one for one in self.changes if one[0] != "updated"]
        self.changes.clear()
        return whole

    # -- snapshots -------------------------------------------------------------------------------------------------

    def dump(self) -> dict[str, Any]:
        """Everything as JSON values."""
        return {slug: [dumped(one) for one in self.each(slug)] for slug, shelf in self._records.items() if len(shelf)}

    def load(
        self, data: Mapping[str, Any], key: Callable[[str, str, Any], Hashable], unique: Callable[[str, str], bool]
    ) -> None:
        """Replace everything with what `dump` returned; `key` and `unique` say what the schema knows of (object,
        attribute).

        Raises:
            KeyError, TypeError, ValueError: the data is not from `dump`.
        """
        self._records, self._unique = {}, Unique()
        self._awake.clear()
        self._ascending, self._holders, self._displaced = {}, {}, set()
        for slug, rows in data.items():
            for row in rows:
                record = Record(id=row["id"], object=slug, created_at=row["created_at"], actor=tuple(row["actor"]))
                record.last_received = {str(name): int(at) for name, at in row.get("last_received", {}).items()}
                self._places += 1
                record.place = self._places
                self._shelf(slug).put(record)
                stamps: dict[Stamp, Stamp] = {}
                for name, values in row["values"].items():
                    record.values[name] = [
                        loaded_value(value, key(slug, name, value["data"]), stamps) for value in values
                    ]
                    if unique(slug, name):
                        self._unique.load(record, name)
                for name, values in row["past"].items():
                    record.past[name] = [
                        loaded_value(value, key(slug, name, value["data"]), stamps) for value in values
                    ]
                self.rest()


_Step = tuple[Any, ...]
"""Undoes a change: a method of the store, and its arguments."""


class Transaction:
    """A context manager that undoes all writes to a store if its block fails."""

    __slots__ = ("_outer", "_place", "_store")

    def __init__(self, store: Store) -> None:
        self._store = store

    def __enter__(self) -> None:
        store = self._store
        self._outer, store._undo = store._undo, []
        self._place = len(store.changes)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        store, outer = self._store, self._outer
        steps, store._undo = store._undo or [], None
        if kind is not None:
            try:
                for undo, *given in reversed(steps):
                    undo(store, *given)
                del store.changes[self._place :]
            finally:
                store._undo = outer
            return
        store._undo = outer
        if outer is not None:
            outer += steps


def _keys(values: Iterable[Value]) -> list[Hashable]:
    return [value.key for value in values]
