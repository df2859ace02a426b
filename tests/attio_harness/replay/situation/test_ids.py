"""Ids of a recording are given out once, in their order, before any others."""

from __future__ import annotations

from attio_emulator import Ids
from attio_harness.replay.situation.ids import RecordedIds

A, B = "0b1c77ca-9b81-47ba-8d2e-490c74901031", "9fd01e3c-e84c-4c8c-a429-78cde4d01947"


def test_expected_ids_come_first_and_once() -> None:
    ids, again, usual = RecordedIds(5), RecordedIds(5), Ids(5)
    ids.expect([A.upper(), "vcr-test", B])
    new = [again.next(), again.next(version=5), again.next()]
    assert [ids.next(), ids.next(version=5), ids.next(), ids.next(version=5)] == [A, B, *new[:2]]
    ids.expect([A])
    assert ids.next() == new[2]
    assert ids.named("x") == usual.named("x")


def test_what_is_not_expected_has_ids_that_no_emulator_of_the_seed_gives() -> None:
    ids, usual = RecordedIds(5), Ids(5)
    assert not {ids.next() for _ in range(100)} & {usual.next() for _ in range(100)}


def test_what_was_not_asked_for_is_forgotten() -> None:
    ids = RecordedIds()
    ids.expect([A])
    ids.expect([B])
    assert ids.next() == B
    ids.expect([A])
    ids.expect(())
    assert ids.next() == RecordedIds().next()
