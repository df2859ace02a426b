"""Findings of lint to render: of a real run, and with texts meant to break a format."""

from __future__ import annotations

from dataclasses import replace

import pytest
from attio_emulator import Workspace
from attio_harness.inputs.mappings import read_mappings
from attio_harness.lint import RULES, Finding, lint

from .report_cases import EVIL, ROOT

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
