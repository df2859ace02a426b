"""The one table of what each action writes where, and from which field of its payload. Knows no request and no mapping.

    ASSERTS                            action -> its asserts, in the order of its requests; a missing key is an action that is none
    Assert                             one record: its object, how it is found, the attributes it gets
    Fill                               one attribute that the action itself writes, and the field it comes from
    assert_of(action, object)          the assert of an action that writes an object
    fields_of(action)                  every field that decides what is written
    telling_fields(action)             those no other action has: a mapping is recognised by them
    filling(action, object, attribute) the fields that can fill an attribute, the one that counts first
    holder_of(field)                   the object whose additional attributes a field holds
    origin(...)                        the member of one payload that an attribute of a refused request came from

What single and batch mode do differently is a matter of links: the first writes the field's value or the record ID of an answer,
and an additional attribute takes its place; in a batch the link is the whole assertion of the other record, whatever else is
mapped. `actions` builds its requests from the same rows.
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
    """An attribute that the action itself writes, and the field that decides its value."""

    attribute: str
    field: str
    many: bool = False
    """The value goes into a list of its own, and nothing goes where the field is empty."""
    link: Literal["value", "record_id"] | None = None
    """A link to the record asserted before, which was found by the same field: how single mode names it."""

    def is_overridden(self, mode: str) -> bool:
        """Whether an additional attribute of this name takes its place in the mode `single` or `batch`."""
        return not (mode == "batch" and self.link is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assert:
    """A record that an action creates or updates.

    `object` and `matching_attribute` are slugs. Where the payload decides, they are None and `object_field` and
    `matching_field` name the fields that do.
    """

    object: str | None = None
    object_field: str | None = None
    matching_attribute: str | None = None
    matching_field: str | None = None
    fills: tuple[Fill, ...] = ()
    additional: str
    """The field with the additional attributes: attribute to value."""

    def fill(self, attribute: str | None) -> Fill | None:
        """How the action itself writes an attribute, if it does."""
        return next((one for one in self.fills if one.attribute == attribute), None)

    @property
    def link(self) -> Fill | None:
        """The link to the record asserted before."""
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
                # userId by default; a user Attio does not know fails the action (Segment's documentation).
                Fill(attribute="users", field="user_id", many=True),
            ),
            additional="workspace_attributes",
        ),
    ),
    "assertRecord": (Assert(object_field="object", matching_field="matching_attribute", additional="attributes"),),
}
"""Every action of the destination. Attributes stand in the order in which a request names them."""


def assert_of(action: str, object: str | None) -> Assert | None:
    """The assert of an action that writes an object; any object where the payload decides. None for one it does not write."""
    return next((one for one in ASSERTS[action] if one.object is None or one.object == object), None)


def fields_of(action: str) -> tuple[str, ...]:
    """The fields of an action that decide what is written, in the order of its asserts."""
    return tuple(dict.fromkeys(field for one in ASSERTS[action] for field in one.fields))


def telling_fields(action: str) -> tuple[str, ...]:
    """The fields that no other action has."""
    others = {field for other in ASSERTS if other != action for field in fields_of(other)}
    return tuple(field for field in fields_of(action) if field not in others)


def filling(action: str, object: str, attribute: str, mode: str = "single") -> tuple[str, ...]:
    """The fields that can fill an attribute: the first whose payload has something counts.

    An additional attribute goes before what the action itself writes, but for links in a batch. () for an object it does not write.
    """
    one = assert_of(action, object)
    if one is None:
        return ()
    fill = one.fill(attribute)
    if fill is None:
        return (one.additional,)
    return (one.additional, fill.field) if fill.is_overridden(mode) else (fill.field,)


def holder_of(field: str) -> str | None:
    """The object whose additional attributes a field holds; None where the payload names it, and for every other field."""
    return next((one.object for asserts in ASSERTS.values() for one in asserts if one.additional == field), None)


def origin(
    action: str, mode: str, object: str | None, attribute: str | None, payload: Mapping[str, Any]
) -> tuple[str, ...]:
    """Keys into the payload, such as ("user_attributes", "plan"); () where no field decides.

    `object` and `attribute` are Attio's slugs in the refused request; without an attribute it is the object that was
    refused, and a field names it only in Assert Record. There an attribute that is not among the mapped ones can only be the
    one that the record is found by.
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
