"""A replay from recordings to a report: each recording by itself, or all as one, in a workspace that is made for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from attio_emulator import Emulator, VirtualClock, Workspace

from attio_harness.exchanges.ids import IdMap
from attio_harness.replay.calls import RecordedCall, called, request_of
from attio_harness.replay.cassettes.files import Recording
from attio_harness.replay.hosts import Hosts
from attio_harness.replay.judge import Ruling, before, judged
from attio_harness.replay.report import Judged, ReplayReport
from attio_harness.replay.told import Told

__all__ = ["Settings", "replay"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a replay starts from.

    `together`: all recordings are one session, in their order; otherwise each begins anew.
    """

    workspace: Workspace | None = None
    state: Any = None
    hosts: Hosts = field(default_factory=Hosts)
    together: bool = False
    assumptions: Mapping[str, str] = field(default_factory=dict)


def replay(recordings: Iterable[Recording], settings: Settings) -> tuple[ReplayReport, Emulator | None]:
    """The report, and the emulator of the last session as it was left.

    Raises:
        attio_emulator.EmulatorError: the state does not fit the workspace.
    """
    report, emulator = ReplayReport(), None
    for session in _sessions(list(recordings), together=settings.together):
        calls: list[RecordedCall] = []
        for recording in session:
            report.files.append(recording.file)
            report.unread += recording.unread
            for exchange in recording.exchanges:
                path = settings.hosts.path_of(exchange)
                if path is None:
                    report.left_out[exchange.host or "this computer"] += 1
                else:
                    calls.append(called(exchange, path))
        emulator = _replayed(calls, settings, report)
    return report, emulator


def _sessions(recordings: Sequence[Recording], *, together: bool) -> Sequence[Sequence[Recording]]:
    return [recordings] if together else [[one] for one in recordings]


def _replayed(calls: Sequence[RecordedCall], settings: Settings, report: ReplayReport) -> Emulator:
    ids, told = IdMap(), Told()
    emulator = Emulator(settings.workspace, clock=VirtualClock(), assumptions=settings.assumptions, journal_limit=0)
    if settings.state is not None:
        emulator.restore(settings.state, schema=settings.workspace)
    refused: set[str] = set()
    for call in calls:
        told.add([value for _, value in call.exchange.query])
        told.add(call.exchange.json)
        ruling, assumptions = before(call), tuple[str, ...]()
        if ruling is None:
            response = emulator.handle(request_of(call, ids))
            assumptions = emulator.last_assumptions
            ruling = judged(call, response, ids, told=told, known=lambda id: ids.right(id) is not None, refused=refused)
            if call.succeeded and call.exchange.answer is not None and response.status >= 400:
                refused.update(_ids_in(call.exchange.answer.body))
        report.judged.append(_row(call, ruling, assumptions))
    return emulator


def _ids_in(value: Any) -> Iterator[str]:
    """The ids under `id` of an answer, wherever it has one."""
    if isinstance(value, list):
        for one in value:
            yield from _ids_in(one)
    elif isinstance(value, Mapping):
        for name, one in value.items():
            if name == "id" or name.endswith("_id"):
                yield from [one.lower()] if isinstance(one, str) else ()
            yield from _ids_in(one)


def _row(call: RecordedCall, ruling: Ruling, assumptions: tuple[str, ...]) -> Judged:
    exchange = call.exchange
    return Judged(
        file=exchange.file,
        line=exchange.line,
        index=exchange.index,
        method=exchange.method,
        path=call.path,
        operation=call.operation,
        verdict=ruling.verdict,
        status=None if exchange.answer is None else exchange.answer.status,
        differences=ruling.differences,
        reason=ruling.reason,
        said=ruling.said,
        assumptions=assumptions if ruling.verdict == "differ" else (),
        own=ruling.own,
    )
