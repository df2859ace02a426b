"""Keeps the file of a state up to date while a server runs: snapshots that no request waits for, and what cannot be written told and
tried again.

A snapshot is written by a copy of the process (`fork`), which has the memory as it was at that moment; requests wait for the copy to be
made, some ten milliseconds for a gigabyte, and for nothing else.
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
"""Seconds between looks at what is to be saved."""
_REST = 4
"""After a snapshot there is none for this many times as long as it took: it shall not keep the disk busy."""
_LATEST = 30.0
"""Seconds after which what failed is tried again at the latest."""


class Beside(Protocol):
    """What is kept beside the state of an emulator."""

    @property
    def changes(self) -> int:
        """Another number than before where the state is to be saved for its sake."""

    def taken(self) -> tuple[Mapping[str, Any], Callable[[], None]]:
        """Asked when a state is taken, between two requests: members that are saved in it, and what is called once it is on disk."""


class Keeper:
    """Takes snapshots of an emulator, whose log it begins; its lock is held while it is looked at."""

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
        """How the file is doing, for the control calls and the page."""
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
        """Write what waits, and take a snapshot where it is time for one."""
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
        # it writes what waits, as who answers a request does at the same time
        with self._emulator.lock:
            self.log.explain(why)

    def _tell(self) -> None:
        """Say on standard error what is wrong, once, and once that it is over."""
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
            # the number after the last one: if the process ends before they are gone, its files are old
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
    """Keep the state that the emulator was `caught` up with on disk while the block runs.

    What the emulator answers while it is not written down has a header that says so; see `Emulator.on_disk`, too.

    Raises:
        InputError: files of a process before this one cannot be tidied up, or at the end something cannot be saved.
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
        # a snapshot under way may end; a disk that hangs does not keep the program
        thread.join(30)
        keeper.end()
