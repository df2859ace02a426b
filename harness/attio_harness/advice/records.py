"""Advice about objects, the record that an assertion finds, and references to other records."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from attio_destination.asserts import ASSERTS, assert_of
from attio_emulator.ids import is_uuid

from attio_harness.advice.contact import ADDRESS, shared_host
from attio_harness.advice.fitting import fits, slugs_by_name, unique_slugs
from attio_harness.advice.loss import (
    Loss,
    attribute_of,
    is_chosen_match,
    leaves,
    may_be_left_out,
    misnamed,
    never_there,
    or_ask,
    settings_of,
)
from attio_harness.advice.slugs import renamed, slug_of
from attio_harness.text.alike import likely, likely_meant
from attio_harness.text.words import listed, plain_kind_of
from attio_harness.text.yaml import snippet

__all__ = [
    "activate",
    "conflict",
    "missing",
    "not_unique",
    "reference",
    "several",
    "unknown_matching",
    "unknown_object",
]

_BY = {"people": "email address", "companies": "domain", "users": "user_id", "workspaces": "workspace_id"}
_SAMPLES = {"people": "'jane@acme.com'", "companies": "'acme.com'", "users": "'u_1'", "workspaces": "'w_1'"}
_EARLIER = {
    "users": "let Identify User run for that user before this event",
    "people": "let Identify User run for that person before this event",
    "companies": "let Group Workspace (or an Assert Record on companies) run for that domain before this event",
    "workspaces": "let Group Workspace run for it before this event",
}


def activate(loss: Loss) -> str:
    return f"{_activated(str(loss.object))}."


def _activated(slug: str) -> str:
    return f"Activate the {slug} object: in Attio under Workspace Settings > Objects; in the workspace file with `active: true` at the object {slug}"


def unknown_object(loss: Loss) -> str | None:
    if loss.concerns not in ("object", "endpoint"):
        return None
    objects = loss.workspace.objects
    active = [slug for slug, one in objects.items() if one.active]
    known = slugs_by_name(objects.values())
    named = loss.value if isinstance(loss.value, str) else loss.object
    close = likely(str(named), known)
    meant = f"Use the slug {known[close]!r}. " if close else ""
    if not named:
        return f"Write the slug of an object. The workspace's active objects are {listed(active)}."
    # Attio gives out IDs: nobody can create an object with one
    create = "" if close or is_uuid(str(named)) else f"{_created(loss, str(named))}. Or name another. "
    return f"{meant}{create}The workspace's active objects are {listed(active)}."


def _created(loss: Loss, named: str) -> str:
    matching = _matching(loss)
    slug, unique = slug_of(named, loss.workspace.objects, "records"), slug_of(matching, (), "id")
    line = snippet({"api_slug": slug, "attributes": [_unique(unique)]})
    return (
        "Create the object with a unique attribute: in Attio under Workspace settings > Objects, in the workspace file with "
        f"`{line}` under objects{renamed(named, slug)}{renamed(matching, unique)}"
    )


def _matching(loss: Loss) -> str:
    """The matching attribute of the mapping."""
    matching = loss.payload.get("matching_attribute")
    return matching if isinstance(matching, str) and matching else "id"


def _unique(slug: str) -> dict[str, Any]:
    """An attribute to match on, as a workspace file has it."""
    return {"api_slug": slug, "type": "text", "is_unique": True}


# -- matching --------------------------------------------------------------------------------------------------------


def _unique_ones(loss: Loss) -> list[str]:
    return unique_slugs(loss.workspace.find_object(loss.object or ""))


def not_unique(loss: Loss) -> str:
    names = _unique_ones(loss)
    if names:
        return f"Match on a unique attribute of {loss.object}: {listed(names)}{_to_map(loss, names)}."
    one = attribute_of(loss)
    if one is not None and one.is_system:
        found = loss.workspace.find_object(loss.object or "")
        own = _unique(f"{found.singular_noun.casefold().replace(' ', '_') if found else 'record'}_id")
        return (
            f"Create a unique attribute on {loss.object} to match on, since it has none and {loss.attribute}, a standard attribute, cannot be "
            f"made unique: in Attio under {settings_of(loss, 'Attributes')}, in the workspace file with `{snippet(own)}` under its "
            "attributes. Then map a value to it under Attributes."
        )
    return (
        f"Make {loss.attribute} unique, since no attribute of {loss.object} is and none can be matched on: in Attio under "
        f"{settings_of(loss, 'Attributes', str(loss.attribute))}, in the workspace file with `is_unique: true` at {loss.attribute}."
    )


def _to_map(loss: Loss, names: Sequence[str]) -> str:
    """What else to do if the mapping gives none of these attributes a value."""
    given = loss.payload.get("attributes")
    if isinstance(given, Mapping) and any(name in given for name in names):
        return ""
    it = names[0] if len(names) == 1 else "it"
    return f", and map a value to {it} under Attributes, since a record is found by it"


def unknown_matching(loss: Loss) -> str | None:
    if loss.concerns != "matching attribute":
        return None
    names = _unique_ones(loss)
    if names:
        return f"{likely_meant(str(loss.attribute), names)}Match on a unique attribute of {loss.object}: {listed(names)}{_to_map(loss, names)}."
    found, named = loss.workspace.find_object(loss.object or ""), str(loss.attribute)
    slug = slug_of(named, found.attributes if found else (), "id")
    return (
        f"{loss.object} has no unique attribute: create {named} as one, in Attio under {settings_of(loss, 'Attributes')}, in the "
        f"workspace file with `{snippet(_unique(slug))}` under its attributes{renamed(named, slug)}{_to_map(loss, [named])}."
    )


def missing(loss: Loss) -> str:
    name = loss.attribute or "the attribute"
    renamed_member = misnamed(loss)
    if renamed_member is not None:
        return renamed_member
    emptied = _is_null(loss)
    send = f"The event has {listed(loss.near, 3)}: map that. Or send" if loss.near else "Send"
    if is_chosen_match(loss):
        one, names = attribute_of(loss), _unique_ones(loss)
        if one is not None and not one.is_writable and names:
            return f"Attio itself fills {name}, so no event can give it: match on another unique attribute of {loss.object}: {listed(names)}{_to_map(loss, names)}."
        if not loss.reads and not emptied:
            return f"Map a value to {name} under Attributes: a record is found by its matching attribute, so it must be among them.{_there(loss)}"
        never = never_there(loss)
        if never is not None:
            return f"Map something else to {name}, by which the record is found: the mapping looked at {loss.places}, and {never}.{_there(loss)}"
        return f"{send} {name} in {loss.places}, by which the record is found{or_ask(loss)}."
    if emptied and not loss.reads:
        return f"Map a value to {name} instead of null: every record of {loss.object} must have one. Where a record has it already, leave {name} out."
    if emptied:
        return (
            f"Send a value for {name} in {loss.places}: every record of {loss.object} must have one. Where a record has it already, keep null "
            "away with @excludeWhenNull."
        )
    if loss.reads:
        return (
            f"{send} {name} in {loss.places}: {loss.object} cannot be created without it{_or_first(loss)} Or make it optional in Attio under "
            f"{settings_of(loss, 'Attributes', name)}, in the workspace file with `is_required: false` at {name}."
        )
    there = _there(loss)
    return f"Map a value to {name}: {loss.object} cannot be created without it{there and '.'}{there or _or_first(loss)}"


def _or_first(loss: Loss) -> str:
    """The other action that creates such a record with this attribute, if there is one: then this one has only to update it."""
    others = [one for one in ASSERTS if one != loss.action and _fills(one, loss)]
    return f"; or {_EARLIER[str(loss.object)]}." if others else "."


def _fills(action: str, loss: Loss) -> bool:
    shape = assert_of(action, loss.object)
    return shape is not None and shape.fill(loss.attribute) is not None


def _there(loss: Loss) -> str:
    """Where the event has a value named like the attribute."""
    names = {
        str(loss.attribute).casefold(),
        # `email_addresses` is fed by an `email_address`, `user_id` by a `userId`
        str(loss.attribute).casefold().removesuffix("s"),
        str(loss.attribute).replace("_", "").casefold(),
    }
    field = ("attributes", str(loss.attribute)) if loss.field == ("matching_attribute",) else loss.field
    found = [
        path
        for path, value in leaves(loss.event, "$", skip=("context",))
        if value is not None and path.rsplit(".", 1)[-1].casefold() in names
        if fits(loss.workspace, loss.action, loss.mapping, field, value)
    ]
    return f" The event has {listed(found, 3)}." if found else ""


def several(loss: Loss) -> str:
    return (
        f"The values {listed(map(repr, _list(loss.value)))} belong to different records of {loss.object}: send one of them in "
        f"{loss.places}, or merge those records in Attio."
    )


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def conflict(loss: Loss) -> str:
    wrote = assert_of(loss.action, loss.object)
    # Assert Record alone lets a mapping choose what it matches on
    is_chosen = wrote is None or wrote.matching_attribute is None
    named = loss.payload.get("matching_attribute") if wrote is None or is_chosen else wrote.matching_attribute
    owner = loss.workspace.find_object(loss.object) if loss.object else None
    matching = owner.find(named) if owner is not None and isinstance(named, str) else None
    key = matching.slug if matching is not None else str(named)
    other = loss.holder.get(key)
    held = (
        f"The {loss.object} record with the {key} {other!r}" if other is not None else f"Another {loss.object} record"
    )
    # if a record has this key, matching on the other attribute only moves the conflict to the key
    instead = (
        f", or leave {loss.attribute} out of this mapping. Only if no record has the {key} of this event yet, match on "
        f"{loss.attribute} instead: that record then gets this {key}."
        if is_chosen
        else "."
    )
    return (
        f"{held} has the {loss.attribute} {loss.value!r} already, and the record is found by {key}: "
        f"send the {key} of that record, or another {loss.attribute}{instead}"
    )


# -- references ------------------------------------------------------------------------------------------------------


def reference(loss: Loss) -> str:
    one = attribute_of(loss)
    allowed = list(one.allowed_objects) if one is not None and one.allowed_objects else []
    target = allowed[0] if len(allowed) == 1 else None
    there = loss.workspace.find_object(target) if target is not None else None
    if there is not None and not there.active:
        return f"{_activated(there.slug)}{_leave(loss, ', or ')}: while it is off, nothing can refer to its records."
    if target not in _BY:
        return _by_id(loss, allowed)
    written = _written_address(loss)
    if written is not None:
        return (
            f"The Person was written with the email_addresses of person_attributes ({written!r}), but the User refers to it by "
            f"{loss.found!r}: leave email_addresses out of person_attributes."
        )
    shared = _shared(loss) if target == "companies" else None
    if shared is not None:
        return shared
    # a value without the form of an address or a domain is refused for its form; of several values, each one
    if not isinstance(loss.found, str) or (loss.code == "validation_type" and not _could_name(target, loss.found)):
        return _of_another_form(loss, target)
    named = f" with the {_BY[target]} {loss.found!r}" if not is_uuid(loss.found) else f" with the ID {loss.found}"
    earlier = _EARLIER[target]
    if is_uuid(loss.found):
        earlier = f"send the {_BY[target]} of one that is there"
    order = ""
    if loss.mode == "batch" and not is_uuid(loss.found):
        order = " In a batch the event that creates it needs an earlier received_at; if another mapping sends it, even that does not guarantee the order."
    return f"Attio never creates a record from a reference: there is no {target} record{named} yet; {earlier}{_leave(loss, ', or ')}.{order}"


def _shared(loss: Loss) -> str | None:
    """The advice for a text whose only host belongs to many companies; None for others."""
    text = loss.found if isinstance(loss.found, str) and len(loss.found) <= _LONGEST else ""
    hosts = _INSIDE["companies"].findall(text)
    return shared_host(loss, hosts[0]) if len(hosts) == 1 else None


def _of_another_form(loss: Loss, target: str) -> str:
    """For a text that is neither an address nor a domain, such as `https://www.acme.com/about` or `Jane <jane@acme.com>`."""
    text = loss.found if isinstance(loss.found, str) and len(loss.found) <= _LONGEST else ""
    # the URL of a page of Attio: its host would name Attio, its ID the record. The ID in another page is its own
    id = _ID.search(text)
    if id is not None and _ELSEWHERE.search(text) is None:
        return f"Send the ID of the {target} record alone as text, {id.group()!r}, not {_shown(loss.found)}{_leave(loss, '; or ')}."
    looks_for = _INSIDE.get(target)
    inside = looks_for.findall(text) if looks_for is not None else []
    if len(inside) > 1 and (one := attribute_of(loss)) is not None and one.is_multiselect:
        return f"Send the values as a list, {json.dumps(inside, ensure_ascii=False)}, instead of one text{_leave(loss, '; or ')}."
    sample = repr(inside[0]) if inside else _SAMPLES[target]
    return f"Send the {_BY[target]} of the {target} record as text, such as {sample}, not {_shown(loss.found)}{_leave(loss, '; or ')}."


_LONGEST = 1_000
_ID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", re.IGNORECASE)
_ELSEWHERE = re.compile(r"//(?!(?:[\w-]{1,63}\.){0,3}attio\.com\b)")
_INSIDE = {
    "people": ADDRESS,
    "companies": re.compile(r"(?<![\w./-])(?:https?://)?(?:www\.)?(?:[^@\s<>\"(),;:/]+@)?((?:[\w-]+\.)+[^\W\d_]{2,})"),
}
"""What names a record of an object inside a longer text."""


def _could_name(target: str, text: str) -> bool:
    names = _INSIDE.get(target)
    return is_uuid(text) or names is None or names.findall(text) == [text]


def _written_address(loss: Loss) -> Any:
    """The address that a mapping writes instead of the one Identify User links by; None if it writes no other."""
    if loss.action != "identifyUser" or loss.field != ("email_address",) or loss.attribute != "person":
        return None
    own = loss.payload.get("person_attributes")
    return own.get("email_addresses") if isinstance(own, dict) else None


def _by_id(loss: Loss, allowed: Sequence[str]) -> str:
    what = f"a record of {allowed[0]}" if len(allowed) == 1 else "a record"
    why = "only people, companies, users and workspaces can be named in another way"
    if len(allowed) != 1:
        objects = " and ".join(allowed) or "every object"
        why = f"{loss.attribute} allows {objects}, and another way of naming a record works only if it allows a single object"
    return f"Send the record ID (a UUID) of {what} that exists, not {_shown(loss.found)}: {why}{_leave(loss, '. Or ')}."


def _shown(value: Any) -> str:
    return repr(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else plain_kind_of(value)


def _leave(loss: Loss, before: str) -> str:
    """Advice to leave the reference out, after the words `before`; empty if that does not help."""
    if loss.field and loss.field[-1] != loss.attribute:
        return f"{before}leave {loss.field[-1]} out"
    return f"{before}leave {loss.attribute} out" if may_be_left_out(loss) else ""


def _is_null(loss: Loss) -> bool:
    """Whether the payload has null there; a missing member does not count."""
    inside: Any = loss.payload
    for key in loss.field:
        if not isinstance(inside, dict) or key not in inside:
            return False
        inside = inside[key]
    return bool(loss.field) and inside is None
