"""The order of events: by receivedAt, else sentAt, else timestamp, else the place in the file; and what is told of it."""

from __future__ import annotations

from typing import Any

import pytest
from attio_harness.errors import InputError
from attio_harness.inputs.event import EventSource, Note, SourceEvent, Unreadable
from attio_harness.inputs.spill import Sorted, sorted_by_first
from attio_harness.inputs.timeline import Order, in_order
from attio_harness.inputs.times import moment, times_of
from hypothesis import given
from hypothesis import strategies as st

MAY = 1_777_593_600_000
"""2026-05-01T00:00:00Z in milliseconds."""


def source(line: int, **event: Any) -> SourceEvent:
    return SourceEvent(event={"type": "track", **event}, file="e.ndjson", line=line)


def ordered(*events: EventSource, order: Order = "received") -> tuple[list[tuple[int, int | None]], list[str]]:
    """The lines of the events with their times in seconds after MAY, and the notes."""
    items = list(in_order(events, order))
    notes = [f"{one.line}: {one.what}" for one in items if isinstance(one, Note)]
    found = [(one.line, one.at and (one.at - MAY) // 1000) for one in items if isinstance(one, SourceEvent)]
    return found, notes


def at(seconds: int) -> str:
    return f"2026-05-01T00:{seconds // 60:02}:{seconds % 60:02}.000Z"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-05-01T00:00:00.000Z", MAY),
        ("2026-05-01T00:00:00.123456789Z", MAY + 123),
        ("2026-05-01T02:00:00+02:00", MAY),
        ("2026-05-01 00:00:00", MAY),
        ("2026-05-01", MAY),
        ("1970-01-01T00:00:00Z", 0),
        ("1969-12-31T23:59:59Z", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("9999-12-31T23:59:59-12:00", None),
        ("yesterday", None),
        ("", None),
        ("2026-13-01T00:00:00Z", None),
        (1_777_593_600_000, None),
        (True, None),
        ([], None),
        ({}, None),
        (None, None),
    ],
)
def test_a_time_is_iso_8601(value: object, expected: int | None) -> None:
    assert moment(value) == expected


@pytest.mark.parametrize(
    ("event", "seconds", "wrong"),
    [
        ({"receivedAt": at(1), "sentAt": at(2), "timestamp": at(3)}, 1, None),
        ({"sentAt": at(2), "timestamp": at(3)}, 2, None),
        ({"timestamp": at(3), "originalTimestamp": at(4)}, 3, None),
        ({"receivedAt": None, "sentAt": at(2)}, 2, None),
        ({"receivedAt": "now", "sentAt": at(2)}, 2, "receivedAt"),
        ({"receivedAt": "now", "sentAt": 5, "timestamp": at(3)}, 3, "receivedAt"),
        ({"timestamp": "now"}, None, "timestamp"),
        ({"originalTimestamp": at(4)}, None, None),
        ({}, None, None),
    ],
)
def test_the_best_time_that_an_event_has_counts(event: dict[str, Any], seconds: int | None, wrong: str | None) -> None:
    assert times_of(event)[:2] == (seconds and MAY + 1000 * seconds, wrong)


def test_events_come_in_the_order_of_their_times_and_equal_ones_as_they_stand() -> None:
    events = [source(n, receivedAt=at(s)) for n, s in enumerate((9, 3, 9, 1, 3), 1)]
    assert ordered(*events)[0] == [(4, 1), (2, 3), (5, 3), (1, 9), (3, 9)]


def test_an_event_without_a_time_comes_with_the_one_before_it() -> None:
    events = [source(1), source(2, receivedAt=at(5)), source(3), source(4, receivedAt=at(2)), source(5)]
    found, notes = ordered(*events)
    assert found == [(4, 2), (5, 2), (1, 5), (2, 5), (3, 5)]
    assert notes == [
        "1: 3 events have no readable receivedAt, sentAt or timestamp and run right after the event before; this is the first",
        "4: 1 event comes after a newer one in the files (this is the first): they run in order of time",
    ]


def test_without_any_time_the_order_stays_and_nothing_is_told() -> None:
    assert ordered(source(1), source(2), source(3)) == ([(1, None), (2, None), (3, None)], [])


def test_in_the_order_of_the_file_time_does_not_go_back() -> None:
    events = [source(1), source(2, receivedAt=at(50)), source(3, receivedAt="2025-04-30T00:00:00Z"), source(4)]
    found, notes = ordered(*events, order="file")
    assert found == [(1, 50), (2, 50), (3, 50), (4, 50)]
    assert notes[-1] == (
        "3: 1 event comes after a newer one in the files, by up to 366 days (this is the first): they run as they come, "
        "on a clock that does not go back"
    )


def test_in_the_order_of_the_file_what_stands_before_the_first_time_waits_for_it() -> None:
    bad = Unreadable(file="e", line=2, why="x")
    items = list(in_order([source(1), bad, source(3), source(4, receivedAt=at(5)), source(5)], "file"))
    assert [(one.line, one.at) for one in items if isinstance(one, SourceEvent)] == [
        (line, MAY + 5000) for line in (1, 3, 4, 5)
    ]
    assert items[1] == bad
    assert ordered(source(1), source(2), order="file") == ([(1, None), (2, None)], [])


def test_wrong_clocks_are_told_once_with_the_first() -> None:
    events = [
        source(1, receivedAt="soon", timestamp=at(1)),
        source(2, receivedAt=17, timestamp=at(2)),
        source(3, receivedAt=at(3), sentAt=at(4)),
        source(4, receivedAt=at(4), sentAt=at(3)),
    ]
    found, notes = ordered(*events)
    assert found == [(1, 1), (2, 2), (3, 3), (4, 4)]
    assert notes == [
        '1: receivedAt "soon" is not a time (and 1 more such event); expected ISO 8601, as 2026-05-01T09:00:00.000Z',
        "3: 1 event has a receivedAt before the sentAt (this is the first): a clock was wrong; receivedAt counts",
    ]


def test_one_event_without_a_time_comes_with_the_one_before() -> None:
    assert ordered(source(1, receivedAt=at(1)), source(2))[1] == [
        "2: 1 event has no readable receivedAt, sentAt or timestamp and runs right after the event before; this is the first"
    ]


def test_one_event_with_a_time_that_is_none_has_no_others() -> None:
    assert ordered(source(1, receivedAt=at(1)), source(2, receivedAt="soon", timestamp=at(2)))[1] == [
        '2: receivedAt "soon" is not a time; expected ISO 8601, as 2026-05-01T09:00:00.000Z'
    ]


@pytest.mark.parametrize("order", ["received", "file"])
def test_what_is_no_event_is_passed_on(order: Order) -> None:
    bad, note = Unreadable(file="e", line=2, why="x"), Note(file="e", what="y")
    items = list(in_order([source(1, receivedAt=at(1)), bad, note], order))
    assert [one for one in items if not isinstance(one, SourceEvent)] == [bad, note]
    assert list(in_order([bad, note], order)) == [bad, note]


@given(st.lists(st.integers(0, 20)), st.integers(1, 7))
def test_sorting_through_a_file_is_stable_sorting(keys: list[int], run: int) -> None:
    items = [(key, number) for number, key in enumerate(keys)]
    assert list(sorted_by_first(items, run=run)) == sorted(items, key=lambda one: one[0])


@pytest.mark.parametrize(
    "keys",
    [list(range(500)), list(range(500))[::-1], [n * 37 % 101 for n in range(500)], [1] * 500],
    ids=lambda one: one[:3],
)
def test_however_many_items_there_are_few_runs_are_gone_through_together(
    keys: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("attio_harness.inputs.spill._TOGETHER", 3)
    kept, most = Sorted[tuple[int, int]](run=2), 0
    for number, key in enumerate(keys):
        kept.add((key, number))
        most = max(most, sum(map(len, kept._levels)))

    expected = sorted(((key, number) for number, key in enumerate(keys)), key=lambda one: one[0])
    assert list(kept) == expected == list(kept)
    # 250 runs: of each level two wait at most, and 3 ** 6 would be more
    assert most <= 6 * 2


def test_no_room_for_sorting_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def full() -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("attio_harness.inputs.spill.tempfile.TemporaryFile", full)
    events = [source(n, receivedAt=at(n % 60)) for n in range(1, 10_002)]
    with pytest.raises(InputError, match=r"No space left on device\); --order file needs no room"):
        list(in_order(events))
    untimed = [source(n) for n in range(1, 10_002)]
    with pytest.raises(
        InputError, match=r"while events wait for the first that has a time \(No space left on device\)"
    ):
        list(in_order(untimed, "file"))
