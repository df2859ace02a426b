"""Messages for a trigger or a mapping that Segment refuses: Segment's own message, with the place if it lacks one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from segment_actions import FqlError, Problem
from segment_actions.mapping.directives.table import DIRECTIVES

from attio_harness.text.words import closest

__all__ = ["directive_like", "hole_of", "malformed", "not_fql"]

_NEAR = 60
"""How many characters of a trigger are shown on each side of the fault."""
_MOST = 3
"""How many mistakes of a mapping are reported."""


def not_fql(trigger: str, error: FqlError) -> str:
    """Segment's message with the place in the trigger, which a file's line cannot tell."""
    # rfind gives -1 on the first line, which makes columns count from 1
    line, column = trigger.count("\n", 0, error.at) + 1, error.at - trigger.rfind("\n", 0, error.at)
    where = f"column {column}" if "\n" not in trigger else f"line {line}, column {column}"
    where = f"at {where} of the trigger" if error.at < len(trigger) else "at the end of the trigger"
    reason = f", {error.reason}" if error.reason else ""
    return f"the trigger {_near(trigger, error.at)} is not FQL: {error} ({where}{reason})"


_PARENTHESES = re.compile(r"\(\s*\)")


def hole_of(trigger: str, tree: Any) -> str | None:
    """The part of a trigger that can be read but not run; None if all of it can run."""
    hole = _hole(tree)
    if hole == "" and _PARENTHESES.search(trigger):
        hole = "an empty group `()`"
    elif hole == "":
        # `lowercase(groupId)`: the name before it and what stands in it are skipped
        hole = "a group of which Segment reads nothing (it has no functions but contains() and match())"
    return f"{hole}, on which Segment's engine fails" if hole is not None else None


def _hole(tree: Any) -> str | None:
    if not isinstance(tree, Mapping):
        return ""
    if tree["type"] == "group":
        return next((hole for child in tree["children"] if (hole := _hole(child)) is not None), None)
    # the engine needs keys between the dots; without any name it looks for nothing
    name = tree.get("name", "")
    return f"the name {name!r} without a key" if name and not name.strip(".[]") else None


def _near(trigger: str, at: int) -> str:
    if len(trigger) <= 2 * _NEAR:
        return repr(trigger)
    # near an end of the text the window is moved inwards, so that it keeps its width
    begin = max(min(at - _NEAR, len(trigger) - 2 * _NEAR), 0)
    end = begin + 2 * _NEAR
    return f"{'…' * (begin > 0)}{trigger[begin:end]!r}{'…' * (end < len(trigger))}"


def malformed(problems: Sequence[Problem]) -> str:
    """Segment's messages, which name their places themselves, and the directive that a misspelt one was probably meant to be."""
    told = " ".join(problem.message + _meant(problem) for problem in problems[:_MOST])
    more = len(problems) - _MOST
    return f"malformed mapping: {told}" + (f" (and {more} more)" if more > 0 else "")


def _meant(problem: Problem) -> str:
    found = directive_like(problem.about[0]) if problem.reason == "unknown directive" else None
    return f" Did you mean {found!r}?" if found else ""


_ALIKE = 0.7
"""How similar a misspelt directive is: `@lower` is not @literal."""
_OF_OTHERS = {
    "@case": ("lower", "lowercase", "tolower", "upper", "uppercase", "toupper"),
    "@if": ("coalesce", "default", "else", "exists", "switch"),
    "@json": ("decode", "encode", "jsonencode", "parse", "stringify"),
    "@liquid": ("date", "split", "trim", "truncate"),
    "@template": ("concat", "format", "string"),
    "@arrayPath": ("array", "foreach", "map"),
}
"""Directive -> what other programs call what it does."""


def directive_like(name: str) -> str | None:
    """The directive that a name which Segment does not know was probably meant to be."""
    word = name.removeprefix("@").replace("_", "").casefold()
    by_meaning = next((directive for directive, words in _OF_OTHERS.items() if word in words), None)
    return by_meaning or closest(name, DIRECTIVES, _ALIKE)
