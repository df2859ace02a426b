"""Findings of lint as SARIF: results at the lines of the mapping, every rule documented, the published schema."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from attio_harness.formats import lint_sarif
from attio_harness.formats.lint_sarif import render_lint
from attio_harness.lint import RULES, Finding
from jsonschema_rs import Draft4Validator

from .conftest import MAPPING, WORKSPACE
from .sarif_schema import load_schema


def refused(text: str) -> list[str]:
    validator = Draft4Validator(load_schema(), validate_formats=True)
    return [f"{error.instance_path}: {error.message}" for error in validator.iter_errors(json.loads(text))]


def run_of(findings: list[Finding]) -> dict[str, Any]:
    (run,) = json.loads(render_lint(findings, workspace=WORKSPACE))["runs"]
    return dict(run)


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
        assert rule["help"]["text"] == f"{known.why} Fix: {known.fix}"
        assert known.why in rule["help"]["markdown"]
        assert "```diff\n" in rule["help"]["markdown"]


def test_fingerprints_tell_findings_apart_and_stay_when_lines_move(findings: list[Finding]) -> None:
    prints = [row["partialFingerprints"] for row in run_of(findings)["results"]]
    assert len({json.dumps(one) for one in prints}) == len(findings)
    moved = [
        replace(
            one, line=(one.line or 0) + 7, pointer=re.sub(r"^/\d+", lambda at: f"/{int(at[0][1:]) + 1}", one.pointer)
        )
        for one in findings
    ]
    assert moved != findings
    assert [row["partialFingerprints"] for row in run_of(moved)["results"]] == prints


def test_the_published_schema_accepts_it(findings: list[Finding], evil: list[Finding]) -> None:
    assert [refused(render_lint(some, workspace=WORKSPACE)) for some in (findings, evil, [])] == [[], [], []]


def test_more_findings_than_code_scanning_shows_are_counted(
    findings: list[Finding], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert lint_sarif._MOST_RESULTS == 5_000
    monkeypatch.setattr(lint_sarif, "_MOST_RESULTS", 50)
    run = run_of(findings * 9)
    assert len(run["results"]) == 50
    told = run["invocations"][0]["toolExecutionNotifications"]
    assert [one["message"]["text"] for one in told] == ["22 more findings, all of them with --format json"]


def test_nothing_found_is_no_result() -> None:
    assert run_of([])["results"] == []
