"""The table of attribute types is complete: every part of every type, and what others know of types by name."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator.resources.attributes import CREATABLE
from attio_emulator.schema import model
from attio_emulator.types import TYPES, Setting

from tests.attio_emulator.types.type_cases import WORKSPACE

STORED: dict[str, Any] = {
    "actor-reference": ["workspace-member", "m"],
    "checkbox": True,
    "currency": 5,
    "date": "2024-02-29",
    "domain": "attio.com",
    "email-address": "Ada@attio.com",
    "interaction": {"interaction_type": "email", "interacted_at": "2024-02-29T00:00:00.000000000Z"},
    "location": dict.fromkeys(
        ("line_1", "line_2", "line_3", "line_4", "locality", "region", "postcode", "country_code", "latitude", "longitude")
    ),
    "number": 5,
    "personal-name": ["Ada", "Lovelace", "Ada Lovelace"],
    "phone-number": {"original": "+14155552671", "number": "+14155552671", "country": "US"},
    "rating": 5,
    "record-reference": ["people", "r"],
    "select": "gone",
    "status": "gone",
    "text": "x",
    "timestamp": "2024-02-29T00:00:00.000000000Z",
}  # fmt: skip
"""A stored form of each type."""


def test_workspace_files_know_the_same_types() -> None:
    assert list(TYPES) == sorted(TYPES) == list(model.TYPES) == list(STORED)


def test_every_type_but_two_can_be_asked_for() -> None:
    assert set(TYPES) == set(CREATABLE)  # as a recorded refusal names them; the document lacks two


@pytest.mark.parametrize("name", TYPES)
@pytest.mark.covers("query.fields")
def test_a_type_is_filtered_by_what_it_shows(name: str) -> None:
    kind, setting = (
        TYPES[name],
        Setting(WORKSPACE.objects["things"].attributes["text"], WORKSPACE, WORKSPACE.assumptions, lambda *_: None),
    )
    fields = [one.name for one in kind.fields]
    assert fields
    assert len(set(fields)) == len(fields)
    assert set(fields) <= {*kind.show(STORED[name], setting), "active_from"}
    assert all(one.operators for one in kind.fields)
    default = kind.default_field()
    assert [one for one in kind.fields if one.default] == ([] if default is None else [default])
    assert set(kind.together) <= set(fields)
    assert [kind.field(one) for one in fields] == list(kind.fields)


@pytest.mark.parametrize("name", TYPES)
def test_a_type_says_what_it_takes(name: str) -> None:
    assert TYPES[name].statement.strip(". ") == TYPES[name].statement != ""


@pytest.mark.parametrize("name", TYPES)
def test_equal_values_have_equal_keys(name: str) -> None:
    assert {TYPES[name].key(STORED[name]), TYPES[name].key(STORED[name])} == {TYPES[name].key(STORED[name])}


def test_what_can_be_unique_and_what_can_be_several() -> None:
    assert [name for name, kind in TYPES.items() if kind.unique] == ["number", "phone-number", "text"]
    assert [name for name, kind in TYPES.items() if kind.multiselect] == [
        "actor-reference",
        "phone-number",
        "record-reference",
        "select",
    ]
