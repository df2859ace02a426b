"""JSON pointers: the examples of RFC 6901, section 5."""

from __future__ import annotations

import pytest
from segment_actions.pointers import keys_of, token


@pytest.mark.parametrize(
    ("key", "written"),
    [("foo", "foo"), ("", ""), ("a/b", "a~1b"), ("m~n", "m~0n"), ("~1", "~01"), ("c%d", "c%d"), (" ", " ")],
)
def test_a_key_in_a_pointer_and_back(key: str, written: str) -> None:
    assert token(key) == written
    assert keys_of(f"/x/{written}/0") == ["x", key, "0"]


def test_the_whole_value_has_no_keys() -> None:
    assert keys_of("") == []
