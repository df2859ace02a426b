"""A trigger: its text, the tree that Segment makes of it, the events that may meet it, and the quirks in the way it is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from segment_actions import FqlError, fql
from segment_actions.fql.generator import clause

from attio_harness.inputs.malformed import hole_of
from attio_harness.lint.quirk_texts import Quirk, failing, without_condition
from attio_harness.lint.quirks import quirks_of
from attio_harness.lint.satisfiability import Condition, Conjunction, conflict, conjunctions, types_of

__all__ = ["Trigger"]


class Trigger:
    """The text of a trigger, its tree if it has one, and its quirks."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def tree(self) -> Mapping[str, Any] | None:
        """What Segment makes of the text; None if it makes nothing."""
        try:
            return fql.kept_tree(self.text)
        except FqlError:
            return None

    @cached_property
    def quirks(self) -> tuple[Quirk, ...]:
        """What is wrong with the way the trigger is written."""
        found = tuple(quirks_of(self.text))
        if found:
            return found
        # no quirk and no tree: an empty text, or `()`
        if self.tree is None:
            return (without_condition(self.text),)
        hole = hole_of(self.text, self.tree)
        return (failing(hole),) if hole is not None else ()

    @property
    def sound(self) -> bool:
        """Whether the trigger means what it says; only then do rules judge its meaning."""
        return not self.quirks and self.tree is not None

    @cached_property
    def goes_on(self) -> bool:
        """Whether another condition can simply be appended with `and`."""
        return len(self.conflicts) == 1 and Trigger(f'{self.text} and type = "track"').sound

    @cached_property
    def types(self) -> tuple[str, ...]:
        """The types of events that may meet it."""
        return types_of(self.tree) if self.tree is not None else ()

    @cached_property
    def _alternatives(self) -> list[Conjunction]:
        return conjunctions(self.tree) or []

    @cached_property
    def conflicts(self) -> tuple[list[Condition] | None, ...]:
        """For each alternative of the trigger, the conditions that make it impossible; None if events may meet it."""
        return tuple(map(conflict, self._alternatives))

    @property
    def contradiction(self) -> list[Condition] | None:
        """The conditions that make the trigger impossible; None if it may match."""
        # of several impossible alternatives, the first one stands for all
        return self.conflicts[0] if self.conflicts and None not in self.conflicts else None

    @property
    def conflict(self) -> list[str] | None:
        """The clauses that make the trigger impossible; None if it may match."""
        found = self.contradiction
        return None if found is None else [*map(clause, found)]

    @cached_property
    def dead(self) -> tuple[list[Condition], ...]:
        """For each alternative as it is written that no event meets, beside others that events may meet: the conditions at fault.

        In `(a or b) and (c or d)` a condition is dead if it contradicts all those that may stand beside it.
        """
        if None not in self.conflicts:
            return ()
        places: dict[int, list[int]] = {}
        for number, alternative in enumerate(self._alternatives):
            for one in alternative:
                places.setdefault(id(one), []).append(number)
        # conditions that stand in the same alternatives are one alternative as written
        within: dict[tuple[int, ...], list[Condition]] = {}
        for one in self.conditions:
            within.setdefault(tuple(places[id(one)]), []).append(one)
        faults = [([self.conflicts[n] for n in at], its) for at, its in within.items()]
        return tuple(found[0] or its if len(found) == 1 else its for found, its in faults if None not in found)

    @cached_property
    def conditions(self) -> tuple[dict[str, Any], ...]:
        """Every condition at any depth."""
        return tuple(_conditions(self.tree)) if self.tree is not None else ()


def _conditions(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict) and tree["type"] == "group":
        for child in tree["children"]:
            yield from _conditions(child)
    elif isinstance(tree, dict):
        yield tree
