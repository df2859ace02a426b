"""A moment that is written whole and in UTC is read in a short way: it gives what `moment_of` does, or leaves the text to it."""

from __future__ import annotations

from itertools import product

import pytest
from attio_emulator.dates import moment_of
from attio_emulator.types.dates import _in_utc

DAYS = ("2024-02-29", "2023-02-29", "0000-01-01", "0001-01-01", "9999-12-31", "2024-13-01", "2024-1-1", "٢٠٢٤-01-01")
TIMES = ("00:00:00", "23:59:59", "23:59:60", "24:00:00", "12:60:00", "7:00:00", "12:00")
FRACTIONS = ("", ".5", ",123456789", ".1234567891", ".", ".x")
ZONES = ("", "Z", "z", "+00:00", " Z", "+01", "\n")


def plainly(text: str) -> str | None:
    found = moment_of(text)
    return None if found is None else f"{found[0].isoformat()[:19]}.{found[1]:09}Z"


@pytest.mark.parametrize("day", DAYS)
def test_the_short_way_reads_what_the_long_one_does(day: str) -> None:
    texts = [
        f"{day}{between}{time}{fraction}{zone}"
        for between, time, fraction, zone in product("Tt _", TIMES, FRACTIONS, ZONES)
    ]
    found = {text: _in_utc(text) for text in texts}
    assert {text: one for text, one in found.items() if one not in (None, plainly(text))} == {}


def test_what_is_usual_is_read_in_the_short_way() -> None:
    texts = ("2024-05-01T00:00:00Z", "2024-05-01T00:00:00.25Z", "2024-05-01 23:59:59")
    assert {text: _in_utc(text) for text in texts} == {text: plainly(text) for text in texts}
