"""Which records a payload asserts, with which values, and by which keys one is found. Whether Attio accepts them is decided elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import Any

from attio_destination.asserts import ASSERTS
from attio_emulator import AttioError, Emulator, Object, Workspace
from attio_emulator.addresses import address, host_text
from attio_emulator.errors import dealt_with

__all__ = ["compared", "is_whole", "keys_of", "values_of"]


def values_of(
    action: str, payload: Mapping[str, Any], workspace: Workspace
) -> Iterator[tuple[Object, str, dict[str, Any]]]:
    """For each record that a payload asserts: its object, the slug of the matching attribute, and its values by slug."""
    for one in ASSERTS.get(action, ()):
        named = one.object or payload.get(one.object_field or "")
        owner = workspace.find_object(named) if isinstance(named, str) else None
        matching = one.matching_attribute or payload.get(one.matching_field or "")
        sought = owner.find(matching) if owner is not None and isinstance(matching, str) else None
        if owner is None or sought is None:
            continue
        values = {fill.attribute: payload[fill.field] for fill in one.fills if fill.field in payload}
        more = payload.get(one.additional)
        values |= more if isinstance(more, Mapping) else {}
        known = ((owner.find(name), value) for name, value in values.items())
        yield owner, sought.slug, {at.slug: value for at, value in known if at is not None}


def keys_of(emulator: Emulator, owner: Object, slug: str, value: Any) -> tuple[Hashable, ...]:
    """The keys that find a record with this value; empty if Attio would refuse the value."""
    core = emulator.core
    try:
        with core.assumptions.trial(), core.existing.trial():
            given = core.writer.reader.given(owner, {slug: value}, "simple", "")
    except AttioError as error:
        dealt_with(error)
        return ()
    return tuple(key for one in given for key in one.keys or ())


_COMPARED: Mapping[str, Callable[[str], str]] = {"email-address": address, "domain": host_text}
"""Type -> how the emulator compares its text; any other is compared as it is: `U1` and `u1` are the IDs of two users."""


def compared(type: str, text: str) -> str:
    """A text of an attribute of this type, written in the one way in which Attio compares it."""
    how = _COMPARED.get(type)
    return text if how is None else how(text.strip())


def is_whole(owner: Object, values: Mapping[str, Any]) -> bool:
    """Whether these values are enough to create a record, not only to update one."""
    return all(
        values.get(one.slug) is not None or one.default is not None or not one.is_required or one.is_archived
        for one in owner.attributes.values()
    )
