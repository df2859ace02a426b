"""Commands that messages propose run as they are printed, whatever the names of files begin with."""

from __future__ import annotations

import json
import shlex
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from attio_harness import check, cli
from attio_harness.formats.next_command import next_command
from attio_harness.inputs.odd_texts import odd_text
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


@pytest.mark.usefixtures("folder")
def test_lint_is_proposed_for_a_mapping_as_for_another_file(capfd: pytest.CaptureFixture[str]) -> None:
    mapping = {"partnerAction": "identifyUser", "subscribe": 'type = "identify"', "mapping": {}}
    Path("-m.json").write_text(json.dumps(mapping))
    report = check("-events.ndjson", "-m.json", "-w.json")
    assert next_command(report, "lint") == "attio-harness lint ./-m.json -w -w.json"
    assert next_command(replace(report, words={}), "lint") == "attio-harness lint ./-m.json -w WORKSPACE"
    with pytest.raises(SystemExit):
        cli.main(["check", "-m", "-m.json", "-w", "-w.json", "--", "-events.ndjson"])
    assert "attio-harness lint ./-m.json -w -w.json" in " ".join(capfd.readouterr().out.split())


def test_a_name_that_begins_with_a_dash_is_not_proposed_to_jq() -> None:
    other = odd_text("{}\n[]\n", "mapping", "-m.json")
    assert other is not None
    assert "jq -s . FILE > " in other.said


def test_the_command_that_mends_a_file_runs(folder: Path) -> None:
    (folder / "-commas.ndjson").write_text(f"{json.dumps(LOST)},\n{json.dumps(LOST)}\n")
    (unreadable,) = check("-commas.ndjson", "published", "-w.json").unreadable
    command = str(unreadable["why"]).partition("take it out: ")[2]
    mended = subprocess.check_output(command, shell=True, text=True)
    assert [json.loads(line) for line in mended.splitlines()] == [LOST, LOST]
