"""Pairs of figures of one round, what their ratio is, and medians with their range."""

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
"""A time or a size is better small, a rate is better large."""
Ratio = Literal["speed", "share"]
"""`speed`: how many times faster ours is, better large. `share`: which part of the other's time or size ours is, better small."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """What both sides took in one round, in the unit of the row."""

    ours: float
    peer: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The rounds of one row, and what is to be known of them."""

    pairs: tuple[Pair, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotMeasured:
    """Why a row has no figures."""

    why: str


Result = Measured | NotMeasured


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """A median and the range it lies in."""

    median: float
    low: float
    high: float


def ratio_of(pair: Pair, measures: Measures, ratio: Ratio) -> float:
    """Ours against the other's; raises ValueError where a figure is not above zero."""
    if pair.ours <= 0 or pair.peer <= 0:
        raise ValueError(f"expected figures above zero, found {pair.ours:g} and {pair.peer:g}")
    larger_is_faster = measures == "rate"
    return pair.ours / pair.peer if larger_is_faster or ratio == "share" else pair.peer / pair.ours


def ratios(pairs: Sequence[Pair], measures: Measures, ratio: Ratio) -> Spread:
    """The ratios inside each pair: their median is not that of the medians, since a machine's speed drifts between rounds."""
    return spread([ratio_of(pair, measures, ratio) for pair in pairs])


def spread(figures: Sequence[float]) -> Spread:
    return Spread(median=statistics.median(figures), low=min(figures), high=max(figures))


def reaches(found: float, wanted: float, ratio: Ratio) -> bool:
    """Whether a ratio is as good as it is wanted to be."""
    return found >= wanted if ratio == "speed" else found <= wanted
