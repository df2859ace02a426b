"""The mapping kit: turns an event into a payload. Pure functions of values and, for templates, of the `Surroundings`; no I/O."""

from __future__ import annotations

from segment_actions.mapping.compiler import Read
from segment_actions.mapping.transforming import USUAL, compile_mapping, compile_trace, transform

__all__ = ["USUAL", "Read", "compile_mapping", "compile_trace", "transform"]
