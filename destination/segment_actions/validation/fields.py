"""Defines a field of an action, and the schema that fields make together. No payload is checked here.

Source: observation of the published packages (fields become a JSON schema there, too).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from segment_actions.errors import FieldError, SegmentError
from segment_actions.js import MISSING, is_number, items, utf8
from segment_actions.json_values import kind_of
from segment_actions.pointers import token
from segment_actions.validation.formats import FORMATS, FREE, NUMBER_FORMATS

__all__ = ["Condition", "InputField", "Requirement", "Schema", "check_fields", "schema_of"]

TYPES = ("string", "text", "password", "number", "integer", "boolean", "datetime", "object")


@dataclass(frozen=True, slots=True, kw_only=True)
class InputField:
    """One field: `label` is its name in messages; `default` is for new mappings and never applied to a payload.

    `required` is a boolean or Segment's condition `{"match": "all" | "any", "conditions": [{"fieldKey", "operator",
    "value"}]}`. `minimum` and `maximum` limit the length of a string or the value of a number; 0 means no limit.
    `default_object_ui` tells Segment's pages how an object is edited (`keyvalue:only`). It checks nothing, and neither
    do `dynamic` (the choices are fetched) and `hidden`.

    `type` is one of `TYPES`; `multiple` makes it an array of them. `format` is a format of JSON Schema for texts or
    numbers, such as `email`. `choices` are texts, or `{"value", "label"}`. `allow_null` accepts null. An object has
    `properties`, each a field; other members are kept with `additional_properties`.

    Raises:
        FieldError: an unknown type, or an option of the wrong kind.
    """

    label: str = ""
    type: str
    description: str = ""
    required: bool | Mapping[str, Any] = False
    format: str | None = None
    default: Any = MISSING
    choices: Sequence[Any] | None = None
    allow_null: bool = False
    multiple: bool = False
    properties: Mapping[str, InputField] | None = None
    additional_properties: bool = False
    minimum: float | None = None
    maximum: float | None = None
    dynamic: bool = False
    hidden: bool = False
    default_object_ui: str | None = None

    def __post_init__(self) -> None:
        if self.type not in TYPES:
            found = repr(self.type[:40]) if isinstance(self.type, str) else kind_of(self.type)
            raise FieldError(f"there is no field type {found}; expected one of {', '.join(TYPES)}")
        _check(self)

    @classmethod
    def from_dict(cls, given: Mapping[str, Any], key: str = "") -> InputField:
        """A field from Segment's own notation (`allowNull`, `additionalProperties`); `key` is its name in messages.

        Raises:
            FieldError: this is not a field.
        """
        if not isinstance(given, Mapping):
            raise FieldError(f"the field {key} is {kind_of(given)}; expected an object with its type")
        properties = given.get("properties")
        if not isinstance(properties, Mapping | None):
            raise FieldError(
                f"the properties of the field {key} are {kind_of(properties)}; expected an object of fields"
            )
        return cls(
            label=given.get("label") or "",
            type=given.get("type", MISSING),
            description=given.get("description") or "",
            required=given.get("required") or False,
            format=given.get("format"),
            default=given.get("default", MISSING),
            choices=given.get("choices"),
            allow_null=bool(given.get("allowNull")),
            multiple=bool(given.get("multiple")),
            properties=None
            if properties is None
            else {inner: cls.from_dict(one, f"{key}.{inner}") for inner, one in properties.items()},
            additional_properties=bool(given.get("additionalProperties")),
            minimum=given.get("minimum"),
            maximum=given.get("maximum"),
            dynamic=bool(given.get("dynamic")),
            hidden=bool(given.get("unsafe_hidden")),
            default_object_ui=given.get("defaultObjectUI"),
        )

    def to_dict(self) -> dict[str, Any]:
        """The field in Segment's own notation, as `from_dict` reads it, without options that are at their default."""
        given = {
            "label": self.label,
            "description": self.description,
            "type": self.type,
            "format": self.format,
            "required": self.required,
            "allowNull": self.allow_null,
            "multiple": self.multiple,
            "choices": None if self.choices is None else list(self.choices),
            "minimum": self.minimum,
            "maximum": self.maximum,
            "dynamic": self.dynamic,
            "unsafe_hidden": self.hidden,
            "defaultObjectUI": self.default_object_ui,
            "additionalProperties": self.additional_properties,
        }
        out = {key: value for key, value in given.items() if value is not None and value is not False and value != ""}
        if self.properties is not None:
            out["properties"] = {key: one.to_dict() for key, one in self.properties.items()}
        return out if self.default is MISSING else {**out, "default": self.default}


def check_fields(fields: Mapping[str, Any], whose: str) -> None:
    """Raise FieldError for a member that is not an InputField, naming its owner."""
    for key, one in fields.items():
        if not isinstance(one, InputField):
            raise FieldError(f"the field {key!r} of {whose} is {kind_of(one)}; expected an InputField")


def _check(field: InputField) -> None:
    """Raise FieldError for an option of the wrong kind."""
    for name, value, fits, expected in (
        ("format", field.format, isinstance(field.format, str | None), "text"),
        ("choices", field.choices, isinstance(field.choices, list | tuple | None), "an array"),
        ("minimum", field.minimum, is_number(field.minimum) or field.minimum is None, "a number"),
        ("maximum", field.maximum, is_number(field.maximum) or field.maximum is None, "a number"),
        ("required", field.required, isinstance(field.required, bool) or _is_conditional(field.required), "true, false or conditions"),
    ):  # fmt: skip
        if not fits:
            raise FieldError(f"the {name} of the field {field.label!r:.60} is {kind_of(value)}; expected {expected}")
    for choice in field.choices or ():
        if not (isinstance(choice, str) or (isinstance(choice, Mapping) and "value" in choice)):
            raise FieldError(f"a choice of the field {field.label!r:.60} is {kind_of(choice)}; expected text or an object with its value")  # fmt: skip


def _is_conditional(required: Any) -> bool:
    conditions = required.get("conditions") if isinstance(required, Mapping) else None
    return isinstance(conditions, list | tuple) and all(
        isinstance(one, Mapping) and isinstance(one.get("fieldKey"), str) and "operator" in one for one in conditions
    )


@dataclass(frozen=True, slots=True)
class Condition:
    """`operator` is `is` or `is_not`. Without a value, the condition asks whether the field at `path` is present at all."""

    path: tuple[str, ...]
    operator: str
    value: Any = MISSING


@dataclass(frozen=True, slots=True)
class Requirement:
    """If all (or any) of the conditions hold, the field at `path` must be present."""

    path: tuple[str, ...]
    any_of: bool
    conditions: tuple[Condition, ...]


@dataclass(slots=True, kw_only=True)
class Schema:
    """What a value must be. Coercion tries `types` in order."""

    types: tuple[str, ...]
    label: str = ""
    format: str | None = None
    shortest: float | None = None
    longest: float | None = None
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[Any, ...] | None = None
    items: Schema | None = None
    members: dict[str, Schema] | None = None
    required: tuple[str, ...] = ()
    open: bool = True
    requirements: tuple[Requirement, ...] = field(default=())


_KNOWN = frozenset({*FORMATS, *NUMBER_FORMATS, *FREE})


def _types(kind: str) -> tuple[str, ...]:
    if kind == "datetime":
        return ("string", "number")
    return ("string",) if kind in ("string", "text", "password") else (kind,)


def schema_of(fields: Mapping[str, InputField], *, extra: bool = False, bare: bool = False, place: str = "#") -> Schema:
    """The schema of an object with these fields. `extra` keeps unknown members; `bare` requires nothing.

    Raises:
        SegmentError: an unknown format, in Segment's words, with its `place` in the schema.
    """
    listed = items(fields)
    members = {key: _member(one, f"{place}/properties/{_escaped(key)}") for key, one in listed}
    conditional: dict[str, Mapping[str, Any]] = {}
    for key, one in listed:
        for inner, nested in items(one.properties or {}) if one.type == "object" else ():
            if isinstance(nested.required, Mapping):
                conditional[f"{key}.{inner}"] = nested.required
        if isinstance(one.required, Mapping):
            conditional[key] = one.required
    return Schema(
        types=("object",),
        members=members,
        required=() if bare else tuple(key for key, one in listed if one.required is True),
        open=extra,
        requirements=() if bare else tuple(_requirement(key, given) for key, given in items(conditional)),
    )


def _requirement(key: str, given: Mapping[str, Any]) -> Requirement:
    conditions = tuple(
        Condition(tuple(one["fieldKey"].split(".")[:2]), one["operator"], one.get("value", MISSING))
        for one in given["conditions"]
    )
    # With several conditions, the published engine looks for a member whose name contains the dot.
    path = tuple(key.split(".")[:2]) if len(conditions) == 1 else (key,)
    return Requirement(path, given.get("match") == "any", conditions)


def _escaped(key: str) -> str:
    """A key as the published schema writes it in a place."""
    return quote(utf8(token(key)), safe="-_.!~*'()")


def _member(one: InputField, place: str) -> Schema:
    schema = Schema(types=_types(one.type), label=one.label, format=one.format)
    if one.type == "datetime":
        schema.format = "date-like"
    elif one.type in ("password", "text"):
        schema.format = one.type
    elif one.type == "string":
        schema.shortest, schema.longest = one.minimum or None, one.maximum or None
    elif one.type == "number":
        schema.minimum, schema.maximum = one.minimum or None, one.maximum or None
    if schema.format is not None and schema.format not in _KNOWN:
        raise SegmentError(f'unknown format "{schema.format}" ignored in schema at path "{place}"')
    if one.choices is not None:
        schema.choices = tuple(choice if isinstance(choice, str) else choice["value"] for choice in one.choices)
    if one.allow_null:
        schema.types = (*schema.types, "null")
        schema.choices = None if schema.choices is None else (*schema.choices, None)
    if one.multiple:
        schema.items = Schema(types=_types(one.type), choices=schema.choices)
        schema.types, schema.choices = ("array",), None
    if one.type == "object" and one.properties is not None:
        bare = any(isinstance(nested.required, Mapping) for nested in one.properties.values())
        inside = schema_of(
            one.properties,
            extra=one.additional_properties,
            bare=bare,
            place=f"{place}/items" if one.multiple else place,
        )
        if one.multiple:
            schema.items = inside
        else:
            schema.types, schema.members, schema.open = ("object",), inside.members, inside.open
            schema.required, schema.requirements = inside.required, inside.requirements
    return schema
