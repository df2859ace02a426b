"""Whether a proposal would help: a value is given to the attribute, a directive is run on the event first. Nothing is advised here."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from segment_actions import EngineError, MappingError, compile_mapping

from attio_harness.advice.loss import Loss, in_place, liquid_path, may_lack

__all__ = ["guarded", "made", "made_of", "makes", "or_liquid", "taken", "template", "written"]


def taken(loss: Loss, value: Any) -> bool:
    """Whether Attio takes a value for the attribute at fault; where that is not known, whether there is one."""
    if value is None or value == "":
        return False
    return loss.takes is None or loss.takes(value)


def made(loss: Loss, node: Any) -> Any:
    """What a part of a mapping makes of the event at fault; None where it fails or makes nothing."""
    return made_of(loss.event, node)


def made_of(event: Mapping[str, Any], node: Any) -> Any:
    """What a part of a mapping makes of an event; None where it fails or makes nothing."""
    try:
        found = _compiled(json.dumps({"made": node}))(event)
    except (MappingError, EngineError):
        return None
    return found.get("made") if isinstance(found, Mapping) else None


@lru_cache(maxsize=64)  # many events are lost by one line of a mapping, and all of them are told the same
def _compiled(mapping: str) -> Callable[[Any], Any]:
    return compile_mapping(json.loads(mapping))


def makes(loss: Loss, node: Any) -> bool:
    """Whether a part of a mapping makes something of the event that Attio takes."""
    return taken(loss, made(loss, node))


def or_liquid(loss: Loss, filters: str, expected: str, verb: str = "map") -> str:
    """`, or map it with` the template that puts the value at fault through these filters; nothing where it does not make what is expected."""
    path = liquid_path(loss)
    text = None if path is None else template(loss, f"{{{{ {path} | {filters} }}}}", expected)
    return f", or {verb} it with {written(loss, '@liquid', text)}" if text else ""


def template(loss: Loss, text: str, expected: str | None = None) -> str | None:
    """The template itself, where it makes what is expected of the event."""
    found = made(loss, {"@liquid": text})
    works = found == expected if expected is not None else found != loss.found and taken(loss, found)
    return text if works else None


def written(
    loss: Loss, directive: str, text: str, path: str | None = None, *, asks: str = "blank", old: Any = None
) -> str:
    """A directive as it is to be written: for an attribute that may be left out only where the event has the value.

    Of an event without it the directive would make a text: one that Attio does not take, or that takes the place of the value
    that is there, where `@path` left it alone.
    """
    asked = path or loss.source
    node: dict[str, Any] = {directive: text}
    if len(loss.field) > 1 and asked is not None and may_lack(loss):
        node = guarded(asked, node, asks=asks)
    whole = in_place(loss, node, old)
    return f"{directive} '{text}'" if whole == {directive: text} else json.dumps(whole, ensure_ascii=False)


def guarded(path: str | None, then: Any, *, asks: str = "blank") -> dict[str, Any]:
    """A node of a mapping that is read only where the event has a value at the path.

    `blank` takes `then` where the value is there: so reads Segment's @if (observation). To `blank` a zero is no value, to `exists` it is one.
    """
    return {"@if": {asks: {"@path": path}, "then": then}}
