"""The counts of a run, and the report's rows made from them. Decides no verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from segment_actions import fql

from attio_harness.inputs.event import SourceEvent
from attio_harness.inputs.subscription import LocatedSubscription
from attio_harness.rejection import FilterRef
from attio_harness.report import OTHERS, Deliveries, FilteredReason, UnmatchedReason
from attio_harness.run.bounded import Bounded
from attio_harness.run.delivered import Delivered
from attio_harness.run.filter_losses import clause_filter
from attio_harness.run.filters import Dropped
from attio_harness.run.odd_events import OddEvents, null_member_left_out
from attio_harness.run.pipeline import PassedEvent
from attio_harness.run.runnable import RunnableSubscription
from attio_harness.verdicts import Verdict

__all__ = ["Tally", "Tries", "described"]


class Tally:
    """The counts of one run's events. Its memory does not grow with their number."""

    def __init__(self) -> None:
        self.nulls = OddEvents(null_member_left_out)
        self.events = self.timed = 0
        self.types = Bounded[str](lambda name: OTHERS, len)
        self.verdicts: Counter[Verdict] = Counter()
        self.written = 0
        """How many events at least one subscription wrote."""
        self.thinned: Counter[FilterRef] = Counter()
        """From how many events each filter removed members."""
        self._filtered: Counter[tuple[str, str, FilterRef | None]] = Counter()
        self._unmatched = Bounded[tuple[int, str, str, FilterRef | None]](
            lambda key: (key[0], key[1], OTHERS, key[3]), lambda key: len(key[2])
        )

    def take(self, item: SourceEvent) -> int:
        """Count another event and return its number, from 0."""
        self.events += 1
        self.timed += item.at is not None
        self.types.count(str(item.kind))
        return self.events - 1

    def filtered(self, decision: Dropped) -> None:
        self.verdicts["filtered"] += 1
        by = decision.filter.ref if decision.filter else None
        self._filtered[decision.reason, decision.why, by] += 1

    def passed(self, one: PassedEvent) -> None:
        # once for each event, however many members a filter removed from it
        if one.taken:
            self.thinned.update(dict.fromkeys((taken.filter.ref for taken in one.taken), 1))

    def unmatched(self, one: PassedEvent, runnables: Sequence[RunnableSubscription]) -> None:
        self.verdicts["unmatched"] += 1
        if one.row is not None and one.row.unmet is not None:
            for order, clause, found in one.row.unmet:
                self._unmatched.count((order, clause, found, None))
            return
        for order, runnable in enumerate(runnables):
            trigger = runnable.source.trigger
            # counts each clause, so an event may count several times
            for failed in fql.explain(trigger, one.event):
                by = clause_filter(trigger, failed.clause, one.item.event, one.taken) if one.taken else None
                self._unmatched.count((order, failed.clause, failed.found, by))

    def settled(self, one: PassedEvent, verdict: Verdict) -> None:
        self.verdicts[verdict] += 1
        if verdict in ("written", "unconfirmed") and not one.is_written:
            one.is_written = True
            self.written += 1
        # an invalid one is lost before anything looks at its context
        if one.null is not None and verdict != "invalid" and not one.is_null_told:
            one.is_null_told = True
            self.nulls.see(one.item, one.null)

    def unmatched_reasons(
        self, runnables: Sequence[RunnableSubscription], closest: Mapping[tuple[int, str], str]
    ) -> Iterator[UnmatchedReason]:
        """The most frequent first. `closest` has what nearly met a clause, by the index of its subscription and its text."""
        for (order, clause, found, by), count in self._unmatched.most_common():
            source = runnables[order].source
            yield UnmatchedReason(
                subscription=source.name, trigger=source.trigger, clause=clause, found=found, count=count, filter=by,
                closest=closest.get((order, clause)),
            )  # fmt: skip

    def filtered_reasons(self) -> Iterator[FilteredReason]:
        """The most frequent first."""
        for (reason, why, by), count in self._filtered.most_common():
            yield FilteredReason(reason=reason, why=why, count=count, filter=by)


class Tries:
    """Counts the tries of deliveries that did not succeed at their first try."""

    def __init__(self) -> None:
        self._written: Counter[int] = Counter()
        self._given_up: Counter[int] = Counter()
        self._waiting: Counter[int] = Counter()

    def see(self, delivered: Delivered) -> None:
        """Count a delivery that has ended."""
        if delivered.verdict in ("written", "unresolved"):
            self._written[delivered.tries] += 1
        elif delivered.verdict == "failed":
            (self._given_up if delivered.again_at is None else self._waiting)[delivered.tries] += 1

    def told(self) -> Deliveries:
        return Deliveries(written=dict(self._written), given_up=dict(self._given_up), waiting=dict(self._waiting))


def described(source: LocatedSubscription) -> Mapping[str, Any]:
    """The row of a subscription."""
    return {
        "name": source.name,
        "action": source.action,
        "trigger": source.trigger,
        "enabled": source.enabled,
        "file": source.file,
        "pointer": source.pointer,
    }
