"""Records: assert, write, read, query, and the batch of assertions. The rules are in `writer` and `query`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attio_emulator import refusals
from attio_emulator.batches import Outcome, checked_envelope
from attio_emulator.calls import NO_BODY, Answer, Call
from attio_emulator.query import found, search
from attio_emulator.resources.base import answer, empty
from attio_emulator.resources.pages import paged
from attio_emulator.resources.queries import query_of
from attio_emulator.resources.value_history import write_values
from attio_emulator.schema.model import Object
from attio_emulator.types.base import Form
from attio_emulator.writer import Multi, Written

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


_POINTER = "/data/values"


def assert_simple_record(call: Call) -> Answer:
    """Undocumented; Segment's destination calls it for single events."""
    append = call.request.param("append_to_existing_values") == "true"
    return _asserted(call, call.values, form="simple", multi="append" if append else "append-matching")


def assert_record(call: Call) -> Answer:
    return _asserted(call, call.public_values, form="public", multi="append-matching")


def _asserted(call: Call, values: Callable[[], Mapping[str, Any]], *, form: Form, multi: Multi) -> Answer:
    """`values` reads the body, which is looked at last."""
    owner = call.object()
    matching = call.matching(owner)
    written = call.core.writer.assert_record(
        owner, matching, values(), form=form, multi=multi, stamp=call.stamp, pointer=_POINTER
    )
    return _reported(call, owner, matching.slug, written)


def create_record(call: Call) -> Answer:
    owner = call.object()
    written = call.core.writer.create(owner, call.public_values(), form="public", stamp=call.stamp, pointer=_POINTER)
    return _reported(call, owner, None, written)


def update_record(append: bool) -> Callable[[Call], Answer]:
    def update(call: Call) -> Answer:
        owner = call.object()
        record = call.record(owner, merging=400)
        written = call.core.writer.update(
            owner, record, call.public_values(), form="public", append=append, stamp=call.stamp, pointer=_POINTER
        )
        return _reported(call, owner, None, written)

    return update


def _reported(call: Call, owner: Object, matching: str | None, written: Written) -> Answer:
    """The record as written; the emulator's observer is told. Refusals are reported where they are answered."""
    core = call.core
    observer = core.hooks.observer()
    if observer is not None:
        observer(
            Outcome(
                request_id=call.stamp.request_id,
                mode="single",
                pointer="",
                object=owner.slug,
                matching_attribute=matching,
                record_id=written.record.id,
                result="created" if written.created else "updated",
                assumptions=core.assumptions.since(),
                is_loose=core.existing.is_loose,
            )
        )
    return call.shown(owner, written.record)


def get_record(call: Call) -> Answer:
    owner = call.object()
    return call.shown(owner, call.record(owner, merging=404))


def delete_record(call: Call) -> Answer:
    owner = call.object()
    call.core.writer.delete(owner, call.record(owner), call.stamp)
    return empty()


def query_records(call: Call) -> Answer:
    """Records that pass a filter, sorted; without sorts in order of ID (recorded)."""
    if call.core.workspace.find_object(call.parts["object"]) is None:
        raise refusals.queried_object_not_found(call.parts["object"])
    owner = call.object()
    body = query_of(call, owner)
    offset, limit = call.page(body, most=500)
    core = call.core
    records = found(core.ground(owner), body, offset=offset, limit=limit, hidden=core.hidden())
    return answer(core.record_json.several(owner, records))


def list_record_values(call: Call) -> Answer:
    owner = call.object()
    record, attribute = call.record(owner), call.attribute(owner)
    historic = call.flag("show_historic")
    if historic and attribute.is_enriched:
        raise refusals.history_of_enriched()
    return answer(paged(call, call.core.renderer.history(owner, record, attribute, historic=historic), limit=500))


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
