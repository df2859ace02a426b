"""Whether a value fits the type of an attribute, so that advice may propose one for the other.

A name alone says too little: `address` is like `email_addresses`, but a street is no email address; `team_size` is like `team`.
The only advice here is about names: a title instead of a slug, or an attribute of the action's other record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from attio_destination.asserts import ASSERTS
from attio_emulator import Attribute, Workspace
from attio_emulator.schema.model import Object
from attio_emulator.types import TYPES, Refused, Setting

from attio_harness.text.alike import alike, likely

__all__ = [
    "Meant",
    "attribute_meant",
    "elsewhere",
    "filled",
    "fits",
    "named_by_title",
    "refusal",
    "slugs_by_name",
    "unique_slugs",
]


class Meant(NamedTuple):
    """An attribute that may be meant, and its type if that refuses the value as it is."""

    slug: str
    refused_by: str | None

    def asked(self) -> str:
        """ "Did you mean 'plan'? ", ending in a blank."""
        refuses = (
            f", of the type {self.refused_by}, which does not accept this value as it is" if self.refused_by else ""
        )
        return f"Did you mean {self.slug!r}{refuses}? "


_SIGNS = {
    "currency": re.compile(r"\d"),
    "date": re.compile(r"\d"),
    "domain": re.compile(r"\w\.\w"),
    "email-address": re.compile(r"@"),
    "location": re.compile(r"\w"),
    "number": re.compile(r"\d"),
    "personal-name": re.compile(r"\w"),
    "phone-number": re.compile(r"(?:\d\D{0,3}){5}"),
    "rating": re.compile(r"\d"),
    "timestamp": re.compile(r"\d"),
}
"""What a value of a type contains even if it is not written as Attio wants it."""


def attribute_meant(workspace: Workspace, owner: Object, named: str, value: Any) -> Meant | None:
    """The attribute whose slug or title is most like the name, first among those that take the value (all take None and empty text).

    Of those that refuse it, only one whose name differs by a slip or whose type nearly fits the value.
    """
    attributes = [owner.attributes[slug] for slug in _written_slugs(owner)]
    # slugs last: they win over an equal title of another attribute
    among = {one.title: one for one in attributes} | {one.slug: one for one in attributes}
    refused = {one.slug for one in attributes if _is_of_another_type(workspace, owner, one, value)}
    close = likely(named, (name for name, one in among.items() if one.slug not in refused))
    if close is not None:
        return Meant(among[close].slug, None)
    close = likely(named, (name for name, one in among.items() if alike(named, name) or _is_nearly(one.type, value)))
    return Meant(among[close].slug, among[close].type) if close is not None else None


def _is_of_another_type(workspace: Workspace, owner: Object, attribute: Attribute, value: Any) -> bool:
    refused = refusal(workspace, owner, attribute, value) if value not in (None, "") else None
    # a missing option or record can be created
    return refused is not None and refused.usual_code != "value_not_found"


def _is_nearly(type: str, value: Any) -> bool:
    signs = _SIGNS.get(type)
    return signs is not None and _is_plain(value) and signs.search(str(value)[:200]) is not None


def _is_plain(value: Any) -> bool:
    """Whether a value is a text or a number."""
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def fits(workspace: Workspace, action: str, mapping: Mapping[str, Any], field: Sequence[str], value: Any) -> bool:
    """Whether a value of an event may go to this field of the mapping; also true if nothing is known about the field.

    Assumes that the mapping passes the value on, at most as text: a template that joins it with other text takes any plain value.
    """
    node: Any = mapping
    for key in field:
        node = node.get(key) if isinstance(node, Mapping) else None
    if len(field) == 1 and isinstance(value, list) and value:
        value = value[0]  # the field takes one value, and the advice names the path of the first element
    is_plain = _is_plain(value)
    if is_plain and _is_joined(node):
        return True
    # Segment turns a number into text for a field of the action
    tried = (value, str(value)) if is_plain and not (len(field) == 2 and _is_path(node)) else (value,)
    return all(
        any(not _is_of_another_type(workspace, owner, one, it) or _is_nearly(one.type, it) for it in tried)
        for owner, one in filled(workspace, action, mapping, field)
    )


def _is_path(node: Any) -> bool:
    return isinstance(node, Mapping) and "@path" in node


_ALONE = re.compile(r"\s*+\{\{\{?[^{}]*+\}?\}\}\s*+")


def _is_joined(node: Any) -> bool:
    """Whether a template joins the value with other text."""
    texts = [node[name] for name in ("@template", "@liquid") if name in node] if isinstance(node, Mapping) else []
    return any(isinstance(text, str) and _ALONE.fullmatch(text) is None for text in texts)


def filled(
    workspace: Workspace, action: str, mapping: Mapping[str, Any], field: Sequence[str]
) -> Iterator[tuple[Object, Attribute]]:
    """The attributes that a field of the action, or a member of one, is written to."""
    for asserted in ASSERTS[action]:
        slug = asserted.object or mapping.get(str(asserted.object_field))
        owner = workspace.find_object(slug) if isinstance(slug, str) else None
        if owner is None:
            continue
        own = [one.attribute for one in asserted.fills if [one.field] == [*field] and one.link is None and not one.many]
        names = own if len(field) == 1 else field[1:] if len(field) == 2 and field[0] == asserted.additional else ()
        yield from ((owner, there) for name in names if (there := owner.find(name)) is not None)


def elsewhere(workspace: Workspace, action: str, owner: Object, named: str) -> str:
    """The advice to map the attribute under the action's other record, if that has one of exactly this name; else empty."""
    fields = {one.object: one.additional for one in ASSERTS[action] if one.object is not None}
    for slug in fields.keys() - {owner.slug} if owner.slug in fields else ():
        other = workspace.find_object(slug)
        there = other.find(named) if other is not None else None
        if there is not None and there.is_writable and not there.is_archived:
            return f"{slug} has {there.slug}, but {owner.slug} has not: map it under {fields[slug]} instead of {fields[owner.slug]}."
    return ""


