"""YAML as JSON values, with the lines of the parts: for cassettes of several megabytes, and for recorders of other languages.

Values are built from the parser's events, so that libyaml's fast parser can be used: endless nesting crashes its composer, and
with it the process. Unlike workspace files, a cassette may have anchors, binary texts and Ruby's tags; a tag that means
nothing in JSON is ignored.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from typing import Any

import yaml
from yaml import events

from attio_harness.errors import InputError

__all__ = ["DEEPEST", "yaml_document"]

DEEPEST = 500
"""The deepest level of a cassette that is read; bodies are texts, so about ten levels are usual."""
_MARKED = 3
"""How many levels deep lines are kept."""
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PLAIN = ("null", "bool", "int", "float")


def yaml_document(text: str, *, file: str) -> tuple[Any, dict[str, int], int | None]:
    """The first document of a text, the line (from 1) of each part by its pointer, three levels deep, and the line where more begins.

    More is a second document, or a member of the document that is there already: what files become that are put behind one another.

    A scalar is text, a number, a boolean or None as in YAML 1.1, or bytes if tagged as binary; dates stay text.

    Raises:
        InputError: it is not YAML, or nested too deeply.
    """
    builder = _Builder(file)
    try:
        builder.read(yaml.parse(text, Loader=_LOADER))
    except yaml.reader.ReaderError as error:
        at = int(error.position)
        line = text.count("\n", 0, at) + 1
        raise InputError("is not YAML: it has a character that YAML does not know", file=file, line=line) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = f"is not YAML: {error.problem or error.context or 'it cannot be read'}"
        raise InputError(problem, file=file, line=mark.line + 1 if mark else None) from None
    return builder.value, builder.lines, builder.more


class _Builder:
    def __init__(self, file: str) -> None:
        self.value: Any = None
        self.lines: dict[str, int] = {}
        self.more: int | None = None
        self._file = file
        self._anchors: dict[str, Any] = {}
        self._resolver: Any = yaml.SafeLoader("")
        self._constructor = yaml.constructor.SafeConstructor()

    def read(self, found: Iterator[Any]) -> None:
        # a stack instead of recursion: each open part with the key that waits for its value
        stack: list[tuple[Any, list[Any], str]] = []
        for event in found:
            if isinstance(event, events.MappingEndEvent | events.SequenceEndEvent):
                stack.pop()
                continue
            if not isinstance(event, events.NodeEvent):
                continue
            line = _line(event)
            if not stack and self.lines:
                # an empty document, after a last `---`, is nothing
                if not isinstance(event, events.ScalarEvent) or event.value:
                    self.more = self.more or line
                return
            value, opened = self._value(event, line)
            pointer = self._place(stack, value, line)
            if event.anchor and not isinstance(event, events.AliasEvent):
                self._anchors[event.anchor] = value
            if opened:
                stack.append((value, [], pointer))
                if len(stack) > DEEPEST:
                    raise InputError(f"is nested more than {DEEPEST} levels deep", file=self._file, line=line)

    def _value(self, event: Any, line: int) -> tuple[Any, bool]:
        if isinstance(event, events.MappingStartEvent):
            return {}, True
        if isinstance(event, events.SequenceStartEvent):
            return [], True
        if isinstance(event, events.AliasEvent):
            if event.anchor not in self._anchors:
                raise InputError(f"is not YAML: there is no anchor {event.anchor!r}", file=self._file, line=line)
            return self._anchors[event.anchor], False
        return self._scalar(event), False

    def _place(self, stack: list[tuple[Any, list[Any], str]], value: Any, line: int) -> str:
        """Put a value where it belongs; returns its pointer."""
        if not stack:
            self.value = value
            return ""
        holder, waiting, above = stack[-1]
        if isinstance(holder, list):
            holder.append(value)
            pointer = f"{above}/{len(holder) - 1}"
        elif not waiting:
            waiting.append(value if isinstance(value, str) else str(value))
            pointer = f"{above}/{waiting[0]}"
        else:
            key = waiting.pop()
            if len(stack) == 1 and key in holder and self.more is None:
                self.more = self.lines[f"/{key}"]
            holder[key] = value
            return f"{above}/{key}"
        if len(stack) <= _MARKED:
            self.lines[pointer] = line
        return pointer

    def _scalar(self, event: Any) -> Any:
        tag = event.tag or ""
        if tag.rpartition(":")[2].lstrip("!") == "binary":
            try:
                return base64.b64decode(event.value)
            except (binascii.Error, ValueError):
                return str(event.value)
        if tag or not event.implicit[0]:
            return str(event.value)
        resolved = self._resolver.resolve(yaml.ScalarNode, event.value, event.implicit).rpartition(":")[2]
        if resolved not in _PLAIN:
            return str(event.value)
        node = yaml.ScalarNode(f"tag:yaml.org,2002:{resolved}", event.value)
        try:
            return getattr(self._constructor, f"construct_yaml_{resolved}")(node)
        except (ValueError, KeyError):
            return str(event.value)


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1
