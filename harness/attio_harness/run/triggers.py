"""Explains triggers that no event met: whether any event ever could, and what in the events nearly met them.

A subscription is watched until the first event meets its trigger. Segment's matcher decides what a trigger means; `lint` reports what is
odd about its text.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from segment_actions import FqlError, fql, js
from segment_actions.fql.codegen import compile_tree
from segment_actions.fql.generator import as_number, clause
from segment_actions.mapping.paths import pieces_of

from attio_harness.inputs.subscription import LocatedSubscription
from attio_harness.lint.trigger import Trigger
from attio_harness.run.event_paths import EventPaths, path_text
from attio_harness.run.mended_trigger import mended
from attio_harness.run.runnable import RunnableSubscription
from attio_harness.run.trigger_fields import TriggerFields, field_of, told
from attio_harness.text.alike import alike, folded
from attio_harness.text.words import counted, cut, shown

__all__ = ["UnmetTriggers"]

_LONGEST = 200
_CLAUSES = 300
"""For how many clauses of a trigger near misses are looked for."""
_SAMPLE = 200
"""On how many events a rewritten trigger is tried."""

_HOLDERS = {"event-property": "properties", "event-trait": "traits", "event-context": "context"}
_NUMBERS = ("number_equals", "<", "<=", ">", ">=")
_TEXTS = ("=", "contains", "starts_with", "ends_with")
_ASKED = {
    **dict.fromkeys((*_NUMBERS, "number_not_equals"), "number"),
    **dict.fromkeys(("is_true", "is_false"), "bool"),
    **dict.fromkeys((*_TEXTS, "not_contains", "not_starts_with", "not_ends_with"), "string"),
}
"""Operator -> the kind that a value must have to meet its condition; other operators take several kinds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _NearMiss:
    """A clause that no event met, and the value or path that they have instead."""

    clause: str
    closest: str | None
    """The value as JSON text, or the path; None if values only differ in kind."""
    said: str
    """What the events have, in words."""
    events: int | None = None
    """How many events have it; None if perhaps all."""
    values: tuple[str, ...] = ()
    """The values of events in `said`, as JSON; without types and names of events, which are no secrets."""


class _Clause:
    """A condition of a trigger, and the values of events in its field."""

    def __init__(self, condition: Mapping[str, Any], fields: TriggerFields) -> None:
        self.condition = condition
        self.text = clause(dict(condition))
        fields.add(condition)
        self.values = fields[condition]

    @property
    def kind(self) -> str | None:
        """The kind that a value must have to meet it; None if several kinds may, or no value can, as with NaN."""
        operator = self.condition["operator"]
        number = as_number(self.condition["value"]) if operator in _NUMBERS else 0.0
        return _ASKED.get(operator) if number == number else None

    @property
    def path(self) -> tuple[str, ...]:
        """The keys of the path, for a clause on a property, a trait or the context; otherwise empty."""
        holder = _HOLDERS.get(self.condition["type"])
        return (holder, *pieces_of(self.condition["name"])) if holder else ()

    def near(self) -> Iterator[tuple[Any, int]]:
        """Values that nearly meet the condition, the most frequent first."""
        for value, count in self.values.most_common():
            if not _met(self.condition, value) and _is_near(self.condition, value):
                yield value, count

    @property
    def was_met(self) -> bool:
        return any(_met(self.condition, value) for value, _ in self.values.most_common())


def _met(condition: Mapping[str, Any], value: Any) -> bool:
    """Whether a value meets the condition, wherever it is."""
    # `userId` stands for any field: operators only look at the value
    alone = {key: one for key, one in condition.items() if key != "name"} | {"type": "userId"}
    return compile_tree(alone)({"userId": value})


class _Watched:
    """A subscription that no event has met yet."""

    def __init__(self, source: LocatedSubscription, fields: TriggerFields) -> None:
        self.source = source
        self.trigger = Trigger(source.trigger)
        # unique by text: several alternatives may have the same condition
        self.clauses = list({clause(one): _Clause(one, fields) for one in self.trigger.conditions}.values())

    def near(self, paths: EventPaths) -> Iterator[_NearMiss]:
        """Each clause that a value or a path nearly met. Paths count only if events of the right type and name were there."""
        are_asked = all(map(self._are_met, ("event-type", "event")))
        for one in self.clauses[:_CLAUSES]:
            values = [] if one.was_met else list(one.near())
            other = self._of_another_kind(one) if are_asked and not values else None
            rows = values if other is None else one.values.of(other[0])
            if rows or other is not None:
                said, count = told(rows, one.kind, other)
                is_secret = one.condition["type"] not in ("event-type", "event")
                yield _NearMiss(
                    clause=one.text,
                    closest=shown(values[0][0], _LONGEST) if values else None,
                    said=said,
                    events=count,
                    values=tuple(shown(value) for value, _ in rows[:4]) if is_secret else (),
                )
            elif are_asked and one.path and not one.values.there and one.condition["operator"] != "not_exists":
                closest = paths.closest(one.path)
                if closest is not None:
                    path = path_text(closest).removeprefix("$.")
                    yield _NearMiss(clause=one.text, closest=path, said=path)

    def _of_another_kind(self, one: _Clause) -> tuple[str, int] | None:
        """If events have values there of a kind that can never meet it: that kind, and how many events."""
        beside = [each for each in self.clauses if field_of(each.condition) == field_of(one.condition)]
        return one.values.instead_of(one.kind, [each.kind for each in beside])

    def _are_met(self, kind: str) -> bool:
        """Whether some event has the type (or name) that a clause of this kind asks for; True if no clause asks."""
        asked = [one for one in self.clauses if one.condition["type"] == kind and one.condition["operator"] == "="]
        return not asked or any(one.was_met for one in asked)


