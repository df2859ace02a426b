"""Decides what a value in a file of events is: an event, several events in a wrapping, or something else, which it names.

Does not look inside events. `wrappings` describes JSON that is no event; `reader` finds the values.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest
from typing import Any

from attio_harness.errors import InputError
from attio_harness.inputs.api_errors import said_by_an_api
from attio_harness.inputs.batches import HOLDERS, with_common
from attio_harness.inputs.event import EventSource, LineEvent, Note, SourceEvent, Told, Unreadable
from attio_harness.inputs.file_kinds import misplaced
from attio_harness.inputs.json_oddities import survey
from attio_harness.inputs.lines import Lines
from attio_harness.inputs.streams import ADVICE
from attio_harness.inputs.times import times_of
from attio_harness.inputs.wrapped import Wrapped, is_wrapped, unwrapped
from attio_harness.inputs.wrappings import calls_in_traffic, is_event, no_event
from attio_harness.limits import InputLimits
from attio_harness.text.elements import element_lines

__all__ = ["Values", "is_plain"]

_BESIDE_SEVERAL = (
    '`faults` beside `{key}` concern none of its events: write {{"event": {{…}}, "faults": […]}} in the place of the event that is '
    "to meet them"
)


class Values:
    """Decides about the values of one stream, and reports to its `lines` what was found."""

    def __init__(self, file: str, lines: Lines, limits: InputLimits) -> None:
        self._file = file
        self._lines = lines
        self._limits = limits
        self._fits = True
        """Whether the last parsed value is within the limits of one event."""

    def whole(self, value: Any, text: bytes | str, line: int) -> Iterator[EventSource]:
        """One event, or several in one of the wrappings: an array, `{"batch": […]}` (HTTP API), `{"payload": …}` (tester)."""
        self.see(value, text, line)
        if self._fits and type(text) is bytes and is_plain(value):
            self._lines.found = True
            told = Told(text, value["type"], value.get("messageId"), times_of(value))
            yield LineEvent(self._file, line, told, parsed=value)
            return
        # every event of Segment has a `type`, so a `batch` or `payload` beside one is the event's own
        if isinstance(value, dict) and "type" not in value:
            value = with_common(value)
            for key in HOLDERS:
                inner = value.get(key)
                if isinstance(inner, list):
                    if "faults" in value:
                        yield Note(file=self._file, line=line, what=_BESIDE_SEVERAL.format(key=key))
                    yield from self._wrapped(inner, key, line, text if isinstance(text, str) else None)
                    return
                # `faults` are around the event that they are for
                if isinstance(inner, dict) and key == "payload" and is_wrapped(value):
                    break
                # the tester takes one event or a list of them (observation of the actions server, POST /{action})
                if isinstance(inner, dict) and key == "payload":
                    yield from self.one(inner, line, None, ".payload")
                    return
        if isinstance(value, list):
            for index, item in enumerate(value):
                yield from self.one(item, line, index, ".[]")
            return
        yield from self.one(value, line, None, "")

    def see(self, value: Any, text: bytes | str, line: int) -> None:
        self._fits = self._lines.oddities.see(value, text, line, self._limits)

    def _wrapped(self, inner: list[Any], key: str, line: int, text: str | None) -> Iterator[EventSource]:
        """`text` is given for a document over several lines, where each event begins on its own line."""
        begins = element_lines(text, f"/{key}") if text is not None else []
        # on one line, all elements have the line of the wrapping
        for index, (item, begin) in enumerate(zip_longest(inner, begins[: len(inner)], fillvalue=line)):
            yield from self.one(item, begin, index, f".{key}[]")

    def one(self, value: Any, line: int, index: int | None, above: str) -> Iterator[EventSource]:
        """One value; `above` is the jq path to it in its file."""
        if is_plain(value):
            # the limits are for each event of a body
            passed = None if self._fits else survey(value).passes(self._limits)
            if passed is None:
                self._lines.found = True
                yield SourceEvent(event=value, file=self._file, line=line, index=index)
            else:
                self._lines.named = True
                yield Unreadable(file=self._file, line=line, index=index, why=passed)
        elif isinstance(value, dict) and is_wrapped(value):
            yield from self._unwrapped(unwrapped(value), line, index, above)
        elif isinstance(value, dict):
            why = self._other(value, line) or no_event(value, file=self._file, above=above)
            # a file of JSON objects is readable, even if none of them is an event
            self._lines.named = True
            yield Unreadable(file=self._file, line=line, index=index, why=why)
        else:
            yield self.unreadable(line, no_event(value, file=self._file, above=above), index)

    def _unwrapped(self, found: Wrapped, line: int, index: int | None, above: str) -> Iterator[EventSource]:
        """An event that has something beside it."""
        if found.problem is not None:
            self._lines.named = True
            yield Unreadable(file=self._file, line=line, index=index, why=found.problem)
            return
        for item in self.one(found.event, line, index, f"{above}.event"):
            yield replace(item, faults=found.faults) if isinstance(item, SourceEvent) else item

    def _other(self, value: dict[str, Any], line: int) -> str | None:
        """What else the value is; if it is the first in its file, the whole file is another kind of file."""
        other = misplaced(value, "events") if "type" not in value or _is_answer(value) else None
        is_first = not self._lines.found and not self._lines.named
        if other is not None and is_first:
            calls = calls_in_traffic(value, self._file) if other.kind == "recording" else None
            raise InputError(calls or other.said, file=self._file, line=line, kind=other.kind)
        # the columns of Segment's warehouse tables: flat, in snake case, with `uuid_ts` of the loading; Snowflake has them in capitals
        columns = {key.lower() for key in value}
        is_flat = not any(isinstance(one, dict | list) for one in value.values())
        some = ("uuid_ts", "user_id", "anonymous_id") if is_flat else ("uuid_ts",)
        if "received_at" in columns and any(key.startswith("context_") or key in some for key in columns):
            table = f"looks like rows of a warehouse table (received_at, context_…), which {ADVICE}"
            if is_first:
                raise InputError(table, file=self._file)
            return table
        return other.said if other is not None else None

    def unreadable(self, line: int, why: str, index: int | None = None) -> Unreadable:
        return Unreadable(file=self._file, line=line, index=index, why=self._lines.problem(why, line))


def is_plain(value: Any) -> bool:
    """Whether a value is an event, and nothing else."""
    return isinstance(value, dict) and is_event(value) and not _is_answer(value)


def _is_answer(value: dict[str, Any]) -> bool:
    """Whether it is an error of Attio, which also has a `type`."""
    return "status_code" in value and said_by_an_api(value) is not None
