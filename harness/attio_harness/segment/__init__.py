"""A destination of Segment, read over the Public API: its subscriptions and its filters. Nothing is ever written there.

`READS` lists every call: all of them GET. Settings of destinations, among which other people's secrets are, are neither kept nor
shown. What the files of subscriptions and filters may say stands in `attio_harness.inputs`, which reads them again.
"""

from __future__ import annotations

from attio_harness.segment.api import READS, REGIONS, TOKEN_VARIABLE, connect
from attio_harness.segment.choice import Choice, choose
from attio_harness.segment.pull import pull_filters, pull_subscriptions, render_json

__all__ = [
    "READS", "REGIONS", "TOKEN_VARIABLE", "Choice", "choose", "connect", "pull_filters", "pull_subscriptions", "render_json",
]  # fmt: skip
