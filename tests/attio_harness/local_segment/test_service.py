"""The thread that works events off: in order, whatever is called in between, and what is kept before it is acknowledged."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from typing import Any

import pytest
from attio_emulator.clock import START
from attio_harness.local_segment.intake import Received, Refused
from attio_harness.local_segment.service import Service
from attio_harness.local_segment.trace_query import TraceQuery
from attio_harness.local_segment.traces import Trace

from tests.attio_harness.local_segment.local import Local


def _event(number: int) -> Received:
    event = {"type": "identify", "userId": f"u-{number}", "messageId": f"m-{number}"}
    return Received(
        event=event | {"traits": {"email": f"a{number}@acme.com"}}, source="app", received_at=START + number
    )


class _Kept:
    def __init__(self) -> None:
        self.rows: list[int] = []
        self.ended: list[int] = []

    def append(self, rows: Sequence[tuple[int, Received]]) -> None:
        self.rows += [seq for seq, _ in rows]

    def settled(self, seq: int) -> None:
        assert seq in self.rows
        self.ended.append(seq)


def _service(local: Local, **options: Any) -> Service:
    keeper = options.get("keeper")
    if keeper is not None:
        local.local._tell_settled = keeper.settled
    return Service(local.local, now=local.clock, locked=threading.RLock, **options)


def _waited(service: Service, query: TraceQuery) -> list[Trace]:
    """What is found once all of it is settled."""
    until = time.monotonic() + 20
    while not all(one.is_settled for one in service.traces.find(query)) and time.monotonic() < until:
        time.sleep(0.005)
    return service.traces.find(query)


def test_events_are_kept_then_worked_off_in_their_order() -> None:
    kept = _Kept()
    service = _service(Local(), keeper=kept)
    with service.running():
        service.accept([_event(1), _event(2)])
        service.refuse([Refused(what="?", source="app", code="json", why="no JSON", received_at=3)])
        service.accept([_event(3)])
        service.flush()
        assert kept.rows == kept.ended == [1, 2, 4]
        found = service.traces.find(TraceQuery())
    assert [(one.seq, one.verdicts) for one in found] == [
        (1, ("written",)), (2, ("written",)), (3, ("refused",)), (4, ("written",)),
    ]  # fmt: skip


def test_numbers_go_on_after_those_of_a_process_before() -> None:
    kept = _Kept()
    kept.rows = [5, 8]
    service = _service(Local(), keeper=kept, seq=3)
    with service.running():
        service.resume([(5, _event(5)), (8, _event(8))])
        service.accept([_event(9)])
        service.flush()
    assert kept.ended == [5, 8, 9]


def test_who_waits_is_told_as_soon_as_it_is_known() -> None:
    local = Local(mode="batch")
    service = _service(local)
    with service.running():
        service.accept([_event(1)])
        assert service.traces.find(TraceQuery())[0].is_settled is False
        local.clock.advance(61)
        service.accept([_event(2)])  # wakes the thread: its clock is not the wall's
        waited = _waited(service, TraceQuery(members=(("messageId", "m-1"),)))
    assert [one.verdicts for one in waited] == [("written",)]


def test_a_batch_is_sent_when_its_time_has_come() -> None:
    local = Local(mode="batch", assumptions={"delivery.batch_wait": 0.05})
    service = _service(local)
    service._now = lambda: local.clock() - 1  # a little behind, so that a moment is waited for
    with service.running():
        service.accept([_event(1)])
        local.clock.advance(1)
        assert _waited(service, TraceQuery())[0].verdicts == ("written",)


def test_a_mistake_of_ours_ends_one_event(capsys: pytest.CaptureFixture[str]) -> None:
    service = _service(Local())
    with service.running():
        service.accept([Received(event={"type": "identify"}, source="unknown", received_at=1), _event(2)])
        service.flush()
    assert [one.verdicts for one in service.traces.find(TraceQuery())] == [("waiting",), ("written",)]
    assert "this is a mistake of ours, please report it: event 1: KeyError: 'unknown'" in capsys.readouterr().err


def test_a_call_raises_what_it_meets() -> None:
    service = _service(Local())

    def wrong() -> None:
        raise ValueError("no")

    with service.running(), pytest.raises(ValueError, match="no"):
        service.call(wrong)
