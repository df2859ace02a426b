"""A request made of a URL as a person writes it: whole or a path, with a query in it or beside it."""

from __future__ import annotations

import pytest
from attio_emulator import Request

LONG = "a" * 300


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize(
    ("url", "path", "query", "said", "host"),
    [
        ("/v2/self", "/v2/self", [], "", ""),
        ("/v2/x?a=1&a=%20&b=&c", "/v2/x", [("a", "1"), ("a", " "), ("b", ""), ("c", "")], "", ""),
        ("/v2/x?a=1#b?c", "/v2/x", [("a", "1")], "", ""),
        ("/v2/x#a?b=1", "/v2/x", [("b", "1")], "", ""),
        ("//a/b?c=d", "//a/b", [("c", "d")], "", ""),
        (f"/v2/{LONG}?{LONG}=1", f"/v2/{LONG}", [(LONG, "1")], "", ""),
        ("", "/", [], "", ""),
        ("?a=1", "/", [("a", "1")], "", ""),
        ("v2/x?a=1", "v2/x", [("a", "1")], "", ""),
        ("https://api.attio.com", "/", [], "https", "api.attio.com"),
        ("http://localhost:80/v2/x?a=?#b", "/v2/x", [("a", "?")], "http", "localhost:80"),
        (f"https://api.attio.com/v2/{LONG}", f"/v2/{LONG}", [], "https", "api.attio.com"),
    ],
)
def test_a_url_is_read_the_same_each_time(
    url: str, path: str, query: list[tuple[str, str]], said: str, host: str, scheme: str
) -> None:
    for more in ((), [("d", "e")]):
        for own in ({}, {"Host": "mine"}):
            for _ in range(2):
                made = Request.make("get", url, query=more, headers=own, scheme=scheme)
                headers = {"host": own.get("Host", host)} if own or host else {}
                assert made == Request(
                    method="GET", path=path, query=(*query, *more), headers=headers, scheme=said or scheme
                )


def test_what_is_added_to_a_query_is_written_as_json_has_it() -> None:
    made = Request.make("GET", "/?a=1", query={"b": True, "c": False, "d": 2, "a": None})
    assert made.query == (("a", "1"), ("b", "true"), ("c", "false"), ("d", "2"), ("a", "None"))
