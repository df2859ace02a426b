"""Makes the events of one subscription: an event of its type, plus what its trigger needs and what its mapping reads.

`finding` finds the recipe.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from segment_actions.js import MISSING

from attio_harness.inputs.subscription import LocatedSubscription
from attio_harness.made_events.places import put
from attio_harness.made_events.triggers import Additions, is_met, put_needed
from attio_harness.made_events.values import Drawn, Maker, Slot
from attio_harness.run.event_paths import Keys

if TYPE_CHECKING:
    from segment_events import EventGenerator

__all__ = ["LeftOut", "Recipe", "absent", "lessened"]


def absent(drawn: Drawn) -> Any:
    """The maker that leaves a path empty."""
    return MISSING


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A path that events leave empty because no accepted value was found, and why."""

    keys: Keys
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What to put into an event of a type: what the trigger needs in addition, the fixed values `named` (its type, the object it
    names), and a maker for each filled path.

    `optional` are the paths that an event can lack and still be written. `needs_others`: it names a record that another event has to
    write. `follows`: without that record the event is lost. `slots` are the attributes that a path fills, `beside` the paths that can
    replace each other.
    """

    source: LocatedSubscription
    type: str
    needed: Additions
    named: Mapping[Keys, Any]
    makers: Mapping[Keys, Maker]
    slots: Mapping[Keys, Sequence[Slot]]
    beside: Mapping[Keys, Sequence[Keys]]
    optional: tuple[Keys, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    needs_others: bool = False
    follows: bool = False

    def asks_for(self, keys: Keys) -> bool:
        """Whether the type, the trigger or `named` decides the value at a path."""
        return keys in self.needed or keys in self.named

    @property
    def references(self) -> tuple[Keys, ...]:
        """The optional paths that name another record."""
        return tuple(
            keys
            for keys in self.optional
            if self.slots[keys] and all(slot.attribute.type == "record-reference" for slot in self.slots[keys])
        )

    def event(
        self,
        generator: EventGenerator,
        drawn: Drawn,
        *,
        without: Sequence[Keys] = (),
        but: Mapping[Keys, Any] | None = None,
    ) -> dict[str, Any]:
        """An event about a person, without the paths `without` and with other values at the paths `but`."""
        named = self.needed.get(("event",))
        event = plain_event(generator, self.type, drawn, named if isinstance(named, str) else None)
        put_needed(event, self.named)
        if not is_met(self.source.trigger, event):
            put_needed(event, self.needed)
        for keys, maker in self.makers.items():
            put(event, keys, maker(drawn))
        for keys in without:
            put(event, keys, MISSING)
        for keys, value in (but or {}).items():
            put(event, keys, value)
        return event


def lessened(event: dict[str, Any], without: Sequence[Keys]) -> dict[str, Any]:
    """The same event without the values at these paths."""
    changed = deepcopy(event)
    for keys in without:
        put(changed, keys, MISSING)
    return changed


def plain_event(generator: EventGenerator, type: str, drawn: Drawn, name: str | None = None) -> dict[str, Any]:
    """An event about a person, as the generator makes it without a mapping; `name` is for a track event."""
    who = drawn.who
    if type == "track":
        return generator.track(who, name)
    found: dict[str, Any] = generator.group(who.company, who) if type == "group" else getattr(generator, type)(who)
    return found
