"""What became of events: the report of a run, and what it says beside its rejections.

Plain values, no rendering, no I/O. A lost event is a `rejection`, the words of a run are `verdicts`. The JSON form of a report is a
contract: names and meaning stay, members may be added.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib import import_module
from typing import Any

from attio_harness.loss_kinds import Compared
from attio_harness.rejection import FilterRef, Rejection
from attio_harness.text.words import counted
from attio_harness.verdicts import LOST, NAMED, VERDICTS, Verdict

__all__ = ["OTHERS", "Deliveries", "FilteredReason", "Outcome", "Report", "UnmatchedReason", "Unread"]

OTHERS = "others"
"""Stands for the values, or the types of events, that are too many to be told apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmatchedReason:
    """Why events matched nothing: the clause of a trigger that was false, and for how many of them."""

    subscription: str
    trigger: str
    clause: str
    found: str
    count: int
    filter: FilterRef | None = None
    """The filter without which the clause would have been true."""
    closest: str | None = None
    """What the events have that nearly met the clause, where they met the trigger never: a value as JSON text, or a path."""

    def to_dict(self) -> dict[str, Any]:
        out = {
            "subscription": self.subscription,
            "trigger": self.trigger,
            "clause": self.clause,
            "found": self.found,
            "count": self.count,
            "closest": self.closest,
        }
        return out | {"filter": self.filter.to_dict()} if self.filter else out


