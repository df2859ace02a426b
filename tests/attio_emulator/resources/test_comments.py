"""Comments and threads, on records and on entries.

The OpenAPI document spells `statusCode` in the refusals of `POST /v2/comments`; real answers have `status_code`.
"""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator.editions import EDITIONS
from attio_emulator.resources.threads import COMMENTS, REPLIES

from tests.attio_emulator.calls import Answer, Attio, error, new_list
from tests.attio_emulator.resources.member_calls import NOBODY, person

WORKSPACE = {"members": [{"email_address": "ada@acme.org", "first_name": "Ada", "last_name": "Lovelace"}]}


@pytest.fixture
def attio() -> Attio:
    return Attio(WORKSPACE)


def comment(attio: Attio, content: str = "Well", **where: Any) -> Answer:
    author = {"type": "workspace-member", "id": attio.emulator.workspace.members[0].id}
    data = {"format": "plaintext", "content": content, "author": author} | where
    return attio.ask("POST", "/v2/comments", {"data": data})


def on(record_id: str) -> dict[str, str]:
    return {"object": "people", "record_id": record_id}


def entry(attio: Attio, parent: str) -> tuple[str, str]:
    """A list and an entry of a person in it."""
    data = new_list("sales")
    list_id = attio.ask("POST", "/v2/lists", {"data": data}).body["data"]["id"]["list_id"]
    new = {"parent_record_id": parent, "parent_object": "people", "entry_values": {}}
    return list_id, attio.ask("POST", "/v2/lists/sales/entries", {"data": new}).body["data"]["id"]["entry_id"]


def threads(attio: Attio, record: str | None = None, **query: Any) -> list[list[str]]:
    """The texts of threads, of those of a person where one is given."""
    asked = query if record is None else {"object": "people", "record_id": record, **query}
    answer = attio.ask("GET", "/v2/threads", **asked)
    assert answer.status == 200, answer
    return [[one["content_plaintext"] for one in thread["comments"]] for thread in answer.body["data"]]


@pytest.mark.covers("GET /v2/comments/{comment}", "GET /v2/threads/{thread}")
def test_a_comment_on_a_record_begins_a_thread(attio: Attio) -> None:
    parent = person(attio)
    answer = comment(attio, record=on(parent), created_at="2023-01-01T15:00:00Z")
    data = answer.body["data"]
    workspace = attio.emulator.workspace
    assert answer == (
        200,
        {
            "data": {
                "id": {"workspace_id": workspace.id, "comment_id": data["id"]["comment_id"]},
                "thread_id": data["id"]["comment_id"],
                "content_plaintext": "Well",
                "entry": None,
                "record": {"record_id": parent, "object_id": attio.object_id("people")},
                "resolved_at": None,
                "resolved_by": None,
                "created_at": "2023-01-01T15:00:00.000000000Z",
                "author": {"type": "workspace-member", "id": workspace.members[0].id},
            }
        },
    )
    assert attio.ask("GET", f"/v2/comments/{data['id']['comment_id']}") == answer
    thread = {
        "id": {"workspace_id": workspace.id, "thread_id": data["thread_id"]},
        "comments": [data],
        "created_at": "2023-01-01T15:00:00.000000000Z",
    }
    whole = {"data": thread, "pagination": {"next_cursor": None}}
    assert attio.ask("GET", f"/v2/threads/{data['thread_id']}") == (200, whole)


def test_threads_are_found_by_record_and_by_entry(attio: Attio) -> None:
    bob, eve = person(attio), person(attio, "eve@lovelace.org")
    list_id, entry_id = entry(attio, bob)
    first = comment(attio, "one", record=on(bob)).body["data"]["thread_id"]
    comment(attio, "two", thread_id=first)
    comment(attio, "three", record=on(eve))
    on_entry = comment(attio, "four", entry={"list": "sales", "entry_id": entry_id}).body["data"]
    assert (on_entry["entry"], on_entry["record"]["record_id"]) == ({"entry_id": entry_id, "list_id": list_id}, bob)
    comment(attio, "five", record=on(bob))
    assert threads(attio, object="people", record_id=bob) == [["one", "two"], ["five"]]
    assert threads(attio, list="sales", entry_id=entry_id) == [["four"]]
    assert threads(attio, object="people", record_id=bob, limit=1, offset=1) == [["five"]]


@pytest.mark.covers("page.limits")
def test_threads_are_listed_ten_at_a_time(attio: Attio) -> None:
    bob = person(attio)
    every = [[str(number)] for number in range(51)]
    for (text,) in every:
        assert comment(attio, text, record=on(bob)).status == 200
    assert threads(attio, bob) == every[:10]
    assert threads(attio, bob, limit=51) == every[:50]
    assert threads(attio, bob, offset=45) == every[45:]


