"""Runs a replay from recordings to a report: each recording alone, or all as one session, in a workspace made for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from attio_emulator import Emulator, VirtualClock, Workspace

from attio_harness.exchanges.ids import IdMap
from attio_harness.replay.calls import RecordedCall, called, request_of
from attio_harness.replay.cassettes.files import Recording
from attio_harness.replay.causes import with_causes
from attio_harness.replay.hosts import Hosts
from attio_harness.replay.judge import Ruling, before, judged, reference_unmet
from attio_harness.replay.placeholders import with_uuids
from attio_harness.replay.report import Judged, ReplayReport
from attio_harness.replay.situation.ids import RecordedIds
from attio_harness.replay.situation.situation import Situation
from attio_harness.replay.told import Told
from attio_harness.text.words import counted

__all__ = ["Settings", "replay"]

_BEFORE = 60_000
"""Milliseconds between the start of the emulated workspace and the first exchange."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a replay starts from.

    `together`: all recordings form one session, in their order; otherwise each has its own. `infer`: put into the workspace what
    recorded answers show to have existed before.
    """

    workspace: Workspace | None = None
    state: Any = None
    hosts: Hosts = field(default_factory=Hosts)
    infer: bool = True
    together: bool = False
    assumptions: Mapping[str, str] = field(default_factory=dict)


def replay(recordings: Iterable[Recording], settings: Settings) -> tuple[ReplayReport, Emulator | None]:
    """Returns the report, and the emulator of the last session in its final state.

    Raises:
        attio_emulator.EmulatorError: the state does not fit the workspace.
    """
    report, emulator = ReplayReport(), None
    every = list(recordings)
    for session in [every] if settings.together else [[one] for one in every]:
        calls: list[RecordedCall] = []
        for recording in session:
            report.files.append(recording.file)
            report.unread += recording.unread
            if recording.forgotten:
                went = counted(recording.forgotten, "request")
                report.notes.append(
                    f"{recording.file}: the journal has forgotten the first {went}, so that what they wrote is not there where later ones "
                    "meet it; the emulator keeps more with its limit journal_requests"
                )
            for exchange in recording.exchanges:
                path = settings.hosts.path_of(exchange)
                if path is None:
                    report.left_out[exchange.host or "this computer"] += 1
                else:
                    calls.append(called(exchange, path))
        emulator = _replayed(with_uuids(calls), settings, report)
    return report, emulator


def _replayed(calls: Sequence[RecordedCall], settings: Settings, report: ReplayReport) -> Emulator:
    rows, emulator, situation = _sent_again(calls, settings)

    def under(id: str, choice: str, most: int) -> Sequence[Judged]:
        other = replace(settings, assumptions={**settings.assumptions, id: choice})
        return _sent_again(calls[:most], other)[0]

    judged = [*with_causes(rows, emulator.assumptions, under)]
    report.judged += judged
    report.settings |= {id: emulator.assumptions[id] for one in judged for id in one.assumptions}
    if situation is not None:
        file = calls[0].exchange.file if calls else ""
        report.put_there += [{"file": file, "what": what, "name": name} for what, name in situation.put_there]
        report.notes += situation.notes
    return emulator


def _sent_again(calls: Sequence[RecordedCall], settings: Settings) -> tuple[list[Judged], Emulator, Situation | None]:
    rows: list[Judged] = []
    ids, told, refused = IdMap(), Told(), set[str]()
    source, clock = RecordedIds(), _clock(calls)
    base = settings.workspace or Workspace.standard()
    situation = Situation(base, calls, there=_there(settings.state)) if settings.infer else None
    workspace = base if situation is None else situation.workspace
    emulator = Emulator(workspace, clock=clock, ids=source, assumptions=settings.assumptions, journal_limit=0)
    if settings.state is not None:
        emulator.restore(settings.state, schema=workspace)
        for id in _there(settings.state):
            ids.learn(id, id)
    if situation is not None:
        situation.begin(ids, told)
    for number, call in enumerate(calls):
        if call.exchange.at is not None:
            clock.set(call.exchange.at)
        ruling, assumptions = before(call), tuple[str, ...]()
        if ruling is None:
            if situation is not None:
                situation.before(number, emulator, source, ids, told)
            request = request_of(call, ids)
            response = emulator.handle(request)
            if situation is not None and response.status < 300 and situation.was_there(call, response):
                # the first attempt created what the recorded request found there
                response = emulator.handle(request)
            unmet = reference_unmet(response)
            unmet = None if unmet is None or told(unmet) else unmet
            told.add(_asked(call))
            assumptions = emulator.last_assumptions
            bare = situation.bare if situation is not None else ()
            ruling = judged(
                call,
                response,
                ids,
                told=told,
                refused=refused,
                bare=bare,
                unmet=unmet,
            )
            if call.succeeded and call.exchange.answer is not None and response.status >= 400:
                refused.update(_ids_in(call.exchange.answer.body))
        else:
            told.add(_asked(call))
        rows.append(_row(call, ruling, assumptions))
    return rows, emulator, situation


def _asked(call: RecordedCall) -> list[Any]:
    """What a request tells the emulator."""
    return [*(value for _, value in call.exchange.query), call.exchange.json]


def _clock(calls: Sequence[RecordedCall]) -> VirtualClock:
    """A clock that follows the times of the recording, if it has any."""
    times = [call.exchange.at for call in calls if call.exchange.at is not None]
    return VirtualClock(min(times) - _BEFORE) if times else VirtualClock()


def _there(state: Any) -> frozenset[str]:
    records = state.get("records") if isinstance(state, Mapping) else None
    rows = [row for found in records.values() for row in found] if isinstance(records, Mapping) else []
    return frozenset(str(row.get("id")) for row in rows if isinstance(row, Mapping))


def _ids_in(value: Any) -> Iterator[str]:
    """The ids under each `id` of an answer."""
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
    )
