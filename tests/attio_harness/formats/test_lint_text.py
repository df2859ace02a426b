"""Findings of lint as text for people and as JSON for programs."""

from __future__ import annotations

import json

from attio_harness.formats.lint_json import render_lint as render_json
from attio_harness.formats.lint_text import render_lint
from attio_harness.lint import Finding
from syrupy.assertion import SnapshotAssertion


def test_text_and_json_of_several_files(findings: list[Finding], snapshot: SnapshotAssertion) -> None:
    assert render_lint(findings) == snapshot
    document = json.loads(render_json(findings))
    assert document["counts"] == {"error": 2, "warning": 4, "note": 2}
    assert document["findings"] == [one.to_dict() for one in findings]


def test_nothing_to_say() -> None:
    assert render_lint([]) == "lint: nothing to say\n"
    assert json.loads(render_json([])) == {"counts": {"error": 0, "warning": 0, "note": 0}, "findings": []}
