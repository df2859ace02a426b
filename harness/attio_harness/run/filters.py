"""What Segment keeps from the destination before any trigger is looked at: the `integrations` object and filters.

A pure decision per event. Reading filters is `inputs.filters`; nothing here delivers or reports.

Rules and their sources

* The order of a filter's actions (drop, sample, drop properties, allow properties): documentation of the Public API.
* The share of a sample is decided by a hash of the value at `path`, without one of `messageId`; Segment draws at random
  without `path` (assumption: a hash is as fair, and repeats).
* Conditions see the event as it came, before any filter has changed it (assumption).
* `integrations`: `All` is true unless said otherwise, a destination's own name outweighs it, an object of options counts
  as true, names are case-sensitive (documentation). The name is the catalogue's, "Attio (Actions)" (observation); "Actions
  Attio", as older destinations are called, is taken as well (assumption).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from segment_actions import fql

from attio_harness.inputs.filters import KINDS, FilterAction, LocatedFilter

__all__ = ["INTEGRATION_NAMES", "Decide", "Dropped", "Kept", "Taken", "apply", "gate", "is_due"]

INTEGRATION_NAMES = ("Attio (Actions)", "Actions Attio")
"""What an event's `integrations` may call the destination."""


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


def gate(filters: Sequence[LocatedFilter] = (), *, integrations: bool = True) -> Decide:
    """What decides about every event: first its `integrations` (unless they are not to count), then the enabled filters."""
    chosen = [one for one in filters if one.enabled]

    def decide(event: Mapping[str, Any]) -> Kept | Dropped:
        why = _switched_off(event.get("integrations")) if integrations else None
        if why is not None:
            return Dropped(None, why)
        return apply(chosen, event) if chosen else Kept(event)

    return decide


def is_due(one: LocatedFilter, event: Mapping[str, Any]) -> bool:
    """Whether a filter is enabled and the event meets its condition."""
    return one.enabled and (one.condition == "all" or fql.matches(one.condition, event))


def apply(filters: Sequence[LocatedFilter], event: Mapping[str, Any]) -> Kept | Dropped:
    """The event after the filters that are due; the caller's event is left as it is."""
    due = [one for one in filters if is_due(one, event)]
    taken: list[Taken] = []
    # never changed in place: each step makes new objects on the way to the member
    out = event
    # all drops of all filters before the first sample, and so on, not filter by filter
    for kind in KINDS:
        for one, action in [(each, act) for each in due for act in each.actions if act.kind == kind]:
            if kind == "drop":
                return Dropped(one, f"filter {one.title!r} drops events where {one.condition}")
            if kind == "sample":
                if not _in_sample(action, event):
                    by = action.path or "messageId"
                    return Dropped(one, f"filter {one.title!r} lets {action.percent:g} of the events through, by {by}")
                continue
            out, paths = _thinned(action, out)
            taken += [Taken(path, one) for path in paths]
    return Kept(out, tuple(taken))


def _switched_off(integrations: Any) -> str | None:
    if not isinstance(integrations, Mapping):
        return None
    # present with null or options counts as true, only false switches off
    own = next((name for name in INTEGRATION_NAMES if name in integrations), None)
    if own is not None:
        return f'integrations has "{own}": false' if integrations[own] is False else None
    if integrations.get("All") is False:
        return f'integrations has "All": false and no "{INTEGRATION_NAMES[0]}": true'
    return None


def _in_sample(action: FilterAction, event: Mapping[str, Any]) -> bool:
    """Whether the event is among the share let through; events with one value go together."""
    value = _at(event, action.path.removeprefix("$.").split(".")) if action.path else event.get("messageId")
    if value is None:  # nothing to go by: the whole event decides
        value = dict(event)
    # a text is taken as it is, so that it need not be told from its JSON; keys sorted, as order is no matter
    text = value if isinstance(value, str) else json.dumps(value, sort_keys=True, default=str)
    # not hash(): that one is salted anew in each process; `surrogatepass`, as JavaScript's texts may be torn
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    # the first 64 bits as a fraction of [0, 1): `<`, so that percent 0 lets nothing through
    return int.from_bytes(digest[:8], "big") / 2**64 < action.percent


def _at(value: Any, steps: Sequence[str]) -> Any:
    for step in steps:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def _thinned(action: FilterAction, event: Mapping[str, Any]) -> tuple[Mapping[str, Any], list[str]]:
    """The event without what the action takes, and the paths of that."""
    out, taken = event, []
    for path, names in action.fields.items():
        steps = path.split(".")
        inside = _at(out, steps)
        if not isinstance(inside, Mapping):
            continue
        # one comparison for both: allowed are the named, after a drop those not named
        kept = {name: one for name, one in inside.items() if (name in names) == (action.kind == "allow_properties")}
        if len(kept) < len(inside):
            out = _with(out, steps, kept)
            taken += [f"{path}.{name}" for name in inside if name not in kept]
    return out, taken


def _with(value: Mapping[str, Any], steps: Sequence[str], inside: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**value, steps[0]: _with(value[steps[0]], steps[1:], inside)} if steps else inside
