"""YAML of recorders: scalars, anchors, tags, lines, and texts that would stop the process."""

from __future__ import annotations

import pytest
from attio_harness.errors import InputError
from attio_harness.replay.cassettes.yaml_events import DEEPEST, yaml_document


def test_values_as_json_has_them() -> None:
    text = """
a: &x
  b: !!binary aGk=
  c: !binary not base64!
  d: !ruby/object:X {x: 1}
  e: !!str 1
alias: *x
date: 2026-01-01
numbers: [1, 1.5, 0x10, 1e3, .inf]
words: [yes, ~, null, "null", 'true', "5", !!int abc]
5: text
~: nothing
"""
    value, lines, more = yaml_document(text, file="f")
    a = {"b": b"hi", "c": value["a"]["c"], "d": {"x": 1}, "e": "1"}
    assert value == {
        "a": a,
        "alias": a,
        "date": "2026-01-01",
        "numbers": [1, 1.5, 16, "1e3", float("inf")],
        "words": [True, None, None, "null", "true", "5", "abc"],
        "5": "text",
        "None": "nothing",
    }
    assert (lines["/a"], lines["/a/b"], lines["/numbers/1"]) == (2, 3, 9)
    assert more is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: *b", "f:1: is not YAML: there is no anchor 'b'"),
        ("a:\n  - " + "- " * (DEEPEST + 1) + "x", f"f:2: is nested more than {DEEPEST} levels deep"),
        ("[" * 50_000, f"f:1: is nested more than {DEEPEST} levels deep"),
        ("a: b: c", "f:1: is not YAML: mapping values are not allowed in this context"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(text: str, told: str) -> None:
    with pytest.raises(InputError) as error:
        yaml_document(text, file="f")
    assert str(error.value) == told


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("a: 1\n---\nb: 2\n", 3),
        ("a: 1\n---\n- b\n---\nc: 3\n", 3),
        ("a: 1\nv: 1\na: 2\nv: 1\n", 3),
        ("---\na: 1\n---\n", None),
        ("a: 1\n...\n", None),
        ("---\n---\na: 1\n", None),
        ("a: 1\nb: {c: 1, c: 2}\n", None),
    ],
)
def test_where_more_than_one_document_begins(text: str, more: int | None) -> None:
    found = yaml_document(text, file="f")
    assert "a" in found[0]
    assert found[2] == more


def test_an_empty_text_is_nothing() -> None:
    assert yaml_document("", file="f") == (None, {}, None)