def named_by_title(owner: Object, named: str) -> str:
    """The advice to write the slug instead of the title, which the editor shows; empty if no attribute has that title."""
    every = [one for one in owner.attributes.values() if not one.is_archived]
    titled = next((one for one in every if one.title.casefold() == named.casefold()), None)
    if titled is None:
        return ""
    rest = "" if titled.is_writable else ", or better, leave it out of the mapping: Attio itself fills it"
    return f"Attributes are named by their slug: write {titled.slug!r} instead of the title {named!r}{rest}."


def slugs_by_name(objects: Iterable[Object]) -> dict[str, str]:
    """Nouns and slugs of objects -> their slugs. Without the nouns `persons`, which means people, would look most like `users`."""
    every = list(objects)
    nouns = {noun: one.slug for one in every for noun in (one.plural_noun, one.singular_noun)}
    # slugs last: they win over an equal noun of another object
    return nouns | {one.slug: one.slug for one in every}


def _written_slugs(owner: Object) -> list[str]:
    """The attributes of an object that a mapping may write."""
    return [one.slug for one in owner.attributes.values() if one.is_writable and not one.is_archived]


def unique_slugs(owner: Object | None) -> list[str]:
    """The written slugs of an object that a record can be found by."""
    return [slug for slug in _written_slugs(owner) if owner.attributes[slug].is_unique] if owner is not None else []


def refusal(workspace: Workspace, owner: Object, attribute: Attribute, value: Any) -> Refused | None:
    """Why an attribute never takes a value; None if it takes it, or if that depends on the records of the workspace."""
    if isinstance(value, list) and len(value) > 1 and not attribute.is_multiselect:
        several = workspace.assumptions["write.several_values_for_one"]
        if several == "refuse":
            return Refused("one value")
        # the assumption says which of several values Attio takes; a workspace file may change it
        value = value[:1] if several == "first" else value[-1:]
    kind = TYPES[attribute.type]
    setting = Setting(attribute, workspace, workspace.assumptions, _nothing, owner.id)
    for one in value if isinstance(value, list) else [value]:
        try:
            kind.read(one, setting, "simple")
        except Refused as refused:
            # a well-formed reference to a missing record: events may still write that record
            missing_record = attribute.type == "record-reference" and refused.message is not None
            if not missing_record:
                return refused.with_traceback(None)  # the frames would keep the value alive
    return None


def _nothing(object: str, attribute: str, key: Any) -> str | None:
    """Finds no record: none is known before the first event."""
    return None
