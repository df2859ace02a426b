"""What the emulator does in a short way where it may, held against the long way, in every test of the emulator.

Each of these has a plain form that says what it means, and a quick one for what is usual.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

import orjson
import pytest
from attio_emulator.given import Form, Given, Reader, _last_of_each, accepted
from attio_emulator.record_json import RecordJson
from attio_emulator.schema.model import Object
from attio_emulator.store import Record, Stamp, dumped
from attio_emulator.undone import undone
from attio_emulator.writer import Writer

__all__ = ["held"]


def held(patch: pytest.MonkeyPatch, differences: list[str]) -> None:
    """Collect from now on where a short way gives something else than the long one."""
    several, usual, write = RecordJson.several, Reader._usual, Writer._write

    def compared(self: RecordJson, owner: Object, records: Sequence[Record]) -> list[orjson.Fragment]:
        out = several(self, owner, records)
        plain = [self._renderer.record(owner, one) for one in records]
        if orjson.dumps(out) != orjson.dumps(plain):
            differences.append(f"{orjson.dumps(out)!r} is not the JSON of {plain}")
        return out

    def read(self: Reader, owner: Object, values: Mapping[str, Any], form: Form, pointer: str) -> list[Given] | None:
        settings = self._assumptions
        start = len(settings.decided)
        out = usual(self, owner, values, form, pointer)
        decided = settings.decided[start:]
        if out is not None:
            del settings.decided[start:]
            plain = _last_of_each(accepted(self._read_all(owner, values, form, pointer)))
            if (out, decided) != (plain, settings.decided[start:]):
                differences.append(f"{values} is read as {out}, {decided}, and plainly as {plain}")
        elif decided:
            differences.append(f"what was begun with {values} has decided {decided}")
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

    patch.setattr(RecordJson, "several", compared)
    patch.setattr(Writer, "_write", written)
    patch.setattr(RecordJson, "one", lambda self, owner, record: self.several(owner, [record])[0])
    patch.setattr(Reader, "_usual", read)
