"""The outcomes of assertions: the ledger has a row for each one refused or dropped; an observer receives all of them.

`journal` has requests and responses as sent. Others decide whether an assertion is refused.
"""

from __future__ import annotations

from itertools import islice
from typing import Any

import orjson

from attio_emulator.batches import Outcome
from attio_emulator.calls import Call
from attio_emulator.clock import Clock, iso
from attio_emulator.errors import AttioError
from attio_emulator.http import Request, is_too_deep
from attio_emulator.limits import Limits
from attio_emulator.newest import AROUND, Newest
from attio_emulator.state import Observer

__all__ = ["Ledger"]


class Ledger:
    """The newest rows, and the observer."""

    def __init__(self, clock: Clock, observer: Observer | None, limits: Limits) -> None:
        self._clock = clock
        self.observer = observer
        self.rows = Newest(_size, most=limits.ledger_rows, most_bytes=limits.ledger_bytes)
        self.is_silent = False
        """While true, nothing is recorded or reported."""

    def since(self, count: int) -> list[dict[str, Any]]:
        """The rows after the first `count` ever added, without forgotten ones."""
        return list(islice(self.rows, max(0, count - self.rows.forgotten), None))

    def tell(self, outcome: Outcome) -> None:
        """Report an assertion that was applied or dropped."""
        if outcome.result == "dropped" and outcome.error is not None and not outcome.parent_dropped:
            self.enter(outcome, outcome.error)
        if self.observer is not None:
            self.observer(outcome)

    def refused(self, call: Call, error: AttioError) -> None:
        """Report that the write of a record was answered with an error."""
        outcome = _refused(call, error)
        self.enter(outcome, error)
        if self.observer is not None:
            self.observer(outcome)

    def enter(self, outcome: Outcome, error: AttioError) -> None:
        """Add a row without telling the observer."""
        if not self.is_silent:
            self.rows.append(_row(self._clock(), outcome, error))


def _size(row: dict[str, Any]) -> int:
    """Approximate size of a row, in bytes."""
    try:
        return AROUND + len(orjson.dumps(row))
    except orjson.JSONEncodeError:  # nested too deeply to be written
        return AROUND + len(repr(row))


def _row(at: int, outcome: Outcome, error: AttioError) -> dict[str, Any]:
    """The row of an assertion that was not applied, with details that Attio never gives."""
    return {
        "at": iso(at),
        "mode": outcome.mode,
        "object": outcome.object,
        "matching_attribute": outcome.matching_attribute,
        "values": outcome.values,
        "received_at": outcome.received_at,
        "code": error.code,
        "message": error.message,
        "attribute": error.attribute,
        "expected": error.expected,
        "pointer": error.pointer or outcome.pointer,
        "request_id": outcome.request_id,
    }


def _refused(call: Call, error: AttioError) -> Outcome:
    """The outcome of a refused write."""
    request = call.request
    found = call.core.workspace.find_object(call.parts["object"])
    return Outcome(
        request_id=call.stamp.request_id,
        mode="single",
        pointer="",
        object=found.slug if found else call.parts["object"],
        matching_attribute=request.param("matching_attribute"),
        record_id=None,
        result="refused",
        error=error,
        values=_values_of(request),
        assumptions=call.core.assumptions.since(),
        is_loose=call.core.existing.is_loose,
    )


def _values_of(request: Request) -> Any:
    try:
        body = orjson.loads(request.body)
    except orjson.JSONDecodeError:
        return None
    if is_too_deep(request.body, body):
        return None
    data = body.get("data") if isinstance(body, dict) else None
    return data.get("values") if isinstance(data, dict) else None
