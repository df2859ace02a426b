"""Accepted events on disk: what is there after the end of a process at any moment."""

from __future__ import annotations

import contextlib
import sqlite3
import stat
from pathlib import Path

import pytest
from attio_harness.errors import InputError
from attio_harness.local_segment.intake import Received
from attio_harness.local_segment.kept import MEMBER, Kept


def _rows(*numbers: int) -> list[tuple[int, Received]]:
    return [
        (one, Received(event={"messageId": f"m-{one}", "x": "\ud800é"}, source="app", received_at=one))
        for one in numbers
    ]


def test_events_stay_until_a_state_that_has_them_is_saved(tmp_path: Path) -> None:
    path = str(tmp_path / "crm.json.events")
    with Kept(path) as kept:
        kept.append(_rows(1, 2))
        kept.append([])
        kept.append(_rows(3))
        kept.settled(1)
        known, saved = kept.taken()
        assert known == {MEMBER: {"seq": 3, "unsettled": [2, 3]}}
        kept.settled(2)  # after the state was taken
        saved()
        assert kept.changes == 2
    with Kept(path, {"version": 2}) as again:
        assert again.events() == _rows(2, 3)
        assert again.last == 3
        assert again.seen(2) == [("app", "m-2", 2), ("app", "m-3", 3)]
        assert [at for _, _, at in again.seen(0)] == [2, 3]  # older ones are gone
    assert stat.S_IMODE(Path(path).stat().st_mode) == 0o600


def test_a_state_that_is_not_saved_takes_nothing_out(tmp_path: Path) -> None:
    with Kept(str(tmp_path / "events")) as kept:
        kept.append(_rows(1))
        kept.settled(1)
        kept.taken()  # and the disk was full
        assert kept.events() == _rows(1)
        kept.taken()[1]()
        assert kept.events() == []


def test_what_the_state_knows_is_left_out_also_where_the_process_ended_before_it_was_taken_out(tmp_path: Path) -> None:
    path = str(tmp_path / "events")
    with Kept(path) as kept:
        kept.append(_rows(1, 2, 3))
        kept.settled(1)
        kept.settled(3)
        known, _ = kept.taken()
        kept.append(_rows(4, 5))
        kept.settled(4)
    with Kept(path, known) as again:
        assert again.events() == _rows(2, 4, 5)
        assert again.taken()[0] == {MEMBER: {"seq": 5, "unsettled": [2, 4, 5]}}


@pytest.mark.parametrize("at_once", [False, True])
def test_an_event_on_its_way_knows_where_it_has_ended(tmp_path: Path, at_once: bool) -> None:
    path = str(tmp_path / "events")
    with Kept(path, at_once=at_once) as kept:
        kept.append(_rows(1, 2, 3))
        kept.ended(1, "A", "written")
        kept.ended(2, "B", "rejected")
        kept.settled(1)
        known, saved = kept.taken()
        saved()
        kept.ended(3, "A", "written")  # known to the log of the state
    assert known == {MEMBER: {"seq": 3, "unsettled": [2, 3], "ended": {"2": {"B": "rejected"}}}}
    with Kept(path, {**known, "ended_since": {"3": {"A": "written"}}}, at_once=at_once) as again:
        assert [(seq, one.ended) for seq, one in again.events()] == [
            (2, {"B": "rejected"}),
            (3, {"A": "written"}),
        ]
        again.settled(2)
        again.settled(3)
        known, saved = again.taken()
        saved()
        assert known == {MEMBER: {"seq": 3, "unsettled": []}}
    with Kept(path, at_once=at_once) as last:
        assert last._db.execute("SELECT * FROM ended").fetchall() == []


def test_another_attio_knows_where_an_event_has_ended_without_a_state(tmp_path: Path) -> None:
    path = str(tmp_path / "events")
    with Kept(path, at_once=True) as kept:
        kept.append(_rows(1))
        kept.ended(1, "A", "written")
    with Kept(path, at_once=True) as again:
        assert [one.ended for _, one in again.events()] == [{"A": "written"}]


def test_without_a_state_the_events_are_there_and_may_be_sent_again(tmp_path: Path) -> None:
    path = str(tmp_path / "events")
    with Kept(path) as kept:
        kept.append(_rows(1))
    with Kept(path) as again:
        assert (again.events(), again.seen(0)) == (_rows(1), [])
        again.append(_rows(2))
        again.forget()
        assert again.seen(0) == []


