"""Draws the cases of live runs from a seed: mappings, templates, triggers, payloads, deliveries and whole destinations.

Knows neither engine. A case is JSON as in recordings, but without its answer.
"""

from __future__ import annotations

from segment_conformance.live.generators.cases import GENERATORS, Case, generate

__all__ = ["GENERATORS", "Case", "generate"]
