"""The recorded events of `fixtures/events` through a mapping: reports that several tests look at and none changes."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from attio_harness import check
from attio_harness.report import Report
from attio_harness.verdicts import Mode

__all__ = ["MAPPINGS", "recorded_report"]

FIXTURES = Path(__file__).parents[2] / "fixtures"
MAPPINGS = ("demo.json", "published", "documented")
"""A file of `fixtures/mappings`, and the presets."""


@cache
def recorded_report(mapping: str, mode: Mode) -> Report:
    """What `check` says of them with the workspace `demo.yaml`."""
    name = str(FIXTURES / "mappings" / mapping) if mapping.endswith("json") else mapping
    return check(FIXTURES / "events", [name], FIXTURES / "workspaces" / "demo.yaml", mode)
