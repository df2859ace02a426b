"""Each rule of lint on its own two examples, and particular cases of values, names and subscriptions."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from attio_emulator import Workspace
from attio_harness.inputs.mappings import read_mappings
from attio_harness.lint import RULES, Example, Finding, Rule, lint
from attio_harness.lint.model import SEVERITIES
from attio_harness.lint.rules import CHAPTERS

DOCUMENTED = (Path(__file__).parents[3] / "docs/lint.md").read_text("utf-8")
EVERY_RULE = pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: f"{rule.id}-{rule.name}")


def saved(example: Example, folder: Path) -> Path:
    """The example as a mapping file: the subscription alone, or a list of them."""
    some = list(example.subscriptions)
    file = folder / "mapping.json"
    file.write_text(json.dumps(some[0] if len(some) == 1 else some, indent=2, ensure_ascii=False), "utf-8")
    return file


def found(example: Example, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[Finding]:
    monkeypatch.chdir(folder)
    saved(example, folder)
    return lint(read_mappings(["mapping.json"]), Workspace.from_dict(example.workspace))


def at(document: Any, pointer: str) -> Any:
    for token in pointer.split("/")[1:]:
        key = token.replace("~1", "/").replace("~0", "~")
        document = document[int(key)] if isinstance(document, list) else document[key]
    return document


# -- rules -----------------------------------------------------------------------------------------------------------


@EVERY_RULE
def test_the_failing_example_breaks_this_rule_once_and_no_other(
    rule: Rule, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (one,) = found(rule.failing, tmp_path, monkeypatch)
    assert (one.rule, one.name, one.severity, one.file) == (rule.id, rule.name, rule.severity, "mapping.json")
    assert one.subscription in [row["name"] for row in rule.failing.subscriptions]
    documented = DOCUMENTED.partition(f"### {rule.id} ")[2].partition("###")[0]
    assert f"> `{one.pointer or '/'}`: {one.message}\n>\n> {one.hint}\n" in documented


@EVERY_RULE
def test_the_passing_example_breaks_none(rule: Rule, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert found(rule.passing, tmp_path, monkeypatch) == []


@EVERY_RULE
def test_pointer_and_line_lead_to_the_place(rule: Rule, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (finding,) = found(rule.failing, tmp_path, monkeypatch)
    text = (tmp_path / "mapping.json").read_text("utf-8")
    at(json.loads(text), finding.pointer)
    last = finding.pointer.rpartition("/")[2]
    assert finding.line is not None
    line = text.split("\n")[finding.line - 1]
    assert f'"{last}":' in line or last.isdigit() or (not last and line == "{")


def test_ids_and_names_are_stable_words_of_their_chapter() -> None:
    chapters = list(CHAPTERS.values())
    assert [rule.id for rules in chapters for rule in rules] == list(RULES)
    for number, rules in enumerate(chapters):
        assert [rule.id for rule in rules] == [f"AH{number}{index:02}" for index in range(1, len(rules) + 1)]
    names = [rule.name for rule in RULES.values()]
    assert len(set(names)) == len(names)
    assert [name for name in names if not re.fullmatch(r"[a-z]+(-[a-z]+)+", name)] == []
    assert {rule.severity for rule in RULES.values()} == set(SEVERITIES)
