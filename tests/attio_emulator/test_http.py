"""A request made of a URL as a person writes it: whole or a path, with a query in it or beside it."""

from __future__ import annotations

import pytest
from attio_emulator import Emulator, Request

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


@pytest.mark.parametrize(
    "written",
    [
        Request("GET", "/v2/objects?limit=1", headers={"Authorization": "Bearer t"}),
        Request("get", "/v2/objects", {"limit": 1}, {"authorization": "Bearer t"}),
        Request("GET", "/v2/objects", [("limit", "1")], token="t"),
        Request("GET", "/v2/objects", "limit=1", token="t"),
        Request(method="GET", path="/v2/objects", query=(("limit", "1"),), headers={"authorization": "Bearer t"}, body=""),
        Request.received("GET", "/v2/objects", (("limit", "1"),), {"authorization": "Bearer t"}, b""),
    ],
)  # fmt: skip
def test_a_request_is_the_same_however_it_is_written(written: Request) -> None:
    assert written == Request.make("GET", "/v2/objects?limit=1", token="t")
    assert Emulator().handle(written).status == 200


def test_a_body_and_an_address_of_a_request() -> None:
    there = Request("PUT", "https://api.attio.com/v2/x", json={"a": 1})
    assert there == Request.make("PUT", "https://api.attio.com/v2/x", json={"a": 1})
    assert Request("PUT", "/v2/x", body='{"a": "\u00e9"}').body == b'{"a": "\xc3\xa9"}'
    assert (Request("GET", "/").headers, Request("GET", "/").body) == ({}, b"")
