"""Compares the emulator with a real workspace: each probe asks both, and shows which settings of the assumptions agree.

`probes.table` lists what is asked and what cannot be. A probe is a generator of requests (`steps`), so it can run against a
workspace (`real`), against an emulator under each setting (`local`), or as a list of what would be sent. `guard` refuses every
write to anything that the run did not make; `leftovers` is the file for cleaning up after an interrupted run.
"""

from __future__ import annotations

from attio_harness.verify.guard import Guard
from attio_harness.verify.leftovers import Leftovers, load
from attio_harness.verify.local import STANDARD, Local
from attio_harness.verify.probe import Probe
from attio_harness.verify.probes.table import PROBES, UNSEEN
from attio_harness.verify.real import Real
from attio_harness.verify.redact import Redactor
from attio_harness.verify.report import as_json, as_requests, as_text, block
from attio_harness.verify.results import Finding, Found, Workspace
from attio_harness.verify.run import SCOPES, Run, clean, judged, opened
from attio_harness.verify.scratch import Cleaned
from attio_harness.verify.seen import Seen
from attio_harness.verify.stage import EXTRAS, MATCHES, Stage

__all__ = [
    "EXTRAS",
    "MATCHES",
    "PROBES",
    "SCOPES",
    "STANDARD",
    "UNSEEN",
    "Cleaned",
    "Finding",
    "Found",
    "Guard",
    "Leftovers",
    "Local",
    "Probe",
    "Real",
    "Redactor",
    "Run",
    "Seen",
    "Stage",
    "Workspace",
    "as_json",
    "as_requests",
    "as_text",
    "block",
    "clean",
    "judged",
    "load",
    "opened",
]
