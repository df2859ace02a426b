"""`schema diff`: what changed between two schemas of a workspace, and which fields of which mappings that breaks.

`KINDS` lists the kinds of change. Both schemas are workspaces, from files or from `pull`; seed records, assumptions and tokens
are no part of a schema. No event is run here: what depends on an event is said to depend on it (`Broken.certain`).
"""

from __future__ import annotations

from attio_harness.schema_diff.breaking import Broken, broken_by
from attio_harness.schema_diff.changes import KINDS, Change, compare
from attio_harness.schema_diff.rendering import render_json, render_text

__all__ = ["KINDS", "Broken", "Change", "broken_by", "compare", "render_json", "render_text"]
