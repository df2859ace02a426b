"""The time of one case: what takes longer is interrupted, what is in time is not, and the timer is given back."""

from __future__ import annotations

import signal
import time
from threading import Thread

import pytest
from segment_conformance.live.limits import TooLong, is_late, late, within


def _for_long() -> None:
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            sum(range(1000))
        except Exception:
            continue


def test_what_takes_too_long_is_interrupted_even_where_errors_are_caught() -> None:
    before = signal.getsignal(signal.SIGALRM)
    with pytest.raises(TooLong), within(0.05):
        _for_long()
    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


class _Finalized:
    def __del__(self) -> None:
        end = time.monotonic() + 0.2
        while time.monotonic() < end:
            pass


def test_an_end_that_comes_while_an_object_is_finalized_is_told_afterwards() -> None:
    def both() -> None:
        _Finalized()
        _for_long()

    with pytest.raises(TooLong), within(0.05):
        both()
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_what_is_in_time_and_what_is_in_another_thread_goes_on() -> None:
    done = []

    def work() -> None:
        with within(0.001):
            done.append(sum(range(100_000)))

    with within(60):
        work_alone = Thread(target=work)
        work_alone.start()
        work_alone.join()
    assert done == [4999950000]


def test_a_late_answer_is_known_as_one() -> None:
    answer = late("Segment's packages", 2.5)
    assert answer == {"error": {"name": "TooLong", "message": "Segment's packages gave no response within 2.5 s"}}
    assert is_late(answer)
    assert not is_late({"output": 1})
    assert not is_late({"error": {"name": "TypeError"}})
