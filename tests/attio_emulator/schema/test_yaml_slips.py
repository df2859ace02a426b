"""What a person is told of a YAML text that is none: what was found at the place of the mistake, and what to write there."""

from __future__ import annotations

import pytest
from attio_emulator import Workspace, WorkspaceError

ALIAS = ", which is YAML's sign for an alias"
SLIPS: dict[str, tuple[str, str]] = {
    "a tab before a line": ("objects:\n\t- x\n", "2:1: found a tab, expected spaces: YAML is not indented with tabs"),
    "a tab behind spaces": ("objects:\n  \t- x\n", "2:3: found a tab, expected spaces: YAML is not indented with tabs"),
    "a tab behind a colon": ("name:\tAcme\n", "1:6: found a tab, expected a space"),
    "no space behind a colon": ("name:Acme\nslug: a\n", "1:6: found no space after the colon of 'name:Acme', expected 'name: Acme'"),
    "no space in an entry": (
        "objects:\n  - api_slug:users\n    active: true\n",
        "2:14: found no space after the colon of '- api_slug:users', expected '- api_slug: users'",
    ),
    "no space in the last line": ("name: A\nslug:a\n", "2:6: found no space after the colon of 'slug:a', expected 'slug: a'"),
    "a line without a colon": ("name: A\nobjects\nslug: a\n", "2:1: found a line without a colon: 'objects', expected a key, a colon and a value"),
    "a quote that is not closed": ('name: "Acme\nslug: a\n', '1:7: found a " that is not closed, expected another " at the end of the text'),
    "a single quote that is not closed": ("slug: a\nname: 'Acme\n", "2:7: found a ' that is not closed, expected another ' at the end of the text"),
    "an apostrophe in single quotes": ("name: 'Ann's'\n", '1:12: found text after a closing quote, expected the whole in quotes: "Ann\'s"'),
    "text behind quotes": ('name: "Acme" Inc\n', '1:13: found text after a closing quote, expected the whole in quotes: "Acme Inc"'),
    "a bracket that is not closed": ("a: {b: [1, 2}\n", "1:13: found }, expected a comma, or ] for the [ of column 8"),
    "a bracket that is not closed before a line": (
        "objects:\n  - {api_slug: boats\nmembers: []\n",
        "2:5: found a { that is not closed, expected } after its last member",
    ),
    "a bracket that is not closed before the end": ("a: 1\nb: [1, 2\n", "2:4: found a [ that is not closed, expected ] after its last member"),
    "a bracket with nothing behind": ("a: 1\nb: [\n", "2:4: found a [ that is not closed, expected ] after its last member"),
    "a comma that is missing between lines": (
        "a: {b: 'x'\n  'c': 1}\n",
        "2:3: found text, expected a comma, or } for the { of line 1",
    ),
    "a bracket too many": ("a: [1]]\n", "1:7: found a ] that closes nothing, expected as many opening brackets as closing ones"),
    "a second colon": ("name: Acme: the company\n", '1:7: found a second colon in a value, expected the value in quotes: "Acme: the company"'),
    "a key below a value": ("name: A\n  slug: a\n", "2:3: found a key further in than the line above, which has its value already, expected the same indentation: no space"),
    "a line too far out": ("objects:\n  - api_slug: users\n   active: true\n", "3:4: found a line that is indented by 3 spaces, which fits no line above, expected 0 or 2 or 4, as the lines above have"),
    "a line between two others": ("a:\n  b: 1\n c: 2\n", "3:2: found a line that is indented by 1 space, which fits no line above, expected 0 or 2, as the lines above have"),
    "a key among entries": ("- a\nb: 1\n", "2:1: found a key among the entries of a list, expected an entry (- …), or the key further in, as a member of an entry"),
    "an entry among keys": ("a: 1\n- b\n", "2:1: found an entry of a list (-) among keys, expected a key with a colon above it, to which the list belongs"),
    "an entry behind its key": ("name: - a\n", "1:7: found an entry of a list (-) on the line of its key, expected the list below the key, or in brackets: [a, b]"),
    "an at sign": ("name: @acme\n", '1:7: found a value that begins with @, expected it in quotes: "@acme"'),
    "an at sign before a key": ("a: {@path: $.x}\n", '1:5: found a key that begins with @, expected it in quotes: "@path"'),
    "an at sign before a key on its own line": ("a:\n  @path: $.x\n", '2:3: found a key that begins with @, expected it in quotes: "@path"'),
    "a backtick": ("name: `a`\n", '1:7: found a value that begins with `, expected it in quotes: "`a`"'),
    "a percent sign": ("name: %a\n", '1:7: found a value that begins with %, expected it in quotes: "%a"'),
    "a star": ("name: *acme # ours\n", f'1:7: found a value that begins with *{ALIAS}, expected it in quotes where it is text: "*acme"'),
    "a negated call": ('a: 1\nb: !contains(event, "x")\n', '2:4: found a value that begins with !, which is YAML\'s sign for a type, expected it in quotes where it is text: "!contains(event, \\"x\\")"'),
    "a negation": ('b: !(type = "x")\n', '1:4: found a value that begins with !, which is YAML\'s sign for a type, expected it in quotes where it is text: "!(type = \\"x\\")"'),
    "an exclamation mark": ("name: !acme\n", '1:7: found a value that begins with !, which is YAML\'s sign for a type, expected it in quotes where it is text: "!acme"'),
    "a type of YAML": ("name: !!set {a}\n", "1:7: found the type !!set, expected what JSON has, too: text, numbers, lists, objects"),
    "a backslash": ('name: "C:\\dir"\n', "1:11: found \\d inside double quotes, expected two backslashes (\\\\), or single quotes around the text"),
    "a template": ("name: {{ name }}\n", "1:7: found {{ … }} without quotes, expected text in quotes, or the template filled in"),
    "two documents": ("name: a\n---\nname: b\n", "2:1: found a second document (---), expected one document per file"),
    "a fence of Markdown": ("```yaml\nname: a\n```\n", "1:1: found Markdown's ``` around the text, expected the text alone"),
    "marks of a merge": ("name: a\n<<<<<<< HEAD\nslug: a\n=======\nslug: b\n>>>>>>> b\n", "2:1: found a mark that Git left of a merge, expected one of the two versions, without these marks"),
    "spaces of a web page": ("objects:\n\u00a0\u00a0- x: 1\n    y: 1\n", "2:1: found a space that YAML does not allow (U+00A0, common on web pages), expected plain spaces"),
    "a control character": ("name: A\x01\n", "1:8: found the control character U+0001, expected YAML or JSON"),
    "zeros": ("\0\0", "1:1: found a byte of zero, which no text has, expected YAML or JSON"),
}  # fmt: skip


