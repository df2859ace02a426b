"""A running local Segment: the server's threads accept events, and one thread processes them in order.

Has the thread, and what it shares with those of the server. `live` processes an event, `app` receives it over HTTP, `kept` makes it
outlive the process.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from attio_harness.local_segment.intake import Received, Refused
from attio_harness.local_segment.live import LocalSegment
from attio_harness.terminal.stderr import tell

__all__ = ["Keeper", "Service"]

_LONGEST_SLEEP = 3_600.0
_RELOADS = 100


class Keeper(Protocol):
    """Writes accepted events down before they are acknowledged."""

    def append(self, rows: Sequence[tuple[int, Received]]) -> None:
        """Write events with their numbers; they are on disk when this returns."""

    def forget(self) -> None:
        """Forget the received messages, so that they are not repeats if they come again."""


@dataclass(frozen=True, slots=True)
class _Call:
    """Work to do between two events, for a thread that waits for it."""

    work: Callable[[], Any]
    done: threading.Event
    result: list[Any]


class Service:
    """Runs a local Segment in a thread.

    Args:
        local: the local Segment, which no other thread calls.
        now: returns milliseconds since 1970.
        locked: returns a context that is entered for one event at a time, so that the emulator can be called in between.
        keeper: keeps accepted events on disk; without one, no event outlives the process.
        seq: the last number in use.
    """

    def __init__(
        self,
        local: LocalSegment,
        *,
        now: Callable[[], int],
        locked: Callable[[], AbstractContextManager[object]],
        keeper: Keeper | None = None,
        seq: int = 0,
    ) -> None:
        self.local, self.traces = local, local.traces
        self._now, self._locked, self._keeper, self._seq = now, locked, keeper, seq
        self._waiting: deque[tuple[int, Received] | _Call] = deque()
        self._woken = threading.Condition()
        self._stopping = False
        self.reloads: deque[Any] = deque(maxlen=_RELOADS)
        """The results of the last changes of files, each with a `to_dict`."""

    # -- for the server, from any thread ---------------------------------------------------------------------------

    def accept(self, events: Sequence[Received]) -> None:
        """Accept events. When this returns they are kept, will be processed, and may be acknowledged."""
        with self._woken:
            rows = list(enumerate(events, self._seq + 1))
            if self._keeper is not None:
                self._keeper.append(rows)
            self._seq += len(rows)
            self._begin(rows)

    def resume(self, rows: Sequence[tuple[int, Received]]) -> None:
        """Take events that an earlier process acknowledged."""
        with self._woken:
            self._seq = max(self._seq, *(seq for seq, _ in rows)) if rows else self._seq
            self._begin(rows)

    def _begin(self, rows: Iterable[tuple[int, Received]]) -> None:
        for seq, one in rows:
            self.traces.begin(seq, one.source, one.event, one.received_at)
            self._waiting.append((seq, one))
        self._woken.notify()

    def refuse(self, refused: Sequence[Refused]) -> None:
        """Note what was not accepted, and why."""
        with self._woken:
            for one in refused:
                self._seq += 1
                self.traces.refuse(self._seq, one.source, one.what, one.received_at, code=one.code, why=one.why)

    def call(self, work: Callable[[], Any]) -> Any:
        """Do some work after the events that came before, and wait for it. Raises what `work` raises."""
        call = _Call(work, threading.Event(), [])
        with self._woken:
            self._waiting.append(call)
            self._woken.notify()
        call.done.wait()
        if isinstance(call.result[0], Exception):
            raise call.result[0]
        return call.result[0]

    def flush(self) -> None:
        """Deliver everything accepted so far: batches even if not full, failed deliveries once more."""
        self.call(self.local.flush)

    def reset(self) -> None:
        """Deliver what waits, then forget all traces."""
        self.call(self._reset)

    def _reset(self) -> None:
        self.local.flush()
        self.traces.reset()
        if self._keeper is not None:
            self._keeper.forget()

    def described(self) -> list[Any]:
        """The sources and their subscriptions, as `LocalSegment.described`."""
        return list(self.call(self.local.described))

    def queue(self) -> list[Any]:
        """The open batches, as `LocalSegment.queue`."""
        return list(self.call(self.local.queue))

    @property
    def undelivered(self) -> int:
        """The number of accepted events that wait: to be processed, in a batch, or for another try. For after `running`."""
        return len(self.local.open) + sum(not isinstance(one, _Call) for one in self._waiting)

    # -- the thread ------------------------------------------------------------------------------------------------

    @contextmanager
    def running(self) -> Iterator[None]:
        """Process events in a thread while entered, and deliver the rest at the end. With a keeper, open batches stay for the next
        process."""
        thread = threading.Thread(target=self._run, daemon=True)
        thread.start()
        try:
            yield
        finally:
            with self._woken:
                self._stopping = True
                self._woken.notify()
            thread.join(30)

    def _run(self) -> None:
        while True:
            with self._woken:
                self._woken.wait_for(lambda: self._waiting or self._stopping, timeout=self._pause())
                if self._stopping and not self._waiting:
                    return
                item = self._waiting.popleft() if self._waiting else None
            self._step(item)

    def _pause(self) -> float:
        due = self.local.next_due
        return _LONGEST_SLEEP if due is None else min(max(due - self._now(), 0) / 1000, _LONGEST_SLEEP)

    def _step(self, item: tuple[int, Received] | _Call | None) -> None:
        if isinstance(item, _Call):
            try:
                with self._locked():
                    item.result.append(item.work())
            except Exception as error:
                item.result.append(error)
            item.done.set()
            return
        try:
            with self._locked():
                self.local.due()
                if item is not None:
                    seq, one = item
                    self.local.take(seq, one.source, one.event, one.received_at, one.ended)
        except Exception as error:  # a bug of ours must only end one event, not the service
            what = f"event {item[0]}" if item is not None else "a delivery that was due"
            tell(f"this is a mistake of ours, please report it: {what}: {type(error).__name__}: {error}")
            time.sleep(0.1)
