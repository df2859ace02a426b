"""`emulate`: a local Attio on a port, with a state file that is kept up to date.

Readers of files are imported only when a file is named: they know every kind of file, and would take a tenth of a server's start.
"""

from __future__ import annotations

import contextlib
import errno
import os
import socket
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from attio_emulator import Emulator, EmulatorError, EmulatorPerToken, Token, Workspace
from attio_emulator.faces.admin import LOGIN, made_token, wrong_token
from attio_emulator.faces.callers import Guard
from attio_emulator.faces.server import OtherComputers, bound, guard_for, serve
from attio_emulator.limits import DEFAULTS, Limits
from attio_emulator.own_paths import HEADER

from attio_harness.errors import InputError, UsageError
from attio_harness.output_file import can_be_written
from attio_harness.saved_state import HeldClock, LoggedEmulator, owned, segments
from attio_harness.terminal.stderr import tell
from attio_harness.text.words import listed

if TYPE_CHECKING:
    from attio_harness.saved_state import Beside, CaughtUp

__all__ = [
    "TOKEN_VARIABLE",
    "ServerOptions",
    "announce",
    "door",
    "emulate",
    "listen",
    "maker",
    "restored",
    "saved",
    "tell_faults",
]


TOKEN_VARIABLE = "ATTIO_EMULATOR_ADMIN_TOKEN"
"""The environment variable with the admin token."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerOptions:
    """What a served emulator starts from, and where it listens. `Emulator` documents the options that both share."""

    workspace: Workspace | None = None
    host: str = "127.0.0.1"
    allow_remote: bool = False
    """Whether `host` may be an address that other computers can reach."""
    admin_token_file: str | None = None
    """With `allow_remote`, a file with the token that control calls and pages require. Without a file it comes from `TOKEN_VARIABLE`,
    or is made and printed."""
    host_names: tuple[str, ...] = ()
    """Further names of this computer that clients may use."""
    port: int = 0
    """0 picks a free one."""
    state: str | None = None
    """A file that is loaded if it exists, and kept up to date."""
    seed: int = 0
    batch_lag: float = 0.0
    """Seconds of the virtual clock before a batch is applied."""
    faults: str | None = None
    """A file of fault rules, JSON or YAML."""
    strict_auth: bool = False
    rate_limit: bool = False
    webhook_hosts: tuple[str, ...] = ()
    """Hosts that webhooks may go to, besides this computer."""
    workspace_per_token: bool = False
    tokens: tuple[Token, ...] = ()
    """Tokens that are accepted besides those of the workspace."""
    assumptions: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = DEFAULTS
    """How much the server keeps, accepts and waits for."""


_NOBODY_LISTED = (
    "--strict-auth refuses every key, as the workspace lists none under tokens: only what /authorize gives is accepted"
)


def emulate(options: ServerOptions) -> None:
    """Serve until SIGINT or SIGTERM. The first line of standard output is the address.

    Raises:
        InputError: the state or the fault rules cannot be used, or another process keeps the state.
        UsageError: the options do not go together, or the address or the batch lag cannot be used.
    """
    if options.workspace_per_token and options.state is not None:
        raise UsageError("--state keeps one workspace; leave it out, or leave out --workspace-per-token")
    can_be_written(options.state)
    with owned(options.state):
        _emulate(options)


def _emulate(options: ServerOptions) -> None:
    make = maker(options)
    emulator, caught = restored(make, options)
    if options.strict_auth and not emulator.workspace.tokens:
        tell(_NOBODY_LISTED)
    guard, started = door(options)
    listening = listen(options)
    with saved(emulator, options.state, caught):
        app = EmulatorPerToken(make, most=options.limits.token_workspaces) if options.workspace_per_token else emulator
        serve(
            app,
            listening,
            guard=guard,
            started=started,
            webhook_hosts=options.webhook_hosts,
            limits=options.limits,
        )
    tell_faults(app)


def saved(
    emulator: LoggedEmulator,
    state: str | None,
    caught: CaughtUp | None,
    beside: Beside | None = None,
) -> contextlib.AbstractContextManager[object]:
    """Like `saved_state.saved`, but keeps nothing if there is no state file or nothing was restored."""
    if state is None or caught is None:
        return contextlib.nullcontext()
    from attio_harness import saved_state  # 4 ms with the log, needed only to keep a state

    return saved_state.saved(emulator, state, caught, beside)


def restored(make: Callable[[], LoggedEmulator], options: ServerOptions) -> tuple[LoggedEmulator, CaughtUp | None]:
    """An emulator with the state of the file and of the log beside it, and how far these go; None if no state is kept. Raises like
    `emulate`."""
    try:
        emulator = make()
    except ValueError as error:
        raise UsageError(str(error)) from None
    if options.state is None:
        return emulator, None
    from attio_harness.saved_state import CaughtUp  # as in `saved`

    if not os.path.exists(options.state):
        _no_log_alone(options.state)
        return emulator, CaughtUp(values={})
    from attio_harness.inputs.states import load_state, workspace_from

    found = load_state(options.state)
    workspace_from(found, options.workspace)  # refuses the state of another workspace, surely a slip
    try:
        emulator.restore(found.values)
    except EmulatorError as error:
        raise InputError(str(error), file=options.state) from None
    if options.workspace is not None:
        _tell_other_schema(options.state, found.values, emulator.workspace, options.workspace)
    assert found.caught is not None
    return emulator, found.caught


def _tell_other_schema(file: str, state: Mapping[str, Any], own: Workspace, given: Workspace) -> None:
    """Report how the workspace file differs from the state's schema, which stays in force: calls may have added to it."""
    from attio_harness.schema_changes import beside_state

    names = beside_state(state, own, given)
    if names:
        tell(
            f"{file}: the schema of the state stays in force, which differs from {given.file} in {listed(names, 5)}; to take that of "
            f"the file, send it to PUT /_emulator/workspace, or delete {file} and begin without records"
        )


