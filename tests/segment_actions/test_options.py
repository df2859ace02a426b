"""The address of a request whose query is given: it takes the place of the URL's own, and a fragment is not sent."""

from __future__ import annotations

from typing import Any

import pytest
from segment_actions import EngineError, Request
from segment_actions.options import PLATFORM, merged, of_platform, prepared, usual_request


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


@pytest.mark.parametrize(
    ("sources", "headers"),
    [
        (({"headers": {"A": "1"}}, {"headers": {"a": "2"}}), {"a": "2"}),
        (({"headers": {"a": "1"}}, {"headers": {"A": "undefined"}}), {}),
        (({"headers": {"a": "1", "A": "2"}},), {"a": "1, 2"}),
        (({"headers": {"a": 1.0, "b": True}},), {"a": "1", "b": "true"}),
    ],
)
def test_headers_are_joined_by_name_in_any_case(sources: tuple[Any, ...], headers: dict[str, str]) -> None:
    assert merged(*sources)["headers"] == headers


@pytest.mark.parametrize(
    ("headers", "message"),
    [({"a b": "x"}, "a b is not a legal HTTP header name"), ({"": "x"}, " is not a legal HTTP header name"),
     ({"a": "é🐎"}, "é🐎 is not a legal HTTP header value"), ({"a": "x\n"}, "x\n is not a legal HTTP header value")],
)  # fmt: skip
def test_a_header_that_may_not_be_one(headers: dict[str, str], message: str) -> None:
    with pytest.raises(EngineError) as refused:
        merged({"headers": headers})
    assert str(refused.value) == message


def test_lists_and_objects_of_options_are_joined() -> None:
    first, second = (
        {"before_request": [1], "json": {"a": 1, "l": [1]}},
        {"before_request": [2], "json": {"b": 2, "l": [2]}},
    )
    made = merged(first, second)
    assert made["before_request"] == [1, 2]
    assert made["json"] == {
        "a": 1,
        "l": [1, 2],
        "b": 2,
        "headers": {},
    }  # observation: the member `headers` is Segment's


def test_what_goes_on_the_wire() -> None:
    made = prepared("https://a.example", merged({"method": "post", "json": {"a": 1}, "headers": {"content-type": "x"}}))
    assert (made.method, made.content, made.timeout) == ("POST", b'{"a":1}', 10_000)
    assert made.headers == {
        "content-type": "application/json",
        "user-agent": "node-fetch/1.0 (+https://github.com/bitinn/node-fetch)",
    }
    text = prepared("https://a.example", merged({"method": "PUT", "body": "é", "timeout": False}))
    assert (text.content, text.headers["content-type"], text.timeout) == (
        "é".encode(),
        "text/plain;charset=UTF-8",
        None,
    )
    for method in ("GET", "head"):
        with pytest.raises(EngineError, match="^Request with GET/HEAD method cannot have body$"):
            prepared("https://a.example", merged({"method": method, "json": None}))


@pytest.mark.parametrize(
    "extension",
    [{}, {"headers": {"Authorization": "Bearer x"}}, {"headers": {"User-Agent": "mine", "a": 5, "A": "6"}}, {"headers": {"user-agent": "undefined"}},
     {"headers": None}, {"headers": {"authorization": "undefined"}}, {"timeout": 5}, {"username": "u"}, {"headers": {"a": "b"}, "search_params": "x=1"},
     {"headers": {}, "after_response": [lambda request, options, response: None]}, {"before_request": [lambda options: None]}],
)  # fmt: skip
@pytest.mark.parametrize(
    "request_", [Request(method="PUT", url="https://a.b/c?d=1", json={"a": 1}), Request(method="POST", url="https://a.b", json=None),
                 Request(method="put", url="https://a.b", json={}), Request(method="PUT", url="https://a.b"), Request(url="https://a.b"),
                 Request(method="PUT", url="https://a.b", json={}, headers={"Content-Type": "x"}),
                 Request(method="PUT", url="https://a.b", json={}, options={"timeout": False})],
)  # fmt: skip
def test_a_usual_request_is_what_merging_makes_of_it(extension: Any, request_: Request) -> None:
    base, headers = of_platform(extension)
    assert base == merged(PLATFORM, extension)
    assert list(base["headers"]) == list(merged(PLATFORM, extension)["headers"])
    short = None if headers is None else usual_request(request_, headers)
    if short is not None:
        long = prepared(request_.url, merged(base, request_.given()))
        assert (short, list(short.headers)) == (long, list(long.headers))
    is_usual = set(extension) <= {"headers"} and (extension.get("headers") or {}).get("user-agent") != "undefined"
    plain = (request_.method == "PUT" and request_.json == {"a": 1}) or request_.method == "POST"
    assert (short is not None) is (is_usual and plain)


def test_a_header_that_may_not_be_one_is_refused_in_the_short_way_too() -> None:
    with pytest.raises(EngineError, match="is not a legal HTTP header value"):
        of_platform({"headers": {"authorization": "a\nb"}})


def test_exchanges_that_begin_alike_have_the_same_headers() -> None:
    one, other = (of_platform({"headers": {"Authorization": f"Bearer {token}"}}) for token in ("x", "y"))
    assert of_platform({"headers": {"Authorization": "Bearer x"}})[1] is one[1]
    assert (one[0]["headers"]["authorization"], other[0]["headers"]["authorization"]) == ("Bearer x", "Bearer y")
    # equal in Python, and not as text
    assert [of_platform({"headers": {"a": value}})[0]["headers"]["a"] for value in (1, True, "1")] == ["1", "true", "1"]


def test_what_a_sender_adds_to_the_headers_of_one_request_is_not_in_those_of_others() -> None:
    _, headers = of_platform({"headers": {"authorization": "Bearer x"}})
    assert headers is not None
    first, second = (usual_request(Request(method="PUT", url="https://a.b", json={}), headers) for _ in range(2))
    assert first is not None
    assert second is not None
    before = dict(second.headers)
    dict.update(first.headers, {"x-more": "1"})
    assert second.headers == headers == before
