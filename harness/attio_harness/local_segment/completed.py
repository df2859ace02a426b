"""What Segment adds to an event that it accepts: the time of receipt, the corrected time of the event, an ID, the address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from attio_emulator.clock import iso

from attio_harness.inputs.times import moment

__all__ = ["Circumstances", "completed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What a request says about all its events. `at` is the time of receipt in milliseconds; `type` comes from the path of a single call."""

    at: int
    new_id: Callable[[], str]
    address: str | None
    batch: Mapping[str, Any]
    """The members besides `batch`: `sentAt`, and `context` and `integrations`, which each event gets."""
    type: str | None


def completed(event: Mapping[str, Any], told: Circumstances) -> dict[str, Any]:
    """The completed event, a new object; the sent one stays unchanged."""
    made = dict(event)
    if told.type is not None:
        made["type"] = told.type
    for name in ("context", "integrations"):
        shared = told.batch.get(name)
        if isinstance(shared, Mapping) and shared:
            # that they are merged is documented, that the event's own members win is assumed (`intake.batch_context`)
            made[name] = {**shared, **(made.get(name) or {})}
    if not isinstance(made.get("messageId"), str) or not made["messageId"]:
        made["messageId"] = f"api-{told.new_id()}"
    _set_times(made, told)
    _set_address(made, told.address)
    return made


def _set_times(event: dict[str, Any], told: Circumstances) -> None:
    """Set timestamp = receivedAt - (sentAt - originalTimestamp), because a device's clock may be wrong (documented)."""
    event["receivedAt"] = _written(told.at)
    sent = event.get("sentAt") or told.batch.get("sentAt")
    if sent is not None:
        event["sentAt"] = sent
    happened = event.get("originalTimestamp") or event.get("timestamp")
    if happened is not None:
        event["originalTimestamp"] = happened
    at, sent_at = moment(happened), moment(sent)
    if at is None:
        event["timestamp"] = event["receivedAt"]
    elif sent_at is None:
        event["timestamp"] = happened
    else:
        # a clock that is wrong by centuries would give a time that cannot be written
        event["timestamp"] = _written(min(max(told.at - (sent_at - at), 0), _LAST))


_LAST = 253_402_300_799_999
"""The end of the year 9999."""


def _written(ms: int) -> str:
    return iso(ms)[:-7] + "Z"  # milliseconds, as JavaScript writes it


def _set_address(event: dict[str, Any], address: str | None) -> None:
    """Set `context.ip` to the client's address if `context.direct` says that it is the user's device (documented). Only SDKs on
    devices set that (`intake.address`)."""
    context = event.get("context")
    if address is None or not isinstance(context, Mapping) or "ip" in context:
        return
    library = context.get("library")
    name = library.get("name") if isinstance(library, Mapping) else None
    if context.get("direct") is True or name in _ON_DEVICES:
        event["context"] = {**context, "ip": address}


_ON_DEVICES = ("analytics.js", "analytics-ios", "analytics-android", "analytics-swift", "analytics-kotlin")
