"""The part of a run that needs no workspace: an event in, a row out. Whoever has the settings makes the same rows, in any process.

    settings = MapSettings(sources=…, filters=…, mode=…)       # is pickled
    side = MapSide(settings)                                    # compiled once a process
    side.row(event) -> Row                                      # an event as `inputs` reads it, of one object
    side.line(b'{"type": …}') -> Said                           # a line of NDJSON; None where it is anything else than one event

Rows have plain values alone (texts, numbers, dicts, lists, tuples, None) and nothing of the event but what a mapping took of it.
Filters, `integrations`, triggers, mapping and validation are decided here; the time of a run, batches, the workspace and what is
told of a loss are not: those who know them ask the event once more, where a row has no payload.
"""

from __future__ import annotations

import marshal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple

from attio_destination import destination
from segment_actions import MappingError, PayloadValidationError, fql
from segment_actions.validation.validator import Mode as Validation

from attio_harness.assumptions import NOTHING_ASSUMED, divided
from attio_harness.inputs.event_rules import Problem, refused_on_ingest
from attio_harness.inputs.handed import Said
from attio_harness.inputs.json_oddities import looked_at
from attio_harness.inputs.located_filter import LocatedFilter
from attio_harness.inputs.subscription import LocatedSubscription
from attio_harness.inputs.times import times_of
from attio_harness.inputs.values import is_plain
from attio_harness.limits import InputLimits, in_force
from attio_harness.run.coerced import CoercedValues
from attio_harness.run.filters import Dropped, gate
from attio_harness.run.integrations import misnamed
from attio_harness.run.made_texts import MadeTexts
from attio_harness.run.printed_texts import PrintedTexts
from attio_harness.run.runnable import RunnableSubscription, is_batched, prepare
from attio_harness.text.json import JsonTextError, loads
from attio_harness.verdicts import Mode

