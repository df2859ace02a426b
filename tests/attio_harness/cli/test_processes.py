"""`check --processes`: whoever reads the events, every byte of what a run says is the same."""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Self

import pytest
from attio_harness.inputs import handed
from attio_harness.inputs.handed import Said
from attio_harness.run import processes
from attio_harness.run.map_side import MapSettings, MapSide
from attio_harness.run.processes import Processes

from tests.started.processes import Started

from .shell import Shell
from .test_watch import Edited

Event = dict[str, Any]


def an_event(number: int, **other: Any) -> Event:
    traits = {"email": f"u{number % 7}@acme.com", "plan": ("Free", "Enterprise", "Nope", None)[number % 4]}
    return {
        "type": "identify", "userId": f"u{number % 7}", "messageId": f"m{number % 30}", "traits": traits,
        "receivedAt": f"2026-01-{1 + number * 7 % 28:02}T10:00:00Z", **other,
    }  # fmt: skip


EVENTS = [
    *map(an_event, range(20)),
    {"type": "track", "event": "Seen", "userId": "u1"},
    an_event(20, userId=None),  # refused by Segment
    an_event(21, integrations={"All": False}),
    an_event(22, sentAt="2027-01-01T00:00:00Z", integrations={"Attio": False}),
    an_event(23, receivedAt="yesterday"),
    an_event(24, userId=["u1"]),  # a value that Segment changes
    an_event(25, n=2**60 + 1),
    an_event(26, traits={"email": "half \ud83d"}),
    {"type": "page", "name": "Home", "userId": "u2"},
    {"type": "track", "userId": "u1"},  # refused by Segment before all else
    {"type": "page", "name": "Home", "userId": "u2", "properties": []},
    *map(an_event, range(30, 40)),
]


def ndjson(events: Sequence[Any]) -> bytes:
    return b"".join(json.dumps(one).encode() + b"\n" for one in events)


LINES = ndjson(EVENTS)
INPUTS: dict[str, bytes] = {
    "lines": LINES,
    "no end of the last line": LINES[:-1],
    "gzip": gzip.compress(LINES, mtime=0),
    "gzip that ends early": gzip.compress(LINES, mtime=0)[:-200],
    "gzip that ends early behind a row that is cut": gzip.compress(
        LINES + b'{"type":"track","userId":"u1"}{"type":\n' + LINES, mtime=0
    )[:-100],
    "an array": json.dumps(EVENTS, indent=1).encode(),
    "a body of several": json.dumps({"batch": EVENTS}).encode() + b"\n" + LINES,
    "an array and lines": json.dumps(EVENTS).encode() + b"\n" + LINES,
    "objects in a row": LINES.replace(b"\n", b"") + b"\n" + LINES,
    "blank lines, CRLF and a mark": b"\xef\xbb\xbf" + LINES.replace(b"\n", b"\r\n\n", 9),
    "unreadable entries": LINES + b'{"type": \n[1]\n"text"\n{"a": 1}\n\xff\n' + LINES,
    "cut off": LINES[:-30],
    "a key twice": LINES + b'{"type":"identify","type":"track","userId":"u1"}\n' + LINES,
    "faults of events": ndjson(
        [{"event": one, "faults": [{"status": 503, "times": number % 4}]} for number, one in enumerate(EVENTS)]
    )
    + LINES,
    "no events": ndjson([{"a": 1}] * 5),
    "nothing": b"",
    "another file": b'{"objects": []}\n' * 3,
    "too large an event": LINES + json.dumps(an_event(1, more=list(range(200_000)))).encode() + b"\n" + LINES,
}
OPTIONS: dict[str, tuple[str, ...]] = {
    "order of the file": ("--order", "file"),
    "batches": ("--mode", "batch"),
    "faults": ("--faults", "faults.json"),
    "faults and batches": ("--faults", "faults.json", "--mode", "batch", "--batch-wait", "5"),
    "filters": ("--filters", "filters.json"),
    "limits": ("--max-failures", "2", "--min-written", "99%"),
    "assumptions": ("--assume", "delivery.batch_wait=1", "--existing", "none"),
    "no integrations": ("--ignore-integrations",),
    "a state": ("--from", "before.json"),
    "vary": ("--vary",),
    "both modes": ("--mode", "both"),
}
FILTERS = [
    {"title": "No pages", "if": 'type = "page"', "actions": [{"type": "DROP"}]},
    {"title": "No plan", "if": 'userId = "u3"', "actions": [{"type": "DROP_PROPERTIES", "fields": {"traits": ["plan"]}}]},
    {"title": "Half", "if": "all", "actions": [{"type": "SAMPLE", "percent": 0.7, "path": "userId"}]},
]  # fmt: skip


