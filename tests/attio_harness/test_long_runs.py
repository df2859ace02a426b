"""A long run: the progress bar, and what an interrupt leaves. Real processes, a real terminal."""

from __future__ import annotations

import array
import fcntl
import json
import os
import pty
import signal
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from attio_harness.inputs.event import SourceEvent
from attio_harness.inputs.events import read_events
from attio_harness.inputs.files import size_of
from attio_harness.inputs.streams import Reach
from attio_harness.terminal.interrupts import Interrupts
from attio_harness.terminal.progress import Bar, wanted
from rich.console import Console

EVENT = {"type": "identify", "userId": "u1", "traits": {"email": "jane@acme.com", "plan": "Gold"}}
LINE = json.dumps(EVENT).encode() + b"\n"
WORKSPACE = {"name": "Acme", "objects": [{"api_slug": "users", "active": True}]}
MAPPING = {
    "partnerAction": "identifyUser",
    "subscribe": 'type = "identify"',
    "mapping": {"email_address": {"@path": "$.traits.email"}, "user_id": {"@path": "$.userId"}},
}


@contextmanager
def check(folder: Path, *more: str, **streams: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A check of what is written to its standard input, ended by force should it hang."""
    (folder / "mapping.json").write_text(json.dumps(MAPPING))
    (folder / "workspace.json").write_text(json.dumps(WORKSPACE))
    command = [sys.executable, "-m", "attio_harness", "check", "-", "-m", "mapping.json", "-w", "workspace.json", *more]
    environment = {key: value for key, value in os.environ.items() if key not in ("CI", "NO_COLOR")}
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | streams
    with subprocess.Popen(command, cwd=folder, env=environment | {"TERM": "xterm"}, **pipes) as process:
        watchdog = threading.Timer(60, process.kill)
        watchdog.start()
        try:
            yield process
        finally:
            watchdog.cancel()
            process.kill()


def hand_over(process: subprocess.Popen[bytes], data: bytes) -> None:
    """Write, and wait until the process has taken all of it."""
    assert process.stdin is not None
    process.stdin.write(data)
    process.stdin.flush()
    left = array.array("i", [1])
    while left[0] and process.poll() is None:
        fcntl.ioctl(process.stdin, termios.FIONREAD, left)
        time.sleep(0.01)


def wait_until_it_waits(process: subprocess.Popen[bytes]) -> None:
    """Until the process sleeps in its reading, where the system tells."""
    stat, asleep = Path(f"/proc/{process.pid}/stat"), 0
    while stat.exists() and asleep < 10 and process.poll() is None:
        asleep = asleep + 1 if stat.read_text().rpartition(")")[2].split()[0] == "S" else 0
        time.sleep(0.02)


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
    assert (process.returncode, err, report["complete"]) == (code, b"", False)
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
    assert out.startswith(b"Interrupted: this is what became of the first ")
    assert out.endswith(b"\nNothing is lost so far.\n") or b"first 0 events" in out


def test_a_whole_run_is_complete(tmp_path: Path) -> None:
    with check(tmp_path, "--format", "json") as process:
        out, err = process.communicate(LINE * 3)
    report = json.loads(out)
    assert (process.returncode, err, report["complete"], report["events"]) == (0, b"", True, 3)


def test_a_terminal_shows_the_bar_and_a_report_without_it(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    seen = b""
    with check(tmp_path, "--format", "json", stderr=theirs) as process:
        os.close(theirs)
        os.set_blocking(ours, False)
        written = 0
        while b" events " not in seen and process.poll() is None:
            hand_over(process, LINE)
            written += 1
            seen += _available(ours)
        out, _ = process.communicate()
        seen += _available(ours)
    os.close(ours)
    assert (process.returncode, json.loads(out)["events"]) == (0, written)
    assert seen.endswith(b"\x1b[2K")  # the line of the bar is cleared


def _available(terminal: int) -> bytes:
    try:
        return os.read(terminal, 1 << 16)
    except OSError:  # nothing there, or the other end is closed
        return b""


@pytest.mark.parametrize(
    ("terminal", "environment", "shown"),
    [
        (True, {"TERM": "xterm"}, True),
        (False, {"TERM": "xterm"}, False),
        (True, {"TERM": "xterm", "CI": "true"}, False),
        (True, {"TERM": "dumb"}, False),
    ],
)
def test_a_bar_is_for_a_person_at_a_terminal(terminal: bool, environment: dict[str, str], shown: bool) -> None:
    class Stream(StringIO):
        def isatty(self) -> bool:
            return terminal

    assert wanted(Stream(), environment) is shown


def drawn(items: int, total: int | None) -> str:
    """What a terminal gets to see while `items` pass, one each half second and ten bytes."""
    reach, screen = Reach(), StringIO()
    console = Console(file=screen, force_terminal=True, width=80, color_system=None)
    ticks = count()
    passing = Bar(reach, total, console=console, clock=lambda: next(ticks) / 2).over(range(items))
    for _ in passing:
        reach.read(10)
    return screen.getvalue()


def test_the_bar_has_count_share_and_rate() -> None:
    screen = drawn(10, 100)
    assert "10 events" in screen
    assert "100%" in screen
    assert "2/s" in screen
    assert "left" in screen


def test_the_bar_does_without_a_total() -> None:
    assert "10 events" in drawn(10, None)


def test_a_short_run_has_no_bar() -> None:
    assert drawn(2, 100) == ""


@pytest.mark.parametrize("content", [LINE * 500, json.dumps([EVENT] * 500, indent=1).encode()], ids=["lines", "array"])
def test_reach_is_what_was_worked_through(tmp_path: Path, content: bytes) -> None:
    files = [tmp_path / "a.json", tmp_path / "b.json"]
    for file in files:
        file.write_bytes(content)
    names = [str(file) for file in files]
    reach = Reach()
    steps = [reach.bytes for item in read_events(names, reach=reach) if isinstance(item, SourceEvent)]
    assert steps == sorted(steps)
    assert (len(steps), reach.bytes, size_of(names)) == (1000, 2 * len(content), 2 * len(content))
    assert content[:1] != b"[" or steps[499] <= len(content) < steps[500]
    assert size_of([*names, "-"]) is None


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
