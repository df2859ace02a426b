"""What README says is so: its numbers, its commands, its code, and the piece of a report that it shows."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from attio_emulator import Workspace
from attio_harness import check
from attio_harness.cli import COMMANDS
from attio_harness.formats.table import render
from attio_harness.lint import RULES

from tests.attio_harness.loss_case import CASES

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS: list[tuple[str, str]] = re.findall(r"^```(\w*)\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)


def block(language: str, word: str) -> str:
    (found,) = [text for kind, text in BLOCKS if kind == language and word in text]
    return found


def test_the_numbers_are_those_of_the_tables() -> None:
    assert re.findall(r"(\d+) \[rules\]", README) == [str(len(RULES))]
    assert re.findall(r"losses\.md\) has (\d+) examples", README) == [str(len(CASES))]
    events = sum(len(file.read_text().splitlines()) for file in (ROOT / "fixtures/events").glob("*.ndjson"))
    assert re.findall(r"(\d+) recorded events", README) == [str(events)]


def test_every_command_has_its_row() -> None:
    rows = re.findall(r"^\| `([a-z]+)(?: diff)?\b[^|]*?\|", README, flags=re.MULTILINE)
    assert rows[: len(COMMANDS)] == [command.group or command.name for command in COMMANDS]


def test_the_paragraph_of_a_report_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    report = check("fixtures/events", "fixtures/mappings/demo.json", "fixtures/workspaces/demo.yaml")
    shown = block("", "14 refused by Attio")
    begin = render("check", "text", report, verbose=True).partition(shown.splitlines()[0])[2]
    real = re.sub(r"\s+", " ", begin.partition("\n\n")[0])
    said = re.sub(r"\s+", " ", shown.partition("\n")[2]).strip()
    head, _, tail = said.partition(", … and ")
    assert head in real
    more = int(tail.split()[0])
    assert f"and {more} more" in real or f"and {more - 1} more" in real


def test_the_workspace_file_and_the_code_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("workspace.yaml").write_text(block("yaml", "vehicles"))
    assert {"vehicles", "users"} <= set(Workspace.load("workspace.yaml").objects)
    names: dict[str, Any] = {}
    exec(block("python", "EmulatorTransport"), names)
    (person,) = names["attio"].records("people")
    assert person["values"]["email_addresses"][0]["email_address"] == "jane@acme.com"
    event = {"type": "group", "groupId": "g", "userId": "u", "traits": {"website": "acme.com"}}
    Path("events.ndjson").write_text(json.dumps(event))
    names = {}
    exec(block("python", "report.rejections"), names)
    assert {loss.object for loss in names["report"].rejections} == {"workspaces"}