@pytest.mark.covers("thread.query")
def test_threads_are_asked_for_by_a_record_or_an_entry(attio: Attio) -> None:
    bob = person(attio)
    list_id, entry_id = entry(attio, bob)
    comment(attio, record=on(bob))
    comment(attio, entry={"list": "sales", "entry_id": entry_id})
    refused = error(400, "validation_type", "Query parameters must query either by a record or by entry")
    assert attio.ask("GET", "/v2/threads", limit=5) == refused
    both = {"object": "people", "record_id": bob, "list": list_id, "entry_id": entry_id}
    assert attio.ask("GET", "/v2/threads", **both) == refused


@pytest.mark.covers("comment.thread")
def test_the_first_comment_has_the_id_of_its_thread_and_the_others_have_not(attio: Attio) -> None:
    first = comment(attio, record=on(person(attio))).body["data"]
    second = comment(attio, thread_id=first["thread_id"]).body["data"]
    assert first["id"]["comment_id"] == first["thread_id"] == second["thread_id"] != second["id"]["comment_id"]


@pytest.mark.covers("GET /v2/threads", "POST /v2/comments")
def test_comments_of_a_thread_are_in_the_order_of_their_time(attio: Attio) -> None:
    bob = person(attio)
    first = comment(attio, "later", record=on(bob), created_at="2023-01-02T00:00:00Z").body["data"]
    comment(attio, "earlier", thread_id=first["thread_id"], created_at="2023-01-01T00:00:00Z")
    assert threads(attio, bob) == [["earlier", "later"]]


@pytest.mark.covers("DELETE /v2/comments/{comment}")
@pytest.mark.parametrize("first", [True, False], ids=["the first", "a later one"])
def test_deleting_the_first_comment_deletes_the_thread(attio: Attio, first: bool) -> None:
    bob = person(attio)
    head = comment(attio, "one", record=on(bob)).body["data"]
    reply = comment(attio, "two", thread_id=head["thread_id"]).body["data"]
    gone = head["id"]["comment_id"] if first else reply["id"]["comment_id"]
    assert attio.ask("DELETE", f"/v2/comments/{gone}") == (200, {})
    assert threads(attio, bob) == ([] if first else [["one"]])
    assert attio.ask("GET", f"/v2/comments/{gone}") == error(
        404, "not_found", f'Comment with ID "{gone}" was not found.'
    )
    refusal = error(404, "not_found", f'Could not find Comment with ID "{gone}".')
    assert attio.ask("DELETE", f"/v2/comments/{gone}") == refusal
    thread = attio.ask("GET", f"/v2/threads/{head['thread_id']}")
    missing = error(404, "not_found", f'Thread with ID "{head["thread_id"]}" was not found.')
    assert (thread == missing) is first


@pytest.mark.covers("comment.place")
def test_comments_that_cannot_be(attio: Attio) -> None:
    bob = person(attio)
    message = "The referenced Thread could not be found, it might have been deleted."
    assert comment(attio, thread_id=NOBODY) == error(400, "value_not_found", message)
    gone = error(400, "value_not_found", f'Record with ID "{NOBODY}" not found.')
    assert comment(attio, record=on(NOBODY)) == gone
    no_object = error(400, "value_not_found", 'Object with slug/ID "cats" not found.')
    assert comment(attio, record={"object": "cats", "record_id": NOBODY}) == no_object
    no_list = error(400, "value_not_found", 'List with slug/ID "sales" not found.')
    assert comment(attio, entry={"list": "sales", "entry_id": NOBODY}) == no_list
    entry(attio, bob)
    no_entry = error(400, "value_not_found", f'Entry with ID "{NOBODY}" not found.')
    assert comment(attio, entry={"list": "sales", "entry_id": NOBODY}) == no_entry
    author = {"type": "workspace-member", "id": NOBODY}
    stranger = error(400, "value_not_found", f'Workspace member with ID "{NOBODY}" not found.')
    assert comment(attio, record=on(bob), author=author) == stranger
    assert threads(attio, bob) == []


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({}, [("invalid", ["data"])]),
        ({"thread_id": NOBODY, "record": {"object": "people", "record_id": NOBODY}}, [("invalid", ["data"])]),
        ({"thread_id": "x"}, [("invalid", ["data", "thread_id"])]),
        ({"record": {"object": "people"}}, [("invalid_type", ["data", "record", "record_id"])]),
        ({"thread_id": NOBODY, "format": "markdown"}, [("invalid_option", ["data", "format"])]),
        ({"thread_id": NOBODY, "mood": 1}, [("unrecognized_keys", ["data"])]),
    ],
    ids=["nowhere", "two places", "no uuid", "half a record", "unknown format", "unknown member"],
)
def test_malformed_comments(attio: Attio, changes: dict[str, Any], problems: list[tuple[str, list[str]]]) -> None:
    answer = comment(attio, **changes)
    assert (answer.status, answer.body["code"]) == (400, "validation_type")
    assert [(row["code"], row["path"]) for row in answer.body["validation_errors"]] == problems


