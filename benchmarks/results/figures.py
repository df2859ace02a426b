"""Pairs of figures from one round, their ratios, and medians with ranges."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

__all__ = [
    "Measured",
    "Measures",
    "NotMeasured",
    "Pair",
    "Ratio",
    "Result",
    "Spread",
    "ratio_of",
    "ratios",
    "reaches",
    "spread",
]

Measures = Literal["time", "rate", "size"]
"""Smaller times and sizes are better, larger rates are better."""
Ratio = Literal["speed", "share"]
"""`speed`: how many times faster ours is; larger is better. `share`: our part of the other's time or size; smaller is better."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """The figures of both sides in one round, in the unit of the row."""

    ours: float
    peer: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The rounds of one row, and a note about them."""

    pairs: tuple[Pair, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotMeasured:
    """Why a row has no figures."""

    why: str


Result = Measured | NotMeasured


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """A median and its range."""

    median: float
    low: float
    high: float


def ratio_of(pair: Pair, measures: Measures, ratio: Ratio) -> float:
    """The ratio of our figure and the other's; raises ValueError if one is not above zero."""
    if pair.ours <= 0 or pair.peer <= 0:
        raise ValueError(f"expected figures above zero, found {pair.ours:g} and {pair.peer:g}")
    larger_is_faster = measures == "rate"
    return pair.ours / pair.peer if larger_is_faster or ratio == "share" else pair.peer / pair.ours


def ratios(pairs: Sequence[Pair], measures: Measures, ratio: Ratio) -> Spread:
    """The spread of the ratios inside each pair, not a ratio of medians, since a machine's speed drifts between rounds."""
    return spread([ratio_of(pair, measures, ratio) for pair in pairs])


def spread(figures: Sequence[float]) -> Spread:
    return Spread(median=statistics.median(figures), low=min(figures), high=max(figures))


def reaches(found: float, wanted: float, ratio: Ratio) -> bool:
    """Whether a ratio is at least as good as wanted."""
    return found >= wanted if ratio == "speed" else found <= wanted
