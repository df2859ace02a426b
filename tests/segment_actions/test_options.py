"""The address of a request whose query is given: it takes the place of the URL's own, and a fragment is not sent."""

from __future__ import annotations

from typing import Any

import pytest
from segment_actions.options import merged, prepared


@pytest.mark.parametrize(
    ("url", "params", "sent"),
    [
        ("https://a.example/x#f", {"q": 1}, "https://a.example/x?q=1"),
        ("https://a.example/x?y=2#f", {"q": "a b"}, "https://a.example/x?q=a+b"),
        ("https://a.example/x?y=2#f", {}, "https://a.example/x"),
        ("https://a.example/x?y=2", None, "https://a.example/x?y=2"),
    ],
)
def test_a_query_replaces_that_of_the_url(url: str, params: Any, sent: str) -> None:
    assert prepared(url, merged({"search_params": params})).url == sent
