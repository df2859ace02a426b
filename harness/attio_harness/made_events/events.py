"""Events for mappings and a workspace, in order of time: sound ones, each tried behind those before it, and ones with one known mistake.

How the events of one subscription are made is `finding`'s and `recipe`'s.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cached_property
from itertools import cycle, islice
from random import Random
from typing import TYPE_CHECKING, Any

from attio_emulator import Workspace

from attio_harness.errors import InputError, UsageError
from attio_harness.inputs.event import TYPES
from attio_harness.inputs.subscription import LocatedSubscription
from attio_harness.made_events.finding import INTRODUCES, Finder, Unmade, is_later
from attio_harness.made_events.implied import implied_by
from attio_harness.made_events.mistakes import Mistake, mistakes_of
from attio_harness.made_events.recipe import Recipe, lessened
from attio_harness.made_events.trial import Desk, Settled
from attio_harness.made_events.values import Drawn

if TYPE_CHECKING:
    from segment_events import Negative
    from segment_events.world import Person

__all__ = ["MadeEvents"]

_LEFT_OUT = 0.15
"""How often an event goes without something that it can do without."""
_ARRIVED = 120
"""Seconds after which an event is written for certain: batches wait one minute."""
_TRIES = 50
"""Events that are made before the next one is given up."""


class MadeEvents:
    """Events that subscriptions take and a workspace writes.

    The same arguments give the same events. Every enabled subscription that `types` may meet has its turn; `unmade` are those for
    which there is no such event. `unresolved` counts the events so far that name a record which no event before them writes.

    Args:
        workspace: where the events go; without one, that which the mappings imply.
        seed: seed of all randomness; that of the `EventGenerator` whose events are filled.
        types: the types that events may have.

    Raises:
        InputError: a mapping or trigger is broken.
        ModuleNotFoundError: Faker is not installed (`segment_events`).
        UsageError: there is no enabled subscription.
    """

    def __init__(
        self,
        sources: Sequence[LocatedSubscription],
        workspace: Workspace | None = None,
        *,
        types: Sequence[str] = TYPES,
        seed: int = 0,
    ) -> None:
        from segment_events import EventGenerator  # needs the extra `generate`

        self._sources = [one for one in sources if one.enabled]
        if not self._sources:
            raise UsageError("no subscription is enabled, so no event meets one; enable one in the mapping")
        self._generator, self._random = EventGenerator(seed=seed), Random(seed)
        self._workspace = workspace or implied_by(self._sources, self._generator.world.people[0])
        # trials take numbers and time of a generator of their own
        self._finder = Finder(self._sources, self._workspace, EventGenerator(seed=seed))
        found = self._finder.recipes(types)
        self.recipes = sorted((one for one in found if isinstance(one, Recipe)), key=is_later)
        self.unmade = [one for one in found if isinstance(one, Unmade)]
        self._is_introduced = any(one.source.action == INTRODUCES for one in self.recipes)
        self.unresolved = 0
        self._known: dict[str, tuple[Person, datetime]] = {}

    def stream(self, n: int) -> Iterator[dict[str, Any]]:
        """`n` events that are written, none where `recipes` is empty.

        Raises:
            InputError: no further event is found that is written.
        """
        desk = Desk(self._sources, self._workspace)
        for number in range(n if self.recipes else 0):
            yield self._next(desk, number)

    def _next(self, desk: Desk, number: int) -> dict[str, Any]:
        lost: Settled | None = None
        for attempt in range(_TRIES):
            recipe = self._recipe(number)
            drawn = Drawn(who=self._person(recipe), random=self._random)
            # the first of each, and what is hard to make, has all
            full = number < len(self.recipes) or attempt > _TRIES // 2
            without = [] if full else [one for one in recipe.optional if self._random.random() < _LEFT_OUT]
            event = recipe.event(self._generator, drawn, without=without)
            settled = desk.tried(event)
            if _waits(settled) and recipe.references:
                # what names a record that is not there yet comes with a later event
                event = lessened(event, recipe.references)
                settled = desk.tried(event)
            lost = next((one for one in settled if one.mistakes), lost)
            is_written = any(one.source is recipe.source for one in settled) and not any(
                one.mistakes for one in settled
            )
            if is_written and (not _waits(settled) or attempt > _TRIES // 5 or not self._known):
                desk.put(event)
                self._note(recipe, drawn.who, waits=_waits(settled))
                return event
        why = f": {lost.mistakes[0].where}: {lost.mistakes[0].hint}" if lost is not None else ""
        said = f"{_TRIES} events were made after event {number}, and none of them was written{why}"
        raise InputError(said, file=self._sources[0].file)

    def _note(self, recipe: Recipe, who: Person, *, waits: bool) -> None:
        self.unresolved += waits
        if not waits and (recipe.source.action == INTRODUCES or not self._is_introduced):
            self._known.setdefault(who.user_id, (who, self._generator.now))

    def _recipe(self, number: int) -> Recipe:
        return self.recipes[number] if number < len(self.recipes) else self._random.choice(self.recipes)

    def _person(self, recipe: Recipe) -> Person:
        """Whom the next event is about: somebody of whom there are records, where it names one of somebody else's making."""
        names_others = recipe.needs_others or (recipe.references and recipe.source.action != INTRODUCES)
        # where nobody introduces them, somebody else now and then, whose records come by it
        if names_others and self._known and (self._is_introduced or self._random.random() < 0.8):
            return self._random.choice(self._arrived())
        return self._random.choice(self._generator.world.people)

    def _arrived(self) -> list[Person]:
        """Those of whom there are records even where events wait for their batch."""
        first = min(since for _, since in self._known.values())
        self._generator.wait(max(0.0, _ARRIVED - (self._generator.now - first).total_seconds()))
        now = self._generator.now
        return [who for who, since in self._known.values() if (now - since).total_seconds() >= _ARRIVED]

    # -- mistakes ----------------------------------------------------------------------------------------------------

    def negatives(self, n: int) -> Iterator[Negative]:
        """`n` events that are lost, each by one mistake that is known, the kinds in turn; none where nothing of an event can be one."""
        return map(self._negative, islice(cycle(self._mistakes), n))

    @property
    def has_mistakes(self) -> bool:
        return bool(self._mistakes)

    @cached_property
    def _mistakes(self) -> list[Mistake]:
        # what is lost by itself, without a mistake, shows none
        alone = (recipe for recipe in self.recipes if not recipe.follows)
        return [one for recipe in alone for one in mistakes_of(recipe, self._finder.loss)]

    def _negative(self, mistake: Mistake) -> Negative:
        return mistake.made(
            self._generator, Drawn(who=self._random.choice(self._generator.world.people), random=self._random)
        )


def _waits(settled: Sequence[Settled]) -> bool:
    """Whether it is written if a record is there that no event before wrote."""
    return any(one.verdict == "unresolved" for one in settled)
