"""Uses the store's indexes to find the only records that can pass a filter, so that no others need to be examined.

A candidate may still fail. `filters` checks the values.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence

from attio_emulator.query.paths import Ground, Step
from attio_emulator.record import Record

__all__ = ["Candidates", "anybody", "in_all", "in_any", "with_keys"]

Candidates = Callable[[], Mapping[str, Record] | None]
"""A function that finds the candidates by ID, called when needed; None means any record."""


def anybody() -> None:
    """No index helps."""
    return


def with_keys(ground: Ground, steps: Sequence[Step], keys: Collection[Hashable] | None) -> Candidates:
    """The records with a value under one of these keys at the end of a path, found by following the path backwards."""
    *way, last = steps
    if keys is None or not ground.store.is_indexed(last.attribute.slug):
        return anybody

    def candidates() -> dict[str, Record]:
        found = ground.store.holders(last.owner.slug, last.attribute.slug, keys)
        for step in reversed(way):
            ends = [(one.object, one.id) for one in found]
            found = ground.store.holders(step.owner.slug, step.attribute.slug, ends)
        return {one.id: one for one in found}

    return candidates


def in_all(several: Sequence[Candidates]) -> Candidates:
    """The candidates common to all conditions."""

    def candidates() -> Mapping[str, Record] | None:
        known = [one for candidates in several if (one := candidates()) is not None]
        if not known:
            return None
        fewest = min(known, key=len)
        return {id: record for id, record in fewest.items() if all(id in one for one in known)}

    return candidates


def in_any(several: Sequence[Candidates]) -> Candidates:
    """The candidates of any condition; if one has no index, any record."""

    def candidates() -> Mapping[str, Record] | None:
        out: dict[str, Record] = {}
        for candidates in several:
            one = candidates()
            if one is None:
                return None
            out |= one
        return out

    return candidates
