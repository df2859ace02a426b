"""Events for mappings and a workspace, in order of time: good ones, each tried after those before it, and ones with one known mistake.

`finding` and `recipe` decide how the events of a subscription are made.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cached_property
from random import Random
from typing import TYPE_CHECKING, Any

from attio_emulator import Workspace
from segment_actions.mapping.paths import lookup

from attio_harness.errors import InputError, UsageError
from attio_harness.inputs.event import TYPES
from attio_harness.inputs.located_filter import LocatedFilter
from attio_harness.inputs.subscription import LocatedSubscription
from attio_harness.lint.yields import pieces
from attio_harness.made_events.finding import INTRODUCES, Finder, Unmade, is_later
from attio_harness.made_events.implied import implied_by
from attio_harness.made_events.mistakes import Mistake, mistakes_of
from attio_harness.made_events.recipe import Recipe, lessened
from attio_harness.made_events.trial import Desk, Settled
from attio_harness.made_events.values import Drawn
from attio_harness.run.event_paths import Keys
from attio_harness.run.filters import Dropped, gate
from attio_harness.run.mapped_fields import is_something

if TYPE_CHECKING:
    from segment_events import Negative
    from segment_events.world import Person

__all__ = ["MadeEvents"]

_LEFT_OUT = 0.15
"""The share of events that leave out something optional."""
_ARRIVED = 120
"""Seconds after which an event is certainly written: batches wait one minute."""
_FEW = 5
"""How many plain attempts come before those more likely to be written."""
_DROPPED = 1000
"""How many events are made, if a filter samples them, before the next one is given up."""
_TRIES = 50
"""How many events are made before the next one is given up."""


class MadeEvents:
    """Events that match subscriptions and are written to a workspace.

    The same arguments give the same events. Every enabled subscription that events of `types` can match gets events; `unmade` are
    those for which no event was found. `unresolved` counts the events so far that name a record which no earlier event writes.

    Args:
        workspace: where the events go; by default the one that the mappings imply.
        filters: destination filters that let the events through.
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
        filters: Sequence[LocatedFilter] = (),
        types: Sequence[str] = TYPES,
        seed: int = 0,
    ) -> None:
        from segment_events import EventGenerator  # needs the extra `generate`

        self._sources = [one for one in sources if one.enabled]
        if not self._sources:
            raise UsageError("no subscription is enabled, so no event meets one; enable one in the mapping")
        self._generator, self._random = EventGenerator(seed=seed), Random(seed)
        self._workspace = workspace or implied_by(self._sources, self._generator.world.people[0])
        # trials have their own generator, so that they use up no numbers and no time
        self._filters, self._decide = list(filters), gate(filters)
        self._finder = Finder(self._sources, self._workspace, self._filters, EventGenerator(seed=seed))
        found = self._finder.recipes(types)
        self.recipes = sorted((one for one in found if isinstance(one, Recipe)), key=is_later)
        self.unmade = [one for one in found if isinstance(one, Unmade)]
        self._is_introduced = any(one.source.action == INTRODUCES for one in self.recipes)
        self.unresolved = 0
        self._known: dict[str, tuple[Person, datetime]] = {}
        self._written: set[int] = set()
        self._named: set[tuple[int, Keys]] = set()

    def stream(self, n: int) -> Iterator[dict[str, Any]]:
        """`n` events that are written; none if `recipes` is empty.

        Raises:
            InputError: no other event is found that would be written.
        """
        desk = Desk(self._sources, self._workspace, self._filters)
        for number in range(n if self.recipes else 0):
            yield self._next(desk, number)

    def _next(self, desk: Desk, number: int) -> dict[str, Any]:
        lost: Settled | None = None
        for attempt in range(_TRIES):
            recipe = self._recipe(number)
            # the first of each, and what is hard to make, has all
            full = number < len(self.recipes) or attempt > _TRIES // 2
            event, who, without = self._let_through(desk, recipe, number, full=full, again=attempt > _FEW)
            gone = set(without)
            while True:
                with desk.trial(event) as trial:
                    # what names a record that is not there yet comes with a later event, as does what somebody else has
                    spared = _spared(recipe, trial.settled, lost=attempt > _FEW) - gone
                    if not spared and self._is_taken(recipe, trial.settled, attempt):
                        trial.is_kept = True
                        self._note(recipe, event, who, trial.settled)
                        return event
                if not spared:
                    break
                gone |= spared
                event = lessened(event, [one for one in recipe.optional if one in spared])
            lost = next((one for one in trial.settled if one.mistakes), lost)
        why = f": {lost.mistakes[0].where}: {lost.mistakes[0].hint}" if lost is not None else ""
        said = f"{_TRIES} events were made after event {number}, and none of them was written{why}"
        raise InputError(said, file=self._sources[0].file)

    def _is_taken(self, recipe: Recipe, settled: Sequence[Settled], attempt: int) -> bool:
        """Whether its subscription writes the event and no subscription loses it, and, if others can be found, it needs no unwritten record."""
        written = [one.source for one in settled if not one.mistakes]
        if len(written) < len(settled) or not any(one is recipe.source for one in written):
            return False
        return not _waits(settled) or attempt > _TRIES // 5 or not self._known

    def _let_through(
        self, desk: Desk, recipe: Recipe, number: int, *, full: bool, again: bool
    ) -> tuple[dict[str, Any], Person, list[Keys]]:
        """An event that passes the filters, its person, and the paths that it leaves empty."""
        why = ""
        for _ in range(_DROPPED):
            drawn = Drawn(who=self._person(recipe, again=again), random=self._random)
            without = [] if full else [one for one in recipe.optional if self._random.random() < _LEFT_OUT]
            event = recipe.event(self._generator, drawn, without=without)
            dropped = desk.dropped(event)
            if dropped is None:
                return event, drawn.who, without
            why = dropped.why
        said = f"{_DROPPED} events were made after event {number}, and none of them goes on: {why}"
        raise InputError(said, file=self._sources[0].file)

    def _note(self, recipe: Recipe, event: dict[str, Any], who: Person, settled: Sequence[Settled]) -> None:
        waits = _waits(settled)
        self.unresolved += waits
        if not waits and (recipe.source.action == INTRODUCES or not self._is_introduced):
            self._known.setdefault(who.user_id, (who, self._generator.now))
        self._written.update(id(one.source) for one in settled)
        self._named.update((id(recipe), keys) for keys in recipe.references if is_something(lookup(event, keys)))

    @property
    def without_turn(self) -> list[LocatedSubscription]:
        """Subscriptions without an event so far, because there were too few events."""
        return [one.source for one in self.recipes if id(one.source) not in self._written]

    def never_named(self, recipe: Recipe) -> list[Keys]:
        """Paths at which no event so far names a record, because no earlier event writes one."""
        made = id(recipe.source) in self._written
        return [keys for keys in recipe.references if made and (id(recipe), keys) not in self._named]

    def _recipe(self, number: int) -> Recipe:
        return self.recipes[number] if number < len(self.recipes) else self._random.choice(self.recipes)

    def _person(self, recipe: Recipe, *, again: bool) -> Person:
        """The person of the next event: one with records, if the event names a record that another event writes, or if no event about
        anybody else could be written (`again`)."""
        if again and self._known and self._random.random() < 0.5:
            return self._random.choice(self._arrived())
        names_others = recipe.needs_others or (recipe.references and recipe.source.action != INTRODUCES)
        # where nobody introduces them, somebody else now and then, whose records come by it
        if names_others and self._known and (self._is_introduced or self._random.random() < 0.8):
            return self._random.choice(self._arrived())
        return self._random.choice(self._generator.world.people)

    def _arrived(self) -> list[Person]:
        """The people whose records are certainly written, even if events wait in a batch."""
        first = min(since for _, since in self._known.values())
        self._generator.wait(max(0.0, _ARRIVED - (self._generator.now - first).total_seconds()))
        now = self._generator.now
        return [who for who, since in self._known.values() if (now - since).total_seconds() >= _ARRIVED]

    # -- mistakes ----------------------------------------------------------------------------------------------------

    def negatives(self, n: int) -> Iterator[Negative]:
        """`n` events that are lost, each because of one known mistake, the kinds in turn; none if no mistake is possible."""
        left, made = deque(self._mistakes), 0
        while left and made < n:
            mistake = left.popleft()
            if (negative := self._negative(mistake)) is not None:
                left.append(mistake)
                made += 1
                yield negative

    @property
    def has_mistakes(self) -> bool:
        return bool(self._mistakes)

    @cached_property
    def _mistakes(self) -> list[Mistake]:
        # what is lost by itself, without a mistake, shows none
        alone = (recipe for recipe in self.recipes if not recipe.follows)
        return [one for recipe in alone for one in mistakes_of(recipe) if self._finder.shows(one)]

    def _negative(self, mistake: Mistake) -> Negative | None:
        """An event that this mistake loses; None if the trials found none."""
        people = self._generator.world.people
        missed = 0
        for _ in range(_DROPPED):
            drawn = Drawn(who=self._random.choice(people), random=self._random)
            event = mistake.event(self._generator, drawn)
            # what a sample does not let through is not lost
            if isinstance(self._decide(event), Dropped):
                continue
            if (one := mistake.shown(event, self._finder.run)) is not None:
                return one
            missed += 1
            if missed == _TRIES:
                break
        return None


def _waits(settled: Sequence[Settled]) -> bool:
    """Whether the event is unresolved: it needs a record that no earlier event wrote."""
    return any(one.verdict == "unresolved" for one in settled)


def _spared(recipe: Recipe, settled: Sequence[Settled], *, lost: bool) -> set[Keys]:
    """The optional paths because of which the event is unresolved (or, with `lost`, lost)."""
    losses = [one.loss for one in settled if one.loss is not None and (lost or one.verdict == "unresolved")]
    read = {pieces(each.path) for loss in losses for one in (loss, *loss.also) for each in one.reads}
    return read.intersection(recipe.optional) or {one for one in recipe.references if _waits(settled)}
