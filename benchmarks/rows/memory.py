"""`python -m rows.memory ours|dicts` prints the bytes that a record of four values takes, measured in its own process.

Ours is what an emulator stores for an assert: the values with their authors and times, and the indexes. The other side is the record as
the API returns it, one dict per value, with keys shared between records.
"""

from __future__ import annotations

import gc
import json
import sys
from pathlib import Path
from typing import Any

from attio_emulator import Emulator, Workspace

from rows.people import put

__all__ = ["bytes_of_dicts", "bytes_of_ours"]

RECORDS = 100_000


def bytes_of_ours() -> float:
    emulator = Emulator(Workspace.from_dict({}), journal_limit=0)
    _put(emulator, 0)
    before = _resident()
    for index in range(1, RECORDS + 1):
        _put(emulator, index)
    return (_resident() - before) / RECORDS


def bytes_of_dicts() -> float:
    kept = [_expanded(_answer(0), 0)]
    answer = _answer(0)
    before = _resident()
    kept += [_expanded(answer, index) for index in range(1, RECORDS + 1)]
    return (_resident() - before) / (len(kept) - 1)


def _put(emulator: Emulator, index: int) -> bytes:
    return put(emulator, index, index, description=f"Number {index}")


def _answer(index: int) -> dict[str, Any]:
    values = json.loads(_put(Emulator(Workspace.from_dict({}), journal_limit=0), index))["data"]["values"]
    return {slug: values[slug] for slug in ("email_addresses", "name", "job_title", "description")}


def _expanded(value: Any, index: int) -> Any:
    """A copy: texts with the record's number are its own, the others are shared."""
    if isinstance(value, dict):
        return {sys.intern(key): _expanded(inner, index) for key, inner in value.items()}
    if isinstance(value, list):
        return [_expanded(inner, index) for inner in value]
    return value.replace("0", str(index), 1) if isinstance(value, str) and "0" in value else value


def _resident() -> int:
    gc.collect()
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) * 1024


if __name__ == "__main__":
    sys.stdout.write(f"{bytes_of_ours() if sys.argv[1] == 'ours' else bytes_of_dicts()}\n")
