"""What the emulator does in a short way where it may, held against the long way, in every test of the emulator.

Each of these has a plain form that says what it means, and a quick one for what is usual.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain, islice
from typing import Any

import orjson
import pytest
from attio_emulator.given import Given, Reader, _last_of_each, accepted
from attio_emulator.past import Past
from attio_emulator.plans import Plan
from attio_emulator.record import Record, Stamp, dumped
from attio_emulator.record_json import RecordJson
from attio_emulator.schema.model import Object
from attio_emulator.types.base import Form
from attio_emulator.undone import undone
from attio_emulator.writer import Writer

__all__ = ["held"]


def held(patch: pytest.MonkeyPatch, differences: list[str]) -> None:
    """Collect from now on where a short way gives something else than the long one."""
    one, several, usual = RecordJson.one, RecordJson.several, Reader._usual
    write, add = Writer._write, Writer._added_whole

    def compared(self: RecordJson, owner: Object, records: Sequence[Record]) -> list[orjson.Fragment]:
        out = several(self, owner, records)
        compare(self, owner, records, out)
        return out

    def compared_one(self: RecordJson, owner: Object, record: Record) -> orjson.Fragment:
        out = one(self, owner, record)
        compare(self, owner, [record], [out])
        return out

    def compare(self: RecordJson, owner: Object, records: Sequence[Record], out: list[orjson.Fragment]) -> None:
        plain = [self._renderer.record(owner, one) for one in records]
        if orjson.dumps(out) != orjson.dumps(plain):
            differences.append(f"{orjson.dumps(out)!r} is not the JSON of {plain}")

    def read(
        self: Reader, owner: Object, values: Mapping[str, Any], form: Form, pointer: str, plan: Plan | None = None
    ) -> list[Given]:
        settings = self._assumptions
        start = len(settings.decided)
        out = usual(self, owner, values, form, pointer, plan)
        decided = settings.decided[start:]
        del settings.decided[start:]
        first = dict(islice(values.items(), len(out)))
        plain = _last_of_each(accepted(self._read_rest((), owner, first, form, pointer)))
        if (out, decided) != (plain, settings.decided[start:]):
            differences.append(f"{first} is read as {out}, {decided}, and plainly as {plain}")
        return out

    def left(self: Writer, record: Record, given: list[Given], begun: int, start: int) -> list[Any]:
        store, related = self._store, [one for one in given if one.attribute.inverse]
        ends = [store.get(*named) for named in chain.from_iterable(one.data or () for one in related)]
        rows = [None if one is None else dumped(one) for one in (record, *ends)]
        return [rows, store.changes[begun:], self._assumptions.decided[start:]]

    def written(self: Writer, record: Record, given: list[Given], appended: set[str], stamp: Stamp) -> None:
        related, decided = [one for one in given if one.attribute.inverse], self._assumptions.decided
        begun, start = len(self._store.changes), len(decided)
        if not related or not all(self._is_plain(record, one) for one in related):
            write(self, record, given, appended, stamp)
            return
        with undone(self._store), patch.context() as drafts:
            drafts.setattr(Writer, "_is_plain", lambda *_: False)
            write(self, record, given, appended, stamp)
            plain = left(self, record, given, begun, start)
        del decided[start:]
        write(self, record, given, appended, stamp)
        out = left(self, record, given, begun, start)
        if out != plain:
            differences.append(f"{related} leaves {out}, and by a draft {plain}")

    def added(self: Writer, record: Record, given: Sequence[Given], stamp: Stamp) -> bool:
        begun, start = len(self._store.changes), len(self._assumptions.decided)
        with undone(self._store):
            plainly = replace(record, values={}, past=Past(), last_received={})
            self._store.add(plainly)
            write(self, plainly, list(given), set(), stamp)
            plain = left(self, plainly, list(given), begun, start)
        del self._assumptions.decided[start:]
        is_added = add(self, record, given, stamp)
        if is_added and without_updates(left(self, record, list(given), begun, start)) != without_updates(plain):
            differences.append(f"{given} is added as {record}, and plainly as {plain}")
        return is_added

    def without_updates(of: list[Any]) -> list[Any]:
        """As `drain` gives them: that a record has values follows from its creation."""
        rows, changes, decided = of
        new = {one[2] for one in changes if one[0] == "created"}
        return [rows, [one for one in changes if one[0] == "created" or one[2] not in new], decided]

    patch.setattr(RecordJson, "several", compared)
    patch.setattr(Writer, "_added_whole", added)
    patch.setattr(Writer, "_write", written)
    patch.setattr(RecordJson, "one", compared_one)
    patch.setattr(Reader, "_usual", read)
