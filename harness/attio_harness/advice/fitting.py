"""Whether a value is of the type of an attribute, so that one may be proposed for the other.

A name alone says too little: `address` is like `email_addresses`, and a street is no email address; `team_size` is like `team`.
What else is to be done is not said here, but that the other record of an action has the attribute.
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
    "written_slugs",
]


class Meant(NamedTuple):
    """An attribute, and the type of it where that refuses the value as it stands."""

    slug: str
    refused_by: str | None

    def asked(self) -> str:
        """ "Did you mean 'plan'? " with a blank behind."""
        refuses = f", of the type {self.refused_by}, which does not take this value as it is" if self.refused_by else ""
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
"""What a value of a type has in it, also where it is not written as Attio wants it."""


def attribute_meant(workspace: Workspace, owner: Object, named: str, value: Any) -> Meant | None:
    """The attribute most like the name, by its slug or its title, of those that take the value; None or an empty text is taken by all.

    Of those that do not only one whose name is the same but for a slip, or of whose type the value nearly is.
    """
    attributes = [owner.attributes[slug] for slug in written_slugs(owner)]
    # slugs last, so that they win where the title of another attribute reads the same
    among = {one.title: one for one in attributes} | {one.slug: one for one in attributes}
    refused = {one.slug for one in attributes if _is_of_another_type(workspace, owner, one, value)}
    close = likely(named, [name for name, one in among.items() if one.slug not in refused])
    if close is not None:
        return Meant(among[close].slug, None)
    close = likely(named, [name for name, one in among.items() if alike(named, name) or _is_nearly(one.type, value)])
    return Meant(among[close].slug, among[close].type) if close is not None else None


def _is_of_another_type(workspace: Workspace, owner: Object, attribute: Attribute, value: Any) -> bool:
    refused = refusal(workspace, owner, attribute, value) if value not in (None, "") else None
    # an option or a record that is not there can be made
    return refused is not None and refused.code != "value_not_found"


def _is_nearly(type: str, value: Any) -> bool:
    signs = _SIGNS.get(type)
    return signs is not None and _is_plain(value) and signs.search(str(value)[:200]) is not None


def _is_plain(value: Any) -> bool:
    """Whether a value is a text or a number."""
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def fits(workspace: Workspace, action: str, mapping: Mapping[str, Any], field: Sequence[str], value: Any) -> bool:
    """Whether a value of an event may go where the mapping has this field: so it is where nothing is known of it, too.

    Of what is made of the value nothing is known but that it is text where it is a number, or a template of it alone.
    """
    node: Any = mapping
    for key in field:
        node = node.get(key) if isinstance(node, Mapping) else None
    if len(field) == 1 and isinstance(value, list) and value:
        value = value[0]  # the field takes one value, of which the advice names the path
    is_plain = _is_plain(value)
    if is_plain and _is_joined(node):
        return True
    # of a number Segment makes text for a field of the action
    tried = (value, str(value)) if is_plain and not (len(field) == 2 and _is_path(node)) else (value,)
    return all(
        any(not _is_of_another_type(workspace, owner, one, it) or _is_nearly(one.type, it) for it in tried)
        for owner, one in filled(workspace, action, mapping, field)
    )


def _is_path(node: Any) -> bool:
    return isinstance(node, Mapping) and "@path" in node


_ALONE = re.compile(r"\s*+\{\{\{?[^{}]*+\}?\}\}\s*+")


def _is_joined(node: Any) -> bool:
    """Whether a template puts the value together with other text."""
    texts = [node[name] for name in ("@template", "@liquid") if name in node] if isinstance(node, Mapping) else []
    return any(isinstance(text, str) and _ALONE.fullmatch(text) is None for text in texts)


def filled(
    workspace: Workspace, action: str, mapping: Mapping[str, Any], field: Sequence[str]
) -> Iterator[tuple[Object, Attribute]]:
    """The attributes that get what a mapping has in a field of the action, or in a member of one."""
    for asserted in ASSERTS[action]:
        slug = asserted.object or mapping.get(str(asserted.object_field))
        owner = workspace.find_object(slug) if isinstance(slug, str) else None
        if owner is None:
            continue
        own = [one.attribute for one in asserted.fills if [one.field] == [*field] and one.link is None and not one.many]
        names = own if len(field) == 1 else field[1:] if len(field) == 2 and field[0] == asserted.additional else ()
        yield from ((owner, there) for name in names if (there := owner.find(name)) is not None)


def elsewhere(workspace: Workspace, action: str, owner: Object, named: str) -> str:
    """Where the other record of the same action has an attribute of exactly this name; empty where none has."""
    fields = {one.object: one.additional for one in ASSERTS[action] if one.object is not None}
    for slug in fields.keys() - {owner.slug} if owner.slug in fields else ():
        other = workspace.find_object(slug)
        there = other.find(named) if other is not None else None
        if there is not None and there.is_writable and not there.is_archived:
            return f"{slug} has {there.slug}, {owner.slug} has not: map it under {fields[slug]} instead of {fields[owner.slug]}."
    return ""


def named_by_title(owner: Object, named: str) -> str:
    """What to write instead of the title of an attribute, which the editor shows; empty where no attribute has it."""
    every = [one for one in owner.attributes.values() if not one.is_archived]
    titled = next((one for one in every if one.title.casefold() == named.casefold()), None)
    if titled is None:
        return ""
    rest = "" if titled.is_writable else ", or rather leave it out of the mapping: Attio itself fills it"
    return f"Attributes are named by their slug: write {titled.slug!r} instead of the title {named!r}{rest}."


def slugs_by_name(objects: Iterable[Object]) -> dict[str, str]:
    """What an object may be called, by its nouns or its slug -> its slug: `persons` is like `users` to the letter, and means people."""
    every = list(objects)
    nouns = {noun: one.slug for one in every for noun in (one.plural_noun, one.singular_noun)}
    # slugs last, so that they win where the noun of another object reads the same
    return nouns | {one.slug: one.slug for one in every}


def written_slugs(owner: Object) -> list[str]:
    """The attributes of an object that a mapping may write."""
    return [one.slug for one in owner.attributes.values() if one.is_writable and not one.is_archived]


def unique_slugs(owner: Object | None) -> list[str]:
    """Those of them that a record can be found by."""
    return [slug for slug in written_slugs(owner) if owner.attributes[slug].is_unique] if owner is not None else []


def refusal(workspace: Workspace, owner: Object, attribute: Attribute, value: Any) -> Refused | None:
    """Why an attribute never takes a value; None where it does or where it depends on the records of the workspace."""
    if isinstance(value, list) and len(value) > 1 and not attribute.is_multiselect:
        several = workspace.assumptions["write.several_values_for_one"]
        if several == "refuse":
            return Refused("one value")
        # what Attio does with several is an assumption that a workspace file may change
        value = value[:1] if several == "first" else value[-1:]
    kind = TYPES[attribute.type]
    setting = Setting(attribute, workspace, workspace.assumptions, _nothing, owner.id)
    for one in value if isinstance(value, list) else [value]:
        try:
            kind.read(one, setting, "simple")
        except Refused as refused:
            # a well-formed reference to a record that is not there yet: events may write it
            missing_record = attribute.type == "record-reference" and refused.message is not None
            if not missing_record:
                return refused.with_traceback(None)  # its frames hold it
    return None


def _nothing(object: str, attribute: str, key: Any) -> str | None:
    """No record is known before any event."""
    return None
