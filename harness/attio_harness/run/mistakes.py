"""Finds every mistake of one lost event, although Segment or Attio stopped at the first: in the mapping, the payload and each record.

The emulator judges each assertion that the destination would send, and writes nothing. What only follows from another mistake is
not a mistake: a refused value does not count as missing, and a link that the action itself makes counts as good. `losses` knows which
mistake came first and explains each.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from attio_destination.asserts import ASSERTS, Assert
from attio_emulator import AttioError, Emulator
from attio_emulator.record import Needed
from segment_actions import MappingError, PayloadProblem, Problem, compile_mapping
from segment_actions.js import as_json
from segment_actions.validation.validator import Mode

from attio_harness.run.runnable import RunnableSubscription

__all__ = ["Mistakes", "beside", "mistakes_of", "without_mistakes"]

_Payload = Mapping[str, Any]
_Member = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistakes:
    """What is wrong with an event under one subscription, by who refuses it, in the order in which it would be met.

    `payload` has what the mapping makes without the members that fail, after validation.
    """

    mapping: tuple[Problem, ...]
    fields: tuple[PayloadProblem, ...]
    refused: tuple[tuple[str, AttioError], ...]
    """With the slug of the object."""
    payload: _Payload


_NO_MISTAKES = Mistakes(mapping=(), fields=(), refused=(), payload={})


def mistakes_of(
    runnable: RunnableSubscription, event: Mapping[str, Any], payload: _Payload | None, mode: Mode, emulator: Emulator
) -> Mistakes:
    """All mistakes. `payload` is the valid payload as it was sent to Attio; None if Segment refused it."""
    found = _NO_MISTAKES if payload is not None else without_mistakes(runnable, event, mode)
    payload = found.payload if payload is None else payload
    wrong = {one.member for one in found.mapping} | {one.member[:1] for one in found.fields}
    # of a payload without members, all that is wrong is that they are missing
    has_values = bool(payload) and () not in wrong
    refused = tuple(_refused(runnable.source.action, payload, wrong, mode, emulator)) if has_values else ()
    return Mistakes(mapping=found.mapping, fields=found.fields, refused=refused, payload=payload)


def without_mistakes(runnable: RunnableSubscription, event: Mapping[str, Any], mode: Mode) -> Mistakes:
    """The mistakes that Segment refuses, and the payload without them; Attio is not asked."""
    mapped, problems = _mapped(runnable, event)
    validator = runnable.prepared.validator
    examined, found = validator.examined(validator.without_empties(mapped, mode))
    lacking = {one.member for one in problems}
    # a field whose directive fails is missing only because of that
    fields = tuple(one for one in found if one.member and not _covers(lacking, one.member[:1]))
    payload = as_json(examined)
    # a mapping that is one directive may make text, a list or nothing: then there are no members that could be wrong
    payload = payload if isinstance(payload, Mapping) else {}
    return Mistakes(mapping=problems, fields=fields, refused=(), payload=payload)


def beside(
    runnable: RunnableSubscription, payload: _Payload, mode: Mode, emulator: Emulator
) -> tuple[list[tuple[str, AttioError]], list[Needed]]:
    """For an event that an existing record may block: what else it is refused for, and the records it needs, if that one does not exist.

    Unique values are left out in a batch, because later events of it may have taken them; what was there before, it has noted.
    """
    with emulator.core.existing.trial() as needed:
        found = mistakes_of(runnable, {}, as_json(payload), mode, emulator)
    sure = [one for one in found.refused if not one[1].unless and (mode == "single" or not one[1].conflicting)]
    return sure, list(needed.values())


def _covers(members: Collection[_Member], of: _Member) -> bool:
    return any(of[: len(one)] == one for one in members)


# -- the mapping ---------------------------------------------------------------------------------------------------------


def _mapped(runnable: RunnableSubscription, event: Mapping[str, Any]) -> tuple[Any, tuple[Problem, ...]]:
    """What the mapping makes without the members that fail, and why they fail."""
    mapping: Any = runnable.source.mapping
    transform, problems = runnable.prepared.transform, list[Problem]()
    while True:
        try:
            return transform(event), tuple(problems)
        except MappingError as error:
            problems += error.problems
            # the engine stops at the first failure; each round removes at least one member, so this ends
            rest = mapping
            for one in error.problems:
                rest = _without(rest, one.member)
            if rest == mapping:
                return {}, tuple(problems)
            mapping = rest
            try:
                transform = compile_mapping(mapping)
            except MappingError as refused:
                return {}, (*problems, *refused.problems)


def _without(mapping: Any, member: Sequence[str]) -> Any:
    if not member:
        return {}
    key, *rest = member
    if isinstance(mapping, list) and key.isdigit() and int(key) < len(mapping):
        at = int(key)
        return [*mapping[:at], *([_without(mapping[at], rest)] if rest else ()), *mapping[at + 1 :]]
    if not isinstance(mapping, Mapping) or key not in mapping:
        return mapping
    kept = {name: value for name, value in mapping.items() if name != key}
    return {**kept, key: _without(mapping[key], rest)} if rest else kept


# -- the records ---------------------------------------------------------------------------------------------------------


def _refused(
    action: str, payload: _Payload, wrong: Collection[_Member], mode: Mode, emulator: Emulator
) -> Iterator[tuple[str, AttioError]]:
    """The refusals of each record that the action would write."""
    before: list[Any] = []
    for one in ASSERTS[action]:
        slug, matching = one.object, one.matching_attribute
        if one.object_field is not None and one.matching_field is not None:
            slug = _text(payload, one.object_field, wrong)
            matching = _text(payload, one.matching_field, wrong)
        if slug is None:
            continue
        values, taken = _sent(one, payload, wrong, mode)
        if (one.additional,) in wrong:
            owner = emulator.workspace.find_object(slug)
            taken |= set(owner.attributes if owner is not None else ())
        for error in emulator.refusals(slug, matching, values, taken=taken):
            # not a mistake if the event itself would have made this record; any other refusal of a reference is one
            is_made = (
                error.attribute_type == "record-reference"
                and error.usual_code == "value_not_found"
                and error.found in before
            )
            if not is_made:
                yield slug, error
        made = values.get(matching) if matching is not None else None
        before += made if isinstance(made, list) else [made]


def _text(payload: _Payload, field: str, wrong: Collection[_Member]) -> str | None:
    value = payload.get(field)
    return value if isinstance(value, str) and (field,) not in wrong else None


def _sent(one: Assert, payload: _Payload, wrong: Collection[_Member], mode: Mode) -> tuple[dict[str, Any], set[str]]:
    """The values of a record as the action writes them, and the attributes that count as filled."""
    values, taken = dict[str, Any](), {member[1] for member in wrong if len(member) > 1 and member[0] == one.additional}
    for fill in one.fills:
        if fill.many:
            if payload.get(fill.field) and (fill.field,) not in wrong:
                values[fill.attribute] = [payload[fill.field]]
        elif fill.link is not None or (fill.field,) in wrong or fill.field not in payload:
            taken.add(fill.attribute)
        else:
            values[fill.attribute] = payload[fill.field]
    more = payload.get(one.additional)
    for slug, value in more.items() if isinstance(more, Mapping) else ():
        own = one.fill(slug)
        if own is None or own.is_overridden(mode):
            values[slug] = value
            taken.discard(slug)
    return values, taken
