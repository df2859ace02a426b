"""Notes texts in events that a program printed because it had no value, and that are written as they are: `undefined` as a user's ID.

`made_texts` reports what the mapping itself prints. If an attribute of another type refuses such a text, that is a loss.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from attio_emulator import Workspace

from attio_harness.advice.fitting import filled, refusal
from attio_harness.advice.templates import PRINTED
from attio_harness.inputs.event import SourceEvent
from attio_harness.inputs.subscription import LocatedSubscription
from attio_harness.run.runnable import RunnableSubscription
from attio_harness.text.printed import OF_NOTHING
from attio_harness.text.words import more_such, shown

__all__ = ["PrintedTexts"]


@dataclass(slots=True)
class _Seen:
    text: str
    first: str
    count: int = 0


class PrintedTexts:
    """Sees every payload, and reports each field written with such a text once, with the first event."""

    def __init__(self, runnables: Sequence[RunnableSubscription], workspace: Workspace) -> None:
        self._sources = [one.source for one in runnables]
        self._workspace = workspace
        self._seen: dict[tuple[int, tuple[str, ...]], _Seen] = {}

    def see(self, order: int, payload: Any, item: SourceEvent) -> None:
        """A payload that the mapping of the subscription with index `order` made."""
        for field, text in _found(payload):
            seen = self._seen.setdefault((order, field), _Seen(text, f"{item.file}:{item.line}"))
            seen.count += 1

    @staticmethod
    def tells(payload: Any) -> bool:
        """Whether the payload has such a text."""
        return next(_found(payload), None) is not None

    def notes(self) -> Iterator[Mapping[str, Any]]:
        """Rows of `file`, `line` and `what`."""
        for (order, field), seen in sorted(self._seen.items(), key=lambda one: one[0]):
            source = self._sources[order]
            if not self._is_written(source, field, seen.text) or (
                seen.text == PRINTED and _prints(source.mapping, field)
            ):
                continue
            # others may have another such text
            more = more_such(seen.count)
            what = (
                f"is {shown(seen.text)} at {seen.first}{more}, which a program prints where it has no value; "
                "it is written like any other"
            )
            yield source.note_on(field, what)

    def _is_written(self, source: LocatedSubscription, field: Sequence[str], text: str) -> bool:
        """Whether the attributes accept the field's text and it is not one of their options, which would be intended."""
        attributes = list(filled(self._workspace, source.action, source.mapping, field))
        return bool(attributes) and all(
            not one.choices and refusal(self._workspace, owner, one, text) is None for owner, one in attributes
        )


def _found(payload: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    """The fields with such a text, including the members of a record's attributes."""
    # runs for every payload; looking up a long text would hash all of it
    for name, value in payload.items() if type(payload) is dict else ():
        if type(value) is str:
            if len(value) <= _LONGEST and value in OF_NOTHING:
                yield (name,), value
        elif type(value) is dict:
            for key, inner in value.items():
                if type(inner) is str and len(inner) <= _LONGEST and inner in OF_NOTHING:
                    yield (name, key), inner


_LONGEST = max(map(len, OF_NOTHING))


def _prints(mapping: Mapping[str, Any], field: Sequence[str]) -> bool:
    """Whether a template or `@replace` fills the field."""
    node: Any = mapping
    for key in field:
        node = node.get(key, node) if isinstance(node, Mapping) else node
    text = json.dumps(node)
    return any(f'"{name}"' in text for name in ("@template", "@liquid", "@replace"))
