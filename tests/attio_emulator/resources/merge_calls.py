"""What the tests of merges share: a workspace whose objects have relationships, records in it, a merge of two."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.attio_emulator.calls import Answer, Attio

__all__ = ["WORKSPACE", "made", "merge", "merged"]

WORKSPACE: Mapping[str, Any] = {
    "objects": [
        {
            "api_slug": "people",
            "attributes": [
                {
                    "api_slug": "manager",
                    "type": "record-reference",
                    "config": {"record_reference": {"allowed_objects": ["people"]}},
                    "relationship": {"object": "people", "api_slug": "reports"},
                },
                {
                    "api_slug": "reports",
                    "type": "record-reference",
                    "is_multiselect": True,
                    "config": {"record_reference": {"allowed_objects": ["people"]}},
                    "relationship": {"object": "people", "api_slug": "manager"},
                },
            ],
        },
        {
            "api_slug": "boats",
            "attributes": [
                {"api_slug": "hull", "type": "text", "is_unique": True},
                {"api_slug": "tags", "type": "select", "is_multiselect": True, "options": ["a", "b", "c"]},
                {
                    "api_slug": "owner",
                    "type": "record-reference",
                    "config": {"record_reference": {"allowed_objects": ["people"]}},
                },
                {
                    "api_slug": "crew",
                    "type": "record-reference",
                    "is_multiselect": True,
                    "config": {"record_reference": {"allowed_objects": ["people"]}},
                },
            ],
        },
    ],
    "records": {"companies": [{"domains": "a.com"}, {"domains": "b.com"}]},
}


def made(attio: Attio, object: str, **values: Any) -> str:
    answer = attio.create(object, values)
    assert answer.status == 200, answer
    return str(answer.body["data"]["id"]["record_id"])


def merge(attio: Attio, primary: str, secondary: str, object: str = "people") -> Answer:
    data = {"primary_record_id": primary, "secondary_record_id": secondary}
    return attio.ask("POST", f"/v2/objects/{object}/records/merge", {"data": data})


def merged(attio: Attio, primary: str, secondary: str, object: str = "people") -> str:
    answer = merge(attio, primary, secondary, object)
    assert (answer.status, list(answer.body), list(answer.body["data"])) == (200, ["data"], ["new_record_id"])
    return str(answer.body["data"]["new_record_id"])
