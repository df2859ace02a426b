"""The line of every key, whatever the form in which TOML has it."""

from __future__ import annotations

from attio_harness.settings.lines import key_lines

TEXT = '''# a comment
mapping = "m.json"   # another

events = [
  "a = 1",  # no key
  "b",
]
"batch-wait" = 5
note = """
[check]
mode = "x"
"""
assume.option.title_case = "any"
inline = {first = 1, second = 2}

[check]
mode = 'batch'

[schema . diff]
format = "json"
[[rows]]
name = "a"
[[rows]]
name = "b"
'''


def test_every_form_of_a_key() -> None:
    assert key_lines(TEXT) == {
        ("mapping",): 2,
        ("events",): 4,
        ("batch-wait",): 8,
        ("note",): 9,
        ("assume",): 13,
        ("assume", "option"): 13,
        ("assume", "option", "title_case"): 13,
        ("inline",): 14,
        ("inline", "first"): 14,
        ("inline", "second"): 14,
        ("check",): 16,
        ("check", "mode"): 17,
        ("schema",): 19,
        ("schema", "diff"): 19,
        ("schema", "diff", "format"): 20,
        ("rows",): 21,
        ("rows", "name"): 22,
    }


def test_an_empty_text() -> None:
    assert key_lines("") == {}
    assert key_lines("# nothing\n\n") == {}
