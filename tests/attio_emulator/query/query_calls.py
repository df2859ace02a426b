"""What the tests of queries share: a workspace with records, and how it is asked."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from tests.attio_emulator.calls import Answer, Attio

__all__ = [
    "ALICE",
    "BOB",
    "COMPANIES",
    "FIELD",
    "OPERATOR",
    "OTHER",
    "PEOPLE",
    "PLACE",
    "THINGS",
    "UNKNOWN",
    "WORKSPACE",
    "names",
    "query",
    "state",
]

WORKSPACE: Mapping[str, Any] = {
    "members": [
        {"id": "5f1c9d9e-0000-4000-8000-000000000001", "email_address": "alice@acme.com", "first_name": "Alice"},
        {"id": "5f1c9d9e-0000-4000-8000-000000000002", "email_address": "bob@acme.com", "first_name": "Bob"},
    ],
    "objects": [
        {"api_slug": "deals", "active": True},
        {
            "api_slug": "things",
            "attributes": [
                {"api_slug": "name", "type": "text", "is_unique": True},
                {"api_slug": "count", "type": "number"},
                {"api_slug": "price", "type": "currency"},
                {"api_slug": "stars", "type": "rating"},
                {"api_slug": "on", "type": "checkbox"},
                {"api_slug": "day", "type": "date"},
                {"api_slug": "at", "type": "timestamp"},
                {"api_slug": "tags", "type": "select", "is_multiselect": True, "options": ["Red", "Green", "Blue"]},
                {"api_slug": "stage", "type": "status", "statuses": ["Lead", "Won"]},
                {"api_slug": "place", "type": "location"},
                {"api_slug": "keeper", "type": "actor-reference"},
                {"api_slug": "old", "type": "text", "is_archived": True},
                {
                    "api_slug": "maker",
                    "type": "record-reference",
                    "config": {"record_reference": {"allowed_objects": ["companies"]}},
                },
            ],
        },
    ],
}
ALICE, BOB = (one["id"] for one in WORKSPACE["members"])
PLACE = dict.fromkeys(
    ("line_1", "line_2", "line_3", "line_4", "locality", "region", "postcode", "country_code", "latitude", "longitude")
)

COMPANIES = (
    {"domains": ["acme.com", "acme.co.uk"], "name": "Acme"},
    {"domains": ["beta.io"], "name": "Beta"},
    {"name": "Gamma"},
)
PEOPLE = (
    {
        "name": "Lovelace, Ada",
        "email_addresses": ["Ada@Acme.com"],
        "company": "acme.com",
        "phone_numbers": ["+84901234567"],
    },
    {"name": "Turing, Alan", "email_addresses": ["alan@beta.io", "at@mail.acme.com"], "company": "beta.io"},
    {"email_addresses": ["nobody@gmail.com"], "description": "Nobody in particular"},
)
THINGS = (
    {
        "name": "Anvil", "count": 3, "price": 10.5, "stars": 5, "on": True, "day": "2024-02-29", "at": "2024-02-29T12:00:00Z",
        "tags": ["Red", "Blue"], "stage": "Won", "place": {**PLACE, "locality": "Paris", "country_code": "FR"},
        "keeper": "alice@acme.com", "maker": "acme.com",
    },
    {
        "name": "bellows", "count": 1, "price": 99, "stars": 0, "on": False, "day": "2023-01-01",
        "at": "2023-01-01T00:00:00.5+02:00", "tags": ["Green"], "stage": "Lead", "keeper": "bob@acme.com", "maker": "beta.io",
        "place": {**PLACE, "locality": "Parma", "country_code": "IT"},
    },
    {"name": "Chisel"},
)  # fmt: skip


@cache
def state() -> dict[str, Any]:
    attio = Attio(WORKSPACE)
    for object, records in (("companies", COMPANIES), ("people", PEOPLE), ("things", THINGS)):
        for record in records:
            answer = attio.create(object, record)
            assert answer.status == 200, answer
    return attio.emulator.snapshot()


def query(attio: Attio, object: str, **body: Any) -> Answer:
    return attio.ask("POST", f"/v2/objects/{object}/records/query", body)


def names(answer: Answer) -> list[str]:
    """A record's name, or its first address."""
    assert answer.status == 200, answer
    out = []
    for record in answer.body["data"]:
        values = record["values"]
        first = (values["name"] or values["email_addresses"])[0]
        out.append(first.get("value") or first.get("full_name") or first["email_address"])
    return out


UNKNOWN, FIELD, OPERATOR, OTHER = (
    "unknown_filter_attribute_slug", "invalid_filter_field", "invalid_filter_operator", "filter_error",
)  # fmt: skip
