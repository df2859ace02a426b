"""Schemas of workspaces: read from a real one (`pull`), and compared with one another (`schema diff`).

`READS` lists every call that `pull` makes: all of them GET, none of them touches a record. `pull_records` alone reads records, and
keeps their unique values. What a workspace file may say stands
in `attio_emulator.schema.parse`; what of an answer cannot be said in one is told to the caller (`tell`), never dropped silently.

`KINDS` lists the kinds of change. Lists, views and activities, into which no event writes, are neither read nor compared; seed
records, assumptions and tokens are no part of a schema. No event is run here: what
depends on an event is said to depend on it (`Broken.certain`).
"""

from __future__ import annotations

from attio_harness.schema.breaking import Broken, SchemaDiff, broken_by
from attio_harness.schema.client import BASE_URL, READS, TOKEN_VARIABLE, connect
from attio_harness.schema.pull import pull
from attio_harness.schema.records import objects_named, pull_records, state_of_records
from attio_harness.schema.yaml import render_yaml
from attio_harness.schema_changes import KINDS, Change, compare

__all__ = [
    "BASE_URL", "KINDS", "READS", "TOKEN_VARIABLE", "Broken", "Change", "SchemaDiff", "broken_by", "compare", "connect",
    "objects_named", "pull", "pull_records", "render_yaml", "state_of_records",
]  # fmt: skip
