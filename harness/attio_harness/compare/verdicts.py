"""Finds the events that end differently in two runs, by subscription, with the place in the mapping.

`changes` says what a difference means.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from attio_harness.compare.changes import Kind, is_worse, kind_of_change
from attio_harness.compare.difference import Difference
from attio_harness.rejection import EventRef, Rejection
from attio_harness.run.check import Check
from attio_harness.verdicts import LOST

__all__ = ["pairs", "verdict_differences", "verdicts_of_new"]

_BY_WORKSPACE = "the workspace file has changed: the old mapping loses it under the new one, too"


def verdict_differences(
    old: Check,
    new: Check,
    between: Check | None = None,
    *,
    before_of: Mapping[int, int] | None = None,
    left: Container[tuple[int, EventRef]] = (),
    right: Container[tuple[int, EventRef]] = (),
) -> Iterator[Difference]:
    """The events that end differently in `new`.

    `between` is a run of the old mapping with the new workspace. `before_of` maps the number of an event in `new` to its number in
    `old`, for events that both runs had; without it, all events are the same. `left` and `right` are the events, by the order of a
    subscription, that the other run writes under another one (`taken_over`): they do not end differently.
    """
    changes = _by_subscription(old, new, between, before_of, left, right)
    return _without_moved_losses(list(changes))


def _by_subscription(
    old: Check,
    new: Check,
    between: Check | None,
    before_of: Mapping[int, int] | None,
    left: Container[tuple[int, EventRef]],
    right: Container[tuple[int, EventRef]],
) -> Iterator[Difference]:
    for before, after in pairs(old, new):
        # only events that one of the runs settled: the others are unmatched or filtered in both
        was = {event for event, order in old.settled if order == before}
        numbers = {event for event, order in new.settled if order == after}
        if before_of is None:
            numbers |= was
        else:
            numbers = {now for now, then in before_of.items() if now in numbers or then in was}
        name = (new.runnables[after] if after is not None else old.runnables[before or 0]).source.name
        trigger = new.runnables[after].source.trigger if after is not None else None
        for number in sorted(numbers):
            then = number if before_of is None else before_of[number]
            ends = _end(old, then, before), _end(new, number, after)
            if (before, ends[0][1]) in left or (after, ends[1][1]) in right:
                continue
            change = _verdict(name, trigger, *ends)
            if change is not None:
                by_workspace = between is not None and change.right in LOST and _loses(between, number, before)
                filtered = new.kept_away[number] if change.right == "filtered" else ""
                yield replace(
                    change,
                    why=_BY_WORKSPACE if by_workspace and is_worse(change) else filtered,
                    **_place(new, after, change.loss if change.right in LOST else None),
                )


def _without_moved_losses(changes: Sequence[Difference]) -> Iterator[Difference]:
    """Without events that one subscription no longer loses and another one loses now by the same fault: they end as before."""
    counts = {kind: Counter(_loss_of(one) for one in changes if kind_of_change(one) == kind) for kind in _MOVES}
    moved = counts["not_sent"] & counts["sent_and_lost"]
    left = {kind: moved.copy() for kind in _MOVES}
    for one in changes:
        kind, key = kind_of_change(one), _loss_of(one)
        if kind in left and left[kind][key]:
            left[kind][key] -= 1
        else:
            yield one


_MOVES: tuple[Kind, ...] = ("not_sent", "sent_and_lost")


def _loss_of(one: Difference) -> tuple[Any, ...]:
    return one.events, _fault(one.loss)


def verdicts_of_new(job: Check, numbers: Mapping[int, Any]) -> Iterator[Difference]:
    """How new events ended, as differences from unmatched."""
    for (number, order), _ in sorted(job.settled.items()):
        if number in numbers:
            source = job.runnables[order].source
            change = _verdict(source.name, source.trigger, _NOT_THERE, _end(job, number, order))
            if change is not None:
                yield replace(change, **_place(job, order, change.loss))


def _loses(job: Check, number: int, order: int | None) -> bool:
    return order is not None and job.settled.get((number, order), ("",))[0] in LOST


def _place(new: Check, order: int | None, loss: Rejection | None) -> dict[str, Any]:
    """The place in the new mapping: the field at fault, else the subscription."""
    if loss is not None:
        return {"file": loss.mapping_file, "line": loss.mapping_line}
    if order is None:
        return {}
    source = new.runnables[order].source
    return {"file": source.file, "line": source.line_of(source.trigger_pointer)}


_End = tuple[str, EventRef | None, Rejection | None]

_NOT_THERE: _End = ("unmatched", None, None)


def _end(job: Check, number: int, order: int | None) -> _End:
    """How an event ended under a subscription."""
    found = job.settled.get((number, order)) if order is not None else None
    if found is None or order is None:
        return ("filtered", None, None) if order is not None and number in job.kept_away else _NOT_THERE
    return found[0], found[1], job.lost.get((number, order))


def _verdict(subscription: str, trigger: str | None, before: _End, after: _End) -> Difference | None:
    (old, _, was), (new, _, now) = before, after
    # an event that another fault loses now is different, too
    if old == new and _fault(was) == _fault(now):
        return None
    event = after[1] or before[1]
    return Difference(
        what="verdict",
        subscription=subscription,
        trigger=trigger,
        left=old,
        right=new,
        loss=now or was,
        events=(event,) if event else (),
    )


def _fault(loss: Rejection | None) -> tuple[Any, ...] | None:
    # without the value and the pointer, because a field that only moved has the same fault
    return None if loss is None else (loss.code, loss.object, loss.attribute, loss.message)


def pairs(old: Check, new: Check) -> Iterator[tuple[int | None, int | None]]:
    """Pairs of old and new subscriptions: first by name, then by action in their order; None for a missing partner."""
    left = dict(enumerate(one.source for one in old.runnables))
    right = dict(enumerate(one.source for one in new.runnables))
    # exact pairs first, so that a renamed subscription does not take the partner of another
    for same in (lambda one: (one.name, one.action), lambda one: one.action):
        # over a copy, because pairs are removed
        for index, source in list(left.items()):
            other = next((key for key, one in right.items() if same(one) == same(source)), None)
            if other is not None:
                del left[index], right[other]
                yield index, other
    yield from ((index, None) for index in left)
    yield from ((None, index) for index in right)
