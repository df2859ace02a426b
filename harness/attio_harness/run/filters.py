"""What Segment keeps from the destination before any trigger is looked at: the `integrations` object and filters.

A pure decision per event. Reading filters is `inputs.filters`; nothing here delivers or reports.

Rules and their sources

* The order of a filter's actions (drop, sample, drop properties, allow properties): documentation of the Public API.
* The share of a sample is decided by a hash of the value at `path`, without one of `messageId`; Segment draws at random
  without `path` (assumption: a hash is as fair, and repeats).
* Conditions see the event as it came, before any filter has changed it (assumption `filter.condition_sees`).
* Members are taken out of the object at a path, and out of each object of a list there, not of a list further up (documentation
  of destination filters); a name with a dot is the name of one member (assumption `filter.dotted_names`).
* `integrations`: `All` is true unless said otherwise, a destination's own name outweighs it, an object of options counts
  as true, names are case-sensitive (documentation). The name is the catalogue's, "Attio (Actions)" (observation); "Actions
  Attio", as older destinations are called, is taken as well (assumption).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

from segment_actions import filter_fql
from segment_actions.filter_fql import WrongKind, compile_condition

from attio_harness.assumptions import ASSUMPTIONS
from attio_harness.inputs.filter_actions import KINDS, FilterAction, keys_of
from attio_harness.inputs.located_filter import LocatedFilter
from attio_harness.run.integrations import INTEGRATION_NAMES
from attio_harness.run.thinned import thinned

__all__ = ["DEFAULTS", "Decide", "Dropped", "Kept", "Taken", "gate"]

DEFAULTS: Mapping[str, str] = MappingProxyType({row.id: row.default for row in ASSUMPTIONS.values()})


@dataclass(frozen=True, slots=True)
class Taken:
    """A member of the event, by its path as in `traits.email`, and the filter that took it."""

    path: str
    filter: LocatedFilter


@dataclass(frozen=True, slots=True)
class Kept:
    """The event goes on, perhaps with fewer members."""

    event: Mapping[str, Any]
    taken: tuple[Taken, ...] = ()


@dataclass(frozen=True, slots=True)
class Dropped:
    """The event is not delivered. Without a filter it was the event's own `integrations`."""

    filter: LocatedFilter | None
    why: str

    @property
    def reason(self) -> str:
        """Segment's word for it in the Delivery Overview."""
        return "FILTERED_BY_RULES" if self.filter else "FILTERED_BY_INTEGRATIONS_OBJECT"


Decide = Callable[[Mapping[str, Any]], Kept | Dropped]
Decides = Callable[[str], str]
"""The setting of an assumption, asked where it decides about an event."""


def gate(
    filters: Sequence[LocatedFilter] = (), *, integrations: bool = True, decides: Decides = DEFAULTS.__getitem__
) -> Decide:
    """What decides about every event: first its `integrations` (unless they are not to count), then the filters that apply."""
    chosen = [_Due(one, compile_condition(one.condition, decides, drops=_drops(one))) for one in filters if one.applies]

    def decide(event: Mapping[str, Any]) -> Kept | Dropped:
        why = _switched_off(event.get("integrations"), decides) if integrations else None
        if why is not None:
            return Dropped(None, why)
        return _apply(chosen, event, decides) if chosen else Kept(event)

    return decide


def _drops(one: LocatedFilter) -> bool:
    return any(action.kind == "drop" for action in one.actions)


class _Due(NamedTuple):
    """A filter that applies, and whether an event meets its condition."""

    filter: LocatedFilter
    meets: Callable[[Mapping[str, Any]], bool]


def _apply(chosen: Sequence[_Due], event: Mapping[str, Any], decides: Decides) -> Kept | Dropped:
    """The event after the filters whose condition it meets; the caller's event is left as it is."""
    due = []
    for one, meets in chosen:
        try:
            if meets(event):
                due.append(one)
        except WrongKind as error:
            return Dropped(one, f"filter {one.title!r} cannot decide, and Segment drops the event: {error}")
    taken: list[Taken] = []
    # never changed in place: each step makes new objects on the way to the member
    out = event
    # all drops of all filters before the first sample, and so on, not filter by filter
    for kind in KINDS:
        for one, action in [(each, act) for each in due for act in each.actions if act.kind == kind]:
            if kind == "drop":
                return Dropped(one, f"filter {one.title!r} drops events where {one.condition}")
            if kind == "sample":
                if not _in_sample(action, event, decides):
                    by = action.path or "messageId"
                    return Dropped(one, f"filter {one.title!r} lets {action.percent:g} of the events through, by {by}")
                continue
            out, paths = thinned(action, out, decides)
            taken += [Taken(path, one) for path in paths]
    return Kept(out, tuple(taken))


def _switched_off(integrations: Any, decides: Decides) -> str | None:
    if not isinstance(integrations, Mapping):
        return None
    names: tuple[str, ...] = INTEGRATION_NAMES
    if names[0] not in integrations and names[1] in integrations and decides("integrations.older_name") == "ignore":
        names = INTEGRATION_NAMES[:1]
    # present with null or options counts as true, only false switches off
    own = next((name for name in names if name in integrations), None)
    if own is not None:
        return f'integrations has "{own}": false' if integrations[own] is False else None
    if integrations.get("All") is False:
        return f'integrations has "All": false and no "{INTEGRATION_NAMES[0]}": true'
    return None


def _in_sample(action: FilterAction, event: Mapping[str, Any], decides: Decides) -> bool:
    """Whether the event is among the share let through; events with one value go together."""
    if action.percent in (0, 1):
        return action.percent == 1
    decides("filter.sample_draw")
    value = filter_fql.compile_path(keys_of(action.path))(event) if action.path else event.get("messageId")
    if value is None:  # nothing to go by: the whole event decides
        value = dict(event)
    # a text is taken as it is, so that it need not be told from its JSON; keys sorted, as order is no matter
    text = value if isinstance(value, str) else json.dumps(value, sort_keys=True, default=str)
    # not hash(): that one is salted anew in each process; `surrogatepass`, as JavaScript's texts may be torn
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    # the first 64 bits as a fraction of [0, 1): `<`, so that percent 0 lets nothing through
    return int.from_bytes(digest[:8], "big") / 2**64 < action.percent
