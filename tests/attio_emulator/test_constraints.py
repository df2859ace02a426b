"""What a write is refused for, so that required attributes have values and unique values one record."""

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
                {"api_slug": "hull", "type": "text", "is_required": True},
            ],
        }
    ]
}


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"code": "2", "hull": "oak"}, None),
        ({"code": "2"}, "missing_value"),
        ({"code": "2", "hull": []}, "missing_value"),
        ({"code": "1", "hull": "oak"}, "uniqueness_conflict"),
    ],
)
def test_a_new_record(values: dict[str, Any], code: str | None) -> None:
    attio = Attio(WORKSPACE)
    assert attio.create("ships", {"code": "1", "hull": "oak"}).status == 200
    before = attio.emulator.records("ships")
    answer = attio.create("ships", values)
    assert answer.body.get("code") == code
    if code is not None:
        assert attio.emulator.records("ships") == before


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"hull": "pine"}, None),
        ({"code": "1", "hull": "pine"}, None),
        ({"hull": []}, "missing_value"),
        ({"code": "2"}, "uniqueness_conflict"),
        ({"hull": [], "code": "2"}, "missing_value"),
    ],
)
def test_a_record_that_is_there(values: dict[str, Any], code: str | None) -> None:
    attio = Attio(WORKSPACE)
    for name in ("1", "2"):
        assert attio.create("ships", {"code": name, "hull": "oak"}).status == 200
    before = attio.emulator.records("ships")
    ship = before[0]["id"]["record_id"]
    answer = attio.ask("PATCH", f"/v2/objects/ships/records/{ship}", {"data": {"values": values}})
    assert answer.body.get("code") == code
    if code is not None:
        assert attio.emulator.records("ships") == before
