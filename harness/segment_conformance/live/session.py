"""`conform_live`: a live run for a person at a terminal, with progress, and Ctrl-C that ends it with what is known so far."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from attio_harness.errors import InputError
from attio_harness.terminal.interrupts import Interrupts
from attio_harness.terminal.progress import Bar, wanted

from segment_conformance.live.cases import Case
from segment_conformance.live.pipe import Pipe
from segment_conformance.live.run import Summary, run_live

__all__ = ["conform_live"]


class _Count:
    """How many cases passed, for the bar."""

    bytes = 0

    def over(self, cases: Iterator[Case]) -> Iterator[Case]:
        for case in cases:
            self.bytes += 1
            yield case


def conform_live(packages: str, seed: int, cases: int, *, most: int) -> Summary:
    """Run `cases` through the packages installed in this folder (it has oracle.mjs) and through this engine.

    After Ctrl-C or SIGTERM the cases under way are compared, and the summary has the exit code.

    Raises:
        InputError: no packages there, or their process ended.
    """
    if not (Path(packages) / "node_modules").exists():
        raise InputError("has no installed packages; run `make .venv/oracle` in a checkout", file=packages)
    with Pipe(["node", "oracle.mjs"], packages) as pipe, Interrupts() as interrupts:

        def watched(stream: Iterator[Case]) -> Iterator[Case]:
            stream = interrupts.until(stream)
            if sys.stderr is None or not wanted(sys.stderr, os.environ):
                return stream
            count = _Count()
            return Bar(count, cases, noun="cases").over(count.over(stream))

        summary = run_live(pipe.ask_many, seed, cases, most=most, watched=watched)
        summary.interrupted = interrupts.exit_code
    return summary
