"""Where an event stands inside of something else: the way there in words, and the filter of jq that goes it.

How each step is written is known in `ways`; what carries the event, and what to do, is told in `wrappings`.
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
"""An object with such a `type` is an event where it has one of these."""
IDS = frozenset({"userId", "anonymousId", "messageId"})
_MOST = 2000
"""So many values of one entry are looked at."""
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
"""What a change has been, in the streams of databases (Debezium, MongoDB, Hasura, Maxwell, Supabase, DynamoDB, Firestore, Spanner), and
what it is now: beside that it is no event of its own."""
_MOST_WAYS = 3
"""Ways to events that are named; members of one object may be more."""


@dataclass(frozen=True, slots=True)
class Inside:
    """An event inside of something: the members on the way in words, and as a filter of jq; `first` is that of the first of several."""

    words: str
    filter: str
    first: str


def members_inside(value: Any) -> Inside | None:
    """The way to an object that is an event but for its type, which stands above: a CloudEvent of the type identify has so."""
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
    """The way to the events inside that are the shallowest."""
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
        # one list grows while it is walked: breadth first
        waiting += ((*member, depth + 1) for member in below(one, words, filter_))
    return _together(ways) if ways else None


def _together(ways: dict[str, str]) -> Inside:
    """Several ways as one; all members of one object where they are that."""
    said = set(ways.values())
    now = {way: words for way, words in ways.items() if said.isdisjoint(_newer(words))}
    first = next(iter(now))
    packed = next((way for way in now if UNPACK in way), None)
    if len(now) == 1 or packed is not None:
        # several ways cannot be one where something else unpacks in between
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
    """What a change is now, of the way to what it has been."""
    keys = words.split(".")
    for at, key in enumerate(keys):
        name, mark, rest = key.partition(" (")
        for newer in _NEWER.get(name, ()):
            yield ".".join([*keys[:at], newer + mark + rest, *keys[at + 1 :]])


def _holder(way: str) -> str | None:
    """The filter of the object that a way ends in a member of; None where it ends in an element or in a text."""
    found = _LAST_STEP.fullmatch(way)
    return found[1] if found else None
