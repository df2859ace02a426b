"""Chooses the filters of the checked destination; a filter belongs to one destination.

A filter is another destination's if it names a different one than every subscription, or if a file says that its destination is
not Attio's. Within a Terraform module, a reference and an ID are two destinations, since a module refers to what it manages.
Across modules they cannot be compared unless a file joins them: then the filter is applied with a note, and if it cannot be read,
the run goes on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from attio_harness.inputs.destinations import Destinations, Key, scope_of
from attio_harness.inputs.located_filter import LocatedFilter
from attio_harness.inputs.selection import chosen_key
from attio_harness.inputs.subscription import LocatedSubscription

__all__ = ["select_filters"]


def select_filters(
    filters: Sequence[LocatedFilter],
    sources: Iterable[LocatedSubscription],
    known: Destinations,
    *,
    destination: str | None = None,
) -> list[LocatedFilter]:
    """The filters, with those of other destinations marked; `destination` is the chosen one if no subscription names any.

    Raises:
        UsageError: no filter belongs to the chosen destination.
        InputError: a filter that applies cannot be read.
    """
    mine = {
        _Place(known.key_of(one.destination, scope_of(one.file)), scope_of(one.file))
        for one in sources
        if one.destination is not None
    }
    if not mine and destination is not None:
        there = dict.fromkeys(_key(one, known) for one in filters if one.destination is not None)
        mine = {_Place(chosen_key(destination, {key: _is_attio(key, known) for key in there}, known), "")}
    chosen = [_judged(one, mine, known) for one in filters]
    for one in chosen:
        if one.problem is not None and one.applies:
            raise one.problem
    if mine:
        return chosen
    keys = dict.fromkeys(_key(one, known) for one in chosen if one.destination is not None and not one.elsewhere)
    if len(keys) < 2:
        return chosen
    names = ", ".join(known.words_of(key) for key in keys)
    first, *others = chosen
    said = f"no subscription names its destination, so the filters of {len(keys)} destinations are applied: {names}; choose one with --destination"
    return [first.noted(said), *others]


class _Place(NamedTuple):
    """A destination's key, and the scope in which it has this key."""

    key: Key
    scope: str


def _judged(one: LocatedFilter, mine: set[_Place], known: Destinations) -> LocatedFilter:
    if one.destination is None:
        return one
    key = _key(one, known)
    if any(key == other.key for other in mine):
        return one
    if _is_attio(key, known) is False:
        return replace(one, elsewhere=known.words_of(key))
    if not mine:
        return one
    here = _Place(key, scope_of(one.file))
    others = " or ".join(dict.fromkeys(known.words_of(other.key) for other in sorted(mine)))
    unsure = f"nothing tells whether its destination {known.words_of(key)} is {others}"
    if all(_are_told_apart(here, other) for other in mine):
        if all(_is_resource(key) == _is_resource(other.key) for other in mine):
            return replace(one, elsewhere=known.words_of(key))
        said = f"as far as the file says; `terraform show -json` shows whether it is {others}"
        return replace(one, elsewhere=f"{known.words_of(key)}, {said}")
    if one.problem is not None:
        return replace(one, elsewhere=f"{known.words_of(key)}, and {unsure}")
    return one.noted(f"filter {one.title!r}: applied, as {unsure}")


def _is_attio(key: Key, known: Destinations) -> bool | None:
    """Whether a file says that it is one of Attio's; None if none says so."""
    described = known.find(*key)
    return described.is_attio if described is not None else None


def _key(one: LocatedFilter, known: Destinations) -> Key:
    return known.key_of(str(one.destination), scope_of(one.file))


def _are_told_apart(one: _Place, other: _Place) -> bool:
    """Whether two different keys are surely two destinations: two IDs are, and so are two references within a folder.

    A reference with an unevaluated index, such as `segment_destination.all[each.key]`, may mean any copy.
    """
    texts = (one.key.text, other.key.text)
    are_copies = len({_INDEX.sub("", text) for text in texts}) == 1
    if any(text.startswith("each.") or (are_copies and _OWN_KEY.search(text)) for text in texts):
        return False
    if _is_address(one.key) != _is_address(other.key):
        return one.scope == other.scope
    return one.key.text != other.key.text or not _is_address(one.key)


_INDEX = re.compile(r"\[[^\[\]]*\]")
_OWN_KEY = re.compile(r"\[(?:each\.|count\.index)")


def _is_resource(key: Key) -> bool:
    """Whether it is an ID or a destination that the module manages; a variable or a module's output may be either."""
    return not _is_address(key) or key.text.startswith("segment_destination.")


def _is_address(key: Key) -> bool:
    """Whether it is Terraform's reference to a destination whose ID no file has."""
    return "." in key.text
