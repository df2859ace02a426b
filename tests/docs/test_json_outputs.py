"""`docs/reference/json.md` names every member of what commands write with `--format json`, and no other."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.attio_harness.cli.shell import Shell
from tests.attio_harness.subscriptions import identify_user

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "json.md"
IDENTIFY = identify_user("Identify User", user_attributes={"plan": {"@path": "$.traits.plan"}})
OTHER = IDENTIFY | {
    "name": "Other",
    "mapping": IDENTIFY["mapping"] | {"user_attributes": {"plan": {"@template": "Free"}}},
}
WRONG = IDENTIFY | {"mapping": IDENTIFY["mapping"] | {"user_attributes": {"nothing": {"@path": "$.traits.plan"}}}}
RENAMED = IDENTIFY | {"mapping": IDENTIFY["mapping"] | {"user_attributes": {"plan": {"@path": "$.traits.plan_name"}}}}
EVENTS = [
    {"type": "identify", "userId": "u1", "messageId": "m1", "traits": {"email": "jane@acme.com", "plan": "Enterprise"}},
    {"type": "identify", "userId": "u1", "messageId": "m2", "traits": {"email": "jane@acme.com", "plan": "Free"}},
    {"type": "identify", "userId": "u2", "messageId": "m3", "traits": {"email": "joe@acme.com", "plan": "Gold"}},
]
WITHOUT_THE_PLAN = "name: Acme\nobjects: [{api_slug: users, active: true}]\n"
ARCHIVE = {
    "log": {
        "entries": [
            {
                "request": {"method": "GET", "url": "https://api.attio.com/v2/objects/people", "headers": []},
                "response": {"status": 200, "headers": [], "content": {"text": '{"data": {"api_slug": 7}}'}},
            }
        ]
    }
}

COMMANDS = {
    "check --mode both": "check events.ndjson -m mapping.json -w workspace.yaml --mode both",
    "lint": "lint wrong.json -w workspace.yaml",
    "explain": "explain events.ndjson:3 -m mapping.json -w workspace.yaml",
    "plan": "plan events.ndjson -m two.json -w workspace.yaml",
    "coverage": "coverage events.ndjson -m mapping.json -w workspace.yaml",
    "diff": "diff mapping.json renamed.json events.ndjson -w workspace.yaml",
    "gate": "gate events.ndjson -m mapping.json -w workspace.yaml",
    "redeliver": "redeliver events.ndjson -m mapping.json -w workspace.yaml",
    "replay": "replay session.har",
    "schema diff": "schema diff workspace.yaml later.yaml -m mapping.json",
}


@pytest.fixture
def at_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Shell:
    monkeypatch.chdir(tmp_path)
    shell = Shell(tmp_path, capfdbinary)
    shell.write("events.ndjson", "".join(f"{json.dumps(one)}\n" for one in EVENTS))
    for name, mapping in (
        ("mapping", [IDENTIFY]),
        ("two", [IDENTIFY, OTHER]),
        ("wrong", [WRONG]),
        ("renamed", [RENAMED]),
    ):
        shell.write(f"{name}.json", json.dumps(mapping, indent=1))
    shell.write("later.yaml", WITHOUT_THE_PLAN)
    shell.write("session.har", json.dumps(ARCHIVE))
    return shell


def sections() -> dict[str, set[str]]:
    """The members that each section names."""
    parts = re.split(r"^## `(.+)`$", PAGE.read_text("utf-8"), flags=re.MULTILINE)[1:]
    rows = re.compile(r"^\| `(\S+)` \|", flags=re.MULTILINE)
    return {name: set(rows.findall(text)) for name, text in zip(parts[::2], parts[1::2], strict=True)}


MARKS = (".*.", "[].", ".")


def members(value: Any, told: set[str], at: str = "") -> Iterator[str]:
    """The members of `value`; of one that the page names by those inside of it, these."""
    for row in value if isinstance(value, list) else [value]:
        for name, one in row.items():
            member = f"{at}{name}"
            mark = next((mark for mark in MARKS if any(other.startswith(f"{member}{mark}") for other in told)), None)
            if member in told or mark is None:
                yield member
            if mark is not None and one:
                yield from members(list(one.values()) if mark == ".*." else one, told, f"{member}{mark}")


def test_every_command_has_its_section() -> None:
    assert sections().keys() == COMMANDS.keys()


@pytest.mark.parametrize("name", COMMANDS)
def test_a_section_names_what_the_command_writes(at_work: Shell, name: str) -> None:
    told = sections()[name]
    code, out, err = at_work(*COMMANDS[name].split(), "--format", "json")
    assert (code in (0, 1), err) == (True, "")
    assert set(members(json.loads(out), told)) == told


def test_an_event_is_told_by_the_same_members_everywhere(at_work: Shell) -> None:
    at_work.write("events.ndjson", json.dumps(EVENTS))
    at_work.write("lines.ndjson", "".join(f"{json.dumps(one)}\n" for one in EVENTS))
    for name, extra in (("events.ndjson", ["index"]), ("lines.ndjson", [])):
        words = ["diff", "mapping.json", "wrong.json", name, "-w", "workspace.yaml", "--format", "json"]
        events = [event for change in json.loads(at_work(*words)[1])["changes"] for event in change["events"]]
        assert events
        assert {tuple(event) for event in events} == {("file", "line", *extra, "message_id", "type")}
