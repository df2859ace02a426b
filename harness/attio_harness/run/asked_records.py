"""Which records a payload asserts, and with which values. Whether Attio accepts them is decided elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attio_destination.asserts import ASSERTS
from attio_emulator import Object, Workspace

__all__ = ["values_of"]


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
