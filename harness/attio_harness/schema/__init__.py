"""Schemas of workspaces: reads them from a real workspace (`pull`) and compares them (`schema diff`).

`READS` lists every call that `pull` makes: all are GET, and none touches a record. Only `pull_records` reads records, and keeps their
unique values. `attio_emulator.schema.parse` defines workspace files; whatever a file cannot say is reported to the caller (`tell`),
never silently dropped.

`KINDS` lists the kinds of change. Lists, views and activities are neither read nor compared, since no event writes them; seed records,
assumptions and tokens are no part of a schema. Runs no events: `Broken.certain` says what depends on the event.
"""

from __future__ import annotations

from attio_harness.schema.breaking import Broken, SchemaDiff, broken_by
from attio_harness.schema.client import BASE_URL, READS, TOKEN_VARIABLE, connect
from attio_harness.schema.pull import pull
from attio_harness.schema.records import Identified, objects_named, pull_records, state_of_records
from attio_harness.schema.yaml import SCHEMA_FILE, render_yaml, yaml_of
from attio_harness.schema_changes import KINDS, Change, compare

__all__ = [
    "BASE_URL", "KINDS", "READS", "SCHEMA_FILE", "TOKEN_VARIABLE", "Broken", "Change", "Identified", "SchemaDiff", "broken_by", "compare",
    "connect", "objects_named", "pull", "pull_records", "render_yaml", "state_of_records", "yaml_of",
]  # fmt: skip
