"""Times of events: what is read quickly is read as everything else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from attio_harness.inputs.times import Times, moment, times_of
from hypothesis import example, given
from hypothesis import strategies as st


def slowly(text: str) -> int | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    if not datetime(1970, 1, 1, tzinfo=UTC) <= found < datetime(9999, 12, 1, tzinfo=UTC):
        return None
    return (found - datetime(1970, 1, 1, tzinfo=UTC)) // (datetime.resolution * 1000)


DIGITS = st.text("0123456789+- ٣a", min_size=2, max_size=2)


@given(
    st.builds(
        "{}{}-{}-{}{}{}:{}:{}.{}{}Z".format,
        DIGITS, DIGITS, DIGITS, DIGITS, st.sampled_from("T t1"), DIGITS, DIGITS, DIGITS, st.sampled_from("0٣ 9"), DIGITS,
    )
)  # fmt: skip
@example("2026-05-01T09:00:00.000Z")
@example("2026-05-01T09:00:60.000Z")
@example("2026-05-01T24:00:00.000Z")
@example("1969-12-31T23:59:59.999Z")
@example("9999-12-01T00:00:00.000Z")
@example("9999-11-30T23:59:59.999Z")
@example("2026-02-29T09:00:00.000Z")
@example("2026-W18-5T09:00:00.000Z")
@example("2026-05-01T09:00:00.00٣Z")
@example("2026-05-01T09:0:00.0000Z")
def test_a_time_as_segment_writes_it_is_what_it_says(text: str) -> None:
    assert moment(text) == slowly(text)


@given(
    st.datetimes(min_value=datetime(1900, 1, 1)).map(
        lambda one: one.replace(tzinfo=UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    )
)
def test_every_time_that_there_is(text: str) -> None:
    assert moment(text) == slowly(text)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ({}, Times(None, None, False)),
        ({"timestamp": "2026-01-01T00:00:01Z"}, Times(1767225601000, None, False)),
        ({"receivedAt": "x", "sentAt": "2026-01-01T00:00:01Z"}, Times(1767225601000, "receivedAt", False)),
        (
            {"receivedAt": "2026-01-01T00:00:01Z", "sentAt": "2026-01-01T00:00:02Z"},
            Times(1767225601000, None, True),
        ),
        ({"receivedAt": "2026-01-01T00:00:01Z", "sentAt": 7}, Times(1767225601000, None, False)),
    ],
)
def test_the_times_of_an_event(event: dict[str, object], expected: Times) -> None:
    assert times_of(event) == expected
