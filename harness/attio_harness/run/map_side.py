"""The part of a run that needs no workspace: turns an event into a row. The same settings make the same rows in any process.

    settings = MapSettings(sources=…, filters=…, mode=…)       # is pickled
    side = MapSide(settings)                                    # compiled once in each process
    side.row(event) -> Row                                      # an event as `inputs` reads it, of one object
    side.line(b'{"type": …}') -> Said                           # a line of NDJSON; None unless it is exactly one event

Rows have only plain values (texts, numbers, dicts, lists, tuples, None), and from the event only what a mapping took.
Decides about filters, `integrations`, triggers, mapping and validation. Knows nothing of the time of the run, batches, the workspace
and explanations: if a row lacks a payload, the run looks at the event itself once more.
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
from attio_harness.run.null_context import null_member
from attio_harness.run.printed_texts import PrintedTexts
from attio_harness.run.runnable import RunnableSubscription, is_batched, prepare
from attio_harness.text.json import JsonTextError, loads
from attio_harness.verdicts import Mode

__all__ = ["MapSettings", "MapSide", "Row", "row_from"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MapSettings:
    """What rows depend on besides the event; see the arguments of `Check` with the same names."""

    sources: Sequence[LocatedSubscription]
    filters: Sequence[LocatedFilter] = ()
    integrations: bool = True
    mode: Mode | Literal["both"] = "auto"
    """`both` if events are delivered singly and in batches: a row then has only what is the same for both."""
    assumptions: Mapping[str, object] = field(default_factory=lambda: dict(NOTHING_ASSUMED))
    limits: InputLimits = field(default_factory=in_force)


class Row(NamedTuple):
    """The result of one event before it is sent."""

    refused: Problem | None = None
    """The rule by which Segment would refuse it on ingest; the other fields are filled anyway."""
    assumptions: tuple[str, ...] = ()
    """IDs of the assumptions that decided about filters."""
    why: str | None = None
    """Why it is filtered; None if it passes."""
    filter: int | None = None
    """The index of the filter that drops it; None if its own `integrations` do."""
    thinned: bool = False
    """Whether filters removed members; triggers and mapping saw what was left."""
    orders: tuple[int, ...] = ()
    """The indexes, among the enabled subscriptions, of those whose trigger it meets."""
    unmet: tuple[tuple[int, str, str], ...] | None = ()
    """If it meets no trigger: each false clause as (index of the subscription, clause, what was found); None if it is thinned."""
    payloads: tuple[dict[str, Any] | None, ...] = ()
    """The payload for each of `orders`; None if Segment refuses it, if the mapping used the time or chance, if there is a note to make
    about its values, or if it differs between the modes of the run."""
    misnamed: str | None = None
    """A name in its `integrations` that was probably meant as the destination's."""
    null: str | None = None
    """See `null_context.null_member`; of the whole event, even if filters removed it."""


def row_from(packed: bytes) -> Row:
    """Unpack the row from what is `Said` of a line."""
    return Row(*marshal.loads(packed))


class MapSide:
    """Makes rows of events. Raises like `Check`: InputError for a broken mapping, trigger or filter, UsageError for an unknown
    assumption."""

    def __init__(self, settings: MapSettings) -> None:
        self._asked = False
        around = replace(destination, clock=self._clock, shuffle=self._shuffle)
        self.runnables = prepare(settings.sources, around)
        self.limits = settings.limits
        self._modes = [_validations(one, settings.mode) for one in self.runnables]
        self._assumed, _ = divided(settings.assumptions, named="assumptions")
        self._numbers = {id(one): number for number, one in enumerate(settings.filters)}
        # keeps the filters alive, so that no other one gets the same `id()`
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
        """What the reader must know of the event in a line, and its row; None unless the line is exactly one event."""
        try:
            return self._line(text)
        except Exception:  # the caller reads the line itself, meets the error again and reports it
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
        except ValueError:  # a value in the mapping that JSON cannot express, or nested deeper than marshal can write
            return None
        return (value["type"], value.get("messageId"), *times_of(value), found.rounded, found.twice, packed)

    def row(self, event: Mapping[str, Any]) -> Row:
        """The row of an event."""
        row, name, null = self._row(event), misnamed(event), null_member(event)
        return row if name is None and null is None else row._replace(misnamed=name, null=null)

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
                # mapped anew, because validation may change the payload; in marshal's version 0, equal values have equal bytes
                again = runnable.prepared.validate(runnable.prepared.transform(event), other)
                if marshal.dumps(again, 0) != marshal.dumps(valid, 0):
                    return None
        except (MappingError, PayloadValidationError):  # whoever delivers the event tells why
            return None
        told = (
            self._asked
            or self._texts.tells(order, mapped, event)
            or PrintedTexts.tells(valid)
            or self._coerced.tells(mapped, valid)
        )
        return None if told else valid


def _validations(runnable: RunnableSubscription, mode: Mode | Literal["both"]) -> tuple[Validation, ...]:
    """The validation modes for the payloads of a subscription in a run of this mode."""
    if mode == "both":
        return ("single", "batch")
    return ("batch",) if is_batched(runnable, mode) else ("single",)
