"""How much a server keeps, accepts and waits for: the table behind the options, the configuration and their
documentation.

Limits that are rules of Attio (bytes of a file, values of an attribute) are with each rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

__all__ = ["DEFAULTS", "LIMITS", "Limit", "Limits"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The value of each limit; `LIMITS` explains them. Times are in seconds."""

    journal_requests: int = 1000
    journal_bytes: int = 64_000_000
    journal_body_bytes: int = 8_000_000
    ledger_rows: int = 10_000
    ledger_bytes: int = 64_000_000
    traces: int = 10_000
    trace_bytes: int = 256_000_000
    stored_file_bytes: int = 1_000_000_000
    webhook_queue: int = 10_000
    waiting_batch_bytes: int = 256_000_000
    token_workspaces: int = 1000
    oauth_pending: int = 1000
    body_bytes: int = 64 * 1024 * 1024
    put_state_bytes: int = 2 * 1024 * 1024 * 1024
    bodies_bytes: int = 512 * 1024 * 1024
    head_bytes: int = 65_536
    head_fields: int = 100
    connections: int = 1000
    streams: int = 100
    head_seconds: float = 10
    pause_seconds: float = 20
    request_seconds: float = 300
    idle_seconds: float = 5
    unread_seconds: float = 60


DEFAULTS = Limits()


class Limit(NamedTuple):
    """One row: the unit, what it limits, and what happens when it is reached."""

    unit: str
    bounds: str
    then: str


LIMITS: Mapping[str, Limit] = MappingProxyType({
    "journal_requests": Limit(
        unit="requests", bounds="the journal", then="the oldest are forgotten, and counted as `forgotten`"
    ),
    "journal_bytes": Limit(unit="bytes", bounds="the journal: requests and responses together", then="the same"),
    "journal_body_bytes": Limit(unit="bytes", bounds="one body in the journal", then="only its size is kept"),
    "ledger_rows": Limit(
        unit="rows", bounds="the rows for refused and dropped assertions",
        then="the oldest are forgotten, and counted as `forgotten`",
    ),
    "ledger_bytes": Limit(unit="bytes", bounds="these rows, with their values", then="the same"),
    "traces": Limit(
        unit="events", bounds="what `serve` reports about the events it received",
        then="the oldest finished ones are forgotten, but still counted",
    ),
    "trace_bytes": Limit(unit="bytes", bounds="the same, approximately", then="the same"),
    "stored_file_bytes": Limit(unit="bytes", bounds="the contents of all uploaded files", then="an upload is answered 413"),
    "webhook_queue": Limit(
        unit="deliveries", bounds="the deliveries that wait to be posted to webhooks", then="the oldest are dropped, and counted as `dropped`"
    ),
    "waiting_batch_bytes": Limit(
        unit="bytes", bounds="the batches that wait under `--batch-lag`",
        then="another is answered 503; `POST /_emulator/flush` applies those that wait",
    ),
    "token_workspaces": Limit(
        unit="workspaces", bounds="`--workspace-per-token`", then="a request with a further token is answered 503"
    ),
    "oauth_pending": Limit(
        unit="codes", bounds="open consent pages, and codes not yet exchanged",
        then="the oldest are forgotten",
    ),
    "body_bytes": Limit(unit="bytes", bounds="the body of a request", then="413"),
    "put_state_bytes": Limit(unit="bytes", bounds="the body of `PUT /_emulator/state`", then="413"),
    "bodies_bytes": Limit(
        unit="bytes", bounds="the bodies of all requests being read or answered, in total; a single one has its own limit",
        then="a further request is answered 503",
    ),
    "head_bytes": Limit(unit="bytes", bounds="the first line and the headers of a request", then="431"),
    "head_fields": Limit(unit="headers", bounds="a request", then="431"),
    "connections": Limit(
        unit="connections", bounds="a server, within the system's limit for a process",
        then="the one that waited longest for a request is closed; if none waits, a new one is answered 503",
    ),
    "streams": Limit(
        unit="listeners", bounds="the live pages, and streams of events",
        then="one more is answered 503",
    ),
    "head_seconds": Limit(unit="seconds", bounds="the time until the headers of a request have arrived", then="408"),
    "pause_seconds": Limit(unit="seconds", bounds="the time between two pieces of a body", then="408"),
    "request_seconds": Limit(unit="seconds", bounds="the time until the whole body has arrived", then="408"),
    "idle_seconds": Limit(
        unit="seconds", bounds="the time until the next request of a connection", then="the connection is closed"
    ),
    "unread_seconds": Limit(
        unit="seconds", bounds="the time a client may leave its response unread", then="the connection is closed"
    ),
})  # fmt: skip
"""In the order of the documentation."""
