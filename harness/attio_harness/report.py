"""The report of a run: what happened to its events, and the rows it holds besides its rejections.

Plain values, no rendering, no I/O. `rejection` has a lost event, `verdicts` the words of a run. The JSON form of a report is a
contract: existing members keep their names and meaning, new ones may be added.
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
"""Counts all further values or event types, once there are too many to count each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmatchedReason:
    """Why events matched no subscription: a trigger's clause, and the number of events for which it was false."""

    subscription: str
    trigger: str
    clause: str
    found: str
    count: int
    filter: FilterRef | None = None
    """The filter that made the clause false: without it, the clause would have been true."""
    closest: str | None = None
    """If no event met the trigger: the events' closest match to the clause, a value as JSON text or a path."""

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
    """Why events were kept from the destination: Segment's word, the filter (None for `integrations`), the number of events."""

    reason: str
    why: str
    count: int
    filter: FilterRef | None = None

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A field of the mapping that no event filled: the path it reads, and the most similar path that the events have."""

    subscription: str
    mapping_file: str
    mapping_pointer: str
    mapping_line: int | None = None
    path: str
    events: int
    """How many events the subscription mapped."""
    found: int = 0
    """How many of these events have the path, but with nothing in it."""
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
    """Deliveries that did not succeed at their first try: number of tries -> number of deliveries.

    `written`: they arrived in the end. `given_up`: they failed for as long as Segment retries. `waiting`: the run ended before their
    next try. None of the three counts `unconfirmed` deliveries.
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

    @property
    def severity(self) -> str:
        """How a server should take what is lost: as `error`, or as `warning` if the run passes all the same."""
        return "warning" if self.passed else "error"

    def to_dict(self) -> dict[str, Any]:
        """The member `outcome` of the report's JSON."""
        return {"passed": self.passed, "why": list(self.why)}


@dataclass(frozen=True, slots=True, kw_only=True, weakref_slot=True)
class Report:
    """The result of one run of `check`. It never changes, so values derived from it can be cached on it."""

    events: int
    """How many events the run processed; unreadable entries do not count."""
    mode: str
    """How they were delivered: `single` or `batch`; `auto` where some subscriptions batch and others do not."""
    verdicts: Mapping[Verdict, int]
    """Verdict -> how often it occurred, without verdicts that never did. An event has one verdict per subscription that it matches."""
    records: Mapping[str, Mapping[str, int]]
    """Object slug -> how many assertions `created` and `updated` a record, and how many records were `assumed` to exist."""
    outcome: Outcome
    """Whether the run passed, and why."""
    rejections: Sequence[Rejection] = ()
    """The losses, in the order of their events: a tuple, or a sequence read from a file if there are too many for memory."""
    unresolved: Sequence[Rejection] = ()
    """Events whose fate depends on a record that may already be in the CRM."""
    unconfirmed: Sequence[Rejection] = ()
    """Events whose records are all written, although Segment saw a failure or no response."""
    deliveries: Deliveries = field(default_factory=Deliveries)
    """Deliveries that did not succeed at their first try, by the number of tries."""
    unread: tuple[Unread, ...] = ()
    """Fields of the mappings that no event filled."""
    batches: Mapping[int, int] = field(default_factory=dict)
    """Number of payloads in a batch -> how many batches of that size were sent."""
    assumptions: Mapping[str, int] = field(default_factory=dict)
    """ID of an assumption -> how many verdicts it decided, including those of written events."""
    unmatched_reasons: tuple[UnmatchedReason, ...] = ()
    """Clauses of triggers that were false for events that matched no subscription."""
    filtered_reasons: tuple[FilteredReason, ...] = ()
    """Why events were kept from the destination."""
    unreadable: Sequence[Mapping[str, Any]] = ()
    """Entries of files that could not be read: `file`, `line`, in an array `index`, and `why`."""
    notes: tuple[Mapping[str, Any], ...] = ()
    """Findings that lose no event but are worth knowing: `file`, `line` and `what`."""
    lint: Mapping[str, int] = field(default_factory=dict)
    """How many `errors`, `warnings` and `notes` lint found in the mappings; empty if they were not linted."""
    subscriptions: tuple[Mapping[str, Any], ...] = ()
    """The subscriptions of the run: `name`, `action`, `trigger`, `enabled`, and their `file` and `pointer`."""
    workspace: str = ""
    """The name of the workspace."""
    types: Mapping[str, int] = field(default_factory=dict)
    """Event type -> number of events."""
    baseline: Compared | None = None
    """The kinds of loss compared with the baseline, if there is one."""
    complete: bool = True
    """Whether the run processed every event; False if it was interrupted."""
    words: Mapping[str, str] = field(default_factory=dict)
    """Command (`explain`, `lint`) -> the arguments with this run's files and options; empty unless a command line ran it."""

    @property
    def ok(self) -> bool:
        """Whether the run passed."""
        return self.outcome.passed

    def __bool__(self) -> bool:
        """As `ok`, so that `assert check(...)` means what it says."""
        return self.ok

    @property
    def lost(self) -> int:
        """How many deliveries did not arrive; an event counts once per subscription."""
        return sum(self.verdicts.get(verdict, 0) for verdict in LOST)

    def assert_nothing_lost(self) -> None:
        """Raise AssertionError, with the report as its text, if an event is lost or a file has an entry that is not an event."""
        __tracebackhide__ = True  # pytest shows the test that asserts
        if self.lost or self.unreadable:
            unread = f", {len(self.unreadable)} unreadable" if self.unreadable else ""
            # a run that failed says so itself; one that passed has limits or a baseline
            head = "" if not self.ok else f"{self.lost:,} lost of {counted(self.events, 'event')}{unread}\n"
            raise AssertionError(f"{head}{self}")

    def assert_passed(self) -> None:
        """Raise AssertionError, with the report as its text, if the run did not pass. A run without events loses none, but fails."""
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
        """The text report; `verbose` shows every kind of loss in full, like `-v` on the command line."""
        # imported here by name: the formats are layers above, and not every caller wants text
        return str(import_module("attio_harness.formats.table").render("check", "text", self, verbose=verbose)).strip()

    def loss_groups(self) -> list[list[Rejection]]:
        """All mistakes of lost events by loss group, the most frequent first, then those that only follow from other losses; groups of
        equal size in order of appearance."""
        groups: dict[tuple[Any, ...], list[Rejection]] = {}
        for rejection in self.rejections:
            for one in (rejection, *rejection.also):
                groups.setdefault(one.group, []).append(one)
        return sorted(groups.values(), key=lambda group: (all(one.is_following for one in group), -len(group)))

    def to_dict(self) -> dict[str, Any]:
        """The report as `--format json` writes it: plain values that follow docs/report.schema.json."""
        return {name: list(value) if isinstance(value, Iterator) else value for name, value in self.parts()}

    def parts(self) -> Iterator[tuple[str, Any]]:
        """The members of `to_dict`; members that may have many rows are iterators over them."""
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
