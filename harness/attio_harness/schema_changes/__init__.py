"""What changed between two schemas of a workspace, each change with its kind (`KINDS`); and what a workspace file has otherwise than a
state. What a change breaks in a mapping is `attio_harness.schema`'s."""

from attio_harness.schema_changes.beside_state import beside_state
from attio_harness.schema_changes.changes import KINDS, Change
from attio_harness.schema_changes.differences import compare

__all__ = ["KINDS", "Change", "beside_state", "compare"]
