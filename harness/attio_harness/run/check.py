"""The main job: events through subscriptions into a workspace, and a report of what became of each.

Joins reading, delivery and explanation; renders nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from attio_destination import destination
from attio_emulator import ASSUMPTIONS, Emulator, VirtualClock, Workspace
from attio_emulator.clock import START
from segment_actions import Subscription, fql

from attio_harness.assumptions import NOTHING_ASSUMED, divided
from attio_harness.errors import UsageError
from attio_harness.inputs.duplicates import Repeats
from attio_harness.inputs.events import EventSource, SourceEvent, Unreadable
from attio_harness.inputs.filters import LocatedFilter, read_filters
from attio_harness.inputs.mappings import LocatedSubscription
from attio_harness.inputs.states import SavedState, state_of
from attio_harness.inputs.timeline import ORDERS, Order, in_order
from attio_harness.report import (
    EXISTING,
    MODES,
    EventRef,
    Existing,
    FilteredReason,
    FilterRef,
    Mode,
    Rejection,
    Report,
    UnmatchedReason,
    Verdict,
)
from attio_harness.run.arguments import events_of, subscriptions_of, workspace_of
from attio_harness.run.batches import Batch, Batches
from attio_harness.run.delivery import Delivered, Delivery, Recorder
from attio_harness.run.filter_losses import clause_filter, ref_of, with_filters
from attio_harness.run.filters import Kept, Taken, gate
from attio_harness.run.lint_counts import lint_counts
from attio_harness.run.losses import explain_loss
from attio_harness.run.notes import notes_of
from attio_harness.run.outcome import NO_LIMITS, Limits, judged
from attio_harness.run.runnable import RunnableSubscription, prepare
from attio_harness.run.start import Start
from attio_harness.run.unresolved import with_needs
from attio_harness.run.watch import Watch

__all__ = ["Check", "Mode", "check", "job_of", "ref_of_event"]

_BEFORE_SEGMENT = 946_684_800_000
"""2000-01-01T00:00:00Z, where the clock of a run begins: the records of the workspace file were there before every event."""


def check(
    events: str | Path | Iterable[Mapping[str, Any] | str | Path],
    subscriptions: str | Path | Sequence[str | Path | Mapping[str, Any] | Subscription],
    workspace: str | Path | Mapping[str, Any] | Workspace | None = None,
    mode: Mode = "auto",
    *,
    start: str | Path | Mapping[str, Any] | None = None,
    action: str | None = None,
    destination: str | None = None,
    filters: str | Path | Sequence[str | Path] = (),
    integrations: bool = True,
    assumptions: Mapping[str, object] = NOTHING_ASSUMED,
    existing: Existing = "unknown",
    order: Order = "received",
    max_failures: str | int | None = None,
    min_written: str | int | None = None,
    max_unresolved: str | int | None = None,
) -> Report:
    """Run events through subscriptions into an emulator of `workspace`, which has what is in `start`.

    Args:
        events: event objects, or paths of event files, folders and globs; also mixed.
        subscriptions: `Subscription`s, their dict form, mapping files, or the presets "published" and "documented".
        workspace: a `Workspace`, its dict form, or the path of a workspace file; it may be left out where `start` is given,
            which has a schema.
        mode: "single", "batch", or "auto": as each mapping's `enable_batching` says.
        start: a state to start from, the path of its file or what `Emulator.snapshot` gave.
        action: the action of mappings that name none.
        destination: which of several Attio destinations, by ID, name or Terraform address.
        filters: files, folders and globs of destination filters, applied before any trigger where they are the destination's.
        integrations: whether the `integrations` of an event may keep it from the destination.
        assumptions: settings of assumptions by id, those of Attio (`attio_emulator.ASSUMPTIONS`) and those of Segment's
            platform (`attio_harness.assumptions`); they go before those of the workspace file.
        existing: whether records may be in the CRM that no event and no file names: "unknown", or "none". Where it is not
            known, an event that refers to one is unresolved.
        order: "received", by the time of the events, or "file", as they come.
        max_failures: lost or unreadable events that are tolerated before the run fails: a number, or a share as "5%".
        min_written: events that must be written; without it, one must be.
        max_unresolved: unresolved events that are tolerated; without it, any number.

    Raises:
        UsageError: an assumption or its setting is not known, or a limit is neither a number nor a share.
        InputError: a file cannot be read, or a mapping, trigger or filter is broken.
        UsageError: the mappings are of several Attio destinations and none is chosen, or the chosen one is not there.
        attio_emulator.WorkspaceError: the workspace file is broken.
    """
    job = job_of(
        subscriptions,
        workspace,
        mode,
        start=start,
        action=action,
        destination=destination,
        filters=filters,
        integrations=integrations,
        assumptions=assumptions,
        existing=existing,
        limits=Limits.parse(max_failures, min_written, max_unresolved),
    )
    job.feed(
        in_order(events_of([events] if isinstance(events, str | Path) else events), chosen(order, ORDERS, "order"))
    )
    return job.report()


def job_of(
    subscriptions: str | Path | Sequence[str | Path | Mapping[str, Any] | Subscription],
    workspace: str | Path | Mapping[str, Any] | Workspace | None = None,
    mode: Mode = "auto",
    *,
    start: str | Path | Mapping[str, Any] | None = None,
    action: str | None = None,
    destination: str | None = None,
    filters: str | Path | Sequence[str | Path] = (),
    integrations: bool = True,
    assumptions: Mapping[str, object] = NOTHING_ASSUMED,
    existing: Existing = "unknown",
    limits: Limits = NO_LIMITS,
    keep: bool = False,
) -> Check:
    """A run that has not begun, with what `check` takes; raises as `check`."""
    many = [subscriptions] if isinstance(subscriptions, str | Path) else list(subscriptions)
    files = [filters] if isinstance(filters, str | Path) else filters
    sources = subscriptions_of(many, action, destination, may_name_none=bool(files))
    state = None if start is None else state_of(start)
    return Check(
        sources,
        workspace_of(workspace, state),
        mode=mode,
        start=state,
        filters=read_filters([str(file) for file in files], sources, destination=destination),
        integrations=integrations,
        assumptions=assumptions,
        existing=existing,
        limits=limits,
        keep=keep,
    )


T = TypeVar("T", bound=str)


@dataclass(slots=True)
class _PassedEvent:
    """An event that passed the filters, with its number in the run and what the filters took of it."""

    number: int
    item: SourceEvent
    event: Mapping[str, Any]
    taken: tuple[Taken, ...]
    end: Verdict | None = None
    """`written` where a subscription wrote it, `unresolved` where one may: it counts once, however many do."""


class Check:
    """A run in progress. `feed` may be called again and again; `report` ends the run.

    `lost` has the explanation of each (event number, index of its runnable) that is a loss, `unresolved` of each that is
    unresolved; with `keep`, `settled` has the verdict of each, `writers` the events behind a record; `decided` how many verdicts rest on each assumption.
    """

    def __init__(
        self,
        sources: Sequence[LocatedSubscription],
        workspace: Workspace,
        *,
        mode: Mode = "auto",
        start: SavedState | None = None,
        filters: Sequence[LocatedFilter] = (),
        integrations: bool = True,
        assumptions: Mapping[str, object] = NOTHING_ASSUMED,
        existing: Existing = "unknown",
        limits: Limits = NO_LIMITS,
        keep: bool = False,
    ) -> None:
        chosen(mode, MODES, "mode")
        if not sources:
            raise UsageError("no subscription to check")
        self._sources, self._filters = list(sources), list(filters)
        # enabled ones only, so an index of `settled` is not one of `sources`
        # at the time of the run, which templates and the `received_at` of a batch may ask for
        self._clock = VirtualClock(_BEFORE_SEGMENT, step=0)
        self.runnables = prepare(sources, replace(destination, clock=self._moment))
        self.settled: dict[tuple[int, int], tuple[Verdict, EventRef]] = {}
        self._mode = mode
        # nobody looks into the journal of a run, so none is kept
        self.assumed, of_attio = divided(assumptions, named="assumptions")
        self._gate = gate(filters, integrations=integrations, decides=self.assumed.decides)
        self.emulator = Emulator(workspace, clock=self._clock, journal_limit=0, assumptions=of_attio)
        wait = round(float(self.assumed["delivery.batch_wait"]) * 1000)
        self._start = Start(self.emulator, start, wait=wait)
        self._delivery = Delivery(self.emulator, may_exist=chosen(existing, EXISTING, "existing") == "unknown")
        self._batches: Batches[_PassedEvent] = Batches(
            wait=wait,
            most_bytes=int(float(self.assumed["delivery.batch_bytes"])),
        )
        self._in_batches = [self._is_batched(one) for one in self.runnables]
        self._verdicts: Counter[Verdict] = Counter()
        self.decided: Counter[str] = Counter()
        self._types: Counter[str] = Counter()
        self.lost: dict[tuple[int, int], Rejection] = {}
        self.unresolved: dict[tuple[int, int], Rejection] = {}
        self._filtered: Counter[tuple[str, str, FilterRef | None]] = Counter()
        self._thinned: Counter[FilterRef] = Counter()
        self._unmatched: Counter[tuple[int, str, str, FilterRef | None]] = Counter()
        self._repeats = Repeats()
        self._unreadable: list[Mapping[str, Any]] = []
        self._notes: list[Mapping[str, Any]] = []
        self._count = self._timed = 0
        # of the events; the clock of the emulator may be ahead, where it starts from a state
        self._now = 0
        self._ends: Counter[Verdict] = Counter()
        self._keep = keep
        self._limits = limits
        self._writers: dict[str, list[tuple[int, int]]] = {}
        self._watch = Watch(self.runnables)
        self._delivery.made = self._watch.made

    def _moment(self) -> datetime:
        return datetime.fromtimestamp(self._clock() / 1000, UTC)

    def _is_batched(self, runnable: RunnableSubscription) -> bool:
        return self._mode == "batch" or (self._mode == "auto" and runnable.batched)

    @property
    def mode(self) -> str:
        """`single` or `batch`; `auto` where the mappings differ."""
        if self._mode != "auto":
            return self._mode
        asked = set(self._in_batches)
        return "auto" if len(asked) > 1 else "batch" if True in asked else "single"

    def feed(self, items: Iterable[EventSource]) -> None:
        """Take events, in order, and whatever was found between them."""
        for item in items:
            if isinstance(item, SourceEvent):
                self._event(item)
            elif isinstance(item, Unreadable):
                row: dict[str, Any] = {"file": item.file, "line": item.line, "why": item.why}
                self._unreadable.append(row if item.index is None else row | {"index": item.index})
            else:
                self._notes.append({"file": item.file, "line": item.line, "what": item.what})

    def _until(self, at: int | None) -> None:
        """Let time pass up to a moment in milliseconds, and send the batches whose waiting ends by then; all without one."""
        for batch in self._batches.due(at):
            self._clock.set(batch.due)
            self._send(batch)
        if at is not None:
            self._clock.set(at)
            self._now = max(self._now, at)

    def _event(self, item: SourceEvent) -> None:
        # events without any time stand still where a virtual clock begins
        self._until(START if item.at is None else item.at)
        self._timed += item.at is not None
        self._start.see(item)
        number = self._count
        self._count += 1
        self._types[str(item.event.get("type"))] += 1
        # noted only, not taken out: Segment removes most repeats before a destination sees them
        self._repeats.see(item)
        self.assumed.decided.clear()
        decision = self._gate(item.event)
        self.decided.update(self.assumed.since())
        self._delivery.recorder.decided(item, decision)
        if isinstance(decision, Kept):
            self._kept(_PassedEvent(number, item, decision.event, decision.taken))
        else:
            self._verdicts["filtered"] += 1
            by = ref_of(decision.filter) if decision.filter else None
            self._filtered[decision.reason, decision.why, by] += 1

    def _kept(self, one: _PassedEvent) -> None:
        # once an event, however many members a filter took of it
        self._thinned.update(dict.fromkeys((ref_of(taken.filter) for taken in one.taken), 1))
        matched = [(n, s) for n, s in enumerate(self.runnables) if self._matches(s, one.event)]
        self._watch.taken(one.item, one.event, [order for order, _ in matched])
        if not matched:
            self._count_unmatched(one)
        # in the order of the mapping files; Segment itself promises none
        for order, runnable in matched:
            if not self._in_batches[order]:
                self._settle(order, one, self._delivery.single(runnable, one.event))
                continue
            # checked on arrival: an invalid event takes no place in a batch, as in Segment's onBatch
            payload = self._delivery.payload(runnable, one.event, "batch")
            if isinstance(payload, Delivered):
                self._settle(order, one, payload)
                continue
            for batch in self._batches.add(order, runnable, one, payload, self._now):
                self._send(batch)

    def _matches(self, runnable: RunnableSubscription, event: Mapping[str, Any]) -> bool:
        matched = runnable.prepared.matches(event)
        self._delivery.recorder.judged(runnable, event, matched=matched)
        return matched

    def setting(self, assumption: str) -> str:
        """The setting of an assumption in this run."""
        return self.assumed.get(assumption) or self.emulator.assumptions[assumption]

    def record(self, recorder: Recorder) -> None:
        """Tell a recorder of every step from now on."""
        self._delivery.recorder = recorder

    def flush(self) -> None:
        """Deliver what waits for its batch, each at the time at which its waiting ends."""
        self._until(None)

    def _send(self, batch: Batch[_PassedEvent]) -> None:
        results = self._delivery.batch(batch.runnable, [payload for _, payload in batch.members])
        for (one, _), delivered in zip(batch.members, results, strict=True):
            self._settle(batch.order, one, with_wait(delivered) if batch.waited else delivered)

    def _settle(self, order: int, one: _PassedEvent, delivered: Delivered) -> None:
        verdict = delivered.verdict
        self._verdicts[verdict] += 1
        self.decided.update(delivered.assumptions)
        if verdict in ("written", "unresolved") and one.end != "written" and one.end != verdict:
            if one.end is not None:
                self._ends[one.end] -= 1
            one.end = verdict
            self._ends[verdict] += 1
        if self._keep:
            self.settled[one.number, order] = (verdict, ref_of_event(one.item))
            for record_id in delivered.records:
                self._writers.setdefault(record_id, []).append((one.number, order))
        # explained at once: advice looks at the records as they are now
        row = None if verdict == "written" else self._row(delivered, one)
        if row is not None:
            (self.unresolved if verdict == "unresolved" else self.lost)[one.number, order] = row
        self._delivery.recorder.settled(one.item, delivered, self._delivery.outcomes, row)

    def _row(self, delivered: Delivered, one: _PassedEvent) -> Rejection:
        row = self._loss(delivered, one, ref_of_event(one.item))
        return with_needs(row, delivered.needs) if delivered.verdict == "unresolved" else row

    def _loss(self, delivered: Delivered, one: _PassedEvent, ref: EventRef) -> Rejection:
        loss = explain_loss(delivered, one.event, ref, self.emulator)
        if delivered.assumptions:
            loss = replace(loss, assumptions=delivered.assumptions)
        return with_filters(loss, delivered.runnable, one.item.event, one.taken) if one.taken else loss

    def writers(self, record_id: str) -> list[EventRef]:
        """The events that wrote a record, in their order."""
        return [self.settled[key][1] for key in sorted(self._writers.get(record_id, ()))]

    def _count_unmatched(self, one: _PassedEvent) -> None:
        self._verdicts["unmatched"] += 1
        for order, runnable in enumerate(self.runnables):
            trigger = runnable.source.trigger
            # counted per clause, so one event may count several times
            for failed in fql.explain(trigger, one.event):
                by = clause_filter(trigger, failed.clause, one.item.event, one.taken) if one.taken else None
                self._unmatched[order, failed.clause, failed.found, by] += 1

    def report(self, *, complete: bool = True) -> Report:
        """Deliver what still waits for its batch, and say what became of everything; `complete` is False after an interrupt."""
        self.flush()
        # what Attio does by itself a while after a write (assumed: `person.company_from_email`)
        self.emulator.flush()
        return Report(
            events=self._count,
            mode=self.mode,
            verdicts=dict(self._verdicts),
            outcome=judged(
                self._count,
                self._verdicts,
                len(self._unreadable),
                written=self._ends["written"],
                unresolved=self._ends["unresolved"],
                dead=self._watch.dead(),
                complete=complete,
                limits=self._limits,
            ),
            records=self._delivery.records,
            assumptions={id: count for id, count in self.decided.items() if _is_of_verdicts(id)},
            # sorted: batches are settled later than single events that came after them
            rejections=tuple(self.lost[key] for key in sorted(self.lost)),
            unresolved=tuple(self.unresolved[key] for key in sorted(self.unresolved)),
            batches=dict(self._batches.sizes),
            unread=self._watch.unread(),
            unmatched_reasons=tuple(self._reasons()),
            filtered_reasons=tuple(self._filtered_reasons()),
            unreadable=tuple(self._unreadable),
            lint=lint_counts(self._sources, self.emulator.workspace),
            notes=(
                *self._notes,
                *self._more_notes(),
                *(() if complete else (self._interrupted(),)),
            ),
            subscriptions=tuple(_described(source) for source in self._sources),
            workspace=self.emulator.workspace.name,
            types=dict(self._types),
            complete=complete,
        )

    def _reasons(self) -> Iterable[UnmatchedReason]:
        closest = self._watch.closest()
        for (order, clause, found, by), count in self._unmatched.most_common():
            source = self.runnables[order].source
            yield UnmatchedReason(
                subscription=source.name, trigger=source.trigger, clause=clause, found=found, count=count, filter=by,
                closest=closest.get((order, clause)),
            )  # fmt: skip

    def _filtered_reasons(self) -> Iterable[FilteredReason]:
        for (reason, why, by), count in self._filtered.most_common():
            yield FilteredReason(reason=reason, why=why, count=count, filter=by)

    def _interrupted(self) -> Mapping[str, Any]:
        what = f"interrupted: this is what became of the first {self._count} event(s), later ones were not read"
        return {"file": None, "line": None, "what": what}

    def _more_notes(self) -> Iterable[Mapping[str, Any]]:
        for note in (*self._repeats.notes(), *self._start.notes()):
            yield {"file": note.file, "line": note.line, "what": note.what}
        if self._count and not self._timed and any(self._in_batches):
            what = "no event has a time (receivedAt, sentAt, timestamp): batches fill up in the order of the files, none waits"
            yield {"file": None, "line": None, "what": what}
        yield from notes_of(self._filters, self._thinned, self._sources)
        yield from self._watch.notes()


def chosen(word: T, among: Sequence[T], named: str) -> T:
    """The word itself.

    Raises:
        UsageError: it is none of these.
    """
    if word not in among:
        raise UsageError(f"{named} {word!r} is none of {', '.join(map(str, among))}")
    return word


def _is_of_verdicts(assumption: str) -> bool:
    """Whether another setting could end an event otherwise, not only store other values: those of Attio say what they concern."""
    row = ASSUMPTIONS.get(assumption)
    return row is None or row.concerns in ("end", "code")


def with_wait(delivered: Delivered) -> Delivered:
    """A delivery whose batch was sent after waiting: what it did not find may have come with a later one."""
    missing = delivered.needs or "reference.not_found_code" in delivered.assumptions
    return replace(delivered, assumptions=(*delivered.assumptions, "delivery.batch_wait")) if missing else delivered


def ref_of_event(item: SourceEvent) -> EventRef:
    """An event as reports name it."""
    message_id, kind = item.event.get("messageId"), item.event.get("type")
    return EventRef(
        file=item.file,
        line=item.line,
        index=item.index,
        message_id=message_id if isinstance(message_id, str) else None,
        type=kind if isinstance(kind, str) else None,
    )


def _described(source: LocatedSubscription) -> Mapping[str, Any]:
    return {
        "name": source.name,
        "action": source.action,
        "trigger": source.trigger,
        "enabled": source.enabled,
        "file": source.file,
        "pointer": source.pointer,
    }
