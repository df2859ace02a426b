"""The main job: events through subscriptions into a workspace, and a report of what became of each.

Joins reading, delivery and explanation; renders nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from attio_emulator import Emulator, Workspace
from segment_actions import Subscription, fql

from attio_harness.delivery import Delivered, Delivery
from attio_harness.errors import UsageError
from attio_harness.explaining import explain_loss
from attio_harness.sources.events import EventSource, SourceEvent, Unreadable, read_events
from attio_harness.sources.mappings import LocatedSubscription, read_mappings
from attio_harness.subjects import Subject, prepare
from attio_harness.verdicts import EventRef, Rejection, Report, UnmatchedReason, Verdict

__all__ = ["Check", "Mode", "check"]

Mode = Literal["auto", "single", "batch"]


def check(
    events: str | Path | Iterable[Mapping[str, Any] | str | Path],
    subscriptions: str | Path | Sequence[str | Path | Mapping[str, Any] | Subscription],
    workspace: str | Path | Mapping[str, Any] | Workspace,
    mode: Mode = "auto",
    *,
    action: str | None = None,
) -> Report:
    """Run events through subscriptions into a fresh emulator of `workspace`.

    Args:
        events: event objects, or paths of event files, folders and globs; also mixed.
        subscriptions: `Subscription`s, their dict form, mapping files, or the presets "published" and "documented".
        workspace: a `Workspace`, its dict form, or the path of a workspace file.
        mode: "single", "batch", or "auto": as each mapping's `enable_batching` says.
        action: the action of mappings that name none.

    Raises:
        InputError: a file cannot be read, or a mapping or trigger is broken.
        attio_emulator.WorkspaceError: the workspace file is broken.
    """
    many = [subscriptions] if isinstance(subscriptions, str | Path) else list(subscriptions)
    job = Check(_located(many, action), _workspace(workspace), mode=mode)
    job.feed(_events([events] if isinstance(events, str | Path) else events))
    return job.report()


def _events(events: Iterable[Mapping[str, Any] | str | Path]) -> Iterable[EventSource]:
    for number, item in enumerate(events):
        if isinstance(item, str | Path):
            yield from read_events([str(item)])
        elif isinstance(item, Mapping):
            yield SourceEvent(event=dict(item), file="<python>", line=number + 1)
        else:
            yield Unreadable(file="<python>", line=number + 1, why=f"expected an event (a dict), found {item!r:.60}")


def _located(
    many: Sequence[str | Path | Mapping[str, Any] | Subscription], action: str | None
) -> list[LocatedSubscription]:
    from attio_harness.sources.mappings import locate_dict

    out: list[LocatedSubscription] = []
    for index, item in enumerate(many):
        if isinstance(item, str | Path):
            out += read_mappings([str(item)], action=action)
        else:
            plain = item.to_dict() if isinstance(item, Subscription) else dict(item)
            out += locate_dict(plain, f"/{index}", action=action)
    return out


def _workspace(workspace: str | Path | Mapping[str, Any] | Workspace) -> Workspace:
    if isinstance(workspace, Workspace):
        return workspace
    return Workspace.from_dict(workspace) if isinstance(workspace, Mapping) else Workspace.load(workspace)


@dataclass(slots=True)
class _Waiting:
    """Payloads of one subscription that wait for their batch, each with the event it came from."""

    subject: Subject
    members: list[tuple[int, SourceEvent, dict[str, Any]]] = field(default_factory=list)


class Check:
    """A run in progress. `feed` may be called again and again; `report` ends the run.

    `settled` has the verdict of each (event number, index of its subject), `writers` the events behind a record.
    """

    def __init__(self, sources: Sequence[LocatedSubscription], workspace: Workspace, *, mode: Mode = "auto") -> None:
        from attio_destination import destination

        if mode not in ("auto", "single", "batch"):
            raise UsageError(f"mode {mode!r} is none of auto, single, batch")
        if not sources:
            raise UsageError("no subscription to check")
        self._sources = list(sources)
        self.subjects = prepare(sources, destination)
        self.settled: dict[tuple[int, int], tuple[Verdict, EventRef]] = {}
        self._mode = mode
        self.emulator = Emulator(workspace, journal_limit=0)
        self._delivery = Delivery(self.emulator)
        self._waiting = {id(s): _Waiting(s) for s in self.subjects if self._batches(s)}
        self._verdicts: Counter[Verdict] = Counter()
        self._types: Counter[str] = Counter()
        self._lost: list[tuple[int, int, Rejection]] = []
        self._unmatched: Counter[tuple[int, str, str]] = Counter()
        self._seen_ids: Counter[str] = Counter()
        self._unreadable: list[Mapping[str, Any]] = []
        self._notes: list[Mapping[str, Any]] = []
        self._count = 0
        self._writers: dict[str, list[tuple[int, int]]] = {}

    def _batches(self, subject: Subject) -> bool:
        return self._mode == "batch" or (self._mode == "auto" and subject.batched)

    @property
    def mode(self) -> str:
        """`single` or `batch`; `auto` where the mappings differ."""
        if self._mode != "auto":
            return self._mode
        asked = {self._batches(subject) for subject in self.subjects}
        return "auto" if len(asked) > 1 else "batch" if True in asked else "single"

    def feed(self, items: Iterable[EventSource]) -> None:
        """Take events, in order, and whatever was found between them."""
        for item in items:
            if isinstance(item, SourceEvent):
                self._event(item)
            elif isinstance(item, Unreadable):
                row: dict[str, Any] = {"file": item.file, "line": item.line, "why": item.why}
                self._unreadable.append(row if item.index is None else row | {"index": item.index})
            else:
                self._notes.append({"file": item.file, "line": item.line, "what": item.what})

    def _event(self, item: SourceEvent) -> None:
        number = self._count
        self._count += 1
        event = item.event
        self._types[str(event.get("type"))] += 1
        if isinstance(event.get("messageId"), str):
            self._seen_ids[event["messageId"]] += 1
        matched = [(n, s) for n, s in enumerate(self.subjects) if s.prepared.matches(event)]
        if not matched:
            self._count_unmatched(event)
        for order, subject in matched:
            waiting = self._waiting.get(id(subject))
            if waiting is None:
                self._settle(number, order, item, self._delivery.single(subject, event))
                continue
            payload = self._delivery.payload(subject, event, "batch")
            if isinstance(payload, Delivered):
                self._settle(number, order, item, payload)
                continue
            waiting.members.append((number, item, payload))
            if len(waiting.members) >= subject.batch_size:
                self._send(order, waiting)

    def _send(self, order: int, waiting: _Waiting) -> None:
        members, waiting.members = waiting.members, []
        if not members:
            return
        results = self._delivery.batch(waiting.subject, [payload for _, _, payload in members])
        for (number, item, _), delivered in zip(members, results, strict=True):
            self._settle(number, order, item, delivered)

    def _settle(self, number: int, order: int, item: SourceEvent, delivered: Delivered) -> None:
        self._verdicts[delivered.verdict] += 1
        self.settled[number, order] = (delivered.verdict, _ref(item))
        for record_id in delivered.records:
            self._writers.setdefault(record_id, []).append((number, order))
        if delivered.verdict != "written":
            loss = explain_loss(delivered, item.event, _ref(item), self.emulator)
            self._lost.append((number, order, loss))

    def writers(self, record_id: str) -> list[EventRef]:
        """The events that wrote a record, in their order."""
        return [self.settled[key][1] for key in sorted(self._writers.get(record_id, ()))]

    def _count_unmatched(self, event: Mapping[str, Any]) -> None:
        self._verdicts["unmatched"] += 1
        for order, subject in enumerate(self.subjects):
            for failed in fql.explain(subject.source.trigger, event):
                self._unmatched[order, failed.clause, failed.found] += 1

    def report(self) -> Report:
        """Deliver what still waits for its batch, and say what became of everything."""
        for order, subject in enumerate(self.subjects):
            if id(subject) in self._waiting:
                self._send(order, self._waiting[id(subject)])
        self._lost.sort(key=lambda row: row[:2])
        return Report(
            events=self._count,
            mode=self.mode,
            verdicts=dict(self._verdicts),
            records=self._delivery.records,
            rejections=tuple(loss for _, _, loss in self._lost),
            unmatched_reasons=tuple(self._reasons()),
            unreadable=tuple(self._unreadable),
            notes=(*self._notes, *self._more_notes()),
            subscriptions=tuple(_described(source) for source in self._sources),
            workspace=self.emulator.workspace.name,
            types=dict(self._types),
        )

    def _reasons(self) -> Iterable[UnmatchedReason]:
        for (order, clause, found), count in self._unmatched.most_common():
            source = self.subjects[order].source
            yield UnmatchedReason(
                subscription=source.name, trigger=source.trigger, clause=clause, found=found, count=count
            )

    def _more_notes(self) -> Iterable[Mapping[str, Any]]:
        repeated = sum(count - 1 for count in self._seen_ids.values() if count > 1)
        if repeated:
            what = f"{repeated} event(s) repeat a messageId; Segment removes most repeats, here each is delivered"
            yield {"file": None, "line": None, "what": what}
        for source in self._sources:
            for what in source.notes:
                yield {"file": source.file, "line": source.line_of(source.pointer), "what": f"{source.name}: {what}"}
            if not source.enabled:
                yield {
                    "file": source.file,
                    "line": source.line_of(source.pointer),
                    "what": f"{source.name}: not enabled",
                }
        if not self.subjects:
            yield {"file": None, "line": None, "what": "no subscription is enabled: nothing can match"}


def _ref(item: SourceEvent) -> EventRef:
    message_id, kind = item.event.get("messageId"), item.event.get("type")
    return EventRef(
        file=item.file,
        line=item.line,
        index=item.index,
        message_id=message_id if isinstance(message_id, str) else None,
        type=kind if isinstance(kind, str) else None,
    )


def _described(source: LocatedSubscription) -> Mapping[str, Any]:
    return {
        "name": source.name,
        "action": source.action,
        "trigger": source.trigger,
        "enabled": source.enabled,
        "file": source.file,
        "pointer": source.pointer,
    }
