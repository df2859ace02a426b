"""Finds the events that a subscription takes in only one run, whose values they give to the same records in the other run, too.

Two subscriptions that become one, one that becomes two, or two that exchange their triggers lose no event. What the values are is
left to `records`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attio_harness.compare.records import Records
from attio_harness.compare.vanished import Given
from attio_harness.compare.verdicts import pairs
from attio_harness.rejection import EventRef

__all__ = ["TakenOver", "taken_over"]

TakenOver = Mapping[tuple[int, EventRef], Sequence[str]]
"""The order of a subscription and an event that it wrote -> the subscriptions of the other run that give what it gave."""


def taken_over(one: Given, ones: Records, other: Given, others: Records) -> TakenOver:
    """What one run writes and the other, too, but under another subscription than the one that it pairs; both have the same events."""
    partner = dict(pairs(one.job, other.job))
    settled = {(order, ref) for (_, order), (_, ref) in other.job.settled.items()}
    writers: dict[tuple[tuple[str, str], EventRef], dict[str, str]] = {}
    for id, rows in other.rows.items():
        for order, ref, names in rows:
            if id in others.keys:
                named = writers.setdefault((others.keys[id], ref), {})
                named |= dict.fromkeys(names, other.job.runnables[order].source.name)
    found: dict[tuple[int, EventRef], dict[str, None]] = {}
    missing = set[tuple[int, EventRef]]()
    for id, rows in one.rows.items():
        for order, ref, names in rows:
            there = writers.get((ones.keys[id], ref), {}) if id in ones.keys else {}
            if there.keys() >= set(names):
                found.setdefault((order, ref), {}).update((there[name], None) for name in names)
            else:
                missing.add((order, ref))
    missing |= {(order, ref) for order, ref in found if (partner[order], ref) in settled}
    return {key: tuple(names) for key, names in found.items() if key not in missing}
