"""The rules by which Segment accepts an event, with the codes that its delivery overview shows for events that break them.

The codes are documented (failed on ingest), except those that `intake.codes` assumes. Null counts as absent: SDKs send null for
values they do not know.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import orjson
from attio_emulator.http import DEEPEST, is_too_deep

from attio_harness.inputs.event import TYPES

__all__ = ["LARGEST_EVENT", "TOO_DEEP", "Problem", "broken_rule", "is_text", "refused_on_ingest"]

LARGEST_EVENT = 32 * 1024
"""The most bytes of an event (documented: 32 KB; the SDKs say that a KB is 1,024 bytes)."""

Problem = tuple[str, str]
"""The code, and what was found and expected."""

TOO_DEEP: Problem = (
    "nested_too_deeply",
    f"the event has lists and objects nested more than {DEEPEST} levels deep",
)

_IDS = ("userId", "anonymousId", "groupId", "previousId")
_OBJECTS = ("traits", "properties", "context", "integrations")


def is_text(value: Any) -> bool:
    """Whether a value is text that is not empty."""
    return isinstance(value, str) and value != ""


def broken_rule(event: Any, type: str | None) -> Problem | None:
    """The first rule that an event breaks. `type` is from the URL of a single call; None if the event must have it."""
    if not isinstance(event, Mapping):
        return "not_an_object", f"found {_kind(event)}, expected an event, which is an object"
    for rule in _RULES:
        problem = rule(event, type or event.get("type"))
        if problem is not None:
            return problem
    return None


def refused_on_ingest(event: Mapping[str, Any]) -> Problem | None:
    """The rule by which Segment would refuse an event; None also for an event that it has already received."""
    return None if event.get("receivedAt") else broken_rule(event, None)


def _size(event: Mapping[str, Any], type: Any) -> Problem | None:
    try:
        size = _bytes(event)
    except RecursionError:
        return TOO_DEEP
    if size > LARGEST_EVENT:
        return "payload_too_large", f"found an event of {size:,} bytes, expected {LARGEST_EVENT:,} at most"
    return None


def _bytes(event: Mapping[str, Any]) -> int:
    """The size of an event as JSON. Raises RecursionError if it is nested too deeply."""
    try:
        content = orjson.dumps(event)
    except TypeError as error:
        if "recursion" in str(error).lower():
            raise RecursionError from None
        # a lone surrogate, a number beyond 64 bits: fine in JSON
        text = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
        content = text.encode("utf-8", "surrogatepass")
    if is_too_deep(content, event):
        raise RecursionError
    return len(content)


def _type(event: Mapping[str, Any], type: Any) -> Problem | None:
    if type in TYPES:
        return None
    found = f"the type {type!r}" if isinstance(type, str) else "no type" if type is None else f"{_kind(type)} as type"
    return "invalid_type", f"found {found}, expected {', '.join(TYPES[:-1])} or {TYPES[-1]}"


def _ids(event: Mapping[str, Any], type: Any) -> Problem | None:
    for name in _IDS:
        value = event.get(name)
        if value is not None and not isinstance(value, str):
            return "id_not_string", f"found {_kind(value)} as {name}, expected text"
    if not (event.get("userId") or event.get("anonymousId")):
        return "no_user_anon_id", "found neither userId nor anonymousId, expected one of them"
    return None


def _event(event: Mapping[str, Any], type: Any) -> Problem | None:
    name = event.get("event")
    if type != "track":
        return None
    if name is None or name == "":
        return "event_not_defined", "found no event, expected the name of what was tracked"
    return None if isinstance(name, str) else ("event_not_string", f"found {_kind(name)} as event, expected text")


def _names(event: Mapping[str, Any], type: Any) -> Problem | None:
    for name in ("name", "category") if type in ("page", "screen") else ():
        value = event.get(name)
        if value is not None and not is_text(value):
            return f"{name}_not_string", f"found {_kind(value)} as {name}, expected text that is not empty"
    return None


def _objects(event: Mapping[str, Any], type: Any) -> Problem | None:
    for name in _OBJECTS:
        value = event.get(name)
        if value is not None and not isinstance(value, Mapping):
            return f"{name}_not_object", f"found {_kind(value)} as {name}, expected an object"
    return None


_RULES: tuple[Callable[[Mapping[str, Any], Any], Problem | None], ...] = (_size, _type, _ids, _event, _objects, _names)


def _kind(value: Any) -> str:
    """What a value is, in JSON's words."""
    for kind, said in _KINDS:
        if isinstance(value, kind):
            return said
    return "null"


# booleans first: to Python they are numbers
_KINDS: tuple[tuple[Any, str], ...] = (
    (bool, "true or false"), (str, "text"), (int | float, "a number"), (list, "a list"), (dict, "an object"),
)  # fmt: skip
