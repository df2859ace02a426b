"""Where this engine differs from Segment's published packages on purpose. Each entry needs a reason; keep the table short.

Only cases that came out differently are looked up here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from unicodedata import category

__all__ = ["KNOWN_DIFFERENCES", "KnownDifference", "known_difference"]

Answer = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownDifference:
    """A difference kept on purpose. `applies(case, expected, actual)` recognises it."""

    id: str
    applies: Callable[[dict[str, Any], Answer, Answer], bool]
    reason: str


_INHERITED = re.compile(r"\b(?:constructor|toString|valueOf|hasOwnProperty|big)\b|__proto__")


def _given(case: dict[str, Any]) -> str:
    """What a user wrote, as text: the mapping, the trigger, or the settings of a delivery."""
    return json.dumps([case.get(key) for key in ("mapping", "fql", "settings")])


def _counts_in_item(case: dict[str, Any], expected: Answer, actual: Answer) -> bool:
    text = _given(case)
    return "@arrayPath" in text and ("increment" in text or "decrement" in text)


def _several(case: dict[str, Any]) -> bool:
    return len((case.get("settings") or {}).get("subscriptions") or ()) > 1


def _counts_in_event(case: dict[str, Any], expected: Answer, actual: Answer) -> bool:
    text = _given(case)
    return _several(case) and ("increment" in text or "decrement" in text)


def _inherited(case: dict[str, Any], expected: Answer, actual: Answer) -> bool:
    return _INHERITED.search(_given(case)) is not None or "__proto__" in json.dumps(case)


_CASED_LATER = frozenset("\u019b\u0264\ua7d3\ua7d5")
"""The letters in Python's tables that have an upper case only since Unicode 16."""


def _newer_unicode(case: dict[str, Any], expected: Answer, actual: Answer) -> bool:
    text = json.dumps(case, ensure_ascii=False)
    return any(category(char) == "Cn" or char in _CASED_LATER for char in text)


def _refused(*messages: str) -> Callable[[dict[str, Any], Answer, Answer], bool]:
    """Recognises a refusal by this engine with one of these messages."""
    return lambda case, expected, actual: any(text in json.dumps(actual.get("error", {})) for text in messages)


def _status_in_kit(case: dict[str, Any], expected: Answer, actual: Answer) -> bool:
    theirs, ours = expected.get("error", {}), dict(actual.get("error", {}))
    return str(case.get("run")).startswith("test_") and ours.pop("status", None) == 400 and ours == theirs


def _fragment_of_failure(case: dict[str, Any], expected: Answer, actual: Answer) -> bool:
    theirs, ours = (str(one.get("error", {}).get("message")) for one in (expected, actual))
    return "#" in theirs and re.sub("#[^ ]*", "", theirs) == ours


def _which_failure(case: dict[str, Any], expected: Answer, actual: Answer) -> bool:
    return (
        _several(case) and "error" in expected and "error" in actual and expected.get("output") == actual.get("output")
    )


def _hooks_between(case: dict[str, Any], expected: Answer, actual: Answer) -> bool:
    return _several(case) and "beforeRequest" in json.dumps(case.get("destination", {}).get("actions"))


KNOWN_DIFFERENCES: tuple[KnownDifference, ...] = (
    KnownDifference(
        id="inherited-names",
        applies=_inherited,
        reason="in Segment's packages, a path such as traits.constructor finds JavaScript's built-in function, never a value; here it finds "
        "nothing. A member called __proto__ is lost there on its way into a request; here it is like any other member",
    ),
    KnownDifference(
        id="newer-unicode",
        applies=_newer_unicode,
        reason="letters newer than Python's Unicode tables (14.0 in Python 3.11) do not count as letters here and have no upper case",
    ),
    KnownDifference(
        id="too-deep",
        applies=_refused("nested too deeply"),
        reason="nesting deeper than Python's stack allows (some hundred levels) is refused with an error that says so; Node's stack allows some thousand",
    ),
    KnownDifference(
        id="long-range",
        applies=_refused("memory alloc limit exceeded"),
        reason="a range of more than a million elements in a template is refused at once; at Segment, the limit of half a second ends it",
    ),
    KnownDifference(
        id="counter-in-array",
        applies=_counts_in_item,
        reason="JavaScript stores the counter of {% increment %} on an item that is an array, as if it were an object; here it ends with the template",
    ),
    KnownDifference(
        id="counter-in-event",
        applies=_counts_in_event,
        reason="in JavaScript, {% increment %} writes into the event, which all subscriptions of a delivery share; here the caller's event "
        "never changes, and each subscription counts for itself",
    ),
    KnownDifference(
        id="status-in-kit",
        applies=_status_in_kit,
        reason="a refused payload or mapping has the status 400 here even in the test kit; at Segment only a delivery sets it",
    ),
    KnownDifference(
        id="fragment-of-failure",
        applies=_fragment_of_failure,
        reason="the message of a failed connection quotes the URL as sent, without the fragment; Segment's message keeps the fragment",
    ),
    KnownDifference(
        id="which-failure",
        applies=_which_failure,
        reason="if several subscriptions fail before any response, JavaScript reports the one that took the fewest steps, this engine the first one",
    ),
    KnownDifference(
        id="hooks-between",
        applies=_hooks_between,
        reason="in JavaScript, a subscription with more hooks before its request sends the request later than others; this engine sends in "
        "turn. Attio's destination has no such hooks",
    ),
)


def known_difference(case: dict[str, Any], expected: Answer, actual: Answer) -> KnownDifference | None:
    """The entry that explains a difference, or None."""
    return next((one for one in KNOWN_DIFFERENCES if one.applies(case, expected, actual)), None)
