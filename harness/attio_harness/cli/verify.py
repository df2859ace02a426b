"""`verify`: the emulator against a real workspace."""

from __future__ import annotations

import json
import os
import secrets
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import httpx
import typer
from attio_emulator import ASSUMPTIONS

from attio_harness import schema
from attio_harness import verify as proof
from attio_harness.cli.options import Out
from attio_harness.cli.output import FINDINGS, FINE, say, write
from attio_harness.cli.progress import watched
from attio_harness.errors import HarnessError, InputError, UsageError
from attio_harness.inputs.workspaces import load_workspace
from attio_harness.terminal.interrupts import Interrupts

__all__ = ["verify"]


_WITH = (*proof.MATCHES, proof.UPLOADS)


def verify(
    attio: Annotated[
        str, typer.Option("--attio", help="Where the API is; an emulator's address works, too.", metavar="URL")
    ] = schema.BASE_URL,
    token_env: Annotated[
        str | None,
        typer.Option(
            "--token-env",
            help=f"The environment variable with the access token, {schema.TOKEN_VARIABLE} unless said. The token is never printed.",
            metavar="NAME",
        ),
    ] = None,
    workspace: Annotated[
        str | None,
        typer.Option(
            "-w",
            "--workspace",
            help="Compare with an emulator under the assumptions of this workspace file; without one, under those by default.",
            metavar="WORKSPACE",
        ),
    ] = None,
    with_: Annotated[
        str,
        typer.Option(
            "--with",
            help=f"Standard objects in which records may be made and deleted again, and {proof.UPLOADS} of 50 MB, with commas between: {', '.join(_WITH)}.",
            metavar="OBJECTS",
        ),
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the requests and send nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before anything is written.")] = False,
    cleanup: Annotated[
        bool, typer.Option("--cleanup", help="Take away what an earlier run left, and do nothing else.")
    ] = False,
    leftovers: Annotated[
        str,
        typer.Option(help="The file that says what is still to be taken away; gone when nothing is.", metavar="FILE"),
    ] = "verify.leftovers.json",
    patience: Annotated[
        float, typer.Option(help="Seconds after which what a batch should write is taken not to come.", min=0)
    ] = 60.0,
    settle: Annotated[
        float, typer.Option(help="Seconds for what cannot be seen to be done, such as what is dropped.", min=0)
    ] = 3.0,
    output: Out = None,
) -> int:
    """Exit code 1 if anything differs."""
    settings = _settings(workspace)
    wanted = _objects(with_)
    marker = secrets.token_hex(8)
    if dry_run:
        write(_requests(marker, wanted), output)
        return FINE
    with schema.connect(_token(token_env), base_url=attio, agent="verify") as client:
        if cleanup:
            return _clean(client, attio, leftovers)
        if Path(leftovers).exists():
            raise InputError(
                "an earlier run has left something, which stands here; take it away with --cleanup first",
                file=leftovers,
            )
        found = proof.opened(client, clock=time.time, sleep=time.sleep, wanted=wanted)
        stage = proof.Stage(
            marker=marker,
            now=datetime.now(UTC),
            standard=found.standard,
            inactive=tuple(one for one in proof.STANDARD if one not in found.active),
        )
        local = proof.Local(stage, active=found.active)
        _confirmed(client, found, stage, local, leftovers, yes=yes)
        real = proof.Real(
            client=client,
            guard=proof.Guard(stage),
            clock=time.time,
            sleep=time.sleep,
            patience=patience,
            settle=settle,
        )
        run = proof.Run(real=real, stage=stage, file=leftovers, attio=attio)
        asked: list[tuple[proof.Probe, proof.Seen | str]] = []
        cleaned, problem = None, None
        with Interrupts() as interrupts:
            try:
                try:
                    asked.extend(watched(run.asked(), len(run.probes), "probes", interrupts))
                finally:
                    if run.began:
                        cleaned = _taken_away(real, leftovers)
            except HarnessError as error:
                if not asked:
                    raise
                problem = error
        redactor = proof.Redactor([_token_of(client), found.name, found.slug], marker)
        judged = proof.judged(asked, local, settings)
        text = proof.as_text(judged, cleaned=cleaned, file=output, redactor=redactor)
        if output is not None:
            row = proof.as_json(
                judged, attio=attio, at=stage.now, scratch=run.scratch, cleaned=cleaned, redactor=redactor
            )
            write(json.dumps(row, indent=1, ensure_ascii=False) + "\n", output)
        write(text, None)
    if problem is not None:
        raise problem
    return interrupts.exit_code or (FINE if judged.agrees else FINDINGS)


def _settings(workspace: str | None) -> dict[str, str]:
    """Every assumption with its setting."""
    given = load_workspace(workspace).assumptions if workspace is not None else {}
    return {id: given.get(id, row.default) for id, row in ASSUMPTIONS.items()}


def _objects(names: str) -> tuple[str, ...]:
    wanted = tuple(dict.fromkeys(part.strip() for part in names.split(",") if part.strip()))
    for one in wanted:
        if one not in _WITH:
            raise UsageError(f"--with {one!r}: expected {', '.join(_WITH)}, with commas between")
    return wanted


def _token(variable: str | None) -> str | None:
    """The token of a variable that was named; None where none was, which `connect` decides."""
    if variable is None:
        return None
    token = os.environ.get(variable, "")
    if not token.strip():
        state = "is not set" if variable not in os.environ else "is empty"
        raise UsageError(f"--token-env {variable}: this environment variable {state}; expected an access token in it")
    return token


def _token_of(client: httpx.Client) -> str:
    return str(client.headers.get("authorization", "")).partition(" ")[2]


def _requests(marker: str, wanted: Sequence[str]) -> str:
    """What would be sent, with IDs of the emulator."""
    stage = proof.Stage(
        marker=marker,
        now=datetime.now(UTC),
        attributes=proof.ATTRIBUTES,
        standard=wanted,
        inactive=tuple(one for one in ("users", "workspaces", "deals") if one not in wanted),
    )
    local = proof.Local(stage, active=("people", "companies", *wanted))
    parts = ["Nothing is sent. IDs are examples.\n\n"]
    made, cleaned = local.preparing()
    parts.append(proof.as_requests("The scratch object:", made))
    for probe in proof.PROBES:
        if probe.missing(stage) is None:
            parts.append(proof.as_requests(f"{probe.id}: {probe.question}", local.exchanges(probe)))
    parts.append(proof.as_requests("Afterwards:", cleaned))
    return "".join(parts)


def _confirmed(
    client: httpx.Client,
    found: proof.Workspace,
    stage: proof.Stage,
    local: proof.Local,
    leftovers: str,
    *,
    yes: bool,
) -> None:
    """Say what is about to be done, and let a person decide."""
    whole = proof.Stage(
        marker=stage.marker,
        now=stage.now,
        attributes=proof.ATTRIBUTES,
        standard=stage.standard,
        inactive=stage.inactive,
    )
    probes = [one for one in proof.PROBES if one.missing(whole) is None]
    asks = [one.ask for probe in probes for one in local.exchanges(probe)]
    writes = sum(not one.is_read for one in asks)
    others = [one for one in stage.standard if one in proof.MATCHES]
    where = f"{client.base_url.host} (workspace {found.name!r})"
    for line in (
        f"{where}: {len(probes)} probes, some {len(asks)} requests, {writes} of them writes",
        f"makes the object {stage.object} with {len(proof.ATTRIBUTES)} attributes and deletes it afterwards",
        f"makes records in {', '.join(others)} and deletes them afterwards; each holds {stage.marker}"
        if others
        else "makes no record in any other object",
        f"no other record is read or written; if this is cut off, --cleanup finishes it from {leftovers}",
    ):
        say(line, FINE)
    if yes:
        return
    if sys.stdin is None or not sys.stdin.isatty():
        raise UsageError("nobody is there to be asked; say --yes to go on, or --dry-run to see the requests")
    if not typer.confirm("Go on?", err=True):
        raise typer.Abort


def _taken_away(real: proof.Real, leftovers: str) -> proof.Cleaned | None:
    """Clean up after a run; what cannot be is told, and stands in the file."""
    try:
        return proof.clean(real, proof.load(leftovers), leftovers)
    except (HarnessError, KeyboardInterrupt) as error:
        why = str(error) or "interrupted"
        say(f"not everything was taken away ({why}); attio-harness verify --cleanup finishes it", FINE)
        return None


def _clean(client: httpx.Client, attio: str, leftovers: str) -> int:
    left = proof.load(leftovers)
    if left.attio.rstrip("/") != attio.rstrip("/"):
        raise UsageError(f"{leftovers} is of {left.attio}, and --attio says {attio}; expected the same")
    stage = proof.Stage(marker=left.marker, now=datetime.now(UTC), standard=tuple(left.standard))
    real = proof.Real(client=client, guard=proof.Guard(stage), clock=time.time, sleep=time.sleep)
    done = proof.clean(real, left, leftovers)
    what = f"the object {stage.object} {done.object}" if done.object else f"no object {stage.object}"
    write(f"{done.records} records deleted; {what}\n", None)
    for one in done.left:
        say(f"still there: {one}", FINE)
    return FINE
