"""The events that a run lost, written as events again: one per line with the reason, to deliver again once it is fixed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from attio_harness.inputs.event import SourceEvent
from attio_harness.rejection import Rejection
from attio_harness.run.kept_rows import KeptRows, Key
from attio_harness.text.strict import COMPACT, strict

__all__ = ["DeadLetters"]


class DeadLetters:
    """Keeps the lost events of a run. An event that several subscriptions lost makes one line.

    Raises:
        InputError: the disk has no room for what does not fit into memory.
    """

    def __init__(self) -> None:
        self._lost = KeptRows[tuple[SourceEvent, dict[str, Any]]]()

    def add(self, key: Key, item: SourceEvent, loss: Rejection) -> None:
        """Add an event and how a subscription lost it."""
        self._lost[key] = (item, _loss(loss))

    def lines(self) -> Iterator[bytes]:
        """NDJSON that `check` reads, in the order of the events: `{"event": {…}, "dead_letter": {"file", "line", "losses": […]}}`.

        The event is as it came, before any filter, so that it goes through everything again; its own faults are left out.
        """
        for _, rows in groupby(self._lost.items(), key=lambda row: row[0][0]):
            own = [row for _, row in rows]
            item = own[0][0]
            place = {"file": item.file, "line": item.line, "index": item.index}
            why = {key: value for key, value in place.items() if value is not None}
            row = {"event": item.event, "dead_letter": why | {"losses": [loss for _, loss in own]}}
            # ASCII only: invisible characters are escaped, and half a character survives
            yield strict(row, separators=COMPACT, again=True).encode() + b"\n"


def _loss(loss: Rejection) -> dict[str, Any]:
    out: dict[str, Any] = {
        "subscription": loss.subscription,
        "verdict": loss.verdict,
        "status": loss.status,
        "code": loss.code,
        "message": loss.message,
        "tries": loss.tries,
    }
    return out | ({"again_at": loss.again_at} if loss.again_at else {})
