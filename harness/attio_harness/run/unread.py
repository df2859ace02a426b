"""Finds fields of a mapping that no event filled, with the most similar path that the events have, and conditions on a path that no
event has although they have a similar one. `mapped_fields` defines fields and conditions.

A field is looked up in each event until one fills it, so after a few events there is usually nothing left to do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attio_emulator import Workspace
from segment_actions.js import MISSING

from attio_harness.advice.fitting import fits
from attio_harness.advice.loss import is_reached
from attio_harness.inputs.subscription import LocatedSubscription
from attio_harness.report import Unread
from attio_harness.run.event_paths import SET_BY_SEGMENT, EventPaths, Keys, path_text
from attio_harness.run.mapped_fields import Condition, Field, conditions_of, fields_of, is_something
from attio_harness.run.runnable import RunnableSubscription
from attio_harness.text.json import unescaped
from attio_harness.text.words import counted, none_has

__all__ = ["UnreadFields"]

_RESOLVED = 200
"""A field that chooses is resolved for this many events; later, only if the event has one of its paths. After this many events, a
condition is no longer examined if they have nothing like it."""


class _Unfilled:
    """A field that no event has filled yet."""

    def __init__(self, field: Field) -> None:
        self.field = field
        self.found = dict.fromkeys(field.paths, 0)
        """Path -> in how many events it was there, but empty or in a branch that was not taken."""
        self.taken = dict.fromkeys(field.paths, 0)
        """Path -> from how many events a filter removed its value."""
        self._seen = 0

    def miss(self, original: Mapping[str, Any]) -> None:
        """Count the paths that `original`, the event before the filters, had and the filtered event lacks."""
        for keys, read in zip(self.field.paths, self.field.reads, strict=True):
            self.taken[keys] += is_something(read(original))

    def is_filled_by(self, event: Mapping[str, Any]) -> bool:
        """Whether the event fills the field; if not, counts the paths that were there."""
        field = self.field
        if not field.chooses:
            value = field.fill(event)
            if value is MISSING:
                return False
            self.found[field.paths[0]] += 1
            return is_something(value)
        self._seen += 1
        there = False
        for keys, read in zip(field.paths, field.reads, strict=True):
            if read(event) is not MISSING:
                there = True
                self.found[keys] += 1
        return (there or self._seen <= _RESOLVED) and is_something(field.fill(event))


def _by_segment(field: Field) -> bool:
    """Whether Segment sets what the field reads, such as `$.receivedAt`: only events that Segment has not received yet lack it."""
    return all(len(keys) == 1 and keys[0] in SET_BY_SEGMENT for keys in field.paths)


class _Subscription:
    def __init__(self, source: LocatedSubscription, workspace: Workspace) -> None:
        self.source = source
        self._workspace = workspace
        self.unfilled = [_Unfilled(one) for one in fields_of(source.mapping) if not _by_segment(one)]
        self.unmet = conditions_of(source.mapping)
        self.events = 0
        self.paths = EventPaths()

    @property
    def is_asking(self) -> bool:
        return bool(self.unfilled or self.unmet)

    def see(self, event: Mapping[str, Any], original: Mapping[str, Any]) -> None:
        self.events += 1
        if self.unmet:
            self.unmet = [one for one in self.unmet if (value := one.read(event)) is MISSING or value is None]
            # otherwise a choice that is deliberately open would cost a look into every event of a long file
            if self.events == _RESOLVED:
                self.unmet = [one for one, _ in self.conditions()]
        if self.is_asking:
            self.unfilled = [one for one in self.unfilled if not one.is_filled_by(event)]
            self.paths.see(event)
            for one in self.unfilled if event is not original else ():
                one.miss(original)

    def rows(self) -> Iterator[Unread]:
        for one in self.unfilled if self.events else ():
            path, closest = self._told(one)
            pointer = self.source.mapping_pointer + one.field.pointer
            yield Unread(
                subscription=self.source.name,
                mapping_file=self.source.file,
                mapping_pointer=pointer,
                mapping_line=self.source.line_of(pointer),
                path=path_text(path),
                events=self.events,
                found=one.found[path],
                closest=path_text(closest) if closest is not None else None,
            )

    def conditions(self) -> Iterator[tuple[Condition, Keys]]:
        """The conditions that no event met although the events have a path that may have been meant, each path once."""
        told = {keys for one in self.unfilled for keys in one.field.paths}
        for one in self.unmet if self.events else ():
            closest = self.paths.closest(one.keys, one.beside) if one.keys not in told else None
            if closest is not None:
                told.add(one.keys)
                yield one, closest

    def closest(self, one: _Unfilled) -> Keys | None:
        return self._told(one)[1]

    def _told(self, one: _Unfilled) -> tuple[Keys, Keys | None]:
        """Which of the field's paths to report, and a similar one: the first with a similar path, else the one that was found least.

        A path whose value a filter removed did exist, so no similar path is suggested for it.
        """
        paths = sorted(one.field.paths, key=lambda keys: one.found[keys])
        if any(one.taken.values()):
            return next(keys for keys in paths if one.taken[keys]), None
        way = one.field.pointer.split("/@", 1)[0].split("/")[1:]
        field = [unescaped(step) for step in way]
        source, workspace = self.source, self._workspace
        for keys in paths:
            closest = self.paths.closest(
                keys, takes=lambda value: fits(workspace, source.action, source.mapping, field, value)
            )
            if closest is not None:
                return keys, closest
        return paths[0], None


class UnreadFields:
    """Sees every event that a subscription maps, and reports the fields that no event filled."""

    def __init__(self, runnables: Sequence[RunnableSubscription], workspace: Workspace) -> None:
        self._subscriptions = [_Subscription(one.source, workspace) for one in runnables]

    def see(self, order: int, event: Mapping[str, Any], original: Mapping[str, Any]) -> None:
        """Take an event that the subscription with index `order` maps; `original` is the event before the filters."""
        self._subscriptions[order].see(event, original)

    def is_asking(self, order: int) -> bool:
        """Whether the subscription with index `order` still has a field that is not filled or a condition that is not met."""
        return self._subscriptions[order].is_asking

    def count(self, order: int) -> None:
        """Count an event of the subscription with index `order`, without a look at it: nothing is left to find."""
        self._subscriptions[order].events += 1

    def rows(self) -> tuple[Unread, ...]:
        """The fields, by subscription, in the order of the mapping."""
        return tuple(row for one in self._subscriptions for row in one.rows())

    def notes(self) -> Iterator[Mapping[str, Any]]:
        """Rows of `file`, `line` and `what` about values that filters remove, values that no path reaches, and conditions."""
        for subscription in self._subscriptions:
            source = subscription.source
            for condition, closest in subscription.conditions():
                pointer = source.mapping_pointer + condition.pointer
                they = "it has" if subscription.events == 1 else "they have"
                said = (
                    f"{condition.said} {path_text(condition.keys)}, which {none_has(subscription.events)}; "
                    f"{they} {path_text(closest)}"
                )
                yield source.note_at(pointer, said)
            for one in subscription.unfilled if subscription.events else ():
                pointer = source.mapping_pointer + one.field.pointer
                for said in (*_taken(one), *_unreachable(subscription.closest(one))):
                    yield source.note_at(pointer, said)


def _taken(one: _Unfilled) -> Iterator[str]:
    for keys, count in one.taken.items():
        if count:
            yield f"{path_text(keys)} is removed by filters from {counted(count, 'event')}, so that it fills nothing"


def _unreachable(closest: Keys | None) -> Iterator[str]:
    if closest is not None and not is_reached(closest):
        first, *others = closest
        path = (first if _NAME.fullmatch(first) else _bracketed(first)) + "".join(map(_bracketed, others))
        holder = first.partition(".")[0]
        # a top member `traits.plan`: nobody sends it, an export has put the members of traits beside it
        flat = not others and holder in ("traits", "properties", "context")
        name = (
            f"put it into {holder}, if an export flattened the event" if flat else "send it under a name without a dot"
        )
        yield (
            f"no path reaches {path_text(closest)}, since a dot ends a key; "
            f"{name}, or map it with @liquid {{{{ {path} }}}}"
        )


_NAME = re.compile(r"[A-Za-z_][\w-]*", re.ASCII)
"""A key that a Liquid variable may begin with; any other must be in brackets there, too."""


def _bracketed(key: str) -> str:
    return f"['{key}']" if '"' in key else f'["{key}"]'
