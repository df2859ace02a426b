"""The records of a store, of which those that nobody asked for lately are kept packed: one run of bytes each.

A record as objects takes two kilobytes and some thirty of them, which the garbage collector goes through again and again; packed it
takes a fifth, and the collector sees nothing of it. A packed record becomes objects again when somebody asks for it, and stays so until
enough others were asked for since. Which records there are, and what follows from a write, is `store`'s.
"""

from __future__ import annotations

import marshal
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

from attio_emulator.record import Record, Stamp, Value

__all__ = ["AWAKE", "Awake", "Packing", "Shelf"]

AWAKE = 12_000
"""Records that stay objects. A workspace of no more is never packed."""

_SAME, _PAIRED, _OWN = 0, 1, 2
"""How the key of a value follows from its data: it is the data, it is the same as a tuple, or it stands beside it."""


class Packing:
    """How records become bytes and objects again; what many have alike stands here once."""

    def __init__(self) -> None:
        self._slugs: list[str] = []
        self._actors: list[tuple[str, str | None]] = []
        self._slug_numbers: dict[str, int] = {}
        self._actor_numbers: dict[tuple[str, str | None], int] = {}

    def packed(self, record: Record) -> bytes | None:
        """A record as bytes; None for one that holds what bytes cannot."""
        stamps: dict[int, tuple[int, Stamp]] = {}
        row = (
            record.created_at,
            record.place,
            self._actor(record.actor),
            record.last_received or None,
            record.assumed_by,
            self._values(record.values, stamps),
            self._values(record.past, stamps),
            tuple(
                [
                    (one.at, self._actor(one.actor), one.request_id, one.received_at, one.pointer)
                    for _, one in stamps.values()
                ]
            ),
        )
        try:
            return marshal.dumps(row)
        except ValueError:
            return None

    def record(self, object: str, id: str, packed: bytes) -> Record:
        """The record that was packed."""
        created_at, place, actor, received, assumed_by, values, past, stamps = marshal.loads(packed)
        by = [
            Stamp(at=at, actor=self._actors[who], request_id=request, received_at=received_at, pointer=pointer)
            for at, who, request, received_at, pointer in stamps
        ]
        return Record(
            id=id,
            object=object,
            created_at=created_at,
            actor=self._actors[actor],
            values=self._read(values, by),
            past=self._read(past, by),
            last_received=received or {},
            assumed_by=assumed_by,
            place=place,
        )

    def _values(self, values: dict[str, list[Value]], stamps: dict[int, tuple[int, Stamp]]) -> tuple[Any, ...]:
        out: list[Any] = []
        numbers = self._slug_numbers
        for slug, rows in values.items():
            number = numbers.get(slug)
            if number is None:
                number = numbers[slug] = len(self._slugs)
                self._slugs.append(slug)
            flat: list[Any] = []
            for one in rows:
                data, key, stamp = one.data, one.key, one.stamp
                how, beside = _OWN, key
                if key is data or (type(key) is type(data) and key == data):
                    how, beside = _SAME, None
                elif type(data) is list and key == tuple(data):
                    how, beside = _PAIRED, None
                number_of_stamp, _ = stamps.setdefault(id(stamp), (len(stamps), stamp))
                flat += (data, how, beside, number_of_stamp, one.active_until)
            out += (number, tuple(flat))
        return tuple(out)

    def _read(self, packed: tuple[Any, ...], stamps: list[Stamp]) -> dict[str, list[Value]]:
        out: dict[str, list[Value]] = {}
        slugs, pairs = self._slugs, iter(packed)
        for number, flat in zip(pairs, pairs, strict=True):
            rows, each = [], iter(flat)
            for data, how, key, stamp, until in zip(each, each, each, each, each, strict=True):
                if how != _OWN:
                    key = data if how == _SAME else tuple(data)
                rows.append(Value(data, key, stamps[stamp], until))
            out[slugs[number]] = rows
        return out

    def _actor(self, actor: tuple[str, str | None]) -> int:
        number = self._actor_numbers.get(actor)
        if number is None:
            number = self._actor_numbers[actor] = len(self._actors)
            self._actors.append(actor)
        return number


Awake = OrderedDict[int, Record]
"""The records that are objects, each under Python's own number of it, the first that became one first."""
id_of = id
"""Python's own, where `id` is that of a record."""


class Shelf:
    """The records of one object, in the order in which they were put; `awake` are those of all shelves that are objects."""

    __slots__ = ("_awake", "_kept", "_object", "_packing")

    def __init__(self, object: str, packing: Packing, awake: Awake) -> None:
        self._object, self._packing, self._awake = object, packing, awake
        self._kept: dict[str, Record | bytes] = {}

    def get(self, id: str) -> Record | None:
        """A record, to be read and changed."""
        found = self._kept.get(id)
        if type(found) is bytes:
            found = self._kept[id] = self._packing.record(self._object, id, found)
            self._awake[id_of(found)] = found
        return found  # type: ignore[return-value]  # mypy does not narrow by `type(...) is`

    def seen(self, id: str) -> Record:
        """A record, to be read alone: of a packed one it is a copy."""
        found = self._kept[id]
        return self._packing.record(self._object, id, found) if isinstance(found, bytes) else found

    def each(self) -> Iterator[Record]:
        """All of them, to be read alone, and before the next write."""
        return map(self.seen, self._kept)

    def put(self, record: Record) -> None:
        self._kept[record.id] = record
        self._awake[id_of(record)] = record

    def drop(self, id: str) -> None:
        self._awake.pop(id_of(self._kept.pop(id)), None)

    def sort(self, ids: list[str]) -> None:
        """Let this be the order of the IDs, which are those that there are."""
        kept = {id: self._kept[id] for id in ids}
        self._kept.clear()
        self._kept.update(kept)

    def pack(self, record: Record) -> None:
        """Pack a record, if it is still the one that there is."""
        if self._kept.get(record.id) is record:
            packed = self._packing.packed(record)
            if packed is not None:
                self._kept[record.id] = packed

    def __contains__(self, id: object) -> bool:
        return id in self._kept

    def __iter__(self) -> Iterator[str]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)
