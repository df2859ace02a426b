"""Ours beside every peer: `python bench.py [GROUP …]`, which writes report.md and ratios.json beside this file.

Groups: engine, http, starts, process, help, memory, check, million. With some of them named, nothing is written and the report is on stdout.
A quarter of an hour, on a machine with nothing else to do; where something is missing, its rows say so.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path

import quick
from machine import about, begun
from results.figures import Measured, NotMeasured, Result
from results.report import written
from results.rows import ROWS
from rows import engines, processes, served

__all__ = ["GROUPS"]

_REPORT = Path(__file__).resolve().parent / "report.md"

GROUPS: Mapping[str, tuple[Callable[[], Mapping[str, Result]], tuple[str, ...]]] = {
    "engine": (engines.measured, engines.KEYS),
    "http": (served.beside_peers, ("http_moto", "http_prism")),
    "starts": (served.cold_and_idle, ("cold_moto", "cold_prism", "idle")),
    "process": (processes.in_process, ("in_process",)),
    "help": (processes.help_and_plugin, ("help", "plugin")),
    "memory": (processes.record_memory, ("record_memory",)),
    "check": (processes.check, ("check",)),
    "million": (served.million, ("million_rate", "million_p99")),
}
"""What is measured together, and the rows that it gives."""


def main(words: list[str]) -> int:
    unknown = [word for word in words if word not in GROUPS]
    if unknown:
        sys.stderr.write(f"{unknown[0]} is no group; there are {', '.join(GROUPS)}\n")
        return 2
    begin = begun()
    results: dict[str, Result] = {}
    for name in words or GROUPS:
        _progress(f"{name} …")
        results |= _measured(name)
        if not words:
            # after each group: whoever ends this early has what was measured
            _keep(results, about(begin))
    if words:
        sys.stdout.write(written(ROWS, results, about(begin)))
        return 0
    _progress(f"{_REPORT} is written")
    if all(isinstance(results[key], Measured) for key in engines.KEYS):
        _progress("the ratios that `make bench-quick` compares with …")
        quick.committed_now()
    return 0


def _keep(results: Mapping[str, Result], where: Mapping[str, str]) -> None:
    """The report of what there is so far."""
    _REPORT.write_text(written(ROWS, results, where))


def _measured(name: str) -> Mapping[str, Result]:
    """The rows of a group; where a side broke, each says how, and the other groups are measured all the same."""
    measure, keys = GROUPS[name]
    try:
        return measure()
    except Exception as error:
        traceback.print_exc()
        return {key: NotMeasured(why=f"{type(error).__name__}: {error}") for key in keys}


def _progress(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
