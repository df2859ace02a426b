"""What a run could pass by in silence: triggers that nothing meets, fields that
nothing fills. Told of every event, asked at the end.

Puts together what its parts saw; none of them decides a verdict.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from attio_harness.report import Unread
from attio_harness.run.runnable import RunnableSubscription
from attio_harness.run.triggers import UnmetTriggers
from attio_harness.run.unread import UnreadFields

__all__ = ["Watch"]


class Watch:
    """An onlooker of one run."""

    def __init__(self, runnables: Sequence[RunnableSubscription]) -> None:
        self._unmet = UnmetTriggers(runnables)
        self._unread = UnreadFields(runnables)

    def taken(self, event: Mapping[str, Any], takers: Collection[int]) -> None:
        """An event as the filters left it, and the indexes of the subscriptions whose trigger it met."""
        self._unmet.see(event, takers)
        for order in takers:
            self._unread.see(order, event)

    def dead(self) -> tuple[str, ...]:
        """The names of subscriptions whose trigger no event can ever meet."""
        return self._unmet.dead()

    def closest(self) -> Mapping[tuple[int, str], str]:
        """(index of the subscription, clause) -> what nearly met it, for subscriptions that no event met."""
        return self._unmet.closest()

    def unread(self) -> tuple[Unread, ...]:
        """The fields that no event filled."""
        return self._unread.rows()

    def notes(self) -> Iterator[Mapping[str, Any]]:
        """Rows of file, line and what."""
        yield from self._unmet.notes()
        yield from self._unread.notes()
