"""Commands that messages propose run as they are printed, whatever the names of files begin with."""

from __future__ import annotations

import json
import shlex
import subprocess
from pathlib import Path

import pytest
from attio_harness import check, cli
from attio_harness.text.shell import as_word, no_option

LOST = {"type": "identify", "userId": "u1", "messageId": "m1", "traits": {"email": "no address"}}


def test_a_name_is_no_option() -> None:
    assert [no_option(name) for name in ("-", "-a.json", "a-b.json", "./-a")] == ["-", "./-a.json", "a-b.json", "./-a"]
    assert as_word("-my file.json:4") == "'./-my file.json:4'"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "-events.ndjson").write_text(json.dumps(LOST))
    (tmp_path / "-w.json").write_text(json.dumps({"objects": [{"api_slug": "users", "active": True}]}))
    return tmp_path


@pytest.mark.usefixtures("folder")
def test_the_next_command_runs(capfd: pytest.CaptureFixture[str]) -> None:
    text = str(check("-events.ndjson", "published", "-w.json"))
    (proposed,) = (line for line in text.splitlines() if "attio-harness explain" in line)
    with pytest.raises(SystemExit):
        cli.main(shlex.split(proposed.partition("attio-harness ")[2]))
    shown = capfd.readouterr()
    assert shown.err == ""
    assert shown.out.startswith("identify m1 from ")


def test_the_command_that_mends_a_file_runs(folder: Path) -> None:
    (folder / "-commas.ndjson").write_text(f"{json.dumps(LOST)},\n{json.dumps(LOST)}\n")
    (unreadable,) = check("-commas.ndjson", "published", "-w.json").unreadable
    command = str(unreadable["why"]).partition("take it out: ")[2]
    mended = subprocess.check_output(command, shell=True, text=True)
    assert [json.loads(line) for line in mended.splitlines()] == [LOST, LOST]
