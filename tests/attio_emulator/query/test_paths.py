"""References that may point to records of several objects: what is shown, and where a path through them leads."""

from __future__ import annotations

from typing import Any

import pytest

from tests.attio_emulator.calls import Attio


def _workspace(*, active: tuple[str, ...]) -> dict[str, Any]:
    allowed = {"record_reference": {"allowed_objects": ["deals", "people", "companies"]}}
    attribute = {"api_slug": "about", "type": "record-reference", "config": allowed}
    standard = [{"api_slug": slug, "active": slug in active} for slug in ("deals",)]
    return {
        "objects": [{"api_slug": "things", "attributes": [{"api_slug": "name", "type": "text"}, attribute]}, *standard]
    }


@pytest.mark.parametrize("active", [(), ("deals",)], ids=["one is inactive", "all are active"])
def test_a_reference_is_shown_while_one_of_its_objects_is_active(active: tuple[str, ...]) -> None:
    attio = Attio(_workspace(active=active))
    assert attio.create("things", {"name": "x"}).status == 200
    (record,) = attio.emulator.records("things")
    assert "about" in record["values"]


def test_a_path_goes_on_to_the_records_of_the_object_it_names() -> None:
    attio = Attio(_workspace(active=()))
    for slug, values in (
        ("people", {"email_addresses": ["a@acme.com"], "description": "same"}),
        ("companies", {"domains": ["acme.com"], "description": "same"}),
    ):
        made = attio.create(slug, values).body["data"]["id"]["record_id"]
        about = {"target_object": slug, "target_record_id": made}
        assert attio.create("things", {"name": f"about {slug}", "about": about}).status == 200
    for slug in ("people", "companies"):
        wanted = {"path": [["things", "about"], [slug, "description"]], "constraints": {"$eq": "same"}}
        answer = attio.ask("POST", "/v2/objects/things/records/query", {"filter": wanted})
        assert [one["values"]["name"][0]["value"] for one in answer.body["data"]] == [f"about {slug}"]
