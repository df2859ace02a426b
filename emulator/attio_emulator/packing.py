"""Packs a record into bytes and unpacks it. `awake` and `shelf` decide which records are packed, and when."""

from __future__ import annotations

import marshal
from io import BytesIO
from typing import Any

from attio_emulator.past import Past
from attio_emulator.record import Record, Stamp, Value

__all__ = ["Packing"]

_KINDS = _SAME, _PAIRED, _OWN, _NONE = range(4)
"""How a value's key is stored: it is the data itself, the data as a tuple, or separate; `_NONE` marks an empty list."""

_VERSION = 2
"""Marshal's format. Later ones detect repeated objects, which saves a seventh of the bytes but takes two fifths of the time."""

_dumps, _loads = marshal.dumps, marshal.loads
_new = (
    object.__new__
)  # every request reads a record and its stamps; filling them this way takes 0.4 of the time of `__init__`


class Packing:
    """Packs and unpacks the records of one store; holds what many records share."""

    def __init__(self) -> None:
        self._kinds: list[tuple[str, int]] = []
        """Each attribute with each kind; a packed value has its index in this list."""
        self._first_kinds: dict[str, int] = {}
        self._actors: list[tuple[str, str | None]] = []
        self._actor_numbers: dict[tuple[str, str | None], int] = {}

    def packed(self, record: Record, turn: int) -> bytes | None:
        """A record as bytes, with the `turn` at which it is packed; None if bytes cannot hold it."""
        earlier, past = record.past.parts()
        values, stamps = self._values(record.values)
        try:
            if past:
                earlier += _dumps(self._values(past), _VERSION)
            return _dumps(
                (
                    turn,
                    record.created_at,
                    record.place,
                    self._actor(record.actor),
                    record.last_received or None,
                    record.assumed_by,
                    values,
                    stamps,
                    earlier or None,
                ),
                _VERSION,
            )
        except ValueError:
            return None

    def read(self, object: str, id: str, packed: bytes) -> tuple[Record, int]:
        """The unpacked record, and its turn."""
        turn, created_at, place, actor, received, assumed_by, values, stamps, past = _loads(packed)
        record = _new(Record)
        record.id, record.object, record.created_at, record.place = id, object, created_at, place
        record.actor, record.assumed_by, record.shown = self._actors[actor], assumed_by, None
        record.last_received = received or {}
        record.values = self._read(values, stamps)
        record.past = Past(None, (past, self._past) if past else None)
        return record, turn

    def _past(self, packed: bytes) -> dict[str, list[Value]]:
        """Values packed in several groups, one after the other."""
        out: dict[str, list[Value]] = {}
        groups = BytesIO(packed)
        while groups.tell() < len(packed):
            for slug, rows in self._read(*marshal.load(groups)).items():
                out.setdefault(slug, []).extend(rows)
        return out

    def _values(self, values: dict[str, list[Value]]) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
        """Values and their stamps, flat."""
        out: list[Any] = []
        stamps: list[Any] = []
        numbers: dict[int, int] = {}
        last: Stamp | None = None
        number: int | None = None
        for slug, rows in values.items():
            kind = self._first_kinds.get(slug)
            if kind is None:
                kind = self._first_kinds[slug] = len(self._kinds)
                self._kinds += [(slug, one) for one in _KINDS]
            if not rows:
                out += (kind + _NONE, None, None, None)
            for one in rows:
                data, key, stamp = one.data, one.key, one.stamp
                how = _SAME
                if key is not data and (type(key) is not type(data) or key != data):
                    if type(data) is list and key == tuple(data):
                        how = _PAIRED
                    else:
                        how, data = _OWN, (data, key)
                if stamp is not last:  # a new record has only one
                    last, number = stamp, numbers.get(id(stamp))
                    if number is None:
                        number = numbers[id(stamp)] = len(numbers)
                        by = self._actor(stamp.actor)
                        stamps += (stamp.at, by, stamp.request_id, stamp.received_at, stamp.pointer)
                out += (kind + how, data, number, one.active_until)
        return tuple(out), tuple(stamps)

    def _read(self, values: tuple[Any, ...], flat: tuple[Any, ...]) -> dict[str, list[Value]]:
        out: dict[str, list[Value]] = {}
        kinds, actors, parts, each = self._kinds, self._actors, iter(values), iter(flat)
        stamps = []
        for at, who, request, received_at, pointer in zip(each, each, each, each, each):  # noqa: B905  # as below
            stamp = _new(Stamp)
            stamp.at, stamp.actor, stamp.request_id = at, actors[who], request
            stamp.received_at, stamp.pointer = received_at, pointer
            stamps.append(stamp)
        for kind, data, number, until in zip(parts, parts, parts, parts):  # noqa: B905  # `strict` takes a tenth of the time
            slug, how = kinds[kind]
            if how == _SAME:
                value = Value(data, data, stamps[number], until)
            elif how == _PAIRED:
                value = Value(data, tuple(data), stamps[number], until)
            elif how == _OWN:
                value = Value(data[0], data[1], stamps[number], until)
            else:
                out[slug] = []
                continue
            rows = out.get(slug)
            if rows is None:
                out[slug] = [value]
            else:
                rows.append(value)
        return out

    def _actor(self, actor: tuple[str, str | None]) -> int:
        number = self._actor_numbers.get(actor)
        if number is None:
            number = self._actor_numbers[actor] = len(self._actors)
            self._actors.append(actor)
        return number
