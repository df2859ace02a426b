"""What Segment keeps from the destination before it looks at any trigger: by the `integrations` object and by filters.

A pure decision for each event. `inputs.filters` reads filters; nothing here delivers or reports.

Rules and their sources

* The order of a filter's actions (drop, sample, drop properties, allow properties): documentation of the Public API.
* A hash of the value at `path`, or of `messageId` without a path, decides whether an event is in the sample. Segment draws at random
  without `path` (assumption: a hash is as fair, and gives the same result in every run).
* Conditions see the event as it came, before any filter has changed it (assumption `filter.condition_sees`).
* Members are removed from the object at a path, and from each object of a list there, but not of a list further up (documentation
  of destination filters). A name with a dot is the name of one member (assumption `filter.dotted_names`).
* `integrations`: `All` is true by default, a destination's own name outweighs it, an object of options counts as true, names are
  case-sensitive (documentation). The name is the catalogue's, "Attio (Actions)" (observation); "Actions Attio", the form of older
  destinations' names, is accepted as well (assumption).
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

__all__ = ["Decide", "Dropped", "Kept", "Taken", "gate"]

_DEFAULTS: Mapping[str, str] = MappingProxyType({row.id: row.default for row in ASSUMPTIONS.values()})


@dataclass(frozen=True, slots=True)
class Taken:
    """A member of the event, by its path such as `traits.email`, and the filter that removed it."""

    path: str
    filter: LocatedFilter


@dataclass(frozen=True, slots=True)
class Kept:
    """The event passes, perhaps with fewer members."""

    event: Mapping[str, Any]
    taken: tuple[Taken, ...] = ()


@dataclass(frozen=True, slots=True)
class Dropped:
    """The event is not delivered: by `filter`, or if that is None, by the event's own `integrations`."""

    filter: LocatedFilter | None
    why: str

    @property
    def reason(self) -> str:
        """Segment's word for the reason in the Delivery Overview."""
        return "FILTERED_BY_RULES" if self.filter else "FILTERED_BY_INTEGRATIONS_OBJECT"


Decide = Callable[[Mapping[str, Any]], Kept | Dropped]
Decides = Callable[[str], str]
"""Returns the setting of an assumption; called whenever the assumption decides about an event."""


def gate(
    filters: Sequence[LocatedFilter] = (), *, integrations: bool = True, decides: Decides = _DEFAULTS.__getitem__
) -> Decide:
    """A function that decides about every event: first by its `integrations` (unless these are ignored), then by the filters."""
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
    """The event after the filters whose condition it meets; the caller's event stays unchanged."""
    due = []
    for one, meets in chosen:
        try:
            if meets(event):
                due.append(one)
        except WrongKind as error:
            return Dropped(one, f"filter {one.title!r} cannot decide, and Segment drops the event: {error}")
    taken: list[Taken] = []
    # never changed in place: each step copies the objects on the way to the member
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
    # only false switches off: null or options count as true
    own = next((name for name in names if name in integrations), None)
    if own is not None:
        return f'integrations has "{own}": false' if integrations[own] is False else None
    if integrations.get("All") is False:
        return f'integrations has "All": false and no "{INTEGRATION_NAMES[0]}": true'
    return None


def _in_sample(action: FilterAction, event: Mapping[str, Any], decides: Decides) -> bool:
    """Whether the event is in the sample that passes; events with equal values share their fate."""
    if action.percent in (0, 1):
        return action.percent == 1
    decides("filter.sample_draw")
    value = filter_fql.compile_path(keys_of(action.path))(event) if action.path else event.get("messageId")
    if value is None:  # hash the whole event instead
        value = dict(event)
    # a text is hashed as it is, anything else as JSON with sorted keys, because their order does not matter
    text = value if isinstance(value, str) else json.dumps(value, sort_keys=True, default=str)
    # not hash(), which is salted in each process; `surrogatepass`, because JavaScript's texts may hold half a character
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    # the first 64 bits as a fraction of [0, 1): `<`, so that percent 0 lets nothing through
    return int.from_bytes(digest[:8], "big") / 2**64 < action.percent
