"""What the tests of SQL share: a workspace with an attribute of each type, and what a statement is answered."""

from __future__ import annotations

from typing import Any

from tests.attio_emulator.calls import Answer, Attio, error

__all__ = ["WORKSPACE", "asked", "refusal", "rows"]

WORKSPACE: dict[str, Any] = {
    "slug": "acme",
    "members": [{"email_address": "ada@acme.org", "first_name": "Ada", "last_name": "Lovelace"}],
    "objects": [
        {"api_slug": "deals", "active": True},
        {
            "api_slug": "things",
            "attributes": [
                {"api_slug": "key", "type": "text", "is_unique": True},
                {"api_slug": "Key", "type": "text"},
                {"api_slug": "price", "type": "currency", "config": {"currency": {"default_currency_code": "USD"}}},
                {"api_slug": "count", "type": "number"},
                {"api_slug": "stars", "type": "rating"},
                {"api_slug": "done", "type": "checkbox"},
                {"api_slug": "day", "type": "date"},
                {"api_slug": "moment", "type": "timestamp"},
                {"api_slug": "plan", "type": "select", "options": ["Free", "Pro"]},
                {"api_slug": "tags", "type": "select", "is_multiselect": True, "options": ["a", "b"]},
                {"api_slug": "stage", "type": "status", "statuses": ["Open"]},
                {"api_slug": "phone", "type": "phone-number"},
                {"api_slug": "place", "type": "location"},
                {"api_slug": "owner", "type": "actor-reference"},
                {"api_slug": "order", "type": "text"},
                {"api_slug": "gone", "type": "text", "is_archived": True},
            ],
        },
        {"api_slug": "Things", "attributes": [{"api_slug": "other", "type": "text"}]},
    ],
    "records": {
        "companies": [{"domains": ["acme.org", "acme.com"], "name": "Acme"}, {"domains": "b.com"}],
        "people": [{"email_addresses": "bob@acme.org", "name": "Builder, Bob", "company": "acme.org"}],
        "Things": [{"other": "x"}],
    },
}


def asked(attio: Attio, sql: Any) -> Answer:
    return attio.ask("POST", "/v2/sql", {"sql": sql})


def rows(attio: Attio, sql: str) -> Any:
    answer = asked(attio, sql)
    assert answer.status == 200, answer
    return answer.body["data"]["rows"]


def refusal(attio: Attio, sql: Any) -> str:
    answer = asked(attio, sql)
    assert answer == error(400, "filter_error", answer.body.get("message"))
    return str(answer.body["message"])
