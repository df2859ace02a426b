"""Compares this program with every peer: `python bench.py [GROUP …]` writes report.md and ratios.json beside this file.

Groups: engine, http, starts, process, help, memory, check, million. If groups are named, it writes no file
and prints the report. All take a quarter of an hour on an idle machine. If a peer is missing, its rows say so.
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
"""Group -> the function that measures it, and the keys of its rows."""


def main(words: list[str]) -> int:
    unknown = [word for word in words if word not in GROUPS]
    if unknown:
        sys.stderr.write(f"{unknown[0]} is no group; there are {', '.join(GROUPS)}\n")
        return 2
    try:
        begin = begun()
    except (OSError, ValueError) as error:
        sys.stderr.write(
            f"ATTIO_OPENAPI: {error}; expected the file of Attio's OpenAPI document, or no such variable\n"
        )
        return 2
    results: dict[str, Result] = {}
    for name in words or GROUPS:
        _progress(f"{name} …")
        results |= _measured(name)
        if not words:
            # after each group, so that an interrupted run keeps what was measured
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
    """Write the report of the results so far."""
    _REPORT.write_text(written(ROWS, results, where))


def _measured(name: str) -> Mapping[str, Result]:
    """The rows of a group. If a side broke, each row says how, and the other groups are still measured."""
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
