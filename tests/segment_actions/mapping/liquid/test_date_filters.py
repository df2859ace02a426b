"""Forms of dates in Liquid that no single recording settles: ordinals of days and weeks of the year."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from segment_actions import transform


def shown(moment: datetime, form: str) -> str:
    out: str = transform({"@liquid": "{{ at | date: '" + form + "' }}"}, {"at": f"{moment:%Y-%m-%dT%H:%M:%SZ}"})
    return out


def test_the_ordinals_of_the_days_of_a_month() -> None:
    first = datetime(2024, 1, 1, tzinfo=UTC)
    ends = [shown(first + timedelta(days=number), "%q") for number in range(31)]
    assert ends == [
        "st", "nd", "rd", *["th"] * 17, "st", "nd", "rd", *["th"] * 7, "st",
    ]  # fmt: skip


@pytest.mark.parametrize("form", ["%U", "%W"])
def test_weeks_are_those_of_liquidjs_whatever_day_begins_them(form: str) -> None:
    """Observed: both count from Sunday, in which a year that begins on a Sunday has it in week 00."""
    weeks = {
        "2017-01-01": "00", "2017-01-07": "00", "2017-01-08": "01", "2017-12-31": "52", "2023-01-01": "00", "2023-01-02": "00",
        "2023-04-11": "14", "2024-01-01": "00", "2024-01-06": "00", "2024-01-07": "01", "2024-01-08": "01", "2024-12-30": "52",
    }  # fmt: skip
    assert {day: shown(datetime.fromisoformat(day), form) for day in weeks} == weeks


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ("1/2/49", "2049-01-02 00:00:00.000"),
        ("1/2/50", "1950-01-02 00:00:00.000"),
        ("1/2/100", "100-01-02 00:00:00.000"),
        ("2024-01-01T24:00:00.000Z", "2024-01-02 00:00:00.000"),
        ("2024-01-01T24:00:00.0001Z", None),
        ("2024-01-01T23:00:00.0001Z", "2024-01-01 23:00:00.000"),
        ("2024-01-01T24:01Z", None),
        ("Jan 5 2024 12:30 am", "2024-01-05 00:30:00.000"),
        ("Jan 5 2024 13:30 pm", None),
    ],
)
def test_years_of_two_digits_and_the_end_of_a_day(given: str, made: str | None) -> None:
    """As the published packages answer; what is no date stays as it is."""
    template = {"@liquid": "{{ at | date: '%Y-%m-%d %H:%M:%S.%L' }}"}
    assert transform(template, {"at": given}) == (given if made is None else made)
