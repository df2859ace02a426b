"""What keeps a text from being JSON: every slip with its place, told of a workspace file a line each, and the value that was meant."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator import Workspace, WorkspaceError
from attio_emulator.schema.json_slips import json_slips, mended

SLIPS: dict[str, tuple[str, Any, list[str]]] = {
    "a comma at the end": ('{"a": 1,\n}', {"a": 1}, ["1:8 a comma before }; none after the last member"]),
    "a comma at the end of an array": ('{"a": [1, 2, ]}', {"a": [1, 2]}, ["1:12 a comma before ]; none after the last member"]),
    "a comma at the end of the text": ('{"a": 1},', {"a": 1}, ["1:9 a comma before the end; none after the last member"]),
    "two commas": ('{"a": 1,, "b": 2}', {"a": 1, "b": 2}, ["1:9 a comma without a value before it; one comma between two values"]),
    "no comma": ('{"a": 1\n "b": 2}', {"a": 1, "b": 2}, ["1:8 two values without a comma between them; a comma here"]),
    "no comma between objects": ('[{"a": 1} {"b": 2}]', [{"a": 1}, {"b": 2}], ["1:10 two values without a comma between them; a comma here"]),
    "comments": (
        '// ours\n{"a": "http://x#y", /* one */\n"b": 1 # two\n}',
        {"a": "http://x#y", "b": 1},
        [f"{at} a comment ({mark}), which JSON does not have; none" for at, mark in (("1:1", "//"), ("2:21", "/*"), ("3:8", "# "))],
    ),
    "single quotes": ("{'a': 'it\\'s \"so\"'}", {"a": "it's \"so\""}, [f"{at} text in ' '; double quotes (\")" for at in ("1:2", "1:7")]),
    "curly quotes": ("{“a”: “b c”}", {"a": "b c"}, [f'{at} typographic quotes (“ ”); straight ones (")' for at in ("1:2", "1:7")]),
    "keys without quotes": ("{a: {b_c: 1}}", {"a": {"b_c": 1}}, ['1:2 the key a without quotes; "a"', '1:6 the key b_c without quotes; "b_c"']),
    "text without quotes": ('{"a": $.traits.email}', {"a": "$.traits.email"}, ['1:7 $.traits.email without quotes; "$.traits.email"']),
    "Python's words": (
        '{"a": True, "b": [False, None]}',
        {"a": True, "b": [False, None]},
        [f"{at} {word}, which is Python's word; {json}" for at, word, json in (("1:7", "True", "true"), ("1:19", "False", "false"), ("1:26", "None", "null"))],
    ),
    "no numbers": ('{"a": NaN}', {"a": None}, ["1:7 NaN, which JSON does not have; a number or null"]),
    "undefined": ('{"a": undefined}', {"a": None}, ["1:7 undefined, which JSON does not have; null, or leave the member out"]),
    "numbers of other languages": (
        "[007, 1_000, +1, .5, 0x1F]",
        ["007", "1_000", "+1", ".5", "0x1F"],
        [f"1:{at} {word}, which is not a JSON number; one such as 12, -1.5 or 2e3, or text in quotes" for at, word in ((2, "007"), (7, "1_000"), (14, "+1"), (18, ".5"), (22, "0x1F"))],
    ),
    "something left out": ('{"a": [1], ...}', {"a": [1]}, ["1:10 a comma before }; none after the last member", "1:12 an ellipsis (…): something was left out here; the whole text"]),
    "a semicolon": ('{"a": 1};', {"a": 1}, ["1:9 a semicolon; none"]),
    "a space of a web page": ('{\u00a0"a": 1}', {"a": 1}, ["1:2 a space that JSON does not allow (U+00A0); a plain space"]),
    "nothing wrong": ('{"a": [1, -2.5e3, true, null, "x // y, }"]}', None, []),
    "cut off": ('{"a": 1,', None, []),
    "another document": ('{"a": 1}{"b": 2}', None, []),
    "YAML": ("name: A\nobjects: []\n", None, []),
    "a sentence": ("Take {this}, and that.", None, []),
    "a page": ("<html><body>{}</body></html>", None, []),
}  # fmt: skip


@pytest.mark.parametrize("name", SLIPS)
def test_the_slips_of_a_text_and_what_was_meant(name: str) -> None:
    text, meant, said = SLIPS[name]
    slips, value = mended(text)
    assert [f"{one.line}:{one.column} {one.found}; {one.expected}" for one in slips] == said
    assert value == meant
    assert json_slips(text) == slips


def test_a_workspace_file_tells_all_of_them() -> None:
    with pytest.raises(WorkspaceError) as told:
        Workspace.from_text("{\n\t// ours\n\t'name': 'A',\n\tobjects: [],\n}", file="w")
    assert told.value.lines() == [
        "w:2:2: found a comment (//), which JSON does not have, expected none",
        "w:3:2: found text in ' ', expected double quotes (\")",
        "w:3:10: found text in ' ', expected double quotes (\")",
        'w:4:2: found the key objects without quotes, expected "objects"',
        "w:4:13: found a comma before }, expected none after the last member",
    ]


def test_what_yaml_takes_as_it_is_meant_is_taken() -> None:
    assert Workspace.from_text("{'name': 'A', objects: [],}", file="w").name == "A"


def test_a_word_for_nothing_is_no_text() -> None:
    with pytest.raises(WorkspaceError) as told:
        Workspace.from_text("{'name': None}", file="w")
    assert "w:1:10: found None, which is Python's word, expected null" in told.value.lines()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"name": "A"\t"B"', "1:14: found '\"B\"', expected a comma, or the closing bracket (JSON)"),
        ('{"name"\t"A"}', "1:9: found '\"A\"}', expected a colon after the key (JSON)"),
        ('{"name":\t"A', '1:10: found a " that is not closed, expected another " at the end of the text'),
        ('{"name":\t"A\nB"}', "1:12: found a line break inside a text, expected \\n"),
        ('{"name":\t"A\\d"}', "1:12: found \\d inside a text, expected two backslashes (\\\\)"),
        ('{"name": "A"}}', "1:14: found '}', expected nothing after the closing bracket (JSON)"),
        ('{"name":\t"A"} {}', "1:15: found '{}', expected nothing after the closing bracket (JSON)"),
        ('{"name":\t', "1:10: found the end of the text, which is cut off, expected a value (JSON)"),
    ],
)
def test_what_is_no_json_is_told_in_plain_words(text: str, said: str) -> None:
    with pytest.raises(WorkspaceError) as told:
        Workspace.from_text(text, file="w")
    assert told.value.lines() == [f"w:{said}"]
