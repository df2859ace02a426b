"""What tests of what belongs to records share: a workspace with one member, a person, and the rows of a refused body."""

from __future__ import annotations

from typing import Any

from tests.attio_emulator.calls import Answer, Attio

__all__ = ["ADA", "NOBODY", "WORKSPACE", "person", "problems", "rows"]

ADA = "ada@acme.org"
WORKSPACE = {"slug": "acme", "members": [{"email_address": ADA, "first_name": "Ada", "last_name": "Lovelace"}]}
NOBODY = "891dcbfc-9141-415d-9b2a-2238a6cc012d"


def person(attio: Attio, email: str = "bob@lovelace.org") -> str:
    record_id: str = attio.create("people", {"email_addresses": [email]}).body["data"]["id"]["record_id"]
    return record_id


def problems(answer: Answer) -> list[tuple[str, list[Any]]]:
    assert (answer.status, answer.body["message"]) == (400, "Body payload validation error.")
    return [(row["code"], row["path"]) for row in answer.body["validation_errors"]]


def rows(answer: Answer) -> list[tuple[list[Any], str]]:
    """The path and the message of each row of a refused body."""
    assert (answer.status, answer.body["message"]) == (400, "Body payload validation error.")
    return [(row["path"], row["message"]) for row in answer.body["validation_errors"]]
