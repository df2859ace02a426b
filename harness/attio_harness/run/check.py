"""The main job: sends events through subscriptions into a workspace, and reports what happened to each.

Joins reading, delivery and explanation; renders nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from attio_destination import destination
from attio_emulator import Emulator, VirtualClock, Workspace
from attio_emulator.clock import START

from attio_harness.assumptions import NOTHING_ASSUMED, divided, is_of_verdicts
from attio_harness.errors import UsageError, one_of
from attio_harness.inputs.duplicates import Repeats
from attio_harness.inputs.event import EventSource, LineEvent, SourceEvent, Unreadable
from attio_harness.inputs.event_rules import refused_on_ingest
from attio_harness.inputs.located_filter import LocatedFilter
from attio_harness.inputs.states import SavedState
from attio_harness.inputs.subscription import LocatedSubscription
from attio_harness.lint.run import lint_counts
from attio_harness.loss_kinds import Baseline
from attio_harness.rejection import EventRef, Rejection
from attio_harness.report import Report
from attio_harness.run.baseline import baseline_of, compared, notes_of_baseline
from attio_harness.run.creators import Creators
from attio_harness.run.dead_letters import DeadLetters
from attio_harness.run.delivered import Delivered
from attio_harness.run.delivery import Delivery
from attio_harness.run.earlier import Earlier
from attio_harness.run.faults import faults_told
from attio_harness.run.filter_paths import FilterPaths
from attio_harness.run.filter_values import FilterValues
from attio_harness.run.filters import Dropped, gate
from attio_harness.run.integrations import misnamed
from attio_harness.run.kept_rows import KeptRows
from attio_harness.run.map_side import MapSettings, Row, row_from
from attio_harness.run.notes import notes_of
from attio_harness.run.null_context import NULL_CONTEXT
from attio_harness.run.odd_events import OddEvents, misnamed_destination, refused_by_ingest
from attio_harness.run.outcome import NO_LIMITS, Limits, judged
from attio_harness.run.pipeline import PassedEvent, Pipeline
from attio_harness.run.recorder import Recorder
from attio_harness.run.rows import row_of
from attio_harness.run.run_emulator import clock_of, own_emulator
from attio_harness.run.runnable import prepare
from attio_harness.run.start import Start
from attio_harness.run.tally import Tally, Tries, described
from attio_harness.run.watch import Watch
from attio_harness.text.words import counted
from attio_harness.verdicts import EXISTING, LOST, MODES, Existing, Mode, Verdict

__all__ = ["Check"]

_BEFORE_SEGMENT = 946_684_800_000
"""2000-01-01T00:00:00Z. The clock of a run begins here, so that the records of the workspace file are older than every event."""


class Check:
    """A run in progress. `feed` may be called repeatedly; `report` ends the run.

    Args:
        faults: rules by which the emulator fails (`attio_emulator.faults`); `seed` and `strict_auth` are the emulator's, too.
        dead_letters: collects every lost event.
        keep: fill `settled` and `kept_away` and make `writers` work; otherwise they stay empty.
        history: the emulator keeps values that ended.
        may_be_empty: allow a run without subscriptions.
        into: an emulator to deliver into, instead of one made of `workspace`, `assumptions`, `faults`, `seed`, `strict_auth`
            and `history`; others may call it whenever the run is not `at_work`.

    `lost`, `unresolved` and `unconfirmed` hold explanations by (event number, index in `runnables`); `settled` holds verdicts by the
    same key. `kept_away` says by event number why filters left an event out. `decided` counts the verdicts that rest on each assumption.
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
        faults: Any = (),
        seed: int = 0,
        strict_auth: bool = False,
        limits: Limits = NO_LIMITS,
        baseline: Baseline | None = None,
        dead_letters: DeadLetters | None = None,
        keep: bool = False,
        history: bool = False,
        may_be_empty: bool = False,
        into: Emulator | None = None,
    ) -> None:
        one_of(mode, MODES, "mode")
        if not sources and not may_be_empty:
            raise UsageError("no subscription to check")
        self.map_settings = MapSettings(
            sources=list(sources),
            filters=list(filters),
            integrations=integrations,
            mode=mode,
            assumptions=dict(assumptions),
        )
        """What another process needs to make the rows of `LineEvent`s for this run."""
        self.assumed, of_attio = divided(assumptions, named="assumptions")
        # templates and the `received_at` of a batch may ask for the time: they get the run's clock
        own = VirtualClock(_BEFORE_SEGMENT, step=0)
        self._clock = own if into is None else clock_of(into)
        # only enabled subscriptions: an index of `runnables`, as in `settled`, is not an index of `sources`
        self.runnables = prepare(sources, replace(destination, clock=self._moment))
        self.emulator = into or own_emulator(
            workspace,
            own,
            seed=seed,
            history=history,
            assumptions=of_attio,
            strict_auth=strict_auth,
            faults=faults,
        )
        self.start = Start(self.emulator, start, workspace, wait=float(self.assumed["delivery.batch_wait"]), keep=keep)
        self._watch = Watch(self.runnables, self.emulator.workspace)
        creators = Creators(self.runnables, lambda: self.emulator.workspace)
        self._delivery = Delivery(
            self.emulator,
            [self._watch],
            may_exist=one_of(existing, EXISTING, "existing") == "unknown",
            updatable=creators.others,
            deadline=float(self.assumed["delivery.deadline"]),
        )
        self._pipeline = Pipeline(
            self.runnables,
            self._delivery,
            gate(filters, integrations=integrations, decides=self.assumed.decides),
            self,
            clock=self._clock,
            mode=mode,
            assumed=self.assumed,
        )
        self.earlier = Earlier(self.emulator, lambda: [self._pipeline], creators.sure)
        self.explains: Callable[[SourceEvent], bool] | None = None
        """Which events get a row if they are lost; None for all."""
        self.baseline = baseline
        """What losses are compared with; may be set until `report` is called."""
        self._limits = limits
        self._found_nothing(dead_letters, keep=keep)
        if into is not None:
            self._delivery.detach()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Enter it to `feed` and to `report` a run `into` an emulator that others call, too."""
        self._delivery.attach()
        try:
            yield
        finally:
            self._delivery.detach()

    def _found_nothing(self, dead_letters: DeadLetters | None, *, keep: bool) -> None:
        """What the events have shown so far."""
        self._tally = Tally()
        self._tries = Tries()
        self.decided: Counter[str] = Counter()
        self.lost, self.unresolved, self.unconfirmed = (KeptRows[Rejection](everything=keep) for _ in range(3))
        self.dead_letters = dead_letters
        self._keep = keep
        self.settled: dict[tuple[int, int], tuple[Verdict, EventRef]] = {}
        self.kept_away: dict[int, str] = {}
        self._writers: dict[str, list[tuple[int, int]]] = {}
        self._unreadable = KeptRows[Mapping[str, Any]]()
        self._notes: list[Mapping[str, Any]] = []
        self._repeats = Repeats()
        self._refused, self._misnamed = OddEvents(refused_by_ingest), OddEvents(misnamed_destination)
        self._beside_filters = FilterPaths(self.map_settings.filters), FilterValues(self.map_settings.filters)

    def _moment(self) -> datetime:
        return datetime.fromtimestamp(self._clock() / 1000, UTC)

    @property
    def mode(self) -> str:
        """`single` or `batch`; `auto` where the mappings differ."""
        if self.map_settings.mode != "auto":
            return self.map_settings.mode
        asked = set(self._pipeline.batched)
        return "auto" if len(asked) > 1 else "batch" if True in asked else "single"

    def feed(self, items: Iterable[EventSource]) -> None:
        """Take events in their order, with the unreadable entries and notes found between them."""
        for item in items:
            if isinstance(item, SourceEvent):
                self._event(item)
            elif isinstance(item, Unreadable):
                row: dict[str, Any] = {"file": item.file, "line": item.line, "why": item.why}
                self._unreadable[len(self._unreadable), 0] = row if item.index is None else row | {"index": item.index}
            else:
                self._notes.append({"file": item.file, "line": item.line, "what": item.what})

    def _event(self, item: SourceEvent) -> None:
        # an event without a time happens where a virtual clock begins
        self._pipeline.until(START if item.at is None else item.at)
        self.start.see(item)
        number = self._tally.take(item)
        # repeats are noted, not removed: Segment removes most of them before a destination sees them
        self._repeats.see(item)
        row = self._row_of(item)
        if row is None:
            event = item.event
            refused, name = refused_on_ingest(event), misnamed(event)
        else:
            refused, name = row.refused, row.misnamed
        if refused is not None:
            self._refused.see(item, *refused)
        if name is not None:
            self._misnamed.see(item, name)
        if row is None:
            self.assumed.begin()
            self._pipeline.take(number, item)
            return
        self.assumed.begin(row.assumptions)
        if row.why is not None:
            self.filtered(item, Dropped(None if row.filter is None else self.map_settings.filters[row.filter], row.why))
        else:
            self._pipeline.take_row(number, item, row)

    def _row_of(self, item: SourceEvent) -> Row | None:
        """What another process made of the event; None if it must be made here."""
        # recorders want to be told of every step
        if not isinstance(item, LineEvent) or not item.row or self._delivery.steps:
            return None
        return row_from(item.row)

    # the `Sink` of the pipeline

    def filtered(self, item: SourceEvent, decision: Dropped) -> None:
        """See `pipeline.Sink`, as for the methods that follow."""
        self._decided_by(self.assumed.since())
        self._tally.filtered(decision)
        if self._keep:
            self.kept_away[self._tally.events - 1] = decision.why
        self._read_by_filters(item)

    def passed(self, one: PassedEvent) -> None:
        self._decided_by(self.assumed.since())
        self._tally.passed(one)
        self._read_by_filters(one.item)

    def _read_by_filters(self, item: SourceEvent) -> None:
        # touch `item.event` only if somebody needs it: it may have to be parsed
        for one in self._beside_filters:
            if one.is_asking:
                one.see(item.event)

    def _decided_by(self, assumptions: Sequence[str]) -> None:
        for id in assumptions:  # they are few: `update` would take five times as long
            self.decided[id] += 1

    def matched(self, one: PassedEvent, orders: Sequence[int]) -> None:
        self._watch.taken(one, orders)
        if not orders:
            self._tally.unmatched(one, self.runnables)

    def setting(self, assumption: str) -> str:
        """The setting of an assumption in this run."""
        return self.assumed.get(assumption) or self.emulator.assumptions[assumption]

    def record(self, recorder: Recorder) -> None:
        """Tell a recorder of every step from now on."""
        # the recorder may keep the answers
        self.emulator.late_answers = False
        self._delivery.record(recorder)

    def flush(self) -> None:
        """Deliver whatever waits in a batch or for another try, each at its due time."""
        self._pipeline.run_out()

    def again(self, order: int, one: PassedEvent, delivered: Delivered, at: int) -> None:
        """Does nothing: the verdict is still open."""

    def ended(self, order: int, one: PassedEvent, delivered: Delivered) -> None:
        verdict, key = delivered.verdict, (one.number, order)
        self._tally.settled(one, verdict)
        self._decided_by(delivered.assumptions)
        if self._keep:
            self.settled[key] = (verdict, one.item.ref)
            for record_id in delivered.records:
                self._writers.setdefault(record_id, []).append(key)
        if delivered.tries > 1 or verdict == "failed":
            self._tries.see(delivered)
        is_told = verdict != "written" and (self.explains is None or self.explains(one.item))
        row = row_of(delivered, one, self.emulator, self.earlier) if is_told else None
        if row is not None:
            kept = {"unresolved": self.unresolved, "unconfirmed": self.unconfirmed}.get(verdict, self.lost)
            kept[key] = row
            if self.dead_letters is not None and verdict in LOST:
                self.dead_letters.add(key, one.item, row)
        if verdict != "written":
            self.earlier.ended(delivered, one)
        for recorder in self._delivery.recorders:
            recorder.settled(one.item, delivered, self._delivery.outcomes, row)

    def writers(self, record_id: str) -> list[EventRef]:
        """The events that wrote a record, in order."""
        return [self.settled[key][1] for key in sorted(self._writers.get(record_id, ()))]

    def losses(self) -> Sequence[tuple[Rejection, LocatedSubscription]]:
        """Flush, then return every lost event in order, with the subscription that lost it."""
        self.flush()
        return self._of_source(self.lost)

    def _of_source(self, rows: KeptRows[Rejection]) -> Sequence[tuple[Rejection, LocatedSubscription]]:
        # in the order of their keys: a batch is settled later than single events that came after its own
        return rows.map(lambda key, row: (row, self.runnables[key[1]].source))

    def records(self) -> Mapping[str, Mapping[str, int]]:
        """Flush, then return how many records of each object were written, as the report has it."""
        self.flush()
        # Attio itself changes records a while after a write (assumed: `person.company_from_email`)
        self.emulator.flush()
        return self._delivery.records

    def left_baseline(self, file: str) -> Baseline:
        """The baseline to write from this run, once every event is fed."""
        return baseline_of(self.losses(), self._tally.events, self.emulator.workspace, file=file)

    def report(self, *, complete: bool = True) -> Report:
        """Flush, then report on every event; `complete` is False after an interrupt, and then waiting tries end as failed."""
        if not complete:
            self._pipeline.stop()
        lost = self.losses()
        judged_by = self.baseline and compared(
            lost, self._of_source(self.unresolved), self.emulator.workspace, self.baseline, complete=complete
        )
        beside = judged_by.compared if judged_by else None
        records, tally, sources = self.records(), self._tally, self.map_settings.sources
        names = {one.source.name for one in self.runnables}
        of_baseline = notes_of_baseline(beside, tally.events, names) if beside else ()
        return Report(
            events=tally.events,
            mode=self.mode,
            verdicts=dict(tally.verdicts),
            outcome=judged(
                tally.events,
                tally.verdicts,
                len(self._unreadable),
                written=tally.written,
                dead=self._watch.dead(),
                complete=complete,
                limits=self._limits,
                baseline=beside,
                unknown=judged_by.unknown if judged_by else None,
            ),
            records=records,
            assumptions={id: count for id, count in self.decided.items() if is_of_verdicts(id)},
            rejections=judged_by.losses if judged_by else self.lost.rows(),
            unresolved=self.unresolved.rows(),
            unconfirmed=self.unconfirmed.rows(),
            deliveries=self._tries.told(),
            batches=dict(self._pipeline.batches.sizes),
            unread=self._watch.unread(),
            unmatched_reasons=tuple(tally.unmatched_reasons(self.runnables, self._watch.closest())),
            filtered_reasons=tuple(tally.filtered_reasons()),
            unreadable=self._unreadable.rows(),
            lint=lint_counts(sources, self.emulator.workspace) if sources else {},
            notes=(
                *of_baseline,
                *self.notes(),
                *faults_told(self.emulator),
                *(() if complete else (self._interrupted(),)),
            ),
            subscriptions=tuple(map(described, sources)),
            workspace=self.emulator.workspace.name,
            types=dict(tally.types),
            baseline=beside,
            complete=complete,
        )

    def _interrupted(self) -> Mapping[str, Any]:
        what = f"interrupted: this is what happened to the first {counted(self._tally.events, 'event')}, later ones were not read"
        return {"file": None, "line": None, "what": what}

    def notes(self) -> Iterable[Mapping[str, Any]]:
        yield from self._notes
        # where integrations are ignored their names do not matter, and where a null context fails its events are lost
        names = (self._misnamed,) if self.map_settings.integrations else ()
        nulls = (self._tally.nulls,) if self.assumed[NULL_CONTEXT] == "absent" else ()
        noted = (self._refused, *names, *nulls, self._repeats, self.start)
        for note in chain.from_iterable(one.notes() for one in noted):
            yield note.to_dict()
        if self._tally.events and not self._tally.timed and any(self._pipeline.batched):
            what = "no event has a time (receivedAt, sentAt, timestamp): batches fill up in the order of the files, none waits"
            yield {"file": None, "line": None, "what": what}
        yield from notes_of(self.map_settings.filters, self._tally.thinned, self.map_settings.sources)
        for one in self._beside_filters:
            yield from one.notes()
        yield from self._watch.notes()