__all__ = ["MapSettings", "MapSide", "Row", "row_from"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MapSettings:
    """What rows depend on besides the event; the arguments of `Check` of the same names."""

    sources: Sequence[LocatedSubscription]
    filters: Sequence[LocatedFilter] = ()
    integrations: bool = True
    mode: Mode | Literal["both"] = "auto"
    """`both` where the events are delivered singly and in batches: a row then has what is the same in both."""
    assumptions: Mapping[str, object] = field(default_factory=lambda: dict(NOTHING_ASSUMED))
    limits: InputLimits = field(default_factory=in_force)


class Row(NamedTuple):
    """What becomes of one event before it is sent."""

    refused: Problem | None = None
    """The rule for which Segment would refuse it on ingest; the rest is what becomes of it all the same."""
    assumptions: tuple[str, ...] = ()
    """IDs of those that decided about filters."""
    why: str | None = None
    """Why it is filtered; None of an event that goes on."""
    filter: int | None = None
    """The index of the filter that keeps it away; None where its own `integrations` do."""
    thinned: bool = False
    """Whether filters took members of it; triggers and mapping saw what was left."""
    orders: tuple[int, ...] = ()
    """The indexes, among the enabled subscriptions, of those whose trigger it meets."""
    unmet: tuple[tuple[int, str, str], ...] | None = ()
    """Where it meets none: each clause that is false, as (index of the subscription, clause, what was found); None of a thinned one."""
    payloads: tuple[dict[str, Any] | None, ...] = ()
    """For each of `orders` what is sent; None where Segment refuses it, where the mapping asked for the time or for chance, where something
    is to be told of its values, or where it differs between the modes of the run."""
    misnamed: str | None = None
    """A name in its `integrations` that was meant to be the destination's."""


def row_from(packed: bytes) -> Row:
    """The row that stands in what is `Said` of a line."""
    return Row(*marshal.loads(packed))


class MapSide:
    """Raises what `Check` raises for a broken mapping, trigger or filter (InputError) and for unknown assumptions (UsageError)."""

    def __init__(self, settings: MapSettings) -> None:
        self._asked = False
        around = replace(destination, clock=self._clock, shuffle=self._shuffle)
        self.runnables = prepare(settings.sources, around)
        self.limits = settings.limits
        self._modes = [_validations(one, settings.mode) for one in self.runnables]
        self._assumed, _ = divided(settings.assumptions, named="assumptions")
        self._numbers = {id(one): number for number, one in enumerate(settings.filters)}
        # kept, so that no other filter comes to have the same id
        self._filters = settings.filters
        self._decide = gate(settings.filters, integrations=settings.integrations, decides=self._assumed.decides)
        self._coerced = CoercedValues(self.runnables)
        self._texts = MadeTexts(self.runnables)

    def _clock(self) -> datetime:
        self._asked = True
        return datetime.fromtimestamp(0, UTC)

    def _shuffle(self, _: list[Any]) -> None:
        self._asked = True

    def line(self, text: bytes) -> Said:
        """What is to be known of the event that is a line, and its row."""
        try:
            return self._line(text)
        except Exception:  # who asked reads the line and meets it again, with all that is to be told of it
            return None

    def _line(self, text: bytes) -> Said:
        try:
            value = loads(text)
        except JsonTextError:
            return None
        if not is_plain(value):
            return None
        found = looked_at(value, text, self.limits)
        if not found.fits:
            return None
        try:
            packed = marshal.dumps(tuple(self.row(value)))
        except ValueError:  # a value of the mapping's own that is no JSON, or nested beyond what marshal writes
            return None
        return (value["type"], value.get("messageId"), *times_of(value), found.rounded, found.twice, packed)

    def row(self, event: Mapping[str, Any]) -> Row:
        """The row of an event."""
        row, name = self._row(event), misnamed(event)
        return row if name is None else row._replace(misnamed=name)

    def _row(self, event: Mapping[str, Any]) -> Row:
        refused = refused_on_ingest(event)
        self._assumed.begin()
        decision = self._decide(event)
        assumptions = self._assumed.since()
        if isinstance(decision, Dropped):
            number = None if decision.filter is None else self._numbers[id(decision.filter)]
            return Row(refused, assumptions, decision.why, number)
        kept, thinned = decision.event, bool(decision.taken)
        orders = tuple([order for order, one in enumerate(self.runnables) if one.prepared.matches(kept)])
        if not orders:
            return Row(refused, assumptions, None, None, thinned, (), None if thinned else self._unmet(kept))
        payloads = tuple([self._payload(order, self.runnables[order], kept) for order in orders])
        return Row(refused, assumptions, None, None, thinned, orders, (), payloads)

    def _unmet(self, event: Mapping[str, Any]) -> tuple[tuple[int, str, str], ...]:
        return tuple(
            (order, failed.clause, failed.found)
            for order, one in enumerate(self.runnables)
            for failed in fql.explain(one.source.trigger, event)
        )

    def _payload(self, order: int, runnable: RunnableSubscription, event: Mapping[str, Any]) -> dict[str, Any] | None:
        self._asked = False
        mode, *others = self._modes[order]
        try:
            mapped = runnable.prepared.transform(event)
            valid = runnable.prepared.validate(mapped, mode)
            for other in others:
                # mapped anew, as validation may change it; version 0, in which equal values have equal bytes
                again = runnable.prepared.validate(runnable.prepared.transform(event), other)
                if marshal.dumps(again, 0) != marshal.dumps(valid, 0):
                    return None
        except (MappingError, PayloadValidationError):  # who delivers the event tells why
            return None
        told = (
            self._asked
            or self._texts.tells(order, mapped, event)
            or PrintedTexts.tells(valid)
            or self._coerced.tells(mapped, valid)
        )
        return None if told else valid


def _validations(runnable: RunnableSubscription, mode: Mode | Literal["both"]) -> tuple[Validation, ...]:
    """How payloads of a subscription are validated in a run of this mode."""
    if mode == "both":
        return ("single", "batch")
    return ("batch",) if is_batched(runnable, mode) else ("single",)
