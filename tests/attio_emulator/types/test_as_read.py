"""What was read of a record, as a client writes it back that copies values whole: which types take it, and which refuse it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.attio_emulator.calls import Attio
from tests.attio_emulator.types.type_cases import WORKSPACE

OPEN = {
    "name": "Lovelace, Ada",
    "domain": "app.attio.com",
    "domains": ["x.com", "y.org"],
    "email": "Ada@example.com",
    "emails": ["a@example.com", "b@example.com"],
    "phone": {"original_phone_number": "07400123456", "country_code": "GB"},
    "phones": ["+15558675309"],
}
CLOSED = {
    "text": "x",
    "number": 4,
    "checkbox": True,
    "currency": 4.5,
    "date": "2023-01-01",
    "rating": 3,
    "select": "open",
    "actor": "alice@attio.com",
}


def read(attio: Attio, slug: str, value: Any) -> tuple[str, list[dict[str, Any]]]:
    made = attio.create("things", {"key": "k", slug: value})
    assert made.status == 200, made.body
    return made.body["data"]["id"]["record_id"], made.body["data"]["values"][slug]


@pytest.mark.covers("value.as_read")
@pytest.mark.parametrize("slug", OPEN)
def test_what_was_read_can_be_written_back(slug: str) -> None:
    attio = Attio(WORKSPACE)
    record, values = read(attio, slug, OPEN[slug])

    answer = attio.ask("PUT", f"/v2/objects/things/records/{record}", {"data": {"values": {slug: values}}})

    assert (answer.status, answer.body["data"]["values"][slug]) == (200, values)


@pytest.mark.covers("value.as_read")
@pytest.mark.parametrize("slug", CLOSED)
def test_other_types_have_no_further_members(slug: str) -> None:
    attio = Attio(WORKSPACE)
    record, values = read(attio, slug, CLOSED[slug])

    answer = attio.ask("PUT", f"/v2/objects/things/records/{record}", {"data": {"values": {slug: values}}})

    message = f'An invalid value was passed to attribute with slug "{slug}".'
    assert (answer.status, answer.body["code"], answer.body["message"]) == (400, "validation_type", message)


@pytest.mark.parametrize(
    ("slug", "value"),
    [("email", {"original_email_address": "a@example.com"}), ("domain", {"root_domain": "x.com"}), ("phone", {"phone_number": "+15558675309"})],
)  # fmt: skip
def test_further_members_do_not_stand_for_the_value(slug: str, value: Any) -> None:
    attio = Attio(WORKSPACE)

    answer = attio.create("things", {"key": "k", slug: value})

    assert (answer.status, answer.body["code"]) == (400, "validation_type")
    assert len(attio.plain("things")) == len(Attio(WORKSPACE).plain("things"))