@pytest.mark.parametrize(
    "query", [{"object": "people"}, {"record_id": NOBODY}, {"list": "sales"}, {"entry_id": NOBODY}]
)
def test_parameters_that_go_together(attio: Attio, query: dict[str, str]) -> None:
    answer = attio.ask("GET", "/v2/threads", **query)
    assert (answer.status, answer.body["message"]) == (400, "Query params validation error.")


# -- long threads ----------------------------------------------------------------------------------------------------


def long(attio: Attio, replies: int) -> tuple[str, str]:
    """A thread of a comment and so many replies, a second apart from midnight; the person and the thread."""
    bob = person(attio)
    thread = comment(attio, "0", record=on(bob), created_at="2024-01-01T00:00:00Z").body["data"]["thread_id"]
    for number in range(1, replies + 1):
        at = f"2024-01-01T00:{number // 60:02}:{number % 60:02}Z"
        assert comment(attio, str(number), thread_id=thread, created_at=at).status == 200
    return bob, thread


@pytest.mark.covers("edition thread.pages")
@pytest.mark.parametrize("replies", [REPLIES, REPLIES + 2])
def test_a_list_has_the_oldest_replies_of_a_thread_since_october(replies: int) -> None:
    shown = {}
    for edition in EDITIONS:
        attio = Attio(WORKSPACE | {"api": edition})
        bob, _ = long(attio, replies)
        (thread,) = attio.ask("GET", "/v2/threads", object="people", record_id=bob).body["data"]
        texts = [one["content_plaintext"] for one in thread["comments"]]
        shown[edition] = (texts, thread.get("has_more_comments"))
    every = [str(number) for number in range(replies + 1)]
    assert shown == {"2026-03": (every, None), "2026-10": (every[: REPLIES + 1], replies > REPLIES)}


def test_the_comment_that_opened_a_thread_is_no_reply() -> None:
    attio = Attio(WORKSPACE)
    bob, thread = long(attio, REPLIES - 1)
    comment(attio, "before", thread_id=thread, created_at="2023-12-31T00:00:00Z")
    (found,) = attio.ask("GET", "/v2/threads", object="people", record_id=bob).body["data"]
    assert (found["comments"][0]["content_plaintext"], len(found["comments"])) == ("before", REPLIES + 1)
    assert found["has_more_comments"] is False


def pages(attio: Attio, thread: str, **query: Any) -> list[list[str]]:
    """The texts of the comments of a thread, page by page."""
    out: list[list[str]] = []
    cursor: dict[str, str] = {}
    while True:
        body = attio.ask("GET", f"/v2/threads/{thread}", **query, **cursor).body
        out.append([one["content_plaintext"] for one in body["data"]["comments"]])
        if body["pagination"]["next_cursor"] is None:
            return out
        cursor = {"cursor": body["pagination"]["next_cursor"]}


@pytest.mark.covers("edition thread.pages", "page.limits")
def test_a_thread_is_paged_through() -> None:
    attio = Attio(WORKSPACE)
    _, thread = long(attio, COMMENTS)
    every = [str(number) for number in range(COMMENTS + 1)]
    assert pages(attio, thread) == [every[:COMMENTS], every[COMMENTS:]] == pages(attio, thread, limit=COMMENTS + 1)
    assert pages(attio, thread, limit=100) == [every[:100], every[100:200], every[200:]]
    assert pages(attio, thread, created_after="2024-01-01T00:04:08Z") == [["249", "250"]]
    assert pages(attio, thread, created_after="2024-01-01T00:03:19Z", limit=50)[1] == every[250:]
    assert pages(attio, thread, created_after="2023-12-31T23:59:59Z", limit=1)[0] == ["0"]
    assert pages(attio, thread, created_after="2025-01-01T00:00:00Z") == [[]]
    assert pages(attio, thread, created_after="", limit=251)[0] == pages(attio, thread, created_after="null")[0]
    assert attio.ask("GET", f"/v2/threads/{thread}").body["data"]["id"]["thread_id"] == thread


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ({"limit": "0"}, ["limit"]),
        ({"limit": "-1"}, ["limit"]),
        ({"limit": "many"}, ["limit"]),
        ({"cursor": "x"}, ["cursor"]),
        ({"created_after": "noon"}, ["created_after"]),
    ],
    ids=str,
)
def test_pages_of_a_thread_that_cannot_be(query: dict[str, str], path: list[str]) -> None:
    newest, older = Attio(WORKSPACE), Attio(WORKSPACE | {"api": "2026-03"})
    answer = newest.ask("GET", f"/v2/threads/{long(newest, 1)[1]}", **query)
    assert (answer.status, answer.body["message"]) == (400, "Query params validation error.")
    assert [row["path"] for row in answer.body["validation_errors"]] == [path]
    assert list(older.ask("GET", f"/v2/threads/{long(older, 1)[1]}", **query).body) == ["data"]
