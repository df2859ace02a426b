"""A text that is no TOML: the line, and what to write in its place."""

from __future__ import annotations

import tomllib

import pytest
from attio_harness.settings.syntax import told


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("\nmode = batch", 2, 'is not TOML: a text has quotation marks, such as mode = "batch"; found mode = batch'),
        ("mode: batch", 1, 'is not TOML: this looks like YAML; TOML has NAME = VALUE, such as mode = "batch"; found mode: batch'),
        ("- a", 1, 'is not TOML: this looks like YAML; TOML has NAME = VALUE, such as mode = "batch"; found - a'),
        ('{\n "mode": 1}', 1, 'is not TOML: this looks like JSON; TOML has NAME = VALUE, such as mode = "batch"; found {'),
        ('a = "C:\\Users"', 1, 'is not TOML: a backslash in "…" begins a special character; write / or put the text into \'…\'; found a = "C:\\Users"'),
        ("vary = True", 1, "is not TOML: found True or False, expected true or false, in small letters; found vary = True"),
        ("mode = None", 1, "is not TOML: TOML has no empty value; leave the line out; found mode = None"),
        ("mode =\n\n", 1, "is not TOML: found no value behind =; found mode ="),
        ("a = 1\nb = 2\na = 3", 3, "is not TOML: the same name stands there twice; found a = 3"),
        ("[check]\nvary = true\n[check]", 3, "is not TOML: the same table stands there twice; put its keys together; found [check]"),
        ("[check\nvary = true", 1, "is not TOML: the ] that ends the name of the table is missing; found [check"),
        ("max-failures = 5%", 1, 'is not TOML: a share is a text and has quotation marks, such as max-failures = "5%"; found max-failures = 5%'),
        ("format = text, json", 1, 'is not TOML: several values are a list with quotation marks, such as ignore = ["AH407", "AH311"]; found format = text, json'),
        ("mode = “batch”", 1, "is not TOML: found typographic quotation marks, expected \" or '; found mode = “batch”"),
        ('mode = "batch\nvary = true', 1, 'is not TOML: the quotation mark that ends the text is missing; found mode = "batch'),
        ("events = [1 2]", 1, "is not TOML: a , or the ] that ends the list is missing; found events = [1 2]"),
        ("assume = {a = 1 b = 2}", 1, "is not TOML: a , or the } that ends the table is missing; found assume = {a = 1 b = 2}"),
        ("a = 1 2", 1, "is not TOML: expected newline or end of document after a statement (column 7); found a = 1 2"),
        ("a = \x00", 1, 'is not TOML: a text has quotation marks, such as mode = "batch"; found a = \\x00'),
    ],
)  # fmt: skip
def test_what_is_said(text: str, line: int, problem: str) -> None:
    with pytest.raises(tomllib.TOMLDecodeError) as caught:
        tomllib.loads(text)
    assert told(caught.value, text) == (line, problem)
