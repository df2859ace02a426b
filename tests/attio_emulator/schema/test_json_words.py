"""What Python's parser says of a text that is no JSON, told as found and expected."""

from __future__ import annotations

import json

import pytest
from attio_emulator.schema.json_words import END, found_and_expected


@pytest.mark.parametrize(
    ("text", "found", "expected"),
    [
        ("hello there, you", "'hello there,'", "a value"),
        ("", END, "a value"),
        ('{"a": ', END, "a value"),
        ('{"a":\n}', "'}'", "a value"),
        ("{a: 1}", "'a: 1}'", "a key in double quotes"),
        ('{"a" 1}', "'1}'", "a colon after the key"),
        ('{"a": 1 "b": 2}', "'\"b\": 2}'", "a comma, or the closing bracket"),
        ("[1\n2]", "'2]'", "a comma, or the closing bracket"),
        ("{} {}", "'{}'", "nothing after the closing bracket"),
        ('"" x', "'x'", "nothing after the value"),
        ("5 ]", "']'", "nothing after the value"),
        ('"a', 'a " that is not closed', 'another " at the end of the text'),
        ('"a\tb"', "a tab inside a text", "\\t"),
        ('"a\nb"', "a line break inside a text", "\\n"),
        ('"a\rb"', "a line break inside a text", "\\r"),
        ('"a\x01b"', "the character U+0001 inside a text", "\\u0001"),
        ('"a\\qb"', "\\q inside a text", "two backslashes (\\\\)"),
        ('"a\\u12x"', "'u12x\"'", "\\u and four digits of 0-9, a-f"),
    ],
)
def test_a_mistake_of_json_is_told_as_found_and_expected(text: str, found: str, expected: str) -> None:
    with pytest.raises(json.JSONDecodeError) as refused:
        json.loads(text)
    assert found_and_expected(refused.value, text) == (found, expected)


@pytest.mark.parametrize("what", ["object", "array"])
def test_a_last_comma_is_told_in_the_words_of_newer_parsers_too(what: str) -> None:
    """Python 3.13 and later name the comma; those before name what follows it."""
    text = "[1, ]"
    error = json.JSONDecodeError(f"Illegal trailing comma before end of {what}", text, 2)
    assert found_and_expected(error, text) == ("', ]'", "no comma after the last member")
