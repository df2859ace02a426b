"""Which records can pass a filter at all, as the indexes of the store tell: who is none of them need not be looked at.

A candidate may still fail. What a condition asks of values is in `filters`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence

from attio_emulator.query.paths import Ground, Step
from attio_emulator.record import Record

__all__ = ["Candidates", "anybody", "in_all", "in_any", "with_keys"]

Candidates = Callable[[], Mapping[str, Record] | None]
"""Gives the records by ID, when it comes to looking; None where it may be any."""


def anybody() -> None:
    """No index tells anything."""
    return


def with_keys(ground: Ground, steps: Sequence[Step], keys: Collection[Hashable] | None) -> Candidates:
    """Those at whose path's end a value has one of these keys, found by going the path backwards."""
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
    """Those who are among the candidates of each condition."""

    def candidates() -> Mapping[str, Record] | None:
        known = [one for candidates in several if (one := candidates()) is not None]
        if not known:
            return None
        fewest = min(known, key=len)
        return {id: record for id, record in fewest.items() if all(id in one for one in known)}

    return candidates


def in_any(several: Sequence[Candidates]) -> Candidates:
    """Those who are among the candidates of one condition; one that tells nothing lets anybody in."""

    def candidates() -> Mapping[str, Record] | None:
        out: dict[str, Record] = {}
        for candidates in several:
            one = candidates()
            if one is None:
                return None
            out |= one
        return out

    return candidates