@pytest.mark.parametrize("name", SLIPS)
def test_a_mistake_of_yaml_is_told_where_it_was_made(name: str) -> None:
    text, said = SLIPS[name]
    with pytest.raises(WorkspaceError) as told:
        Workspace.from_text(text, file="w")
    assert told.value.lines() == [f"w:{said}"]


def title(written: str, read: str, column: int, number: int) -> str:
    at = f"/objects/0/attributes/0/options/{number}"
    return f'w:4:{column}: {at}: found {read} (what YAML makes of {written}), expected a title; in quotes it is text: "{written}"'


def test_a_title_that_yaml_reads_as_another_number_is_to_be_quoted() -> None:
    options = "[007, 08, 1_000, 1e3, 0x1F, 1:30, 1.50, +5, 12, 2.5, -1, 2024-01-01, '010']"
    text = (
        f"objects:\n  - api_slug: boats\n    attributes:\n      - {{api_slug: x, type: select, options: {options}}}\n"
    )
    with pytest.raises(WorkspaceError) as told:
        Workspace.from_text(text, file="w")
    assert told.value.lines() == [
        title("007", "7", 47, 0),
        title("1_000", "1000", 56, 2),
        title("0x1F", "31", 68, 4),
        title("1:30", "90", 74, 5),
        title("1.50", "1.5", 80, 6),
        title("+5", "5", 86, 7),
    ]


def test_a_number_that_is_written_as_it_is_read_is_a_title() -> None:
    text = "objects: [{api_slug: boats, attributes: [{api_slug: x, type: select, options: [12, 2.5, -1, '007', {title: '1_000'}]}]}]"
    found = Workspace.from_text(f"# 007\n{text}\n", file="w").objects["boats"].attributes["x"]
    assert [one.title for one in found.options] == ["12", "2.5", "-1", "007", "1_000"]


def test_every_mistake_has_a_line_and_of_very_many_the_rest_is_counted() -> None:
    with pytest.raises(WorkspaceError) as told:
        Workspace.from_text("".join(f"x{number}: 1\n" for number in range(25)), file="w")
    lines = told.value.lines()
    assert [line.split(" ")[0] for line in lines[:20]] == [f"w:{number}:1:" for number in range(1, 21)]
    assert lines[20:] == ["w: and 5 more mistakes"]


@pytest.mark.parametrize("text", ["\r'", "[\r\r[\r\xd5", "\n\n\r:", "a: 1\x85b", "a:\u2028- '", "\r\n\r["])
def test_a_place_is_found_whichever_line_breaks_a_text_has(text: str) -> None:
    with pytest.raises(WorkspaceError):
        Workspace.from_text(text, file="w.yaml")
