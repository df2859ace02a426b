"""The plain text of Markdown."""

from __future__ import annotations

import pytest
from attio_emulator.resources.markdown import plain


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("1. a\n2. b", "a\nb"),
        ("_a_ ~~b~~ ==c== `d`", "a b c d"),
        ("snake_case_word and 2*3*4", "snake_case_word and 2*3*4"),
        ("a\n\nb", "a\n\nb"),
        ("**a\nb** and **c**", "**a\nb** and c"),
        ("", ""),
    ],
)
def test_plain_text_of_markdown(markdown: str, text: str) -> None:
    assert plain(markdown) == text


@pytest.mark.parametrize("opened", ["[", "![", "[](", "**a ", "__a ", "*a ", "~~a ", "==a ", "[a](b "])
def test_what_is_opened_and_never_closed_is_left_in_time_that_grows_with_it(opened: str) -> None:
    """Without a bound these take many times as long as all the other tests of this file."""
    given = "x " + opened * (100_000 // len(opened))
    assert plain(given) == given
