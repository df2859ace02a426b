"""What became of assertions: the ledger has a row of each that was refused or dropped, an observer is told of all.

Requests and answers as they were sent are in `journal`; whether an assertion is refused is said below.
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
    """The newest rows, and who is told besides."""

    def __init__(self, clock: Clock, observer: Observer | None, limits: Limits) -> None:
        self._clock = clock
        self.observer = observer
        self.rows = Newest(_size, most=limits.ledger_rows, most_bytes=limits.ledger_bytes)
        self.is_silent = False
        """Whether nobody is to know what is asked for: no row is added then."""

    def since(self, count: int) -> list[dict[str, Any]]:
        """The rows behind the first `count` that there ever were, without those that were forgotten."""
        return list(islice(self.rows, max(0, count - self.rows.forgotten), None))

    def tell(self, outcome: Outcome) -> None:
        """What became of an assertion that was applied or dropped."""
        if outcome.result == "dropped" and outcome.error is not None and not outcome.parent_dropped:
            self.enter(outcome, outcome.error)
        if self.observer is not None:
            self.observer(outcome)

    def refused(self, call: Call, error: AttioError) -> None:
        """A write of a record was answered with an error."""
        outcome = _refused(call, error)
        self.enter(outcome, error)
        if self.observer is not None:
            self.observer(outcome)

    def enter(self, outcome: Outcome, error: AttioError) -> None:
        """Add a row, and tell nobody."""
        if not self.is_silent:
            self.rows.append(_row(self._clock(), outcome, error))


def _size(row: dict[str, Any]) -> int:
    """Bytes that a row of the ledger takes, more or less."""
    try:
        return AROUND + len(orjson.dumps(row))
    except orjson.JSONEncodeError:  # nested more deeply than is written
        return AROUND + len(repr(row))


def _row(at: int, outcome: Outcome, error: AttioError) -> dict[str, Any]:
    """The row of an assertion that was not applied, with what Attio would never say."""
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
    """A refused write of a record as an outcome."""
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