class UnmetTriggers:
    """Sees every event with the subscriptions that it matched, and reports the triggers that no event met."""

    def __init__(self, runnables: Sequence[RunnableSubscription]) -> None:
        self._fields = TriggerFields()
        self._paths = EventPaths()
        self._sample: list[Mapping[str, Any]] = []
        self._watched = {order: _Watched(one.source, self._fields) for order, one in enumerate(runnables)}
        self._events = 0

    @property
    def is_asking(self) -> bool:
        """Whether there is still a trigger that no event has met."""
        return bool(self._watched)

    def see(self, event: Mapping[str, Any], takers: Collection[int]) -> None:
        """Take an event; `takers` are the indexes of the subscriptions whose trigger it met."""
        if not self._watched:
            return
        self._events += 1
        if any(order in self._watched for order in takers):
            for order in takers:
                self._watched.pop(order, None)
            left = (field_of(one.condition) for watched in self._watched.values() for one in watched.clauses)
            self._fields.keep(set(left))
        self._fields.see(event)
        self._paths.see(event)
        if len(self._sample) < _SAMPLE:
            self._sample.append(event)

    def dead(self) -> tuple[str, ...]:
        """The names of the subscriptions whose trigger no event can ever meet."""
        # a trigger that an event did meet is not watched any more, whatever Segment's specification says of such events
        return tuple(one.source.name for one in self._watched.values() if one.trigger.conflict is not None)

    def closest(self) -> Mapping[tuple[int, str], str]:
        """(index of the subscription, clause) -> what nearly met it."""
        found = {
            (order, text): value for order, one in self._watched.items() for text, value in _meant(one, self._sample)
        }
        nearly = {
            (order, near.clause): near.closest
            for order, one in self._watched.items()
            for near in one.near(self._paths)
            if near.closest is not None
        }
        return found | nearly

    def notes(self) -> Iterator[Mapping[str, Any]]:
        """Rows of `file`, `line` and `what`, for each trigger that cannot be met or was nearly met."""
        for one in self._watched.values():
            source, mended = one.source, _tried(one, self._sample)
            said = [*_never(one, mended), *self._nearly(one)]
            if said:
                row = source.note_at(source.trigger_pointer, "; ".join(said) + (f". {mended}" if mended else ""))
                values = [value for near in one.near(self._paths) for value in near.values]
                yield row | {"values": values} if values else row

    def _nearly(self, one: _Watched) -> Iterator[str]:
        for near in one.near(self._paths):
            if self._events == 1:
                yield f"{near.clause} was not true for the event, which has {near.said}"
            else:
                they = "the events" if near.events is None else counted(near.events, "event")
                has = "has" if near.events == 1 else "have"
                yield f"{near.clause} was true for none of {counted(self._events, 'event')}, {they} {has} {near.said}"


def _never(one: _Watched, mended: str) -> Iterator[str]:
    """Why no event meets the trigger, and what to do unless another trigger is proposed."""
    conflict, quirks = one.trigger.conflict, one.trigger.quirks
    if conflict is None:
        # it can be met, but not by the events that are meant
        yield from (quirk.message.rstrip(".") for quirk in quirks if mended)
        return
    together = "is never true" if len(conflict) == 1 else "are never true together"
    why = [quirk.message.rstrip(".") + ("" if mended else f" ({quirk.hint.rstrip('.')})") for quirk in quirks] or [
        f"{' and '.join(conflict)} {together}"
    ]
    yield f"the trigger {cut(one.source.trigger.strip(), _LONGEST)} can never be true. {'; '.join(why)}"


def _tried(one: _Watched, sample: Sequence[Mapping[str, Any]]) -> str:
    """What to write instead of the trigger, if events of the sample would meet that."""
    text = mended(one.source.trigger)
    try:
        met = sum(fql.matches(text, event) for event in sample) if text != one.source.trigger else 0
    except FqlError:
        return ""
    among = f"of the {len(sample)} events looked at" if len(sample) > 1 else "event"
    return f"Write {text.strip()}, which {met} {among} {'meet' if met > 1 else 'meets'}" if met else ""


def _meant(one: _Watched, sample: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Each clause that does not say what was meant, and the value that was probably meant."""
    if one.trigger.conflict is None or not _tried(one, sample):
        return
    wanted = {(cond["type"], cond.get("name")): cond for cond in Trigger(mended(one.source.trigger)).conditions}
    for written in one.clauses:
        cond = wanted.get((written.condition["type"], written.condition.get("name")), {})
        if "value" in cond and cond["value"] != written.condition.get("value"):
            yield written.text, shown(cond["value"], _LONGEST)


def _is_near(condition: Mapping[str, Any], value: Any) -> bool:
    operator, asked = condition["operator"], condition.get("value")
    if operator in _NUMBERS:
        # a text never equals the number that it spells, and is not more or less either
        number = _number(value) if isinstance(value, str) else None
        return number is not None and _met(condition, number)
    if operator in ("is_true", "is_false"):
        return not isinstance(value, bool) and str(value).casefold() == operator.removeprefix("is_")
    if not isinstance(asked, str) or operator not in _TEXTS:
        return False
    text = value if isinstance(value, str) else js.text(value)
    if operator == "=":
        return alike(asked, text)
    wanted, there = folded(asked), folded(text)
    if not wanted:
        return False
    if operator == "contains":
        return wanted in there
    return there.startswith(wanted) if operator == "starts_with" else there.endswith(wanted)


def _number(text: str) -> float | None:
    number = as_number(text.strip().replace(",", "")) if text.strip() else float("nan")
    return number if number == number else None
