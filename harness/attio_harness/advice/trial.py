"""Tries whether a proposal would help: runs a directive on the event and gives the value to the attribute. Gives no advice."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from segment_actions import MISSING, MappingError, compile_mapping
from segment_actions.mapping.paths import pieces_of

from attio_harness.advice.loss import Loss, in_place, liquid_path, mapped_at, may_lack

__all__ = [
    "guarded",
    "made",
    "made_of",
    "makes",
    "or_liquid",
    "or_template",
    "taken",
    "template",
    "unless_has",
    "with_null",
    "written",
]


def taken(loss: Loss, value: Any) -> bool:
    """Whether Attio takes a value for the attribute at fault; if that is not known, whether there is a value at all."""
    if value is None or value == "":
        return False
    return loss.takes is None or loss.takes(value)


def made(loss: Loss, node: Any) -> Any:
    """What a part of a mapping makes of the event at fault; None if it fails or makes nothing."""
    return made_of(loss.event, node)


def made_of(event: Mapping[str, Any], node: Any) -> Any:
    """What a part of a mapping makes of an event; None if it fails or makes nothing."""
    try:
        found = _compiled(json.dumps({"made": node}))(event)
    except MappingError:
        return None
    return found.get("made") if isinstance(found, Mapping) else None


def with_null(loss: Loss) -> Any:
    """What the mapping makes at the attribute if the event has null at the used path; MISSING if it makes nothing."""
    event = _nulled(loss.event, pieces_of((loss.source or "").removeprefix("$.")))
    try:
        return _compiled(json.dumps({"made": mapped_at(loss)}))(event).get("made", MISSING)
    except MappingError:
        return MISSING


def _nulled(node: Any, keys: tuple[str, ...]) -> Any:
    if not keys:
        return None
    if isinstance(node, list):
        return [_nulled(one, keys[1:]) if str(at) == keys[0] else one for at, one in enumerate(node)]
    return {**node, keys[0]: _nulled(node.get(keys[0]), keys[1:])} if isinstance(node, Mapping) else node


@lru_cache(maxsize=64)  # one line of a mapping can lose many events, and all of them get the same advice
def _compiled(mapping: str) -> Callable[[Any], Any]:
    return compile_mapping(json.loads(mapping))


def makes(loss: Loss, node: Any) -> bool:
    """Whether Attio takes what a part of a mapping makes of the event."""
    return taken(loss, made(loss, node))


def or_liquid(loss: Loss, filters: str, expected: str, verb: str = "map") -> str:
    """`, or map it with` a template that applies these filters to the value at fault; empty if the template does not make `expected`."""
    return or_template(loss, f"{{{{ {liquid_path(loss)} | {filters} }}}}", expected, verb)


def or_template(loss: Loss, text: str, expected: str, verb: str = "map") -> str:
    """The same with a whole template, which reads `liquid_path`."""
    works = None if liquid_path(loss) is None else template(loss, text, expected)
    return f", or {verb} it with {written(loss, '@liquid', works)}" if works else ""


def unless_has(sign: str, path: str | None, text: str) -> str:
    """A template that leaves values with the sign as they are, since they are in the form that `text` makes of others."""
    return f'{{% if {path} contains "{sign}" %}}{{{{ {path} }}}}{{% else %}}{text}{{% endif %}}'


def template(loss: Loss, text: str, expected: str | None = None) -> str | None:
    """The template itself if it makes `expected`, or without that any other value that Attio takes; else None."""
    found = made(loss, {"@liquid": text})
    works = found == expected if expected is not None else found != loss.found and taken(loss, found)
    return text if works else None


def written(
    loss: Loss,
    directive: str,
    text: str,
    path: str | None = None,
    *,
    asks: str = "blank",
    old: Any = None,
    in_case: bool = False,
) -> str:
    """A directive as the advice shows it; for an optional attribute it runs only if the event has the value.

    For an event without the value the directive would make a text. Attio refuses that text, or it overwrites the record's value,
    which `@path` would leave alone.
    """
    asked = path or loss.source
    node: dict[str, Any] = {directive: text}
    if len(loss.field) > 1 and asked is not None and may_lack(loss):
        node = guarded(asked, node, asks=asks)
    whole = in_place(loss, node, old, in_case=in_case)
    return f"{directive} '{text}'" if whole == {directive: text} else json.dumps(whole, ensure_ascii=False)


def guarded(path: str | None, then: Any, *, asks: str = "blank") -> dict[str, Any]:
    """A node of a mapping that is read only if the event has a value at the path.

    Segment's @if takes `then` of `blank` when the value is there (observation). Zero is no value to `blank`, but it is one to `exists`.
    """
    return {"@if": {asks: {"@path": path}, "then": then}}
