"""Runs one event through the subscriptions into a workspace, as `check` does, and says what each of them made of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from attio_emulator import Outcome, Workspace
from attio_emulator.undone import undone

from attio_harness.inputs.event import SourceEvent
from attio_harness.inputs.located_filter import LocatedFilter
from attio_harness.inputs.subscription import LocatedSubscription
from attio_harness.made_events.values import Seed, Seeds
from attio_harness.rejection import Rejection
from attio_harness.run.check import Check
from attio_harness.run.delivered import Delivered
from attio_harness.run.filters import Dropped, gate
from attio_harness.run.recorder import Recorder
from attio_harness.verdicts import Verdict

__all__ = ["Desk", "Settled", "Trial"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """The result of an event in one subscription."""

    source: LocatedSubscription
    verdict: Verdict
    loss: Rejection | None = None

    @property
    def mistakes(self) -> tuple[Rejection, ...]:
        """Every mistake of a lost event; none for one that is written, or would be if a record existed."""
        return () if self.loss is None or self.verdict == "unresolved" else (self.loss, *self.loss.also)


@dataclass(slots=True, kw_only=True)
class Trial:
    """The results of an event that is undone afterwards, unless `is_kept` is set."""

    settled: list[Settled] = field(default_factory=list)
    is_kept: bool = False


class Desk(Recorder):
    """A run that processes events one by one, through the filters; each event finds what the earlier ones wrote."""

    takes_steps = False

    def __init__(
        self, sources: Sequence[LocatedSubscription], workspace: Workspace, filters: Sequence[LocatedFilter] = ()
    ) -> None:
        # single mode: the result of an event is known before the next one
        self._job = Check(sources, workspace, mode="single", filters=filters)
        self._decide = gate(filters)
        self._job.record(self)
        self._settled: list[Settled] = []
        self._count = 0

    def put(self, event: dict[str, Any]) -> list[Settled]:
        """The results in the subscriptions that an event matches; empty if it matches none."""
        self._settled, self._count = [], self._count + 1
        self._job.feed([SourceEvent(event=event, file="<made>", line=self._count)])
        return self._settled

    def tried(self, event: dict[str, Any]) -> list[Settled]:
        """Like `put`, but undo what the event writes."""
        with self.trial(event) as trial:
            return trial.settled

    @contextmanager
    def trial(self, event: dict[str, Any]) -> Iterator[Trial]:
        """Like `put`, but undo what the event wrote after the block, unless the block keeps it."""
        trial = Trial()
        with undone(self._job.emulator.core.store, unless=lambda: trial.is_kept):
            trial.settled = self.put(event)
            yield trial
        if not trial.is_kept:
            self._job.earlier.forget()

    def dropped(self, event: Mapping[str, Any]) -> Dropped | None:
        """What keeps an event from every subscription; None if nothing does."""
        decision = self._decide(event)
        return decision if isinstance(decision, Dropped) else None

    def settled(
        self, item: SourceEvent, delivered: Delivered, outcomes: Sequence[Outcome], loss: Rejection | None
    ) -> None:
        source = delivered.runnable.source
        self._settled.append(Settled(source=source, verdict=delivered.verdict, loss=loss))

    def seeds(self, named_by: Mapping[str, str]) -> Seeds:
        """The existing records, named by the attribute that `named_by` has for their object, else by their ID."""
        emulator = self._job.emulator
        return {
            slug: tuple(_seed(record, named_by.get(slug)) for record in emulator.records(slug, inactive=True))
            for slug in emulator.counts()
        }


def _seed(record: Mapping[str, Any], attribute: str | None) -> Seed:
    rows = record["values"].get(attribute) if attribute else None
    found = next((rows[0][key] for key in ("email_address", "domain", "value") if rows and key in rows[0]), None)
    id = str(record["id"]["record_id"])
    return Seed(name=id if found is None else str(found), id=id)
