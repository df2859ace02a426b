"""Findings of lint as GitHub annotations: at the lines of the mapping, the worst first, texts that stay texts."""

from __future__ import annotations

from attio_harness.formats.lint_github import render_lint
from attio_harness.lint import Finding
from syrupy.assertion import SnapshotAssertion

from .conftest import MAPPING
from .test_github import read_back


def test_a_whole_run(findings: list[Finding], snapshot: SnapshotAssertion) -> None:
    assert render_lint(findings) == snapshot


def test_annotations_stand_at_lines_and_the_worst_come_first(findings: list[Finding]) -> None:
    rows = read_back(render_lint(findings))
    assert [command for command, _, _ in rows] == ["error"] * 2 + ["warning"] * 4 + ["notice"] * 3
    assert rows[0][1] == {"file": MAPPING, "line": "105", "title": "AH002 inactive-object"}
    assert rows[-1] == ("notice", {"title": "attio-harness lint"}, "2 errors, 4 warnings, 2 notes")
    many = read_back(render_lint(findings * 20))
    assert (len(many), many[-1][2]) == (50, "40 errors, 80 warnings, 40 notes; 111 findings not annotated here")


def test_texts_of_a_mapping_stay_texts(evil: list[Finding]) -> None:
    rows = read_back(render_lint(evil))
    assert {command for command, _, _ in rows} <= {"error", "warning", "notice"}
    assert all(set(properties) <= {"file", "line", "title"} for _, properties, _ in rows)


def test_nothing_found_is_said() -> None:
    assert render_lint([]) == "::notice title=attio-harness lint::nothing to say\n"
