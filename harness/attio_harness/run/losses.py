"""Explains why an event was lost: from Attio's or Segment's refusal back to the mapping line and the event path.

Joins the destination's `origin`, the mapping's `trace` and the emulator's refusal. The advice itself is in `advice`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property, lru_cache
from typing import Any

from attio_destination import origin
from attio_emulator import AttioError, Emulator
from attio_emulator.clock import iso
from segment_actions import (
    EngineError,
    MappingError,
    PayloadProblem,
    PayloadValidationError,
    Problem,
    SegmentError,
    fql,
)
from segment_actions.errors import TransportError
from segment_actions.js import as_json
from segment_actions.mapping import Read as Lookup

from attio_harness.advice.fitting import fits
from attio_harness.advice.loss import Failure, Loss, is_reached
from attio_harness.advice.table import hint_for
from attio_harness.assumptions import is_of_verdicts
from attio_harness.inputs.subscription import LocatedSubscription
from attio_harness.lint.satisfiability import types_of
from attio_harness.rejection import EventRef, Read, Rejection
from attio_harness.run.delivered import Delivered, words_of
from attio_harness.run.event_paths import Takes, closest_in, path_text
from attio_harness.run.mistakes import Mistakes, mistakes_of
from attio_harness.run.null_context import null_reads
from attio_harness.text.halves import halves
from attio_harness.verdicts import Verdict

__all__ = ["explain_loss"]

_NO_VALUE = object()  # differs from None, because null may be the value at fault


def explain_loss(delivered: Delivered, event: Mapping[str, Any], ref: EventRef, emulator: Emulator) -> Rejection:
    """The row of a delivery that is lost, unresolved or unconfirmed. Only a lost one also has the event's other mistakes.

    Resolves the mapping once more, with a trace; written events are spared this.
    """
    if delivered.payload is not None:
        # as it was sent to Attio: JSON has null where an element of a list is missing in the event
        delivered = replace(delivered, payload=as_json(delivered.payload))
    by_segment = isinstance(delivered.error, MappingError | PayloadValidationError)
    told = _Telling(delivered, event, ref, emulator)
    if delivered.verdict in ("unresolved", "unconfirmed"):
        return told.by_attio()
    payload = None if by_segment else delivered.payload
    found = mistakes_of(delivered.runnable, event, payload, delivered.mode, emulator)
    first = told.by_segment() if by_segment else told.by_attio(_recognised(delivered, found))
    others = tuple(told.others(found))
    return replace(first, also=others) if others else first


def _recognised(delivered: Delivered, found: Mistakes) -> tuple[str, AttioError] | None:
    """The mistake that an answer is about, with its object, if nothing but the answer is known: that of another Attio."""
    if delivered.verdict != "rejected" or delivered.refused is not None or delivered.mode != "single":
        return None
    code, message = words_of(delivered)
    same = [one for one in found.refused if one[1].code == code]
    return next((one for one in same if one[1].message == message), next(iter(same), None))


class _Telling:
    """Makes the rows of one delivery and its event."""

    def __init__(self, delivered: Delivered, event: Mapping[str, Any], ref: EventRef, emulator: Emulator) -> None:
        self._delivered, self._event, self._ref, self._emulator = delivered, event, ref, emulator
        self._seen: set[tuple[Any, ...]] = set()

    @cached_property
    def _lookups(self) -> list[Lookup]:
        return self._delivered.runnable.trace(self._event)

    def by_segment(self) -> Rejection:
        """The row of Segment's own refusal: its first problem."""
        delivered, error = self._delivered, self._delivered.error
        if isinstance(error, PayloadValidationError):
            return self._of_payload(delivered, error.problems[0], str(error))
        problem = error.problems[0] if isinstance(error, MappingError) else None
        return self._of_mapping(delivered, problem, str(error))

    def _of_payload(self, delivered: Delivered, problem: PayloadProblem, message: str) -> Rejection:
        member = problem.member
        self._seen.add(("field", member[:1]))
        return self._row(
            delivered, pointer=delivered.runnable.pointer_of(member),
            value=_member(delivered.payload, member) if member else _NO_VALUE, code="PAYLOAD_VALIDATION_FAILED",
            message=message, field=member, payload_problem=problem,
        )  # fmt: skip

    def _of_mapping(self, delivered: Delivered, problem: Problem | None, message: str) -> Rejection:
        pointer = delivered.runnable.source.mapping_pointer + (problem.pointer if problem else "")
        self._seen.add(("mapping", pointer))
        return self._row(
            delivered, pointer=pointer, value=_NO_VALUE, code="MAPPING_ERROR", message=message, field=(),
            mapping_problem=problem,
        )  # fmt: skip

    def by_attio(self, recognised: tuple[str, AttioError] | None = None) -> Rejection:
        """The row of Attio's refusal, which is about the `recognised` mistake if there is one."""
        delivered = self._delivered
        if recognised is not None:
            judged = replace(delivered, refused=recognised[1])
            return self._of_record(judged, recognised[0], _field_of(judged, recognised[0]), words_of(delivered))
        if delivered.no_record is not None:
            slug = delivered.no_record.object
        else:
            slug = delivered.refusal.object if delivered.refusal else None
        return self._of_record(delivered, slug, _field_of(delivered, slug))

    def _of_record(
        self, delivered: Delivered, slug: str | None, member: tuple[str, ...], words: tuple[str, str] | None = None
    ) -> Rejection:
        runnable, refused, payload = delivered.runnable, delivered.refused, delivered.payload or {}
        code, message = words or words_of(delivered)
        # Attio names no attribute if it cannot read the body
        if code == "validation_type" and (refused is None or not refused.attribute):
            member = member or next((way for way, _ in halves(payload)), ())
        self._seen.add(_identity(refused, slug, member))
        pointer = runnable.pointer_of(member) if member else _object_or_subscription(delivered)
        value = _member(payload, member) if member else _NO_VALUE
        if refused is not None and refused.concerns == "endpoint":
            value = _member(payload, ("object",))
        # a value that the action itself made, such as a link, is not in the payload
        elif value is _NO_VALUE and refused is not None:
            value = refused.found
        return self._row(
            delivered, pointer=pointer, value=value, code=code, message=message, field=member, object_slug=slug,
            attribute=refused.attribute if refused else None, kind=refused.attribute_type if refused else None,
        )  # fmt: skip

    def others(self, found: Mistakes) -> Iterator[Rejection]:
        """The rows of the other mistakes, each once although one value may be refused for several records."""
        delivered = self._delivered
        by_segment = self._alone("invalid", delivered.payload, delivered.status, error=delivered.error)
        for problem in found.mapping:
            if ("mapping", delivered.runnable.source.mapping_pointer + problem.pointer) not in self._seen:
                yield self._of_mapping(by_segment, problem, problem.message)
        for one in found.fields:
            if ("field", one.member[:1]) not in self._seen:
                yield self._of_payload(by_segment, one, one.message)
        first = delivered.refused
        for slug, error in found.refused:
            # the slug made a path that Attio does not have: "no such object" would say the same again
            if first is not None and first.concerns == "endpoint" and error.concerns == "object":
                continue
            alone: tuple[Verdict, int] = ("dropped", 202) if delivered.mode == "batch" else ("rejected", error.status)
            judged = self._alone(alone[0], found.payload, alone[1], refused=error)
            member = _field_of(judged, slug)
            if _identity(error, slug, member) not in self._seen:
                yield self._of_record(judged, slug, member)

    def _alone(
        self,
        verdict: Verdict,
        payload: Mapping[str, Any] | None,
        status: int | None,
        *,
        error: SegmentError | None = None,
        refused: AttioError | None = None,
    ) -> Delivered:
        """A delivery that this other mistake alone had lost, at its first try and with nothing written."""
        return Delivered(
            verdict=verdict, runnable=self._delivered.runnable, payload=payload, error=error, refused=refused, status=status,
            mode=self._delivered.mode,
        )  # fmt: skip

    def _row(
        self,
        delivered: Delivered,
        *,
        pointer: str,
        value: Any,
        code: str,
        message: str,
        field: tuple[str, ...],
        object_slug: str | None = None,
        attribute: str | None = None,
        kind: str | None = None,
        mapping_problem: Problem | None = None,
        payload_problem: PayloadProblem | None = None,
    ) -> Rejection:
        runnable, refused, event, emulator = delivered.runnable, delivered.refused, self._event, self._emulator
        source = runnable.source
        reads = runnable.reads_for(pointer, self._lookups) if _is_mapped(source, pointer, field) else ()
        shown = None if value is _NO_VALUE else value
        reads = null_reads(event) if delivered.is_unsent else reads
        reads = _narrowed(reads, field[pointer.removeprefix(source.mapping_pointer).count("/") :], value)
        # a mapping that fails makes no payload: it failed on the last value it read
        if code == "MAPPING_ERROR" and shown is None:
            shown = next((read.value for read in reversed(reads) if read.found), None)

        def takes(value: Any) -> bool:
            return fits(emulator.workspace, source.action, source.mapping, field, value)

        usual_code = refused.usual_code if refused is not None and refused.code == code else code
        loss = Loss(
            code=usual_code, action=source.action, object=object_slug,
            # Segment's refusals name no attribute: take the action's field
            attribute=attribute or (field[0] if field else None), type=kind, value=shown,
            found=refused.found if refused is not None and refused.has_found else shown, reads=reads, event=event,
            mapping=source.mapping, payload=delivered.payload or {}, workspace=emulator.workspace, mode=delivered.mode,
            status=delivered.status if delivered.verdict in ("rejected", "failed", "unconfirmed") else None, field=field,
            holder=_holder(refused, object_slug, emulator), mapping_problem=mapping_problem,
            payload_problem=payload_problem, concerns=refused.concerns if refused is not None else None,
            failure=_failure(delivered), tries=delivered.tries, is_given_up=delivered.is_given_up, near=_near(reads, event, takes),
            takes=_takes(emulator, object_slug, attribute), types=_types_of(source.trigger),
        )  # fmt: skip
        return Rejection(
            verdict=delivered.verdict, event=self._ref, subscription=source.name, action=source.action,
            mapping_file=source.file, mapping_pointer=pointer, mapping_line=runnable.line_of(pointer),
            of_subscription=pointer == (source.pointer or "/"), reads=reads, value=shown, object=object_slug,
            attribute=attribute, type=kind, status=delivered.status, code=code, usual_code=usual_code, message=message, hint=hint_for(loss),
            partial=delivered.partial, assumptions=tuple(filter(is_of_verdicts, delivered.assumptions)), tries=delivered.tries,
            again_at=None if delivered.again_at is None else f"{iso(delivered.again_at)[:23]}Z",
        )  # fmt: skip


