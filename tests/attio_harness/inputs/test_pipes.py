"""Every input may be a pipe: what is read of it is the same as of the plain file, and it is opened once."""

from __future__ import annotations

import gc
import gzip
import io
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from attio_emulator import Workspace, WorkspaceError
from attio_harness.inputs.event import SourceEvent
from attio_harness.inputs.events import read_events
from attio_harness.inputs.files import size_of

from tests.attio_harness.cli.bad_files import run
from tests.attio_harness.subscriptions import identify_user
from tests.started.processes import of_shells

EVENT = {"type": "identify", "userId": "u1", "traits": {"email": "a@acme.com", "seats": "many"}}
GOOD = {**EVENT, "userId": "u2", "traits": {"email": "b@acme.com", "ssn": "1"}}
MAPPING = identify_user(None, user_attributes={"seats": {"@path": "$.traits.seats"}})
HCL = f"""resource "segment_destination_subscription" "identify" {{
  trigger  = "type = \\"identify\\""
  settings = jsonencode({json.dumps(MAPPING["mapping"])})
}}
"""
WORKSPACE = """objects:
  - api_slug: users
    active: true
    attributes:
      - {api_slug: seats, type: number}
"""
FILTER = {"if": "all", "actions": [{"type": "DROP_PROPERTIES", "fields": {"traits": ["ssn"]}}]}
NDJSON = "".join(json.dumps(one) + "\n" for one in (EVENT, GOOD, EVENT))
FILES: dict[str, bytes] = {
    "e.ndjson": NDJSON.encode(),
    "e.gz": gzip.compress(NDJSON.encode(), mtime=0),
    "one.json": json.dumps(EVENT).encode(),
    "e.json": json.dumps([EVENT, GOOD, EVENT], indent=1).encode(),
    "m.json": json.dumps(MAPPING, indent=1).encode(),
    "after.json": json.dumps(MAPPING).encode(),
    "m.tf": HCL.encode(),
    "f.json": json.dumps(FILTER).encode(),
    "w.yaml": WORKSPACE.encode(),
    "w.json": json.dumps({"objects": [{"api_slug": "users", "active": True, "attributes": []}]}).encode(),
}
NAMES = {"events": "e.ndjson", "event": "one.json", "mapping": "m.json", "workspace": "w.yaml", "filters": "f.json"}
CASES: list[dict[str, str]] = [
    {},
    {"events": "e.gz"},
    {"events": "e.json"},
    {"mapping": "m.tf"},
    {"workspace": "w.json"},
]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, content in FILES.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


COMMANDS: dict[str, str] = {
    "check": "check {events} -m {mapping} -w {workspace} --filters {filters} --format json",
    "both": "check {events} -m {mapping} -w {workspace} --filters {filters} --mode both --format json",
    "explain": "explain {event} -m {mapping} -w {workspace} --filters {filters} --format json",
    "diff": "diff {mapping} after.json {events} -w {workspace} --filters {filters} --format json",
    "lint": "lint {mapping} -w {workspace} --format json",
}


def unnamed(report: str, names: dict[str, str]) -> Any:
    """A report without the names of files."""
    for name in sorted(names.values(), key=len, reverse=True):
        report = report.replace(json.dumps(name)[1:-1], "FILE")
    return json.loads(report)


