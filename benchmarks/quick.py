"""Finds what became slower: `python quick.py` compares today's ratios with those of ratios.json, row by row.

The ratios are those of the same generation of processors. It times the engine against Segment's packages, emulator calls and `check` against a yardstick, in CPU time, since a machine is rarely idle. It
takes under two minutes. A row that lost too much is measured again before it fails, and the better ratio counts. The exit code
is 1 if a row failed, 2 if nothing can be measured.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import engine
from machine import processor
from results.figures import Pair, ratios
from results.ratchet import Unusable, better, lost, ratios_of, verdicts
from rows import emulator, engines

__all__ = ["COMMITTED", "committed_now", "measured"]

COMMITTED = Path(__file__).resolve().parent / "ratios.json"


def main(pairs: int = engine.PAIRS) -> int:
    if why := engine.missing():
        _say(f"nothing can be measured: {why}")
        return 2
    try:
        there, own = ratios_of(COMMITTED), processor()
        if own not in there:
            raise Unusable(f"{COMMITTED} has ratios of {', '.join(there)} and none of this processor, {own}")
        committed = there[own]
    except Unusable as error:
        _say(f"nothing to compare with: {error}; `make bench` writes them")
        return 2
    try:
        now = measured((*engines.KEYS, *emulator.KEYS), pairs)
        again = [key for key in lost(committed, now) if key in now]
        if again:
            _say(f"measured once more: {', '.join(again)}")
            now = better(now, measured(again, pairs))
    except engine.Differing as error:
        _say(str(error))
        return 2
    for one in verdicts(committed, now):
        _say(one.told())
    failed = lost(committed, now)
    _say(
        f"{len(failed)} of {len(committed)} rows lost more than they may"
        if failed
        else f"no row of {len(committed)} lost more than it may"
    )
    return 1 if failed else 0


def committed_now() -> None:
    """Write today's ratios, with which later ones on this processor are compared. Raises engine.Differing."""
    found = measured((*engines.KEYS, *emulator.KEYS), engine.PAIRS)
    try:
        there = ratios_of(COMMITTED)
    except Unusable:
        there = {}
    COMMITTED.write_text(json.dumps({"ratios": {**there, processor(): found}}, indent=2) + "\n")


def measured(keys: Sequence[str], pairs: int) -> dict[str, float]:
    """The ratios of these rows; larger is better. Raises engine.Differing."""
    names = [key for key in keys if key in engines.KEYS]
    found = _ratios(engine.compared(names, pairs, "cpu")) if names else {}
    if any(key in emulator.KEYS for key in keys):
        found |= {key: ratio for key, ratio in _ratios(emulator.compared(pairs)).items() if key in keys}
    return found


def _ratios(found: dict[str, tuple[Pair, ...]]) -> dict[str, float]:
    return {key: round(ratios(each, "time", "speed").median, 4) for key, each in found.items()}


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
