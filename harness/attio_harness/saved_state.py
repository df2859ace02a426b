"""The state file of a server: written after changes, once a second, and at the end. What is served is not here."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

from attio_emulator import Emulator

from attio_harness.errors import InputError
from attio_harness.output_file import write_file
from attio_harness.terminal.stderr import tell

__all__ = ["Beside", "owned", "saved"]

_SAVED_EVERY = 1.0  # seconds


class Beside(Protocol):
    """What is kept beside the state of an emulator."""

    @property
    def changes(self) -> int:
        """Another number than before where the state is to be saved for its sake."""

    def taken(self) -> tuple[Mapping[str, Any], Callable[[], None]]:
        """Asked when a state is taken, between two requests: members that are saved in it, and what is called once it is on disk."""


@contextlib.contextmanager
def owned(state: str | None) -> Iterator[None]:
    """Be the only process that writes this state while the block runs: of two, the last one to save would undo the other.

    A file beside the state carries the lock, as the state itself is replaced each time; the system takes the lock back from a
    process that has ended in any way.

    Raises:
        InputError: another process has it, or the file beside it cannot be made.
    """
    if state is None:
        yield
        return
    beside = f"{state}.lock"
    try:
        holder = os.open(beside, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror or error}", file=beside) from None
    try:
        try:
            fcntl.flock(holder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InputError("another process keeps this state; name another file with --state", file=state) from None
        try:
            yield
        finally:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(beside)
    finally:
        os.close(holder)


@contextlib.contextmanager
def saved(emulator: Emulator, state: str | None, lock: threading.RLock, beside: Beside | None = None) -> Iterator[None]:
    """Keep the file up to date while the block runs; `state` None for none. The state is read between requests, while `lock` is
    held."""
    if state is None:
        yield
        return
    stop = threading.Event()
    last = [(-1, -1)]  # a list, so that the functions below can change it; -1: nothing is saved yet

    def changes() -> tuple[int, int]:
        return emulator.changes, beside.changes if beside else 0

    def save() -> None:
        with lock:
            if changes() == last[0]:
                return
            # text under the lock, file outside of it: a slow disk does not keep requests waiting
            members, on_disk = beside.taken() if beside else ({}, None)
            last[0], text = changes(), json.dumps({**emulator.snapshot(), **members})
        try:
            write_file([text.encode()], state, private=True)
            if on_disk is not None:
                on_disk()
        except InputError as error:
            tell(str(error))

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
        last[0] = (-1, -1)  # attempts of webhooks are no requests, and are kept as well
        save()
