"""What a field is, and the schema that fields make together."""

from __future__ import annotations

from typing import Any

import pytest
from segment_actions import MISSING, FieldError, InputField, SegmentError
from segment_actions.validation.fields import Condition, Requirement, schema_of


def test_a_field_in_segments_notation() -> None:
    given = {
        "label": "L", "type": "object", "description": "D", "required": True, "format": "text", "default": None, "choices": ["a"],
        "allowNull": True, "multiple": True, "properties": {"k": {"type": "number"}}, "additionalProperties": True, "minimum": 1,
        "maximum": 2, "dynamic": True, "unsafe_hidden": True,
    }  # fmt: skip
    assert InputField.from_dict(given, "f") == InputField(
        label="L", type="object", description="D", required=True, format="text", default=None, choices=["a"], allow_null=True,
        multiple=True, properties={"k": InputField(type="number")}, additional_properties=True, minimum=1, maximum=2, dynamic=True,
        hidden=True,
    )  # fmt: skip
    assert InputField.from_dict({"type": "string"}) == InputField(type="string")
    assert InputField(type="string").default is MISSING


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"type": "text", "format": 1}, "the format of the field '' is a number; expected text"),
        ({"type": "text", "choices": "a"}, "the choices of the field '' is text; expected an array"),
        ({"type": "text", "choices": [1]}, "a choice of the field '' is a number; expected text or an object with its value"),
        ({"type": "text", "maximum": True}, "the maximum of the field '' is true; expected a number"),
        ({"type": "text", "required": {"conditions": [{"operator": "is"}]}}, "the required of the field '' is an object; expected true, false or conditions"),
        ({"type": "object", "properties": [1]}, "the properties of the field f are an array; expected an object of fields"),
    ],
)  # fmt: skip
def test_what_is_no_field(given: Any, message: str) -> None:
    with pytest.raises(FieldError) as refused:
        InputField.from_dict(given, "f")
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("field", "types", "format"),
    [
        ({"type": "datetime"}, ("string", "number"), "date-like"),
        ({"type": "text"}, ("string",), "text"),
        ({"type": "password"}, ("string",), "password"),
        ({"type": "integer", "allow_null": True}, ("integer", "null"), None),
        ({"type": "string", "multiple": True}, ("array",), None),
    ],
)
def test_types_and_formats(field: Any, types: tuple[str, ...], format: str | None) -> None:
    schema = schema_of({"f": InputField(**field)})
    made = (schema.members or {})["f"]
    assert (schema.types, schema.open, made.types, made.format) == (("object",), False, types, format)


def test_limits_are_lengths_of_text_and_0_is_none() -> None:
    members = schema_of({
        "s": InputField(type="string", minimum=2, maximum=0),
        "n": InputField(type="number", minimum=0, maximum=3),
        "t": InputField(type="text", minimum=2),
    }).members or {}  # fmt: skip
    limits = [(one.shortest, one.longest, one.minimum, one.maximum) for one in members.values()]
    assert limits == [(2, None, None, None), (None, None, None, 3), (None, None, None, None)]


def test_conditions_name_other_fields_by_their_paths() -> None:
    one = {"fieldKey": "a.b", "operator": "is", "value": 1}
    other = {"fieldKey": "c", "operator": "is_not"}
    fields = {
        "x": InputField(type="string", required={"match": "any", "conditions": [one, other]}),
        "o": InputField(type="object", properties={"k": InputField(type="string", required={"conditions": [other]})}),
    }
    conditions = (Condition(("a", "b"), "is", 1), Condition(("c",), "is_not"))
    assert schema_of(fields).requirements == (
        Requirement(("x",), True, conditions),
        Requirement(("o", "k"), False, conditions[1:]),
    )


def test_a_format_that_does_not_exist_is_named_with_its_place() -> None:
    fields = {
        "a/b": InputField(type="object", multiple=True, properties={"k": InputField(type="string", format="nope")})
    }
    with pytest.raises(
        SegmentError, match='^unknown format "nope" ignored in schema at path "#/properties/a~1b/items/properties/k"$'
    ):
        schema_of(fields)
