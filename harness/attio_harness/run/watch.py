"""Notices what a run would otherwise pass over: triggers that no event meets, fields that no event fills, values that are not what
they look like. Sees every event and reports at the end.

Combines its parts; none of them decides a verdict.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attio_emulator import Outcome, Workspace

from attio_harness.inputs.event import SourceEvent
from attio_harness.rejection import Rejection
from attio_harness.report import Unread
from attio_harness.run.coerced import CoercedValues
from attio_harness.run.delivered import Delivered
from attio_harness.run.joined_records import JoinedRecords
from attio_harness.run.made_texts import MadeTexts
from attio_harness.run.overtaken import Overtaken
from attio_harness.run.pipeline import PassedEvent
from attio_harness.run.printed_texts import PrintedTexts
from attio_harness.run.recorder import Recorder
from attio_harness.run.runnable import RunnableSubscription
from attio_harness.run.triggers import UnmetTriggers
from attio_harness.run.turned_names import TurnedNames
from attio_harness.run.unread import UnreadFields

__all__ = ["Watch"]


class Watch(Recorder):
    """Watches one run."""

    takes_steps = False

    def __init__(self, runnables: Sequence[RunnableSubscription], workspace: Workspace) -> None:
        self._unmet = UnmetTriggers(runnables)
        self._unread = UnreadFields(runnables, workspace)
        self._texts = MadeTexts(runnables)
        self._printed = PrintedTexts(runnables, workspace)
        self._coerced = CoercedValues(runnables)
        self._written = (JoinedRecords(runnables), TurnedNames(runnables, workspace))
        self._overtaken = Overtaken(runnables, workspace)
        # by id: a runnable holds dicts and cannot be hashed
        self._orders = {id(one): order for order, one in enumerate(runnables)}
        self._now: PassedEvent | None = None

    def taken(self, one: PassedEvent, takers: Sequence[int]) -> None:
        """Take an event; `takers` are the indexes of the subscriptions whose trigger it met."""
        self._now = one
        # touch `one.event` only if somebody needs it: it may have to be parsed
        if self._unmet.is_asking:
            self._unmet.see(one.event, takers)
        for order in takers:
            if self._unread.is_asking(order):
                self._unread.see(order, one.event, one.item.event)
            else:
                self._unread.count(order)

    def validated(self, runnable: RunnableSubscription, mapped: Mapping[str, Any], payload: Mapping[str, Any]) -> None:
        """The payload that a mapping made of the event taken last, before and after validation."""
        if self._now is not None:
            one, order = self._now, self._orders[id(runnable)]
            self._texts.see(order, mapped, one.event, one.item)
            self._printed.see(order, payload, one.item)
            self._coerced.see(order, mapped, payload, one.item)

    def settled(
        self, item: SourceEvent, delivered: Delivered, outcomes: Sequence[Outcome], loss: Rejection | None
    ) -> None:
        """The result of an event under a subscription."""
        if delivered.payload is not None and delivered.verdict in ("written", "unresolved"):
            order = self._orders[id(delivered.runnable)]
            for one in self._written:
                one.see(order, delivered.payload, item)
            self._overtaken.see(order, delivered, item)

    def dead(self) -> tuple[str, ...]:
        """The names of the subscriptions whose trigger no event can ever meet."""
        return self._unmet.dead()

    def closest(self) -> Mapping[tuple[int, str], str]:
        """(index of the subscription, clause) -> what nearly met the clause, for subscriptions whose trigger no event met."""
        return self._unmet.closest()

    def unread(self) -> tuple[Unread, ...]:
        """The fields that no event filled."""
        return self._unread.rows()

    def notes(self) -> Iterator[Mapping[str, Any]]:
        """Rows of `file`, `line` and `what`."""
        yield from self._unmet.notes()
        yield from self._unread.notes()
        yield from self._texts.notes()
        yield from self._printed.notes()
        yield from self._coerced.notes()
        for one in self._written:
            yield from one.notes()
        yield from self._overtaken.notes()
