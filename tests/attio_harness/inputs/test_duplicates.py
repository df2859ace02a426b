"""Events that come again: counted within 24 hours, among the last 100,000."""

from __future__ import annotations

import pytest
from attio_harness.inputs import duplicates
from attio_harness.inputs.duplicates import Repeats
from attio_harness.inputs.event import SourceEvent

DAY = 86_400_000


def item(line: int, key: object, at: int | None = None, file: str = "e.ndjson") -> SourceEvent:
    return SourceEvent(event={"messageId": key}, file=file, line=line, at=at)


def seen(*items: SourceEvent) -> tuple[list[bool], list[tuple[str, int | None, str]]]:
    repeats = Repeats()
    found = [repeats.see(one) for one in items]
    return found, [(note.file, note.line, note.what.split(";")[0]) for note in repeats.notes()]


def test_the_first_of_each_file_is_named_with_the_one_before() -> None:
    found, notes = seen(item(1, "a"), item(2, "b"), item(3, "a"), item(4, "a"), item(1, "b", file="f.ndjson"))
    assert found == [False, False, True, True, True]
    assert notes == [
        ("e.ndjson", 3, "2 events repeat a messageId (this one repeats that of line 1)"),
        ("f.ndjson", 1, "1 event repeats a messageId (this one repeats that of e.ndjson:2)"),
    ]


def test_events_without_an_id_repeat_nothing() -> None:
    assert seen(*(item(line, key) for line, key in enumerate((None, None, "", "", 7, 7, ["a"], ["a"]), 1))) == (
        [False] * 8,
        [],
    )


def test_after_24_hours_it_is_another_event() -> None:
    at = 1_777_000_000_000
    found, notes = seen(
        item(1, "a", at), item(2, "a", at + DAY), item(3, "a", at + DAY + 1), item(4, "a", at + 2 * DAY)
    )
    assert found == [False, True, False, True]
    assert notes[0][:2] == ("e.ndjson", 2)
    # without a time nobody can say
    assert seen(item(1, "a", at), item(2, "a"), item(3, "b"), item(4, "b", at + 9 * DAY))[0] == [
        False,
        True,
        False,
        True,
    ]


def test_so_many_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    most = 1_000
    monkeypatch.setattr(duplicates, "_REMEMBERED", most)
    keys = [*range(most), 0, *range(most, 2 * most - 1), 1, most + 5]
    found, _ = seen(*(item(line, str(key)) for line, key in enumerate(keys, 1)))
    assert [line for line, again in enumerate(found, 1) if again] == [most + 1, len(keys)]
