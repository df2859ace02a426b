"""Emails: which are found by what, what is shown of each, and what cannot be asked for."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator import Request

from tests.attio_emulator.calls import Answer, Attio, error
from tests.attio_emulator.resources.member_calls import NOBODY


def email(at: int, sender: str, *to: str, **more: Any) -> dict[str, Any]:
    """An email of the hour `at`."""
    participants = [{"role": "from", "email_address": sender}, *({"role": "to", "email_address": one} for one in to)]
    return {"sent_at": f"2025-01-01T{at:02}:00:00Z", "subject_line": str(at), "participants": participants} | more


WORKSPACE: dict[str, Any] = {
    "slug": "acme",
    "members": [{"email_address": "Ada@acme.org"}],
    "objects": [{"api_slug": "users", "active": True}],
    "protected_recipients": ["secret@b.org", "Hidden.com"],
    "records": {
        "companies": [{"domains": ["b.org", "b.net"]}, {"domains": "hidden.com"}, {"domains": "acme.org"}],
        "people": [
            {"email_addresses": ["bob@b.org", "bob@home.org"]},
            {"email_addresses": "secret@b.org"},
            {"email_addresses": "ada@acme.org"},
        ],
        "users": [{"user_id": "u", "primary_email_address": "cy@c.org"}],
    },
    "emails": [
        email(1, "Bob@B.org", "ada@acme.org"),
        email(3, "ada@acme.org", "bob@b.org", "cy@c.org"),
        email(2, "cy@mail.c.org", "ada@acme.org"),
        email(4, "no-reply+7@b.net", "ada@acme.org", metadata_only=True),
        email(5, "secret@b.org", "ada@acme.org"),
        email(6, "secret@b.org", "ada@acme.org", "bob@home.org"),
        email(7, "ada@acme.org", "team@acme.org"),
        email(8, "eve@hidden.com", "ada@acme.org"),
    ],
}


@pytest.fixture
def attio() -> Attio:
    return Attio(WORKSPACE)


def found(attio: Attio, **query: Any) -> list[int]:
    """The hours of the emails on a page."""
    answer = attio.ask("GET", "/v2/emails", **query)
    assert answer.status == 200, answer
    return [int(one["sent_at"][11:13]) for one in answer.body["data"]]


def record(attio: Attio, slug: str, index: int = 0) -> str:
    return attio.ids(slug)[index]


def refused(answer: Answer) -> tuple[list[Any], str]:
    assert (answer.status, answer.body["message"]) == (400, "Query params validation error.")
    row = answer.body["validation_errors"][0]
    return row["path"], row["message"]


@pytest.mark.covers("GET /v2/emails", "email.shown")
def test_what_is_shown_of_an_email(attio: Attio) -> None:
    answer = attio.ask("GET", "/v2/emails", participants="bob@b.org", sent_before="2025-01-01T02:00:00Z")
    (shown,) = answer.body["data"]
    assert answer == (200, {"data": [shown], "pagination": {"next_cursor": None}})
    links = [("people", 0), ("people", 2), ("companies", 0), ("companies", 2)]
    assert shown == {
        "id": shown["id"],
        "sent_at": "2025-01-01T01:00:00.000000000Z",
        "direction": "inbound",
        "subject_line": "1",
        "participants": [
            {"role": "from", "email_address": "bob@b.org", "email_domain": "b.org", "name": None},
            {"role": "to", "email_address": "ada@acme.org", "email_domain": "acme.org", "name": None},
        ],
        "linked_records": [
            {"object_slug": slug, "object_id": attio.object_id(slug), "record_id": record(attio, slug, index)}
            for slug, index in links
        ],
    }
    assert list(shown["id"]) == ["workspace_id", "mailbox_id", "email_id"]
    (other,) = attio.ask("GET", "/v2/emails", domain="c.org", sent_after="2025-01-01T02:30:00Z").body["data"]
    assert (other["direction"], other["id"]["mailbox_id"]) == ("outbound", shown["id"]["mailbox_id"])
    assert other["id"]["email_id"] != shown["id"]["email_id"]


@pytest.mark.covers("email.shown")
def test_links_are_those_of_now_and_a_subject_may_be_withheld(attio: Attio) -> None:
    assert attio.ask("DELETE", f"/v2/objects/people/records/{record(attio, 'people')}").status == 200
    shown = attio.ask("GET", "/v2/emails", participants="no-reply+7@b.net").body["data"][0]
    assert shown["subject_line"] is None
    first = attio.ask("GET", "/v2/emails", participants="bob@b.org").body["data"][-1]
    assert [one["object_slug"] for one in first["linked_records"]] == ["people", "companies", "companies"]
    attio.create("people", {"email_addresses": ["bob@b.org"]})
    first = attio.ask("GET", "/v2/emails", participants="bob@b.org").body["data"][-1]
    assert first["linked_records"][0]["record_id"] == attio.ids("people")[-1]


@pytest.mark.covers("GET /v2/emails", "email.filters", "email.names")
def test_emails_are_found_by_any_of_the_filters_newest_first(attio: Attio) -> None:
    assert found(attio, participants="BOB@b.org") == [3, 1]
    assert found(attio, participants=" bob@b.org , cy@mail.c.org,") == [3, 2, 1]
    assert found(attio, domain="C.org") == [3, 2]
    assert found(attio, domain="mail.c.org") == [2]
    assert found(attio, domain="nobody.org") == []
    assert found(attio, domain="b.net", participants="cy@c.org") == [4, 3]
    people = {"linked_object": "people", "linked_record_ids": record(attio, "people")}
    assert found(attio, **people) == [6, 3, 1]
    assert found(
        attio, linked_object=attio.object_id("people"), linked_record_ids=f"{NOBODY},{record(attio, 'people').upper()}"
    ) == [6, 3, 1]
    assert found(attio, **people, domain="b.net") == [6, 4, 3, 1]
    assert found(attio, linked_object="companies", linked_record_ids=record(attio, "companies")) == [6, 4, 3, 1]
    assert found(attio, linked_object="users", linked_record_ids=record(attio, "users")) == [3]
    assert found(attio, linked_object="people", linked_record_ids=NOBODY) == []


@pytest.mark.covers("email.names")
def test_bounds_of_time_and_automated_participants(attio: Attio) -> None:
    b = {"domain": "b.net", "participants": "bob@b.org"}
    assert found(attio, **b) == [4, 3, 1]
    assert found(attio, **b, exclude_automated_participants="true") == [3, 1]
    assert found(attio, **b, exclude_automated_participants="false") == [4, 3, 1]
    assert found(attio, **b, sent_after="2025-01-01T01:00:00Z") == [4, 3]
    assert found(attio, **b, sent_before="2025-01-01T04:00:00Z", sent_after="null") == [3, 1]
    assert found(attio, **b, sent_before="", sent_after="2025-01-01T09:30:00+08:00") == [4, 3]
    assert refused(attio.ask("GET", "/v2/emails", **b, sent_after="noon"))[0] == ["sent_after"]
    assert refused(attio.ask("GET", "/v2/emails", **b, exclude_automated_participants="yes"))[0] == [
        "exclude_automated_participants"
    ]


@pytest.mark.covers("email.filters")
def test_what_names_the_workspace_itself_is_ignored(attio: Attio) -> None:
    for own in (
        {"participants": "ada@acme.org"},
        {"domain": "acme.org"},
        {"domain": "eu.acme.org"},
        {"linked_object": "people", "linked_record_ids": record(attio, "people", 2)},
        {"linked_object": "companies", "linked_record_ids": record(attio, "companies", 2)},
    ):
        assert found(attio, **own) == []
        assert found(attio, **own | {"domain": "b.net"}) == [4]
    assert found(attio, participants="team@acme.org") == [7]


@pytest.mark.covers("email.protected")
def test_protected_recipients(attio: Attio) -> None:
    for query, named in (
        ({"participants": "bob@b.org,Secret@b.org"}, "secret@b.org"),
        ({"participants": "eve@hidden.com"}, "eve@hidden.com"),
        ({"domain": "hidden.com"}, "hidden.com"),
        ({"domain": "eu.hidden.com"}, "eu.hidden.com"),
    ):
        said = f'"{named}" is a protected recipient of this workspace and cannot be asked for.'
        assert attio.ask("GET", "/v2/emails", **query) == error(400, "validation_type", said)
    for slug, index in (("people", 1), ("companies", 1)):
        assert found(attio, linked_object=slug, linked_record_ids=record(attio, slug, index)) == []
    # to nobody else: left out; beside others: shown without them
    assert found(attio, domain="b.org") == [6, 3, 1]
    shown = attio.ask("GET", "/v2/emails", participants="bob@home.org").body["data"][0]
    assert [one["email_address"] for one in shown["participants"]] == ["ada@acme.org", "bob@home.org"]
    assert record(attio, "people", 1) not in str(shown["linked_records"])


@pytest.mark.covers("email.protected")
def test_a_company_of_a_protected_domain_finds_no_email_that_others_may_see() -> None:
    attio = Attio(WORKSPACE | {"emails": [email(1, "eve@hidden.com", "ada@acme.org", "bob@home.org")]})
    assert found(attio, linked_object="companies", linked_record_ids=record(attio, "companies", 1)) == []
    assert found(attio, participants="bob@home.org") == [1]


@pytest.mark.covers("GET /v2/emails", "email.pages")
def test_pages_may_be_short() -> None:
    emails = [email(0, "x@x.org", "ada@acme.org") for _ in range(260)] + [email(1, "b@b.org", "ada@acme.org")]
    emails = [one | {"sent_at": f"2025-01-01T00:{index // 60:02}:{index % 60:02}Z"} for index, one in enumerate(emails)]
    attio = Attio(WORKSPACE | {"emails": [*emails[:1], email(0, "b@b.org"), *emails[1:]]})

    def page(**query: Any) -> tuple[int, str | None]:
        body = attio.ask("GET", "/v2/emails", participants="b@b.org", **query).body
        return len(body["data"]), body["pagination"]["next_cursor"]

    size, cursor = page(limit=5)
    assert size == 1
    assert cursor is not None
    assert page(limit=5, cursor=cursor) == (1, None)
    body = attio.ask("GET", "/v2/emails", participants="x@x.org").body
    assert (len(body["data"]), body["data"][0]["sent_at"]) == (25, "2025-01-01T00:04:19.000000000Z")
    seen, cursor = 25, body["pagination"]["next_cursor"]
    while cursor:
        body = attio.ask("GET", "/v2/emails", participants="x@x.org", cursor=cursor, limit=200).body
        seen, cursor = seen + len(body["data"]), body["pagination"]["next_cursor"]
    assert seen == 260
    assert page(limit=1)[0] == 1
    assert refused(attio.ask("GET", "/v2/emails", domain="b.org", cursor="x"))[0] == ["cursor"]
    assert refused(attio.ask("GET", "/v2/emails", domain="b.org", limit=201))[0] == ["limit"]


@pytest.mark.parametrize(
    ("query", "path", "said"),
    [
        ({}, [], "Expected linked_object with linked_record_ids, participants or domain"),
        ({"participants": ""}, [], "Expected linked_object with linked_record_ids, participants or domain"),
        ({"sent_after": "2025-01-01T00:00:00Z"}, [], "Expected linked_object with linked_record_ids, participants or domain"),
        ({"linked_object": "people"}, ["linked_record_ids"], "Required"),
        ({"linked_record_ids": NOBODY}, ["linked_object"], "Required"),
        ({"linked_object": "people", "linked_record_ids": "me"}, ["linked_record_ids"], "Invalid uuid"),
        ({"linked_object": "people", "linked_record_ids": ","}, ["linked_record_ids"], "String must contain at least 1 character(s)"),
        ({"participants": "bob"}, ["participants"], "Expected a valid email address"),
        ({"domain": "no domain"}, ["domain"], "Expected a domain"),
    ],
)  # fmt: skip
def test_queries_that_cannot_be(attio: Attio, query: dict[str, str], path: list[str], said: str) -> None:
    found_path, found_text = refused(attio.ask("GET", "/v2/emails", **query))
    assert (found_path, found_text[: len(said)]) == (path, said)


def test_an_unknown_object(attio: Attio) -> None:
    answer = attio.ask("GET", "/v2/emails", linked_object="cats", linked_record_ids=NOBODY)
    assert answer == error(404, "not_found", 'Object with slug/ID "cats" not found.')


# -- where they come from ----------------------------------------------------------------------------------------------

CONTROL = {"x-attio-emulator": "1"}


def put(attio: Attio, body: Any) -> Answer:
    response = attio.emulator.handle(Request.make("PUT", "/_emulator/emails", headers=CONTROL, json=body))
    return Answer(response.status, response.json())


@pytest.mark.covers("email.seed")
def test_a_control_call_puts_others_in_their_place(attio: Attio) -> None:
    rows = [email(9, "new@n.org", "Ada@acme.org"), email(10, "new@n.org", "other@n.org", mailbox="Box@acme.net")]
    answer = put(attio, {"emails": rows})
    assert answer.status == 200
    assert [one["mailbox"] for one in answer.body["data"]] == ["ada@acme.org", "box@acme.net"]
    assert put(attio, answer.body["data"]) == answer
    assert found(attio, domain="n.org") == [10, 9]
    assert found(attio, domain="b.org") == []
    assert found(attio, domain="acme.net", participants="new@n.org") == [
        10,
        9,
    ]  # a mailbox's domain is the workspace's own
    listing = attio.ask("GET", "/_emulator/emails", token=None)
    assert listing == answer
    attio.emulator.reset()
    assert found(attio, domain="b.net") == [4]
    attio.emulator.reset(to="empty")
    assert found(attio, domain="b.net") == []


@pytest.mark.covers("email.seed")
@pytest.mark.parametrize(
    ("body", "said"),
    [
        (7, "found 7, expected a list of emails, alone or as 'emails' of an object"),
        ([{}], "the body: /emails/0: found no sent_at, expected some text (and 1 more)"),
        ([email(1, "x@x.org") | {"sent_at": "noon"}], "the body: /emails/0/sent_at: found 'noon', expected a moment as ISO 8601, such as 2025-01-01T12:00:00.000Z"),
        ([email(1, "bob")], "the body: /emails/0/participants/0/email_address: found 'bob', expected an email address"),
        ([email(1, "x@x.org") | {"participants": []}], "the body: /emails/0/participants: found [], expected at least one participant"),
        ([email(1, "x@x.org", id="7")], "the body: /emails/0/id: found '7', expected a UUID"),
        ([email(1, "x@x.org", id=NOBODY), email(1, "x@x.org", id=NOBODY.upper())], f"the body: /emails/1/id: found '{NOBODY}', expected an ID that is not at /emails/0/id already"),
        ([email(1, "x@x.org", direction="in")], "the body: /emails/0/direction: found 'in', expected inbound or outbound"),
        ([email(1, "x@x.org", subject="x")], "the body: /emails/0/subject: found 'subject', expected one of id, mailbox, sent_at, direction, subject_line, metadata_only, participants; did you mean 'subject_line'?"),
    ],
)  # fmt: skip
def test_emails_that_cannot_be(attio: Attio, body: Any, said: str) -> None:
    before = attio.stored()
    assert put(attio, body) == (400, {"error": said})
    assert attio.stored() == before


def test_emails_are_part_of_the_state_and_of_the_file(attio: Attio) -> None:
    other = Attio(attio.emulator.workspace.to_dict())
    other.emulator.restore(attio.emulator.snapshot())
    assert found(other, domain="b.org") == [6, 3, 1]
    assert other.emulator.workspace.emails == attio.emulator.workspace.emails
    assert other.emulator.workspace.protected_recipients == ("secret@b.org", "hidden.com")


def test_a_token_that_acts_for_a_user_finds_none() -> None:
    token = {"token": "t", "level": "user", "member": "Ada@acme.org"}
    attio = Attio(WORKSPACE | {"tokens": [token]})
    assert attio.ask("GET", "/v2/emails", domain="b.org").status == 403
