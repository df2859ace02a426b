"""Notes: what is accepted, shown, filtered and refused."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator.resources.notes import LARGEST

from tests.attio_emulator.calls import BY_KEY, Answer, Attio, error
from tests.attio_emulator.resources.member_calls import NOBODY, WORKSPACE, person, problems


@pytest.fixture
def attio() -> Attio:
    return Attio(WORKSPACE)


def note(attio: Attio, parent: str, **changes: Any) -> Answer:
    data = {"parent_object": "people", "parent_record_id": parent, "title": "Call", "format": "plaintext"}
    return attio.ask("POST", "/v2/notes", {"data": data | {"content": "Said *yes*"} | changes})


@pytest.mark.covers("GET /v2/notes/{note}")
def test_a_note_is_written_and_read(attio: Attio) -> None:
    parent = person(attio)
    answer = note(attio, parent, created_at="2023-01-01T15:00:00.000000000Z")
    workspace = attio.emulator.workspace.id
    note_id = answer.body["data"]["id"]["note_id"]
    assert answer == (
        200,
        {
            "data": {
                "id": {"workspace_id": workspace, "note_id": note_id},
                "parent_object": "people",
                "parent_record_id": parent,
                "title": "Call",
                "meeting_id": None,
                "content_plaintext": "Said *yes*",
                "content_markdown": "Said *yes*",
                "tags": [],
                "created_by_actor": BY_KEY,
                "created_at": "2023-01-01T15:00:00.000000000Z",
            }
        },
    )
    assert attio.ask("GET", f"/v2/notes/{note_id}") == answer


@pytest.mark.covers("POST /v2/notes")
def test_markdown_is_shown_both_ways(attio: Attio) -> None:
    content = "# Plan\n- **one**\n- [two](https://x.org)\n"
    data = note(attio, person(attio), format="markdown", content=content).body["data"]
    assert (data["content_markdown"], data["content_plaintext"]) == (content, "Plan\none\ntwo\n")


@pytest.mark.covers("page.limits", "GET /v2/notes")
def test_notes_are_listed_by_parent_ten_at_a_time(attio: Attio) -> None:
    first, second = person(attio), person(attio, "c@lovelace.org")
    for number in range(11):
        note(attio, first, title=str(number))
    note(attio, second, title="other")

    def titles(**query: Any) -> list[str]:
        return [one["title"] for one in attio.ask("GET", "/v2/notes", **query).body["data"]]

    assert titles() == [str(number) for number in range(10)]
    assert titles(offset=10) == ["10", "other"]
    assert titles(limit=100) == [*map(str, range(11)), "other"]
    assert titles(parent_object="people", parent_record_id=second) == ["other"]
    assert titles(parent_object="companies") == []


def test_notes_that_cannot_be(attio: Attio) -> None:
    parent = person(attio)
    assert note(attio, parent, parent_object="cats") == error(404, "not_found", 'Object with slug/ID "cats" not found.')
    assert note(attio, NOBODY) == error(404, "not_found", f'Record with ID "{NOBODY}" not found.')
    gone = error(404, "not_found", f'Meeting with ID "{NOBODY}" was not found.')
    assert note(attio, parent, meeting_id=NOBODY) == gone
    assert problems(note(attio, "me", format="html", title=None, created_at="noon")) == [
        ("invalid", ["data", "parent_record_id"]),
        ("invalid_type", ["data", "title"]),
        ("invalid_option", ["data", "format"]),
        ("invalid", ["data", "created_at"]),
    ]
    unknown = error(404, "not_found", 'Object with slug/ID "cats" not found.')
    assert attio.ask("GET", "/v2/notes", parent_object="cats") == unknown
    assert attio.ask("GET", "/v2/notes", parent_record_id="me").body["message"] == "Query params validation error."
    assert attio.ask("GET", "/v2/notes") == (200, {"data": []})


def patch(attio: Attio, note_id: str, **changes: Any) -> Answer:
    return attio.ask("PATCH", f"/v2/notes/{note_id}", {"data": changes})


@pytest.mark.covers("PATCH /v2/notes/{note}")
@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({"title": "Visit"}, {"title": "Visit"}),
        ({"title": ""}, {"title": ""}),
        ({"format": "markdown", "content": "**no**"}, {"content_markdown": "**no**", "content_plaintext": "no"}),
        ({"format": "plaintext", "content": "**no**"}, {"content_markdown": "**no**", "content_plaintext": "**no**"}),
        ({"format": "plaintext", "content": ""}, {"content_markdown": "", "content_plaintext": ""}),
        ({"format": "markdown"}, {}),
        ({"format": "markdown", "content": "Said *yes*"}, {"content_plaintext": "Said yes"}),
        ({"parent_object": "companies", "parent_record_id": NOBODY, "created_at": "noon", "meeting_id": NOBODY}, {}),
        ({}, {}),
    ],
    ids=str,
)  # fmt: skip
def test_what_is_sent_of_a_note_changes(attio: Attio, changes: dict[str, Any], shown: dict[str, Any]) -> None:
    before = note(attio, person(attio)).body["data"]
    answer = patch(attio, before["id"]["note_id"], **changes)
    assert answer == (200, {"data": before | shown})
    assert attio.ask("GET", f"/v2/notes/{before['id']['note_id']}") == answer


def test_notes_that_cannot_become_so(attio: Attio) -> None:
    before = note(attio, person(attio))
    note_id = before.body["data"]["id"]["note_id"]
    assert problems(patch(attio, note_id, title=None, format="html", content=1)) == [
        ("invalid_type", ["data", "title"]),
        ("invalid_option", ["data", "format"]),
        ("invalid_type", ["data", "content"]),
    ]
    without_format = patch(attio, note_id, title="Visit", content="no")
    assert problems(without_format) == [("invalid_type", ["data", "format"])]
    assert without_format.body["validation_errors"][0]["expected"] == "'plaintext' | 'markdown'"
    assert patch(attio, NOBODY, title="x") == error(404, "not_found", f'Note with ID "{NOBODY}" was not found.')
    assert attio.ask("GET", f"/v2/notes/{note_id}") == before


@pytest.mark.covers("note.size", "error 413 validation_type")
def test_a_note_with_too_much_content(attio: Attio) -> None:
    """Bytes count, not characters."""
    parent, largest = person(attio), "ä" * (LARGEST // 2)
    refusal = error(413, "validation_type", "The content of the note is too large.")
    note_id = note(attio, parent, content=largest).body["data"]["id"]["note_id"]
    assert note(attio, parent, content=largest + ".") == refusal
    assert patch(attio, note_id, title="Visit", format="markdown", content=largest + ".") == refusal
    (left,) = attio.ask("GET", "/v2/notes").body["data"]
    assert (left["title"], left["content_plaintext"]) == ("Call", largest)
    assert patch(attio, note_id, format="plaintext", content=largest).status == 200


@pytest.mark.parametrize(
    ("changes", "events"),
    [
        ({"title": "Visit"}, ["note.updated"]),
        ({"format": "plaintext", "content": "no"}, ["note-content.updated"]),
        ({"format": "markdown", "content": "Said *yes*"}, ["note-content.updated"]),
        ({"title": "Visit", "format": "plaintext", "content": "no"}, ["note.updated", "note-content.updated"]),
        ({"title": "Call", "format": "plaintext", "content": "Said *yes*"}, []),
        ({"format": "markdown"}, []),
    ],
    ids=str,
)  # fmt: skip
def test_webhooks_are_told_of_what_changed(attio: Attio, changes: dict[str, Any], events: list[str]) -> None:
    parent = person(attio)
    note_id = note(attio, parent).body["data"]["id"]["note_id"]
    asked = [{"event_type": one, "filter": None} for one in ("note.updated", "note-content.updated")]
    hook = {"target_url": "https://acme.org/hook", "subscriptions": asked}
    assert attio.ask("POST", "/v2/webhooks", {"data": hook}).status == 200
    patch(attio, note_id, **changes)
    assert [one["body"]["events"][0] for one in attio.emulator.documents().get("deliveries", {}).values()] == [
        {
            "event_type": one,
            "id": {"workspace_id": attio.emulator.workspace.id, "note_id": note_id},
            "parent_object_id": attio.object_id("people"),
            "parent_record_id": parent,
            "actor": BY_KEY,
        }
        for one in events
    ]


@pytest.mark.covers("DELETE /v2/notes/{note}")
def test_a_note_is_deleted(attio: Attio) -> None:
    note_id = note(attio, person(attio)).body["data"]["id"]["note_id"]
    assert attio.ask("DELETE", f"/v2/notes/{note_id}") == (200, {})
    gone = error(404, "not_found", f'Note with ID "{note_id}" was not found.')
    assert [attio.ask("GET", f"/v2/notes/{note_id}"), attio.ask("DELETE", f"/v2/notes/{note_id}")] == [gone, gone]
