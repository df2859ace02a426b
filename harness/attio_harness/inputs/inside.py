"""Finds an event inside another value: the way there in words and as a jq filter.

`ways` writes each step; `wrappings` says what carries the event and what to do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from attio_harness.inputs.event import TYPES
from attio_harness.inputs.ways import UNPACK, below, decoded, dotted
from attio_harness.text.words import listed

__all__ = ["IDS", "MEMBERS", "Inside", "event_inside", "members_inside"]

_KNOWN = frozenset(TYPES)
MEMBERS = frozenset(
    {"userId", "anonymousId", "messageId", "traits", "properties", "context", "event", "groupId", "previousId"}
)
"""An object with an event's `type` is an event if it has one of these members."""
IDS = frozenset({"userId", "anonymousId", "messageId"})
_MOST = 2000
"""How many values of an entry are examined."""
_LAST_STEP = re.compile(r'(.*)\.(?:\w+|"(?:[^"\\]|\\.)*")', re.DOTALL)
_NEWER: Mapping[str, tuple[str, ...]] = {
    "before": ("after",),
    "fullDocumentBeforeChange": ("fullDocument",),
    "old": ("new", "data"),
    "old_record": ("record",),
    "OldImage": ("NewImage",),
    "oldValue": ("value",),
    "old_values": ("new_values",),
    "previous": ("current",),
}
"""The member with a row's old value -> the one with its new value, in change streams of databases (Debezium, MongoDB, Hasura, Maxwell,
Supabase, DynamoDB, Firestore, Spanner). Beside the new value, the old one is no event of its own."""
_MOST_WAYS = 3
"""How many ways to events are named; there may be more members of one object."""


@dataclass(frozen=True, slots=True)
class Inside:
    """An event inside a value: the members on the way, in words and as a jq filter; `first` is the filter of the first of several."""

    words: str
    filter: str
    first: str


def members_inside(value: Any) -> Inside | None:
    """The way to an event whose `type` is in the object around it, as in a CloudEvent of the type identify."""
    kind = value.get("type") if isinstance(value, Mapping) else None
    if type(kind) is not str or kind not in _KNOWN:
        return None
    ways = [
        (words, filter_)
        for member in below(value, "", "")
        for one, words, filter_ in (member, *(decoded(*member) if isinstance(member[0], str) else ()))
        if isinstance(one, Mapping) and not IDS.isdisjoint(one) and len(MEMBERS & one.keys()) > 1
    ]
    if len(ways) != 1:
        return None
    ((words, way),) = ways
    inner = way.removesuffix(" | ")
    return Inside(f"`{words}`", f"{f'({inner})' if ' | ' in inner else inner} + {{type}}", way)


def event_inside(value: Any, members: frozenset[str]) -> Inside | None:
    """The way to the shallowest events inside a value."""
    waiting: list[tuple[Any, str, str, int]] = [(value, "", "", 0)]
    ways: dict[str, str] = {}
    deepest = _MOST
    for seen, (one, words, filter_, depth) in enumerate(waiting):
        if depth > deepest or seen >= _MOST:
            break
        if words or filter_:
            kind = one.get("type") if isinstance(one, Mapping) else None
            if type(kind) is str and kind in _KNOWN and not members.isdisjoint(one):
                ways.setdefault(filter_, words)
                deepest = depth
                continue
        # breadth first: the list grows while it is walked
        waiting += ((*member, depth + 1) for member in below(one, words, filter_))
    return _together(ways) if ways else None


def _together(ways: dict[str, str]) -> Inside:
    """Several ways as one; if they are members of one object, as all its members."""
    said = set(ways.values())
    now = {way: words for way, words in ways.items() if said.isdisjoint(_newer(words))}
    first = next(iter(now))
    packed = next((way for way in now if UNPACK in way), None)
    if len(now) == 1 or packed is not None:
        # jq cannot join several ways if another program unpacks in between
        way = packed or first
        words = now[way]
        return Inside(f"`{words}`" if words else "", way, way)
    told = listed([f"`{words}`" for words in now.values()], _MOST_WAYS)
    holder, *others = {_holder(way) for way in now}
    if holder is not None and not others:
        return Inside(told, f"{dotted(holder)}[] | objects | select(.type)", first)
    alone = (way.removesuffix(" | ") for way in now)
    return Inside(told, f"({', '.join(f'({way})' if ' | ' in way else way for way in alone)})", first)


def _newer(words: str) -> Iterator[str]:
    """The ways to the new values of a change, from the way to its old value."""
    keys = words.split(".")
    for at, key in enumerate(keys):
        name, mark, rest = key.partition(" (")
        for newer in _NEWER.get(name, ()):
            yield ".".join([*keys[:at], newer + mark + rest, *keys[at + 1 :]])


def _holder(way: str) -> str | None:
    """The filter of the object whose member a way ends in; None if it ends in an element or in a text."""
    found = _LAST_STEP.fullmatch(way)
    return found[1] if found else None
