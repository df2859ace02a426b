"""Rows of lost events: the same whether they fit into memory or lie in a file."""

from __future__ import annotations

import errno
from typing import Any

import pytest
from attio_harness.errors import InputError
from attio_harness.run import kept_rows
from attio_harness.run.kept_rows import KeptRows, Key

KEYS: list[Key] = [(3, 0), (0, 1), (0, 0), (7, 0), (2, 0), (2, 1), (1, 0)]


def _kept(most: int, monkeypatch: pytest.MonkeyPatch, *, everything: bool = False) -> KeptRows[str]:
    monkeypatch.setattr(kept_rows, "IN_MEMORY", most)
    rows = KeptRows[str](everything=everything)
    for key in KEYS:
        rows[key] = f"row {key}"
    return rows


@pytest.mark.parametrize("most", [1, 2, 3, 7, 100])
def test_rows_come_in_the_order_of_their_events(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = _kept(most, monkeypatch)
    told = rows.map(lambda key, row: (key, row))
    for _ in range(2):  # they may be gone through again, several at once
        assert [key for key, _ in told] == sorted(KEYS)
        assert [one for one, _ in zip(told, told, strict=True)] == [(key, f"row {key}") for key in sorted(KEYS)]
    assert isinstance(told, tuple) == (most > len(KEYS))
    assert (len(told), told[0], told[-1], told[2:4]) == (
        7, ((0, 0), "row (0, 0)"), ((7, 0), "row (7, 0)"), type(told[2:4])(told[at] for at in (2, 3)),  # type: ignore[call-arg]
    )  # fmt: skip
    assert list(told[::-1]) == list(reversed(told))
    for at in (7, -8):
        with pytest.raises(IndexError):
            told[at]


def test_more_rows_may_come_after_somebody_looked(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = _kept(2, monkeypatch)
    assert len(rows.rows()) == 7
    rows[5, 0] = "late"
    rows[4, 0] = "later"
    assert [key[0] for key, _ in rows.items()] == [0, 0, 1, 2, 2, 3, 4, 5, 7]


def test_everything_in_memory_can_be_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = _kept(1, monkeypatch, everything=True)
    assert (rows.get((2, 1)), rows.get((9, 9)), len(rows)) == ("row (2, 1)", None, 7)
    assert [key for key, _ in rows.items()] == sorted(KEYS)


def test_no_room_for_the_file_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> Any:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("tempfile.TemporaryFile", full)
    with pytest.raises(InputError) as told:
        _kept(2, monkeypatch)
    assert str(told.value) == "temporary file: cannot be written while lost events are kept (No space left on device)"
