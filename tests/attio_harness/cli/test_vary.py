"""`check --vary`: the events are read again for every other setting of what decided something."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from attio_harness.cli import check_run
from attio_harness.cli.progress import watched_events
from attio_harness.inputs.event import EventSource

from .shell import EVENT, Shell

CHECK = ("check", "events.ndjson", "-m", "mapping.json", "-w", "workspace.yaml", "--vary")


@pytest.fixture(autouse=True)
def other_case(shell: Shell) -> None:
    event = {**EVENT, "traits": {"email": "jane@gmail.com", "plan": "enterprise"}}
    shell.write("events.ndjson", json.dumps(event) + "\n")


def test_the_report_is_followed_by_what_would_change(shell: Shell) -> None:
    code, out, err = shell(*CHECK)
    assert (code, err) == (1, "")
    assert "option.title_case: any instead of exact\n" in out
    assert "   event    events.ndjson:1  Identify: refused by Attio (value_not_found) → written\n" in out


def test_json_has_a_member_for_it(shell: Shell) -> None:
    code, out, _ = shell(*CHECK, "--format", "json")
    (row,) = json.loads(out)["varied"]
    assert (code, row["assumption"], row["setting"], row["verdicts"]) == (1, "option.title_case", "any", {"written": 1})


def test_the_exit_code_is_that_of_the_run_as_it_is(shell: Shell) -> None:
    code, out, _ = shell(*CHECK, "--assume", "option.title_case=any", "--format", "json")
    (row,) = json.loads(out)["varied"]
    assert (code, row["setting"], row["verdicts"]) == (0, "exact", {"rejected": 1})


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("--mode", "both"), "--vary does not go with --mode both; say single, batch or auto"),
        (("--format", "zzz"), "--format 'zzz' is not one of text, json, junit, sarif, github, markdown, html"),
        (("-",), "--vary reads the events again for every setting, and - can be read once only; give a file"),
        (("pipe",), "--vary reads the events again for every setting, and pipe can be read once only; give a file"),
    ],
)
def test_what_does_not_go_with_it_is_one_line(shell: Shell, tmp_path: Path, words: tuple[str, ...], line: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert shell("check", *words, *CHECK[1:]) == (2, "", f"attio-harness: {line}\n")


def test_an_interrupt_leaves_the_report_and_what_was_tried(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    readings: list[int] = []

    def watched(names: list[str], interrupts: Any, order: Any, others: Any = None) -> Iterator[EventSource]:
        readings.append(1)

        def interrupted(items: Iterable[EventSource]) -> Iterator[EventSource]:
            yield from items
            if len(readings) == 2:
                os.kill(os.getpid(), signal.SIGINT)

        return interrupted(watched_events(names, interrupts, order))

    monkeypatch.setattr(check_run, "watched_events", watched)
    code, out, _ = shell(*CHECK)
    assert code == 130
    assert "1  refused by Attio" in out
    assert "\nInterrupted: 1 setting could not be tried.\n" in out
