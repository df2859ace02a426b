"""What an interrupt leaves. Real processes."""

from __future__ import annotations

import json
import os
import signal
import threading
from pathlib import Path

import pytest
from attio_harness.terminal import interrupts as module
from attio_harness.terminal.interrupts import Interrupts

from .processes import LINE, check, hand_over, wait_until_it_waits


@pytest.mark.parametrize("mode", ["single", "batch", "both"])
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupt_ends_with_the_report_so_far(tmp_path: Path, number: int, code: int, mode: str) -> None:
    state = () if mode == "both" else ("--state", "state.json")
    with check(tmp_path, "--format", "json", "--mode", mode, *state) as process:
        hand_over(process, LINE * 3)
        wait_until_it_waits(process)
        process.send_signal(number)
        process.wait()  # its standard input is still open: the signal has to end the waiting
        out, err = process.communicate()
    report = json.loads(out)
    assert (process.returncode, report["complete"]) == (code, False)
    # a busy machine may need more than a moment
    assert err == b"" or (err.startswith(b"attio-harness: interrupted: finishing") and err.count(b"\n") == 1)
    for one in (report["single"], report["batch"]) if mode == "both" else (report,):
        assert one["events"] in ((3,) if Path("/proc/self/stat").exists() else range(4))
        assert one["verdicts"]["written"] == one["events"]
    assert mode == "both" or "records" in json.loads((tmp_path / "state.json").read_text())


def test_the_text_says_that_it_is_about_a_part(tmp_path: Path) -> None:
    with check(tmp_path) as process:
        hand_over(process, LINE)
        process.send_signal(signal.SIGINT)
        process.wait()
        out, _ = process.communicate()
    assert out.startswith(b"Interrupted: this is what happened to the first ")
    assert out.endswith(b"\nPassed so far: nothing is lost.\n") or b"first 0 events" in out


def test_a_whole_run_is_complete(tmp_path: Path) -> None:
    with check(tmp_path, "--format", "json") as process:
        out, err = process.communicate(LINE * 3)
    report = json.loads(out)
    assert (process.returncode, err, report["complete"], report["events"]) == (0, b"", True, 3)


def test_the_second_signal_ends_the_program() -> None:
    before = signal.getsignal(signal.SIGINT)
    with Interrupts() as interrupts:
        passed = []
        for number in interrupts.until(range(5)):
            passed.append(number)
            if number == 2:
                os.kill(os.getpid(), signal.SIGINT)
        assert (passed, interrupts.exit_code) == ([0, 1, 2], 130)
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before


def test_whoever_waits_after_a_signal_is_told_why(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    has_told = threading.Event()

    def tell(message: str) -> None:
        told.append(message)
        has_told.set()

    monkeypatch.setattr(module, "tell", tell)
    with Interrupts(moment=0) as interrupts:
        os.kill(os.getpid(), signal.SIGINT)
        assert has_told.wait(60)
        assert interrupts.caught == signal.SIGINT
    with Interrupts("removing what it made", moment=0):
        has_told.clear()
        os.kill(os.getpid(), signal.SIGTERM)
        assert has_told.wait(60)
    assert told == [
        "interrupted: finishing with what was read so far; a second signal ends this at once, without a report",
        "interrupted: removing what it made",
    ]


def test_a_signal_ends_the_reading_also_where_no_thread_can_start(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_more(timer: threading.Timer) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Timer, "start", no_more)
    with Interrupts() as interrupts:
        passed = []
        for number in interrupts.until(range(5)):
            passed.append(number)
            if number == 2:
                os.kill(os.getpid(), signal.SIGTERM)
    assert (passed, interrupts.exit_code) == ([0, 1, 2], 143)


def test_what_ends_in_a_moment_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(module, "tell", told.append)
    with Interrupts(moment=3600):
        os.kill(os.getpid(), signal.SIGINT)
    for one in threading.enumerate():
        if isinstance(one, threading.Timer) and one.function == told.append:
            one.join(60)  # it was called off, so it ends at once
            assert not one.is_alive()
    assert told == []


@pytest.mark.parametrize(
    ("before", "later", "passed"),
    [
        (None, None, [1, 2, 3]),
        (None, signal.SIGINT, [1]),
        # what came while the items were made has ended that, and they pass
        (signal.SIGINT, signal.SIGINT, [1, 2, 3]),
    ],
)
def test_items_pass_up_to_a_signal_that_comes_among_them(
    before: int | None, later: int | None, passed: list[int]
) -> None:
    interrupts = Interrupts()
    interrupts.caught = before
    seen = []
    for item in interrupts.after([1, 2, 3]):
        seen.append(item)
        interrupts.caught = later
    assert seen == passed
