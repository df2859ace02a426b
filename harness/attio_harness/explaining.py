"""Why an event was lost: from Attio's or Segment's refusal back to the mapping line and the event path.

Joins what others know (the destination's `origin`, the mapping's `trace`, the emulator's refusal); the advice itself is
in `hints`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attio_destination import origin
from attio_emulator import AttioError, Emulator
from segment_actions import MappingError, PayloadValidationError

from attio_harness.delivery import Delivered
from attio_harness.hints import Loss, hint_for
from attio_harness.verdicts import EventRef, Read, Rejection

__all__ = ["explain_loss"]

_NO_VALUE = object()


def explain_loss(delivered: Delivered, event: Mapping[str, Any], ref: EventRef, emulator: Emulator) -> Rejection:
    """The rejection of one lost delivery. Costs a traced resolve; only lost events pay it."""
    if isinstance(delivered.error, MappingError | PayloadValidationError):
        return _by_segment(delivered, event, ref, emulator)
    return _by_attio(delivered, event, ref, emulator)


def _by_segment(delivered: Delivered, event: Mapping[str, Any], ref: EventRef, emulator: Emulator) -> Rejection:
    subject, error = delivered.subject, delivered.error
    if isinstance(error, PayloadValidationError):
        code, member = "PAYLOAD_VALIDATION_FAILED", _field_at_fault(error)
        pointer = subject.pointer_of(member)
    else:
        code = "MAPPING_ERROR"
        problems = error.problems if isinstance(error, MappingError) else []
        member = ()
        pointer = subject.source.mapping_pointer + (problems[0].pointer if problems else "")
    value = _member(delivered.payload, member) if member else _NO_VALUE
    return _rejection(
        delivered, event, ref, emulator, pointer=pointer, value=value, code=code, message=str(error), field=member
    )


def _field_at_fault(error: PayloadValidationError) -> tuple[str, ...]:
    """The member of the payload that the first problem names; for a missing one it is named in the message only."""
    first = error.errors[0]
    if "missing the required field '" in first["message"]:
        return (first["message"].split("missing the required field '")[1].split("'")[0],)
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in first["pointer"].split("/")[1:])


def _by_attio(delivered: Delivered, event: Mapping[str, Any], ref: EventRef, emulator: Emulator) -> Rejection:
    subject, outcome, refused = delivered.subject, delivered.refusal, delivered.refused
    payload = delivered.payload or {}
    slug = outcome.object if outcome else None
    attribute = refused.attribute if refused else None
    member: tuple[str, ...] = ()
    if refused is not None and _is_wrong_match(refused):
        member = ("matching_attribute",) if subject.source.action == "assertRecord" else ()
    elif attribute is not None and slug is not None:
        member = tuple(origin(subject.source.action, delivered.mode, slug, attribute, payload))
    pointer = subject.pointer_of(member) if member else _field_or_subscription(delivered, "object")
    code, message = _words(delivered)
    value = _member(payload, member) if member else _NO_VALUE
    if value is _NO_VALUE and refused is not None:
        value = refused.found
    return _rejection(
        delivered, event, ref, emulator, pointer=pointer, value=value, code=code, message=message, field=member,
        object_slug=slug, attribute=attribute, kind=refused.attribute_type if refused else None,
    )  # fmt: skip


def _is_wrong_match(refused: AttioError) -> bool:
    """The attribute to match by is unknown or not unique: the fault of its own field, whatever its value is."""
    return (
        refused.code == "matching_attribute_definition_not_unique" or "for matching_attribute slug" in refused.message
    )


def _field_or_subscription(delivered: Delivered, field: str) -> str:
    source = delivered.subject.source
    return f"{source.mapping_pointer}/{field}" if field in source.mapping else source.pointer or "/"


def _words(delivered: Delivered) -> tuple[str, str]:
    """Attio's code and message, word for word; for an answer without its envelope, what Segment would report."""
    if delivered.refused is not None:
        return delivered.refused.code, delivered.refused.message
    body = getattr(getattr(delivered.error, "response", None), "data", None)
    if isinstance(body, Mapping) and isinstance(body.get("message"), str):
        return str(body.get("code", "")), body["message"]
    return str(delivered.error and delivered.error.code), str(delivered.error)


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
    object_slug: str | None = None,
    attribute: str | None = None,
    kind: str | None = None,
) -> Rejection:
    subject = delivered.subject
    reads: tuple[Read, ...] = subject.reads_for(pointer, event)
    shown = None if value is _NO_VALUE else value
    loss = Loss(
        code=code, message=message, action=subject.source.action, object=object_slug,
        attribute=attribute or (field[0] if field else None), type=kind, value=shown, reads=reads, event=event,
        mapping=subject.source.mapping, payload=delivered.payload or {}, workspace=emulator.workspace,
    )  # fmt: skip
    return Rejection(
        verdict=delivered.verdict,
        event=ref,
        subscription=subject.source.name,
        action=subject.source.action,
        mapping_file=subject.source.file,
        mapping_pointer=pointer,
        mapping_line=subject.source.line_of(pointer),
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
