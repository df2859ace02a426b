"""What a write fills in by itself."""

from __future__ import annotations

from typing import Any

from tests.attio_emulator.calls import Attio, new_attribute

WORKSPACE: dict[str, Any] = {"objects": [{"api_slug": "ships", "attributes": [{"api_slug": "hull", "type": "text"}]}]}


def _with_default(slug: str) -> dict[str, Any]:
    default = {"type": "static", "template": ["oak"]}
    return new_attribute(slug, title=slug, default_value=default)


def test_a_default_is_written_unless_a_value_is_sent_or_its_attribute_is_archived() -> None:
    attio = Attio(WORKSPACE)
    for slug in ("wood", "paint"):
        assert attio.ask("POST", "/v2/objects/ships/attributes", {"data": _with_default(slug)}).status == 200
    archived = "/v2/objects/ships/attributes/paint"
    assert attio.ask("PATCH", archived, {"data": {"is_archived": True}}).status == 200
    for values in ({"hull": "a"}, {"hull": "b", "wood": "pine"}, {"hull": "c", "wood": []}):
        assert attio.create("ships", values).status == 200
    assert attio.ask("PATCH", archived, {"data": {"is_archived": False}}).status == 200
    shown = [{name: one.get(name, []) for name in ("hull", "wood", "paint")} for one in attio.plain("ships")]
    assert shown == [
        {"hull": ["a"], "wood": ["oak"], "paint": []},
        {"hull": ["b"], "wood": ["pine"], "paint": []},
        {"hull": ["c"], "wood": [], "paint": []},
    ]
