"""A workspace file that says something else than the state a server goes on with: what of it is another."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator import Emulator, Workspace
from attio_harness.schema_changes import beside_state

HULL = {"api_slug": "hull", "type": "text", "is_unique": True}
COLOUR = {"api_slug": "colour", "type": "select", "options": [{"title": "red"}]}
FILE: dict[str, Any] = {
    "members": [{"email_address": "alice@acme.com"}],
    "tokens": ["k"],
    "objects": [{"api_slug": "boats", "attributes": [HULL, COLOUR]}],
    "lists": [{"api_slug": "sales", "name": "Sales", "parent_object": "boats"}],
    "records": {"boats": [{"hull": "H1"}]},
}


def _boats(*attributes: Any) -> dict[str, Any]:
    return {"objects": [{"api_slug": "boats", "attributes": list(attributes)}]}


@pytest.mark.parametrize(
    ("changed", "names"),
    [
        ({}, []),
        ({"records": {"boats": [{"hull": "H2"}]}}, []),
        (_boats(COLOUR, HULL), []),
        (_boats(HULL), ["boats.colour"]),
        (_boats(HULL, COLOUR, {"api_slug": "length", "type": "number"}), ["boats.length"]),
        (_boats({**HULL, "is_unique": False}, {"api_slug": "colour", "type": "text"}), ["boats.hull", "boats.colour"]),
        (_boats(HULL, {**COLOUR, "options": [{"title": "red"}, {"title": "blue"}]}), ["boats.colour"]),
        ({"objects": [*FILE["objects"], {"api_slug": "ships"}, {"api_slug": "deals", "active": True}]}, ["deals", "ships"]),
        ({"lists": [*FILE["lists"], {"api_slug": "more", "name": "More", "parent_object": "boats"}]}, ["more"]),
        ({"members": [{"email_address": "bob@acme.com"}]}, ["members"]),
        ({"tokens": ["k", "other"], "assumptions": {"option.title_case": "any"}}, ["tokens", "assumptions"]),
    ],
)  # fmt: skip
def test_what_is_another_in_the_file_is_named(changed: dict[str, Any], names: list[str]) -> None:
    emulator = Emulator(Workspace.from_dict(FILE))
    state = emulator.snapshot()
    own = Workspace.from_dict(state["workspace"])
    assert beside_state(state, own, Workspace.from_dict(FILE | changed)) == names
