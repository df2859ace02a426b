"""The mistakes that an event of a recipe can have, one at a path: what is refused there by its attribute, and what must not be missing.

A mistake counts where the run says that the event is lost by it, at the place that reads the path.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from segment_actions.js import MISSING

from attio_harness.lint.yields import pieces
from attio_harness.made_events.recipe import Recipe
from attio_harness.made_events.values import Drawn, refused_by
from attio_harness.rejection import Rejection
from attio_harness.run.event_paths import Keys, path_text
from attio_harness.text.words import listed

if TYPE_CHECKING:
    from segment_events import EventGenerator, Negative


__all__ = ["Mistake", "mistakes_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """Values at paths (MISSING for none) that lose the event by one mistake, and the loss as the run told it."""

    recipe: Recipe
    values: Mapping[Keys, Any]
    kind: str
    loss: Rejection

    def made(self, generator: EventGenerator, drawn: Drawn) -> Negative:
        """An event about somebody with this mistake, and no other."""
        from segment_events import Negative  # the extra `generate`, which whoever has a generator has

        event = self.recipe.event(generator, drawn, but=self.values)
        return Negative(event=event, kind=self.kind, trait=self._paths, why=self.why)

    @property
    def why(self) -> str:
        """What loses it: who refuses it, the place in the mapping, the path, what to do."""
        loss = self.loss
        place = loss.mapping_file + (f":{loss.mapping_line}" if loss.mapping_line else "") + f" {loss.mapping_pointer}"
        return f"{loss.subscription} loses it by {loss.where} ({loss.answer}), {self._paths} at {place}: {loss.hint}"

    @property
    def _paths(self) -> str:
        return listed([path_text(keys) for keys in self.values])


Lost = Callable[[Recipe, Mapping[Keys, Any]], Rejection | None]


def mistakes_of(recipe: Recipe, lost: Lost) -> Iterator[Mistake]:
    """Every mistake of a recipe, by path in the order of the mapping; `lost` says how its event is lost with other values."""
    for keys, slots in recipe.slots.items():
        beside = recipe.beside[keys]
        yield from _found(recipe, f"missing-{keys[-1]}", {keys: MISSING}, lost)
        if keys == beside[0] and len(beside) > 1:
            yield from _found(recipe, f"missing-{keys[-1]}", dict.fromkeys(beside, MISSING), lost)
        wrong = {kind: value for slot in slots for kind, value in refused_by(slot)}
        for kind, value in wrong.items():
            yield from _found(recipe, kind, {keys: value}, lost)


def _found(recipe: Recipe, kind: str, values: Mapping[Keys, Any], lost: Lost) -> Iterator[Mistake]:
    loss = lost(recipe, values)
    if loss is not None and any(pieces(read.path) in values for read in loss.reads):
        yield Mistake(recipe=recipe, values=values, kind=kind, loss=loss)