def _identity(refused: AttioError | None, slug: str | None, member: tuple[str, ...]) -> tuple[Any, ...]:
    """A key that two refusals of the same mistake share."""
    if refused is None:
        return ("record", slug)
    found = repr(refused.found) if refused.has_found else None
    if not refused.attribute:
        return ("record", slug, refused.usual_code)
    return ("value", member or (slug, refused.attribute), refused.usual_code, found)


def _field_of(delivered: Delivered, slug: str | None) -> tuple[str, ...]:
    """The keys down to the payload's member at fault; () if the object or no field is at fault."""
    action, refused, payload = delivered.runnable.source.action, delivered.refused, delivered.payload or {}
    attribute = refused.attribute if refused is not None else None
    if refused is None or slug is None or attribute is None:
        return ()
    if _is_wrong_match(refused):
        return ("matching_attribute",) if action == "assertRecord" else ()
    # nothing was sent, so no member of the payload is at fault
    if refused.usual_code == "missing_value" and not refused.has_found:
        return _unfilled(delivered, slug, attribute, payload)
    return tuple(origin(action, delivered.mode, slug, attribute, payload))


def _unfilled(delivered: Delivered, slug: str, attribute: str, payload: Mapping[str, Any]) -> tuple[str, ...]:
    """The keys down to the member that fills the empty attribute, or could fill it."""
    source = delivered.runnable.source
    there = tuple(origin(source.action, delivered.mode, slug, attribute, payload))
    if there and there != ("matching_attribute",):
        return there
    fields = {**source.mapping, **payload}
    # which field would the action take the attribute from, if every field had it?
    could = tuple(origin(source.action, delivered.mode, slug, attribute, {key: {attribute: None} for key in fields}))
    held = source.mapping.get(could[0]) if could else None
    mapped = isinstance(held, Mapping) and (attribute in held or any(key.startswith("@") for key in held))
    # it is the matching attribute, but nothing fills it: the matching field is at fault
    by_it = there and payload.get("matching_attribute") == attribute
    return there if by_it and not mapped else could


