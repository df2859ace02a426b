"""Every command with every kind of bad file in every place: a line or more that a person can read, exit code 2, nothing written.

What is said of each is compared elsewhere; here is what holds of all. Events are read as far as they go: there the exit code may
be 1, and the report names what could not be read.
"""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.attio_harness.cli.bad_files import run
from tests.attio_harness.subscriptions import identify_user
from tests.started import processes

EVENT = {"type": "identify", "userId": "u1", "traits": {"email": "a@acme.com"}}
MAPPING = identify_user()
GOOD = {
    "e.json": json.dumps(EVENT),
    "m.json": json.dumps(MAPPING),
    "w.yaml": "objects:\n  - {api_slug: users, active: true}\n",
}

NONE = "None, which is Python's word"
BAD: dict[str, bytes] = {
    "empty": b"",
    "zeros": bytes(50),
    "bytes": bytes(range(256)),
    "Latin-1": '{"name": "José", "a": [1'.encode("latin-1"),
    "cut": json.dumps(MAPPING).encode()[:50],
    "a comma": b'{"a": {"b": 1,}, "c": [],}',
    "Python": b"{'a': None, 'b': True}",
    "a text": b'"None"',
    "a list of nothing": b"[null, true, 1.5, [], {}]",
    "members of nothing": b'{"type": null, "mapping": null, "subscribe": true, "objects": [null], "if": {}, "actions": [null], "version": null, "workspace": true}',
    "objects in the place of texts": b'{"name": {"a": null}, "objects": {"a": [true]}, "partnerAction": [null], "subscribe": {"a": true}, "mapping": [null], "version": {"a": null}, "losses": [null]}',
    "an error of an API": b'{"errors": [{"type": "unauthorized", "message": null}]}',
    "a page": b"<!DOCTYPE html><html></html>",
    "YAML with slips": b"objects:\n  - {api_slug: yes, active: ~}\n  - [1, null]\n  - {api_slug: x, attributes: [{api_slug: y, type: select, options: [Yes, ~, {a: b}]}]}\n",
    "HCL with slips": b'resource "segment_destination_subscription" "x" {\n  name = \n}\n',
    "deep": b"[" * 3_000,
    "a number": b"9" * 5_000,
    "half a character": b'{"name": "\\ud800", "objects": [{"api_slug": "\\ud800"}], "type": "\\ud800x"}',
}
NO_FILES = ("missing", "folder", "loop", "socket", "under a file", "", "x" * 300)

CHECK = ["e.json", "-m", "m.json", "-w", "w.yaml", "-o", "out"]
PLACES: dict[str, list[str]] = {
    "check: events": ["check", "BAD", *CHECK[1:]],
    "check: mapping": ["check", "e.json", "-m", "BAD", "-w", "w.yaml", "-o", "out"],
    "check: workspace": ["check", "e.json", "-m", "m.json", "-w", "BAD", "-o", "out"],
    "check: filters": ["check", *CHECK, "--filters", "BAD"],
    "check: state": ["check", "e.json", "-m", "m.json", "--from", "BAD", "-o", "out"],
    "check: baseline": ["check", *CHECK, "--baseline", "BAD"],
    "explain: event": ["explain", "BAD", *CHECK[1:]],
    "diff: old": ["diff", "BAD", "m.json", "e.json", "-w", "w.yaml", "-o", "out"],
    "diff: events": ["diff", "m.json", "m.json", "BAD", "-w", "w.yaml", "-o", "out"],
    "lint: mapping": ["lint", "BAD", "-w", "w.yaml", "-o", "out"],
    "schema diff: old": ["schema", "diff", "BAD", "w.yaml", "-o", "out"],
    "schema diff: mapping": ["schema", "diff", "w.yaml", "w.yaml", "-m", "BAD", "-o", "out"],
    "plan: events": ["plan", "BAD", "-m", "m.json", "-w", "w.yaml", "-o", "out"],
    "shrink: events": ["shrink", "BAD", "-m", "m.json", "-w", "w.yaml", "-o", "out"],
    "coverage: events": ["coverage", "BAD", "-m", "m.json", "-w", "w.yaml", "-o", "out"],
    "redeliver: events": ["redeliver", "BAD", "-m", "m.json", "-w", "w.yaml", "-o", "out"],
    "gate: events": ["gate", "BAD", "-m", "m.json", "-w", "w.yaml", "-o", "out"],
    "gate: mapping": ["gate", "e.json", "-m", "BAD", "-w", "w.yaml", "-o", "out"],
    "replay: recording": ["replay", "BAD", "-w", "w.yaml", "-o", "out"],
    "conform: recordings": ["conform", "BAD"],
    "emulate: faults": ["emulate", "--faults", "BAD"],
    "anonymize: events": ["anonymize", "BAD", "-o", "out"],
}
READS_EVENTS = (
    "check: events",
    "coverage: events",
    "redeliver: events",
    "shrink: events",
    "plan: events",
    "diff: events",
    "explain: event",
    "gate: events",
    "anonymize: events",
)
FINE = {
    # what is not wrong there
    ("conform: recordings", "empty"), ("diff: events", "empty"), ("explain: event", "half a character"),
    ("coverage: events", "half a character"),
    ("redeliver: events", "half a character"), ("diff: events", "half a character"), ("anonymize: events", "half a character"),
}  # fmt: skip

