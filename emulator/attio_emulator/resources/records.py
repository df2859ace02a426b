"""Records: assert, write, read, query, and the batch of assertions. The rules are in `writer` and `query`."""

from __future__ import annotations

from collections.abc import Callable

from attio_emulator import refusals
from attio_emulator.batches import checked_envelope
from attio_emulator.calls import NO_BODY, Answer, Call
from attio_emulator.query import found, search
from attio_emulator.resources.base import answer
from attio_emulator.resources.queries import query_of
from attio_emulator.resources.value_history import write_values

__all__ = [
    "assert_record",
    "assert_simple_record",
    "create_record",
    "delete_record",
    "get_record",
    "list_record_values",
    "query_records",
    "queue_assertions",
    "search_records",
    "update_record",
    "write_record_values",
]


def assert_simple_record(call: Call) -> Answer:
    """Undocumented; Segment's destination calls it for single events."""
    owner = call.object()
    matching = call.matching(owner)
    append = call.request.param("append_to_existing_values") == "true"
    written = call.core.writer.assert_record(
        owner, matching, call.values(), form="simple", multi="append" if append else "append-matching",
        stamp=call.stamp, pointer="/data/values",
    )  # fmt: skip
    call.core.written(call.stamp, owner, matching.slug, written)
    return call.shown(owner, written.record)


def assert_record(call: Call) -> Answer:
    owner = call.object()
    matching = call.matching(owner)
    written = call.core.writer.assert_record(
        owner,
        matching,
        call.public_values(),
        form="public",
        multi="append-matching",
        stamp=call.stamp,
        pointer="/data/values",
    )
    call.core.written(call.stamp, owner, matching.slug, written)
    return call.shown(owner, written.record)


def create_record(call: Call) -> Answer:
    owner = call.object()
    written = call.core.writer.create(
        owner, call.public_values(), form="public", stamp=call.stamp, pointer="/data/values"
    )
    call.core.written(call.stamp, owner, None, written)
    return call.shown(owner, written.record)


def update_record(append: bool) -> Callable[[Call], Answer]:
    def update(call: Call) -> Answer:
        owner = call.object()
        record = call.record(owner, merging=400)
        written = call.core.writer.update(
            owner, record, call.public_values(), form="public", append=append, stamp=call.stamp, pointer="/data/values"
        )
        call.core.written(call.stamp, owner, None, written)
        return call.shown(owner, record)

    return update


def get_record(call: Call) -> Answer:
    owner = call.object()
    return call.shown(owner, call.record(owner, merging=404))


def delete_record(call: Call) -> Answer:
    owner = call.object()
    call.core.writer.delete(owner, call.record(owner), call.stamp)
    return Answer(200, {})


def query_records(call: Call) -> Answer:
    """Records that pass a filter, sorted; without sorts in order of ID (recorded)."""
    if call.core.workspace.find_object(call.parts["object"]) is None:
        raise refusals.queried_object_not_found(call.parts["object"])
    owner = call.object()
    body = query_of(call, owner)
    offset, limit = call.page(body, most=500)
    core = call.core
    records = found(
        core.workspace, core.store, owner, body,
        offset=offset, limit=limit, hidden=core.hidden(), assumptions=core.assumptions,
    )  # fmt: skip
    return Answer(200, {"data": core.record_json.several(owner, records)})


def list_record_values(call: Call) -> Answer:
    owner = call.object()
    record, attribute = call.record(owner), call.attribute(owner)
    historic = call.flag("show_historic")
    if historic and attribute.is_enriched:
        raise refusals.history_of_enriched()
    offset, limit = call.page()
    rows = call.core.renderer.history(owner, record, attribute, historic=historic)
    return Answer(200, {"data": rows[offset : None if limit is None else offset + limit]})


def write_record_values(call: Call) -> Answer:
    owner = call.object()
    return write_values(call, owner, call.record(owner))


def queue_assertions(call: Call) -> Answer:
    """Undocumented; Segment's destination calls it for batches. 202 without a body (observed in the client)."""
    call.core.hooks.enqueue(call.stamp, checked_envelope(call.json(), call.core.assumptions))
    return Answer(202, NO_BODY)


def search_records(call: Call) -> Answer:
    """Search of several objects by words."""
    return answer(search(call.core.workspace, call.core.store, call.json(), hidden=call.core.hidden()))
