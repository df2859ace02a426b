"""A line of YAML reads back as what it was made of, whatever the texts are."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from attio_harness.text.snippet import snippet
from hypothesis import given
from hypothesis import strategies as st

ODD = ["Free ", " ", "", "yes", "null", "12", "1.0", "~", "# 1", "- a", "a: b", "{a}", "[a]", '"New"', "it's", "a\nb", "\t", "*a", "&a", "%", "@a", "`a`", "a #b", "é", "👍"]  # fmt: skip


def read(line: str) -> Any:
    return yaml.safe_load(line)


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_read_back(text: str) -> None:
    assert read(snippet(text)) == [text]
    assert read(snippet({"email_address": text})) == [{"email_address": text}]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_every_text_reads_back_from_one_line(text: str) -> None:
    for item in (text, {"api_slug": text, "options": [text, "a"]}):
        line = snippet(item)
        assert "\n" not in line
        assert read(line) == [item]


def test_what_is_plain_stays_plain() -> None:
    assert snippet("Free") == "- Free"
    assert (
        snippet({"api_slug": "plan", "type": "text", "is_unique": True})
        == "- {api_slug: plan, type: text, is_unique: true}"
    )
