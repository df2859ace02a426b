"""The events that a run lost, as events again: a line each, with why, to be delivered once more when the reason is gone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from attio_harness.report import Rejection
from attio_harness.run.pipeline import PassedEvent

__all__ = ["DeadLetters"]


class DeadLetters:
    """What a run is told to keep of lost events. One that several subscriptions lost is one line."""

    def __init__(self) -> None:
        self._lost: dict[int, tuple[PassedEvent, list[Rejection]]] = {}

    def add(self, one: PassedEvent, loss: Rejection) -> None:
        """An event, and how a subscription lost it."""
        self._lost.setdefault(one.number, (one, []))[1].append(loss)

    def __len__(self) -> int:
        return len(self._lost)

    def lines(self) -> Iterator[bytes]:
        """NDJSON that `check` reads, in the order of the events: `{"event": {…}, "dead_letter": {"file", "line", "losses": […]}}`.

        The event is as it came, before any filter, so that it takes the same way again; faults that it brought are left out.
        """
        for number in sorted(self._lost):
            one, losses = self._lost[number]
            place = {"file": one.item.file, "line": one.item.line, "index": one.item.index}
            why = {key: value for key, value in place.items() if value is not None}
            row = {"event": one.item.event, "dead_letter": why | {"losses": [_loss(loss) for loss in losses]}}
            # ASCII alone: what is hidden is escaped, and half a character stays one
            yield json.dumps(row, separators=(",", ":")).encode() + b"\n"


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
