"""`serve`: a local Segment that delivers into a local Attio."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

import typer

from attio_harness.assumptions import divided
from attio_harness.cli.options import (
    Action,
    Assume,
    BatchWait,
    Destination,
    Existing,
    Filters,
    IgnoreIntegrations,
    base_address,
    one_standard_input,
    words_of,
)
from attio_harness.cli.output import FINE
from attio_harness.cli.run_input import run_settings
from attio_harness.cli.server_options import AdminTokenFile, AllowRemote, Host, HostName, WorkspaceOrStandard
from attio_harness.errors import UsageError, one_of
from attio_harness.inputs.filters import read_filters
from attio_harness.inputs.mappings import read_mappings
from attio_harness.inputs.workspaces import load_workspace
from attio_harness.limits import of_server
from attio_harness.local_segment.sources import Source, by_key, read_source
from attio_harness.verdicts import MODES

__all__ = ["serve"]

_ONLY = "source"
"""The name of the source that has no name of its own, with the mappings of -m."""


def serve(
    mapping: Annotated[
        list[str] | None,
        typer.Option(
            "-m",
            "--mapping",
            help="Mapping file, - for standard input, or a preset: published, documented. May be repeated.",
            metavar="MAPPING",
        ),
    ] = None,
    workspace: WorkspaceOrStandard = None,
    write_key: Annotated[
        str | None,
        typer.Option(help="The write key of the events that -m is for; by default, any key works.", metavar="KEY"),
    ] = None,
    source: Annotated[
        list[str] | None,
        typer.Option(
            help="A source with its own mapping: name, write key and mapping; separate several mappings by commas. "
            "May be repeated.",
            metavar="NAME:KEY:MAPPING",
        ),
    ] = None,
    filters: Filters = None,
    ignore_integrations: IgnoreIntegrations = False,
    mode: Annotated[
        str,
        typer.Option(
            help="How events are sent: auto (by the enable_batching of each mapping), single or batch.",
            metavar="MODE",
            autocompletion=words_of("mode", "serve"),
        ),
    ] = "auto",
    existing: Existing = "unknown",
    batch_wait: BatchWait = None,
    attio: Annotated[
        str | None,
        typer.Option(
            help="Deliver to the Attio at this address instead of the built-in one, which then serves only for explanations.",
            metavar="URL",
            callback=base_address,
        ),
    ] = None,
    token_env: Annotated[
        str,
        typer.Option(help="With --attio: the environment variable with the access token.", metavar="NAME"),
    ] = "ATTIO_API_KEY",
    port: Annotated[int, typer.Option(help="Port; 0 picks a free one.", min=0, max=65535)] = 0,
    host: Host = "127.0.0.1",
    allow_remote: AllowRemote = False,
    admin_token_file: AdminTokenFile = None,
    host_name: HostName = None,
    state: Annotated[
        str | None,
        typer.Option(
            help="Load the state from this file if it exists, and save it there: nothing acknowledged is lost, however the process ends. Events in flight are saved in FILE.events.",
            metavar="FILE",
        ),
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of the IDs.")] = 0,
    faults: Annotated[str | None, typer.Option(help="Fault rules, JSON or YAML.", metavar="FILE")] = None,
    action: Action = None,
    destination: Destination = None,
    assume: Assume = None,
) -> int:
    """Serves until SIGINT or SIGTERM."""
    one_of(mode, MODES, "--mode")
    sources = _sources(mapping or (), write_key, source or (), filters or ())
    one_standard_input(*(path for one in sources for path in one.mappings), *(filters or ()), workspace, faults)
    settings = run_settings(
        existing=existing, ignore_integrations=ignore_integrations, assume=assume, batch_wait=batch_wait
    )
    # both engines, 0.1 s that --help and a wrong option do not need
    from attio_harness.local_segment.elsewhere import sender_to
    from attio_harness.local_segment.live import Connected, How
    from attio_harness.local_segment.reload import Loaded
    from attio_harness.local_segment.server import ServeOptions, serve_events
    from attio_harness.rest import sendable, token_of
    from attio_harness.run.connection import SEGMENT
    from attio_harness.serve import ServerOptions
    from attio_harness.terminal.stderr import tell

    def load() -> Loaded:
        connected = []
        for one in sources:
            read = read_mappings(one.mappings, action=action, destination=destination, may_name_none=bool(one.filters))
            kept = read_filters(one.filters, read, destination=destination)
            connected.append(Connected(name=one.name, subscriptions=read, filters=kept))
        return Loaded(connected=connected, workspace=load_workspace(workspace) if workspace is not None else None)

    own, of_attio = divided(settings["assumptions"])
    serve_events(
        ServeOptions(
            attio=ServerOptions(
                host=host,
                allow_remote=allow_remote,
                admin_token_file=admin_token_file,
                host_names=tuple(host_name or ()),
                port=port,
                state=state,
                seed=seed,
                faults=faults,
                tokens=(SEGMENT,),
                assumptions=of_attio,
                limits=of_server(),
            ),
            sources=sources,
            load=load,
            files=_watched(sources, workspace),
            how=How(
                assumed=own,
                given=settings["assumptions"],
                mode=mode,  # type: ignore[arg-type]
                integrations=settings["integrations"],
                existing=settings["existing"],
                elsewhere=None
                if attio is None
                else sender_to(
                    attio, sendable(token_of(token_env)), deadline=float(own["delivery.deadline"]), tell=tell
                ),
            ),
        )
    )
    return FINE


def _sources(
    mapping: Sequence[str], write_key: str | None, source: Sequence[str], filters: Sequence[str]
) -> list[Source]:
    """The source of -m, then those with a name. Raises UsageError if there is none, or if two have the same name or key."""
    if write_key is not None and not write_key.strip():
        # for instance from a shell variable that is not set: it would accept every key
        raise UsageError("--write-key is empty; expected the write key, or nothing where any will do")
    found = [replace(read_source(text), filters=tuple(filters)) for text in source]
    if mapping:
        found.insert(0, Source(name=_ONLY, write_key=write_key, mappings=tuple(mapping), filters=tuple(filters)))
    elif write_key is not None:
        raise UsageError("--write-key is that of the source that -m is for; give -m, or the key with --source")
    if not found:
        raise UsageError(
            "the option -m, --mapping is missing: the mapping that events meet, or --source NAME:KEY:MAPPING"
        )
    by_key(found)
    return found


def _watched(sources: Sequence[Source], workspace: str | None) -> list[str]:
    """The files to read again when they change; none if one of them can be read only once."""
    files = [file for one in sources for file in (*one.mappings, *one.filters)]
    if workspace is not None:
        files.append(workspace)
    return [] if "-" in files else files
