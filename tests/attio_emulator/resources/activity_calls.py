"""What the tests of activities share: a workspace with two of its own, and their paths."""

from __future__ import annotations

from typing import Any

__all__ = ["CALLS", "RECORDS", "VISITS", "WORKSPACE"]

VISITS = "/v2/activities/visits"
RECORDS = f"{VISITS}/records"
CALLS = "/v2/activities/phone_calls"
WORKSPACE: dict[str, Any] = {
    "slug": "acme",
    "objects": [{"api_slug": "visits", "singular_noun": "Visited", "plural_noun": "All visited"}],
    "activities": [
        {
            "api_slug": "visits",
            "singular_noun": "Visit",
            "plural_noun": "Visits",
            "extends": "interactions",
            "attributes": [
                {"api_slug": "code", "type": "text", "is_unique": True},
                {"api_slug": "tags", "type": "select", "is_multiselect": True, "options": ["A", "B", "C"]},
                {"api_slug": "aliases", "type": "domain", "is_unique": True, "is_multiselect": True},
                {"api_slug": "host", "type": "record-reference", "config": {"record_reference": {"allowed_objects": ["people"]}}},
            ],
        },
        {"api_slug": "phone_calls", "attributes": [{"api_slug": "minutes", "type": "number"}]},
    ],
    "records": {"people": [{"email_addresses": "ann@acme.org"}, {"email_addresses": "bob@acme.org"}]},
    "activity_records": {
        "visits": [{"code": "v-1", "tags": ["A"], "host": "ann@acme.org", "timestamp": "2025-01-02T10:00:00Z"}],
        "phone_calls": [{"direction": "Outbound", "minutes": 5, "timestamp": "2025-01-01T10:00:00Z"}],
    },
}  # fmt: skip
