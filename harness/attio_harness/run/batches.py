"""Collects payloads in batches: which payloads go together, and when each batch is due. Sends nothing itself.

Rules and their sources

* The payloads of a batch have the same subscription and equal values in the fields of `batch_keys` (documentation of batching).
* A batch is closed when it has `batch_size` payloads, before it exceeds `batch_bytes` (documentation), or when it has waited
  (assumed: `delivery.batch_wait`). Bytes are those of the payloads as JSON (assumed: `delivery.batch_bytes`).
* Batches are sent in the order in which they are closed.
"""

from __future__ import annotations

import heapq
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import orjson

from attio_harness.run.runnable import RunnableSubscription

__all__ = ["Batch", "Batches"]

T = TypeVar("T")


@dataclass(slots=True, kw_only=True)
class Batch(Generic[T]):
    """Payloads of one subscription, each with the event that it came from.

    `wait` is how long the batch waits and `due` when that ends, in milliseconds; `waited` is whether it waited until then.
    """

    order: int
    runnable: RunnableSubscription
    due: int
    wait: int
    members: list[tuple[T, dict[str, Any]]] = field(default_factory=list)
    bytes: int = 0
    waited: bool = False


class Batches(Generic[T]):
    """All open batches. `wait` is in milliseconds; `most_bytes` applies unless a mapping says otherwise."""

    def __init__(self, *, wait: int, most_bytes: int) -> None:
        self.wait = wait
        self._most_bytes = most_bytes
        self._open: dict[tuple[int, bytes], Batch[T]] = {}
        # a running number breaks ties, because batches cannot be compared
        self._queue: list[tuple[int, int, tuple[int, bytes], Batch[T]]] = []
        self._opened = 0
        self.sizes: Counter[int] = Counter()
        """How many batches of each size were closed."""

    def add(
        self, order: int, runnable: RunnableSubscription, member: T, payload: dict[str, Any], now: int
    ) -> Iterator[Batch[T]]:
        """Put a payload into its batch at `now`, in milliseconds. Yields the batches that this closes."""
        key = (order, _group(runnable.batch_keys, payload))
        size = len(_json(payload))
        most = runnable.batch_bytes or self._most_bytes
        there = self._open.get(key)
        if there is not None and there.bytes + size > most:
            yield self._closed(key)
            there = None
        if there is None:
            there = self._open[key] = Batch(order=order, runnable=runnable, due=now + self.wait, wait=self.wait)
            self._opened += 1
            heapq.heappush(self._queue, (there.due, self._opened, key, there))
        there.members.append((member, payload))
        there.bytes += size
        if len(there.members) >= runnable.batch_size:
            yield self._closed(key)

    def due(self, now: int | None = None) -> Iterator[Batch[T]]:
        """Close and yield the batches that are due by `now`, in the order of their due times; without `now`, all open ones."""
        while self._queue and (now is None or self._queue[0][0] <= now):
            _, _, key, batch = heapq.heappop(self._queue)
            if self._open.get(key) is batch:  # else it was full before it was due
                batch.waited = True
                yield self._closed(key)

    @property
    def next(self) -> int | None:
        """The next due time, in milliseconds; its batch may already have been full and sent."""
        return self._queue[0][0] if self._queue else None

    @property
    def waiting(self) -> list[Batch[T]]:
        """The open batches."""
        return list(self._open.values())

    def _closed(self, key: tuple[int, bytes]) -> Batch[T]:
        batch = self._open.pop(key)
        self.sizes[len(batch.members)] += 1
        return batch


def _group(keys: tuple[str, ...], payload: Mapping[str, Any]) -> bytes:
    # as JSON, so that 1 and "1" differ and objects can be compared
    return _json([payload.get(key) for key in keys]) if keys else b""


def _json(value: Any) -> bytes:
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except TypeError:  # half a character or a number beyond 64 bits, which Python's own JSON can write
        return json.dumps(value, sort_keys=True, separators=(",", ":"), default=str).encode()
