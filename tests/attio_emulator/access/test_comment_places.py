"""Comments ask for one scope by themselves, and for those of what they are on, records or entries of lists, as well (documented)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.attio_emulator.filled import filled

RECORDS = ("object_configuration:read", "record_permission:read")
ENTRIES = ("list_configuration:read", "list_entry:read")
WORDS = {
    RECORDS: "Read access to the Records scope, Read access to the Object Configuration scope",
    ENTRIES: "Read access to the List Entries scope, Read access to the List Configuration scope",
}


@pytest.mark.covers("token.scopes")
@pytest.mark.parametrize("place", ["record", "entry"])
@pytest.mark.parametrize("call", ["list", "thread", "comment", "new", "reply"])
def test_who_sees_or_writes_comments_may_read_what_they_are_on(place: str, call: str) -> None:
    needed, other = (RECORDS, ENTRIES) if place == "record" else (ENTRIES, RECORDS)
    tokens = [
        {"token": "may", "scopes": ["comment:read-write", *needed]},
        {"token": "other", "scopes": ["comment:read-write", *other]},
        {"token": "alone", "scopes": ["comment:read-write"]},
    ]
    attio, ids = filled(tokens=tokens)
    on: dict[str, Any] = {"record": {"object": "people", "record_id": ids["record"]}, "entry": {"list": ids["list"], "entry_id": ids["entry"]}}[place]  # fmt: skip
    said = {"format": "plaintext", "content": "c", "author": {"type": "workspace-member", "id": ids["member"]}}
    first = attio.ask("POST", "/v2/comments", {"data": {**said, place: on}}).body["data"]["thread_id"]
    path, body, query = {
        "list": ("threads", None, on),
        "thread": (f"threads/{first}", None, {}),
        "comment": (f"comments/{first}", None, {}),
        "new": ("comments", {"data": {**said, place: on}}, {}),
        "reply": ("comments", {"data": {**said, "thread_id": first}}, {}),
    }[call]
    before = attio.stored()

    refused = [
        attio.ask("GET" if body is None else "POST", f"/v2/{path}", body, token=token, **query)
        for token in ("other", "alone")
    ]

    assert [(one.status, one.body["code"]) for one in refused] == [(403, "unauthorized")] * 2
    assert {one.body["message"].partition("scopes: ")[2] for one in refused} == {f"{WORDS[needed]}."}
    assert attio.stored() == before
    assert attio.ask("GET" if body is None else "POST", f"/v2/{path}", body, token="may", **query).status == 200


def test_a_comment_is_deleted_with_its_own_scope_alone() -> None:
    attio, ids = filled(tokens=[{"token": "alone", "scopes": ["comment:read-write"]}])

    assert attio.ask("DELETE", f"/v2/comments/{ids['comment']}", token="alone").status == 200
