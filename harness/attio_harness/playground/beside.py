"""What a run says beside its verdicts: the notes of `check`, and the assumptions that verdicts rest on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from attio_harness.assumptions import is_of_verdicts
from attio_harness.playground.marks import mark_of_line
from attio_harness.playground.repairs import Desk
from attio_harness.run.check import Check

__all__ = ["assumption_rows", "note_rows"]

_MOST = 50
_PROPOSED = re.compile(r"`--assume ([\w.]+=[\w.-]+)`")


def note_rows(job: Check, desk: Desk) -> list[dict[str, Any]]:
    """Each note with its place, if it is about an editor's text, and the setting that it proposes, such as `intake.null_context=kept`."""
    texts = {"mapping": desk.mapping, "event": desk.event, "workspace": desk.workspace_text}
    rows = []
    for one in [*job.notes()][:_MOST]:
        what, file, line = str(one["what"]), one.get("file"), one.get("line")
        proposed = _PROPOSED.search(what)
        rows.append(
            {
                "what": what,
                "place": mark_of_line(file, texts[file], line) if file in texts and line else None,
                "assume": proposed[1] if proposed else None,
            }
        )
    return rows


def assumption_rows(job: Check, settings: Mapping[str, str]) -> list[dict[str, Any]]:
    """The assumptions that decided verdicts, most verdicts first, and those that are set, which may have decided none."""
    decided = {id: count for id, count in job.decided.items() if is_of_verdicts(id)}
    ids = sorted({*decided, *settings}, key=lambda id: (-decided.get(id, 0), id))
    return [{"id": id, "setting": job.setting(id), "decided": decided.get(id, 0)} for id in ids]
