"""From the text of a template to parts, and the words inside them. Cut as LiquidJS cuts; positions count code units."""

from __future__ import annotations

import pytest
from segment_actions.mapping.liquid.lexer import Broken, Scanner, is_word, parts_of, position


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        ("a", [("text", "a")]),
        ("a{{ b }}c", [("text", "a"), ("output", ""), ("text", "c")]),
        ("{% if x %}", [("tag", "if")]),
        ("a \n{{- b -}} \n c", [("text", "a"), ("output", ""), ("text", "c")]),
        (" {{- b }}", [("text", ""), ("output", "")]),
        ("{% raw %}{{ x }}{% endraw %}", [("tag", "raw"), ("text", "{{ x }}"), ("tag", "endraw")]),
        ("{ { a } }", [("text", "{ { a } }")]),
    ],
)
def test_parts(text: str, parts: list[tuple[str, str]]) -> None:
    assert [(one.kind, one.shown if one.kind == "text" else one.name) for one in parts_of(text)] == parts


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a\n {{ x", 'output "{{ x" not closed, line:2, col:2'),
        ("{% x", 'tag "{% x" not closed, line:1, col:1'),
        ("{% %}", "illegal tag syntax, tag name expected, line:1, col:4"),
    ],
)
def test_what_is_not_closed(text: str, message: str) -> None:
    with pytest.raises(Broken) as error:
        list(parts_of(text))
    assert (error.value.name, str(error.value)) == ("TokenizationError", message)


@pytest.mark.parametrize(
    ("text", "number", "rest"),
    [("12 x", 12, " x"), ("12x", None, "12x"), (" -1.50", -1.5, ""), ("+3", 3, ""), ("1..3", 1, "..3"), ("1.2.3", None, "1.2.3"), (".5", None, ".5"), ("x", None, "x")],
)  # fmt: skip
def test_a_number(text: str, number: float | None, rest: str) -> None:
    scanner = Scanner(text)
    assert (scanner.number(), scanner.text[scanner.at :]) == (number, rest)


@pytest.mark.parametrize(
    ("text", "value"),
    [("'a'b", "a"), ('"a\\"b"', 'a"b'), (r"'\n\t\u00e9\101\q'", "\n\té" + "Aq"), ("'open", "ope"), ("x", None)],
)
def test_a_quoted_text(text: str, value: str | None) -> None:
    assert Scanner(text).quoted() == value


def test_words() -> None:
    assert [Scanner(text).identifier() for text in (" a-b_c? d", "é🐎", "1a", "\u201ca", ".a")] == [
        "a-b_c?",
        "é🐎",
        "1a",
        "",
        "",
    ]
    assert [Scanner(text).operator() for text in ("==", "<=1", "contains x", "containsx", "and", "order")] == [
        "==", "<=", "contains", None, "and", None,
    ]  # fmt: skip
    assert [Scanner(text).literal() for text in ("nil", "nilx", "empty ", "true.a")] == ["nil", None, "empty", "true"]
    assert [is_word(char) for char in "a-?é .\xa0\u180e"] == [True, True, True, True, False, False, False, False]
    assert [position("a\nbc", at) for at in (0, 1, 2, 4)] == [
        "line:1, col:1", "line:1, col:2", "line:2, col:1", "line:2, col:3",
    ]  # fmt: skip
