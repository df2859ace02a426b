"""Days, times, addresses with a port, versions and amounts: what is changed stays what it was, and what is nobody's stays."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from attio_harness.anonymize import Anonymizer
from attio_harness.anonymize.days import another_day, is_day
from attio_harness.anonymize.permutation import Key

KEY = Key("a key")
FORMS = ("%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y", "%m/%d/%Y", "%Y%m%d")


@pytest.mark.parametrize("form", FORMS)
def test_every_day_of_a_decade_becomes_another_in_the_same_form_and_no_two_the_same(form: str) -> None:
    first = date(2020, 1, 1)
    days = [(first + timedelta(days=n)).strftime(form) for n in range(3653)]
    fakes = [another_day(one, KEY) for one in days]
    assert all(is_day(one) for one in fakes)
    assert all(one[:3] == "202" if form.startswith("%Y") else one[6:9] == "202" for one in fakes)
    assert len(set(fakes)) == len(set(days))
    assert all(one != fake for one, fake in zip(days, fakes, strict=True))


def text(value: str, key: str = "about") -> str:
    return str(Anonymizer("a key").event({"type": "track", "properties": {key: value}})["properties"][key])


@pytest.mark.parametrize("value", ["1.2.3.45678", "10.0.19045.3803", "120.0.6099.129", "999,999,999", "1,234,567,890", "$1,234,567.89",
                                   "1.234.567,89", "12'345'678", "2026-12-31", "12:34:56"])  # fmt: skip
def test_what_is_nobodys_stays(value: str) -> None:
    assert text(value, "thing") == value


@pytest.mark.parametrize(
    "value", ["1.2.3.4", "v1.2.3-beta.1", "2.0.0+build.77", "2026.12.31.1234", "1.4.0-14-g2414721", "2.0.RC1"]
)
def test_a_version_by_its_key_stays(value: str) -> None:
    assert text(value, "app_version") == value


@pytest.mark.parametrize("value", ["1.2.3-jane", "2.0.0+jane.doe", "31.6.12345678"])
def test_what_is_no_version_does_not_stay_for_its_key(value: str) -> None:
    assert text(value, "app_version") != value


@pytest.mark.parametrize("value", ["212.555.0142", "612.345.678", "+1,234,567,890", "+376,715,622", "079,123,456", "01.23.45.67.89", "10.20.30.40",
                                   # one digit for the area: Dutch, French, Austrian, Australian, Argentine; an Indonesian tax number
                                   "31.6.12345678", "33.6.12.34.56.78", "43.1.234567890", "61.2.1234.5678", "54.9.11.2345.6789", "12.345.678.9.012.345"])  # fmt: skip
def test_what_may_be_somebodys_number_or_an_address_does_not(value: str) -> None:
    assert text(value, "thing") != value
    name = Anonymizer("a key").scrubbed(f"Call {value}")
    assert name != f"Call {value}" or "," in value


@pytest.mark.parametrize(
    "value",
    ["paid on 2026-12-31 at 10:30", "from 31/12/2026, 23:59:59Z", "inv-2026-02-28", "2026-12-31T10:20:30Z or so"],
)
def test_a_day_in_a_text_becomes_a_day_and_a_time_stays(value: str) -> None:
    digits = [one for one in value.replace("T10", " T10").split() if any(map(str.isdigit, one))]
    fakes = [one for one in text(value).replace("T10", " T10").split() if any(map(str.isdigit, one))]
    assert len(digits) == len(fakes)
    for one, fake in zip(digits, fakes, strict=True):
        bare = fake.strip(",").rpartition("inv-")[2][-10:] if "20" in one and ":" not in one else ""
        assert is_day(bare) if bare else fake == one


@pytest.mark.parametrize("key", ["phone", "card", "user_id"])
def test_a_version_does_not_stay_where_a_number_is_somebodys(key: str) -> None:
    assert text("120.0.6099.129", key) != "120.0.6099.129"


def test_numbers_that_are_no_day_are_changed_in_a_text() -> None:
    assert "99" not in text("paid on 2026-99-71")


@pytest.mark.parametrize(
    ("value", "behind"), [("203.0.113.7:8080", ":8080"), ("203.0.113.0/24", "/24"), ("2001:db8::/32", "/32")]
)
def test_a_port_and_the_length_of_a_network_stay(value: str, behind: str) -> None:
    made = text(value)
    assert made != value
    assert made.endswith(behind)


NAMES = ("Order 31.12.2026", "Order 12/31/2026", "2026-01-01/2026-12-31", "Week 2026-12-31..2027-01-06", "2026/12/31", "24-12-2026",
         "from 1/1/2026-12/31/2026", "App 10.0.19045.3803", "12:30-13:30 9-10-2026", "Plan 1,234,567,890", "2026-12-31 10:30")  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_days_and_versions_in_a_name_of_an_event_stay(name: str) -> None:
    assert Anonymizer("a key").scrubbed(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "Call 415-20-12-1999",
        "Call (415) 20-12-1999",
        "Call 555-0142",
        "Call +49 170 20261231",
        "Call 2026-12-31 4155550100",
        "Order 2026-99-71",
        "ID 20261231",
        # national identity numbers that begin with a birthday, and numbers in pairs
        "ID 1999-05-17-9721",
        "ID 14.01.1955.04041",
        "ID 03.01.1995-85668",
        "ID 1956 07 08 5447",
        "Call 04 12 1985 22",
    ],
)
def test_other_long_numbers_in_a_name_do_not(name: str) -> None:
    made = Anonymizer("a key").scrubbed(name)
    assert made != name
    assert "2026-12-31" not in name or "2026-12-31" in made
    assert "20261231" not in name or name.startswith("Call") or is_day(made[-8:])
