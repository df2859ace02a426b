"""What is said of a trigger or a mapping that Segment refuses: its own message, and the place where it is not enough."""

from __future__ import annotations

from collections.abc import Sequence

from segment_actions import FqlError, Problem

__all__ = ["malformed", "not_fql"]

_NEAR = 60
"""So much of a trigger is shown on either side of the place at fault, in characters."""
_MOST = 3
"""So many mistakes of a mapping are told."""


def not_fql(trigger: str, error: FqlError) -> str:
    """Segment's message with the place in the trigger, which a file's line cannot tell."""
    # rfind gives -1 on the first line, which makes columns count from 1
    line, column = trigger.count("\n", 0, error.at) + 1, error.at - trigger.rfind("\n", 0, error.at)
    where = f"column {column}" if "\n" not in trigger else f"line {line}, column {column}"
    where = f"at {where} of the trigger" if error.at < len(trigger) else "at the end of the trigger"
    reason = f", {error.reason}" if error.reason else ""
    return f"the trigger {_near(trigger, error.at)} is not FQL: {error} ({where}{reason})"


def _near(trigger: str, at: int) -> str:
    if len(trigger) <= 2 * _NEAR:
        return repr(trigger)
    # near an end of the text the window is moved inwards, so that it keeps its width
    begin = max(min(at - _NEAR, len(trigger) - 2 * _NEAR), 0)
    end = begin + 2 * _NEAR
    return f"{'…' * (begin > 0)}{trigger[begin:end]!r}{'…' * (end < len(trigger))}"


def malformed(problems: Sequence[Problem]) -> str:
    """Segment's messages, which name their places themselves."""
    told = " ".join(problem.message for problem in problems[:_MOST])
    more = len(problems) - _MOST
    return f"malformed mapping: {told}" + (f" (and {more} more)" if more > 0 else "")
