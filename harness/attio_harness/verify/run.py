"""A run from the first look at a workspace to the last removal: opening, asking, judging, cleaning.

Each function does one of these. The command line combines them so that an interrupt, in or between them, still ends in cleaning.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from attio_emulator import ASSUMPTIONS

from attio_harness.errors import InputError, UsageError
from attio_harness.rest.failures import without_token
from attio_harness.schema.client import Api
from attio_harness.verify import leftovers, scratch
from attio_harness.verify.judge import Allowed, agreed, allowed_by
from attio_harness.verify.leftovers import Leftovers
from attio_harness.verify.local import STANDARD, Local
from attio_harness.verify.probe import Probe
from attio_harness.verify.probes.table import PROBES
from attio_harness.verify.real import Real
from attio_harness.verify.results import Finding, Found, Workspace
from attio_harness.verify.seen import Seen, same
from attio_harness.verify.stage import EXTRAS, Stage, outcome
from attio_harness.verify.steps import NoAnswer, NotSeen, driven

__all__ = ["SCOPES", "Run", "clean", "judged", "opened"]

SCOPES = ("object_configuration:read-write", "record_permission:read-write")
"""The scopes that a token needs for the scratch object and its records."""

_ROUNDS = 5
"""How often settings are chosen anew if those chosen for one probe change what another sees."""


def opened(api: Api, *, wanted: Sequence[str]) -> Workspace:
    """What is known of the workspace before anything is written.

    Raises:
        InputError: there is no Attio API, or it does not answer.
        UsageError: the token is refused, inactive, or lacks a scope.
    """
    myself = api.myself()
    active = [row.text("api_slug") for row in api.rows("/v2/objects")]
    return Workspace(
        name=str(myself.maybe("workspace_name") or ""),
        slug=str(myself.maybe("workspace_slug") or ""),
        active=tuple(one for one in STANDARD if one in active),
        member=str(myself.maybe("authorized_by_workspace_member_id") or ""),
        level="user" if myself.maybe("token_level") == "user" else "workspace",
        standard=tuple(one for one in wanted if one in active or one in EXTRAS),
    )


@dataclass(slots=True, kw_only=True)
class Run:
    """Asks a workspace, and maintains the file of possible leftovers."""

    real: Real
    stage: Stage
    file: str
    attio: str
    probes: Sequence[Probe] = PROBES
    scratch: Mapping[str, str] = field(default_factory=dict)
    """The outcome for each attribute of the scratch object."""
    began: bool = False
    """Whether something may have been made."""
    _saved: Leftovers | None = None

    def asked(self) -> Iterator[tuple[Probe, Seen | str]]:
        """Make the scratch object, then ask each probe: what it saw, or why it was not asked.

        Raises:
            InputError: nobody answers any more.
            UsageError: the scratch object is refused.
        """
        self._save()
        self.began = True
        try:
            made = driven(scratch.made(self.stage), self.real.answer)
        except scratch.Refusal as refusal:
            said = without_token(_refused(refusal), self.real.client).removesuffix(".")
            needs = f"the access token needs the scopes {' and '.join(SCOPES)}"
            then = needs if refusal.answer.status == 403 else "without it nothing can be asked"
            raise UsageError(f"Attio refuses the scratch object {self.stage.object}: {said}; {then}") from None
        except NoAnswer as error:
            raise InputError(f"the scratch object cannot be made: {error}", file=self.attio) from None
        self.scratch = made.attributes
        stage = self.stage = replace(self.stage, attributes=made.attributes)
        for probe in self.probes:
            missing = probe.missing(stage)
            yield probe, missing if missing is not None else self._seen(probe)

    def _seen(self, probe: Probe) -> Seen | str:
        self.real.exchanges.clear()
        value: Any = None
        problem: str | None = None
        try:
            value = driven(probe.run(self.stage), self.real.answer)
        except (NoAnswer, NotSeen) as error:
            problem = str(error)
        except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
            # an answer whose shape the probe cannot read is a finding, not a fault of the run
            problem = f"a response has another shape than expected ({type(error).__name__}: {error})"
        self._save()
        for one in self.real.exchanges:
            if one.answer.status == 403:
                # what a token may not do, or a plan lacks, says nothing about how Attio does it
                return f"{one.ask.method} {one.ask.path} is forbidden: {outcome(one.answer)}"
        return Seen(value=value, problem=problem, exchanges=tuple(self.real.exchanges))

    def _save(self) -> None:
        names = {"webhook_id": "webhooks"}
        by_name = {names.get(one, one): tuple(ids) for one, ids in self.real.guard.made.items()}
        made = {one: ids for one, ids in by_name.items() if one in self.stage.standard}
        left = Leftovers(
            attio=self.attio,
            marker=self.stage.marker,
            began=self.stage.now.astimezone(UTC).isoformat(),
            standard=tuple(self.stage.standard),
            records=made,
        )
        if left != self._saved:
            leftovers.save(left, self.file)
            self._saved = left


def _refused(refusal: scratch.Refusal) -> str:
    body = refusal.answer.body
    return f"{refusal} {body.get('message', '') if isinstance(body, dict) else ''}"


def clean(real: Real, left: Leftovers, file: str) -> scratch.Cleaned:
    """Remove everything that a run made; then delete the file.

    Raises:
        InputError: nobody answers; the file stays.
    """
    stage = Stage(marker=left.marker, now=_moment(left.began), standard=tuple(left.standard))
    try:
        program = scratch.cleaned(stage, standard=left.standard, known=left.records, own=real.guard.own)
        done = driven(program, real.answer)
    except NoAnswer as error:
        raise InputError(f"the cleanup broke off at {error}", file=left.attio) from None
    leftovers.remove(file)
    return done


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return datetime.now(UTC)


# -- the verdict -------------------------------------------------------------------------------------------------------


def judged(asked: Sequence[tuple[Probe, Seen | str]], local: Local, settings: Mapping[str, str]) -> Found:
    """Compare what was seen with the emulator under these settings, and find the settings that agree.

    `settings` has every assumption.
    """
    seen = [(probe, one) for probe, one in asked if isinstance(one, Seen) and one.problem is None]
    chosen, allowed = dict(settings), list[Allowed]()
    for _ in range(_ROUNDS):
        # tried under the settings chosen so far, since one probe's settings can hide what another is about; chosen from the given
        # ones, so that a setting that nothing tells apart stays
        allowed = [allowed_by(probe, one, local, chosen) for probe, one in seen]
        before, chosen = chosen, agreed(allowed, settings)
        if chosen == before:
            break
    told: dict[str, str] = {}
    for one in allowed:
        told |= {id: chosen[id] for id in one.told if id in one.probe.about or chosen[id] != settings[id]}
    findings = [_finding(probe, one, local, settings, chosen) for probe, one in asked]
    return Found(findings=tuple(findings), settings=dict(settings), chosen=chosen, told=told)


def _finding(
    probe: Probe, one: Seen | str, local: Local, settings: Mapping[str, str], chosen: Mapping[str, str]
) -> Finding:
    if isinstance(one, str):
        return Finding(probe=probe, verdict="skipped", reason=one)
    own = local.seen(probe, settings)
    for each in own.exchanges:
        if each.answer.status == 501:
            body = each.answer.body if isinstance(each.answer.body, dict) else {}
            return Finding(
                probe=probe, verdict="skipped", reason=f"the emulator does not answer: {body.get('message')}"
            )
    if one.problem is not None:
        return Finding(probe=probe, verdict="failed", reason=one.problem, real=one, own=own)
    if same(one, own):
        return Finding(probe=probe, verdict="equal", real=one, own=own)
    helped = same(local.seen(probe, chosen), one)
    involved = {*(id for id in probe.about if id in ASSUMPTIONS), *own.decided, *local.seen(probe, chosen).decided}
    changed = {id: chosen[id] for id in ASSUMPTIONS if id in involved and chosen[id] != settings[id]}
    return Finding(probe=probe, verdict="differs", real=one, own=own, settings=changed if helped else None)
