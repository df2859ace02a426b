"""Measures what events hit of a mapping and its target: clauses of triggers, branches, paths and variables, attributes, options.

An event hits a clause that is true, a branch that is taken, a path with a value, an attribute or an option that is written. Renders
nothing; `formats.coverage` does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from attio_destination import destination
from attio_destination.asserts import assert_of
from attio_emulator import Attribute, Object, Outcome, Workspace
from segment_actions import MappingError, compile_mapping, fql
from segment_actions.fql.generator import clause
from segment_actions.js import as_json
from segment_actions.mapping.paths import pieces_of
from segment_actions.mapping.whole import ROOT

from attio_harness.inputs.event import EventSource, Note, SourceEvent
from attio_harness.lint.lookups import lookups
from attio_harness.lint.subscription import View
from attio_harness.lint.yields import spots
from attio_harness.rejection import Rejection
from attio_harness.report import Report
from attio_harness.run.asked_records import values_of
from attio_harness.run.check import Check
from attio_harness.run.delivered import Delivered
from attio_harness.run.mapped_fields import is_something
from attio_harness.run.recorder import Recorder
from attio_harness.run.runnable import RunnableSubscription
from attio_harness.text.json import pointer_token
from attio_harness.verdicts import ARRIVED

__all__ = ["KINDS", "Coverage", "Point", "PointKind", "coverage"]

PointKind = Literal["clause", "branch", "path", "attribute", "option"]
KINDS: tuple[PointKind, ...] = get_args(PointKind)


@dataclass(slots=True, kw_only=True)
class Point:
    """Something that an event can hit, its place, and how many events hit it. An option has no place of its own in a mapping."""

    kind: PointKind
    what: str
    subscription: str | None = None
    file: str | None = None
    pointer: str | None = None
    line: int | None = None
    hits: int = 0

    def to_dict(self) -> dict[str, Any]:
        place = None
        if self.file is not None:
            place = {"file": self.file, "pointer": self.pointer, "line": self.line}
        return {
            "kind": self.kind,
            "what": self.what,
            "subscription": self.subscription,
            "mapping": place,
            "hits": self.hits,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The points of all enabled subscriptions. `unmapped` has, by object, the attributes that no subscription names and no event
    filled."""

    report: Report
    points: tuple[Point, ...]
    unmapped: Mapping[str, tuple[str, ...]]
    notes: tuple[Note, ...] = ()
    """Of the report's, those on the state that the run starts from."""

    @property
    def never(self) -> tuple[Point, ...]:
        return tuple(one for one in self.points if not one.hits)

    @property
    def counts(self) -> dict[PointKind, tuple[int, int]]:
        """Kind of point -> how many are hit, and how many there are."""
        every = {kind: [one.hits > 0 for one in self.points if one.kind == kind] for kind in KINDS}
        return {kind: (sum(hits), len(hits)) for kind, hits in every.items() if hits}

    @property
    def ok(self) -> bool:
        """Whether there were events and all of them could be read."""
        return self.report.events > 0 and not self.report.unreadable

    def to_dict(self) -> dict[str, Any]:
        return {
            "events": self.report.events,
            "complete": self.report.complete,
            "mode": self.report.mode,
            "unreadable": [dict(one) for one in self.report.unreadable],
            "summary": {kind: {"hit": hit, "of": of} for kind, (hit, of) in self.counts.items()},
            "points": [one.to_dict() for one in self.points],
            "unmapped": {name: list(slugs) for name, slugs in self.unmapped.items()},
            "notes": [one.to_dict() for one in self.notes],
        }


def coverage(job: Check, events: Iterable[EventSource], *, complete: Callable[[], bool] = lambda: True) -> Coverage:
    """Feed the events to a new run; at the end, `complete` is asked whether they were all there."""
    seen = _Seen(job.runnables, job.emulator.workspace)
    job.record(seen)
    job.feed(events)
    return Coverage(
        report=job.report(complete=complete()),
        points=tuple(seen.points()),
        unmapped=seen.unmapped(),
        notes=job.start.of_schema,
    )


