"""Reads a destination of Segment over the Public API: its subscriptions and its filters. Never writes anything.

`READS` lists every call: all are GET. Settings of destinations hold other people's secrets and are neither kept nor shown.
`attio_harness.inputs` reads the files of subscriptions and filters again, and says what they may hold.
"""

from __future__ import annotations

from attio_harness.segment.api import READS, REGIONS, TOKEN_VARIABLE, connect
from attio_harness.segment.choice import Choice, choose
from attio_harness.segment.pull import pull_filters, pull_subscriptions, render_json

__all__ = [
    "READS", "REGIONS", "TOKEN_VARIABLE", "Choice", "choose", "connect", "pull_filters", "pull_subscriptions", "render_json",
]  # fmt: skip
