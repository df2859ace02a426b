"""Findings of lint as Markdown: a row a finding, rules explained once, texts that stay texts, no longer than a comment."""

from __future__ import annotations

from attio_harness.formats.lint_markdown import render_lint
from attio_harness.formats.markdown_text import MOST_CHARACTERS
from attio_harness.lint import Finding
from syrupy.assertion import SnapshotAssertion

from .test_markdown import page


def test_a_whole_run(findings: list[Finding], snapshot: SnapshotAssertion) -> None:
    assert render_lint(findings) == snapshot


def test_a_row_a_finding_and_each_rule_explained_once(findings: list[Finding]) -> None:
    made = page(render_lint(findings))
    assert made.rows == [3] * (1 + len(findings))
    assert made.tags.count("details") == len({one.rule for one in findings})
    assert all(one.message in made.text and one.hint in made.text for one in findings)


def test_texts_of_a_mapping_stay_texts(evil: list[Finding]) -> None:
    made = page(render_lint(evil))
    assert set(made.rows) == {3}
    assert not {"a", "script", "img", "h1", "strike", "pre"} & set(made.tags)


def test_thousands_of_findings_fit_into_a_comment(findings: list[Finding]) -> None:
    text = render_lint(findings * 900)
    assert len(text) < MOST_CHARACTERS
    assert "more findings." in text


def test_nothing_found_is_said() -> None:
    assert render_lint([]) == "## Attio lint: nothing to say\n"
