"""Links that lead out of docs/."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from outer_links import without_outer_links


@pytest.mark.parametrize(
    ("markdown", "page", "shown"),
    [
        ("see [a week](../fixtures/week).", "walkthrough.md", "see [a week](https://host.example/r/blob/main/fixtures/week)."),
        ("[rules](../lint.md#x)", "concepts/verdicts.md", "[rules](../lint.md#x)"),
        ("[c](../../CONTRIBUTING.md#a)", "concepts/verdicts.md", "[c](https://host.example/r/blob/main/CONTRIBUTING.md#a)"),
        ("[rules](lint.md)", "walkthrough.md", "[rules](lint.md)"),
    ],
)  # fmt: skip
def test_a_link_out_of_the_pages_leads_into_the_repository(markdown: str, page: str, shown: str) -> None:
    assert without_outer_links(markdown, page, "https://host.example/r/") == shown


def test_without_a_repository_its_text_is_left() -> None:
    assert without_outer_links("see [a `week`](../fixtures/week).", "walkthrough.md", None) == "see a `week`."


def test_the_repository_is_the_one_that_the_packages_name() -> None:
    root = Path(__file__).parents[2]
    named = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["urls"]["Repository"]
    assert f"\n  repository: {named} " in (root / "mkdocs.yml").read_text("utf-8")
