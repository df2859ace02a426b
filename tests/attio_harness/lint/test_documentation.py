"""`docs/lint.md` is made from the table of rules."""

from __future__ import annotations

from pathlib import Path

from attio_harness.lint import render_docs

ROOT = Path(__file__).parents[3]


def test_the_documentation_is_the_table_of_rules() -> None:
    assert (ROOT / "docs/lint.md").read_text("utf-8") == render_docs()
