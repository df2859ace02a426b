"""A trigger: its text, the tree that Segment makes of it, the events that may meet it, and the quirks in the way it is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from segment_actions import FqlError, fql

from attio_harness.inputs.malformed import hole_of
from attio_harness.lint.quirk_texts import Quirk, failing, without_condition
from attio_harness.lint.quirks import quirks_of
from attio_harness.lint.satisfiability import conflict, conjunctions, types_of

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
    def conflicts(self) -> tuple[list[str] | None, ...]:
        """For each alternative of the trigger, the clauses that make it impossible; None if events may meet it."""
        return tuple(conflict(one) for one in conjunctions(self.tree) or ())

    @property
    def conflict(self) -> list[str] | None:
        """The clauses that make the trigger impossible; None if it may match."""
        # of several impossible alternatives, the first one stands for all
        return self.conflicts[0] if self.conflicts and None not in self.conflicts else None

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
