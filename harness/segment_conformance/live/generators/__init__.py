"""What is asked in live runs: mappings, templates, triggers, payloads, deliveries and whole destinations, drawn from a seed.

Knows neither engine. A case is JSON as recordings have it, without its answer.
"""

from __future__ import annotations

from segment_conformance.live.generators.cases import GENERATORS, Case, generate

__all__ = ["GENERATORS", "Case", "generate"]
