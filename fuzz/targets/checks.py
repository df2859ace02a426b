"""A whole run: any events and mappings go through `check`, and the report into every format. Every event gets a verdict."""

from __future__ import annotations

import contextlib
from typing import Any

from attio_emulator import Workspace
from attio_harness.errors import HarnessError
from attio_harness.formats.table import formats_of, render
from attio_harness.inputs.event import SourceEvent
from attio_harness.inputs.mappings import locate_dict
from attio_harness.run.check import Check
from attio_harness.verdicts import VERDICTS

from fuzz.draw import Draw
from fuzz.targets.engine import mapping_of

__all__ = ["check"]

_SPACE = Workspace.from_dict(
    {
        "objects": [
            {
                "api_slug": "users",
                "active": True,
                "attributes": [{"api_slug": "plan", "type": "select", "options": ["Free"]}],
            }
        ]
    }
)
_ACTIONS = ("identifyUser", "groupWorkspace", "assertRecord")
_FIELDS = (
    "email_address", "user_id", "user_attributes", "company_attributes", "domain", "workspace_id", "workspace_attributes", "object",
    "matching_attribute", "attributes", "received_at", "enable_batching", "batch_size",
)  # fmt: skip
_TRIGGERS = (
    'type = "identify"',
    'type = "track" and event = "a"',
    "traits.email != null",
    "",
    'match(userId, "u*")',
    "(",
    'event = "A"',
)


def check(data: bytes) -> None:
    """A run of a few events through one subscription, single or batched."""
    draw = Draw(data)
    mapping: dict[str, Any] = {
        "email_address": {"@path": "$.traits.email"}, "user_id": {"@path": "$.userId"}, "object": "users", "matching_attribute": "user_id",
    }  # fmt: skip
    mapping |= {draw.text(_FIELDS): mapping_of(draw, 2) for _ in range(draw.byte() % 4)}
    values = {
        "name": "x",
        "partnerAction": draw.pick(_ACTIONS),
        "subscribe": draw.text(_TRIGGERS),
        "mapping": mapping,
        "enabled": True,
    }
    mode = draw.pick(("single", "batch"))
    events = [draw.event() for _ in range(1 + draw.byte() % 3)]
    try:
        job = Check(locate_dict(values, "/0"), _SPACE, mode=mode)  # type: ignore[arg-type]
    except HarnessError:
        return
    with contextlib.suppress(HarnessError):
        job.feed(SourceEvent(event=one, file="e.ndjson", line=number) for number, one in enumerate(events, 1))
    report = job.report()
    assert report.events == len(events)
    assert sum(report.verdicts.get(name, 0) for name in VERDICTS) == len(events), report.verdicts
    assert len(report.rejections) == report.lost
    for name in formats_of("check"):
        render("check", name, report).encode()
