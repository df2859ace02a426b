"""What is applied later: batches under a lag, in their order, and no more of them than there is room for."""

from __future__ import annotations

from attio_emulator import VirtualClock
from attio_emulator.limits import Limits

from tests.attio_emulator.calls import Attio, assertion


def _assertion(title: str) -> dict[str, object]:
    return assertion("people", "email_addresses", {"email_addresses": "a@b.com", "job_title": title})


def test_batches_are_applied_by_the_first_request_after_their_time_or_when_they_are_flushed() -> None:
    clock = VirtualClock(step=0)
    attio = Attio(clock=clock, batch_lag=10)
    for title in ("first", "second"):
        attio.batch(_assertion(title))
        clock.advance(6)
    assert (len(attio.emulator.queue), attio.emulator.records("people")) == (2, [])
    attio.ask("GET", "/v2/objects")
    assert [row["job_title"] for row in attio.plain("people")] == [["first"]]
    attio.emulator.flush()
    assert [row["job_title"] for row in attio.plain("people")] == [["second"]]
    assert list(attio.emulator.queue) == []


def test_what_would_be_too_much_together_is_refused_and_what_waits_stays() -> None:
    attio = Attio(batch_lag=10, limits=Limits(waiting_batch_bytes=400))
    told = [attio.batch(_assertion("x" * 200)).status for _ in range(2)]
    assert (told, len(attio.emulator.queue)) == ([202, 503], 1)


def test_each_change_is_counted_also_of_batches_that_are_applied_before_a_request() -> None:
    clock = VirtualClock(step=0)
    attio = Attio(clock=clock, batch_lag=10)
    attio.batch(_assertion("a"), _assertion("b"))
    before = attio.emulator.changes
    clock.advance(11)
    attio.ask("GET", "/v2/objects")
    assert attio.emulator.changes == before + 3
