"""Finds which records of two runs are the same. `records` names them; what differs between them is found there, too.

Two records are the same, in this order of evidence: both are of the state that both runs began with, or they share a value of the
attribute that the runs' subscriptions match such records by, or of another unique attribute. An attribute with several values, such as
the addresses of a person, may name several records: then the events decide that wrote them, the first one before all others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from attio_destination.asserts import ASSERTS

from attio_harness.run.check import Check

__all__ = ["Place", "Side", "matched_by", "same_records"]

Place: TypeAlias = tuple[str, int, int | None]
"""Where an event is: file, line and index there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """The records of one object in one run, by ID, oldest first. `values` returns a record's values of an attribute as text, `events`
    the events that wrote it, in order, each as what is the same in both runs."""

    ids: Sequence[str]
    values: Callable[[str, str], Sequence[str]]
    events: Callable[[str], Sequence[Hashable]]


def matched_by(job: Check) -> Counter[tuple[str, str]]:
    """The attributes by which a run's subscriptions match records, each once, with its object; none that only an event decides."""
    workspace, found = job.emulator.workspace, set[tuple[str, str]]()
    for one in job.runnables:
        mapping = one.source.mapping
        for asserted in ASSERTS[one.source.action]:
            named = asserted.object or mapping.get(asserted.object_field or "")
            by = asserted.matching_attribute or mapping.get(asserted.matching_field or "")
            owner = workspace.find_object(named) if isinstance(named, str) else None
            attribute = owner.find(by) if owner is not None and isinstance(by, str) else None
            if owner is not None and attribute is not None:
                found.add((owner.slug, attribute.slug))
    return Counter(found)


def same_records(ours: Side, theirs: Side, attributes: Iterable[str], begun: Collection[str]) -> dict[str, str]:
    """ID of a record of `theirs` -> ID of the same one of `ours`.

    `attributes` are the unique ones of the object, in the order in which they tell; `begun` the records that both runs began with.
    """
    left, right = dict.fromkeys(ours.ids), dict.fromkeys(theirs.ids)
    found: dict[str, str] = {}

    def pair(id: str, other: str) -> None:
        if id in right and other in left:
            del right[id], left[other]
            found[id] = other

    for id in begun:
        pair(id, id)
    for attribute in attributes:
        if not left or not right:
            break
        shared = _sharing(attribute, ours, left, theirs, right)
        rivals = Counter(other for others in shared.values() for other in others)
        unclear: list[tuple[tuple[Any, ...], str, str]] = []
        for id, others in shared.items():
            for other, count in others.items():
                if len(others) == rivals[other] == 1:
                    pair(id, other)
                else:
                    unclear.append((_alike(ours.events(other), theirs.events(id), count), id, other))
        for _, id, other in sorted(unclear, key=lambda one: one[0], reverse=True):
            pair(id, other)
    return found


def _sharing(
    attribute: str, ours: Side, left: Mapping[str, None], theirs: Side, right: Mapping[str, None]
) -> dict[str, Counter[str]]:
    """For each record of `right` those of `left` with a value of it, and how many."""
    holders = {value: id for id in left for value in ours.values(id, attribute)}
    found = {id: Counter(_held(theirs.values(id, attribute), holders)) for id in right}
    return {id: others for id, others in found.items() if others}


def _held(values: Sequence[str], holders: Mapping[str, str]) -> Iterator[str]:
    return (holders[value] for value in values if value in holders)


def _alike(ours: Sequence[Hashable], theirs: Sequence[Hashable], shared: int) -> tuple[int, int, int]:
    """How much speaks for two records being the same: one event made both, events wrote both, they share values."""
    return int(ours[:1] == theirs[:1] != []), len({*ours} & {*theirs}), shared
