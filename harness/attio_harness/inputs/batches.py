"""Bodies with several events: the HTTP API's `{"batch": […]}` with its common members, also if the body is cut off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from attio_harness.text.elements import Element, elements
from attio_harness.text.json import JsonTextError, loads, place_of

__all__ = ["HOLDERS", "CutBatch", "cut_batch", "with_common"]

HOLDERS = ("batch", "payload")
"""Members that hold events: the HTTP API's, and the actions tester's, which takes one event or a list."""
_COMMON = ("context", "integrations")


@dataclass(frozen=True, slots=True, kw_only=True)
class CutBatch:
    """A body that ends in the middle: the member that holds its events, and the events before the cut."""

    key: str
    members: tuple[Element, ...]
    line: int
    """The line where the cut event begins, or the body ends."""


def with_common(value: dict[str, Any]) -> dict[str, Any]:
    """A batch in which its own `context` and `integrations` are merged into each event's, which win (documentation, HTTP API)."""
    common = {key: value[key] for key in _COMMON if isinstance(value.get(key), dict)}
    if not common or not isinstance(value.get("batch"), list):
        return value
    return {**value, "batch": [_under(common, item) for item in value["batch"]]}


def _under(common: dict[str, dict[str, Any]], event: Any) -> Any:
    if not isinstance(event, dict):
        return event
    own = {key: event.get(key) for key in common}
    # per key of the object, the member's own over the batch's; null counts as absent, text or a list stays
    return event | {
        key: value | (own[key] or {}) for key, value in common.items() if own[key] is None or isinstance(own[key], dict)
    }


def cut_batch(text: str) -> CutBatch | None:
    """The events of a body before the cut; None if it is no body of several events."""
    for key in HOLDERS:
        place = place_of(text, key)
        if place is None or text[place[1] : place[1] + 1] != "[":
            continue
        begin, at = place
        common = _before(text[:begin])
        if "type" in common:  # an event with a member of that name
            return None
        above = text.count("\n", 0, at)
        members = tuple(_members(text[at:], above, common if key == "batch" else {}))
        line = next((one.line for one in members if one.cut), text.rstrip().count("\n") + 1)
        return CutBatch(key=key, members=tuple(one for one in members if not one.cut), line=line)
    return None


def _members(text: str, above: int, common: dict[str, Any]) -> Iterator[Element]:
    for element in elements(text):
        value = with_common({**common, "batch": [element.value]})["batch"][0]
        yield replace(element, value=value, line=element.line + above)


def _before(text: str) -> dict[str, Any]:
    """The members before the cut one."""
    try:
        value = loads(text.rstrip().removesuffix(",") + "}")
    except JsonTextError:
        return {}
    return value if isinstance(value, dict) else {}
