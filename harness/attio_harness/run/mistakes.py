"""Every mistake of one lost event, although Segment or Attio stopped at the first: of the mapping, of the payload, of each record.

What the destination would send is judged assert by assert, by the emulator, with nothing written. What only follows from
another mistake is none: a value that is refused is not missed, and a link that the action itself makes is taken as good. Which of
them came first, and what is said about each, is `losses`'s.
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

__all__ = ["Mistakes", "beside", "mistakes_of"]

_Payload = Mapping[str, Any]
_Member = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistakes:
    """What is wrong with an event under one subscription, by who refuses it, in the order in which it would be met.

    `payload` is what the mapping makes where it does not fail, and what validation leaves of it.
    """

    mapping: tuple[Problem, ...]
    fields: tuple[PayloadProblem, ...]
    refused: tuple[tuple[str, AttioError], ...]
    """With the slug of the object."""
    payload: _Payload


def mistakes_of(
    runnable: RunnableSubscription, event: Mapping[str, Any], payload: _Payload | None, mode: Mode, emulator: Emulator
) -> Mistakes:
    """All mistakes; `payload` is the valid one, as Attio was sent it, where Segment refused nothing, otherwise None."""
    problems: tuple[Problem, ...] = ()
    fields: tuple[PayloadProblem, ...] = ()
    if payload is None:
        mapped, problems = _mapped(runnable, event)
        validator = runnable.prepared.validator
        examined, found = validator.examined(validator.without_empties(mapped, mode))
        payload = as_json(examined)
        lacking = {one.member for one in problems}
        # a field whose directive fails is not there because of that
        fields = tuple(one for one in found if one.member and not _covers(lacking, one.member[:1]))
    wrong = {one.member for one in problems} | {one.member[:1] for one in fields}
    refused = tuple(_refused(runnable.source.action, payload, wrong, mode, emulator)) if () not in wrong else ()
    return Mistakes(mapping=problems, fields=fields, refused=refused, payload=payload)


def beside(
    runnable: RunnableSubscription, payload: _Payload, mode: Mode, emulator: Emulator
) -> tuple[list[tuple[str, AttioError]], list[Needed]]:
    """Of an event that one record may be in the way of: what it is refused for wherever that record is not, and what it needs there.

    Unique values are left out: in a batch later events may have taken them.
    """
    with emulator.core.existing.trial() as needed:
        found = mistakes_of(runnable, {}, as_json(payload), mode, emulator)
    return [one for one in found.refused if not one[1].conflicting and not one[1].unless], list(needed.values())


def _covers(members: Collection[_Member], of: _Member) -> bool:
    return any(of[: len(one)] == one for one in members)


# -- the mapping ---------------------------------------------------------------------------------------------------------


def _mapped(runnable: RunnableSubscription, event: Mapping[str, Any]) -> tuple[Any, tuple[Problem, ...]]:
    """What the mapping makes without the members that fail, and why these do."""
    mapping: Any = runnable.source.mapping
    transform, problems = runnable.prepared.transform, list[Problem]()
    while True:
        try:
            return transform(event), tuple(problems)
        except MappingError as error:
            problems += error.problems
            # the engine stops at the first that fails; each round takes at least one member away, so this ends
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
            # a record that this very event would have made before; a value that names none of one object is refused all the same
            is_made = (
                error.attribute_type == "record-reference" and error.code == "value_not_found" and error.found in before
            )
            if not is_made:
                yield slug, error
        made = values.get(matching) if matching is not None else None
        before += made if isinstance(made, list) else [made]


def _text(payload: _Payload, field: str, wrong: Collection[_Member]) -> str | None:
    value = payload.get(field)
    return value if isinstance(value, str) and (field,) not in wrong else None


def _sent(one: Assert, payload: _Payload, wrong: Collection[_Member], mode: Mode) -> tuple[dict[str, Any], set[str]]:
    """The values of a record as the action writes them, and the attributes that count as given."""
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
