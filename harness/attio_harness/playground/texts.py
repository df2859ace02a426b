"""The editors' texts: how long they may be, what they hold, and what is wrong with an unreadable one.

What was read is cached by its text, so that typing in one editor does not read the others again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from typing import Any

from attio_emulator import Emulator, Workspace, WorkspaceError
from attio_emulator.errors import Problem
from segment_actions import FqlError, fql

from attio_harness.errors import HarnessError, InputError
from attio_harness.inputs.event import EventSource, Note, SourceEvent, Unreadable
from attio_harness.inputs.file_kinds import GIVEN
from attio_harness.inputs.mappings import read_mapping_text
from attio_harness.inputs.reader import EventReader
from attio_harness.inputs.streams import Reach
from attio_harness.inputs.subscription import LocatedSubscription
from attio_harness.inputs.timeline import in_order
from attio_harness.inputs.workspaces import workspace_of_text
from attio_harness.playground.marks import broken_column, edit, mark, mark_of_line, mark_of_pointer, repair, value_edit
from attio_harness.run.mended_trigger import mended

__all__ = [
    "MOST",
    "Read",
    "better_trigger",
    "has_own_trigger",
    "problem_of",
    "read_events_of",
    "read_subscriptions",
    "read_workspace",
]

MOST: Mapping[str, int] = {"mapping": 120_000, "trigger": 4_000, "event": 400_000, "workspace": 250_000}
"""The most characters of a text."""
EVENTS, SUBSCRIPTIONS = 1000, 50
"""The most events and subscriptions that are run."""
_LONGEST_MENDED = 500
"""The most characters of a trigger for which a correction is sought."""

_COLUMN = re.compile(r"\bcolumn (\d+)")
_OPTIONS = {
    f", which {GIVEN['mapping']}": "; it belongs in the editor Mapping",
    f", which {GIVEN['workspace']}": "; it belongs in the editor Workspace",
    f", which {GIVEN['events']}": "; they belong in the editor Event",
}
"""Command-line options, and the editors that replace them in messages."""
_COMMAND = re.compile(r": (jq|yq|python3) .*", re.DOTALL)
"""A command that fixes a file; an editor's text is in no file."""
_NAMED = re.compile(r"^(mapping|event|workspace)(:\d+)?( at \S+)?: ")


@dataclass(frozen=True, slots=True)
class Read:
    """What a text holds, what is wrong with it, and what is noted of its events; `value` is None if it cannot be used."""

    value: Any = None
    problems: tuple[dict[str, Any], ...] = field(default=())
    notes: tuple[Note, ...] = ()