class Here:
    """In the place of `Processes`: rows are made in this process, where a start costs nothing; `gone` say nothing any more."""

    given = 0

    def __init__(self, settings: MapSettings, number: int, say: Callable[[str], None]) -> None:
        self._side, self._number, self._said = MapSide(settings), number, deque[list[Said]]()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to end."""

    def are_worth(self, size: int) -> bool:
        return self._number > 1

    @property
    def are_free(self) -> bool:
        return len(self._said) < self._number - 1

    def begin(self, file: str) -> None:
        """Wherever a line stands."""

    def give(self, lines: list[tuple[int, bytes]]) -> None:
        Here.given += len(lines)
        self._said.append([self._side.line(one) for _, one in lines])

    def take(self) -> list[Said]:
        return self._said.popleft()

    def forget(self) -> None:
        self._said.clear()


@pytest.fixture
def here(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.setattr(processes, "Processes", Here)
    monkeypatch.setattr(handed, "_LINES", 3)
    monkeypatch.setattr(Here, "given", 0)
    shell.write("faults.json", json.dumps([{"status": 503, "probability": 0.3}, {"status": 429, "times": 3}]))
    shell.write(
        "filters.json", json.dumps({"data": {"filters": [{"id": "f", "enabled": True, **one} for one in FILTERS]}})
    )
    return shell


def both(shell: Shell, *words: str, events: str = "events.ndjson") -> list[Any]:
    """What one process says and leaves behind, and what three do."""
    told = []
    for number in ("1", "3"):
        code, out, err = shell.check(
            *words, "--processes", number, *([] if "both" in words else ["--state", "after.json", "--dead-letters", "dead.ndjson"]),
            events=events,
        )  # fmt: skip
        left = [Path(name).read_bytes() for name in ("after.json", "dead.ndjson") if Path(name).exists()]
        # a page has the command and the time
        told.append((code, re.sub(rf"--processes(?:</span>)? {number} |<time.*?</time>", "", out), err, left))
    return told


@pytest.mark.parametrize("kind", INPUTS)
def test_every_kind_of_input(here: Shell, kind: str) -> None:
    here.write("events.ndjson", INPUTS[kind])
    one, three = both(here, "--format", "json")
    assert one == three
    # what has no lines is read here, and so is a file after which there is nothing to read
    assert (Here.given > 0) == (kind not in ("an array", "nothing"))


def test_jobs_is_another_word_for_it(here: Shell) -> None:
    here.write("events.ndjson", LINES)
    one = here.check("--jobs", "1", "--format", "json")
    assert Here.given == 0
    assert here.check("--jobs", "3", "--format", "json") == one
    assert Here.given > 30


@pytest.mark.parametrize("form", ["text", "json", "junit", "sarif", "github", "markdown", "html"])
def test_every_format(here: Shell, form: str) -> None:
    here.write("events.ndjson", INPUTS["unreadable entries"])
    one, three = both(here, "--format", form)
    assert one == three
    assert (one[0], bool(one[1])) == (1, True)


@pytest.mark.parametrize("name", OPTIONS)
def test_every_option_that_decides_something(here: Shell, name: str) -> None:
    here.write("before.ndjson", ndjson(EVENTS[:5]))
    here.check("--state", "before.json", events="before.ndjson")
    here.write("events.ndjson", LINES)
    Here.given = 0
    one, three = both(here, *OPTIONS[name])
    assert one == three
    assert Here.given > (60 if name == "vary" else 30)


def test_a_run_that_waits_for_changes(here: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("attio_harness.cli.watched_check.WatchedFiles", Edited)
    here.write("events.ndjson", LINES)
    told = []
    for number in ("1", "3"):
        monkeypatch.setattr(Edited, "steps", iter([lambda: here.write("events.ndjson", LINES * 2)]), raising=False)
        code, out, err = here.check("--watch", "--processes", number)
        told.append((code, re.sub(r"\n\d\d:\d\d:\d\d ", "", out), err))
        here.write("events.ndjson", LINES)
    assert told[0] == told[1]
    assert "events.ndjson changed: " in told[0][1]
    assert Here.given > 2 * 30


def test_a_folder_and_standard_input(here: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    (here.folder / "events").mkdir()
    for number, kind in enumerate(("lines", "another file", "gzip", "unreadable entries", "an array")):
        here.write(f"events/{number}.json", INPUTS[kind])
    one, three = both(here, events="events")
    assert one == three
    told = []
    for processes_ in ("1", "3"):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(LINES)))
        told.append(here.check("--processes", processes_, events="-"))
    assert told[0] == told[1]


# -- with processes --


@pytest.fixture
def processed(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.setattr(handed, "_LINES", 5)
    monkeypatch.setattr(processes, "AT_LEAST", 0)
    shell.write("events.ndjson", LINES)
    return shell


def test_processes_say_the_same_and_are_gone_afterwards(processed: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []
    start = processes._started

    def watched() -> subprocess.Popen[bytes]:
        started.append(start())
        return started[-1]

    monkeypatch.setattr(processes, "_started", watched)
    one, three = both(processed)
    assert one == three
    assert [process.poll() is not None for process in started] == [True, True]


@pytest.mark.parametrize("at", [0, 3])
def test_what_a_process_had_that_ended_is_read_here(processed: Shell, monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    give = Processes.give
    pieces = 0

    def given(self: Processes, lines: list[tuple[int, bytes]]) -> None:
        nonlocal pieces
        if pieces == at:
            os.kill(self._free[0].pid, signal.SIGKILL)
        pieces += 1
        give(self, lines)

    monkeypatch.setattr(Processes, "give", given)
    (code, out, err, left), (code_3, out_3, err_3, left_3) = both(processed)
    assert (code, out, left, err) == (code_3, out_3, left_3, "")
    assert err_3 == (
        "attio-harness: a process that reads events ended by signal SIGKILL: this process reads its part, and nothing is lost; "
        "--processes 1 starts no others and needs less memory\n"
    )


def test_where_none_can_be_started_all_is_read_here(processed: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> Any:
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(processes, "_started", refused)
    (_, out, _, _), (_, out_3, err, _) = both(processed)
    assert out == out_3
    assert err == (
        "attio-harness: no more processes can be started (Resource temporarily unavailable): events are read by 1\n"
    )


def test_an_error_of_the_input_is_the_same_and_leaves_no_process(processed: Shell) -> None:
    processed.write("events.ndjson", b'{"type": 5}\n[\n')
    one, three = both(processed)
    assert one == three
    assert one[0] == 1


_LONG = """
import sys
from attio_harness.run import processes
processes.AT_LEAST = 0
from attio_harness.cli import main
main(sys.argv[1:])
"""


def _children(of: int) -> set[int]:
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(of)], capture_output=True, check=False, text=True)
    return {int(word) for word in found.stdout.split()}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_processes_end_with_the_one_that_started_them(shell: Shell, number: int) -> None:
    words = ["check", "-", "-m", "mapping.json", "-w", "workspace.yaml", "--processes", "3"]
    parent = Started(*words, program=_LONG, stdin=subprocess.PIPE)
    assert parent.stdin is not None
    parent.stdin.write(LINES * 40)
    parent.stdin.flush()
    children = _wait(lambda: found if len(found := _children(parent.pid)) == 2 else set())
    parent.send_signal(number)
    out, err = parent.communicate(timeout=30)
    assert parent.returncode == (130 if number == signal.SIGINT else -9)
    if number == signal.SIGINT:
        assert b"interrupted: this is what happened to the first" in out
    assert b"Traceback" not in err
    _wait(lambda: {1} if not any(map(_is_there, children)) else set())


def _wait(ready: Callable[[], set[int]]) -> set[int]:
    for _ in range(1_000):
        found = ready()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError("it did not come to be")


def _is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        # one that has ended and that nobody has asked for is none
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (ProcessLookupError, FileNotFoundError):
        return False
