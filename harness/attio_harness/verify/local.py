"""Runs a program against an emulator in memory, under any settings of its assumptions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from attio_emulator import ASSUMPTIONS, Emulator, Request, VirtualClock, Workspace
from attio_emulator.editions import NEWEST

from attio_harness.exchanges.answers import Answer
from attio_harness.verify import scratch
from attio_harness.verify.probe import Probe
from attio_harness.verify.seen import Exchange, Seen
from attio_harness.verify.stage import MATCHES, Stage
from attio_harness.verify.steps import Ask, NoAnswer, NotSeen, Settle, Step, Until, driven
from attio_harness.verify.wire import encoded

__all__ = ["STANDARD", "Local"]

STANDARD = (*MATCHES, "deals")
"""The standard objects; people and companies are always activated."""

_TOKEN = "local"
_DEFAULTS = {id: row.default for id, row in ASSUMPTIONS.items()}


class Local:
    """The emulator's answers; each probe runs in a workspace of its own.

    What a probe sees is cached with the settings that it read: the same settings give the same result. A probe reads few of them
    (0 to 5), so most of the choices that `judge` tries are known already.

    Args:
        stage: the run; the same marker makes the same values, and so the same messages.
        active: the activated standard objects, as in the workspace to compare with.
        api: the edition of the API.
    """

    def __init__(self, stage: Stage, *, active: Collection[str], api: str = NEWEST) -> None:
        self._workspace = Workspace.from_dict(
            {
                "api": api,
                "members": [{"first_name": "Ann", "email_address": "ann@acme.com"}],
                "tokens": [{"token": _TOKEN, "level": stage.level}],
                "objects": [{"api_slug": one, "active": True} for one in STANDARD if one in active],
            }
        )
        self._stage = replace(stage, member=self._workspace.members[0].id)
        self._known: dict[str, list[tuple[dict[str, str], Seen]]] = {}

    def askable(self, probes: Iterable[Probe]) -> list[Probe]:
        """The probes that can be asked if the scratch object gets every attribute."""
        made = driven(scratch.made(self._stage), _Session(self._emulator({})).answer)
        whole = replace(self._stage, attributes=made.attributes)
        return [one for one in probes if one.missing(whole) is None]

    def exchanges(self, probe: Probe) -> tuple[Exchange, ...]:
        """The requests of a probe and their answers under the default settings."""
        return self.seen(probe, {}).exchanges

    def seen(self, probe: Probe, settings: Mapping[str, str]) -> Seen:
        """What a probe sees under these settings; cached."""
        chosen = {**_DEFAULTS, **settings}
        known = self._known.setdefault(probe.id, [])
        for read, seen in known:
            if read.items() <= chosen.items():
                return seen
        session = _Session(self._emulator(chosen))
        driven(scratch.made(self._stage), session.answer)
        seen = self._seen(probe, session)
        known.append(({id: chosen[id] for id in session.read}, seen))
        return seen

    def preparing(self) -> tuple[list[Exchange], list[Exchange]]:
        """The requests that make the scratch object, and those that remove everything again."""
        session = _Session(self._emulator({}))
        driven(scratch.made(self._stage), session.answer)
        made = [*session.exchanges]
        session.begin()
        standard = [one for one in MATCHES if one in self._stage.standard]
        driven(scratch.cleaned(self._stage, standard=standard, known={}, own=lambda *_: None), session.answer)
        return made, session.exchanges

    def _seen(self, probe: Probe, session: _Session) -> Seen:
        session.begin()
        try:
            value: Any = driven(probe.run(self._stage), session.answer)
        except (NoAnswer, NotSeen) as error:
            return Seen(problem=str(error), exchanges=tuple(session.exchanges), decided=session.decided())
        return Seen(value=value, exchanges=tuple(session.exchanges), decided=session.decided())

    def _emulator(self, settings: Mapping[str, str]) -> Emulator:
        start = round(self._stage.now.timestamp() * 1000)
        return Emulator(
            self._workspace, clock=VirtualClock(start), assumptions=settings, journal_limit=0, strict_auth=True
        )


class _Session:
    """One emulator, and what was exchanged with it. `read` has the assumptions that were read in it."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self.read = emulator.core.assumptions.watched()
        self._decided: dict[str, None] = {}
        self.exchanges: list[Exchange] = []
        emulator.observer = lambda one: self._decided.update(dict.fromkeys(one.assumptions))

    def begin(self) -> None:
        """Forget earlier exchanges and assumptions."""
        self.exchanges.clear()
        self._decided.clear()

    def decided(self) -> tuple[str, ...]:
        """The assumptions without which something would have been answered or stored differently."""
        return tuple(self._decided)

    def answer(self, step: Step) -> Answer:
        match step:
            case Settle():
                self._emulator.flush()
                return Answer(status=0)
            case Until():
                self._emulator.flush()
                answer = self._asked(step.ask)
                if not step.done(answer):
                    raise NotSeen(f"{step.what} did not come")
                return answer
            case Ask():
                return self._asked(step)

    def _asked(self, ask: Ask) -> Answer:
        body, kind = encoded(ask)
        request = Request.make(
            ask.method,
            ask.path,
            query=ask.query or {},
            headers={} if kind is None else {"content-type": kind},
            body=body,
            token=ask.token or (_TOKEN if ask.authorized else None),
        )
        response = self._emulator.handle(request)
        self._decided.update(dict.fromkeys(self._emulator.last_assumptions))
        headers = {name.lower(): value for name, value in response.headers.items()}
        answer = Answer(status=response.status, body=response.json(), headers=headers)
        self.exchanges.append(Exchange(ask=ask, answer=answer))
        return answer
