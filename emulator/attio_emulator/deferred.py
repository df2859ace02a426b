"""What is applied later: waiting batches, and what Attio does by itself after a while.

Decides when. How is in `batches`, in `followups` and in the resources concerned.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson

from attio_emulator import followups
from attio_emulator.batches import Batch, Outcome
from attio_emulator.clock import Clock
from attio_emulator.errors import AttioError
from attio_emulator.ledger import Ledger
from attio_emulator.record import Record, Stamp
from attio_emulator.resources import meeting_companies, record_merge
from attio_emulator.state import MERGES, Core, Observer

__all__ = ["WAITING", "Deferred"]

WAITING = (followups.WAITING, meeting_companies.WAITING, MERGES)
"""The kinds of documents for what Attio does by itself after a while."""


class _Waiting(deque[Batch]):
    """The waiting batches, the oldest first. `bytes` is the approximate size of those that were measured."""

    def __init__(self, batches: Iterable[Batch] = ()) -> None:
        super().__init__()
        self.bytes = 0
        self._sizes: deque[int] = deque()
        for one in batches:
            self.append(one)

    def append(self, batch: Batch, size: int | None = None) -> None:
        self._sizes.append(_size_of(batch) if size is None else size)
        self.bytes += self._sizes[-1]
        super().append(batch)

    def popleft(self) -> Batch:
        batch = super().popleft()
        self.bytes -= self._sizes.popleft()
        return batch

    def pop(self) -> Batch:  # type: ignore[override]  # from the end alone
        batch = super().pop()
        self.bytes -= self._sizes.pop()
        return batch


class Deferred:
    """The waiting batches and other work; `tell` receives the outcome of each assertion.

    The core is an argument, since each request may find another one in force.
    """

    def __init__(self, clock: Clock, ledger: Ledger, tell: Observer, *, most_bytes: int) -> None:
        self._clock, self._ledger, self._tell, self._most_bytes = clock, ledger, tell, most_bytes
        self.queue = _Waiting()
        """The waiting batches, the next one first."""

    def enqueue(self, core: Core, stamp: Stamp, assertions: Sequence[Mapping[str, Any]], *, lag: float) -> None:
        """Let a batch wait for `lag` seconds.

        Raises:
            AttioError: the waiting batches would be too large together.
        """
        batch = Batch(
            request_id=stamp.request_id,
            due=stamp.at + round(lag * 1000),
            actor=stamp.actor,
            assertions=assertions,
            assumptions=core.assumptions.since(),
        )
        # a batch applied at once need not be measured
        size = _size_of(batch) if lag else 0
        if self.queue and self.queue.bytes + size > self._most_bytes:
            raise _no_room(self._most_bytes)
        self.queue.append(batch, size)

    def replace(self, batches: Iterable[Batch]) -> None:
        """Replace the waiting batches."""
        self.queue = _Waiting(batches)

    def apply_due(self, core: Core) -> bool:
        """Apply what is due. Returns whether Attio did something by itself."""
        did = False
        while self.queue and self.queue[0].due <= self._clock():
            # what Attio did by itself before this batch, which may decide what the batch finds
            did |= bool(core.documents) and self._follow_up(core, until=self.queue[0].due)
            self._apply(core, self.queue.popleft())
        # a quick check, since every request comes here
        return (bool(core.documents) and self._follow_up(core)) or did

    def flush(self, core: Core) -> bool:
        """Apply everything, whatever the clock says. Returns whether Attio did something by itself."""
        self.apply_batches(core)
        return self._follow_up(core, everything=True)

    def apply_batches(self, core: Core) -> None:
        """Apply every batch."""
        while self.queue:
            self._apply(core, self.queue.popleft())

    def _apply(self, core: Core, batch: Batch) -> None:
        core.applier.apply(batch, self._clock, self._tell)
        followups.publish(core, Stamp(at=self._clock(), actor=batch.actor, request_id=batch.request_id))

    def _follow_up(self, core: Core, *, until: int | None = None, everything: bool = False) -> bool:
        if not any(map(core.documents.get, WAITING)):
            return False
        stamp = Stamp(at=self._clock() if until is None else until, actor=("system", None), request_id="system")
        with core.existing.unasked():
            merged = record_merge.apply_due(core, stamp.at, everything=everything)
            found = followups.apply_due(core, stamp, self._no_company, everything=everything)
            # after companies, so that these can be found
            linked = meeting_companies.apply_due(core, stamp.at, everything=everything)
        if not (merged or found or linked):
            return False
        followups.publish(core, stamp)
        return True

    def _no_company(self, person: Record, domain: str, error: AttioError) -> None:
        row = Outcome(
            request_id="system", mode="system", pointer="", object="companies", matching_attribute="domains",
            record_id=None, result="dropped", error=error, values={"domains": [domain], "team": [person.id]},
        )  # fmt: skip
        self._ledger.enter(row, error)


def _size_of(batch: Batch) -> int:
    """The size of its assertions as JSON."""
    return len(orjson.dumps(batch.assertions))


def _no_room(most: int) -> AttioError:
    """The emulator's own refusal, in Attio's form."""
    message = f"The batches that wait have {most} bytes together (limit waiting_batch_bytes); POST /_emulator/flush writes them."
    return AttioError(503, "service_unavailable", message, type="api_error")
