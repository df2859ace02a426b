"""Times asserts in process, without a connection: `python -m rows.in_process WRITES` prints the microseconds of one."""

from __future__ import annotations

import json
import os
import sys
import time

from attio_emulator import Emulator, Workspace

from rows.people import put

__all__ = ["asserts"]

PEOPLE = 10_000
_CLOCK = time.process_time if os.environ.get("BENCH_CLOCK") == "cpu" else time.perf_counter


def asserts(writes: int) -> float:
    """Raises ValueError if an assert is refused, or if the last one is not what the emulator stored."""
    emulator = Emulator(Workspace.from_dict({}))

    for index in range(writes // 4):
        put(emulator, index % PEOPLE, index)
    begin = _CLOCK()
    for index in range(writes):
        put(emulator, index % PEOPLE, index)
    passed = _CLOCK() - begin
    kept = json.loads(put(emulator, (writes - 1) % PEOPLE, writes - 1))["data"]["values"]["job_title"][0]["value"]
    if kept != f"Title {writes - 1}":
        raise ValueError(f"expected the last title to be kept, found {kept}")
    return passed * 1e6 / writes


if __name__ == "__main__":
    sys.stdout.write(f"{asserts(int(sys.argv[1]))}\n")
