"""`emulate`: a local Attio on a port, with a state file that is kept up to date."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from attio_emulator import Emulator, EmulatorError, EmulatorPerToken, Workspace, system_clock
from attio_emulator.faces.server import bound, serve

from attio_harness.errors import InputError, UsageError
from attio_harness.inputs.documents import read_document
from attio_harness.inputs.files import read_text
from attio_harness.inputs.states import load_state, workspace_from
from attio_harness.output_file import can_be_written, write_file

__all__ = ["ServerOptions", "emulate"]

_SAVED_EVERY = 1.0  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerOptions:
    """What a served emulator starts from, and where it listens; `Emulator` says more of those that it has, too."""

    workspace: Workspace | None = None
    host: str = "127.0.0.1"
    port: int = 0
    """0 picks a free one."""
    state: str | None = None
    """A file that is loaded where it exists, and kept up to date."""
    seed: int = 0
    batch_lag: float = 0.0
    """Seconds of the virtual clock before a batch is applied."""
    faults: str | None = None
    """A file of fault rules (JSON)."""
    strict_auth: bool = False
    rate_limit: bool = False
    webhook_hosts: tuple[str, ...] = ()
    """Hosts that webhooks go to beside this computer."""
    workspace_per_token: bool = False


_NOBODY_LISTED = (
    "--strict-auth refuses every key, as the workspace lists none under tokens: only what /authorize gives is accepted"
)


def emulate(options: ServerOptions) -> None:
    """Serve until SIGINT or SIGTERM. The first line of standard output says where.

    Raises:
        InputError: the state or the fault rules cannot be used.
        UsageError: the options do not go together, or the address or the batch lag cannot be used.
    """
    host, port, state = options.host, options.port, options.state
    if options.workspace_per_token and state is not None:
        raise UsageError("--state keeps one workspace; leave it out, or leave out --workspace-per-token")
    can_be_written(state)
    make = _maker(options)
    try:
        emulator = make()
    except ValueError as error:
        raise UsageError(str(error)) from None
    if state is not None and os.path.exists(state):
        saved = load_state(state)
        workspace_from(saved, options.workspace)  # of another workspace it would be a slip
        try:
            emulator.restore(saved.values)
        except EmulatorError as error:
            raise InputError(str(error), file=state) from None
    if options.strict_auth and not emulator.workspace.tokens:
        sys.stderr.write(f"attio-harness: {_NOBODY_LISTED}\n")
    if not host.strip():
        raise UsageError(f"--host {host!r}: expected an address to listen on, such as 127.0.0.1")
    try:
        listening = bound(host, port)
    except OSError as error:
        raise UsageError(f"cannot listen on {host}:{port}: {error.strerror or error}") from None
    # the server answers one request at a time under it, so a state is never written halfway through one
    lock = threading.RLock()
    with _saved(emulator, state, lock):
        app = EmulatorPerToken(make) if options.workspace_per_token else emulator
        serve(app, listening, host=host, started=_announce, webhook_hosts=options.webhook_hosts, lock=lock)


def _maker(options: ServerOptions) -> Callable[[], Emulator]:
    """Makes emulators that start alike; the fault rules are read once."""
    rules = None if options.faults is None else _json(options.faults)

    def make() -> Emulator:
        made = Emulator(
            options.workspace,
            clock=system_clock,
            seed=options.seed,
            batch_lag=options.batch_lag,
            strict_auth=options.strict_auth,
            rate_limit=options.rate_limit,
        )
        if rules is not None:
            _put(made, rules, str(options.faults))
        return made

    return make


def _put(emulator: Emulator, rules: Any, file: str) -> None:
    try:
        emulator.faults.replace(rules)
    except ValueError as error:
        raise InputError(str(error), file=file) from None


def _announce(url: str) -> None:
    sys.stdout.write(f"listening on {url}\n")
    sys.stdout.flush()


def _json(path: str) -> Any:
    return read_document(read_text(path, "faults"), path, "faults")


@contextlib.contextmanager
def _saved(emulator: Emulator, state: str | None, lock: threading.RLock) -> Iterator[None]:
    """Write the state after changes, once a second, and at the end. It is read between requests, while `lock` is held."""
    if state is None:
        yield
        return
    stop = threading.Event()
    last = [-1]  # a list, so that the functions below can change it; -1: nothing is saved yet

    def save() -> None:
        with lock:
            if emulator.changes == last[0]:
                return
            # text under the lock, file outside of it: a slow disk does not keep requests waiting
            last[0], text = emulator.changes, json.dumps(emulator.snapshot())
        try:
            write_file([text.encode()], state, private=True)
        except InputError as error:
            sys.stderr.write(f"attio-harness: {error}\n")

    def keep() -> None:
        while not stop.wait(_SAVED_EVERY):
            save()

    thread = threading.Thread(target=keep, daemon=True)
    save()
    thread.start()
    try:
        yield
    finally:
        stop.set()
        # a save under way may finish; a disk that hangs does not keep the program
        thread.join(5)
        last[0] = -1  # attempts of webhooks are no requests, and are kept as well
        save()
