"""The page of promises names tests that are there, and each test of it once it has a row."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[^`]+)`", PAGE)))
ROWS = [row for row in re.findall(r"^\| (.+) \|$", PAGE, re.MULTILINE) if row.endswith("`") and "tests/" in row]


def test_there_are_promises() -> None:
    assert len(ROWS) > 15


@pytest.mark.parametrize("named", NAMED)
def test_what_a_promise_names_is_there(named: str) -> None:
    path, _, test = named.partition("::")
    text = (ROOT / path).read_text("utf-8")
    assert "def test_" in text
    assert not test or f"def {test}(" in text


def test_every_make_target_that_it_names_is_there() -> None:
    targets = re.findall(r"`make ([a-z-]+)`", PAGE)
    assert targets
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in targets)
