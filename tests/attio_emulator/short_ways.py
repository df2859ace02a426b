"""What the emulator does in a short way where it may, held against the long way, in every test of the emulator.

Each of these has a plain form that says what it means, and a quick one for what is usual.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
import pytest
from attio_emulator.given import Form, Given, Reader, _last_of_each, accepted
from attio_emulator.record_json import RecordJson
from attio_emulator.schema.model import Object
from attio_emulator.store import Record

__all__ = ["held"]


def held(patch: pytest.MonkeyPatch, differences: list[str]) -> None:
    """Collect from now on where a short way gives something else than the long one."""
    several, usual = RecordJson.several, Reader._usual

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

    patch.setattr(RecordJson, "several", compared)
    patch.setattr(RecordJson, "one", lambda self, owner, record: self.several(owner, [record])[0])
    patch.setattr(Reader, "_usual", read)
