"""`conform` and `fidelity`: how close both sides are to the real ones."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer
from segment_conformance.errors import ConformanceError

from attio_harness.cli.words import FINDINGS, FINE, Out, write
from attio_harness.errors import InputError, UsageError
from attio_harness.terminal.interrupts import Interrupts
from attio_harness.terminal.progress import Bar, wanted

if TYPE_CHECKING:
    from segment_conformance.live import Case
    from segment_conformance.replay import CaseResult

__all__ = ["conform", "fidelity"]

# The conformance runs are imported where they are run: with both engines they take 0.25 s, the whole command line 0.05 s.


def conform(
    vectors: Annotated[
        list[str] | None, typer.Argument(help="Recordings of Segment's engine, one case a line.", metavar="VECTORS...")
    ] = None,
    show: Annotated[int, typer.Option(help="How many differences to print in full.", min=0)] = 10,
    live: Annotated[
        bool, typer.Option("--live", help="Generate cases and ask Segment's published packages beside this engine.")
    ] = False,
    cases: Annotated[int, typer.Option(help="With --live: how many cases.", min=1)] = 1000,
    seed: Annotated[int, typer.Option(help="With --live: the same seed gives the same cases.")] = 0,
    packages: Annotated[
        str, typer.Option(help="With --live: the folder with oracle.mjs and the installed packages.", metavar="FOLDER")
    ] = "tests/oracle",
) -> int:
    """Replay recordings of Segment's published packages, or run them live, and name every difference."""
    if live == bool(vectors):
        raise UsageError("say either which recordings to replay, or --live")
    return _conform_live(packages, cases, seed, show) if live else _conform(vectors or [], show)


def _conform(vectors: list[str], show: int) -> int:
    from segment_conformance.replay import replay

    passed = failed = 0
    with _input_errors():
        for name in vectors:
            for result in replay(_lines(name), name=name):
                if result.passed:
                    passed += 1
                    continue
                failed += 1
                if failed <= show:
                    write(_difference(name, result), None)
    write(f"{passed} passed, {failed} failed\n", None)
    return FINDINGS if failed else FINE


def _difference(name: str, result: CaseResult) -> str:
    expected, actual = (json.dumps(one, indent=2, default=str) for one in (result.expected, result.actual))
    return f"{name}: {result.id} ({result.kind}) differs\n  Segment: {expected}\n  ours:    {actual}\n"


def _conform_live(packages: str, cases: int, seed: int, show: int) -> int:
    from segment_conformance.live import run_live, segment_packages

    with _input_errors(), segment_packages(packages) as pipe, Interrupts() as interrupts:
        summary = run_live(
            pipe.ask_many, seed, cases, most=show, watched=lambda stream: _progress(interrupts.until(stream), cases)
        )
    summary.interrupted = interrupts.exit_code is not None
    write(summary.text() + "\n", None)
    return interrupts.exit_code or (FINE if summary.agreed else FINDINGS)


@contextmanager
def _input_errors() -> Iterator[None]:
    """What the conformance runs refuse, as the command line reports everything that it cannot read."""
    try:
        yield
    except ConformanceError as error:
        raise InputError(error.problem, file=error.source, line=error.line) from None


class _Count:
    """How many cases passed, for the bar."""

    bytes = 0

    def over(self, cases: Iterator[Case]) -> Iterator[Case]:
        for case in cases:
            self.bytes += 1
            yield case


def _progress(cases: Iterator[Case], total: int) -> Iterator[Case]:
    """The cases, counted by a bar where someone looks on."""
    if sys.stderr is None or not wanted(sys.stderr, os.environ):
        return cases
    count = _Count()
    return Bar(count, total, noun="cases").over(count.over(cases))


def fidelity(output: Out = None) -> int:
    """The table of the emulator's behaviours: documented, observed or assumed, with the source of each."""
    from segment_conformance.fidelity import render_fidelity

    write(render_fidelity(), output)
    return FINE


def _lines(name: str) -> Iterator[str]:
    try:
        with open(name, encoding="utf-8") as stream:
            yield from stream
    except FileNotFoundError:
        raise InputError("there is no such file of recordings", file=name) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read: {error}", file=name) from None
