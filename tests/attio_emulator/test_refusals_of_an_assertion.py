"""Every refusal of an assertion at once, with nothing written."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator import Emulator, VirtualClock, Workspace

from tests.attio_emulator.calls import Attio

WORKSPACE: dict[str, Any] = {
    "objects": [
        {
            "api_slug": "ships",
            "attributes": [
                {"api_slug": "name", "type": "text", "is_unique": True, "is_required": True},
                {"api_slug": "sign", "type": "text", "is_unique": True},
                {"api_slug": "hull", "type": "text", "is_required": True},
                {"api_slug": "masts", "type": "number"},
                {"api_slug": "flags", "type": "select", "is_multiselect": True, "options": ["red", "blue"]},
            ],
        },
        {"api_slug": "users", "active": False},
    ],
    "records": {"ships": [{"name": "Argo", "sign": "A", "hull": "oak"}, {"name": "Vasa", "sign": "V", "hull": "oak"}]},
}


def _refused(values: dict[str, Any], object: str = "ships", by: str = "name", **more: Any) -> list[tuple[Any, ...]]:
    emulator = Emulator(workspace=Workspace.from_dict(WORKSPACE), clock=VirtualClock(step=0))
    before = emulator.snapshot()
    found = emulator.refusals(object, by, values, **more)
    assert emulator.snapshot() == before
    assert (emulator.journal, emulator.ledger) == ([], [])
    return [(one.code, one.attribute, one.found if one.has_found else "-") for one in found]


@pytest.mark.parametrize(
    ("values", "refused"),
    [
        ({"name": "Argo"}, []),
        ({"name": "Beagle", "hull": "oak"}, []),
        ({"name": "Beagle"}, [("missing_value", "hull", "-")]),
        ({"name": "Beagle", "hull": None}, [("missing_value", "hull", "-")]),
        (
            {"name": "Argo", "masts": "3", "sails": 4, "flags": ["red", "green", "black"], "created_at": "now"},
            [
                ("validation_type", "masts", "3"),
                ("value_not_found", "sails", 4),
                ("value_not_found", "flags", "green"),
                ("value_not_found", "flags", "black"),
                ("system_edit_unauthorized", "created_at", "now"),
            ],
        ),
        ({"name": "Argo", "hull": None, "sign": "V"}, [("missing_value", "hull", "-"), ("uniqueness_conflict", "sign", "V")]),
        ({"hull": "oak", "masts": True}, [("missing_value", "name", "-"), ("validation_type", "masts", True)]),
        # what is refused is not missed, and no record is found by it
        ({"name": 7, "hull": 8, "sign": "V"}, [("validation_type", "name", 7), ("validation_type", "hull", 8)]),
    ],
)  # fmt: skip
def test_every_refusal_of_an_assertion_is_told(values: dict[str, Any], refused: list[tuple[Any, ...]]) -> None:
    assert _refused(values) == refused
    # the write itself meets the same rules, and answers one of these refusals
    attio = Attio(WORKSPACE)
    answer = attio.simple("ships", "name", values, append=True)
    assert (answer.status == 200) == (not refused)
    met = attio.emulator.last_refusal
    assert met is None or (met.code, met.attribute, met.found if met.has_found else "-") in refused


def test_what_is_taken_as_given_is_not_missed() -> None:
    assert _refused({}, taken=("name", "hull")) == []


def test_an_object_that_is_not_activated_has_its_attributes_judged_and_an_unknown_one_has_not() -> None:
    found = _refused({"user_id": "u1", "nick": 1}, object="users", by="user_id", taken=("primary_email_address",))
    assert [(code, of) for code, of, _ in found] == [("standard_object_disabled", None), ("value_not_found", "nick")]
    assert [code for code, *_ in _refused({"a": 1}, object="planes")] == ["not_found"]


def test_an_attribute_to_match_by_that_does_not_do_is_one_mistake_of_several() -> None:
    found = _refused({"name": "Argo", "hull": "oak", "masts": "x"}, by="masts")
    assert [(code, of) for code, of, _ in found] == [
        ("matching_attribute_definition_not_unique", "masts"),
        ("validation_type", "masts"),
    ]


def test_an_attribute_to_match_by_that_is_not_there_is_told_once() -> None:
    assert _refused({"name": "Argo", "hull": "oak", "sails": "x"}, by="sails") == [
        ("value_not_found", "sails", "sails")
    ]


@pytest.mark.parametrize(
    ("object", "by", "values"),
    [
        ("planes", "name", {"name": "Argo"}),
        ("users", "user_id", {"user_id": "u1", "primary_email_address": "a@x.com"}),
        ("ships", "nope", {"name": "Argo"}),
        ("ships", "hull", {"hull": "oak"}),
        ("ships", "name", {"name": "Beagle"}),
        ("ships", "name", {"hull": "oak"}),
        ("ships", "name", {"name": "Argo", "hull": None}),
        ("ships", "name", {"name": "Argo", "masts": "three"}),
        ("ships", "name", {"name": "Argo", "sails": 4}),
        ("ships", "name", {"name": "Argo", "flags": ["green"]}),
        ("ships", "name", {"name": "Argo", "created_at": "now"}),
        ("ships", "name", {"name": "Argo", "sign": "V"}),
        ("ships", "name", {"name": ["Argo", "Vasa"]}),
    ],
)
def test_a_refusal_is_told_word_for_word_as_the_write_answers_it(object: str, by: str, values: dict[str, Any]) -> None:
    attio = Attio(WORKSPACE)
    told = attio.emulator.refusals(object, by, values)
    answer = attio.simple(object, by, values, append=True)
    met = attio.emulator.last_refusal
    assert met is not None
    assert (answer.status, answer.body, met.pointer) in [(one.status, one.body(), one.pointer) for one in told]
