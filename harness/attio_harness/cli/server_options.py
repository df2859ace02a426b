"""Options of the commands that start a server. In a module of their own, because importing `options` delays the start."""

from __future__ import annotations

import re
from typing import Annotated

import typer

from attio_harness.errors import UsageError

__all__ = ["AdminTokenFile", "AllowRemote", "Host", "HostName", "WorkspaceOrStandard", "host_names"]

_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*\.?|[0-9a-fA-F]*:[0-9a-fA-F:.]*")
"""A host name, or an address of IPv4 or IPv6."""


def host_names(param: typer.CallbackParam, hosts: list[str] | None) -> list[str] | None:
    """The callback of options that name hosts, without port and path."""
    for host in hosts or ():
        if not _HOST.fullmatch(host):
            raise UsageError(f"{param.opts[-1]} {host!r} is not a host; expected one such as example.com")
    return hosts


def _without_brackets(host: str) -> str:
    """The callback of `--host`: an IPv6 address may have the brackets of a URL."""
    return host[1:-1] if host.startswith("[") and host.endswith("]") else host


WorkspaceOrStandard = Annotated[
    str | None,
    typer.Option("-w", "--workspace", help="Workspace file; without one, the standard objects.", metavar="WORKSPACE"),
]
Host = Annotated[
    str,
    typer.Option(
        help="Address to listen on. If other computers can reach it, --allow-remote is required.",
        callback=_without_brackets,
    ),
]
AllowRemote = Annotated[
    bool,
    typer.Option(
        "--allow-remote",
        help="Let other computers call. Control calls and pages then require an admin token, also from this computer: from "
        "--admin-token-file, the variable ATTIO_EMULATOR_ADMIN_TOKEN, or a new one, which is printed.",
    ),
]
AdminTokenFile = Annotated[
    str | None, typer.Option(help="With --allow-remote: the file with the admin token.", metavar="FILE")
]
HostName = Annotated[
    list[str] | None,
    typer.Option(
        help="A host name that clients use besides localhost, such as a container's. May be repeated.",
        metavar="HOST",
        callback=host_names,
    ),
]
