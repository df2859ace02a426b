"""`conform`: tests how close the engine is to Segment's own packages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from segment_conformance.errors import ConformanceError
from segment_conformance.live import run_live, segment_packages
from segment_conformance.replay import CaseResult, replay

from attio_harness.cli.output import FINDINGS, FINE, write_lines
from attio_harness.cli.progress import watched
from attio_harness.errors import InputError, UsageError, not_read
from attio_harness.terminal.interrupts import Interrupts

__all__ = ["conform"]


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
    """Exit code 1 if anything differs."""
    # both given, or neither
    if live == bool(vectors):
        raise UsageError("say either which recordings to replay, or --live")
    return _conform_live(packages, cases, seed, show) if live else _conform(vectors or [], show)


def _conform(vectors: list[str], show: int) -> int:
    passed = failed = 0
    with _input_errors():
        for name in vectors:
            for result in replay(_lines(name), name=name):
                if result.passed:
                    passed += 1
                    continue
                failed += 1
                if failed <= show:
                    write_lines(_difference(name, result), None)
    if not passed + failed:
        raise InputError("has no recorded case, so nothing was replayed", file=", ".join(vectors))
    write_lines(f"{passed} passed, {failed} failed\n", None)
    return FINDINGS if failed else FINE


def _difference(name: str, result: CaseResult) -> str:
    expected, actual = (json.dumps(one, indent=2, default=str) for one in (result.expected, result.actual))
    return f"{name}: {result.id} ({result.kind}) differs\n  Segment: {expected}\n  ours:    {actual}\n"


def _conform_live(packages: str, cases: int, seed: int, show: int) -> int:
    with _input_errors(), segment_packages(packages) as pipe, Interrupts() as interrupts:
        summary = run_live(
            pipe.ask_many, seed, cases, most=show, watched=lambda stream: watched(stream, cases, "cases", interrupts)
        )
    summary.interrupted = interrupts.exit_code is not None
    write_lines(summary.text() + "\n", None)
    return interrupts.exit_code or (FINE if summary.agreed else FINDINGS)


@contextmanager
def _input_errors() -> Iterator[None]:
    """Turn errors of the conformance runs into errors of the command line."""
    try:
        yield
    except ConformanceError as error:
        raise InputError(error.problem, file=error.source, line=error.line) from None


def _lines(name: str) -> Iterator[str]:
    try:
        with open(name, encoding="utf-8") as stream:
            yield from stream
    except FileNotFoundError:
        raise InputError("there is no such file of recordings", file=name) from None
    except OSError as error:
        raise not_read(error, name) from None
    except UnicodeDecodeError:
        raise InputError("is not UTF-8 text; expected recorded cases, one a line", file=name) from None
