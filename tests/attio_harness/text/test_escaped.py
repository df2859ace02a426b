"""Texts of others for each place they go to: what a terminal, a log of CI, Markdown, XML, HTML and GitHub would obey."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest
from attio_harness.text.escaped import (
    code_for_markdown,
    document_for_xml,
    for_github_command,
    for_github_property,
    for_html,
    for_json,
    for_json_lines,
    for_markdown,
    for_terminal,
    for_xml,
    lines_for_terminal,
    token_for_xml,
)

COMMANDS = [
    ("::error::x", "\\x3a:error::x"),
    ("::WARNING file=a,line=1::x", "\\x3a:WARNING file=a,line=1::x"),
    ("a ::add-mask::x", "a \\x3a:add-mask::x"),
    ("##[error]x", "\\x23#[error]x"),
    ("a###[group]x", "a#\\x23#[group]x"),
    ("##vso[task.setvariable variable=a]b", "\\x23#vso[task.setvariable variable=a]b"),
    ("##TeamCity[buildStatus text='x']", "\\x23#TeamCity[buildStatus text='x']"),
    ("section_start:1:a\r\x1b[0Kb", "section_start:1:a\\r\\x1b[0Kb"),
]


@pytest.mark.parametrize(("text", "seen"), COMMANDS)
def test_no_command_of_ci_is_left(text: str, seen: str) -> None:
    assert for_terminal(text) == seen
    assert lines_for_terminal(f"x\n{text}\n") == f"x\n{seen}\n"


@pytest.mark.parametrize("text", ["std::vector<int>", "::1", "a::errors", "# [x] ## y #vso[", "a:error:b", "::error_x"])
def test_what_is_no_command_stays(text: str) -> None:
    assert for_terminal(text) == text


def test_a_line_that_begins_like_a_command_is_none() -> None:
    # the name of the command that ends `stop-commands` is anybody's
    assert lines_for_terminal("a\n  ::pause::\n\u3000::b::\n") == "a\n  \\x3a:pause::\n\\u3000::b::\n"


def test_a_line_is_one_line_and_lines_stay_lines() -> None:
    assert for_terminal("a\nb\r\x85\u2028c") == "a\\nb\\r\\x85\\u2028c"
    assert lines_for_terminal("a\nb\r\x85\u2028c\td\n") == "a\nb\\r\\x85\\u2028c\\td\n"


@pytest.mark.parametrize(
    "value", ["\x7f\x9b\u202e\ud800\U000e0041é\U0001f600", "##[error]x", "\\##vso[x]", ["\x00\n", {"\u200b": 1}]]
)
def test_json_keeps_its_values(value: object) -> None:
    document = json.dumps(value, ensure_ascii=False, indent=2)
    told = for_json(document)
    assert json.loads(told) == value
    assert all(one == "\n" or one.isprintable() for one in told)
    assert "##" not in told.replace("\\u0023#", "")
    assert for_json("é\n") == "é\n"


def test_lines_of_json_keep_their_values() -> None:
    line = '{"a":"\x9b##[error]é"}\n'.encode()
    assert for_json_lines(line) == '{"a":"\\u009b\\u0023#[error]é"}\n'.encode()
    assert for_json_lines(b'{"a":"# [b"}\n') == b'{"a":"# [b"}\n'


def test_xml_holds_every_text() -> None:
    text = "".join(map(chr, range(0xA0))) + "\ud800\ufffe\uffff]]>&<\u202e\U0001f600\n::error::x\n  ::b::##[group]"
    root = ElementTree.Element("a", {"b": for_xml(text)})
    root.text = for_xml(text)
    document = document_for_xml(ElementTree.tostring(root, encoding="unicode"))
    read = ElementTree.fromstring(document)
    assert read.text == read.get("b") == for_xml(text)
    assert not any(line.lstrip().startswith("::") or "##[" in line for line in document.splitlines())
    assert all(one in for_xml(text) for one in ("\\x85", "\\x9b", "\\r"))


def test_a_token_of_xml_is_one_short_line() -> None:
    assert token_for_xml(" a \n b\x00") == "a b\\x00"
    assert len(token_for_xml("x" * 1_000)) == 300


def test_html_has_text_only() -> None:
    assert (
        for_html("<b onclick='a' c=\"d\">&\x1b\u202e")
        == "&lt;b onclick=&#x27;a&#x27; c=&quot;d&quot;&gt;&amp;\\x1b\\u202e"
    )
    assert for_html("a\n::error::b ##[group]") == "a\n&#58;:error::b &#35;#[group]"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a|b `c` **d** _e_ <f>", "a&#124;b &#96;c&#96; &#42;&#42;d&#42;&#42; &#95;e&#95; &#60;f&#62;"),
        ("ask @team", "ask <code>@<!-- -->team</code>"),
        ("see #1 and GH-2", "see <code>&#35;1</code> and <code>GH-2</code>"),
        ("https://a.b", "<code>https&#58;//a.b</code>"),
        ("- a", "&#45; a"),
        ("+ a", "&#43; a"),
        ("=== a", "&#61;== a"),
        ("12. a", "12&#46; a"),
        ("1) a", "1&#41; a"),
        ("2024 a", "2024 a"),
        ("::error::x", "&#58;&#58;error&#58;:x"),
        ("a\n\n# b\r\x1b", "a &#35; b&#92;r&#92;x1b"),
        ("0123456789012345678901234567890123456789", "<code>0123456789012345678901234567890123456789</code>"),
    ],
)
def test_markdown_stays_text(text: str, told: str) -> None:
    assert for_markdown(text, 100) == told


def test_markdown_is_cut_before_it_is_escaped() -> None:
    assert for_markdown("a" * 10 + "|", 5) == "aaaa…"
    assert code_for_markdown("`a`|@b\n") == "<code>&#96;a&#96;&#124;@<!-- -->b </code>"


def test_a_workflow_command_is_one_line() -> None:
    text = "100%: a,b\r\nc\x1b\u2028##[error]"
    assert for_github_command(text) == "100%25: a,b%0D%0Ac\\x1b\\u2028\\x23#[error]"
    assert for_github_property(text) == "100%25%3A a%2Cb%0D%0Ac\\x1b\\u2028\\x23#[error]"
