"""Which element of one list corresponds to which of another: by id, by name, by content, and finally by place."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

from attio_harness.exchanges.ids import IdMap, id_of, is_id

__all__ = ["Pair", "in_order", "pairs"]

Pair = tuple[int | None, int | None]
"""(place on the left, place on the right); None if one side has no counterpart."""

_NAMES = ("api_slug", "email_address", "title", "slug", "name")
"""Members that identify an element among its neighbours, the most telling first."""
_STAMPS = frozenset({"active_from", "active_until", "created_by_actor", "created_at"})
"""Members that say when and by whom; two values are the same one whatever these say."""


def pairs(left: Sequence[Any], right: Sequence[Any], ids: IdMap) -> list[Pair]:
    """Every element of both lists once, in the order of the left list; elements that only the right has come last."""
    if not left or not right:
        return [*((place, None) for place in range(len(left))), *((None, place) for place in range(len(right)))]
    if len(left) == len(right) == 1:
        # most lists of values are like this: there is no other candidate
        known = _known(left[0], ids.right), _known(right[0], ids.left) and id_of(right[0])
        return [(0, 0)] if known[0] == known[1] else [(0, None), (None, 0)]
    known_left = [_known(one, ids.right) for one in left]
    known_right = [_known(one, ids.left) and id_of(one) for one in right]
    beside: dict[int, int | None] = _matched(dict(enumerate(known_left)), dict(enumerate(known_right)))
    # a known element that is missing on the other side has no counterpart
    open_left = {place: one for place, one in enumerate(left) if known_left[place] is None}
    open_right = {place: one for place, one in enumerate(right) if known_right[place] is None}
    for of_left, of_right in (
        (_name, _name),
        (lambda one: _said(one, ids.right), lambda one: _said(one, lambda id: ids.left(id) and id)),
    ):
        found = _matched(_keys(open_left, of_left), _keys(open_right, of_right))
        beside |= found
        open_left = {place: one for place, one in open_left.items() if place not in found}
        open_right = {place: one for place, one in open_right.items() if place not in found.values()}
    beside |= dict(zip(open_left, open_right, strict=False))
    taken = set(beside.values())
    return [
        *((place, beside.get(place)) for place in range(len(left))),
        *((None, place) for place in range(len(right)) if place not in taken),
    ]


def in_order(found: Sequence[Pair]) -> bool:
    """Whether the elements that both lists have come in the same order."""
    places = [right for left, right in found if left is not None and right is not None]
    return places == sorted(places)


def _keys(places: Mapping[int, Any], key: Callable[[Any], Hashable]) -> dict[int, Hashable]:
    return {place: key(one) for place, one in places.items()}


def _matched(left: Mapping[int, Hashable], right: Mapping[int, Hashable]) -> dict[int, int | None]:
    """Place on the left -> the first free place on the right with the same key; None does not count as a key."""
    there: dict[Hashable, list[int]] = {}
    for place, key in right.items():
        if key is not None:
            there.setdefault(key, []).append(place)
    return {place: there[key].pop(0) for place, key in left.items() if key is not None and there.get(key)}


def _known(one: Any, known: Callable[[str], str | None]) -> str | None:
    id = id_of(one)
    return None if id is None else known(id)


def _name(one: Any) -> Hashable:
    if not isinstance(one, Mapping):
        return None
    for name in _NAMES:
        if isinstance(one.get(name), str):
            return (name, one[name])
    # a row of a refusal
    path = one.get("path")
    return ("path", *map(str, path)) if isinstance(path, list) else None


def _said(one: Any, known: Callable[[str], str | None], key: str = "") -> Hashable:
    """The content of an element without times and actors; a known id as the right side's, any other as a placeholder."""
    if isinstance(one, Mapping):
        return tuple(sorted((name, _said(inner, known, name)) for name, inner in one.items() if name not in _STAMPS))
    if isinstance(one, list):
        return tuple(_said(inner, known) for inner in one)
    return f"id {known(one)}" if is_id(key, one) else repr(one)
