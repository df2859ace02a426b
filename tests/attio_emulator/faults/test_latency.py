"""How long an answer takes, by what chance draws."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator.faults.in_force import drawn
from attio_emulator.faults.latency import Latency


@pytest.mark.parametrize(
    ("given", "chance", "expected"),
    [
        (0, 0.7, 0.0),
        (1.5, 0.7, 1.5),
        ({"fixed": 1}, 0.3, 1.0),
        ({"fixed": 1, "jitter": 0.5}, 0.0, 0.5),
        ({"fixed": 1, "jitter": 0.5}, 0.5, 1.0),
        ({"fixed": 1, "jitter": 0.5}, 0.75, 1.25),
        ({"percentiles": {"50": 1, "90": 5}}, 0.0, 1.0),
        ({"percentiles": {"50": 1, "90": 5}}, 0.5, 1.0),
        ({"percentiles": {"50": 1, "90": 5}}, 0.7, 3.0),
        ({"percentiles": {"p50": 1, 90: 5}}, 0.9, 5.0),
        ({"percentiles": {"50": 1, "90": 5}}, 0.999, 5.0),
        ({"percentiles": {"90": 5, "50": 1}}, 0.7, 3.0),
        ({"percentiles": {"0": 0, "99.9": 1, "100": 9}}, 0.4995, 0.5),
        ({"percentiles": {"50": 2}}, 0.1, 2.0),
    ],
)
def test_the_seconds_of_a_chance(given: Any, chance: float, expected: float) -> None:
    assert Latency.read(given).at(chance) == pytest.approx(expected)


def test_chance_is_even_and_differs_by_seed_and_name() -> None:
    numbers = [drawn(7, "latency", index) for index in range(4000)]
    assert 0 <= min(numbers) < 0.01
    assert 0.99 < max(numbers) < 1
    assert sum(numbers) / len(numbers) == pytest.approx(0.5, abs=0.02)
    assert drawn(7, "latency", 1) == numbers[1]
    assert len({drawn(8, "latency", 1), drawn(7, "applies", 1), drawn(7, "latency", 2), numbers[1]}) == 4
    assert drawn(10**80, "a") != drawn(10**80 + 1, "a")