@dataclass(frozen=True, slots=True, kw_only=True)
class FilteredReason:
    """Why events were kept from the destination: Segment's word, the filter (none for `integrations`), for how many."""

    reason: str
    why: str
    count: int
    filter: FilterRef | None = None

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A field of the mapping that no event filled: what it reads, in how many events, and the nearest path that they have."""

    subscription: str
    mapping_file: str
    mapping_pointer: str
    mapping_line: int | None = None
    path: str
    events: int
    """How many events were mapped by the subscription."""
    found: int = 0
    """In how many of them the path was there (with nothing in it)."""
    closest: str | None = None

    def to_dict(self) -> dict[str, Any]:
        return {
            "subscription": self.subscription,
            "mapping": {"file": self.mapping_file, "pointer": self.mapping_pointer, "line": self.mapping_line},
            "path": self.path,
            "events": self.events,
            "found": self.found,
            "closest": self.closest,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliveries:
    """How deliveries went that did not end well at their first try: how many tries -> how many deliveries.

    `written` has those that arrived in the end, `given_up` those that were tried as long as Segment tries, `waiting` those that
    would be tried again had the run not ended. What is `unconfirmed` is in none of them.
    """

    written: Mapping[int, int] = field(default_factory=dict)
    given_up: Mapping[int, int] = field(default_factory=dict)
    waiting: Mapping[int, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.written or self.given_up or self.waiting)

    def to_dict(self) -> dict[str, Any]:
        return {
            name: {str(tries): count for tries, count in sorted(counts.items())}
            for name, counts in (("written", self.written), ("given_up", self.given_up), ("waiting", self.waiting))
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Whether the run passed, and why; each reason is a sentence without a full stop."""

    passed: bool
    why: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The member `outcome` of that."""
        return {"passed": self.passed, "why": list(self.why)}


@dataclass(frozen=True, slots=True, kw_only=True, weakref_slot=True)
class Report:
    """Everything one run of `check` has to say. A value: what is made of it may be kept as long as it is."""

    events: int
    """How many events were taken; an entry that could not be read is none."""
    mode: str
    """How they were delivered: `single` or `batch`; `auto` where some subscriptions batch and others do not."""
    verdicts: Mapping[Verdict, int]
    """Verdict -> how often; an event that several subscriptions take has one for each, and a verdict that never was is not there."""
    records: Mapping[str, Mapping[str, int]]
    """Object slug -> outcomes of assertions: `created`, `updated`; `assumed` has the records that were taken as there."""
    outcome: Outcome
    """Whether the run passed, and why."""
    rejections: Sequence[Rejection] = ()
    """The losses, in the order of their events. A tuple; where they are so many that they lie in a file, another sequence, to be gone through."""
    unresolved: Sequence[Rejection] = ()
    """Rows of events that depend on a record that may be in the CRM already."""
    unconfirmed: Sequence[Rejection] = ()
    """Rows of events whose records are all written, although Segment was told otherwise."""
    deliveries: Deliveries = field(default_factory=Deliveries)
    """After how many tries deliveries ended that did not go well at once."""
    unread: tuple[Unread, ...] = ()
    """Fields of the mappings that no event filled."""
    batches: Mapping[int, int] = field(default_factory=dict)
    """Size of a batch (payloads) -> how many batches of that size were sent."""
    assumptions: Mapping[str, int] = field(default_factory=dict)
    """ID of an assumption -> how many verdicts it decided, those of written events too."""
    unmatched_reasons: tuple[UnmatchedReason, ...] = ()
    """Clauses of triggers that were false for events that no subscription took."""
    filtered_reasons: tuple[FilteredReason, ...] = ()
    """Why events were kept from the destination."""
    unreadable: Sequence[Mapping[str, Any]] = ()
    """Entries of files that could not be read: `file`, `line`, in an array `index`, and `why`."""
    notes: tuple[Mapping[str, Any], ...] = ()
    """What a careful reader wants to know and what loses nothing: `file`, `line` and `what`."""
    lint: Mapping[str, int] = field(default_factory=dict)
    """How many `errors`, `warnings` and `notes` lint has for the mappings; empty where they were not linted."""
    subscriptions: tuple[Mapping[str, Any], ...] = ()
    """The subscriptions of the run: `name`, `action`, `trigger`, `enabled`, and their `file` and `pointer`."""
    workspace: str = ""
    """The name of the workspace."""
    types: Mapping[str, int] = field(default_factory=dict)
    """Event type -> number of events."""
    baseline: Compared | None = None
    """The kinds of loss beside those of a baseline, where one was given."""
    complete: bool = True
    """Whether every event was taken; False where the run was interrupted."""
    words: Mapping[str, str] = field(default_factory=dict)
    """Command (`explain`, `lint`) -> the words that give it the files and options of this run, where a command line knows them."""

    @property
    def ok(self) -> bool:
        """The run passed."""
        return self.outcome.passed

    @property
    def lost(self) -> int:
        """How many deliveries of an event to a subscription did not arrive."""
        return sum(self.verdicts.get(verdict, 0) for verdict in LOST)

    def assert_nothing_lost(self) -> None:
        """Raises AssertionError, whose text is the report, if an event is lost or an entry of a file is no event."""
        __tracebackhide__ = True  # pytest shows the test that asserts
        if self.lost or self.unreadable:
            unread = f", {len(self.unreadable)} unreadable" if self.unreadable else ""
            # a run that failed says so itself; one that passed has limits or a baseline
            head = "" if not self.ok else f"{self.lost:,} lost of {counted(self.events, 'event')}{unread}\n"
            raise AssertionError(f"{head}{self}")

    def assert_passed(self) -> None:
        """Raises AssertionError, whose text is the report, if the run did not pass: of no events none is lost, yet that is no pass."""
        __tracebackhide__ = True
        if not self.ok:
            raise AssertionError(str(self))

    def __repr__(self) -> str:
        """One line: `<Report failed: 1 lost | 1 written, 1 refused by Attio>`."""
        counts = ", ".join(f"{self.verdicts[name]} {NAMED[name]}" for name in VERDICTS if self.verdicts.get(name))
        why = "; ".join(self.outcome.why)
        return f"<Report {'passed' if self.ok else 'failed'}: {why} | {counts or 'no events'}>"

    def __str__(self) -> str:
        """The text report, as the command line prints it; values are not masked."""
        return self.text()

    def text(self, *, verbose: bool = False) -> str:
        """The text report; with `verbose` every kind of loss in full, as `-v` of the command line has it."""
        # the formats stand floors above and are loaded for those who want the text
        return str(import_module("attio_harness.formats.table").render("check", "text", self, verbose=verbose)).strip()

    def loss_groups(self) -> list[list[Rejection]]:
        """All mistakes of lost events by loss group, the most frequent first; equal counts in order of appearance."""
        groups: dict[tuple[Any, ...], list[Rejection]] = {}
        for rejection in self.rejections:
            for one in (rejection, *rejection.also):
                groups.setdefault(one.group, []).append(one)
        # `reverse` keeps equal counts in their order (Python's documentation)
        return sorted(groups.values(), key=len, reverse=True)

    def to_dict(self) -> dict[str, Any]:
        """The report as `--format json` writes it: plain values, by docs/report.schema.json."""
        return {name: list(value) if isinstance(value, Iterator) else value for name, value in self.parts()}

    def parts(self) -> Iterator[tuple[str, Any]]:
        """The members of `to_dict`; those that may be many come as iterators of their rows."""
        yield from {
            "events": self.events,
            "complete": self.complete,
            "mode": self.mode,
            "outcome": self.outcome.to_dict(),
            "verdicts": {name: self.verdicts.get(name, 0) for name in VERDICTS},
            "records": {slug: dict(counts) for slug, counts in sorted(self.records.items())},
            "batches": {
                "count": sum(self.batches.values()),
                "sizes": {str(size): count for size, count in sorted(self.batches.items())},
            },
            "assumptions": dict(sorted(self.assumptions.items())),
            "rejections": (one.to_dict() for one in self.rejections),
            "unresolved": (one.to_dict() for one in self.unresolved),
            **({"unconfirmed": (one.to_dict() for one in self.unconfirmed)} if self.unconfirmed else {}),
            **({"deliveries": self.deliveries.to_dict()} if self.deliveries else {}),
            "unread": [one.to_dict() for one in self.unread],
            "unmatched_reasons": [reason.to_dict() for reason in self.unmatched_reasons],
            "filtered_reasons": [reason.to_dict() for reason in self.filtered_reasons],
            "unreadable": (dict(row) for row in self.unreadable),
            "notes": [dict(row) for row in self.notes],
            "lint": {name: self.lint.get(name, 0) for name in ("errors", "warnings", "notes")},
            "subscriptions": [dict(row) for row in self.subscriptions],
            "workspace": self.workspace,
            "types": dict(Counter(self.types)),
            **({"baseline": self.baseline.to_dict()} if self.baseline else {}),
        }.items()