def fed(pipe: Path, content: bytes, piece: int = 1 << 16) -> threading.Thread:
    """A named pipe that gives its content once, in pieces; whoever opens it again waits in vain."""
    os.mkfifo(pipe)

    def feed() -> None:
        with pipe.open("wb", buffering=0) as stream:
            for begin in range(0, len(content), piece):
                stream.write(content[begin : begin + piece])
                if piece == 1:
                    time.sleep(0.001)  # the reader takes what is there

    thread = threading.Thread(target=feed, daemon=True)
    thread.start()
    return thread


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_named_pipes_are_read_like_files(
    folder: Path, capfd: pytest.CaptureFixture[str], command: str, case: dict[str, str]
) -> None:
    names = {key: name for key, name in (NAMES | case).items() if f"{{{key}}}" in COMMANDS[command]}
    pipes = {key: f"pipe-{key}" for key in names}
    plain = run(capfd, *COMMANDS[command].format(**names).split())
    writers = [fed(folder / pipes[key], (folder / name).read_bytes()) for key, name in names.items()]
    piped = run(capfd, *COMMANDS[command].format(**pipes).split())
    for writer in writers:
        writer.join(10)
    assert (piped[0], piped[2], unnamed(piped[1], pipes)) == (plain[0], plain[2], unnamed(plain[1], names))
    assert plain[0] in (0, 1)


def given(text: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Standard input that has this text."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("workspace", ["w.yaml", "w.json"])
def test_a_workspace_comes_from_standard_input_too(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, command: str, workspace: str
) -> None:
    names = NAMES | {"workspace": workspace}
    plain = run(capfd, *COMMANDS[command].format(**names).split())
    given(b"\xef\xbb\xbf" + FILES[workspace], monkeypatch)
    piped = run(capfd, *COMMANDS[command].format(**names | {"workspace": "-"}).split())
    assert (piped[0], piped[2]) == (plain[0], plain[2])
    assert piped[1].replace('"-"', json.dumps(workspace)) == plain[1]


@pytest.mark.parametrize(
    ("command", "key"),
    [(command, key) for command in COMMANDS for key in ("mapping", "filters") if f"{{{key}}}" in COMMANDS[command]],
)
def test_mappings_and_filters_come_from_standard_input_too(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, command: str, key: str
) -> None:
    plain = run(capfd, *COMMANDS[command].format(**NAMES).split())
    given(FILES[NAMES[key]], monkeypatch)
    piped = run(capfd, *COMMANDS[command].format(**NAMES | {key: "-"}).split())
    assert (piped[0], piped[2]) == (plain[0], plain[2])
    assert piped[1].replace('"-"', json.dumps(NAMES[key])) == plain[1]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty (expected a workspace file, YAML or JSON)"),
        (b"\n \n", "is empty (expected a workspace file, YAML or JSON)"),
        (b"\xff\xfe", "is UTF-16 text (save it as UTF-8); expected a workspace file"),
        (b'{"type": "track"}', "holds events, which are given without an option"),
    ],
)
@pytest.mark.parametrize("command", [*COMMANDS, "emulate", "schema diff"])
def test_what_is_no_workspace_is_named_from_a_pipe_and_from_standard_input(
    folder: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    command: str,
    content: bytes,
    said: str,
) -> None:
    words = {
        "emulate": "emulate -w {workspace}",
        "schema diff": "schema diff w.yaml {workspace}",
    }.get(command) or COMMANDS[command]
    if "{event" not in words:
        said = said.replace("are given without an option", f"attio-harness {command} does not read")
    given(content, monkeypatch)
    expected = (2, "", f"attio-harness: -: {said}\n")
    assert run(capfd, *words.format(**NAMES | {"workspace": "-"}).split()) == expected
    fed(folder / "pipe", content)
    expected = (2, "", f"attio-harness: pipe: {said}\n")
    assert run(capfd, *words.format(**NAMES | {"workspace": "pipe"}).split()) == expected