class _Seen(Recorder):
    """Records what every event of the run hits."""

    def __init__(self, runnables: Sequence[RunnableSubscription], workspace: Workspace) -> None:
        self._workspace = workspace
        # by id: a runnable holds dicts and cannot be hashed
        self._each = {id(one): _Subscription(one, workspace) for one in runnables}
        self._options: dict[tuple[str, str, str], Point] = {}
        for one in self._each.values():
            for owner, _, attribute in one.writes:
                self._know_options(owner, attribute)

    def _know_options(self, owner: Object, attribute: Attribute) -> None:
        for choice in attribute.choices:
            what = f'option "{choice.title}" of {owner.slug}.{attribute.slug}'
            self._options.setdefault((owner.slug, attribute.slug, choice.title), Point(kind="option", what=what))

    def judged(self, runnable: RunnableSubscription, event: Mapping[str, Any], *, matched: bool) -> None:
        self._each[id(runnable)].see(event, matched=matched)

    def settled(
        self, item: SourceEvent, delivered: Delivered, outcomes: Sequence[Outcome], loss: Rejection | None
    ) -> None:
        payload = as_json(delivered.payload)
        if not isinstance(payload, Mapping):  # a mapping that is one directive may make anything
            return
        for owner, attribute, value in self._each[id(delivered.runnable)].written(payload, delivered):
            given = value if isinstance(value, list) else [value]
            self._know_options(owner, attribute)
            for choice in attribute.choices:
                if choice.title in given or choice.id in given:
                    self._options[owner.slug, attribute.slug, choice.title].hits += 1

    def points(self) -> Iterator[Point]:
        for one in self._each.values():
            yield from one.points()
        yield from self._options.values()

    def unmapped(self) -> dict[str, tuple[str, ...]]:
        mapped: dict[str, set[str]] = {}
        for one in self._each.values():
            for slug, name in one.names():
                mapped.setdefault(slug, set()).add(name)
        return {
            slug: tuple(
                one.slug
                for one in self._workspace.objects[slug].attributes.values()
                if one.slug not in known and one.is_writable and not one.is_archived
            )
            for slug, known in sorted(mapped.items())
        }


