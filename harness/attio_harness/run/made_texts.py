"""Notes unwanted text: `[object Object]` or nothing from templates and `@replace`, and a single letter from an `@path` with an
index, because JavaScript indexes texts like lists.

Looks at payloads as the mapping made them. Only text that looks wrong is traced to the variables of its template.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from segment_actions.js import MISSING
from segment_actions.mapping.paths import lookup
from segment_actions.mapping.whole import ROOT

from attio_harness.advice.loss import is_reached
from attio_harness.advice.templates import PRINTED, is_printed
from attio_harness.inputs.event import SourceEvent
from attio_harness.inputs.subscription import LocatedSubscription
from attio_harness.lint.yields import Spot, directive_of, path_of, spots, without_placeholders
from attio_harness.run.event_paths import Keys, path_text
from attio_harness.run.mapped_fields import is_something, variables_of
from attio_harness.run.runnable import RunnableSubscription
from attio_harness.text.json import pointer_token
from attio_harness.text.words import counted, kind_of, listed, shown

__all__ = ["MadeTexts"]


@dataclass(slots=True)
class _Seen:
    """How often such a text was made, the first event, and the variables behind it with an example value of each."""

    count: int = 0
    first: str = ""
    behind: dict[Keys, Any] = field(default_factory=dict)

    def add(self, item: SourceEvent, behind: Mapping[Keys, Any]) -> None:
        self.count += 1
        self.first = self.first or f"{item.file}:{item.line}"
        for keys, value in behind.items():
            self.behind.setdefault(keys, value)

    @property
    def where(self) -> str:
        return (
            f"for {counted(self.count, 'event')}, the first at {self.first}" if self.count > 1 else f"at {self.first}"
        )


_BLANK = re.compile(r"\{\{[\s.]+\}\}")


def _has_blank(spot: Spot) -> bool:
    found = spot.directive
    return found is not None and found[0] == "@template" and isinstance(found[1], str) and bool(_BLANK.search(found[1]))


class _Text:
    """A field that a template or `@replace` fills: where its text is in the payload, and the text of a template around its variables."""

    def __init__(self, pointer: str, keys: tuple[str | int, ...], node: Any) -> None:
        self.pointer, self.keys = pointer, keys
        # `{{ }}` and `{{.}}` are the whole event; only templates read it so
        whole: tuple[Keys, ...] = ((),) if any(map(_has_blank, spots(node, ""))) else ()
        self.variables = (*variables_of(node), *whole)
        self.replaced = tuple(_replaced_in(node))
        self.is_template = any(_is_template(spot.node) for spot in spots(node, ""))
        self.alone = _alone(node)
        self.objects, self.emptied, self.empty = _Seen(), _Seen(), _Seen()

    def look(self, payload: Any, event: Mapping[str, Any]) -> tuple[_Seen, Mapping[Keys, Any]] | None:
        """The counter for what is wrong with a payload, and the variables behind it; None if nothing is."""
        for key in self.keys:
            try:
                payload = payload[key]
            except (KeyError, IndexError, TypeError):
                return None
        if type(payload) is not str:
            return None
        if is_printed(payload):
            found = {keys: value for keys in self.variables if _prints_object(value := lookup(event, keys))}
            # without such a variable, the event itself has this text
            return (self.objects, found) if found else None
        if not payload:
            # `@replace` turns anything but text into an empty text (observation)
            found = {keys: value for keys in self.replaced if isinstance(value := lookup(event, keys), dict | list)}
            if found:
                return self.emptied, found
        if payload == self.alone and not any(is_something(lookup(event, keys)) for keys in self.variables):
            return self.empty, dict.fromkeys(self.variables)
        return None

    def said(self) -> Iterator[str]:
        name = ".".join(map(str, self.keys))
        maker, written = ("template", _braced) if self.is_template else ("@replace", path_text)
        for seen, made in ((self.objects, shown(PRINTED)), (self.emptied, "an empty text")):
            if seen.count:
                (keys, value), *_ = seen.behind.items()
                which = listed([f"{written(keys)} ({kind_of(value)})" for keys, value in seen.behind.items()])
                member = _member(value)
                instead = (
                    f"name the member that is meant, such as {written((*keys, *member))}"
                    if member
                    else "read something else"
                )
                yield f"the {maker} of {name} made {made} of {which} {seen.where}; {instead}"
        if self.empty.count:
            variables = listed([written(keys) for keys in self.empty.behind])
            made = f"nothing but its own text {shown(self.alone)}" if self.alone else "an empty text"
            they = "they have" if self.empty.count > 1 else "it has"
            yield f"the {maker} of {name} made {made} {self.empty.where}: {they} nothing for {variables}"


class _Letter:
    """An `@path` that ends in an index: it reads a letter if the event has a text instead of a list."""

    def __init__(self, pointer: str, keys: Keys) -> None:
        self.pointer = pointer
        self.keys, self.above = keys, keys[:-1]
        self.seen = _Seen()

    def look(self, payload: Any, event: Mapping[str, Any]) -> tuple[_Seen, Mapping[Keys, Any]] | None:
        """The counter, if a letter was read from the event, whatever the payload is; otherwise None."""
        text = lookup(event, self.above)
        # a text of one letter is read whole
        is_cut = type(text) is str and len(text) > 1 and lookup(event, self.keys) is not MISSING
        return (self.seen, {}) if is_cut else None

    def said(self) -> Iterator[str]:
        if self.seen.count:
            path, above = path_text(self.keys), path_text(self.above)
            yield f"{path} is one letter of {above}, which is text {self.seen.where}; read it without the index, or send a list"


class MadeTexts:
    """Sees every payload, and reports the fields with unwanted text."""

    def __init__(self, runnables: Sequence[RunnableSubscription]) -> None:
        self._sources = [one.source for one in runnables]
        self._texts: list[list[_Text | _Letter]] = [[*_texts_of(one), *_letters_of(one)] for one in self._sources]

    def see(self, order: int, payload: Any, event: Mapping[str, Any], item: SourceEvent) -> None:
        """A payload that the mapping of the subscription with index `order` made."""
        for one in self._texts[order]:
            found = one.look(payload, event)
            if found is not None:
                seen, behind = found
                seen.add(item, behind)

    def tells(self, order: int, payload: Any, event: Mapping[str, Any]) -> bool:
        """Whether the payload has such a text."""
        return any(one.look(payload, event) is not None for one in self._texts[order])

    def notes(self) -> Iterator[Mapping[str, Any]]:
        """Rows of `file`, `line` and `what`."""
        for source, texts in zip(self._sources, self._texts, strict=True):
            for one in texts:
                for said in one.said():
                    pointer = source.mapping_pointer + one.pointer
                    yield source.note_at(pointer, said)


def _texts_of(source: LocatedSubscription) -> Iterator[_Text]:
    if ROOT not in source.mapping:
        yield from _walked(source.mapping, "", ())


def _letters_of(source: LocatedSubscription) -> Iterator[_Letter]:
    found = (
        {}
        if ROOT in source.mapping
        else {
            keys: spot.pointer
            for spot in reversed(list(spots(source.mapping, "")))
            if not spot.relative and (keys := path_of(spot.node))
        }
    )
    return (_Letter(pointer, keys) for keys, pointer in found.items() if len(keys) > 1 and keys[-1].isdigit())


def _walked(node: Any, pointer: str, keys: tuple[str | int, ...]) -> Iterator[_Text]:
    found = directive_of(node)
    if found is not None:
        for inner, at in _objects_of(*found, pointer):
            yield from _walked(inner, at, keys)
        if any(map(_makes_text, spots(node, ""))):  # few fields do
            text = _Text(pointer, keys, node)
            if text.variables and (text.is_template or text.replaced):
                yield text
    elif isinstance(node, Mapping):
        for key, inner in node.items():
            yield from _walked(inner, pointer + pointer_token(key), (*keys, key))
    elif isinstance(node, list):
        for index, inner in enumerate(node):
            yield from _walked(inner, f"{pointer}/{index}", (*keys, index))


def _objects_of(name: str, argument: Any, pointer: str) -> Iterator[tuple[Any, str]]:
    """The objects spelled out in a directive whose members become members of its result."""
    inside: list[tuple[Any, str]] = []
    if name == "@merge" and isinstance(argument, Mapping) and isinstance(argument.get("objects"), list):
        inside = [(one, f"objects/{index}") for index, one in enumerate(argument["objects"])]
    elif name == "@if" and isinstance(argument, Mapping):
        inside = [(argument[key], key) for key in ("then", "else") if key in argument]
    for one, at in inside:
        if isinstance(one, Mapping) and directive_of(one) is None:
            yield one, f"{pointer}/{name}/{at}"


def _is_template(node: Any) -> bool:
    found = directive_of(node)
    return found is not None and found[0] in ("@template", "@liquid")


def _makes_text(spot: Spot) -> bool:
    return spot.directive is not None and spot.directive[0] in ("@template", "@liquid", "@replace")


def _replaced_in(node: Any) -> Iterator[Keys]:
    """The paths that an `@replace` takes from the event unchanged."""
    for spot in spots(node, ""):
        found = spot.directive
        if found is not None and found[0] == "@replace" and isinstance(found[1], Mapping) and not spot.relative:
            keys = path_of(found[1].get("value"))
            if keys:
                yield keys


def _alone(node: Any) -> str | None:
    """What a template or `@replace` makes of an event without any of its values; None for anything else, or if it depends."""
    found = directive_of(node)
    if found is None:
        return None
    name, argument = found
    if name == "@template" and isinstance(argument, str):
        return without_placeholders(argument)
    if name == "@liquid" or (name == "@replace" and isinstance(argument, Mapping) and path_of(argument.get("value"))):
        return ""
    return _alone(argument) if name in ("@literal", "@excludeWhenNull") else None


def _prints_object(value: Any) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and any(map(_prints_object, value)))


def _member(value: Any) -> Keys:
    """The keys down to a printable value: the first text or number inside that a path reaches."""
    inside = enumerate(value) if isinstance(value, list) else value.items() if isinstance(value, dict) else ()
    for key, inner in inside:
        if key == "" or not is_reached((str(key),)):
            continue
        if isinstance(inner, str | int | float):
            return (str(key),)
        below = _member(inner)
        if below:
            return (str(key), *below)
    return ()


def _braced(keys: Keys) -> str:
    return "{{" + ".".join(keys) + "}}"
