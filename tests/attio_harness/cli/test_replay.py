"""`replay` as a person meets it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from attio_emulator import Emulator, Request, Workspace

from .shell import Shell

COMPANIES = "/v2/objects/companies/records"


def rows(*, state: bool = False) -> Any:
    attio = Emulator(seed=5)
    attio.handle(Request.make("POST", COMPANIES, json={"data": {"values": {"domains": ["acme.com"]}}}, token="t"))
    if state:
        return attio.snapshot()
    attio.handle(Request.make("POST", f"{COMPANIES}/query", json={}, token="t"))
    return attio.journal


@pytest.fixture
def journal(shell: Shell) -> Shell:
    shell.write("journal.json", json.dumps({"data": rows()}))
    return shell


def test_what_agrees_is_one_line(journal: Shell) -> None:
    assert journal("replay", "journal.json") == (0, "\n2 exchanges: 2 agree, 0 differ, 0 cannot be judged\n", "")


def test_what_differs_is_named_and_the_exit_code_is_1(journal: Shell) -> None:
    other = rows()
    other[0]["response"]["data"]["new"] = "x"
    journal.write("other.json", json.dumps(other))
    code, out, err = journal("replay", "journal.json", "other.json", "--format", "json")
    report = json.loads(out)
    assert (code, err, report["outcome"]["passed"]) == (1, "", False)
    assert (report["exchanges"], report["agree"], report["differ"], report["unjudged"]) == (4, 3, 1, 0)
    (row,) = report["differences"]
    assert {name: row[name] for name in ("kind", "operation", "pointer", "recorded", "file", "line", "index")} == {
        "kind": "missing", "operation": "POST /v2/objects/{object}/records", "pointer": "/data/new", "recorded": "x",
        "file": "other.json", "line": 1, "index": 0,
    }  # fmt: skip
    assert "answered" not in row
    code, text, _ = journal("replay", "other.json")
    assert (code, text.splitlines()[-1]) == (1, "2 exchanges: 1 agree, 1 differs, 0 cannot be judged")
    code, _, _ = journal("replay", "other.json", "--format", "junit", "-o", "replay.xml")
    assert (code, (journal.folder / "replay.xml").read_text().startswith("<?xml")) == (1, True)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["nothing.har"], "nothing.har: there is no such recording file"),
        (
            ["events.ndjson"],
            "events.ndjson: holds events, which attio-harness replay does not read (expected recorded traffic",
        ),
        (["workspace.yaml"], "workspace.yaml: is a workspace file, which is given with -w (expected recorded traffic"),
        (["cut.har"], "cut.har:1: is not JSON: "),
        (["journal.json", "--host", "/v2"], "--host '/v2' is not a host; expected one such as 127.0.0.1:8700"),
        (["journal.json", "--format", "html"], "--format 'html' is not one of text, json, junit, markdown"),
        (["journal.json", "-w", "events.ndjson"], "events.ndjson: holds events"),
        (["journal.json", "--from", "journal.json"], "journal.json: is not a saved state"),
        (
            ["journal.json", "--assume", "delivery.batch_wait=5"],
            "--assume delivery.batch_wait is about Segment's platform",
        ),
        (["journal.json", "--assume", "x=5"], "--assume: found 'x', expected the id of an assumption"),
        (
            ["journal.json", "journal.json", "--state", "s.json"],
            "--state keeps one workspace, and 2 recordings have one each",
        ),
        (["-", "-w", "-"], "- is named twice"),
    ],
)
def test_what_cannot_be_used_is_one_line(journal: Shell, words: list[str], told: str) -> None:
    journal.write("cut.har", '{"log": {"entries": [')
    code, out, err = journal("replay", *words)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"attio-harness: {told}")


def test_an_entry_that_cannot_be_read_is_told_beside_the_others(journal: Shell) -> None:
    journal.write("journal.ndjson", "\n".join([*map(json.dumps, rows()), '{"method"']))
    code, out, _ = journal("replay", "journal.ndjson")
    assert code == 1
    assert "journal.ndjson:3 entry 3: found a string, expected an exchange" in out
    assert out.endswith("2 exchanges: 2 agree, 0 differ, 0 cannot be judged, 1 entry cannot be read\n")


def test_from_one_state_to_another(journal: Shell) -> None:
    journal.write("before.json", json.dumps(rows(state=True)))
    journal.write("query.json", json.dumps(rows()[1:]))
    assert journal("replay", "query.json", "--from", "before.json", "--state", "after.json")[0] == 0
    after = json.loads((journal.folder / "after.json").read_text())
    assert {slug: len(found) for slug, found in after["records"].items()} == {"companies": 1}


def test_recordings_of_one_session_in_several_files(journal: Shell) -> None:
    first, second = rows()
    journal.write("1.json", json.dumps(first))
    journal.write("2.json", json.dumps(second))
    assert journal("replay", "1.json", "2.json", "--together")[0] == 0
    Path(journal.folder / "folder").mkdir()
    journal.write("folder/1.json", json.dumps(first))
    journal.write("folder/2.json", json.dumps(second))
    assert journal("replay", "folder", "--together", "--state", "s.json")[0] == 0


def test_another_command_says_what_recorded_traffic_is_for(shell: Shell) -> None:
    shell.write("a.har", json.dumps({"log": {"entries": []}}))
    code, _, err = shell("lint", "a.har", "-w", "workspace.yaml")
    assert (code, "is recorded traffic, which attio-harness replay reads" in err) == (2, True)


def test_what_was_there_before_is_made_of_the_answers_unless_it_shall_not(journal: Shell) -> None:
    journal.write("query.json", json.dumps(rows()[1:]))
    code, out, _ = journal("replay", "query.json")
    assert (code, out.splitlines()[0]) == (
        0,
        "Added to the workspace, because recorded responses show it: 1 record (--no-infer prevents this).",
    )
    code, out, _ = journal("replay", "query.json", "--no-infer")
    assert (code, out.splitlines()[-1]) == (1, "1 exchange: 0 agree, 0 differ, 1 cannot be judged")


def test_a_setting_that_is_proposed_is_no_more_when_it_is_tried(shell: Shell) -> None:
    plan = {"api_slug": "plan", "type": "select", "options": ["Free"]}
    space = {"objects": [{"api_slug": "people", "attributes": [plan]}]}
    attio = Emulator(Workspace.from_dict(space), seed=5, assumptions={"option.title_case": "any"})
    values = {"email_addresses": ["jane@acme.com"], "plan": "free"}
    attio.handle(Request.make("POST", "/v2/objects/people/records", json={"data": {"values": values}}, token="t"))
    recorded = attio.journal
    recorded[0]["response"]["data"]["new"] = "x"
    shell.write("journal.json", json.dumps({"data": recorded}))
    shell.write("space.json", json.dumps(space))
    command = ("replay", "journal.json", "-w", "space.json")
    said = "It depends on an assumption: try --assume option.title_case=any."
    first, tried = shell(*command)[1], shell(*command, "--assume", "option.title_case=any")[1]
    assert (said in first, "another status" in first) == (True, True)
    assert ("option.title_case" in tried, "another status" in tried, "/data/new" in tried) == (False, False, True)