class _Subscription:
    """The points of one subscription, except options."""

    def __init__(self, runnable: RunnableSubscription, workspace: Workspace) -> None:
        self._runnable, source = runnable, runnable.source
        view = View(source, destination.actions[source.action], workspace, ())
        self._workspace = workspace
        self._found: dict[tuple[str, str], Point] = {}
        self.writes: list[tuple[Object, Point, Attribute]] = []
        self._values: list[tuple[str, str | None]] = []
        for owner, assignment, attribute in (*view.writable, *view.links):
            point = self._point("attribute", f"{owner.slug}.{attribute.slug}", assignment.pointer)
            self.writes.append((owner, point, attribute))
            self._values.append((assignment.field, assignment.attribute if assignment.additional else None))
        texts = dict.fromkeys(clause(dict(one)) for one in view.trigger.conditions)
        self._clauses = {text: self._point("clause", text, source.trigger_pointer) for text in texts}
        every = list(spots(source.mapping, ""))
        self._paths: dict[str, dict[tuple[str, ...], Point]] = {}
        """Place -> keys -> point; several variables of one template differ in the end of the path that was looked up."""
        for one in lookups(every):
            if one.keys and not _is_of_made(one.pointer, source.mapping):
                ends = self._paths.setdefault(one.pointer, {})
                keys = (() if one.relative else ("$",)) + one.keys if one.placeholder else ()
                if keys not in ends:
                    ends[keys] = self._point("path", one.text, source.mapping_pointer + one.pointer)
        self._ifs = [
            (one.pointer, one.directive[1], _branch(one.directive[1]))
            for one in every
            if one.directive is not None and one.directive[0] == "@if" and not one.relative
            if isinstance(one.directive[1], Mapping)
        ]
        self._branches = {
            (at, name): self._point("branch", f"{name} of @if", f"{source.mapping_pointer}{at}/@if/{name}")
            for at, options, _ in self._ifs
            for name in ("then", "else")
            if name in options
        }

    def _point(self, kind: PointKind, what: str, pointer: str) -> Point:
        source = self._runnable.source
        line = source.line_of(pointer)
        return Point(kind=kind, what=what, subscription=source.name, file=source.file, pointer=pointer, line=line)

    def points(self) -> Iterator[Point]:
        yield from self._clauses.values()
        yield from self._branches.values()
        for ends in self._paths.values():
            yield from ends.values()
        for _, point, _ in self.writes:
            yield point
        yield from self._found.values()

    def names(self) -> Iterator[tuple[str, str]]:
        """The object and attribute of everything that the subscription fills."""
        yield from ((owner.slug, attribute.slug) for owner, _, attribute in self.writes)
        yield from self._found

    def see(self, event: Mapping[str, Any], *, matched: bool) -> None:
        for text, point in self._clauses.items():
            point.hits += fql.matches(text, event)
        if not matched:
            return
        for point in {id(one): one for one in self._hit(event)}.values():
            point.hits += 1
        taken: dict[str, str | None] = {}
        for at, _, branch in self._ifs:
            # nothing inside a branch that is not taken is looked up
            if any(at.startswith(f"{outer}/@if/{name}") for outer, its in taken.items() for name in _BRANCHES - {its}):
                continue
            name = taken[at] = branch(event)
            if name is not None and (at, name) in self._branches:
                self._branches[at, name].hits += 1

    def _hit(self, event: Mapping[str, Any]) -> Iterator[Point]:
        for read in self._runnable.reads(event):
            pointer, path = read["pointer"], read["path"]
            if pointer.endswith("/@liquid"):
                # Liquid is not parsed before it runs, so its variables are known from the first event on
                ends = self._paths.setdefault(pointer, {})
                key = ("$", *pieces_of(path.removeprefix("$.")))
                if key not in ends:
                    of_mapping = self._runnable.source.mapping_pointer
                    ends[key] = self._point("path", path.removeprefix("$."), of_mapping + pointer)
            if read["found"] and read["value"] not in (None, ""):
                keys = ("$", *pieces_of(path.removeprefix("$.")))
                for end, point in self._paths.get(pointer, {}).items():
                    if keys[len(keys) - len(end) :] == end:
                        yield point

    def written(self, payload: Mapping[str, Any], delivered: Delivered) -> Iterator[tuple[Object, Attribute, Any]]:
        """What a payload writes; counts its attributes."""
        done = None if delivered.verdict in ARRIVED else delivered.partial
        for (owner, point, attribute), (field, key) in zip(self.writes, self._values, strict=True):
            value = payload.get(field)
            if key is not None:
                value = value.get(key) if isinstance(value, Mapping) else None
            if (done is None or owner.slug in done) and _is_filled(value):
                point.hits += 1
                yield owner, attribute, value
        known = {(owner.slug, attribute.slug) for owner, _, attribute in self.writes}
        for owner, _, values in values_of(self._runnable.source.action, payload, self._workspace):
            for slug, value in values.items():
                is_written = (done is None or owner.slug in done) and owner.attributes[slug].is_writable
                if (owner.slug, slug) not in known and is_written and _is_filled(value):
                    self._found_point(owner, slug).hits += 1
                    yield owner, owner.attributes[slug], value

    def _found_point(self, owner: Object, slug: str) -> Point:
        """The point of an attribute that the mapping does not name, for instance if a directive makes all of them."""
        source = self._runnable.source
        shape = assert_of(source.action, owner.slug)
        field = pointer_token(shape.additional) if shape is not None and shape.additional in source.mapping else ""
        key = owner.slug, slug
        if key not in self._found:
            self._found[key] = self._point("attribute", f"{owner.slug}.{slug}", source.mapping_pointer + field)
        return self._found[key]


def _is_filled(value: Any) -> bool:
    return is_something(value) and value != []


def _is_of_made(pointer: str, mapping: Mapping[str, Any]) -> bool:
    """Whether lookups at this place read what an @transform made, not the event: inside its `mapping`, or in the fields beside a
    directive for the whole mapping."""
    return "/@transform/mapping" in pointer or (ROOT in mapping and not pointer.startswith(f"/{ROOT}"))


_BRANCHES = frozenset({"then", "else"})


def _branch(options: Mapping[str, Any]) -> Callable[[Mapping[str, Any]], str | None]:
    """A function for the branch that an event takes, by the condition alone; None if the condition fails and so loses the event."""
    asked = {key: value for key, value in options.items() if key not in _BRANCHES}
    try:
        transform = compile_mapping({"taken": {"@if": {**asked, "then": "then", "else": "else"}}})
    except MappingError:
        return lambda event: None

    def branch(event: Mapping[str, Any]) -> str | None:
        try:
            return str(transform(event)["taken"])
        except MappingError:
            return None

    return branch
