"""Asserts in process without a connection: `python -m rows.in_process WRITES`, the microseconds of one on stdout."""

from __future__ import annotations

import json
import os
import sys
import time

from attio_emulator import Emulator, Request, Workspace

__all__ = ["asserts"]

PEOPLE = 10_000
_CLOCK = time.process_time if os.environ.get("BENCH_CLOCK") == "cpu" else time.perf_counter
_PATH = "/v2/objects/people/records?matching_attribute=email_addresses"


def asserts(writes: int) -> float:
    """Raises ValueError where one is refused, or where the last one is not what is kept."""
    emulator = Emulator(Workspace.from_dict({}))

    def put(index: int) -> bytes:
        person = index % PEOPLE
        values = {
            "email_addresses": [f"user{person}@example.com"],
            "name": f"User{person}, Sample",
            "job_title": f"Title {index}",
        }
        answer = emulator.handle(Request.make("PUT", _PATH, json={"data": {"values": values}}, token="any"))
        if answer.status != 200:
            raise ValueError(f"expected an assert to be answered with 200, found {answer.status}: {answer.body!r}")
        return answer.body

    for index in range(writes // 4):
        put(index)
    begin = _CLOCK()
    for index in range(writes):
        put(index)
    passed = _CLOCK() - begin
    kept = json.loads(put(writes - 1))["data"]["values"]["job_title"][0]["value"]
    if kept != f"Title {writes - 1}":
        raise ValueError(f"expected the last title to be kept, found {kept}")
    return passed * 1e6 / writes


if __name__ == "__main__":
    sys.stdout.write(f"{asserts(int(sys.argv[1]))}\n")
