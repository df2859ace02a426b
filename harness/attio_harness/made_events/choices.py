"""The values for a path of an event, in the order in which they are tried: the existing one, facts about the person, values that the
attribute accepts, nothing.

`finding` finds out by trials which one stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson
from attio_emulator import Attribute, Workspace
from attio_emulator.schema.model import Object
from segment_actions.mapping.paths import lookup

from attio_harness.made_events.places import Place
from attio_harness.made_events.recipe import Recipe, absent
from attio_harness.made_events.triggers import is_met
from attio_harness.made_events.values import Drawn, Maker, Seeds, Slot, facts, makers_of
from attio_harness.rejection import Rejection
from attio_harness.run.event_paths import Keys
from attio_harness.run.mapped_fields import is_something
from attio_harness.text.alike import folded
from attio_harness.text.words import listed

if TYPE_CHECKING:
    from segment_events import EventGenerator

__all__ = ["Choice", "Chooser", "unique_attributes"]


@dataclass(slots=True)
class Choice:
    """The values tried at a path, one after the other. `at` is the current one; `mistakes` are those that occurred there, the first of
    each subscription at each attribute."""

    makers: list[Maker | None]
    slots: list[Slot] = field(default_factory=list)
    beside: tuple[Keys, ...] = ()
    at: int = 0
    mistakes: dict[tuple[str, str], Rejection] = field(default_factory=dict)

    @property
    def maker(self) -> Maker | None:
        """The current maker; None leaves the event's own value."""
        return self.makers[self.at]

    def next(self) -> bool:
        """Move to the next value. If there is none, return False and move back to the first."""
        self.at = (self.at + 1) % len(self.makers)
        return self.at > 0

    @property
    def refusals(self) -> str:
        """Which attributes refuse the tried values: several if one needs what another refuses."""
        first, *_ = self.mistakes.values()
        filled = {f"{one.owner.slug}.{one.attribute.slug}" for one in self.slots}
        who = [f"{one.where} ({one.subscription})" for one in self.mistakes.values() if one.where in filled]
        if len(who) < 2:
            return f"{first.where} refuses what was tried: {first.hint}"
        return f"nothing was found that none of {listed(who)} refuses: {first.hint}"

    @property
    def is_hopeless(self) -> bool:
        """Whether there was nothing to try."""
        return all(one is absent for one in self.makers)

    @property
    def why_nothing(self) -> str:
        """Why the path stays empty in the end."""
        if self.mistakes and not self.is_hopeless:
            return self.refusals
        if not self.slots:
            return "nothing is known that may stand there"
        named = listed(
            dict.fromkeys(f"{one.owner.slug}.{one.attribute.slug} ({one.attribute.type})" for one in self.slots)
        )
        return f"nothing is known that {named} {'takes' if len(self.slots) == 1 else 'take alike'} from an event"


class Chooser:
    """Knows the possible values at a path.

    Args:
        seeds: the existing records.
        generator, probes: events about these people show which values events already have.
        refusal: why an attribute never accepts a value, judged by the value alone; None if it may accept it.
    """

    def __init__(
        self,
        workspace: Workspace,
        seeds: Seeds,
        generator: EventGenerator,
        probes: Sequence[Drawn],
        refusal: Callable[[Object, Attribute, Any], object | None],
    ) -> None:
        self._workspace, self._seeds, self._refusal = workspace, seeds, refusal
        self._generator, self._probes = generator, probes
        self._members = tuple(one.email_address for one in workspace.members)

    def choice(self, place: Place, recipe: Recipe) -> Choice:
        """The values to try at a path, if the mapping says which attributes it fills."""
        makers: list[Maker | None] = []
        if self._is_there(place, recipe):
            makers.append(None)
        known = [_fact(name) for name in _names(place) if name in facts(self._probes[0])]
        made = [maker for slot in place.slots for maker in makers_of(slot)]
        if place.whole:
            made += self._all_together()
        makers += [maker for maker in (*known, *made) if self._may_fill(place, maker, recipe)]
        if not place.slots and not makers:
            makers.append(lambda drawn: "Example")
        # never remove what the trigger asks for
        makers.append(absent if self._may_stand(place, absent, recipe) else None)
        return Choice(makers=makers, slots=list(place.slots), beside=place.beside)

    def met(self, choices: dict[Keys, Choice], keys: Keys, mistake: Rejection) -> Choice:
        """The choice at the path of a mistake; the mistake says what the path fills if the mapping did not."""
        choice = choices.setdefault(keys, Choice(makers=[None, absent], beside=(keys,)))
        choice.mistakes.setdefault((mistake.subscription, mistake.where), mistake)
        owner = self._workspace.find_object(mistake.object or "")
        attribute = owner.find(mistake.attribute) if owner is not None and mistake.attribute else None
        if owner is not None and attribute is not None and all(one.attribute is not attribute for one in choice.slots):
            slot = self._slot(owner, attribute)
            choice.slots.append(slot)
            choice.makers[-1:-1] = makers_of(slot)
        return choice

    def _slot(self, owner: Object, attribute: Attribute) -> Slot:
        return Slot(owner=owner, attribute=attribute, members=self._members, seeds=self._seeds)

    def _all_together(self) -> Iterator[Maker]:
        """Values for a field that holds all attributes of a record: an object, and its JSON text."""
        for owner, each in unique_attributes(self._workspace):
            for maker in makers_of(self._slot(owner, each)):
                whole = _member(each.slug, maker)
                yield whole
                yield _as_text(whole)

    def _is_there(self, place: Place, recipe: Recipe) -> bool:
        """Whether every event has a value at the path that its attributes accept."""
        events = [recipe.event(self._generator, one) for one in self._probes]
        values = [lookup(event, place.keys) for event in events]
        return all(is_something(value) and self._is_taken(place, value) for value in values)

    def _may_fill(self, place: Place, maker: Maker, recipe: Recipe) -> bool:
        if not all(self._is_taken(place, maker(drawn)) for drawn in self._probes):
            return False
        return self._may_stand(place, maker, recipe)

    def _may_stand(self, place: Place, maker: Maker, recipe: Recipe) -> bool:
        """Whether the trigger's conditions still hold."""
        if place.keys in recipe.named:
            return False
        events = [recipe.event(self._generator, one, but={place.keys: maker(one)}) for one in self._probes]
        return all(is_met(recipe.source.trigger, event) for event in events)

    def _is_taken(self, place: Place, value: Any) -> bool:
        return all(self._refusal(one.owner, one.attribute, value) is None for one in place.direct)


def unique_attributes(workspace: Workspace) -> Iterator[tuple[Object, Attribute]]:
    """The attributes that can identify a record, of every active object."""
    for one in workspace.objects.values():
        for each in one.attributes.values():
            if one.active and each.is_unique and each.is_writable and not each.is_archived:
                yield one, each


def _names(place: Place) -> list[str]:
    """The names under which a value for a path may be known."""
    attributes = [one.attribute.slug for one in place.slots]
    return list(dict.fromkeys(folded(name) for name in (*place.keys[-1:], *attributes)))


def _fact(name: str) -> Maker:
    return lambda drawn: facts(drawn)[name]


def _member(slug: str, maker: Maker) -> Maker:
    return lambda drawn: {slug: maker(drawn)}


def _as_text(maker: Maker) -> Maker:
    return lambda drawn: orjson.dumps(maker(drawn)).decode()
