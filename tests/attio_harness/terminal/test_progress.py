"""The progress bar of a long run, also on a real terminal."""

from __future__ import annotations

import json
import os
import pty
from collections.abc import Callable
from io import StringIO
from itertools import count
from pathlib import Path

import pytest
from attio_harness.inputs.streams import Reach
from attio_harness.terminal.progress import Bar, wanted
from rich.console import Console

from .processes import LINE, check, hand_over


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


def drawn(items: int, total: int | Callable[[], int] | None) -> str:
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


def test_a_total_is_asked_for_when_the_bar_is_made() -> None:
    known: list[int] = []

    def total() -> int:
        known.append(100)
        return 100

    assert "100%" in drawn(10, total)
    assert (drawn(2, total), known) == ("", [100])


def test_the_bar_does_without_a_total() -> None:
    assert "10 events" in drawn(10, None)


def test_a_short_run_has_no_bar() -> None:
    assert drawn(2, 100) == ""
