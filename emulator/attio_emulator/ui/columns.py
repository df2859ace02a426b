"""The records of one object as columns of text, built on first use and then updated from what the store reports as
written.

So a search, filter or sort over 100,000 records reads strings instead of records. A past moment is an overlay: only
records that changed since are read again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from attio_emulator.record import Record, Value
from attio_emulator.schema.model import Attribute, Object
from attio_emulator.store import Store
from attio_emulator.ui.conditions import OPERATORS, Condition, Texts
from attio_emulator.ui.plain import Names, number_of, text_of

__all__ = ["Table", "active_at", "moments_of", "table_of"]

Key = tuple[float, str, int]
"""A number, a text, and the order of creation."""

Asked = tuple[str, tuple[Condition, ...], str | None, bool, int | None]

_SEARCHED = 2000
"""How many characters of a value a search covers."""


def active_at(record: Record, slug: str, moment: int | None) -> Sequence[Value]:
    """The values of an attribute, now or at a moment in milliseconds."""
    return record.active(slug) if moment is None else record.active_at(slug, moment)


def moments_of(record: Record) -> set[int]:
    """When a record was created and its values began and ended, in milliseconds."""
    found = {record.created_at}
    for values in (*record.values.values(), *record.past.values()):
        for value in values:
            found.add(value.active_from)
            if value.active_until is not None:
                found.add(value.active_until)
    return found


def _changed_at(record: Record) -> int:
    """When a record was last written, in milliseconds."""
    latest = record.created_at
    for values in record.values.values():
        for value in values:
            latest = max(latest, value.active_from)
    for values in record.past.values():
        for value in values:
            latest = max(latest, value.active_from, value.active_until or 0)
    return latest


class Table:
    """Columns of the records of one owner."""

    def __init__(self, touched: set[str]) -> None:
        self._touched = touched
        self._attributes: list[Attribute] = []
        self._ids: dict[str, int] | None = None  # IDs and times of creation, in order of creation
        self._changed: dict[str, int] | None = None
        self._whole: dict[str, str] | None = None
        self._texts: dict[str, dict[str, Texts]] = {}
        self._keys: dict[str, dict[str, Key]] = {}
        self._orders: dict[str, list[str]] = {}
        self._targets: dict[str, int] = {}
        self._moments: list[int] | None = None
        self._found: tuple[Asked, list[str]] | None = (
            None  # the last result: its other pages are usually requested next
        )
        self._past: tuple[int, dict[str, dict[str, Texts]], dict[str, str]] | None = None

    # -- kept true -------------------------------------------------------------------------------------------------

    def refresh(self, owner: Object, store: Store, names: Names) -> None:
        """Update the columns with everything written since the last call."""
        attributes = list(owner.attributes.values())
        if attributes != self._attributes:
            self._attributes = attributes
            self._ids = self._changed = self._whole = self._past = None
            self._texts, self._keys, self._orders = {}, {}, {}
            self._found = None
        self._forget_renamed(store)
        if not self._touched:
            return
        self._moments = self._found = None
        touched = [(id, store.get(owner.slug, id)) for id in self._touched]
        touched.sort(
            key=lambda row: row[1].place if row[1] is not None else 0
        )  # new ones are added in order of creation
        self._past = None
        self._touched.clear()
        by_slug = {one.slug: one for one in attributes}
        sorted_anew: set[str] = set()
        for id, record in touched:
            if record is None:
                for column in self._columns():
                    column.pop(id, None)
                sorted_anew.update(self._orders)
                continue
            if self._ids is not None:
                self._ids.setdefault(id, record.created_at)
            if self._changed is not None:
                self._changed[id] = _changed_at(record)
            if self._whole is not None:
                self._whole[id] = _whole(by_slug, record, None)
            for slug, texts in self._texts.items():
                texts[id] = _texts(by_slug[slug], record, names, None)
            for slug, keys in self._keys.items():
                key = _key(by_slug[slug], record, names)
                if keys.get(id) != key:
                    sorted_anew.add(slug)
                    keys.pop(id, None)
                    if key is not None:
                        keys[id] = key
        for slug in sorted_anew & self._orders.keys():
            self._reorder(slug)

    def _forget_renamed(self, store: Store) -> None:
        """Forget cells with references: they show the names of records, which change without the reference."""
        for one in self._attributes:
            written = store.written(one.allowed_objects) if one.type == "record-reference" else 0
            if self._targets.get(one.slug, 0) != written:
                self._targets[one.slug], self._past, self._found = written, None, None
                for column in (self._texts, self._keys, self._orders):
                    column.pop(one.slug, None)

    def _columns(self) -> Iterator[dict[str, Any]]:
        yield from (one for one in (self._ids, self._changed, self._whole) if one is not None)
        yield from self._texts.values()
        yield from self._keys.values()

    def _reorder(self, slug: str) -> None:
        keys, order = self._keys[slug], self._orders[slug]
        there = set(order)
        order[:] = [id for id in order if id in keys]
        order += [id for id in keys if id not in there]
        order.sort(key=keys.__getitem__)  # cheap, since it is nearly in order

    # -- asked -----------------------------------------------------------------------------------------------------

    def find(
        self,
        owner: Object,
        store: Store,
        names: Names,
        *,
        search: str = "",
        conditions: Iterable[Condition] = (),
        sort: Attribute | None = None,
        descending: bool = False,
        moment: int | None = None,
    ) -> list[str]:
        """The IDs of the records asked for, in order; without a sort, the newest first. Do not change the list."""
        asked = (search, tuple(conditions), sort.slug if sort else None, descending, moment)
        if self._found is None or self._found[0] != asked:
            found = self._matching(owner, store, names, search, asked[1], moment)
            ids = (
                (list(found) if descending else list(reversed(found)))
                if sort is None
                else self._sorted(owner, store, names, found, sort, descending, moment)
            )
            self._found = asked, ids
        return self._found[1]

    def _matching(
        self,
        owner: Object,
        store: Store,
        names: Names,
        search: str,
        conditions: Iterable[Condition],
        moment: int | None,
    ) -> dict[str, Any]:
        found: dict[str, Any] = self._all(owner, store)
        if moment is not None:
            found = {id: at for id, at in found.items() if at <= moment}
        for one in conditions:
            test, wanted = OPERATORS[one.operator], one.wanted
            texts = self._column(owner, store, names, one.attribute, moment, found)
            found = {id: None for id in found if test(texts[id], wanted)}
        if search:
            whole = self._searched(owner, store, moment, found)
            wanted = search.casefold()
            found = {id: None for id in found if wanted in whole[id]}
        return found

    def moments(self, owner: Object, store: Store) -> list[int]:
        """The moments of all writes, in milliseconds, oldest first."""
        if self._moments is None:
            found: set[int] = set()
            for one in store.each(owner.slug):
                found.add(one.created_at)
                if one.past:
                    found.update(moments_of(one))
            self._moments = sorted(found)
        return self._moments

    def _all(self, owner: Object, store: Store) -> dict[str, int]:
        if self._ids is None:
            self._ids = {one.id: one.created_at for one in store.each(owner.slug)}
        return self._ids

    def _since(self, owner: Object, store: Store, moment: int, found: Iterable[str]) -> list[str]:
        """The records that changed after a moment."""
        if self._changed is None:
            self._changed = {one.id: _changed_at(one) for one in store.each(owner.slug)}
        changed = self._changed
        return [id for id in found if changed[id] > moment]

    def _overlay(self, moment: int) -> tuple[dict[str, dict[str, Texts]], dict[str, str]]:
        if self._past is None or self._past[0] != moment:
            self._past = (moment, {}, {})
        return self._past[1], self._past[2]

    def _column(
        self,
        owner: Object,
        store: Store,
        names: Names,
        attribute: Attribute,
        moment: int | None,
        found: Mapping[str, Any],
    ) -> Mapping[str, Texts]:
        texts = self._texts.get(attribute.slug)
        if texts is None:
            texts = {one.id: _texts(attribute, one, names, None) for one in store.each(owner.slug)}
            self._texts[attribute.slug] = texts
        if moment is None:
            return texts
        columns, _ = self._overlay(moment)
        over = columns.setdefault(attribute.slug, {})
        for id in self._since(owner, store, moment, found):
            record = store.get(owner.slug, id)
            if id not in over and record is not None:
                over[id] = _texts(attribute, record, names, moment)
        return {**texts, **over} if over else texts

    def _searched(self, owner: Object, store: Store, moment: int | None, found: Mapping[str, Any]) -> Mapping[str, str]:
        if self._whole is None:
            self._whole = {one.id: _whole(owner.attributes, one, None) for one in store.each(owner.slug)}
        if moment is None:
            return self._whole
        _, over = self._overlay(moment)
        for id in self._since(owner, store, moment, found):
            record = store.get(owner.slug, id)
            if id not in over and record is not None:
                over[id] = _whole(owner.attributes, record, moment)
        return {**self._whole, **over} if over else self._whole

    def _sorted(
        self,
        owner: Object,
        store: Store,
        names: Names,
        found: Mapping[str, Any],
        sort: Attribute,
        descending: bool,
        moment: int | None,
    ) -> list[str]:
        """Records without a value come last, in either direction."""
        slug = sort.slug
        if slug not in self._orders:
            keyed = ((one.id, _key(sort, one, names)) for one in store.each(owner.slug))
            keys = self._keys[slug] = {id: key for id, key in keyed if key is not None}
            self._orders[slug] = sorted(keys, key=keys.__getitem__)
        keys, order = self._keys[slug], self._orders[slug]
        if moment is not None:
            changed = self._since(owner, store, moment, found)
            if changed:
                then = {
                    id: _key(sort, record, names, moment) for id in changed if (record := store.get(owner.slug, id))
                }
                keys = {id: key for id, key in {**keys, **then}.items() if key is not None}
                order = sorted(keys, key=keys.__getitem__)
        everything = len(found) == len(self._all(owner, store))
        ordered = order if everything else [id for id in order if id in found]
        empty = [id for id in found if id not in keys] if len(ordered) < len(found) else []
        return [*(reversed(ordered) if descending else ordered), *empty]


def _texts(attribute: Attribute, record: Record, names: Names, moment: int | None) -> Texts:
    values = active_at(record, attribute.slug, moment)
    return tuple(names.text(attribute, one.data)[:_SEARCHED].casefold() for one in values)


def _whole(by_slug: Mapping[str, Attribute], record: Record, moment: int | None) -> str:
    """The text that a search covers: the record's own values, not the names of records it refers to."""
    texts = [record.id]
    for slug in record.values if moment is None else {**record.values, **record.past}:
        attribute = by_slug.get(slug)
        if attribute is not None and attribute.type not in ("record-reference", "actor-reference"):
            texts += [text_of(attribute, one.data)[:_SEARCHED] for one in active_at(record, slug, moment)]
    return "\n".join(texts).casefold()


def _key(attribute: Attribute, record: Record, names: Names, moment: int | None = None) -> Key | None:
    values = active_at(record, attribute.slug, moment)
    if not values:
        return None
    number = number_of(attribute, values[0].data)
    text = names.text(attribute, values[0].data)[:_SEARCHED].casefold() if number is None else ""
    return number or 0.0, text, record.place


def table_of(owner: Object, store: Store, names: Names) -> Table:
    """The up-to-date table of an owner; it is kept with the store."""
    kept = store.views.get(owner.slug)
    if not isinstance(kept, Table):
        kept = store.views[owner.slug] = Table(store.watch(owner.slug))
    kept.refresh(owner, store, names)
    return kept
