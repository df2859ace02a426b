"""Which of the values that are there stay where others are written."""

from __future__ import annotations

from typing import Any

import pytest

from tests.attio_emulator.calls import Attio

WORKSPACE: dict[str, Any] = {
    "objects": [
        {
            "api_slug": "ships",
            "attributes": [
                {"api_slug": "code", "type": "text", "is_unique": True},
                {"api_slug": "hull", "type": "text"},
                {"api_slug": "crew", "type": "email-address", "is_multiselect": True},
            ],
        }
    ]
}


def _froms(attio: Attio, slug: str) -> list[tuple[Any, str]]:
    (ship,) = attio.emulator.records("ships")
    return [(one.get("value", one.get("email_address")), one["active_from"]) for one in ship["values"][slug]]


@pytest.mark.parametrize(("multi", "left"), [("PUT", ["c@x.io", "a@x.io"]), ("PATCH", ["c@x.io", "a@x.io", "b@x.io"])])
def test_several_values_stand_in_front_of_those_that_stay_and_equal_ones_keep_their_rows(
    multi: str, left: list[str]
) -> None:
    attio = Attio(WORKSPACE)
    assert attio.create("ships", {"code": "1", "hull": "oak", "crew": ["a@x.io", "b@x.io"]}).status == 200
    before = dict(_froms(attio, "crew"))
    (ship,) = attio.emulator.records("ships")
    path = f"/v2/objects/ships/records/{ship['id']['record_id']}"
    written = {"data": {"values": {"hull": "oak", "crew": ["c@x.io", "a@x.io"]}}}
    hull = _froms(attio, "hull")
    assert attio.ask(multi, path, written).status == 200
    after = _froms(attio, "crew")
    assert [value for value, _ in after] == left
    assert [at == before.get(value) for value, at in after] == [value in before for value in left]
    assert _froms(attio, "hull") == hull
