"""Segment's published packages and this engine side by side: `generate` makes cases, `run_live` finds and shrinks differences.

`Pipe` runs the packages as a process, `conform_live` both for a person at a terminal; `KEPT` lists the differences that stay.
"""

from __future__ import annotations

from attio_harness.differential.generating import generate
from attio_harness.differential.kept import KEPT
from attio_harness.differential.live import conform_live
from attio_harness.differential.pipe import Pipe
from attio_harness.differential.running import Difference, Summary, one_by_one, run_live
from attio_harness.differential.shrinking import shrink

__all__ = ["KEPT", "Difference", "Pipe", "Summary", "conform_live", "generate", "one_by_one", "run_live", "shrink"]
