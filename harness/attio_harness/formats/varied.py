"""A report and what other settings of assumptions would change, in the formats of a report: as notes beside its own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from attio_harness.compare.assumptions import Varied
from attio_harness.formats.github import render_github as github_of
from attio_harness.formats.html import render_html as html_of
from attio_harness.formats.junit import render_junit as junit_of
from attio_harness.formats.markdown import render_markdown as markdown_of
from attio_harness.formats.sarif import render_sarif as sarif_of
from attio_harness.formats.variations import changed_lines
from attio_harness.report import Report

__all__ = ["render_github", "render_html", "render_junit", "render_markdown", "render_sarif"]


def render_github(varied: Varied, **options: Any) -> str:
    return github_of(_noted(varied), **options)


def render_html(varied: Varied, **options: Any) -> str:
    return html_of(_noted(varied), **options)


def render_junit(varied: Varied, **options: Any) -> str:
    return junit_of(_noted(varied), **options)


def render_markdown(varied: Varied, **options: Any) -> str:
    return markdown_of(_noted(varied), **options)


def render_sarif(varied: Varied, **options: Any) -> str:
    return sarif_of(_noted(varied), **options)


def _noted(varied: Varied) -> Report:
    notes = tuple({"file": None, "line": None, "what": what} for what in changed_lines(varied))
    return replace(varied.report, notes=(*varied.report.notes, *notes))
