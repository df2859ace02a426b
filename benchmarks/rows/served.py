"""Rows over HTTP: asserts compared with peers, cold starts, idle memory; and asserts with a million records and with a thousand."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace

from results.figures import Measured, NotMeasured, Pair, Result

from rows import load
from rows.servers import MOTO, OURS, PRISM, Running, Server, memory, started

__all__ = ["beside_peers", "cold_and_idle", "million"]

PEOPLE, FEW, MANY = 10_000, 1_000, 1_000_000
ROUNDS, STARTS = 3, 5
_STEP = 611_953
"""A prime: steps of this size visit a million people in no obvious order."""
_APART = 10_250_000
"""The distance between the request numbers of two rounds: no title is sent twice, and each round starts 250,000 people further on."""
_SCRIPTS = {OURS.name: "attio.lua", MOTO.name: "moto.lua", PRISM.name: "attio.lua"}
_TAKES_LONG = 1_200.0


def beside_peers() -> dict[str, Result]:
    """Requests a second of `http_moto` and `http_prism`: all three servers run, and one at a time gets requests."""
    rows = {"http_moto": MOTO, "http_prism": PRISM}
    if why := load.missing():
        return {key: NotMeasured(why=why) for key in rows}
    there = [one for one in (OURS, *rows.values()) if one.missing is None]
    with ExitStack() as stack:
        running = {one.name: stack.enter_context(started(one)) for one in there}
        for name, server in running.items():
            load.load(_SCRIPTS[name], server.port, people=PEOPLE, seconds=2)
        rounds = [
            {name: load.load(_SCRIPTS[name], one.port, people=PEOPLE) for name, one in running.items()}
            for _ in range(ROUNDS)
        ]
    return {key: _rates(server, rounds) for key, server in rows.items()}


def _rates(server: Server, rounds: list[dict[str, load.Load]]) -> Result:
    if server.missing is not None:
        return NotMeasured(why=server.missing)
    pairs = tuple(Pair(ours=one[OURS.name].rate, peer=one[server.name].rate) for one in rounds)
    p99 = ", ".join(f"{one[OURS.name].p99:.1f} ms beside {one[server.name].p99:.1f} ms" for one in rounds)
    return Measured(pairs=pairs, note=f"99 % were answered within {p99}")


def cold_and_idle() -> dict[str, Result]:
    """Milliseconds of `cold_moto` and `cold_prism`, and MiB of `idle`."""
    seen: dict[str, list[tuple[float, float]]] = {one.name: [] for one in (OURS, MOTO, PRISM) if one.missing is None}
    for number in range(STARTS + 1):
        for server in (OURS, MOTO, PRISM):
            if server.name not in seen:
                continue
            with started(server) as running:
                time.sleep(0.5)
                if number:  # the first start fills the caches of the disk
                    seen[server.name].append((running.seconds * 1000, memory(running.process)))
    return {
        "cold_moto": _starts(MOTO, seen, 0),
        "cold_prism": _starts(PRISM, seen, 0),
        "idle": _starts(MOTO, seen, 1, "Resident memory half a second after the first answer"),
    }


def _starts(server: Server, seen: Mapping[str, list[tuple[float, float]]], index: int, note: str = "") -> Result:
    if server.missing is not None:
        return NotMeasured(why=server.missing)
    both = zip(seen[OURS.name], seen[server.name], strict=True)
    return Measured(pairs=tuple(Pair(ours=ours[index], peer=theirs[index]) for ours, theirs in both), note=note)


def million() -> dict[str, Result]:
    """Requests a second and p99 of asserts with a million people and with a thousand, in two processes."""
    if why := load.missing():
        return {key: NotMeasured(why=why) for key in ("million_rate", "million_p99")}
    with ExitStack() as stack:
        many, few = (stack.enter_context(started(_filled(count), within=_TAKES_LONG)) for count in (MANY, FEW))
        for one, count in ((many, MANY), (few, FEW)):
            _asserted(one, count, 5, 0)
        rounds = [(_asserted(many, MANY, 8, number), _asserted(few, FEW, 8, number)) for number in range(1, ROUNDS + 1)]
        size = memory(many.process)
    return {
        "million_rate": Measured(
            pairs=tuple(Pair(ours=one.rate, peer=other.rate) for one, other in rounds),
            note=f"The process of a million records has {size:,.0f} MiB at the end",
        ),
        "million_p99": Measured(pairs=tuple(Pair(ours=one.p99, peer=other.p99) for one, other in rounds)),
    }


def _asserted(running: Running, count: int, seconds: int, number: int) -> load.Load:
    return load.load("attio.lua", running.port, people=count, turn=_STEP, sent=number * _APART, seconds=seconds)


def _filled(count: int) -> Server:
    command = (sys.executable, "-m", "rows.filled", str(count), "{port}")
    return replace(OURS, name=f"an emulator of {count:,} people", command=command)
