"""Finds the attributes that records got under an old mapping and no longer get under a new one, although no event is lost.

A mapping line that stays and yields nothing any more is told apart from one that was removed, or set to nothing, which is meant. Events
that are newly lost or no longer sent are left to `verdicts`, records that are gone or others to `records`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from attio_destination.asserts import assert_of
from attio_emulator import Object, Workspace
from segment_actions.mapping.whole import ROOT

from attio_harness.compare.records import Records
from attio_harness.compare.verdicts import pairs
from attio_harness.compare.written import WrittenRecord, WrittenRecords
from attio_harness.inputs.subscription import LocatedSubscription
from attio_harness.lint.yields import directive_of, is_nothing
from attio_harness.rejection import EventRef
from attio_harness.report import Report
from attio_harness.run.check import Check
from attio_harness.run.outcome import Limit
from attio_harness.verdicts import ARRIVED

__all__ = ["MOST_VANISHED", "Given", "Vanished", "vanished"]

MOST_VANISHED = Limit(number=50, is_share=True)
"""Of the records that a line gave a value, how many may get none any more: more than half is no exception that somebody meant."""

_EXAMPLES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Vanished:
    """An attribute that records no longer get from a subscription, nor from any other one."""

    object: str
    attribute: str
    subscription: str
    records: int
    """How many records get it no more, of those (`of`) that got it from this subscription and that its events still write."""
    of: int
    removed: bool
    """Whether the new mapping has no line for the attribute, or one that says that it is empty."""
    fails: bool
    """Whether the line stays, and more records than the limit allows get nothing."""
    file: str
    pointer: str
    """Of the line, or of the mapping that no longer has it."""
    line: int | None
    was: Any
    """What the old mapping has there, `now` what the new one has; None if there is nothing."""
    now: Any
    closest: str | None = None
    """The most similar path that the events have, if no event has the one that the line reads."""
    examples: tuple[tuple[str, EventRef], ...] = ()
    """The first such records, each with an event that gave it the attribute."""

    @property
    def name(self) -> str:
        return f"{self.object}.{self.attribute}"

    @property
    def said(self) -> str:
        """`users.plan no longer written for 6 of 6 records`"""
        how = "mapped" if self.removed else "written"
        return f"{self.name} no longer {how} for {self.records:,} of {self.of:,} record{'' if self.of == 1 else 's'}"

    def to_dict(self) -> dict[str, Any]:
        return {
            "object": self.object,
            "attribute": self.attribute,
            "subscription": self.subscription,
            "records": self.records,
            "of": self.of,
            "removed": self.removed,
            "fails": self.fails,
            "mapping": {"file": self.file, "pointer": self.pointer, "line": self.line},
            "was": self.was,
            "now": self.now,
            "closest": self.closest,
            "examples": [{"record": record, "event": event.to_dict()} for record, event in self.examples],
        }


class Given(WrittenRecords):
    """Keeps which attributes each event gave to which record, with the index in `runnables` of the subscription."""

    def __init__(self, job: Check) -> None:
        super().__init__(job.emulator.workspace)
        self.job = job
        self._orders = {id(one.source): order for order, one in enumerate(job.runnables)}
        self.rows: dict[str, list[tuple[int, EventRef, tuple[str, ...]]]] = {}
        self._names: dict[tuple[str, ...], tuple[str, ...]] = {}

    def wrote(self, one: WrittenRecord) -> None:
        names = tuple(name for name, value in one.values.items() if _is_something(value))
        # shared, because most events give the same attributes
        row = self._orders[id(one.source)], one.item.ref, self._names.setdefault(names, names)
        self.rows.setdefault(one.id, []).append(row)


def _is_something(value: Any) -> bool:
    """Whether a value gives an attribute anything: it has a part that is neither null nor empty."""
    if isinstance(value, Mapping):
        return any(map(_is_something, value.values()))
    if isinstance(value, list | tuple):
        return any(map(_is_something, value))
    return value is not None and value != ""


@dataclass(slots=True)
class _Tally:
    of: int = 0
    without: list[tuple[str, EventRef]] = field(default_factory=list)


_Seen = tuple[str, str, int, int]
"""Object, attribute, and the order of the subscription in the old run and in the new one."""


def vanished(
    had: Given, ours: Records, got: Given, theirs: Records, report: Report, most: Limit
) -> tuple[Vanished, ...]:
    """The attributes that vanish, those that fail first, then the larger ones.

    Args:
        had: what the old run gave, to the records `ours`.
        got: what the new run gave, to the records `theirs`, which are named like `ours`.
        report: that of the new run.
        most: of the records that a line gave a value, how many may get none.
    """
    before, after = had.job, got.job
    filled = {(owner, name, order) for owner, _, order, names in _rows(got, theirs) for name in names}
    found = []
    for (owner, name, then, order), tally in _tallies(had, ours, got, theirs).items():
        if not tally.without:
            continue
        was, source = before.runnables[then].source, after.runnables[order].source
        line = _line(source, owner, name, after.emulator.workspace)
        if line is None:
            source, line = _moved(before, after, owner, name, filled) or (source, None)
        old_line = _line(was, owner, name, before.emulator.workspace)
        if line is not None and old_line is not None:
            line, old_line = (
                _changed(line, source.mapping, was.mapping),
                _changed(old_line, was.mapping, source.mapping),
            )
        pointer = source.pointer_to(line or ())
        found.append(
            Vanished(
                object=owner,
                attribute=name,
                subscription=source.name,
                records=len(tally.without),
                of=tally.of,
                removed=line is None,
                fails=line is not None and len(tally.without) > most.of(tally.of),
                file=source.file,
                pointer=pointer,
                line=source.line_of(pointer),
                was=None if old_line is None else _at(was.mapping, old_line),
                now=None if line is None else _at(source.mapping, line),
                closest=None if line is None else _closest(report, source, pointer),
                examples=tuple(tally.without[:_EXAMPLES]),
            )
        )
    return tuple(sorted(found, key=lambda one: (not one.fails, one.removed, -one.records)))


def _tallies(had: Given, ours: Records, got: Given, theirs: Records) -> dict[_Seen, _Tally]:
    """For each attribute and subscription the records that had it from there, and those of them that have it from nowhere now."""
    partner = {one: other for one, other in pairs(had.job, got.job) if one is not None and other is not None}
    arrived = {(order, ref) for (_, order), (verdict, ref) in got.job.settled.items() if verdict in ARRIVED}
    ids = {key: id for id, key in theirs.keys.items()}
    # an event that gives the attribute to another record now has not lost its value
    by_event: dict[tuple[str, EventRef, int], set[str]] = {}
    for owner, ref, order, names in _rows(got, theirs):
        by_event.setdefault((owner, ref, order), set()).update(names)
    tallies: dict[_Seen, _Tally] = {}
    for id, rows in had.rows.items():
        key = ours.keys.get(id)
        if key is None or key not in ids:
            continue
        owner, record = key
        now = {name for _, _, names in got.rows.get(ids[key], ()) for name in names}
        seen: dict[_Seen, tuple[EventRef, bool]] = {}
        for then, ref, names in rows:
            to = partner.get(then)
            if to is None or (to, ref) not in arrived:
                continue
            elsewhere = by_event.get((owner, ref, to), ())
            for name in names:
                first, is_given = seen.get((owner, name, then, to), (ref, False))
                seen[owner, name, then, to] = first, is_given or name in now or name in elsewhere
        for one, (ref, is_given) in seen.items():
            tally = tallies.setdefault(one, _Tally())
            tally.of += 1
            if not is_given:
                tally.without.append((record, ref))
    return tallies


def _rows(given: Given, records: Records) -> Iterator[tuple[str, EventRef, int, Sequence[str]]]:
    """What each event gave: the object, the event, the subscription, the attributes."""
    for id, rows in given.rows.items():
        if id in records.keys:
            for order, ref, names in rows:
                yield records.keys[id][0], ref, order, names


_Keys = tuple[str, ...]
"""The way to a part of a mapping; () is all of it."""


def _line(source: LocatedSubscription, owner: str, name: str, workspace: Workspace) -> _Keys | None:
    """The keys of the line that maps an attribute, or of the directive that makes it with others; None if the mapping leaves it empty."""
    asserted, known = assert_of(source.action, owner), workspace.find_object(owner)

    def of_fields(fields: Mapping[str, Any]) -> _Keys | None:
        if asserted is None or known is None:
            return None
        more, fill = fields.get(asserted.additional), asserted.fill(name)
        inside = _maker(more, lambda attributes: _named(attributes, known, name))
        field = None if fill is None or is_nothing(fields.get(fill.field)) else (fill.field,)
        if inside is None or (field is not None and directive_of(more) is not None):
            return field
        return asserted.additional, *inside

    return _maker(source.mapping, of_fields)


def _maker(node: Any, line: Callable[[Mapping[str, Any]], _Keys | None]) -> _Keys | None:
    """The part of a node that may make an attribute: a line that is written out, or the directive that has several, or none to see."""
    if not isinstance(node, Mapping):
        return None
    found = directive_of(node)
    if found is None and ROOT not in node:
        return line(node)
    parts = None if found is None or ROOT in node else _passed_on(*found)
    if parts is None:
        return ()
    makers = [(*keys, *inner) for keys in parts if (inner := _maker(_at(node, keys), line)) is not None]
    return None if not makers else makers[0] if len(makers) == 1 else ()


def _passed_on(directive: str, argument: Any) -> list[_Keys] | None:
    """The parts that a directive passes on as they are written; None if it makes something else."""
    if directive in ("@literal", "@excludeWhenNull"):
        return [(directive,)]
    if directive == "@if" and isinstance(argument, Mapping):
        return [(directive, "then"), (directive, "else")]
    if directive == "@transform" and isinstance(argument, Mapping):
        return [(directive, "mapping")]
    objects = argument.get("objects") if directive == "@merge" and isinstance(argument, Mapping) else None
    return [(directive, "objects", str(at)) for at in range(len(objects))] if isinstance(objects, list) else None


def _named(attributes: Mapping[str, Any], owner: Object, name: str) -> _Keys | None:
    """The line of additional attributes that names the attribute, by its slug or its ID."""
    named = (key for key in attributes if (found := owner.find(key)) is not None and found.slug == name)
    return next(((key,) for key in named if not is_nothing(attributes[key])), None)


def _changed(line: _Keys, mapping: Mapping[str, Any], other: Mapping[str, Any]) -> _Keys:
    """A line that two mappings have with a difference; else the directive around it that differs, such as by its condition."""
    there = _at(other, line)
    if there is not None and there != _at(mapping, line):
        return line
    outer = (line[:end] for end in reversed(range(len(line))))
    differing = (
        keys for keys in outer if directive_of(at := _at(mapping, keys)) is not None and at != _at(other, keys)
    )
    return next(differing, line)


def _at(mapping: Any, keys: Sequence[str]) -> Any:
    found: Any = mapping
    for key in keys:
        if isinstance(found, list) and key.isdigit():
            found = found[int(key)] if int(key) < len(found) else None
        else:
            found = found.get(key) if isinstance(found, Mapping) else None
    return found


def _moved(
    before: Check, after: Check, owner: str, name: str, filled: set[tuple[str, str, int]]
) -> tuple[LocatedSubscription, _Keys] | None:
    """The line of another subscription that is new and gives the attribute to no record: the removed line was moved there."""
    for then, order in pairs(before, after):
        if order is None or (owner, name, order) in filled:
            continue
        source = after.runnables[order].source
        line = _line(source, owner, name, after.emulator.workspace)
        is_new = then is None or _line(before.runnables[then].source, owner, name, before.emulator.workspace) is None
        if line and is_new:
            return source, line
    return None


def _closest(report: Report, source: LocatedSubscription, pointer: str) -> str | None:
    """The path that may have been meant, of what the report says about the line or a part of it."""
    of_line = (
        one.closest
        for one in report.unread
        if one.mapping_file == source.file and f"{one.mapping_pointer}/".startswith(f"{pointer}/")
    )
    return next((one for one in of_line if one is not None), None)
