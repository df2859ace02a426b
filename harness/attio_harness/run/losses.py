"""Why an event was lost: from Attio's or Segment's refusal back to the mapping line and the event path.

Joins what others know (the destination's `origin`, the mapping's `trace`, the emulator's refusal); the advice itself is
in `advice`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from attio_destination import origin
from attio_emulator import AttioError, Emulator
from attio_emulator import Request as WireRequest
from segment_actions import MappingError, PayloadProblem, PayloadValidationError, Problem

from attio_harness.advice.table import Loss, hint_for
from attio_harness.inputs.mappings import LocatedSubscription
from attio_harness.report import EventRef, Read, Rejection
from attio_harness.run.delivery import AUTH, Delivered

__all__ = ["explain_loss"]

_NO_VALUE = object()  # apart from None: null may be the very value at fault


def explain_loss(delivered: Delivered, event: Mapping[str, Any], ref: EventRef, emulator: Emulator) -> Rejection:
    """The rejection of one lost delivery. Costs a traced resolve; only lost events pay it."""
    if isinstance(delivered.error, MappingError | PayloadValidationError):
        return _by_segment(delivered, event, ref, emulator)
    return _by_attio(delivered, event, ref, emulator)


def _by_segment(delivered: Delivered, event: Mapping[str, Any], ref: EventRef, emulator: Emulator) -> Rejection:
    runnable, error = delivered.runnable, delivered.error
    if isinstance(error, PayloadValidationError):
        first, *others = error.problems
        member = first.member
        value = _member(delivered.payload, member) if member else _NO_VALUE
        return _rejection(
            delivered, event, ref, emulator, pointer=runnable.pointer_of(member), value=value,
            code="PAYLOAD_VALIDATION_FAILED", message=str(error), field=member, payload_problem=first,
            # other fields only; a second complaint about the first field adds nothing
            also=tuple(one.member[0] for one in others if one.member and one.member[0] != member[0]),
        )  # fmt: skip
    problem = error.problems[0] if isinstance(error, MappingError) else None
    pointer = runnable.source.mapping_pointer + (problem.pointer if problem else "")
    return _rejection(
        delivered, event, ref, emulator, pointer=pointer, value=_NO_VALUE, code="MAPPING_ERROR", message=str(error),
        field=(), mapping_problem=problem,
    )  # fmt: skip


def _by_attio(delivered: Delivered, event: Mapping[str, Any], ref: EventRef, emulator: Emulator) -> Rejection:
    runnable, outcome, refused = delivered.runnable, delivered.refusal, delivered.refused
    payload = delivered.payload or {}
    slug = outcome.object if outcome else None
    attribute = refused.attribute if refused else None
    code, message = _words(delivered)
    member = _field_of(delivered, slug, attribute, payload)
    pointer = runnable.pointer_of(member) if member else _object_or_subscription(delivered)
    value = _member(payload, member) if member else _NO_VALUE
    if refused is not None and refused.concerns == "endpoint":
        value = _member(payload, ("object",))
    # what the action itself made, as a link, is no member of the payload
    elif value is _NO_VALUE and refused is not None:
        value = refused.found
    return _rejection(
        delivered, event, ref, emulator, pointer=pointer, value=value, code=code, message=message, field=member,
        object_slug=slug, attribute=attribute, kind=refused.attribute_type if refused else None,
    )  # fmt: skip


def _field_of(
    delivered: Delivered, slug: str | None, attribute: str | None, payload: Mapping[str, Any]
) -> tuple[str, ...]:
    """The way to the payload's member at fault; () where it is the object or no field at all."""
    action, refused = delivered.runnable.source.action, delivered.refused
    if refused is None or slug is None or attribute is None:
        return ()
    if _is_wrong_match(refused):
        return ("matching_attribute",) if action == "assertRecord" else ()
    # nothing was sent for it, so there is no member that it came from
    if refused.code == "missing_value" and not refused.has_found:
        return _unfilled(delivered, slug, attribute, payload)
    return tuple(origin(action, delivered.mode, slug, attribute, payload))


def _unfilled(delivered: Delivered, slug: str, attribute: str, payload: Mapping[str, Any]) -> tuple[str, ...]:
    """Where the mapping fills the attribute that stayed empty, or where it could."""
    source = delivered.runnable.source
    there = tuple(origin(source.action, delivered.mode, slug, attribute, payload))
    if there and there != ("matching_attribute",):
        return there
    fields = {**source.mapping, **payload}
    # as if each field had the attribute: where would the action have taken it from
    could = tuple(origin(source.action, delivered.mode, slug, attribute, {key: {attribute: None} for key in fields}))
    held = source.mapping.get(could[0]) if could else None
    mapped = isinstance(held, Mapping) and (attribute in held or any(key.startswith("@") for key in held))
    # a record is sought by it, but nothing gives its value: the fault of the matching field
    by_it = there and payload.get("matching_attribute") == attribute
    return there if by_it and not mapped else could


