"""Reads a REST API: the connection and its token, waiting and retrying, and one line for every failure.

What an API answers and what its refusals mean is elsewhere: for Attio in `attio_harness.schema`, for Segment in
`attio_harness.segment`. Nothing is written here; use `Reader.get` to read.
"""

from __future__ import annotations

from attio_harness.rest.bounded import BoundedClient
from attio_harness.rest.connection import bounded, connected, plain, sendable, token_of, without_a_password
from attio_harness.rest.failures import hidden, unanswered
from attio_harness.rest.reader import Reader
from attio_harness.rest.rows import Row

__all__ = [
    "BoundedClient",
    "Reader",
    "Row",
    "bounded",
    "connected",
    "hidden",
    "plain",
    "sendable",
    "token_of",
    "unanswered",
    "without_a_password",
]
