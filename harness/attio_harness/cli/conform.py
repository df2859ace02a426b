"""`conform` and `fidelity`: how close both sides are to the real ones."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from attio_harness.cli.words import FINDINGS, FINE, Out, write
from attio_harness.errors import InputError, UsageError

__all__ = ["conform", "fidelity"]


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
    import json

    from segment_conformance.replay import replay

    passed = failed = 0
    for name in vectors:
        for result in replay(_lines(name), name=name):
            if result.passed:
                passed += 1
                continue
            failed += 1
            if failed <= show:
                expected, actual = (json.dumps(v, indent=2, default=str) for v in (result.expected, result.actual))
                write(
                    f"{name}: {result.id} ({result.kind}) differs\n  Segment: {expected}\n  ours:    {actual}\n", None
                )
    write(f"{passed} passed, {failed} failed\n", None)
    return FINDINGS if failed else FINE


def _conform_live(packages: str, cases: int, seed: int, show: int) -> int:
    from segment_conformance.live import conform_live

    summary = conform_live(packages, seed, cases, most=show)
    write(summary.text() + "\n", None)
    return summary.interrupted or (FINE if summary.agreed else FINDINGS)


def fidelity(output: Out = None) -> int:
    """The table of the emulator's behaviours: documented, observed or assumed, with the source of each."""
    from segment_conformance.fidelity import render_fidelity

    write(render_fidelity(), output)
    return FINE


def _lines(name: str) -> Any:
    try:
        with open(name, encoding="utf-8") as stream:
            yield from stream
    except FileNotFoundError:
        raise InputError("there is no such file of recordings", file=name) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read: {error}", file=name) from None
