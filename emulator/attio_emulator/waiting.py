"""Batches that wait under a lag, and their total size."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

import orjson

from attio_emulator.batches import Batch
from attio_emulator.errors import AttioError

__all__ = ["Waiting", "no_room", "size_of"]


class Waiting(deque[Batch]):
    """The oldest batch first. `bytes` is their approximate size, counted only for those that wait."""

    def __init__(self, batches: Iterable[Batch] = ()) -> None:
        super().__init__()
        self.bytes = 0
        self._sizes: deque[int] = deque()
        for one in batches:
            self.append(one)

    def append(self, batch: Batch, size: int | None = None) -> None:
        self._sizes.append(size_of(batch) if size is None else size)
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


def size_of(batch: Batch) -> int:
    """The size of its assertions as JSON."""
    return len(orjson.dumps(batch.assertions))


def no_room(most: int) -> AttioError:
    """The emulator's own refusal, in Attio's form."""
    message = f"The batches that wait have {most} bytes together (limit waiting_batch_bytes); POST /_emulator/flush writes them."
    return AttioError(503, "service_unavailable", message, type="api_error")
