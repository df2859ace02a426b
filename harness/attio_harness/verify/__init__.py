"""The emulator against a real workspace: each probe asks both, and says which settings of the assumptions agree.

`probes.table` lists what is asked and what cannot be. A probe is a generator of requests (`steps`), so that it runs before a
workspace (`real`), before an emulator under each setting (`local`), and as a list of what would be sent. `guard` lets no write pass
that is not of what the run made itself; `leftovers` is the file from which an interrupted run is cleaned up.
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
