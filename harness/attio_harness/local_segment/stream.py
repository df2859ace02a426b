"""Reports the results of events as server-sent events: at most ten messages a second, each with a limited number of lines.

A browser that reconnects names the last message that it received, and gets what changed since.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from attio_harness.local_segment.trace_json import line_of
from attio_harness.local_segment.traces import Traces
from attio_harness.text.strict import COMPACT, strict

__all__ = ["ROWS", "messages"]

ROWS = 200
"""The most traces in one message; if there are more, the last ones."""
_PAUSE = 0.1  # seconds between messages
_SILENCE = 150  # after so many pauses a comment is sent, to notice a lost connection


async def messages(traces: Traces, last: str, *, run: str) -> AsyncIterator[bytes]:
    """Endless messages. `last` is the ID of the last message received, if any; `run` identifies the messages of this process.

    The data of each: `life` (changes with the process, or if all traces were forgotten: then earlier messages no longer hold), `change`
    (the number of the last change), `counts`, `forgotten` (how many of these gave way to newer ones), `rows` (lines of the changed traces,
    the oldest change first) and `more` (whether there were more than fit).
    """
    name, _, number = last.rpartition("-")
    change = int(number) if name == run and number.isdecimal() else -1
    silent = 0
    while True:
        now = traces.changes
        if now == change:
            silent += 1
            if silent % _SILENCE == 0:
                yield b": nothing new\n\n"
        else:
            rows = traces.changed_after(change, ROWS)[::-1]
            told = {
                "life": f"{run}-{traces.resets}",
                "change": now,
                "counts": traces.counts(),
                "forgotten": traces.forgotten,
                "rows": [line_of(one) for one in rows],
                "more": len(rows) == ROWS,
            }
            change, silent = now, 0
            yield _message(f"{run}-{now}", told)
        await asyncio.sleep(_PAUSE)


def _message(id: str, data: Any) -> bytes:
    # this JSON has no line breaks, and as ASCII no lone surrogates
    return f"id: {id}\nevent: events\ndata: {strict(data, separators=COMPACT)}\n\n".encode()
