"""`replay`: sends recorded traffic to the emulator and compares the answers."""

from __future__ import annotations

from typing import Annotated

import typer
from attio_emulator import EmulatorError

from attio_harness.assumptions import divided
from attio_harness.cli.configured_keys import gives_way
from attio_harness.cli.options import (
    Assume,
    From,
    Out,
    assumed,
    formats,
    one_standard_input,
    show_values_of,
    written_state,
)
from attio_harness.cli.output import FINDINGS, FINE, say, show
from attio_harness.cli.places import places
from attio_harness.cli.server_options import WorkspaceOrStandard
from attio_harness.cli.spared import spares
from attio_harness.errors import InputError, UsageError
from attio_harness.inputs.states import load_state, workspace_from
from attio_harness.inputs.workspaces import load_workspace
from attio_harness.replay.cassettes.files import recordings
from attio_harness.replay.hosts import Hosts
from attio_harness.replay.run import Settings
from attio_harness.replay.run import replay as replayed
from attio_harness.saved_state import replaces_state

__all__ = ["replay"]


def replay(
    files: Annotated[
        list[str],
        typer.Argument(
            help="Recorded traffic, or folders of it: HAR, VCR and vcrpy cassettes, Polly.js, nock, Nango's tests, the emulator's journal; - for standard input.",
            metavar="FILES...",
        ),
    ],
    workspace: WorkspaceOrStandard = None,
    start: From = None,
    state: Annotated[
        str | None,
        typer.Option(
            help="Write the workspace as it is after the recording, with its records, to this file.",
            metavar="FILE",
            callback=written_state,
        ),
    ] = None,
    host: Annotated[
        list[str] | None,
        typer.Option(
            help="A host that stands for api.attio.com, such as 127.0.0.1:8700 or proxy.example.com/attio. May be repeated.",
            metavar="HOST",
        ),
    ] = None,
    together: Annotated[
        bool,
        typer.Option(
            "--together",
            help="Replay all files as one recording, in order. By default, each starts with a fresh workspace.",
        ),
    ] = False,
    infer: Annotated[
        bool,
        typer.Option(
            "--infer/--no-infer",
            help="First add to the workspace what the recorded responses show was there before.",
        ),
    ] = True,
    assume: Assume = None,
    format: Annotated[list[str] | None, formats("replay")] = None,
    output: Out = None,
    show_values: Annotated[bool, show_values_of("replay")] = False,
) -> int:
    """Exit code 1 if an answer differs, an entry cannot be read, or there is nothing to compare."""
    spares("--state", state, [*files, workspace])
    targets = places("replay", format, output, beside=[*files, workspace, start, state])
    one_standard_input(*files, workspace, start)
    assumptions = _of_attio(assume)
    hosts = Hosts(host or ())
    known = load_workspace(workspace) if workspace is not None else None
    begun = load_state(start) if start is not None else None
    if begun is not None:
        known = workspace_from(begun, known)
    found = list(recordings(files))
    if state is not None and len(found) > 1 and not together and gives_way("state", beside="files"):
        say(f"state = {state} of the configuration is left out: it keeps one workspace, and {len(found)} recordings have one each", FINE)  # fmt: skip
        state = None
    if state is not None and len(found) > 1 and not together:
        raise UsageError(
            f"--state keeps one workspace, and {len(found)} recordings have one each; say --together, or name one"
        )
    settings = Settings(
        workspace=known,
        state=begun.values if begun is not None else None,
        hosts=hosts,
        together=together,
        infer=infer,
        assumptions=assumptions,
    )
    with replaces_state(state) as replace_state:
        try:
            report, emulator = replayed(found, settings)
        except EmulatorError as error:
            raise InputError(str(error), file=start or workspace or "") from None
        if state is not None and emulator is not None:
            replace_state(emulator.snapshot_text({}))
    show("replay", targets, report, show_values=show_values)
    return FINE if report.ok else FINDINGS


def _of_attio(assume: list[str] | None) -> dict[str, str]:
    settings = assumed(assume)
    _, of_attio = divided(settings)
    other = next((id for id in settings if id not in of_attio), None)
    if other is not None:
        raise UsageError(f"--assume {other} is about Segment's platform, which has no part in a replay")
    return of_attio
