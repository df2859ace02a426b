"""Times each half of `check`: `python halves.py [EVENTS]` prints the first table of `docs/scale.md`.

It uses the files of `scale`. Each figure comes from its own process, minus the time that a run of ten events takes.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from attio_harness.__main__ import run
from attio_harness.inputs.handed import Said
from attio_harness.run import processes
from attio_harness.run.map_side import MapSettings, MapSide
from rows.processes import write_mapping
from scale import SHARES, write
from words import WrongWord, positive

EVENTS, FEW, ROUNDS = 20_000, 10, 4
WORDS = ("check", "events.ndjson", "-m", "mapping.json", "-w", "workspace.json", "--format", "json:report.json")


class Made:
    """Replaces `Processes`: makes all rows before the first is used, so that the two halves are timed separately."""

    took = 0.0
    """CPU seconds."""
    size = 0
    """Bytes of the rows."""

    def __init__(self, settings: MapSettings, number: int, say: Callable[[str], None]) -> None:
        side, lines = MapSide(settings), Path("events.ndjson").read_bytes().splitlines()
        begin = time.process_time()
        self._rows = list(map(side.line, lines))
        Made.took, Made.size = time.process_time() - begin, sum(len(one[-1]) for one in self._rows if one is not None)
        self._said: list[Said] = []
        self.are_free = True
        """Whether no piece is being processed; there is one at a time."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """There is nothing to end."""

    def begin(self, file: str) -> None:
        """Nothing to do: there is only one file."""

    def are_worth(self, size: int) -> bool:
        return True

    def give(self, lines: list[tuple[int, bytes]]) -> None:
        self._said, self.are_free = [self._rows[number - 1] for number, _ in lines], False

    def take(self) -> list[Said]:
        self.are_free = True
        return self._said

    def forget(self) -> None:
        self.are_free = True


def main(words: list[str]) -> int:
    if words in (["whole"], ["apart"]):
        return _measured(words[0])
    try:
        (count,) = positive(words, "events", most=1) or (EVENTS,)
    except WrongWord as error:
        _say(str(error))
        return 2
    found = {share: _halves(count, every) for every, share in SHARES.items()}
    _say(f"| {count:,} events | {' | '.join(f'delivered: {share}' for share in found)} |")
    _say(f"|---|{'---:|' * len(found)}")
    for name in next(iter(found.values())):
        _say(f"| {name} | {' | '.join(f'{one[name]:,.0f}' for one in found.values())} |")
    return 0


def _halves(count: int, every: int) -> dict[str, float]:
    """The median of events per CPU second, and the bytes of a row."""
    with tempfile.TemporaryDirectory() as place:
        folders = [Path(place, str(number)) for number in (FEW, FEW + count)]
        for folder in folders:
            folder.mkdir()
            write_mapping(folder)
            write(folder / "events.ndjson", int(folder.name), every)
        rounds = [[{kind: _told(kind, one) for kind in ("whole", "apart")} for one in folders] for _ in range(ROUNDS)]

    def rate(seconds: Callable[[dict[str, Any]], float]) -> float:
        return statistics.median(count / (seconds(long) - seconds(short)) for short, long in rounds)

    return {
        "stateless half alone": rate(lambda one: one["apart"]["took"]),
        "whole run, one process": rate(lambda one: one["whole"]["cpu"]),
        "stateful half, with rows made elsewhere (`--order file`)": rate(lambda one: one["apart"]["cpu"]),
        "bytes of the rows of an event": rounds[0][1]["apart"]["size"] / (FEW + count),
    }


def _told(kind: str, folder: Path) -> dict[str, float]:
    done = subprocess.run(
        (sys.executable, Path(__file__), kind), cwd=folder, stdout=subprocess.PIPE, text=True, check=True
    )
    told: dict[str, float] = json.loads(done.stdout)
    return told


def _measured(kind: str) -> int:
    """Run `check` in this folder: its CPU seconds, and separately those of its rows. Raises ValueError if it reports too few events."""
    words = ("--processes", "1") if kind == "whole" else ("--processes", "2", "--order", "file")
    if kind == "apart":
        processes.Processes = Made  # type: ignore[assignment,misc]
    sys.argv = ["attio-harness", *WORDS, *words]
    try:
        run()
    except SystemExit as ended:
        if ended.code:
            raise ValueError(f"expected `check` to lose nothing, found the code {ended.code}") from None
    if kind == "apart" and not Made.took:
        raise ValueError("expected `check` to ask for rows, found that it made them itself")
    cpu = time.process_time() - Made.took
    told = json.loads(Path("report.json").read_bytes())["events"]
    if told != (there := Path("events.ndjson").read_bytes().count(b"\n")):
        raise ValueError(f"expected a report of {there} events, found {told}")
    _say(json.dumps({"cpu": cpu, "took": Made.took, "size": Made.size}))
    return 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
