"""Puts changed mappings, filters or a changed workspace in force while a local Segment runs, and reports what changed.

To find the difference, it runs the latest events through the old and the new, each in its own workspace, as `diff` does. These have
the schema in force before and after: calls may have changed either since its file was read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from attio_emulator import Emulator, EmulatorError, Workspace
from attio_emulator.clock import iso

from attio_harness.assumptions import divided
from attio_harness.compare.mappings import MappingDiff, compare_mappings
from attio_harness.errors import HarnessError
from attio_harness.inputs.event import SourceEvent
from attio_harness.local_segment.live import Connected, How, LocalSegment
from attio_harness.local_segment.service import Service
from attio_harness.local_segment.trace_query import TraceQuery
from attio_harness.text.words import counted

__all__ = ["Loaded", "Reload", "Reloader"]

_COMPARED = 1_000
"""How many of the latest events are run through the old and the new."""
_SHOWN = 50
"""How many differences are reported for one change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """The content of the files: the sources with their subscriptions and filters, and the workspace (None without a file for it)."""

    connected: Sequence[Connected]
    workspace: Workspace | None

    def differs(self, other: Loaded) -> bool:
        """Whether the workspace differs."""
        own, its = self.workspace, other.workspace
        return own is not None and its is not None and own.to_dict() != its.to_dict()

    def seeds_differ(self, other: Loaded) -> bool:
        """Whether the workspace lists other records."""
        own, its = self.workspace, other.workspace
        return (
            own is not None
            and its is not None
            and (own.records, own.activity_records) != (its.records, its.activity_records)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """The latest events by source, and copies of the schema that was in force before the change and that is after it."""

    events: Mapping[str, list[SourceEvent]]
    before: Workspace
    after: Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Reload:
    """The result of a change of files. With `error` it could not be used, and everything stays as it was."""

    at: int
    files: tuple[str, ...]
    error: str | None = None
    differences: Mapping[str, MappingDiff]
    """Source -> the difference that the change makes to its latest events."""
    other_records: bool = False
    """Whether the workspace file lists other records, which only a reset writes."""

    @property
    def said(self) -> str:
        """The result in one line."""
        if self.error is not None:
            return f"not used, the previous version stays in force: {self.error}"
        told = [
            f"{name}: {diff.summary} ({counted(diff.new.events, 'event')} compared)"
            for name, diff in self.differences.items()
            if diff.new.events
        ]
        if self.other_records:
            told.append("its changed records are written only by POST /_emulator/reset")
        return "now in use; " + ("; ".join(told) if told else "no event has arrived yet to compare with")

    def to_dict(self) -> dict[str, Any]:
        rows = []
        for name, diff in self.differences.items():
            whole = diff.to_dict()
            rows.append(
                {
                    "source": name,
                    "events": whole["events"],
                    "summary": whole["summary"],
                    "counts": whole["counts"],
                    "changes": whole["changes"][:_SHOWN],
                }
            )
        return {"at": iso(self.at), "files": list(self.files), "error": self.error, "said": self.said, "sources": rows}


class Reloader:
    """`load` reads the files again; `loaded` is what is in force."""

    def __init__(self, load: Callable[[], Loaded], loaded: Loaded, how: How, now: Callable[[], int]) -> None:
        self._load, self._loaded, self._how, self._now = load, loaded, how, now

    def reload(self, service: Service, files: Sequence[str]) -> Reload:
        """Put the files in force as they are now, and note what became different."""
        before = self._loaded
        try:
            after = self._load()
            if after.workspace is not None and after.differs(before):
                self._fits(after.workspace)
            # after the events that came before the change
            change = service.call(lambda: self._put_in_force(service.local, before, after))
        except (HarnessError, EmulatorError) as error:
            found = Reload(at=self._now(), files=tuple(files), error=str(error), differences={})
        else:
            self._loaded = after
            differences = self._compared(before, after, change)
            found = Reload(
                at=self._now(),
                files=tuple(files),
                differences=differences,
                other_records=after.seeds_differ(before),
            )
        service.reloads.append(found)
        return found

    def _fits(self, workspace: Workspace) -> None:
        """Raises EmulatorError if the records of a workspace file do not fit its schema."""
        Emulator(workspace, assumptions=divided(self._how.given)[1])

    def _put_in_force(self, local: LocalSegment, before: Loaded, after: Loaded) -> _Change:
        """Put everything in force, or nothing."""
        events, schema = _last_events(local), self._in_force(local)
        local.connect(after.connected)
        if after.workspace is not None and after.differs(before):
            try:
                local.emulator.use_schema(after.workspace, as_start=True)
            except EmulatorError:
                local.connect(before.connected)
                raise
        return _Change(events=events, before=schema, after=self._in_force(local, schema))

    def _in_force(self, local: LocalSegment, seeded: Workspace | None = None) -> Workspace:
        """A copy of the schema in force, with the records that were written at the start, those of `seeded`, unless they no longer fit."""
        own = local.emulator.workspace
        copied = Workspace.from_own(own.to_dict(), file=own.file)
        if seeded is not None:
            copied.records, copied.activity_records = seeded.records, seeded.activity_records
        try:
            self._fits(copied)
        except EmulatorError:  # a call has changed the schema since they were written
            copied.records, copied.activity_records = {}, {}
        return copied

    def _compared(self, before: Loaded, after: Loaded, change: _Change) -> dict[str, MappingDiff]:
        old = {one.name: one for one in before.connected}
        changed = change.before if change.before.to_dict() != change.after.to_dict() else None
        found = {}
        for one in after.connected:
            then = old.get(one.name)
            if not any(each.enabled for each in one.subscriptions):
                continue
            found[one.name] = compare_mappings(
                then.subscriptions if then else (),
                one.subscriptions,
                change.after,
                change.events.get(one.name, ()),
                mode=self._how.mode,
                old_workspace=changed,
                old_filters=then.filters if then else None,
                filters=one.filters,
                integrations=self._how.integrations,
                existing=self._how.existing,
                assumptions=self._how.given,
            )
        return found


def _last_events(local: LocalSegment) -> dict[str, list[SourceEvent]]:
    """The latest events, by source."""
    events: dict[str, list[SourceEvent]] = {}
    for trace in local.traces.find(TraceQuery(limit=_COMPARED)):
        if trace.refused is None and trace.source is not None:
            item = SourceEvent(event=trace.event, file=trace.source, line=trace.seq, at=trace.received_at)
            events.setdefault(trace.source, []).append(item)
    return events
