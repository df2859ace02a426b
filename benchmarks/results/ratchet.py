"""Compares today's ratios with the committed ones: which rows lost too much."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["ALLOWED", "Unusable", "Verdict", "better", "lost", "ratios_of", "verdicts"]

ALLOWED = 0.2
"""The part of a ratio that a row may lose, since a machine is never quite idle."""


class Unusable(Exception):
    """A file of ratios that cannot be compared with; the message says why."""


def ratios_of(file: Path) -> dict[str, dict[str, float]]:
    """The committed ratios by processor, of at least one row each. Raises Unusable.

    A generation of processors may run an engine in Node or C faster, and an emulator in Python not: a ratio holds for one.
    """
    try:
        found: Any = json.loads(file.read_bytes())
    except OSError as error:
        raise Unusable(f"{file} cannot be read ({error.strerror or error})") from None
    except ValueError as error:  # cut off, or not UTF-8
        raise Unusable(f"{file} is not JSON ({error})") from None
    ratios = found.get("ratios") if isinstance(found, dict) else None
    if (
        not isinstance(ratios, dict)
        or not ratios
        or not all(isinstance(rows, dict) and rows for rows in ratios.values())
    ):
        raise Unusable(f'{file} has no ratios; expected {{"ratios": {{"AMD EPYC": {{"transform_identify": 9.5, …}}}}}}')
    for processor, rows in ratios.items():
        for key, ratio in rows.items():
            if type(ratio) not in (int, float) or not 0 < ratio < math.inf:
                raise Unusable(
                    f"{file} has {json.dumps(ratio)} as the ratio of {key} on {processor}; expected a number above 0"
                )
    return ratios


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The result of one row. `was` is None if the row was not committed, `now` if it gave no figure."""

    key: str
    was: float | None
    now: float | None

    @property
    def failed(self) -> bool:
        if self.was is None:
            return False
        return self.now is None or self.now < self.was * (1 - ALLOWED)

    def told(self) -> str:
        if self.was is None:
            return f"new     {self.key}: {self.now:.2f}x; `make bench` commits it"
        if self.now is None:
            return f"FAILED  {self.key}: {self.was:.2f}x was committed, and now it has no figure"
        change = (self.now / self.was - 1) * 100
        word = "FAILED" if self.failed else "fine"
        least = f", at least {self.was * (1 - ALLOWED):.2f}x was expected" if self.failed else ""
        return f"{word:<7} {self.key}: {self.now:.2f}x, committed {self.was:.2f}x ({change:+.0f} %){least}"


def verdicts(committed: Mapping[str, float], now: Mapping[str, float]) -> tuple[Verdict, ...]:
    """A verdict for each row of either side, the committed ones first; larger ratios are better."""
    keys = [*committed, *(key for key in now if key not in committed)]
    return tuple(Verdict(key=key, was=committed.get(key), now=now.get(key)) for key in keys)


def lost(committed: Mapping[str, float], now: Mapping[str, float]) -> tuple[str, ...]:
    """The rows that failed."""
    return tuple(one.key for one in verdicts(committed, now) if one.failed)


def better(first: Mapping[str, float], again: Mapping[str, float]) -> dict[str, float]:
    """The larger ratio of each row."""
    return {key: max(ratio, again.get(key, ratio)) for key, ratio in first.items()}