def _is_wrong_match(refused: AttioError) -> bool:
    """The attribute to match by is unknown or not unique: the fault of its own field, whatever its value is."""
    return refused.concerns == "matching attribute"


def _object_or_subscription(delivered: Delivered) -> str:
    """The `object` field where Attio refused the object (or the address made of it), otherwise the subscription."""
    source = delivered.runnable.source
    about_object = delivered.refused is not None and "object" in source.mapping
    return f"{source.mapping_pointer}/object" if about_object else source.pointer or "/"


def _words(delivered: Delivered) -> tuple[str, str]:
    """Attio's code and message, word for word; for an answer without its envelope, what Segment would report."""
    if delivered.refused is not None:
        return delivered.refused.code, delivered.refused.message
    # HTTPError alone has a response; its `data` is the parsed body, as in Segment's client
    body = getattr(getattr(delivered.error, "response", None), "data", None)
    if isinstance(body, Mapping) and isinstance(body.get("message"), str):
        return str(body.get("code", "")), body["message"]
    return str((delivered.error and delivered.error.code) or delivered.status or ""), str(delivered.error)


def _holder(refused: AttioError | None, object_slug: str | None, emulator: Emulator) -> dict[str, Any]:
    """The values of the record that is in the way, each by its first plain member."""
    named = next(iter(refused.conflicting), None) if refused is not None else None
    if named is None or object_slug is None:
        return {}
    url = f"https://api.attio.com/v2/objects/{object_slug}/records/{named}"
    answer = emulator.handle(
        WireRequest.make("GET", url, headers={"authorization": f"Bearer {AUTH['access_token']}"}, body=b"")
    )
    if answer.status != 200:
        return {}
    values: Mapping[str, list[dict[str, Any]]] = json.loads(answer.body)["data"]["values"]
    return {slug: rows[0]["value"] for slug, rows in values.items() if rows and "value" in rows[0]}


def _is_mapped(source: LocatedSubscription, pointer: str, field: tuple[str, ...]) -> bool:
    """Whether the mapping fills the member at fault; where it does not, what its neighbours read is of no interest."""
    # how many steps of `field` the mapping spells out; below them a directive or nothing
    inside = pointer.removeprefix(source.mapping_pointer).count("/")
    node: Any = source.mapping
    for key in field[:inside]:
        node = node[key]
    return inside >= len(field) or not isinstance(node, Mapping) or any(key.startswith("@") for key in node)


def _member(payload: Mapping[str, Any] | None, member: tuple[str, ...]) -> Any:
    value: Any = payload
    for key in member:
        if isinstance(value, Mapping) and key in value:
            value = value[key]
        elif isinstance(value, list) and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        else:
            return _NO_VALUE
    return value


def _rejection(
    delivered: Delivered,
    event: Mapping[str, Any],
    ref: EventRef,
    emulator: Emulator,
    *,
    pointer: str,
    value: Any,
    code: str,
    message: str,
    field: tuple[str, ...],
    also: tuple[str, ...] = (),
    object_slug: str | None = None,
    attribute: str | None = None,
    kind: str | None = None,
    mapping_problem: Problem | None = None,
    payload_problem: PayloadProblem | None = None,
) -> Rejection:
    runnable = delivered.runnable
    reads: tuple[Read, ...] = runnable.reads_for(pointer, event) if _is_mapped(runnable.source, pointer, field) else ()
    shown = None if value is _NO_VALUE else value
    # a mapping that fails leaves no payload: the last value it read is what it failed on
    if code == "MAPPING_ERROR" and shown is None:
        shown = next((read.value for read in reversed(reads) if read.found), None)
    found = delivered.refused.found if delivered.refused is not None and delivered.refused.has_found else shown
    loss = Loss(
        code=code, action=runnable.source.action, object=object_slug,
        # Segment's refusals know no attribute: the action's field takes its place
        attribute=attribute or (field[0] if field else None), type=kind, value=shown, found=found, reads=reads,
        event=event, mapping=runnable.source.mapping, payload=delivered.payload or {}, workspace=emulator.workspace,
        mode=delivered.mode, status=delivered.status if delivered.verdict in ("rejected", "failed") else None,
        field=field, also=also, holder=_holder(delivered.refused, object_slug, emulator),
        mapping_problem=mapping_problem, payload_problem=payload_problem,
        concerns=delivered.refused.concerns if delivered.refused is not None else None,
    )  # fmt: skip
    return Rejection(
        verdict=delivered.verdict,
        event=ref,
        subscription=runnable.source.name,
        action=runnable.source.action,
        mapping_file=runnable.source.file,
        mapping_pointer=pointer,
        mapping_line=runnable.source.line_of(pointer),
        reads=reads,
        value=shown,
        object=object_slug,
        attribute=attribute,
        type=kind,
        status=delivered.status,
        code=code,
        message=message,
        hint=hint_for(loss),
        partial=delivered.partial,
    )
