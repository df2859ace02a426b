"""Where a command writes: a place that cannot be written is refused before anything else is looked at."""

from __future__ import annotations

import pytest

from .shell import Shell

COMMANDS = {
    "check": "check no.ndjson -m no.json -w no.yaml",
    "explain": "explain no.ndjson -m no.json -w no.yaml",
    "plan": "plan no.ndjson -m no.json -w no.yaml",
    "shrink": "shrink no.ndjson -m no.json -w no.yaml",
    "coverage": "coverage no.ndjson -m no.json -w no.yaml",
    "redeliver": "redeliver no.ndjson -m no.json -w no.yaml",
    "diff": "diff no.json no.json no.ndjson -w no.yaml",
    "lint": "lint no.json -w no.yaml",
    "pull": "pull",
    "verify": "verify",
    "schema diff": "schema diff no.yaml no.yaml",
    "generate": "generate",
    "replay": "replay no.har",
    "fidelity": "fidelity",
}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_report_that_cannot_be_written_is_known_before_the_run(shell: Shell, command: str) -> None:
    code, out, err = shell(*COMMANDS[command].split(), "-o", "nowhere/report")
    said = "attio-harness: nowhere/report: cannot be written: there is no folder nowhere; make it first\n"
    assert (code, out, err) == (2, "", said)


@pytest.mark.parametrize("command", ["check", "pull", "replay"])
def test_a_state_that_cannot_be_written_is_known_before_the_run(shell: Shell, command: str) -> None:
    code, out, err = shell(*COMMANDS[command].split(), "--state", ".")
    assert (code, out) == (2, "")
    assert err == "attio-harness: .: cannot be written: it is a folder; expected the name of a file\n"
    assert "never printed" in shell(*COMMANDS[command].split(), "--state", "-")[2]


def test_a_state_of_the_emulator_that_cannot_be_written_is_known_before_it_listens(shell: Shell) -> None:
    code, out, err = shell("emulate", "--state", "workspace.yaml/s.json")
    assert (code, out) == (2, "")
    assert err == "attio-harness: workspace.yaml/s.json: cannot be written: workspace.yaml is a file, not a folder\n"
