"""A text that people are told to write into a workspace file is read from there as that text, whatever is in it."""

from __future__ import annotations

import pytest
import yaml
from attio_emulator.schema.files import source
from attio_harness.text.yaml import in_yaml, snippet
from hypothesis import given
from hypothesis import strategies as st

ODD = [
    *("1", "1.5", "1e5", "0x1f", "1_000", "12:30", "2024-01-01", ".inf", "-", "~", "=", "<<", "%", "é", "E-Mail"),
    *("yes", "No", "ON", "off", "y", "N", "true", "False", "null", "NULL"),
    *(" Free", "Free ", "a  b", "", " ", "\t", "x\ny", "x\r", "x\u0085y", "x\u2028y", "\x1b[31m", "\ufeffx", "a\u202eb"),
    *("a: b", "ends:", ":x", "a:b", "#x", "a #b", "a#b", "- x", "-x", "? x", "[a]", "{a}", "a, b", "a]", "a}", "Opted in?", "a?b", "?"),
    *("it's", "'a'", 'say "hi"', "\\", "a\\n", "`x`", "@x", "x@y", "!a", "&a", "*a", "|", ">", "Trial (30 days)", "A & B"),
]  # fmt: skip


def read(text: str, layout: str) -> list[str]:
    written = f"""
objects:
  - api_slug: people
    attributes:
      - api_slug: plan
        type: select
        options: {layout.format(in_yaml(text))}
"""
    (attribute,) = source(written, file="workspace.yaml").values["objects"][0]["attributes"]
    return list(attribute["options"])


@pytest.mark.parametrize("layout", ["\n          - {}\n          - Pro", "[{}, Pro]"], ids=["lines", "brackets"])
@pytest.mark.parametrize("text", ODD)
def test_it_is_read_as_it_was(text: str, layout: str) -> None:
    assert read(text, layout) == [text, "Pro"]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_whatever_it_is(text: str) -> None:
    assert read(text, "[{}]") == read(text, "\n          - {}") == [text]
    assert "`" not in in_yaml(text)


@pytest.mark.parametrize(
    "text", ["Enterprise", "Enterprise+", "Trial (30 days)", "jane@acme.com", "it's", "A & B", "é"]
)
def test_it_has_no_quotes_where_none_are_needed(text: str) -> None:
    assert in_yaml(text) == text


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_an_item_of_a_list_is_one_line_that_is_read_as_it_was(text: str) -> None:
    for item in (text, {"api_slug": text, "options": [text, "a"], "is_unique": True, "number": 1.5}):
        line = snippet(item)
        assert "\n" not in line
        assert yaml.safe_load(line) == [item]


def test_an_item_that_is_plain_stays_plain() -> None:
    assert snippet("Free") == "- Free"
    attribute = {"api_slug": "plan", "type": "text", "is_unique": True}
    assert snippet(attribute) == "- {api_slug: plan, type: text, is_unique: true}"
