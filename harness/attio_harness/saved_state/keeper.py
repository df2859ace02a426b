"""Keeps the file of a state up to date while a server runs: takes snapshots that no request waits for; reports and retries what cannot
be written.

A copy of the process (`fork`) writes a snapshot, with the memory of that moment. Requests wait only until the copy is made, which
takes some ten milliseconds for a gigabyte.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

from attio_emulator import system_clock
from attio_emulator.clock import iso

from attio_harness.errors import InputError
from attio_harness.output_file import write_file
from attio_harness.saved_state.catching_up import LOG, CaughtUp
from attio_harness.saved_state.copied import Copied
from attio_harness.saved_state.emulator import LoggedEmulator
from attio_harness.saved_state.log import Log, Problem
from attio_harness.saved_state.places import beside as beside_name
from attio_harness.terminal.stderr import tell
from attio_harness.text.words import counted
from attio_harness.version import __version__

__all__ = ["Beside", "Keeper", "saved"]

_LOOK = 1.0
"""Seconds between checks for something to save."""
_REST = 4
"""After a snapshot, wait this many times as long as it took, to spare the disk."""
_LATEST = 30.0
"""The most seconds before a failed write is tried again."""


class Beside(Protocol):
    """Something saved beside the state of an emulator."""

    @property
    def changes(self) -> int:
        """A number that changes when this gives a reason to save the state."""

    def taken(self) -> tuple[Mapping[str, Any], Callable[[], None]]:
        """Called between two requests when a state is taken; returns the members to save in it, and what to call once it is on disk."""


class Keeper:
    """Takes snapshots of an emulator, whose log it begins, and holds the emulator's lock while it looks at it."""

    def __init__(self, emulator: LoggedEmulator, state: str, caught: CaughtUp, beside: Beside | None) -> None:
        self._emulator, self._state, self._beside = emulator, state, beside
        self.log = Log(
            state,
            id=caught.log or os.urandom(8).hex(),
            number=caught.number,
            first=caught.first,
            header={"program": __version__, "started": emulator.started},
            earlier=caught.files,
            begun=caught.log is not None,
            now=system_clock,
        )
        self._problem: Problem | None = None
        self._told: str | None = None
        self._saved = (-1, -1)
        self._next, self._failed = 0.0, 0

    def on_disk(self) -> dict[str, Any]:
        """The condition of the file, for the control calls and the page."""
        lost, behind = self.log.problem, self._problem
        problem = lost or behind
        return {
            "file": self._state,
            "saved": lost is None,
            "since": iso(problem.since) if problem is not None else None,
            "why": problem.why if problem is not None else None,
        }

    def _changes(self) -> tuple[int, int]:
        return self.log.frames, self._beside.changes if self._beside is not None else 0

    def look(self) -> None:
        """Write pending changes, and take a snapshot if it is time for one."""
        if self.log.problem is not None:
            with self._emulator.lock:
                self.log.flush()
        if time.monotonic() >= self._next and (self._problem is not None or self._changes() != self._saved):
            self.save()
        self.log.synchronise()
        self._tell()

    def save(self) -> None:
        """Take a snapshot."""
        began = time.monotonic()
        try:
            with self._emulator.lock:
                members, on_disk = self._members()
                number, changes = self.log.begin_next(), self._changes()
                members[LOG] = {"id": self.log.id, "next": number}
                copied = Copied(self._state, self._emulator.snapshot_text(members))
            copied.wait()
            with self._emulator.lock:
                self.log.snapshot_is_there(number)
            on_disk()
        except OSError as error:
            self._has_failed(f"cannot be written: {error.strerror or error}")
        except InputError as error:
            self._has_failed(error.problem)
        else:
            self._saved, self._problem, self._failed = changes, None, 0
        now = time.monotonic()
        self._next = now + (
            min(2.0**self._failed, _LATEST) if self._failed else max(_LOOK, _REST * (now - began)) - 0.5
        )

    def _members(self) -> tuple[dict[str, Any], Callable[[], None]]:
        if self._beside is None:
            return {}, lambda: None
        members, on_disk = self._beside.taken()
        return dict(members), on_disk

    def _has_failed(self, why: str) -> None:
        self._failed += 1
        self._problem = Problem(since=self._problem.since if self._problem is not None else system_clock(), why=why)
        # `explain` writes pending changes, as answering a request does at the same time
        with self._emulator.lock:
            self.log.explain(why)

    def _tell(self) -> None:
        """Report on standard error what is wrong, once, and once that it is over."""
        lost, behind = self.log.problem, self._problem
        said = None
        if lost is not None:
            said = f"not saved since {iso(lost.since)}: {lost.why}"
        elif behind is not None:
            said = f"{behind.why}; the changes since stand in {beside_name(self._state, f'log.{self.log.number}')}"
        if said != self._told:
            tell(f"{self._state}: {said or 'everything is saved again'}")
        self._told = said

    def end(self) -> None:
        """Leave a snapshot and no log.

        Raises:
            InputError: something that was acknowledged is neither in the snapshot nor in the log.
        """
        with self._emulator.lock:
            self._emulator.log = None
            members, on_disk = self._members()
            # the number after the last: if the process ends before the files are deleted, they count as old
            members[LOG] = {"id": self.log.id, "next": self.log.number + 1}
            try:
                write_file(self._emulator.snapshot_text(members), self._state, private=True)
                self.log.end(remove=True)
                on_disk()
            except InputError as error:
                self.log.flush()
                self.log.end(remove=False)
                if self.log.problem is not None:
                    raise InputError(
                        f"{error.problem}; what was asked since {iso(self.log.problem.since)} is not saved",
                        file=self._state,
                    ) from None
                tell(str(error))


@contextlib.contextmanager
def saved(emulator: LoggedEmulator, state: str, caught: CaughtUp, beside: Beside | None = None) -> Iterator[Keeper]:
    """Keep the emulator's state on disk while the block runs; the emulator was `caught` up with it.

    Answers whose changes are not logged have a header that says so; see also `Emulator.on_disk`.

    Raises:
        InputError: files of an earlier process cannot be tidied up, or at the end something cannot be saved.
    """
    caught.tidy()
    if caught.changes:
        tell(
            f"{state}: {counted(caught.changes, 'change')} that a process before this one acknowledged and did not save"
        )
    if caught.torn is not None:
        path, at = caught.torn
        tell(
            f"{path}: the last change was not written to its end (byte {at}), so nobody was told that it was done: left out"
        )
    keeper = Keeper(emulator, state, caught, beside)
    stop = threading.Event()

    def keep() -> None:
        while not stop.wait(_LOOK):
            keeper.look()

    thread = threading.Thread(target=keep, daemon=True)
    keeper.save()
    keeper.look()
    emulator.log, emulator.on_disk = keeper.log, keeper.on_disk
    thread.start()
    try:
        yield keeper
    finally:
        stop.set()
        # let a running snapshot end, but do not let a hanging disk keep the program
        thread.join(30)
        keeper.end()
