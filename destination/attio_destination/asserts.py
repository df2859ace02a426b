"""The table of what each action writes, and from which field of its payload. Knows nothing of requests or mappings.

    ASSERTS                            action -> its asserts, in the order of its requests; no other actions exist
    Assert                             one record: its object, its matching attribute, the attributes it gets
    Fill                               one attribute that the action itself writes, and the field it comes from
    assert_of(action, object)          the assert of an action that writes an object
    fields_of(action)                  every field that decides what is written
    telling_fields(action)             the fields no other action has: they tell which action a mapping is for
    filling(action, object, attribute) the fields that can fill an attribute, in order of precedence
    holder_of(field)                   the object whose additional attributes a field holds
    origin(...)                        the payload member that an attribute of a refused request came from

Single and batch mode differ only in links. Single mode writes the field's value or the record ID of a response, and an
additional attribute overrides it. A batch nests the whole assertion of the linked record, and nothing overrides it.
Source: observation of the published package (action-destinations 3.497.0).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

__all__ = [
    "ASSERTS",
    "Assert",
    "Fill",
    "assert_of",
    "fields_of",
    "filling",
    "holder_of",
    "origin",
    "telling_fields",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """An attribute that the action itself writes, and the field with its value."""

    attribute: str
    field: str
    many: bool = False
    """The value is wrapped in a list; if the field is empty, the attribute is not written."""
    link: Literal["value", "record_id"] | None = None
    """Set if the attribute links to the record asserted just before (matched by the same field): what single mode writes."""

    def is_overridden(self, mode: str) -> bool:
        """Whether an additional attribute of the same name overrides this one in the mode `single` or `batch`."""
        return not (mode == "batch" and self.link is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assert:
    """A record that an action creates or updates.

    `object` and `matching_attribute` are slugs. If the payload decides them, they are None, and `object_field` and
    `matching_field` name the fields to read.
    """

    object: str | None = None
    object_field: str | None = None
    matching_attribute: str | None = None
    matching_field: str | None = None
    fills: tuple[Fill, ...] = ()
    additional: str
    """The field with the additional attributes: a dict of attribute to value."""

    def fill(self, attribute: str | None) -> Fill | None:
        """How the action itself writes an attribute, or None."""
        return next((one for one in self.fills if one.attribute == attribute), None)

    @property
    def link(self) -> Fill | None:
        """The link to the record asserted just before."""
        return next((one for one in self.fills if one.link is not None), None)

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that decide what is written, each once."""
        named = (self.object_field, self.matching_field, *(one.field for one in self.fills), self.additional)
        return tuple(dict.fromkeys(one for one in named if one is not None))


ASSERTS: Mapping[str, tuple[Assert, ...]] = {
    "identifyUser": (
        Assert(
            object="people",
            matching_attribute="email_addresses",
            fills=(Fill(attribute="email_addresses", field="email_address"),),
            additional="person_attributes",
        ),
        Assert(
            object="users",
            matching_attribute="user_id",
            fills=(
                Fill(attribute="primary_email_address", field="email_address"),
                Fill(attribute="person", field="email_address", link="value"),
                Fill(attribute="user_id", field="user_id"),
            ),
            additional="user_attributes",
        ),
    ),
    "groupWorkspace": (
        Assert(
            object="companies",
            matching_attribute="domains",
            fills=(Fill(attribute="domains", field="domain"),),
            additional="company_attributes",
        ),
        Assert(
            object="workspaces",
            matching_attribute="workspace_id",
            fills=(
                Fill(attribute="workspace_id", field="workspace_id"),
                Fill(attribute="company", field="domain", link="record_id"),
                # Mapped from userId by default; if Attio does not know the user, the action fails (Segment's documentation).
                Fill(attribute="users", field="user_id", many=True),
            ),
            additional="workspace_attributes",
        ),
    ),
    "assertRecord": (Assert(object_field="object", matching_field="matching_attribute", additional="attributes"),),
}
"""The asserts of every action. Attributes are in the order in which the request lists them."""


def assert_of(action: str, object: str | None) -> Assert | None:
    """The assert of an action that writes an object; None if the action does not write it. Assert Record writes any object."""
    return next((one for one in ASSERTS[action] if one.object is None or one.object == object), None)


def fields_of(action: str) -> tuple[str, ...]:
    """The fields of an action that decide what is written, in the order of its asserts."""
    return tuple(dict.fromkeys(field for one in ASSERTS[action] for field in one.fields))


def telling_fields(action: str) -> tuple[str, ...]:
    """The fields that no other action has."""
    others = {field for other in ASSERTS if other != action for field in fields_of(other)}
    return tuple(field for field in fields_of(action) if field not in others)


def filling(action: str, object: str, attribute: str, mode: str = "single") -> tuple[str, ...]:
    """The fields that can fill an attribute, in order of precedence: the first that has a value in the payload is used.

    An additional attribute precedes what the action itself writes, except for links in a batch. () if the action does
    not write the object.
    """
    one = assert_of(action, object)
    if one is None:
        return ()
    fill = one.fill(attribute)
    if fill is None:
        return (one.additional,)
    return (one.additional, fill.field) if fill.is_overridden(mode) else (fill.field,)


def holder_of(field: str) -> str | None:
    """The object whose additional attributes a field holds; None for other fields, and for `attributes`, where the
    payload names the object."""
    return next((one.object for asserts in ASSERTS.values() for one in asserts if one.additional == field), None)


def origin(
    action: str, mode: str, object: str | None, attribute: str | None, payload: Mapping[str, Any]
) -> tuple[str, ...]:
    """The path of keys into the payload, such as ("user_attributes", "plan"); () if no field decides.

    `object` and `attribute` are Attio's slugs in the refused request. Without an attribute, the object itself was
    refused; only Assert Record has a field for it. There, an attribute that is not among the mapped ones must be the
    matching attribute.
    """
    one = assert_of(action, object)
    if one is None:
        return ()
    if attribute is None:
        return (one.object_field,) if one.object_field else ()
    fill = one.fill(attribute)
    values = payload.get(one.additional)
    if isinstance(values, Mapping) and attribute in values and (fill is None or fill.is_overridden(mode)):
        return (one.additional, attribute)
    field = fill.field if fill is not None else one.matching_field
    return (field,) if field else ()
