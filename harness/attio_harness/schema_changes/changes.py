"""A change of a schema, and the table of all kinds. `differences` finds changes; `schema.breaking` finds what they break."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from attio_emulator import Attribute

__all__ = ["KINDS", "Change", "Kind"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of change: what it means, and whether Attio may then refuse what it accepted before; None if that depends."""

    meaning: str
    breaking: bool | None


KINDS: Mapping[str, Kind] = {
    "object_added": Kind("an object is new", breaking=False),
    "object_removed": Kind("an object is gone", breaking=True),
    "object_renamed": Kind("an object has another slug, its ID is the same", breaking=True),
    "object_activated": Kind("an object was activated", breaking=False),
    "object_deactivated": Kind("an object is no longer activated", breaking=True),
    "object_retitled": Kind("an object has other nouns", breaking=False),
    "attribute_added": Kind("an attribute is new; breaking if it is required and has no default value", breaking=None),
    "attribute_removed": Kind("an attribute is gone", breaking=True),
    "attribute_renamed": Kind("an attribute has another slug, its ID is the same", breaking=True),
    "attribute_retitled": Kind("an attribute has another title", breaking=False),
    "attribute_described": Kind("an attribute has another description", breaking=False),
    "attribute_archived": Kind("an attribute was archived: to the API it is gone", breaking=True),
    "attribute_restored": Kind("an attribute was taken out of the archive", breaking=False),
    "attribute_read_only": Kind("an attribute takes values no longer", breaking=True),
    "attribute_writable": Kind("an attribute takes values now", breaking=False),
    "type_changed": Kind("an attribute has another type", breaking=True),
    "became_required": Kind(
        "an attribute must have a value now, and has no default one: new records without it are refused", breaking=True
    ),
    "became_optional": Kind("an attribute need not have a value any more, or has a default one now", breaking=False),
    "became_unique": Kind("an attribute is unique now: a value that another record has is refused", breaking=True),
    "no_longer_unique": Kind("an attribute is not unique any more: no record can be found by it", breaking=True),
    "became_multiselect": Kind("an attribute takes several values now", breaking=False),
    "no_longer_multiselect": Kind("an attribute now accepts only one value", breaking=True),
    "option_added": Kind("a select option or status is new, or was taken out of the archive", breaking=False),
    "option_removed": Kind("a select option or status is gone", breaking=True),
    "option_renamed": Kind("a select option or status has another title, its ID is the same", breaking=True),
    "option_archived": Kind("a select option or status was archived: a value that names it is refused", breaking=True),
    "currency_changed": Kind(
        "an attribute counts in another currency: the same number means something else", breaking=False
    ),
    "target_added": Kind(
        "a reference may point to one more object; breaking if it had one alone, by whose attribute text found a record",
        breaking=None,
    ),
    "target_removed": Kind("a reference may no longer point to an object", breaking=True),
    "relationship_changed": Kind("an attribute has another attribute at its other end", breaking=False),
    "default_changed": Kind("an attribute has another default value", breaking=False),
    "member_added": Kind("a workspace member is new", breaking=False),
    "member_removed": Kind("a workspace member is gone: a value that names them is refused", breaking=True),
    "member_changed": Kind("a workspace member has another name or access level", breaking=False),
}
"""Every kind of change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference between two schemas.

    Attributes:
        kind: one of `KINDS`.
        object: the object's slug in the old schema, or in the new one if the object is new; None for a member.
        attribute: the slug of the attribute, likewise; None for a change of an object or a member.
        before: the old value: a slug, a title, a type, true or false, an email address; None for nothing.
        after: the new value.
        breaking: whether Attio may refuse what it accepted before.
        message: one sentence.
        object_id: the ID of the object in that schema.
        attribute_id: the ID of the attribute in that schema.
        choice_id: the ID of the option or status it is about.
    """

    kind: str
    object: str | None = None
    attribute: str | None = None
    before: Any = None
    after: Any = None
    breaking: bool
    message: str
    object_id: str | None = None
    attribute_id: str | None = None
    choice_id: str | None = None
    new_attribute: Attribute | None = field(default=None, repr=False)
    """The attribute as it is now, for judging constants of a mapping; no part of the JSON."""

    def to_dict(self) -> dict[str, Any]:
        """The change as JSON values."""
        names = ("kind", "object", "attribute", "before", "after", "breaking", "message")
        return {name: getattr(self, name) for name in names}
