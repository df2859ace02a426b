"""Segment's published packages and this engine side by side: `generate` makes cases, `run_live` finds and shrinks differences.

`Pipe` runs the packages as a process, `conform_live` both for a person at a terminal; `KEPT` lists the differences that stay.
"""

from __future__ import annotations

from segment_conformance.live.cases import generate
from segment_conformance.live.known_differences import KEPT
from segment_conformance.live.pipe import Pipe
from segment_conformance.live.run import Difference, Summary, one_by_one, run_live
from segment_conformance.live.session import conform_live
from segment_conformance.live.shrink import shrink

__all__ = ["KEPT", "Difference", "Pipe", "Summary", "conform_live", "generate", "one_by_one", "run_live", "shrink"]
