"""A text that readers would obey, in recordings, baselines, fault rules, dead letters and states."""

from __future__ import annotations

import json
from typing import Any

import pytest
from attio_emulator import Emulator, Workspace
from attio_harness.formats.table import formats_of

from tests.attio_harness.cli.hostile import EVENTS, RUN, WORKSPACE, lines, prepared, problems
from tests.attio_harness.outputs import HOSTILE, planted, problems_of

from .shell import Shell


@pytest.fixture
def shell(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> Shell:
    return prepared(shell, monkeypatch)


_BODY: dict[str, Any] = {"data": {"values": {"email_addresses": ["jane@acme.com"], "name": "Jane"}}}
HAR: dict[str, Any] = {
    "log": {
        "version": "1.2",
        "creator": {"name": "browser"},
        "entries": [
            {
                "startedDateTime": "2026-01-01T00:00:00Z",
                "request": {
                    "method": "PUT", "url": "https://api.attio.com/v2/objects/people/records?matching_attribute=email_addresses",
                    "headers": [{"name": "content-type", "value": "application/json"}],
                    "postData": {"mimeType": "application/json", "text": json.dumps(_BODY)},
                },
                "response": {
                    "status": 400, "headers": [{"name": "content-type", "value": "application/json"}],
                    "content": {"mimeType": "application/json", "text": json.dumps({"status_code": 400, "type": "x", "code": "gone", "message": "Gone"})},
                },
            }
        ],
    }
}  # fmt: skip
JOURNAL: dict[str, Any] = {
    "data": [
        {
            "id": "1", "at": "2026-01-01T00:00:00.000Z", "token": "redacted", "method": "PUT", "path": "/v2/objects/people/records",
            "query": {"matching_attribute": "email_addresses"}, "body": _BODY, "status": 404, "response": {"code": "gone", "message": "Gone"},
        }
    ]
}  # fmt: skip
VCR: dict[str, Any] = {
    "version": 1,
    "interactions": [
        {
            "request": {"method": "GET", "uri": "https://api.attio.com/v2/objects/people", "body": "", "headers": {"accept": ["*/*"]}},
            "response": {"status": {"code": 500, "message": "no"}, "headers": {"a": ["b"]}, "body": {"string": "{}"}},
        }
    ],
}  # fmt: skip
BASELINE: dict[str, Any] = {
    "version": 1,
    "events": 3,
    "losses": [
        {"subscription": "Identify", "field": "plan", "object": "users", "attribute": "plan", "verdict": "rejected", "code": "value_not_found", "events": 2}
    ],
}  # fmt: skip
RULES: list[dict[str, Any]] = [
    {"status": 400, "code": "value_not_found", "body": {"code": "gone", "message": "Gone"}, "headers": {"x-a": "b"}, "name": "outage"},
    {"match": {"method": "PUT", "object": "users", "header": {"a": "b"}, "query": {"c": "d"}, "body": {"data": {}}}, "fault": {"kind": "empty"}, "scenario": "s", "then": "down"},
    {"fault": {"kind": "malformed", "as": "text", "latency": {"fixed": 0.1}}, "scenario": "s", "state": "down", "then": "down"},
]  # fmt: skip
BESIDES: dict[str, tuple[str, Any, tuple[str, ...]]] = {
    "har": ("t.har", HAR, ("replay", "t.har", "-w", "w.json", "--show-values")),
    "journal": ("t.json", JOURNAL, ("replay", "t.json", "-w", "w.json", "--show-values")),
    "cassette": ("t.json", VCR, ("replay", "t.json", "-w", "w.json", "--show-values")),
    "baseline": ("b.json", BASELINE, ("check", "e.ndjson", *RUN, "--baseline", "b.json")),
    "faults": ("r.json", RULES, ("check", "e.ndjson", *RUN, "--faults", "r.json")),
    "dead letters": ("d.ndjson", {"event": EVENTS[0], "faults": RULES[:1]}, ("check", "d.ndjson", *RUN)),
    "state": ("s.json", None, ("check", "e.ndjson", *RUN, "--from", "s.json")),
}


@pytest.mark.parametrize("kind", BESIDES)
def test_no_other_file_is_obeyed_wherever_the_text_stands_in_it(shell: Shell, kind: str) -> None:
    """Recordings, baselines, fault rules, dead letters, states: in each member and key, told in text; a run of each format for some."""
    file, document, words = BESIDES[kind]
    shell.write("e.ndjson", lines(EVENTS[0], EVENTS[2]))
    if document is None:
        snapshot = Emulator(Workspace.from_dict(WORKSPACE)).snapshot()
        document = {
            **snapshot,
            "workspace": {"name": "Acme", "slug": "acme", "members": snapshot["workspace"]["members"]},
        }
    found = {}
    for number, one in enumerate(planted(document)):
        shell.write(file, json.dumps(one))
        told = shell(*words)
        found[number] = problems(told)
    assert len(found) > 10
    assert {number: wrong for number, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("kind", ["har", "journal", "cassette", "faults"])
def test_no_format_obeys_another_file(shell: Shell, kind: str) -> None:
    file, document, words = BESIDES[kind]
    subject: Any = words[0]
    names = formats_of(subject)
    told = [word for name in names for word in ("--format", f"{name}:told.{name}")]
    if kind == "faults":
        whole = HOSTILE.encode("utf-8", "replace").decode()
        hostile: Any = [
            {"status": 400, "code": "value_not_found", "body": {"code": whole, "message": whole}, "name": whole}
        ]
    else:
        hostile = json.loads(json.dumps(document).replace("Gone", "GONE").replace("acme.com", "GONE.com"))
        hostile = _replaced(hostile, "GONE", HOSTILE)
    shell.write(file, json.dumps(hostile))
    code, _, err = shell(*words, *told)
    assert code in (0, 1), err
    found = {name: problems_of(name, (shell.folder / f"told.{name}").read_text("utf-8")) for name in names}
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
    assert problems_of("text", err) == []


def _replaced(document: Any, word: str, text: str) -> Any:
    """A document with a text in the place of a word; JSON in a text stays JSON."""
    if isinstance(document, str):
        if word in document and document[:1] == "{":
            return json.dumps(_replaced(json.loads(document), word, text))
        return document.replace(word, text)
    if isinstance(document, dict):
        return {name: _replaced(one, word, text) for name, one in document.items()}
    return [_replaced(one, word, text) for one in document] if isinstance(document, list) else document