_PYTHON = re.compile(
    r"\b(None|True|False|NoneType|dict|tuple|repr|codec|JSONDecodeError|ValueError|TypeError|KeyError|AttributeError|UnicodeDecodeError|"
    r"pydantic|PyYAML|lark|orjson)\b|Traceback|object at 0x|<class|list\[|\[Errno|Token\(|mistake of attio-harness"
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    for name, text in GOOD.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to("loop")

    def refuse(host: str, port: int) -> None:
        raise OSError("not in a test")

    monkeypatch.setattr("attio_harness.serve.bound", refuse)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket")
        yield tmp_path


def problems(place: str, kind: str, found: tuple[int, str, str]) -> Iterator[str]:
    code, out, err = found
    lines = err.splitlines()
    if code != 2 and not (code == 1 and place in READS_EVENTS):
        yield f"exit code {code}"
    if code == 2 and not lines:
        yield "nothing on standard error"
    if code == 2:  # otherwise what was done may be told there, too
        yield from (f"no line of ours: {line}" for line in lines if not line.startswith("attio-harness: "))
    told = out + err + (Path("out").read_text("utf-8", "replace") if os.path.exists("out") else "")
    if kind in ("Python", "a text"):  # which say it themselves
        told = (
            told.replace(NONE, "")
            .replace("True, which is Python's word", "")
            .replace("'None'", "")
            .replace('"None"', "")
        )
    yield from (
        f"a word of Python: {word.group()} in {told[max(0, word.start() - 60) : word.end() + 40]!r}"
        for word in _PYTHON.finditer(told)
    )
    if code == 2 and os.path.exists("out"):
        yield "a file was written"


@pytest.mark.parametrize("place", PLACES)
def test_a_bad_file_is_told_in_words_of_a_person(folder: Path, capfd: pytest.CaptureFixture[str], place: str) -> None:
    wrong = []
    for kind in (*BAD, *NO_FILES):
        name = kind
        if kind in BAD:
            name = "bad"
            (folder / "bad").write_bytes(BAD[kind])
        elif kind == "under a file":
            name = "m.json/x"
        found = run(capfd, *[name if word == "BAD" else word for word in PLACES[place]])
        if (place, kind) not in FINE:
            wrong += [f"{kind or 'no name'}: {one}" for one in problems(place, kind, found)]
        (folder / "out").unlink(missing_ok=True)
    assert wrong == []


GONE = "attio-harness: the current folder is not there any more; change into one that is\n"


@pytest.mark.parametrize(
    "words", [["check", "e.json", "-m", "m.json", "-w", "w.yaml"], ["lint", "m.json", "-w", "w.yaml"]]
)
def test_a_current_folder_that_was_deleted_is_told(
    folder: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    (folder / "gone").mkdir()
    monkeypatch.chdir(folder / "gone")
    (folder / "gone").rmdir()
    assert run(capfd, *words) == (2, "", GONE)
    monkeypatch.chdir(folder)


ENVIRONMENTS: dict[str, dict[str, str]] = {
    "none": {},
    "no home": {"HOME": "/nonexistent", "LANG": "C", "LC_ALL": "C", "TERM": "dumb"},
    "another encoding": {"PYTHONIOENCODING": "ascii", "LANG": "C"},
}


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_a_bare_environment_is_enough(folder: Path, name: str) -> None:
    words = ["check", "e.json", "-m", "m.json", "-w", "w.yaml", "--filters", "é"]
    if name == "none":  # what the interpreter itself looks for is not there
        command = [sys.executable, "-m", "attio_harness", *words]
        found = subprocess.run(command, env={}, capture_output=True, timeout=60, check=False)
    else:
        found = processes.run(*words, env=ENVIRONMENTS[name])
    told = b"there is no such filter file\n"
    assert (found.returncode, found.stdout, found.stderr[-len(told) :]) == (2, b"", told)