def _is_wrong_match(refused: AttioError) -> bool:
    """Whether the matching attribute is unknown or not unique: its own field is at fault, whatever the value."""
    return refused.concerns == "matching attribute"


def _object_or_subscription(delivered: Delivered) -> str:
    """A pointer to the `object` field if Attio refused the object (or the path made of it), otherwise to the subscription."""
    source = delivered.runnable.source
    about_object = delivered.refused is not None and "object" in source.mapping
    return f"{source.mapping_pointer}/object" if about_object else source.pointer or "/"


def _failure(delivered: Delivered) -> Failure | None:
    if isinstance(delivered.error, TransportError):
        return "no answer"
    if delivered.is_unsent:
        return "null context"
    return "answer of no use" if isinstance(delivered.error, EngineError) else None


_PLAIN = ("value", "email_address", "domain")
"""The members of an Attio value that hold the plain value of a unique attribute, whatever its type."""


def _holder(refused: AttioError | None, object_slug: str | None, emulator: Emulator) -> dict[str, Any]:
    """The plain values, by attribute, of the record that already has the unique value."""
    named = next(iter(refused.conflicting), None) if refused is not None else None
    if named is None or object_slug is None:
        return {}
    # read from the store, because a request would meet the fault rules of the run and be counted by them
    core = emulator.core
    owner = core.workspace.find_object(object_slug)
    record = None if owner is None else core.store.get(owner.slug, named)
    if owner is None or record is None:
        return {}
    values: Mapping[str, list[dict[str, Any]]] = core.renderer.record(owner, record)["values"]
    plain = {
        slug: next((rows[0][key] for key in _PLAIN if key in rows[0]), None) for slug, rows in values.items() if rows
    }
    return {slug: value for slug, value in plain.items() if value is not None}