def _no_log_alone(state: str) -> None:
    log = next(iter(segments(state).values()), None)
    if log is not None:
        raise InputError(
            f"has changes of the state {state}, which is not there: put it back, or move the log away to begin anew",
            file=log,
        )


def door(options: ServerOptions) -> tuple[Guard, Callable[[str], None]]:
    """The guard that decides who may call, and a function to call with the address once the server answers.

    Raises:
        InputError: the file of the admin token cannot be used.
        UsageError: the token is not a token, or no call would require it.
    """
    if not options.allow_remote:
        if options.admin_token_file is not None:
            raise UsageError(
                "--admin-token-file is asked of other computers alone; add --allow-remote, or leave it out"
            )
        return guard_for(options.host, options.host_names), announce
    token, source = os.environ.get(TOKEN_VARIABLE, ""), f"the environment variable {TOKEN_VARIABLE}"
    if options.admin_token_file is not None:
        from attio_harness.inputs.files import read_text

        token, source = read_text(options.admin_token_file, "admin token").strip(), options.admin_token_file
    made = not token and options.admin_token_file is None
    if made:
        token = made_token()
    why = wrong_token(token)
    if why is not None:
        raise UsageError(f"the admin token of {source}: {why}")

    def started(url: str) -> None:
        announce(url)
        if made:
            tell(f"admin token {token} (told this once; log in at {url}{LOGIN}, or send it as the header {HEADER})")

    return guard_for(options.host, options.host_names, token), started


def listen(options: ServerOptions) -> socket.socket:
    """A listening socket. Raises UsageError if it cannot listen, or if other computers could reach it but must not."""
    host, port = options.host, options.port
    if not host.strip():
        raise UsageError(f"--host {host!r}: expected an address to listen on, such as 127.0.0.1")
    try:
        return bound(host, port, allow_remote=options.allow_remote)
    except OtherComputers as error:
        raise UsageError(
            f"--host {host}: {error}; to let them, add --allow-remote, which asks for an admin token"
        ) from None
    except OSError as error:
        other = "; take another --port, or 0 for any that is free" if error.errno == errno.EADDRINUSE else ""
        raise UsageError(f"cannot listen on {host}:{port}: {error.strerror or error}{other}") from None


def maker(options: ServerOptions) -> Callable[[], LoggedEmulator]:
    """A function that makes emulators which all start alike; reads the fault rules once."""
    rules = None
    if options.faults is not None:
        from attio_harness.inputs.fault_rules import load_fault_rules

        rules = load_fault_rules(options.faults, carrier="server")

    def make() -> LoggedEmulator:
        made = LoggedEmulator(
            options.workspace,
            clock=HeldClock(),
            seed=options.seed,
            batch_lag=options.batch_lag,
            strict_auth=options.strict_auth,
            rate_limit=options.rate_limit,
            tokens=options.tokens,
            assumptions=options.assumptions,
            limits=options.limits,
        )
        if rules is not None:
            made.faults.replace(rules)
        return made

    return make


def tell_faults(app: Emulator | EmulatorPerToken) -> None:
    """Report what the fault rules of each emulator did. The same seed with the same requests does the same."""
    for one in app.emulators():
        summary = one.faults.summary()
        if summary:
            tell(f"faults: {summary}")


def announce(url: str) -> None:
    """Print the address as the first line of standard output."""
    sys.stdout.write(f"listening on {url}\n")
    sys.stdout.flush()
