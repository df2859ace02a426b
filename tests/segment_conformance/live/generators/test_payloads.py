"""Generated payloads reach every type, format and option of a field."""

from __future__ import annotations

from segment_actions.validation.formats import FORMATS as ENGINE_FORMATS
from segment_actions.validation.formats import FREE
from segment_actions.validation.formats import NUMBER_FORMATS as ENGINE_NUMBER_FORMATS
from segment_conformance.live.generators.payloads import ACTIONS, FORMATS, NUMBER_FORMATS, TYPES

from tests.segment_conformance.live.generators.conftest import Case, nodes, of_kind


def test_every_type_format_and_option_of_fields_occurs(cases: list[Case]) -> None:
    fields = [
        node
        for case in of_kind(cases, "validate")
        for node in nodes(case.get("fields", {}))
        if isinstance(node, dict) and "type" in node and "label" in node
    ]
    assert {one["type"] for one in fields} == {*TYPES}
    assert {one["format"] for one in fields if "format" in one} == {*FORMATS, *NUMBER_FORMATS}
    assert {*FORMATS, *NUMBER_FORMATS} == {*ENGINE_FORMATS, *ENGINE_NUMBER_FORMATS, *FREE}
    options = {key for one in fields for key in one}
    assert options >= {
        "required",
        "multiple",
        "allowNull",
        "minimum",
        "maximum",
        "choices",
        "properties",
        "additionalProperties",
        "default",
    }
    required = [one["required"] for one in fields if isinstance(one.get("required"), dict)]
    assert {one.get("match") for one in required} == {None, "all", "any"}
    assert {len(one["conditions"]) for one in required} >= {1, 2, 3}
    conditions = [each for one in required for each in one["conditions"]]
    assert {each["operator"] for each in conditions} == {"is", "is_not"}
    assert {"value" in each for each in conditions} == {True, False}
    assert any("." in each["fieldKey"] for each in conditions)
    assert {case.get("action") for case in of_kind(cases, "validate")} == {None, *ACTIONS}
    assert {case["mode"] for case in of_kind(cases, "validate")} == {"single", "batch"}
