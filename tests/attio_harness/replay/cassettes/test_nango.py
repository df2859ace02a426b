"""Test files of Nango's integrations."""

from __future__ import annotations

from typing import Any

from .said import read, said, unread


def answer(second: int | None, **more: Any) -> dict[str, Any]:
    headers = {} if second is None else {"headers": {"date": f"Fri, 15 May 2026 21:52:{second:02} GMT"}}
    return {"response": {"data": []}, "status": 200, "request": {}, "hash": "x", **headers, **more}


def test_methods_and_paths_in_the_order_of_their_times() -> None:
    sent = {"data": {"data": {"name": "x"}}, "params": {"limit": "10", "ids": ["a", "b"]}}
    document = {
        "input": {},
        "nango": {},
        "api": {
            "post": {"/v2/lists": answer(9, request=sent)},
            "get": {"/v2/notes": [answer(3), answer(5, request={"params": "offset=5"})], "v2/tasks?x=1": answer(4)},
        },
    }
    found = read(document, indent=1)
    assert (found.form, unread(found)) == ("Nango", [])
    assert [said(one) for one in found.exchanges] == [
        ("GET", "", "/v2/notes", (), None, (200, {"data": []})),
        ("GET", "", "/v2/tasks", (("x", "1"),), None, (200, {"data": []})),
        ("GET", "", "/v2/notes", (("offset", "5"),), None, (200, {"data": []})),
        ("POST", "", "/v2/lists", (("limit", "10"), ("ids", "a"), ("ids", "b")), {"data": {"name": "x"}}, (200, {"data": []})),
    ]  # fmt: skip
    assert [one.line for one in found.exchanges] == [32, 58, 32, 6]


def test_a_file_that_was_written_by_hand_has_no_status_and_no_times() -> None:
    found = read({"api": {"get": {"/v2/b": {"response": {}}, "/v2/a": {"response": {}, "status": 404}, "/v2/c": {}}}})
    assert [(one.path, one.answer and one.answer.status) for one in found.exchanges] == [("/v2/b", 200), ("/v2/a", 404)]
    assert unread(found) == [(2, 1, "found no response, expected what was answered")]


def test_within_a_second_an_exact_time_puts_no_answer_behind_one_without_it() -> None:
    def at(date: str, exact: str = "") -> dict[str, Any]:
        headers = {"date": f"Fri, 15 May 2026 21:52:{date} GMT"}
        return answer(None, headers=headers | ({"x-accurate-at": f"2026-05-15T21:52:{exact}000000Z"} if exact else {}))

    def order(**api: Any) -> list[str]:
        return [one.method for one in read({"api": api}).exchanges]

    made, seen = {"/v2/a": at("09", "09.600")}, {"/v2/a": at("09", "09.200")}
    # a deletion has no exact time
    assert order(post=made, delete={"/v2/a": at("09")}) == ["POST", "DELETE"]
    assert order(post=made, delete={"/v2/a": at("08")}) == ["DELETE", "POST"]
    assert order(post=made, get=seen) == ["GET", "POST"]
