"""A trigger: its text, the tree that Segment makes of it, which events may meet it, and what is wrong with the way it is written."""

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
    """The text of a trigger, its tree where it has one, and its quirks."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def tree(self) -> Mapping[str, Any] | None:
        """What Segment makes of the text; None where it makes nothing."""
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
        """Written so that it means what it says; only then is it judged by its meaning."""
        return not self.quirks and self.tree is not None

    @cached_property
    def goes_on(self) -> bool:
        """Whether another condition may stand behind it with `and`, beside all that it asks for."""
        return len(self.conflicts) == 1 and Trigger(f'{self.text} and type = "track"').sound

    @cached_property
    def types(self) -> tuple[str, ...]:
        """The types of events that may meet it."""
        return types_of(self.tree) if self.tree is not None else ()

    @cached_property
    def conflicts(self) -> tuple[list[str] | None, ...]:
        """For each alternative of the trigger the clauses because of which it is never met; None where it may be."""
        return tuple(conflict(one) for one in conjunctions(self.tree) or ())

    @property
    def conflict(self) -> list[str] | None:
        """The clauses because of which it never matches; None where it may."""
        # of several dead alternatives the first one stands for all
        return self.conflicts[0] if self.conflicts and None not in self.conflicts else None

    @cached_property
    def conditions(self) -> tuple[dict[str, Any], ...]:
        """Every condition, wherever it stands."""
        return tuple(_conditions(self.tree)) if self.tree is not None else ()


def _conditions(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict) and tree["type"] == "group":
        for child in tree["children"]:
            yield from _conditions(child)
    elif isinstance(tree, dict):
        yield tree
