"""Two values side by side: whole where they are short, otherwise where they differ."""

from __future__ import annotations

from typing import Any

import pytest
from attio_harness.text.apart import shown_apart

LONG = "0123456789" * 20


@pytest.mark.parametrize(
    ("left", "right", "shown"),
    [
        (["Pro"], None, ('"Pro"', "nothing")),
        ([1, 2], [{"a": None, "b": True}], ("[1, 2]", '{"a": null, "b": true}')),
        ("\ud800", "\n", ('"\\ud800"', '"\\n"')),
        (LONG + "a", LONG + "bc", (f'…{LONG[:20]}a"', f'…{LONG[:20]}bc"')),
        (LONG + "a" + LONG, LONG + "b" + LONG, (f"…{LONG[:20]}a{LONG[:39]}…", f"…{LONG[:20]}b{LONG[:39]}…")),
        ("a" + LONG, "b" + LONG, (f'"a{LONG[:58]}…', f'"b{LONG[:58]}…')),
        (LONG, "short", (f'"{LONG[:59]}…', '"short"')),
    ],
    ids=lambda one: None if isinstance(one, tuple) else str(one)[:8],
)  # fmt: skip
def test_what_differs_is_shown(left: Any, right: Any, shown: tuple[str, str]) -> None:
    assert shown_apart(left, right) == shown


def test_a_text_that_goes_on_where_the_other_ends_shows_its_end() -> None:
    one, other = shown_apart(LONG, LONG + "x")
    assert one != other
    assert other.endswith('x"')
