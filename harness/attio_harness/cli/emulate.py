"""`emulate`: a local Attio over HTTP."""

from __future__ import annotations

from typing import Annotated

import typer

from attio_harness import serve
from attio_harness.cli.output import FINE
from attio_harness.cli.server_options import (
    AdminTokenFile,
    AllowRemote,
    Host,
    HostName,
    WorkspaceOrStandard,
    host_names,
)
from attio_harness.limits import of_server

__all__ = ["emulate"]


def emulate(
    workspace: WorkspaceOrStandard = None,
    port: Annotated[int, typer.Option(help="Port; 0 picks a free one.", min=0, max=65535)] = 0,
    host: Host = "127.0.0.1",
    allow_remote: AllowRemote = False,
    admin_token_file: AdminTokenFile = None,
    host_name: HostName = None,
    state: Annotated[
        str | None,
        typer.Option(
            help="Load the state from this file if it exists, and save it there: nothing answered is lost, however the process ends.",
            metavar="FILE",
        ),
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of the IDs.")] = 0,
    batch_lag: Annotated[
        float, typer.Option(help="Seconds on the emulator's clock before a batch is written.", min=0)
    ] = 0.0,
    faults: Annotated[str | None, typer.Option(help="Fault rules, JSON or YAML.", metavar="FILE")] = None,
    strict_auth: Annotated[
        bool,
        typer.Option("--strict-auth", help="Accept only tokens from the workspace file or issued by OAuth."),
    ] = False,
    rate_limit: Annotated[
        bool,
        typer.Option(
            "--rate-limit",
            help="Answer 429 above 100 reads or 25 writes a second, and above the limits of single endpoints.",
        ),
    ] = False,
    workspace_per_token: Annotated[
        bool,
        typer.Option("--workspace-per-token", help="Give each bearer token its own workspace; its page is /?token=..."),
    ] = False,
    webhook_host: Annotated[
        list[str] | None,
        typer.Option(
            help="Deliver webhooks to this host, too. By default only to this computer.",
            metavar="HOST",
            callback=host_names,
        ),
    ] = None,
) -> int:
    """Serves until SIGINT or SIGTERM."""
    own = None
    if workspace is not None:
        from attio_harness.cli.options import one_standard_input  # as in `serve`, needed only for files
        from attio_harness.inputs.workspaces import load_workspace

        one_standard_input(workspace, faults)
        own = load_workspace(workspace)
    serve.emulate(
        serve.ServerOptions(
            workspace=own,
            host=host,
            allow_remote=allow_remote,
            admin_token_file=admin_token_file,
            host_names=tuple(host_name or ()),
            port=port,
            state=state,
            seed=seed,
            batch_lag=batch_lag,
            faults=faults,
            strict_auth=strict_auth,
            rate_limit=rate_limit,
            webhook_hosts=tuple(webhook_host or ()),
            workspace_per_token=workspace_per_token,
            limits=of_server(),
        )
    )
    return FINE