@pytest.mark.parametrize(
    "command",
    [
        "check - -m m.json -w -",
        "check - -m - -w w.yaml",
        "check e.ndjson -m - -m - -w w.yaml",
        "check - -m m.json -w w.yaml --filters -",
        "explain - -m - -w w.yaml",
        "diff - - e.ndjson -w w.yaml",
        "lint - -w -",
        "schema diff - w.yaml -m -",
        "explain - -m m.json -w -",
        "explain one.json -m m.json -w - --after -",
        "diff m.json after.json - -w -",
        "schema diff - -",
        "check - -m m.json -w w.yaml --baseline -",
        "check e.ndjson -m m.json -w - --baseline -",
        "check e.ndjson -m m.json -w w.yaml --baseline - --faults -",
        "gate - -m m.json -w w.yaml --baseline -",
        "emulate -w - --faults -",
        "serve -m m.json -w - --faults -",
    ],
)
def test_standard_input_is_one_thing_only(capfd: pytest.CaptureFixture[str], command: str) -> None:
    said = "attio-harness: - is named twice, but standard input can be read only once; give one of them as a file\n"
    assert run(capfd, *command.split()) == (2, "", said)


def test_schemas_from_two_pipes_are_compared(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    plain = run(capfd, "schema", "diff", "w.yaml", "w.json")
    for name in ("w.yaml", "w.json"):
        fed(folder / f"pipe-{name}", FILES[name])
    assert run(capfd, "schema", "diff", "pipe-w.yaml", "pipe-w.json") == plain
    assert plain[0] == 1


def test_a_workspace_is_loaded_from_a_pipe_and_an_empty_one_is_named(folder: Path) -> None:
    fed(folder / "full", FILES["w.yaml"])
    assert Workspace.load("full").to_dict() == Workspace.load("w.yaml").to_dict()
    fed(folder / "empty", b"")
    with pytest.raises(WorkspaceError) as told:
        Workspace.load("empty")
    assert str(told.value) == "empty: found an empty pipe, expected a workspace file"


def test_a_mistake_in_a_piped_workspace_has_its_place(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    fed(folder / "pipe", b"objects:\n  - {api_slug: users, activ: true}\n")
    code, out, err = run(capfd, *COMMANDS["lint"].format(**NAMES | {"workspace": "pipe"}).split())
    assert (code, out) == (2, "")
    assert err.startswith("attio-harness: pipe:2:23: /objects/0/activ: found 'activ', expected one of api_slug, ")


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
@pytest.mark.parametrize("events", ["<(cat e.ndjson)", "- < <(cat e.ndjson)", "<(cat e.gz)"])
def test_process_substitution_of_a_shell(folder: Path, capfd: pytest.CaptureFixture[str], events: str) -> None:
    plain = run(capfd, *COMMANDS["check"].format(**NAMES).split())
    command = f"attio-harness check {events} -m <(cat m.json) -w <(cat w.yaml) --filters <(cat f.json) --format json"
    done = subprocess.run(["bash", "-c", command], env=of_shells(), capture_output=True, timeout=60, text=True)
    report = json.loads(re.sub(r'"(/dev/fd/\d+|-)"', '"FILE"', done.stdout))
    assert (done.returncode, done.stderr, report) == (plain[0], "", unnamed(plain[1], NAMES))
    assert report["rejections"] != []


@pytest.mark.parametrize("name", ["e.ndjson", "e.gz", "e.json"])
def test_a_pipe_that_gives_one_byte_at_a_time(folder: Path, name: str) -> None:
    """So far the kind of file was told from what the first reading gave, which of a pipe may be a single byte."""
    content = (folder / name).read_bytes()
    writer = fed(folder / "pipe", content, 1)
    found = [item.event for item in read_events(["pipe"]) if isinstance(item, SourceEvent)]
    writer.join(10)
    assert found == [EVENT, GOOD, EVENT]


def test_the_size_of_a_pipe_is_not_known(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    (folder / "nowhere").symlink_to("nothing there")
    assert size_of(["e.json"]) == len(FILES["e.json"])
    assert [size_of(["e.json", other]) for other in ("pipe", "-", "nowhere")] == [None, None, None]


def test_standard_input_is_left_open() -> None:
    stream = io.BytesIO(FILES["e.ndjson"])
    assert len(list(read_events(["-"], stdin=stream))) == 3
    gc.collect()
    assert not stream.closed