def test_another_attio_needs_no_state(tmp_path: Path) -> None:
    path = str(tmp_path / "events")
    with Kept(path, at_once=True) as kept:
        kept.append(_rows(1, 2))
        kept.settled(2)
        assert (kept.events(), kept.changes) == (_rows(1), 1)
        known, saved = kept.taken()
        saved()
    with Kept(path, known, at_once=True) as again:
        assert again.events() == _rows(1)


@pytest.mark.parametrize(
    "known",
    [
        {},
        {"seq": 1},
        {"seq": "x", "unsettled": []},
        {"seq": 1, "unsettled": 7},
        {"seq": 1, "unsettled": [], "ended": 7},
        7,
    ],
)
def test_a_state_that_is_damaged(tmp_path: Path, known: object) -> None:
    path = str(tmp_path / "events")
    with pytest.raises(InputError) as refused:
        Kept(path, {MEMBER: known})
    said = "is beside a state whose local_segment is damaged: expected seq and unsettled, as serve --state saves them"
    assert str(refused.value) == f"{path}: {said}"
    with Kept(path) as kept:  # what was refused holds no lock
        assert kept.events() == []


def test_a_file_has_one_owner(tmp_path: Path) -> None:
    path = str(tmp_path / "events")
    with Kept(path) as kept:
        kept.append(_rows(1))
        with pytest.raises(InputError) as refused:
            Kept(path)
    assert (
        str(refused.value)
        == f"{path}: another process is using this file of events; stop it, or name another file with --state"
    )


def test_a_number_that_is_there_takes_back_all_of_its_request(tmp_path: Path) -> None:
    with Kept(str(tmp_path / "events")) as kept:
        kept.append(_rows(1))
        with pytest.raises(InputError, match="the events on their way cannot be kept here"):
            kept.append(_rows(2, 1))
        assert kept.events() == _rows(1)


@pytest.mark.parametrize("text", [b"not a database, but long enough to be looked at", b"{}"])
def test_a_file_of_another_kind(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "events").write_bytes(text * 100)
    with pytest.raises(InputError) as refused:
        Kept(str(tmp_path / "events"))
    assert str(refused.value) == _other(tmp_path / "events", "file is not a database")
    assert (tmp_path / "events").read_bytes() == text * 100


def _other(path: Path, why: str) -> str:
    return f"{path}: holds no events on their way, or is damaged ({why}): move it away to begin without its events, or give --state another file"


def test_a_database_with_other_tables(tmp_path: Path) -> None:
    with contextlib.closing(sqlite3.connect(tmp_path / "events")) as database:
        database.execute("CREATE TABLE events (a)")
    with pytest.raises(InputError) as refused:
        Kept(str(tmp_path / "events"))
    assert str(refused.value) == _other(tmp_path / "events", "no such column: seq")


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE events SET event = '{'",
        "UPDATE events SET event = '7'",
        "UPDATE events SET event = '[1]'",
        "UPDATE events SET received_at = 'now'",
        "UPDATE seen SET message_id = 'm'",
        "UPDATE seen SET at = 'now'",
        "UPDATE last SET seq = 'x'",
    ],
)
def test_a_row_that_is_damaged(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "events"
    with Kept(str(path)) as kept:
        kept.append(_rows(1))
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute(damage)
        database.commit()
    with Kept(str(path), {MEMBER: {"seq": 0, "unsettled": []}}) as kept, pytest.raises(InputError) as refused:
        kept.events(), kept.seen(0), kept.last
    assert str(refused.value) == _other(path, "a row is not as serve --state writes it")


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written: No such file or directory"):
        Kept(str(tmp_path / "none" / "events"))


@pytest.mark.parametrize("at_once", [False, True])
def test_what_cannot_be_taken_out_is_with_the_next_one(tmp_path: Path, at_once: bool) -> None:
    with Kept(str(tmp_path / "events"), at_once=at_once) as kept:
        kept.append(_rows(1, 2))
        kept._db.execute("PRAGMA query_only = 1")  # as on a full disk
        kept.settled(1)
        with pytest.raises(InputError, match="the events on their way cannot be kept here"):
            kept.taken()[1]()
        assert kept.events() == _rows(1, 2)
        kept._db.execute("PRAGMA query_only = 0")
        kept.settled(2)
        kept.taken()[1]()
        assert kept.events() == []
