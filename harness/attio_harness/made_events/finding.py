"""Finds the recipe of a subscription by trials: where a value is refused, the next choice for its path replaces it.

`choices` has the values; the run decides whether an event is taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from random import Random
from typing import TYPE_CHECKING, Any

from attio_destination import destination
from attio_emulator import Workspace
from attio_emulator.types.references import BY

from attio_harness.inputs.located_filter import LocatedFilter
from attio_harness.inputs.subscription import LocatedSubscription
from attio_harness.lint.subscription import View
from attio_harness.lint.yields import path_of, pieces
from attio_harness.made_events.choices import Choice, Chooser, unique_attributes
from attio_harness.made_events.mistakes import Mistake
from attio_harness.made_events.places import places_of
from attio_harness.made_events.recipe import LeftOut, Recipe, absent, plain_event
from attio_harness.made_events.spared import spared, without_samples
from attio_harness.made_events.trial import Desk, Settled
from attio_harness.made_events.triggers import Additions, additions, with_needed
from attio_harness.made_events.values import Drawn
from attio_harness.rejection import Rejection
from attio_harness.run.event_paths import Keys

if TYPE_CHECKING:
    from segment_events import EventGenerator

__all__ = ["INTRODUCES", "Finder", "Unmade", "is_later"]

_PROBES = 5
"""How many people's events show which values events already have."""
INTRODUCES = "identifyUser"
"""The action that writes the person and the user that other actions name."""
_TRIALS = 300
"""How many events are tried for one way to match a trigger."""
_WAYS = 40
"""How many ways to match a trigger and to name an object are tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmade:
    """A subscription for which no written event was found, and why."""

    source: LocatedSubscription
    why: str


class Finder:
    """Finds recipes for the subscriptions of a run; all of them, and the filters, take part in each trial.

    Raises:
        InputError: a mapping or trigger is broken.
    """

    def __init__(
        self,
        sources: Sequence[LocatedSubscription],
        workspace: Workspace,
        filters: Sequence[LocatedFilter],
        generator: EventGenerator,
    ) -> None:
        self._sources, self._workspace, self._generator = sources, workspace, generator
        # who is in a sample is chance, and says nothing of how events are made
        self._filters = without_samples(filters)
        # trials leave nothing behind: one workspace is as given, the other has the first people's records
        self._alone, self._after = (Desk(sources, workspace, self._filters) for _ in range(2))
        self._seeds = self._alone.seeds(BY)
        self.views: list[View] = []
        for one in sources:
            self.views.append(View(one, destination.actions[one.action], workspace, self.views))
        self._probes = [Drawn(who=who, random=Random(0)) for who in generator.world.people[:_PROBES]]
        self._chooser = Chooser(workspace, self._seeds, generator, self._probes, self.views[0].refusal)

    def recipes(self, types: Sequence[str]) -> list[Recipe | Unmade]:
        """A recipe for events of one of these types, for each subscription except those that only other types can match; for all, if
        there are only such subscriptions."""
        asked = [view for view in self.views if set(types) & set(view.trigger.types)]
        dead = [view for view in self.views if not view.trigger.types]
        asked = [*asked, *dead] if asked else self.views
        found = [self._recipe(view, types) for view in asked]
        # a subscription that only changes a record, or refers to one, needs earlier events
        for one in sorted((one for one in found if isinstance(one, Recipe)), key=is_later):
            self._after.put(one.event(self._generator, self._probes[0]))
        return [
            one if isinstance(one, Recipe) else self._following(one, view, types)
            for one, view in zip(found, asked, strict=True)
        ]

    def _following(self, alone: Unmade, view: View, types: Sequence[str]) -> Recipe | Unmade:
        found = self._recipe(view, types, follows=True)
        return replace(found, needs_others=True) if isinstance(found, Recipe) else alone

    def _recipe(self, view: View, types: Sequence[str], *, follows: bool = False) -> Recipe | Unmade:
        possible = [one for one in types if one in view.trigger.types]
        if not view.trigger.types:
            return Unmade(source=view.source, why=f"no event meets its trigger: {view.source.trigger}")
        if not possible:
            meet = ", ".join(view.trigger.types)
            why = f"its trigger is met by events of type {meet}, not {', '.join(types)}"
            return Unmade(source=view.source, why=why)
        last = Unmade(source=view.source, why=f"no event was found that meets its trigger: {view.source.trigger}")
        for read, type, needed, named in self._ways(view, possible):
            begun = Recipe(
                source=view.source,
                type=type,
                needed=needed,
                named=named,
                makers={},
                slots={},
                beside={},
                follows=follows,
            )
            found = self._tried(read, begun)
            if isinstance(found, Recipe):
                return found
            last = found
        return last

    def _ways(self, view: View, types: Sequence[str]) -> Iterator[tuple[View, str, Additions, Mapping[Keys, Any]]]:
        """For each way: the subscription as it reads then, the event type, what the trigger needs, and the fixed values of every event."""
        return islice(self._every_way(view, types), _WAYS)

    def _every_way(self, view: View, types: Sequence[str]) -> Iterator[tuple[View, str, Additions, Mapping[Keys, Any]]]:
        for type in types:
            events = [plain_event(self._generator, type, one) for one in self._probes]
            for needed in additions(view.source.trigger, events):
                taken = [with_needed(one, needed) for one in events]
                for kept in spared(self._filters, view.source.trigger, taken):
                    for read, names in self._named(view):
                        yield read, type, needed, {("type",): type, **kept, **names}

    def _named(self, view: View) -> Iterator[tuple[View, Mapping[Keys, Any]]]:
        """The subscription as it reads for each object and matching attribute that an event may name; unchanged if its mapping names both."""
        asked = {name: keys for name in ("object", "matching_attribute") if (keys := path_of(view.fields.get(name)))}
        if not asked:
            yield view, {}
            return
        for owner, attribute in unique_attributes(self._workspace):
            named = {name: owner.slug if name == "object" else attribute.slug for name in asked}
            source = replace(view.source, mapping={**view.source.mapping, **named})
            read = View(source, view.action, self._workspace, self.views)
            yield read, {keys: named[name] for name, keys in asked.items()}

    def run(self, event: dict[str, Any]) -> Sequence[Settled]:
        """What happens to an event in the workspace as given."""
        return self._alone.tried(event)

    def shows(self, mistake: Mistake) -> bool:
        """Whether a mistake loses an event about the first person."""
        return mistake.shown(mistake.event(self._generator, self._probes[0]), self.run) is not None

    # -- one way -----------------------------------------------------------------------------------------------------

    def _tried(self, view: View, recipe: Recipe) -> Recipe | Unmade:
        source = recipe.source
        choices: dict[Keys, Choice] = {}
        views = {id(one.source): one for one in self.views} | {id(source): view}
        mistakes: list[Rejection] = []
        read: set[int] = set()
        for _ in range(_TRIALS):
            settled = self._settled(recipe)
            if not settled and (dropped := self._dropped(recipe)) is not None:
                return Unmade(source=source, why=dropped)
            for one in settled:
                if id(one.source) not in read:
                    read.add(id(one.source))
                    for place in places_of(views[id(one.source)], self._seeds):
                        if place.keys not in choices:
                            choices[place.keys] = self._chooser.choice(place, recipe)
            filled = self._with(recipe, choices)
            if filled.slots.keys() != recipe.slots.keys():
                recipe = filled
                continue
            if all(one.source is not source for one in settled):
                return Unmade(source=source, why="what its mapping reads keeps its trigger from being met")
            mistakes = [mistake for one in settled for mistake in one.mistakes]
            if not mistakes:
                return self._loosened(self._with_left_out(recipe, choices), settled)
            changes = [self._changed(mistake, choices, recipe) for mistake in mistakes]
            if not any(changes):
                return _unmade(source, mistakes[0], choices)
            recipe = self._with(recipe, choices)
        return _unmade(source, mistakes[0], choices, said=f"{_TRIALS} events were tried, and each was lost: ")

    def _settled(self, recipe: Recipe, **changes: Any) -> list[Settled]:
        """The result of the recipe's event about the first person, in the workspace as given."""
        event = recipe.event(self._generator, self._probes[0], **changes)
        return (self._after if recipe.follows else self._alone).tried(event)

    def _dropped(self, recipe: Recipe) -> str | None:
        """Why the filters keep the recipe's event from every subscription; None if they do not."""
        found = self._alone.dropped(recipe.event(self._generator, self._probes[0]))
        if found is None:
            return None
        at = found.filter
        return found.why if at is None else f"{found.why} ({at.file}{f':{at.line}' if at.line else ''} {at.pointer})"

    def _with(self, recipe: Recipe, choices: Mapping[Keys, Choice]) -> Recipe:
        makers = {keys: one.maker for keys, one in choices.items() if one.maker is not None}
        slots = {keys: tuple(one.slots) for keys, one in choices.items()}
        return replace(recipe, makers=makers, slots=slots, beside={keys: one.beside for keys, one in choices.items()})

    def _with_left_out(self, recipe: Recipe, choices: Mapping[Keys, Choice]) -> Recipe:
        rows = [LeftOut(keys=keys, why=one.why_nothing) for keys, one in choices.items() if one.maker is absent]
        return replace(recipe, left_out=tuple(rows))

    def _loosened(self, recipe: Recipe, settled: Sequence[Settled]) -> Recipe:
        """The recipe with its optional paths marked."""
        sound = len(settled)
        optional = []
        for keys in recipe.slots:
            if recipe.makers.get(keys) is not absent:
                without = self._settled(recipe, without=[keys])
                if len(without) == sound and not any(one.mistakes for one in without):
                    optional.append(keys)
        recipe = replace(recipe, optional=tuple(optional))
        without = self._settled(recipe, without=recipe.references)
        return replace(recipe, needs_others=any(one.verdict == "unresolved" for one in without))

    def _changed(self, mistake: Rejection, choices: dict[Keys, Choice], recipe: Recipe) -> bool:
        """Whether something else is left to try at the paths of a mistake; for several paths, every combination is tried."""
        paths = [
            keys
            for read in mistake.reads
            if (keys := pieces(read.path)) and (keys in choices or not recipe.asks_for(keys))
        ]
        met = [self._chooser.met(choices, keys, mistake) for keys in paths]
        return any(one.next() for one in met)


def is_later(recipe: Recipe) -> tuple[bool, bool]:
    """The sort key by which records are written before events that name them."""
    return recipe.needs_others, recipe.source.action != INTRODUCES


def _unmade(source: LocatedSubscription, last: Rejection, choices: Mapping[Keys, Choice], *, said: str = "") -> Unmade:
    """Why every event is lost: the first mistake at the paths of the last one, after which nothing was left to try there."""
    met = [one for read in last.reads if (one := choices.get(pieces(read.path))) and one.mistakes]
    if not met:
        return Unmade(source=source, why=f"{said}{last.where}: {last.hint}")
    mistake = next(iter(met[0].mistakes.values()))
    why = f"{met[0].why_nothing}. {mistake.hint}" if met[0].slots and met[0].is_hopeless else met[0].refusals
    return Unmade(source=source, why=said + why)
