"""A ratio is taken inside each round, in the direction that its row has."""

from __future__ import annotations

import pytest
from results.figures import Pair, Spread, ratio_of, ratios, reaches, spread

ROUNDS = (Pair(ours=1, peer=10), Pair(ours=2, peer=30), Pair(ours=4, peer=10))


def test_times_are_the_others_by_ours_and_the_median_is_that_of_the_rounds() -> None:
    # the medians alone, 10 by 2, would tell 5
    assert ratios(ROUNDS, "time", "speed") == Spread(median=10, low=2.5, high=15)


@pytest.mark.parametrize(
    ("measures", "ratio", "expected"),
    [("time", "speed", 4), ("rate", "speed", 0.25), ("time", "share", 0.25), ("size", "share", 0.25)],
)
def test_the_direction(measures: str, ratio: str, expected: float) -> None:
    assert ratio_of(Pair(ours=2, peer=8), measures, ratio) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize("pair", [Pair(ours=0, peer=1), Pair(ours=1, peer=0), Pair(ours=-1, peer=1)])
def test_a_figure_that_cannot_be_is_refused(pair: Pair) -> None:
    with pytest.raises(ValueError, match="expected figures above zero"):
        ratio_of(pair, "time", "speed")


def test_an_even_number_of_figures() -> None:
    assert spread([4, 1, 3, 2]) == Spread(median=2.5, low=1, high=4)


@pytest.mark.parametrize(
    ("found", "ratio", "reached"),
    [(9.0, "speed", True), (8.99, "speed", False), (9.0, "share", True), (9.01, "share", False)],
)
def test_what_is_reached(found: float, ratio: str, reached: bool) -> None:
    assert reaches(found, 9, ratio) is reached  # type: ignore[arg-type]
