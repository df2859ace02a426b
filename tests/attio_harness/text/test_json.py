"""Places in JSON text: lines of pointers and elements, keys that come twice, and where a text stops being JSON."""

from __future__ import annotations

import json
from typing import Any

import attio_harness.text.json
import pytest
from attio_harness.text.elements import element_lines, elements
from attio_harness.text.json import JsonTextError, around, doubled_key, last_key, line_of, loads, pointer_token

TEXT = """
{
  "a": {"b/c": 1,
        "~": [10,
              20, {"x": "]}"}]},
  "batch": [
    {"n": 1}, {"n": 2},

    [3],
    "four"
  ],
  "none": []
}"""


@pytest.mark.parametrize(
    ("pointer", "line"),
    [
        ("", 2), ("/a", 3), ("/a/b~1c", 3), ("/a/~0", 4), ("/a/~0/0", 4), ("/a/~0/1", 5), ("/a/~0/2/x", 5), ("/batch", 6),
        ("/batch/1/n", 7), ("/batch/3", 10), ("/batch/4", None), ("/missing", None), ("/a/b~1c/deeper", None),
    ],
)  # fmt: skip
def test_a_pointer_has_a_line(pointer: str, line: int | None) -> None:
    assert line_of(TEXT, pointer) == line


@pytest.mark.parametrize(("pointer", "count"), [("/batch", 4), ("/a/~0", 3), ("/none", 0), ("/a", 0), ("/missing", 0)])
def test_the_lines_of_elements_are_those_of_their_pointers(pointer: str, count: int) -> None:
    """One pass over the array; asking for each element anew took 6.7 s for a batch of 3,000 events."""
    assert element_lines(TEXT, pointer) == [line_of(TEXT, f"{pointer}/{index}") for index in range(count)]


def test_one_broken_element_does_not_take_its_neighbours_along() -> None:
    found = [
        (one.index, one.line, one.value, one.problem) for one in elements('[\n {"a": 1},\n {"b": },\n {"c": 3}\n]')
    ]
    assert found == [
        (0, 2, {"a": 1}, None),
        (1, 3, None, "not JSON: found '},', expected a value"),
        (2, 4, {"c": 3}, None),
    ]


@pytest.mark.parametrize(
    ("text", "line", "column", "problem", "at_end", "follows"),
    [
        ('{"a": 1}{', 1, 9, "found '{', expected nothing after the closing bracket", False, "{"),
        ('{\n"a": ', 2, 6, "found the end of the text, expected a value", True, ""),
        ('{"a": "b', 1, 7, 'found a " that is not closed, expected another " at the end of the text', True, ""),
        ("[NaN]", 1, 1, "found NaN, expected a number or null", False, ""),
        (b'{\n"a": "\xff"}', 2, 7, "byte 0xff is not UTF-8", False, ""),
        ("[" * 100_000, 1, 1, "nested too deeply", False, ""),
    ],
)
def test_what_is_not_json_is_said_with_its_place(
    text: bytes | str, line: int, column: int, problem: str, at_end: bool, follows: str
) -> None:
    with pytest.raises(JsonTextError) as refused:
        loads(text)
    error = refused.value
    found = (error.line, error.column, error.problem, error.at_end, error.follows)
    assert found == (line, column, problem, at_end, follows)


@pytest.mark.parametrize("value", ["\ud800", {"a": [1, 2.5, None, True]}, 2**70])
def test_what_javascript_reads_is_read(value: Any) -> None:
    assert loads(json.dumps(value)) == value


@pytest.mark.parametrize(
    ("text", "key"), [('{"a": 1, "b": {"a": 1}}', None), ('{"a": [{"b": 1, "b": 1}]}', "b"), ("{", None)]
)
def test_a_key_that_comes_twice(text: str, key: str | None) -> None:
    assert (doubled_key(text), doubled_key(text.encode())) == (key, key)


@pytest.mark.parametrize(("key", "token"), [("a/b~c", "/a~1b~0c"), (0, "/0"), ("", "/")])
def test_a_token_of_a_pointer(key: str | int, token: str) -> None:
    assert pointer_token(key) == token


@pytest.mark.parametrize(("pointer", "key"), [("/a/b~1c", "b/c"), ("/a/~01", "~1"), ("/a/", ""), ("", "")])
def test_the_key_that_a_pointer_ends_in(pointer: str, key: str) -> None:
    assert last_key(pointer) == key


def test_the_lines_of_many_members_are_found_by_reading_each_once(monkeypatch: pytest.MonkeyPatch) -> None:
    members = ",\n".join(f'"k{number}": {{"a": [{number}, 1]}}' for number in range(300))
    text = f'{{"all":\n{{{members}}}, "k0": 1}}'
    decoded = []
    decoder = attio_harness.text.json.DECODER

    class Counting:
        def raw_decode(self, text: str, position: int) -> tuple[Any, int]:
            decoded.append(position)
            return decoder.raw_decode(text, position)

    monkeypatch.setattr(attio_harness.text.json, "DECODER", Counting())
    assert [line_of(text, f"/all/k{number}") for number in range(300)] == [*range(2, 302)]
    assert line_of(text, "/k0") == 301
    assert line_of(text, "/all/k7/a/1") == 9
    assert [line_of(text, one) for one in ("/none", "/all/none", "/all/k7/a/2", "/k0/1")] == [None] * 4
    assert len(decoded) < 700


def test_a_line_is_found_in_front_of_what_is_no_json() -> None:
    text = '{"a": 1,\n"b": {"c":\n2, "c": 3, "d": nothing'
    assert [line_of(text, one) for one in ("", "/a", "/b", "/b/c", "/b/d", "/e")] == [1, 1, 2, 2, 3, None]


@pytest.mark.parametrize(
    ("pointer", "outer"),
    [
        ("/a/b", []),
        ("/settings#/plan", ["/settings"]),
        ("/settings#/# of seats", ["/settings#/", "/settings"]),
        ("/a#b", ["/a"]),
    ],
)
def test_the_texts_around_a_pointer_begin_with_itself(pointer: str, outer: list[str]) -> None:
    assert list(around(pointer)) == [pointer, *outer]
