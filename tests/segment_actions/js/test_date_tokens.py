"""How the text of a date is cut."""

from __future__ import annotations

import pytest
from segment_actions.js.date_tokens import SIGNIFICANT, Token, tokens_of


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("007", [("number", 7, 3, "")]),
        ("12345678901", [("number", 123456789, 11, "")]),
        ("1:2", [("number", 1, 1, ""), ("symbol", 0, 1, ":"), ("number", 2, 1, "")]),
        ("Marble", [("word", 3, 6, "month")]),
        ("PM pmx", [("word", 12, 2, "half"), ("space", 0, 0, ""), ("word", 0, 3, "")]),
        ("EST", [("word", -5, 3, "zone")]),
        ("T", [("word", 0, 1, "time")]),
        ("\u2028\xa0", [("word", 0, 1, ""), ("space", 0, 0, "")]),
        ("(a (b) 1) 2", [("unknown", 0, 0, ""), ("space", 0, 0, ""), ("number", 2, 1, "")]),
        ("(1", [("unknown", 0, 0, "")]),
        ("/,", [("unknown", 0, 0, "")] * 2),
    ],
)
def test_tokens(text: str, tokens: list[tuple[str, int, int, str]]) -> None:
    assert tokens_of(text) == [Token(*one) for one in tokens]
    assert SIGNIFICANT == 9


def test_a_number_fits_by_its_length_and_its_limits() -> None:
    (two,) = tokens_of("07")
    assert [two.fixed(2), two.fixed(1), two.fixed(2, 8), two.fixed(2, 0, 6), two.fixed(2, 7, 7)] == [
        True,
        False,
        False,
        False,
        True,
    ]
    assert [one.is_z for one in (*tokens_of("z"), *tokens_of("utc"))] == [True, False]