def _near(reads: tuple[Read, ...], event: Mapping[str, Any], takes: Takes) -> tuple[str, ...]:
    """The paths of the event that the mapping may have meant instead of those where it found nothing."""
    lost = tuple(keys for one in reads if one.value in (None, "") and (keys := _keys(one.path)))
    if not lost:
        return ()
    read = {one.path for one in reads}
    near = [path_text(one) for one in closest_in(event, lost, takes) if one and is_reached(one)]
    return tuple(dict.fromkeys(path for path in near if path not in read))


@lru_cache(maxsize=64)  # many events are lost under one trigger
def _types_of(trigger: str | None) -> tuple[str, ...]:
    """The event types that can meet a trigger."""
    return types_of(fql.kept_tree(trigger))


def _takes(emulator: Emulator, slug: str | None, attribute: str | None) -> Callable[[Any], bool] | None:
    """A function that tells whether Attio takes a value for the attribute; None if there is no such attribute."""
    owner = emulator.workspace.find_object(slug) if slug is not None else None
    held = owner.find(attribute) if owner is not None and attribute is not None else None
    if owner is None or held is None:
        return None
    return lambda value: (
        not any(
            one.attribute == held.slug
            for one in emulator.refusals(owner.slug, None, {held.slug: value}, taken=owner.attributes)
        )
    )


def _keys(path: str) -> tuple[str, ...]:
    """The keys of a plain path; () if it has brackets."""
    return tuple(path.split(".")[1:]) if path.startswith("$.") and "[" not in path else ()


def _is_mapped(source: LocatedSubscription, pointer: str, field: tuple[str, ...]) -> bool:
    """Whether the mapping fills the member at fault. If not, the reads of its neighbours do not matter."""
    # how many keys of `field` the mapping spells out; below them is a directive, or nothing
    inside = pointer.removeprefix(source.mapping_pointer).count("/")
    node: Any = source.mapping
    for key in field[:inside]:
        node = node[key]
    return inside >= len(field) or not isinstance(node, Mapping) or any(key.startswith("@") for key in node)


def _narrowed(reads: tuple[Read, ...], below: tuple[str, ...], value: Any) -> tuple[Read, ...]:
    """The reads that hold the member at fault, each with the path down to it; all reads unchanged if none holds it.

    One directive may fill every attribute of a record, as `{"@path": "$.traits"}` does.
    """
    # nobody can write a path with half a character (a lone surrogate)
    if not below or any(halves([*below])):
        return reads
    member = tuple(
        Read(path=f"{read.path}{path_text(below)[1:]}", value=None if inner is _NO_VALUE else inner, found=inner is not _NO_VALUE)
        for read in reads
        if isinstance(read.value, Mapping) and _same(inner := _member(read.value, below), value)
    )  # fmt: skip
    return member or reads


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other)


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
