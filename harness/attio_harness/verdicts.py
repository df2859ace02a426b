"""The words of a run: its modes, what is known of existing records, and the verdicts on an event. No values of a run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

__all__ = ["ARRIVED", "EXISTING", "LOST", "MODES", "NAMED", "VERDICTS", "Existing", "Mode", "Verdict"]

Mode = Literal["auto", "single", "batch"]
"""How events are delivered; with `auto`, each mapping's `enable_batching` decides."""
MODES: tuple[Mode, ...] = get_args(Mode)

Existing = Literal["unknown", "none"]
EXISTING: tuple[Existing, ...] = get_args(Existing)
"""What is known of records that no event wrote and no file names: nothing (`unknown`), or that there are none (`none`)."""

Verdict = Literal[
    "filtered", "unmatched", "invalid", "written", "unconfirmed", "unresolved", "rejected", "dropped", "failed"
]  # fmt: skip

VERDICTS: Mapping[Verdict, str] = {
    "filtered": "excluded by the destination's filters or by the event's own integrations",
    "unmatched": "no enabled subscription's trigger is true for it, so nothing is sent",
    "invalid": "the mapping fails, or a field is missing or has the wrong form; nothing is sent",
    "written": "every record that the event asks for is written",
    "unconfirmed": "every record is written, but Segment saw a failure or no response",
    "unresolved": "written or lost, depending on whether a record is in the CRM already",
    "rejected": "Attio answers with an error (4xx), and Segment does not try again",
    "dropped": "accepted (202 for its batch, or another 2xx), then silently not written",
    "failed": "5xx, 429 or no response in time; Segment tries again for about four hours",
}
"""What a verdict means."""

NAMED: Mapping[str, str] = {
    "filtered": "filtered out",
    "unmatched": "unmatched",
    "invalid": "refused by Segment",
    "written": "written",
    "unconfirmed": "unconfirmed",
    "unresolved": "unresolved",
    "rejected": "refused by Attio",
    "dropped": "dropped by Attio",
    "failed": "failed",
}
"""How a verdict is called in text for people; JSON has the short names."""

LOST: tuple[Verdict, ...] = ("invalid", "rejected", "dropped", "failed")
"""The verdicts of an event that did not arrive."""

ARRIVED: tuple[Verdict, ...] = ("written", "unresolved", "unconfirmed")
"""The verdicts of an event whose records are all written, or would be if another record exists (or does not)."""
