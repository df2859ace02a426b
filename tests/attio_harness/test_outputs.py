"""The strict readers see what their places would obey: a reader that finds nothing would prove nothing."""

from __future__ import annotations

import json
from html import escape

import pytest

from tests.attio_harness.outputs import HOSTILE, planted, problems_of


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("text", "a\x1b[31m"),
        ("text", "a\x9b31m"),
        ("text", "a\n ::x::\n"),
        ("text", "a ##vso[b]\n"),
        ("text", "\u202e"),
        ("json", '["\x7f"]'),
        ("json", '["##[error]"]'),
        ("sarif", '{"text": "[a](b)"}'),
        ("sarif", '{"text": "\\u202e"}'),
        ("junit", "<testsuites>\n::error::x</testsuites>"),
        ("junit", '<testsuites name="&#133;"/>'),
        ("junit", "<testsuites><b/></testsuites>"),
        ("html", "<!DOCTYPE html><html><head><title>a</title></head><body><img src=x></body></html>"),
        ("html", "<!DOCTYPE html><html><head><title>a</title></head><body><p onclick=a()></p></body></html>"),
        ("html", "<!DOCTYPE html><html><head><title>a</title></head><body><p id=a></p><p id=a></p></body></html>"),
        ("html", "<!DOCTYPE html><html><head><title>a</title></head><body><dl><dt>a<dd>b<dt>a<dd>c</dl></body></html>"),
        ("html", "<!DOCTYPE html><html><head><title>a</title></head><body><dl><dt><dd>b</dl></body></html>"),
        ("markdown", "[a](b)"),
        ("markdown", "![a](b)"),
        ("markdown", "a <b>b</b>"),
        ("markdown", "www.example.com"),
        ("markdown", "    a"),
        ("markdown", "@team"),
        ("github", "::error title=a::b\n::set-env name=a::b"),
        ("github", "::error title=a,b::c"),
    ],
)
def test_a_reader_finds_what_is_wrong(name: str, text: str) -> None:
    assert problems_of(name, text) != []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("text", "a: \\x1b é 😀\n"),
        ("json", json.dumps([HOSTILE.replace("##", "#")]).replace("\x7f", "\\u007f")),
        ("sarif", '{"text": "[a] b"}'),
        ("junit", "<testsuites><testsuite name='a'/></testsuites>"),
        ("html", f"<!DOCTYPE html><html><head><title>a</title></head><body><p>{escape('<b>')}</p></body></html>"),
        ("markdown", "## a\n\n| b |\n| --- |\n| <code>c</code> |\n"),
        ("github", "::error file=a,line=1,title=b::c"),
    ],
)
def test_a_reader_finds_nothing_else(name: str, text: str) -> None:
    assert problems_of(name, text) == []


def test_every_place_is_planted() -> None:
    assert list(planted({"a": ["b", 1], "c": None}, "!")) == [
        {"a": ["b!", 1], "c": None},
        {"a": ["b", "!"], "c": None},
        {"a!": ["b", 1], "c": None},
        {"a": ["b", 1], "c": "!"},
        {"a": ["b", 1], "c!": None},
    ]
