"""Advice about what exists in Attio's settings: attributes, options, statuses, members."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from unicodedata import normalize

from attio_emulator import Workspace
from attio_emulator.ids import is_uuid

from attio_harness.advice.fitting import attribute_meant, elsewhere, named_by_title
from attio_harness.advice.loss import (
    OF_LISTS,
    Loss,
    attribute_of,
    element_of,
    leaves,
    place_of,
    settings_of,
    written_list,
)
from attio_harness.advice.slugs import renamed, slug_of
from attio_harness.advice.trial import taken
from attio_harness.rejection import Read
from attio_harness.text.alike import likely
from attio_harness.text.words import closest, listed, plain_kind_of, titles_listed
from attio_harness.text.yaml import snippet

__all__ = ["first_of", "list_for_one", "member", "near_member", "option", "read_only", "twice", "unknown_attribute"]


def twice(loss: Loss) -> str | None:
    if loss.concerns != "attribute twice":
        return None
    there = attribute_of(loss)
    id = f", {there.id}" if there is not None else ""
    return f"{loss.attribute} is mapped by its slug and by its ID{id}: leave one of the two out of the mapping."


def unknown_attribute(loss: Loss) -> str | None:
    if loss.concerns != "attribute":
        return None
    found = loss.workspace.find_object(loss.object or "")
    there = attribute_of(loss)
    if there is not None and there.is_archived:
        return (
            f"{loss.attribute} is archived: restore it in Attio under {settings_of(loss, 'Attributes')}, in the workspace file with "
            f"`is_archived: false`, or leave it out of the mapping."
        )
    titled = named_by_title(found, str(loss.attribute)) if found else ""
    if titled:
        return titled
    other = elsewhere(loss.workspace, loss.action, found, str(loss.attribute)) if found and len(loss.field) > 1 else ""
    if other:
        return other
    if is_uuid(str(loss.attribute)):
        return f"No attribute of {loss.object} has the ID {loss.attribute}: name it by its slug, as Attio shows it (attribute menu, Copy slug), or leave it out of the mapping."
    close = attribute_meant(loss.workspace, found, str(loss.attribute), loss.value) if found else None
    meant = close.asked() if close else ""
    otherwise = "Otherwise create" if close else "Create"
    held = _held(loss.value)
    if held is None:
        inner = next(
            (
                at
                for at, value in leaves(loss.value, loss.source or "$")
                if isinstance(value, str | int | float) and value != ""
            ),
            None,
        )
        member = (
            f"map a member of it, such as {inner}, and create" if inner and loss.source else "turn it into text, create"
        )
        return f"{meant}{loss.object} has no {loss.attribute}, and no attribute accepts an object: {member} an attribute for that, or leave {loss.attribute} out."
    slug = slug_of(str(loss.attribute), found.attributes if found else (), "attribute")
    title = {} if slug == loss.attribute else {"title": loss.attribute}
    return (
        f"{meant}{otherwise} {loss.attribute} on {loss.object}: in Attio under {settings_of(loss, 'Attributes')}, in the workspace file with "
        f"`{snippet({'api_slug': slug, **title, **held})}` under its attributes{renamed(str(loss.attribute), slug)}."
    )


def _held(value: Any) -> dict[str, Any] | None:
    """Type and settings of an attribute that would take a value; None if no type does."""
    if isinstance(value, list) and len(value) == 1:  # a list of one is taken like the value itself
        (value,) = value
    if isinstance(value, list) and value:
        return (
            {"type": "select", "is_multiselect": True, "options": [*dict.fromkeys(value)]}
            if all(isinstance(one, str) and one.strip() for one in value)
            else None
        )
    if isinstance(value, dict | list):
        return None if value or isinstance(value, dict) else {"type": "text"}
    if isinstance(value, bool):  # before numbers: a bool is an int
        return {"type": "checkbox"}
    if isinstance(value, int | float):
        return {"type": "number"}
    return {"type": _type_of_text(value) if isinstance(value, str) else "text"}


def _type_of_text(value: str) -> str:
    # an impossible day such as 30 February is text
    with contextlib.suppress(ValueError):
        if re.fullmatch(r"\d{4}-\d\d-\d\d", value) and date.fromisoformat(value):
            return "date"
        if re.match(r"\d{4}-\d\d-\d\d[T ]\d\d:", value) and datetime.fromisoformat(value):
            return "timestamp"
    return "text"


# -- options and statuses --------------------------------------------------------------------------------------------


def _titles(options: Iterable[Any]) -> list[str]:
    return [option.title for option in options if not option.is_archived]


def option(loss: Loss) -> str | None:
    one = attribute_of(loss)
    if one is None:
        return None
    article, what, key = ("a", "status", "statuses") if loss.type == "status" else ("an", "option", "options")
    titles = _titles(one.choices)
    where = f"in Attio under {settings_of(loss, 'Attributes', str(loss.attribute))}"
    if not isinstance(loss.found, str):
        return f"Send the title of one {what} as text, not {plain_kind_of(loss.found)}{element_of(loss)}; {loss.attribute} has {titles_listed(titles)}."
    if any(choice.title == loss.found for choice in one.choices):
        return (
            f"The {what} {loss.found!r} is archived: restore it {where}, in the workspace file with `is_archived: false`, or send one of "
            f"{titles_listed(titles)}."
        )
    if not loss.found.strip():
        return f"Send the title of one {what} in {loss.places}, not {loss.found!r}: {loss.attribute} has {titles_listed(titles)}."
    close = likely(loss.found, titles)
    if close and normalize("NFC", close) == normalize("NFC", loss.found):
        return f"Send {close!r} exactly as {loss.attribute} has it, {close!a} in escapes: {loss.found!a} only looks the same{element_of(loss)}."
    meant = f"Send {close!r} (closest)" if close else f"Send an existing {what}"
    # Attio refuses elements of a list one by one: name the other bad ones too
    given = loss.value if isinstance(loss.value, list) else []
    unknown = [repr(other) for other in given if isinstance(other, str) and other not in (loss.found, *titles)]
    beside = (
        f" {listed(unknown, 5)} of the same list {'is' if len(unknown) == 1 else 'are'} not among them either."
        if unknown
        else ""
    )
    return (
        f"{meant}, or add {loss.found!r} as {article} {what} of {loss.attribute}: {where}, in the workspace file with `{snippet(loss.found)}` under its "
        f"{key}. It has {titles_listed(titles)}.{beside}"
    )


_PERSON = re.compile(r"[^@\s<>\"(),;:]+@[^@\s<>\"(),;:]+")


def near_member(workspace: Workspace, value: str) -> str | None:
    """The address of the member who may have been meant; None if none is similar."""
    emails = [one.email_address for one in workspace.members]
    names = {f"{one.first_name} {one.last_name}".strip(): one.email_address for one in workspace.members}
    ids = {one.id: one.email_address for one in workspace.members}
    # compare names, IDs and what is before the @, not domains: colleagues share those. Of two members with the same local part,
    # take the one at the same domain
    sought, _, domain = value.partition("@")
    near = sorted(emails, key=lambda email: email.casefold().endswith(f"@{domain.casefold()}"))
    by = {
        **{name: email for name, email in names.items() if name},
        **{email.partition("@")[0]: email for email in near},
        **ids,
    }
    close = closest(sought, by)
    return by[close] if close else None


def member(loss: Loss) -> str:
    emails = [one.email_address for one in loss.workspace.members]
    close = near_member(loss.workspace, loss.found) if isinstance(loss.found, str) else None
    meant = f"Did you mean {close}? " if close else ""
    invite = ""
    named = loss.found.strip() if isinstance(loss.found, str) else ""
    # `Jane <jane@acme.com>` holds an address and is none
    if _PERSON.fullmatch(named) and named.casefold() not in map(str.casefold, emails):
        invite = (
            f", or invite them: in Attio under Workspace settings > Members, in the workspace file with `{snippet({'email_address': named})}` "
            "under members"
        )
    return f"{meant}Send the email address of a workspace member{element_of(loss)} ({listed(emails) or 'the workspace file names none'}){invite}."


# -- what an attribute takes at all ----------------------------------------------------------------------------------


def read_only(loss: Loss) -> str | None:
    one = attribute_of(loss)
    # as matching attribute, the choice of it is at fault, not the value
    if one is None or one.is_writable or loss.field == ("matching_attribute",):
        return None
    return f"Attio itself fills {loss.attribute}; leave it out of the mapping."


def _is_list_for_one(loss: Loss) -> bool:
    one = attribute_of(loss)
    return one is not None and not one.is_multiselect and isinstance(loss.value, list)


def first_of(loss: Loss) -> Loss | None:
    """The loss as it would be if the first element were sent instead of the list; None if that says no more."""
    if not _is_list_for_one(loss) or not loss.value:
        return None
    first, index = loss.value[0], "[0]"
    while isinstance(first, list) and first:
        first, index = first[0], f"{index}[0]"
    if first == []:
        return None
    reads = tuple(
        dataclasses.replace(read, path=f"{read.path}{index}", value=first) if read.value == loss.value else read
        for read in loss.reads
    )
    place = place_of(loss, 0)
    if reads == loss.reads and place is not None:
        reads = (Read(path=place, value=first),)
    return dataclasses.replace(loss, value=first, found=first, reads=reads)


def list_for_one(loss: Loss) -> str | None:
    if not _is_list_for_one(loss):
        return None
    # Attio takes an empty list inside, but it writes nothing
    helps = next((at for at, element in enumerate(loss.value) if element != [] and taken(loss, element)), None)
    if helps is None and first_of(loss) is not None:
        return None
    if helps is None:
        return f"{loss.attribute} holds one value: send the value itself instead of a list."
    place = place_of(loss, helps)
    where = f", or map {place}{f' {OF_LISTS}' if place.endswith(']') else ''}" if place else ""
    written = written_list(loss)
    if written is not None:
        where = f", map it with {json.dumps(written[helps], ensure_ascii=False)} alone"
    return f"{loss.attribute} holds one value: send the value itself instead of a list{where}."
