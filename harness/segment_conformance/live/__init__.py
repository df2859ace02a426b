"""Runs Segment's published packages and this engine side by side: `generate` makes cases, `run_live` finds and shrinks differences.

`segment_packages` runs the packages in a process; `KNOWN_DIFFERENCES` lists the differences kept on purpose.
"""

from __future__ import annotations

from segment_conformance.live.generators import Case, generate
from segment_conformance.live.known_differences import KNOWN_DIFFERENCES
from segment_conformance.live.pipe import Pipe, segment_packages
from segment_conformance.live.run import Difference, Summary, run_live
from segment_conformance.live.shrink import shrink

__all__ = [
    "KNOWN_DIFFERENCES",
    "Case",
    "Difference",
    "Pipe",
    "Summary",
    "generate",
    "run_live",
    "segment_packages",
    "shrink",
]
