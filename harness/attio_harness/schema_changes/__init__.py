"""Finds what changed between two schemas of a workspace, each change with its kind (`KINDS`), and where a workspace file differs from a
state. `attio_harness.schema` finds what a change breaks in mappings."""

from attio_harness.schema_changes.beside_state import OF_SERVERS, beside_state
from attio_harness.schema_changes.changes import KINDS, Change
from attio_harness.schema_changes.differences import compare

__all__ = ["KINDS", "OF_SERVERS", "Change", "beside_state", "compare"]
