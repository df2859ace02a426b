"""`verify`: compares the emulator with a real workspace."""

from __future__ import annotations

import json
import secrets
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import httpx
import typer
from attio_emulator import ASSUMPTIONS, Workspace

from attio_harness import schema
from attio_harness import verify as proof
from attio_harness.cli.options import address, written
from attio_harness.cli.output import FINDINGS, FINE, WRONG_INPUT, say, write, write_lines
from attio_harness.cli.progress import watched
from attio_harness.errors import HarnessError, InputError, UsageError, one_of
from attio_harness.inputs.workspaces import load_workspace
from attio_harness.rest import token_of
from attio_harness.terminal.interrupts import Interrupts
from attio_harness.terminal.stderr import tell
from attio_harness.text.escaped import for_json
from attio_harness.text.words import counted

__all__ = ["verify"]


_WITH = (*proof.MATCHES, *proof.EXTRAS)
_AFTER_A_SIGNAL = (
    "sending nothing new, deleting what it created; a second signal ends this at once, and verify --cleanup finishes it"
)
_Asked: TypeAlias = list[tuple[proof.Probe, proof.Seen | str]]


def verify(
    attio: Annotated[
        str,
        typer.Option("--attio", help="URL of the API; an emulator's works, too.", metavar="URL", callback=address),
    ] = schema.BASE_URL,
    token_env: Annotated[
        str | None,
        typer.Option(
            "--token-env",
            help=f"The environment variable with the access token, {schema.TOKEN_VARIABLE} by default. The token is never printed.",
            metavar="NAME",
        ),
    ] = None,
    workspace: Annotated[
        str | None,
        typer.Option(
            "-w",
            "--workspace",
            help="Workspace file with the assumptions and edition of the emulator to compare with; by default, the standard ones.",
            metavar="WORKSPACE",
        ),
    ] = None,
    with_: Annotated[
        str,
        typer.Option(
            "--with",
            help=f"What else may be created and deleted again, separated by commas: records in {', '.join(proof.MATCHES)}; {', '.join(proof.EXTRAS)}.",
            metavar="OBJECTS",
        ),
    ] = "",
    probe: Annotated[
        list[str] | None,
        typer.Option(help="Run only this probe; --dry-run lists them all. May be repeated.", metavar="ID"),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the requests and send nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask for confirmation before writing.")] = False,
    cleanup: Annotated[bool, typer.Option("--cleanup", help="Only delete what an earlier run left behind.")] = False,
    leftovers: Annotated[
        str,
        typer.Option(
            help="The file that lists what is still to be deleted; removed once nothing is left.",
            metavar="FILE",
            callback=written,
        ),
    ] = "verify.leftovers.json",
    patience: Annotated[float, typer.Option(help="Seconds to wait for the writes of a batch.", min=0)] = 60.0,
    settle: Annotated[float, typer.Option(help="Seconds to wait before a write counts as dropped.", min=0)] = 3.0,
    output: Annotated[
        str | None,
        typer.Option(
            "-o",
            "--output",
            help="Write every probe with its requests and both responses to this file, as JSON; with --dry-run only the requests.",
            metavar="FILE",
            callback=written,
        ),
    ] = None,
) -> int:
    """Exit code 1 if anything differs."""
    settings, api = _compared(workspace)
    wanted, probes, marker = _objects(with_), _probes(probe), secrets.token_hex(8)
    if dry_run:
        write_lines(_requests(marker, wanted, probes, api), output)
        return FINE
    # None if no variable was named: `connect` then decides
    token = None if token_env is None else token_of(token_env)
    with schema.connect(token, base_url=attio, agent="verify", scopes=proof.SCOPES, tell=tell) as connection:
        client = connection.client
        if cleanup:
            return _clean(client, attio, leftovers)
        if Path(leftovers).exists():
            raise InputError("an earlier run has left something; take it away with --cleanup first", file=leftovers)
        found = proof.opened(connection, wanted=wanted)
        stage = replace(_stage(marker, found.active, found.standard), level=found.level, member=found.member)
        local = proof.Local(stage, active=found.active, api=api)
        _tell(client, found, stage, local, probes, leftovers)
        _confirm(yes=yes)
        real = _real(client, stage, patience=patience, settle=settle)
        run = proof.Run(real=real, stage=stage, file=leftovers, attio=attio, probes=probes)
        with Interrupts(_AFTER_A_SIGNAL) as interrupts:
            asked, cleaned, problem = _asked(run, interrupts)
    # judged again with the attributes that the scratch object really got
    judged = proof.judged(asked, proof.Local(run.stage, active=found.active, api=api), settings)
    redactor = proof.Redactor([_token_of(client), found.name, found.slug], marker)
    more: dict[str, Any] = {"cleaned": cleaned, "redactor": redactor, "slowest": run.real.slowest}
    more["unreached"] = len(probes) - len(asked)
    if output is not None:
        row = proof.as_json(judged, attio=attio, at=stage.now, scratch=run.scratch, **more)
        write(for_json(json.dumps(row, indent=1, ensure_ascii=False)) + "\n", output)
    write_lines(proof.as_text(judged, file=output, **more), None)
    if problem is not None:
        raise problem
    if cleaned is None:
        return interrupts.exit_code or WRONG_INPUT
    return interrupts.exit_code or (FINE if judged.agrees else FINDINGS)


def _asked(run: proof.Run, interrupts: Interrupts) -> tuple[_Asked, proof.Cleaned | None, HarnessError | None]:
    """Ask everything, and clean up whatever happens. Also returns the error that ended it early, if something was asked before."""
    asked: _Asked = []
    problem, cleaned = None, None
    try:
        for row in watched(run.asked(), len(run.probes), "probes", interrupts):
            asked.append(row)  # answers before an error count
    except HarnessError as error:
        if not asked:
            raise
        problem = error
    finally:
        if run.began:
            cleaned = _taken_away(run)
    return asked, cleaned, problem


def _taken_away(run: proof.Run) -> proof.Cleaned | None:
    """Clean up after a run. What cannot be removed is reported, and stays in the file of leftovers."""
    try:
        return proof.clean(run.real, proof.load(run.file), run.file)
    except (HarnessError, KeyboardInterrupt) as error:
        why = str(error) or "interrupted"
        say(f"not everything was taken away ({why}); attio-harness verify --cleanup finishes it", FINE)
        return None


def _clean(client: httpx.Client, attio: str, leftovers: str) -> int:
    left = proof.load(leftovers)
    if left.attio.rstrip("/") != attio.rstrip("/"):
        raise UsageError(f"{leftovers} is of {left.attio}, and --attio says {attio}; expected the same")
    stage = _stage(left.marker, (), tuple(left.standard))
    done = proof.clean(_real(client, stage), left, leftovers)
    what = f"the object {stage.object} {done.object}" if done.object else f"no object {stage.object}"
    write_lines(f"{counted(done.records, 'record')} deleted; {what}\n", None)
    for one in done.left:
        say(f"still there: {one}", FINE)
    return FINE


def _real(client: httpx.Client, stage: proof.Stage, *, patience: float = 0, settle: float = 3) -> proof.Real:
    guard = proof.Guard(stage)
    return proof.Real(
        client=client,
        guard=guard,
        clock=time.time,
        sleep=time.sleep,
        patience=patience,
        settle=settle,
        tell=tell,
    )


def _stage(marker: str, active: Sequence[str], standard: Sequence[str]) -> proof.Stage:
    inactive = tuple(one for one in proof.STANDARD if one not in active)
    return proof.Stage(marker=marker, now=datetime.now(UTC), standard=standard, inactive=inactive)


# -- before anything is written ----------------------------------------------------------------------------------------


def _requests(marker: str, wanted: Sequence[str], probes: Sequence[proof.Probe], api: str) -> str:
    """The requests that would be sent, with IDs of the emulator."""
    active = tuple(dict.fromkeys(("people", "companies", *wanted)))
    local = proof.Local(_stage(marker, active, wanted), active=active, api=api)
    made, cleaned = local.preparing()
    parts = ["Nothing is sent. IDs are examples.\n\n", proof.as_requests("The scratch object:", made)]
    for probe in local.askable(probes):
        parts.append(proof.as_requests(f"{probe.id}: {probe.question}", local.exchanges(probe)))
    return "".join([*parts, proof.as_requests("Afterwards:", cleaned)])


def _tell(
    client: httpx.Client,
    found: proof.Workspace,
    stage: proof.Stage,
    local: proof.Local,
    probes: Sequence[proof.Probe],
    leftovers: str,
) -> None:
    """Tell what is about to be done."""
    made, _ = local.preparing()
    probes = local.askable(probes)
    asks = [one.ask for part in (made, *map(local.exchanges, probes)) for one in part]
    writes = sum(not one.is_read for one in asks)
    others = [one for one in stage.standard if one in proof.MATCHES]
    for line in (
        f"{client.base_url.host} (workspace {found.name!r}): {counted(len(probes), 'probe')}, some {len(asks)} requests, {writes} of them writes",
        f"makes the object {stage.object} with attributes and records of its own, and deletes it afterwards",
        f"makes records in {', '.join(others)} and deletes them afterwards; each holds {stage.marker}"
        if others
        else "makes no record in any other object",
        *(f"makes {what} and deletes it afterwards" for one, what in proof.EXTRAS.items() if one in stage.standard),
        f"no other record is read or written; if this is cut off, --cleanup finishes it from {leftovers}",
    ):
        say(line, FINE)


def _confirm(*, yes: bool) -> None:
    """Let a person confirm.

    Raises:
        UsageError: there is nobody to ask.
    """
    if yes:
        return
    if sys.stdin is None or not sys.stdin.isatty():
        raise UsageError("nobody is there to be asked; say --yes to go on, or --dry-run to see the requests")
    if not typer.confirm("Go on?", err=True):
        raise typer.Abort


def _compared(workspace: str | None) -> tuple[dict[str, str], str]:
    """The setting of every assumption, and the edition of the API, for the emulator in the comparison."""
    given = load_workspace(workspace) if workspace is not None else Workspace.standard()
    return {id: given.assumptions.get(id, row.default) for id, row in ASSUMPTIONS.items()}, given.api


def _objects(names: str) -> tuple[str, ...]:
    wanted = tuple(dict.fromkeys(part.strip() for part in names.split(",") if part.strip()))
    for one in wanted:
        if one not in _WITH:
            raise UsageError(f"--with {one!r}: expected {', '.join(_WITH)}, with commas between")
    return wanted


def _probes(ids: Sequence[str] | None) -> tuple[proof.Probe, ...]:
    """The probes with these IDs, in their usual order; all probes if none is named."""
    known = [one.id for one in proof.PROBES]
    for one in ids or ():
        one_of(one, known, "--probe")
    return tuple(one for one in proof.PROBES if not ids or one.id in ids)


def _token_of(client: httpx.Client) -> str:
    return str(client.headers.get("authorization", "")).partition(" ")[2]
