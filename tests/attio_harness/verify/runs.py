"""Whole runs before an emulator in the place of Attio, on a clock that no test waits for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from attio_emulator import ASSUMPTIONS, Emulator, EmulatorTransport, VirtualClock, Workspace
from attio_harness import verify
from attio_harness.schema import connect
from attio_harness.verify import (
    EXTRAS,
    MATCHES,
    PROBES,
    STANDARD,
    Cleaned,
    Found,
    Guard,
    Local,
    Probe,
    Real,
    Run,
    Seen,
    Stage,
)

__all__ = [
    "ATTIO",
    "DEFAULTS",
    "EVERYTHING",
    "MARKER",
    "TOKEN",
    "Proof",
    "attio",
    "local",
    "prove",
    "usual",
    "workspace",
]

ATTIO = "https://api.attio.com"
TOKEN = "a-secret-token-of-the-tests"
MARKER = "0123456789abcdef"
NOW = datetime(2026, 11, 27, 20, 0, tzinfo=UTC)
DEFAULTS = {id: row.default for id, row in ASSUMPTIONS.items()}
EVERYTHING = (*MATCHES, *EXTRAS)
_WANTED = ("people", "companies", *EXTRAS)


def workspace(*active: str, level: str = "workspace", **more: Any) -> Workspace:
    """A workspace with these objects activated beside people and companies, and the token of the tests."""
    members = [{"first_name": "Ann", "email_address": "ann@acme.com"}]
    objects = [{"api_slug": one, "active": True} for one in active]
    tokens = [{"token": TOKEN, "level": level}]
    return Workspace.from_dict({"members": members, "tokens": tokens, "objects": objects, **more})


def attio(given: Workspace, **options: Any) -> Emulator:
    """An emulator in the place of Attio. Each look at its clock moves it, so that what comes a second later comes."""
    clock = VirtualClock(round(NOW.timestamp() * 1000), step=20)
    return Emulator(given, clock=clock, strict_auth=True, journal_limit=10_000, **options)


@dataclass(slots=True, kw_only=True)
class Proof:
    """One run: the emulator that stands for Attio, and what came of it."""

    emulator: Emulator
    asked: list[tuple[Probe, Seen | str]] = field(default_factory=list)
    run: Run
    slept: list[float] = field(default_factory=list)
    cleaned: Cleaned | None = None

    def judged(self, settings: Mapping[str, str] = DEFAULTS) -> Found:
        stage = self.run.stage
        usual = stage.level == "workspace" and all(end == "taken" for end in stage.attributes.values())
        active = tuple(one for one in STANDARD if one not in stage.inactive)
        one = local(tuple(stage.standard), active) if usual else Local(stage, active=active)
        return verify.judged(self.asked, one, settings)

    @property
    def seen(self) -> dict[str, Any]:
        """Probe -> what it saw, or why it was not asked."""
        return {probe.id: one if isinstance(one, str) else one.problem or one.value for probe, one in self.asked}


@cache
def local(standard: tuple[str, ...], active: tuple[str, ...]) -> Local:
    """The emulator that is compared with; what it sees is kept for all tests."""
    return Local(_stage(standard, active), active=active)


def usual() -> Local:
    """The emulator that most runs here are compared with."""
    return local(_WANTED, ("people", "companies"))


def _stage(standard: Sequence[str], active: Sequence[str], level: str = "workspace") -> Stage:
    inactive = tuple(one for one in STANDARD if one not in active)
    return Stage(marker=MARKER, now=NOW, standard=standard, inactive=inactive, level=level)


def prove(
    folder: Path,
    emulator: Emulator | None = None,
    *,
    assumptions: Mapping[str, str] | None = None,
    probes: Sequence[Probe] = PROBES,
    wanted: Sequence[str] = _WANTED,
    transport: Callable[[Emulator], httpx.BaseTransport] = EmulatorTransport,
    clean: bool = True,
    level: str = "workspace",
) -> Proof:
    """Ask an emulator as if it were Attio, and take everything away again."""
    slept: list[float] = []
    emulator = emulator or attio(workspace(level=level), assumptions=assumptions)
    time = [NOW.timestamp()]

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        time[0] += seconds
        if isinstance(emulator.clock, VirtualClock):
            emulator.clock.advance(seconds)

    api = connect(TOKEN, base_url=ATTIO, transport=transport(emulator), clock=lambda: time[0], sleep=sleep)
    found = verify.opened(api, wanted=wanted)
    stage = replace(_stage(found.standard, found.active, found.level), member=found.member)
    real = Real(client=api.client, guard=Guard(stage), clock=lambda: time[0], sleep=sleep, patience=10, settle=2)
    file = str(folder / "leftovers.json")
    run = Run(real=real, stage=stage, file=file, attio=ATTIO, probes=probes)
    proof = Proof(emulator=emulator, run=run, slept=slept)
    proof.asked.extend(run.asked())
    if clean:
        proof.cleaned = verify.clean(real, verify.load(file), file)
    return proof