def _problem(message: str, at: Mapping[str, Any], repairs: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    for option, editor in _OPTIONS.items():
        message = message.replace(option, editor)
    message = _COMMAND.sub("", message)
    return {"message": message, "place": dict(at), "repairs": list(repairs)}


def problem_of(editor: str, text: str, error: HarnessError) -> dict[str, Any]:
    """An input error as a problem at its place in the text."""
    if not isinstance(error, InputError):
        return _problem(str(error), mark(editor, text, 0, 0))
    said = _NAMED.sub("", error.problem)
    if error.pointer is not None and editor == "mapping":
        return _problem(said, mark_of_pointer(editor, text, error.pointer))
    line = error.line or 1
    return _problem(said, mark_of_line(editor, text, line, _column(said, text, line)))


def _column(said: str, text: str, line: int) -> int | None:
    named = _COLUMN.search(said)
    return int(named[1]) if named else broken_column(text, line)


def too_long(editor: str, text: str) -> Read | None:
    """The problem of a text that is too long to be read."""
    if len(text) <= MOST[editor]:
        return None
    said = f"found {len(text):,} characters, expected at most {MOST[editor]:,}: use `attio-harness check` for more"
    return Read(None, (_problem(said, mark(editor, text, 0, 0)),))


@lru_cache(maxsize=8)
def read_workspace(text: str) -> Read:
    """The `Workspace`; an empty text means the standard objects."""
    long = too_long("workspace", text)
    if long is not None:
        return long
    if not text.strip():
        return Read(Workspace.standard())
    try:
        workspace = workspace_of_text(text, file="workspace")
        Emulator(workspace)  # only this reads its records
        return Read(workspace)
    except WorkspaceError as error:
        return Read(
            None,
            tuple(_of_workspace(one, text) for one in error.problems[:50]),
        )
    except HarnessError as error:
        return Read(None, (problem_of("workspace", text, error),))
    except RecursionError:
        return Read(None, (_problem("nested too deeply", mark("workspace", text, 0, 0)),))


def _of_workspace(one: Problem, text: str) -> dict[str, Any]:
    at = mark_of_line("workspace", text, one.line, one.column)
    begin = sum(len(line) + 1 for line in text.split("\n")[: at["line"] - 1]) + at["column"] - 1
    word = one.found.strip("'")
    repairs = []
    if one.closest and text.startswith(word, begin):
        repairs = [repair(f"Write {one.closest}", edit("workspace", text, begin, begin + len(word), one.closest))]
    return _problem(str(one), at, repairs)


@lru_cache(maxsize=16)
def read_subscriptions(text: str, trigger: str, action: str | None) -> Read:
    """The subscriptions, as a tuple of `LocatedSubscription`; `trigger` is for those without one."""
    long = too_long("mapping", text) or too_long("trigger", trigger)
    if long is not None:
        return long
    if not text.strip():
        return Read(None, (_problem("is empty (expected a mapping)", mark("mapping", text, 0, 0)),))
    try:
        found = read_mapping_text(text, file="mapping", action=action, trigger=trigger if trigger.strip() else None)
    except HarnessError as error:
        return Read(None, (problem_of("mapping", text, error),))
    except RecursionError:
        return Read(None, (_problem("nested too deeply", mark("mapping", text, 0, 0)),))
    if len(found) > SUBSCRIPTIONS:
        said = f"found {len(found)} subscriptions, expected at most {SUBSCRIPTIONS}: use `attio-harness check` for more"
        return Read(None, (_problem(said, mark("mapping", text, 0, 0)),))
    problems = tuple(_of_triggers(found, text, trigger))
    return Read(None if problems else tuple(found), problems)


def has_own_trigger(source: LocatedSubscription) -> bool:
    """Whether its trigger is in the mapping's text, not in the trigger's editor."""
    return source.trigger_pointer != source.pointer


def _of_triggers(found: Sequence[LocatedSubscription], text: str, trigger: str) -> list[dict[str, Any]]:
    """What Segment cannot read in triggers, with the trigger as it was probably meant."""
    problems: dict[str, dict[str, Any]] = {}
    for source in found:
        try:
            fql.parse(source.trigger)
        except FqlError as error:
            said = f"Segment cannot read the trigger: {error.reason or error}"
            better = better_trigger(source.trigger)
            if has_own_trigger(source):
                pointer = source.trigger_pointer
                at = mark_of_pointer("mapping", text, pointer, line=source.line_of(pointer))
                repairs = _in_mapping(text, source.trigger_pointer, better) if better else []
            else:
                at = mark("trigger", trigger, error.at, max(len(trigger), error.at))
                repairs = (
                    [repair(f"Write {better}", edit("trigger", trigger, 0, len(trigger), better))] if better else []
                )
            problems[f"{at['editor']} {at['from']}"] = _problem(said, at, repairs)
    return list(problems.values())


def _in_mapping(text: str, pointer: str, better: str) -> list[dict[str, Any]]:
    found = value_edit(text, pointer, better)
    return [repair(f"Write {better}", found)] if found else []


def better_trigger(text: str) -> str:
    """The trigger as it was probably meant; empty if it is right already, or no correction is known."""
    better = mended(text) if len(text) <= _LONGEST_MENDED else text
    if better == text:
        return ""
    try:
        fql.parse(better)
    except FqlError:
        return ""
    return better


_AN_EVENT = "(expected an event of Segment, as JSON)"


@lru_cache(maxsize=8)
def read_events_of(text: str) -> Read:
    """The events in order of time, as a tuple of `EventSource`."""
    long = too_long("event", text)
    if long is not None:
        return long
    if not text.strip():
        return Read(None, (_problem(f"is empty {_AN_EVENT}", mark("event", text, 0, 0)),))
    try:
        items: list[EventSource] = list(
            in_order(EventReader(BytesIO(text.encode("utf-8", "surrogatepass")), "event", Reach()).read())
        )
    except HarnessError as error:
        return Read(None, (problem_of("event", text, error),))
    except RecursionError:
        return Read(None, (_problem("nested too deeply", mark("event", text, 0, 0)),))
    problems = [
        _problem(_NAMED.sub("", one.why), mark_of_line("event", text, one.line, _column(one.why, text, one.line)))
        for one in items
        if isinstance(one, Unreadable)
    ][:50]
    events = [one for one in items if isinstance(one, SourceEvent)]
    if not events and not problems:
        problems.append(_problem(f"holds no events {_AN_EVENT}", mark("event", text, 0, 0)))
    if len(events) > EVENTS:
        said = f"found {len(events):,} events; the first {EVENTS:,} are run: use `attio-harness check` for more"
        problems.append(_problem(said, mark("event", text, 0, 0)))
    notes = tuple(one for one in items if isinstance(one, Note))
    return Read(tuple(events[:EVENTS]) or None, tuple(problems), notes)
