"""The mistakes that an event of a recipe can have, one per path: a value that its attribute refuses, or a missing value.

Each event with a mistake is run first: it counts only if the run loses the event at the place that reads the path, and for no other
reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from segment_actions.js import MISSING

from attio_harness.lint.yields import pieces
from attio_harness.made_events.recipe import Recipe
from attio_harness.made_events.trial import Settled
from attio_harness.made_events.values import Drawn, refused_by
from attio_harness.rejection import Rejection
from attio_harness.run.event_paths import Keys, path_text
from attio_harness.text.words import listed

if TYPE_CHECKING:
    from segment_events import EventGenerator, Negative


__all__ = ["Mistake", "mistakes_of"]

Run = Callable[[dict[str, Any]], Sequence[Settled]]
"""Runs an event in the workspace as given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """Values at paths (MISSING for none) that may lose an event of the recipe."""

    recipe: Recipe
    values: Mapping[Keys, Any]
    kind: str

    def event(self, generator: EventGenerator, drawn: Drawn) -> dict[str, Any]:
        """An event with this mistake."""
        # nobody was written before, so nobody is named
        without = [keys for keys in self.recipe.references if keys not in self.values]
        return self.recipe.event(generator, drawn, without=without, but=self.values)

    def shown(self, event: dict[str, Any], run: Run) -> Negative | None:
        """The event, and why it is lost; None if it is not lost, or not by this mistake alone."""
        from segment_events import Negative  # the extra `generate`, which whoever has a generator has

        losses = self._losses(run(event))
        return Negative(event=event, kind=self.kind, trait=self._paths, why=self._why(losses)) if losses else None

    def _losses(self, settled: Sequence[Settled]) -> list[Rejection]:
        """The loss in each subscription that loses the event, the recipe's first; empty if one loses it for another reason."""
        lost = sorted((one for one in settled if one.mistakes), key=lambda one: one.source is not self.recipe.source)
        if not lost or lost[0].source is not self.recipe.source:
            return []
        return [one.mistakes[0] for one in lost] if all(self._alone(one.mistakes) for one in lost) else []

    def _alone(self, mistakes: Sequence[Rejection]) -> bool:
        return len(mistakes) == 1 and any(pieces(read.path) in self.values for read in mistakes[0].reads)

    def _why(self, losses: Sequence[Rejection]) -> str:
        """Why it is lost: who refuses it, the path, the place in the mapping, what to do; and which other subscriptions lose it."""
        loss, *others = losses
        also = [f", {one.subscription} by {one.where} ({one.answer}) at {_place(one)}" for one in others]
        by = f"{loss.subscription} loses it by {loss.where} ({loss.answer}), {self._paths} at {_place(loss)}"
        return f"{by}{''.join(also)}: {loss.hint}"

    @property
    def _paths(self) -> str:
        return listed([path_text(keys) for keys in self.values])


def _place(loss: Rejection) -> str:
    return loss.mapping_file + (f":{loss.mapping_line}" if loss.mapping_line else "") + f" {loss.mapping_pointer}"


def mistakes_of(recipe: Recipe) -> Iterator[Mistake]:
    """Every mistake that events of a recipe may have, by path in the order of the mapping."""
    for keys, slots in recipe.slots.items():
        beside = recipe.beside[keys]
        yield Mistake(recipe=recipe, values={keys: MISSING}, kind=f"missing-{keys[-1]}")
        if keys == beside[0] and len(beside) > 1:
            yield Mistake(recipe=recipe, values=dict.fromkeys(beside, MISSING), kind=f"missing-{keys[-1]}")
        wrong = {kind: value for slot in slots for kind, value in refused_by(slot)}
        for kind, value in wrong.items():
            yield Mistake(recipe=recipe, values={keys: value}, kind=kind)
