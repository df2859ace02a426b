"""`anonymize`: writes events without the people in them, fit for a repository. Has only the options; `anonymized_run` does the work."""

from __future__ import annotations

import os
import secrets
from typing import Annotated

import typer

from attio_harness.cli.options import Action, Destination, Events, Filters, one_standard_input, written
from attio_harness.cli.output import FINE, say
from attio_harness.cli.spared import spares
from attio_harness.errors import UsageError
from attio_harness.inputs.actions import known_action

__all__ = ["anonymize"]

_KEY_BYTES = 16
_SHORTEST_KEY = 12


def anonymize(
    events: Events,
    output: Annotated[
        str | None,
        typer.Option(
            "-o",
            "--output",
            help="Write to this file, or to a folder (existing, or ending in /) with one file per input. By default, standard output.",
            metavar="FILE|FOLDER",
        ),
    ] = None,
    mapping: Annotated[
        list[str] | None,
        typer.Option(
            "-m",
            "--mapping",
            help="The mapping whose verdicts must stay the same: a file, - for standard input, or a preset. May be repeated.",
            metavar="MAPPING",
        ),
    ] = None,
    workspace: Annotated[
        str | None,
        typer.Option(
            "-w",
            "--workspace",
            help="Workspace file: its select options are kept, and its attribute types tell what a value is.",
            metavar="WORKSPACE",
        ),
    ] = None,
    filters: Filters = None,
    key: Annotated[
        str | None,
        typer.Option(
            "--key",
            envvar="ATTIO_HARNESS_KEY",
            help="The same key gives the same fakes. Keep it secret: with it, people can be identified. Without one, a new key is "
            "made and printed.",
            metavar="TEXT",
        ),
    ] = None,
    keep: Annotated[
        list[str] | None,
        typer.Option(
            "--keep",
            help="Keep the value at this path, such as traits.team or properties.*.sku. May be repeated.",
            metavar="PATH",
        ),
    ] = None,
    fake: Annotated[
        list[str] | None,
        typer.Option(
            "--fake", help="Replace the value at this path, whatever it looks like. May be repeated.", metavar="PATH"
        ),
    ] = None,
    workspace_output: Annotated[
        str | None,
        typer.Option(
            "--workspace-output",
            help="Also write the workspace file to this file, with its members and records replaced by fakes.",
            metavar="FILE",
            callback=written,
        ),
    ] = None,
    report: Annotated[
        str | None,
        typer.Option(
            "--report",
            help="Write what was replaced and kept to this file (as JSON if it ends in .json) instead of standard error.",
            metavar="FILE",
            callback=written,
        ),
    ] = None,
    verify: Annotated[
        bool,
        typer.Option(
            help="With -m and -w: run the events and the fakes through the mapping and list each verdict that differs."
        ),
    ] = True,
    action: Action = None,
    destination: Destination = None,
) -> int:
    """Exit code 1 if a verdict differs, or if an entry of a file is not an event; such an entry is left out."""
    known_action(action, "--action")
    one_standard_input(*events, *(mapping or ()), *(filters or ()), workspace)
    if workspace_output is not None and workspace is None:
        raise UsageError("--workspace-output writes what -w reads; found no -w")
    _apart(workspace, output, workspace_output, report)
    read = (*(mapping or ()), *(filters or ()), workspace)
    spares("-o", output, read)
    for option, file in (("--workspace-output", workspace_output), ("--report", report)):
        spares(option, file, (*events, *read))
    secret = _secret(key)
    from attio_harness.cli.anonymized_run import run  # both engines, 0.2 s that --help and a wrong option do not need

    return run(
        events,
        output,
        secret=secret,
        tell_key=key is None,
        mappings=mapping or [],
        workspace=workspace,
        filters=filters or [],
        keep=keep or [],
        fake=fake or [],
        workspace_output=workspace_output,
        report=report,
        verify=verify,
        action=action,
        destination=destination,
    )


def _apart(workspace: str | None, *written: str | None) -> None:
    """Raises UsageError if one file would overwrite another."""
    named = [os.path.realpath(one) for one in (workspace, *written) if one is not None and one != "-"]
    twice = next((one for number, one in enumerate(named) if one in named[:number]), None)
    if twice is not None:
        raise UsageError(
            f"{os.path.relpath(twice)} is named twice; the originals and all that is written need names of their own"
        )


def _secret(key: str | None) -> str:
    if key is None:
        return secrets.token_hex(_KEY_BYTES)
    if not key.strip():
        raise UsageError("--key is empty; expected a text that nobody can guess, or nothing for a new one")
    if len(key) < _SHORTEST_KEY:
        say(
            f"--key has {len(key)} characters, and a key that can be guessed gives the originals away; take {_SHORTEST_KEY} or more",
            FINE,
        )
    return key
