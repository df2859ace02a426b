"""The date filters: every code, and forms that no single recording settles, ordinals of days and weeks of the year."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from segment_actions import transform

from tests.segment_actions.mapping.liquid.cases import printed, refused

PRINTED = [
    ("at | date: '%Y-%m-%d %H:%M:%S.%L'", '2024-03-01 09:05:03.007'),
    ("at | date: '%a %A %b %B %C %e %h %I %j %k %l'", 'Fri Friday Mar March 20  1 Mar 09 061  9  9'),
    ("at | date: '%p %P %q %s %u %U %w %W %x %X %y %z %Z'", 'AM am st 1709283903 5 08 5 08 3/1/2024 9:05:03 AM 24 +0000 UTC'),
    ("at | date: '%-m %_m %03m %^a %#p %N %3N %6N %:z %t|%n|%% %Q %E'", '3  3 003 FRI am 007000000 007 007000 +00:00 \t|\n|% %Q %E'),
    ('at | date', 'Friday, March 1, 2024 at 9:05 am +0000'),
    ("at | date: '%H:%M %z %Z', 'Asia/Kolkata'", '14:35 +0530 Asia/Kolkata'),
    ("at | date: '%H:%M %z %Z', 90", '07:35 -0130 -0130'),
    ("'now' | date: '%Y-%m-%d'", '2024-06-15'),
    ("1709283903 | date: '%Y'", '2024'),
    ("'1709283903' | date: '%Y'", '2024'),
    ("true | date: '%Y'", '1970'),
    ("n | date: '%Y'", ''),
    ("'x' | date: '%Y'", 'x'),
    ("'x' | date: '%Y', 'Asia/Kolkata'", 'x'),
    ("at | date: '%H:%M', empty", '09:05'),
    ('at | date_to_xmlschema', '2024-03-01T09:05:03+00:00'),
    ('at | date_to_rfc822', 'Fri, 01 Mar 2024 09:05:03 +0000'),
    ('at | date_to_string', '01 Mar 2024'),
    ("at | date_to_string: 'ordinal'", '1st Mar 2024'),
    ("at | date_to_string: 'ordinal', 'US'", 'Mar 1st, 2024'),
    ('at | date_to_long_string', '01 March 2024'),
    ("'2024-01-01T00:30:00Z' | date: '%c %I %l'", '1/1/2024, 12:30:00 AM 12 12'),
    ("'0099-05-05T13:00:00Z' | date: '%Y %y %C %p'", '99  99 PM'),
]  # fmt: skip
REFUSED = [
    ("at | date: '%Y', 'Nope'", ('RenderError', 'Invalid time zone specified: Nope, line:1, col:1')),
]  # fmt: skip


@pytest.mark.parametrize(("filtered", "text"), PRINTED)
def test_what_a_filter_prints(filtered: str, text: str) -> None:
    assert printed("{{ " + filtered + " }}") == text


@pytest.mark.parametrize(("filtered", "refusal"), REFUSED)
def test_what_a_filter_is_refused_for(filtered: str, refusal: tuple[str, str]) -> None:
    assert refused("{{ " + filtered + " }}") == refusal


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
        "2022-01-01": "00", "2022-01-02": "01", "2022-12-31": "52",
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


@pytest.mark.parametrize(
    ("day", "made"),
    [
        ("+000000-01-01", "0 001 -1 -1 6"), ("+000000-02-28", "0 059 08 08 1"), ("+000000-03-01", "0 060 08 08 3"),
        ("+000000-12-31", "0 365 52 52 0"), ("0050-01-01", "50 001 -1 -1 6"), ("0050-12-31", "50 365 51 51 6"),
        ("0100-12-31", "100 365 52 52 5"), ("-000001-12-31", "-1 365 52 52 5"),
    ],
)  # fmt: skip
def test_years_below_100_have_the_weeks_of_1900_and_year_0_no_leap_day(day: str, made: str) -> None:
    """As the published packages answer."""
    template = {"@liquid": "{{ at | date: '%Y %j %U %W %w' }}"}
    assert transform(template, {"at": f"{day}T00:00:00Z"}) == made
