"""Recordings that are damaged anywhere are judged or told, and never stop a replay."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from typing import Any

import pytest
from attio_harness.errors import HarnessError
from attio_harness.formats.table import formats_of, render
from attio_harness.replay.cassettes.files import recordings_of
from attio_harness.replay.run import Settings, replay

from .situation.test_situation import CASES, Past

JUNK: list[Any] = [
    None, True, 0, -1, 1.5, 10**30, "", "x", "\ud800", [], {}, [None], {"id": 5}, {"id": {}}, {"id": {"record_id": 5}}, [[]],
    "0b1c77ca-9b81-47ba-8d2e-490c74901031", "2026-01-01T00:00:00Z", {"data": [5]}, [{"attribute_type": 5}],
]  # fmt: skip
NAMES = ("id", "data", "values", "api_slug", "title", "parent_object", "x/y~z", "")


@cache
def sessions() -> list[str]:
    found = []
    for case in CASES:
        past = Past()
        case(past)
        found.append(json.dumps(past.real.attio.journal))
    return found


def places(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict):
        for name, one in value.items():
            yield (*place, name)
            yield from places(one, (*place, name))
    elif isinstance(value, list):
        for index, one in enumerate(value[:6]):
            yield (*place, index)
            yield from places(one, (*place, index))


def damage(rows: list[Any], chance: random.Random) -> None:
    """Something is gone, something is there that was not, something is something else."""
    *above, last = chance.choice(list(places(rows)))
    holder: Any = rows
    for name in above:
        holder = holder[name]
    how = chance.random()
    if isinstance(holder, dict) and how < 0.25:
        del holder[last]
    elif isinstance(holder, dict) and how < 0.35:
        holder[chance.choice(NAMES)] = deepcopy(chance.choice(JUNK))
    else:
        holder[last] = deepcopy(chance.choice(JUNK))


@pytest.mark.parametrize("seed", range(60))
def test_nothing_stops_a_replay(seed: int) -> None:
    chance = random.Random(seed)
    rows = json.loads(chance.choice(sessions()))
    for _ in range(chance.choice((1, 2, 5, 20))):
        damage(rows, chance)
    try:
        recording = recordings_of(json.dumps(rows).encode(), "f")
    except HarnessError:
        return
    report, _ = replay([recording], Settings(infer=seed % 5 > 0))
    assert len(report.judged) + len(report.unread) + sum(report.left_out.values()) == len(rows)
    for name in formats_of("replay"):
        assert render("replay", name, report).strip()
