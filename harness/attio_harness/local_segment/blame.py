"""Finds the event and the mapping line that a value in the CRM comes from, by what the value says about its writing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attio_destination import origin

from attio_harness.local_segment.traces import Stage, Trace, Traces

__all__ = ["blamed"]


def blamed(traces: Traces, asked: Mapping[str, str]) -> list[dict[str, Any]]:
    """The events that wrote a value, the last one first. Several events of a batch may have written the same record.

    `asked` has `request_id` and, if known, `pointer` (the assertion in its request), `object`, `record_id` and `attribute` (slugs).
    """
    found = _found(traces, asked, ("pointer", "object", "record_id"), asked.get("attribute"))
    if not found:
        # at the other side of a relationship, the written value is in the record that links here
        found = _found(traces, asked, ("pointer",), None)
    # an event of the batch whose mapping does not fill the attribute did not write it
    said = [row for row in found if row["mapping"]["pointer"] is not None]
    return (said or found)[::-1]


def _found(traces: Traces, asked: Mapping[str, str], by: Sequence[str], attribute: str | None) -> list[dict[str, Any]]:
    return [
        _row(trace, stage, record, attribute)
        for trace, stage in traces.writers(asked.get("request_id", ""))
        for record in stage.records
        if record["request_id"] == asked.get("request_id")
        and all(asked.get(name, record[name]) == record[name] for name in by)
    ]


def _row(trace: Trace, stage: Stage, record: Mapping[str, Any], attribute: str | None) -> dict[str, Any]:
    runnable, payload = stage.runnable, stage.payload or {}
    mode = "batch" if stage.attempts and stage.attempts[-1].index is not None else "single"
    member = tuple(origin(runnable.source.action, mode, record["object"], attribute, payload)) if attribute else ()
    pointer = runnable.pointer_of(member) if member else None
    return {
        "seq": trace.seq,
        "source": trace.source,
        "type": trace.member("type"),
        "message_id": trace.member("messageId"),
        "user_id": trace.member("userId"),
        "subscription": runnable.source.name,
        "mapping": {
            "file": runnable.source.file,
            "pointer": pointer,
            "line": runnable.source.line_of(pointer if pointer is not None else runnable.source.mapping_pointer),
        },
        "reads": list(_reads(stage, pointer)) if pointer is not None else [],
        "object": record["object"],
        "record_id": record["record_id"],
        "attribute": attribute,
    }


def _reads(stage: Stage, pointer: str) -> Iterator[dict[str, Any]]:
    for read in stage.runnable.reads_for(pointer, stage.runnable.trace(stage.event)):
        yield {"path": read.path, "found": read.found, "value": read.value}
