"""The message about a file in the wrong place says how the command that was called takes such a file, or that it reads none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from attio_harness import check, cli, vary
from attio_harness.errors import InputError

TRIGGER = 'type = "identify"'
EVENT = {"type": "identify", "userId": "u1", "traits": {"email": "jane@acme.com"}}
WORKSPACE = {"objects": [{"api_slug": "users", "active": True}]}
MAPPING = {
    "partnerAction": "identifyUser",
    "subscribe": TRIGGER,
    "mapping": {"email_address": {"@path": "$.traits.email"}},
}
# an object called `subscriptions` made a state look like an answer of Segment that something else had wrapped
STATE = {"version": 2, "workspace": WORKSPACE, "records": {"subscriptions": [{"id": "s1", "values": {}}]}}
TRAFFIC = (
    "expected recorded traffic: a HAR file, a cassette (VCR, vcrpy, Polly.js), what nock recorded, a test file of Nango, or the "
    "emulator's journal"
)

CASES = {
    "check m.json -m m.json -w w.json": "m.json:1: is a saved mapping, which is given with -m",
    "check e.json -m s.json -w w.json": "s.json: is a saved state, which is given with --from",
    "check f.json -m m.json -w w.json": "f.json:1: holds fault rules, which are given with --faults",
    "lint m.json -w m.json": "m.json: is a saved mapping, which is given without an option",
    "lint e.json -w w.json": "e.json: holds events, which attio-harness lint does not read",
    "lint s.json -w w.json": "s.json: is a saved state, which attio-harness lint does not read",
    "emulate -w m.json": "m.json: is a saved mapping, which attio-harness emulate does not read",
    "emulate -w w.json --faults s.json": "s.json: is a saved state, which is given with --state",
    "serve -m e.json -w w.json": "e.json: holds events, which attio-harness serve does not read",
    "schema diff w.json w.json -m w.json": "w.json: is a workspace file, which is given without an option",
    "schema diff w.json m.json": "m.json: is a saved mapping, which is given with -m",
    "diff m.json m.json e.json -w e.json": "e.json: holds events, which are given without an option",
    "explain e.json -m m.json -w e.json": "e.json: holds events, which are given without an option",
    "replay e.json -w w.json": f"e.json: holds events, which attio-harness replay does not read ({TRAFFIC})",
    "replay e.ndjson -w w.json": f"e.ndjson: holds events, which attio-harness replay does not read ({TRAFFIC})",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    files = {"e": EVENT, "w": WORKSPACE, "m": MAPPING, "s": STATE, "f": [{"status": 429}]}
    for name, content in files.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(content))
    (tmp_path / "e.ndjson").write_text(f"{json.dumps(EVENT)}\n" * 2)
    return tmp_path


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("words", CASES)
def test_a_command_says_how_it_takes_a_file(capfd: pytest.CaptureFixture[str], words: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(words.split())
    assert (stopped.value.code, capfd.readouterr().err) == (2, f"attio-harness: {CASES[words]}\n")


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("m.json", "m.json", "w.json"), "m.json:1: is a saved mapping, which is passed as subscriptions"),
        (("e.json", "e.json", "w.json"), "e.json: holds events, which are passed as events"),
        (("e.json", "w.json", "m.json"), "w.json: is a workspace file, which is passed as workspace"),
        (
            ("w.yaml", "m.json", "w.json"),
            "w.yaml: is YAML; events are JSON, and a workspace file is passed as workspace",
        ),
    ],
)
def test_python_has_arguments_and_no_options(folder: Path, given: tuple[str, str, str], said: str) -> None:
    (folder / "w.yaml").write_text("objects:\n  - api_slug: users\n")
    for asked in (check, vary):
        with pytest.raises(InputError) as refused:
            asked(*given)
        assert str(refused.value) == said
