"""Findings of lint as text for people and as JSON for programs."""

from __future__ import annotations

import json
import re

import pytest
from attio_harness.formats.lint_json import render_lint as render_json
from attio_harness.formats.lint_text import print_lint, render_lint
from attio_harness.lint import Finding
from rich.console import Console
from syrupy.assertion import SnapshotAssertion


def test_text_and_json_of_several_files(findings: list[Finding], snapshot: SnapshotAssertion) -> None:
    assert render_lint(findings) == snapshot
    document = json.loads(render_json(findings))
    assert document["counts"] == {"error": 2, "warning": 4, "note": 2}
    assert document["findings"] == [one.to_dict() for one in findings]


def test_nothing_to_say() -> None:
    assert render_lint([]) == "lint: nothing to say\n"
    assert json.loads(render_json([])) == {"counts": {"error": 0, "warning": 0, "note": 0}, "findings": []}


@pytest.mark.parametrize("width", [1, 60, 80, 200])
def test_a_terminal_gets_it_as_wide_as_it_is(findings: list[Finding], width: int) -> None:
    console = Console(width=width, color_system=None, force_terminal=False, highlight=False)
    with console.capture() as captured:
        print_lint(findings, console)
    out = captured.get()
    assert out.split() == render_lint(findings).split()
    margin = max(len(found[0]) for found in re.finditer(r"(?m)^ *(?=→)", out)) + 2
    too_long = [line for line in out.splitlines() if len(line) > max(width, margin + 20)]
    # a word that is longer than a line is not broken
    assert [line for line in too_long if " " in line.strip().removeprefix("→ ")] == []
