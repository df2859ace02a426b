"""Times `check` on long files: `python scale.py [EVENTS …]` prints the table of `docs/scale.md`.

Each file is made in the folder for temporary files (1 KB per event) and removed after its rows. All have the same 10,000 people, so
memory that grows with the number of events would show.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cases import inputs
from rows.processes import write_mapping
from words import WrongWord, positive

EVENTS = (20_000, 200_000, 1_000_000)
PEOPLE = 10_000
SHARES = {1: "all", 10: "one in ten"}
"""One in so many events is delivered."""
_WORDS = (sys.executable, "-m", "attio_harness", "check", "events.ndjson", "-m", "mapping.json", "-w", "workspace.json")
_LOOK = 0.05
"""Seconds between two readings of the memory of the processes."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a run took: wall seconds, CPU seconds of all processes, and the most memory of its process and of those it started."""

    wall: float
    cpu: float
    own: int
    others: int


def main(words: list[str]) -> int:
    try:
        counts = positive(words, "events") or EVENTS
    except WrongWord as error:
        _say(str(error))
        return 2
    _say("| events | delivered | processes | events/s | events a CPU second | memory, MiB | of the others, MiB |")
    _say("|---:|---|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write_mapping(folder)
        for count in counts:
            for every, share in SHARES.items():
                write(folder / "events.ndjson", count, every)
                for number in sorted({1, os.cpu_count() or 1}):
                    ran = _run(folder, number, count)
                    rates = f"{count / ran.wall:,.0f} | {count / ran.cpu:,.0f}"
                    _say(f"| {count:,} | {share} | {number} | {rates} | {ran.own >> 20:,} | {ran.others >> 20:,} |")
    return 0


def write(file: Path, count: int, every: int) -> None:
    """Write events with distinct IDs; those that are not delivered match no trigger."""
    with file.open("w") as out:
        for line in _lines(count, every, inputs()["events"]["written"]):
            out.write(line)


def _lines(count: int, every: int, events: list[dict[str, Any]]) -> Iterator[str]:
    for index in range(count):
        event, person = events[index % len(events)], index // every % PEOPLE
        own: dict[str, Any] = {
            "userId": f"user_{person}",
            "messageId": f"m-{index}",
            "traits": event["traits"] | {"email": f"p{person}@example.com"},
        }
        other: dict[str, Any] = {} if index % every == 0 else {"type": "track", "event": "Seen"}
        yield json.dumps(event | own | other, separators=(",", ":")) + "\n"


def _run(folder: Path, number: int, count: int) -> Run:
    """Run `check` on the file. Raises ValueError if the report does not have all events."""
    most: dict[int, int] = {}
    report, begin = folder / "report.json", time.perf_counter()
    words = [*_WORDS, "--format", "json", "--processes", str(number)]
    with report.open("w") as out, subprocess.Popen(words, cwd=folder, stdout=out) as process:
        while True:
            # a process that ended but was not waited for is still listed, without memory
            ended, _, used = os.wait4(process.pid, os.WNOHANG)
            if ended:
                break
            for pid in (process.pid, *_children(process.pid)):
                most[pid] = max(most.get(pid, 0), _resident(pid))
            time.sleep(_LOOK)
        process.returncode = 0
    wall = time.perf_counter() - begin
    if (told := json.loads(report.read_text())["events"]) != count:
        raise ValueError(f"expected a report of {count} events, found {told}")
    own = most.pop(process.pid, 0)
    # its CPU time includes that of the processes it waited for
    return Run(wall, used.ru_utime + used.ru_stime, own, sum(most.values()))


def _children(pid: int) -> list[int]:
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _resident(pid: int) -> int:
    """The most memory a process had so far, in bytes; 0 if it has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) << 10 for line in status.splitlines() if line.startswith("VmHWM:")), 0)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
