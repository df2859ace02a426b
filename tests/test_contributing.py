"""CONTRIBUTING is so: every place it names is there, and its worked addition is a rule that works."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from attio_emulator import Workspace
from attio_harness.inputs.mappings import locate_dict
from attio_harness.lint import RULES, Example, Rule, lint, render_docs
from attio_harness.lint import run as lint_run
from attio_harness.lint.rules import texts

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", [PAGE, README], ids=["CONTRIBUTING", "README"])
def test_every_place_that_is_named_is_there(page: str) -> None:
    named = re.findall(r"`((?:destination|emulator|fixtures|harness|tests|docs)/[\w./-]+)`", page)
    assert len(named) > 5
    assert [one for one in named if not (ROOT / one).exists()] == []


def test_each_way_through_the_code_is_told_once_and_in_existing_files() -> None:
    ways = README.partition("**An event**")[2].partition("[CONTRIBUTING")[0].split("**A request**")
    for way in ways:
        files = re.findall(r"^\| `([^`]+)`", way, flags=re.MULTILINE)
        assert len(files) == len(set(files)) > 10


def test_the_worked_addition_is_a_rule_that_works(monkeypatch: pytest.MonkeyPatch) -> None:
    (code,) = blocks("python")
    names: dict[str, Any] = dict(vars(texts))
    exec(code, names)
    (made,) = [one for one in names.values() if isinstance(one, Rule) and one.id not in RULES]
    last = max(id for id in RULES if id[:3] == made.id[:3])
    assert int(made.id[2:]) == int(last[2:]) + 1
    assert f"after `{last}` comes `{made.id}`" in PAGE
    monkeypatch.setattr(lint_run, "RULES", {**RULES, made.id: made})
    assert [one.rule for one in found(made.failing)] == [made.id]
    assert found(made.passing) == []
    assert (ROOT / "docs/lint.md").read_text("utf-8") == render_docs()  # as its step 4 writes it


def found(example: Example) -> list[Any]:
    located = [one for row in example.subscriptions for one in locate_dict(dict(row), "")]
    return lint(located, Workspace.from_dict(example.workspace))
