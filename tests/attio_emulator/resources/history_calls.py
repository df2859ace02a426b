"""What the tests of written histories share: a workspace with a boat, rows of a history and how it is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attio_emulator import Workspace

from tests.attio_emulator.calls import Answer, Attio

__all__ = ["APRIL", "ATTRIBUTES", "FEB", "JAN", "MARCH", "NOBODY", "WORKSPACE", "row", "write"]

NOBODY = "11111111-1111-4111-8111-111111111111"
ATTRIBUTES: tuple[Mapping[str, Any], ...] = (
    {"api_slug": "word", "type": "text"},
    {"api_slug": "tags", "type": "select", "is_multiselect": True, "options": ["a", "b", "c"]},
    {"api_slug": "stage", "type": "status", "statuses": ["Lead", "Won"]},
)
WORKSPACE = Workspace.from_dict(
    {
        "objects": [
            {
                "api_slug": "boats",
                "attributes": [
                    *ATTRIBUTES,
                    {"api_slug": "hull", "type": "text", "is_unique": True, "is_required": True},
                    {"api_slug": "names", "type": "domain", "is_unique": True, "is_multiselect": True},
                    {"api_slug": "length", "type": "number"},
                    {"api_slug": "old", "type": "text", "is_archived": True},
                    {
                        "api_slug": "owner",
                        "type": "record-reference",
                        "config": {"record_reference": {"allowed_objects": ["people"]}},
                    },
                ],
            },
        ],
        "records": {"people": [{"email_addresses": "p@x.com"}], "companies": [{"domains": "a.com"}]},
    }
)
JAN, FEB, MARCH, APRIL = (f"2024-{month:02}-01T00:00:00Z" for month in (1, 2, 3, 4))


def row(value: Any, begin: str, end: str | None) -> dict[str, Any]:
    return {"value": value, "active_from": begin, "active_until": end}


def write(attio: Attio, boat: str, attribute: str, *rows: Any, **more: Any) -> Answer:
    path = f"/v2/objects/boats/records/{boat}/attributes/{attribute}/values"
    return attio.ask("PUT", path, {"data": {"values": list(rows), "replace_history": True} | more})
