"""Writes a snapshot in a copy of this process, while this process goes on.

The copy has the memory of that moment and one thread; it touches nothing but that memory and the file that it writes. It ends when its
parent has ended. Only the parent puts the file in the place of the state, so a copy whose parent was killed cannot undo what the next
process saves.
"""

from __future__ import annotations

import contextlib
import gc
import os
import resource
import signal
import warnings
from collections.abc import Iterable
from typing import NoReturn

from attio_harness.saved_state.places import open_private, place, saving_name

__all__ = ["Copied"]

_PIECE = 1 << 20
_NICER = 5
"""The niceness of the copy: requests come first."""
_NEVER = 2**31 - 1
"""Rounds of the collector over younger objects before a full one: more than happen while a copy writes."""


class Copied:
    """A copy of this process that writes `pieces` to a file beside `state`; it is made at once.

    Raises:
        OSError: no copy can be made.
    """

    def __init__(self, state: str, pieces: Iterable[bytes]) -> None:
        self._place = place(state)
        self._file = saving_name(state)
        parent = os.getpid()
        self._reading, writing = os.pipe()
        # a full round of the collector would touch, and so copy, all of the shared memory
        self._thresholds = gc.get_threshold()
        gc.set_threshold(*self._thresholds[:2], _NEVER)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)  # about copying one of several threads: see above
                self._process = os.fork()
        except OSError:
            gc.set_threshold(*self._thresholds)
            os.close(self._reading)
            os.close(writing)
            raise
        if self._process == 0:
            _write(self._file, pieces, writing, parent)
        os.close(writing)

    def wait(self) -> None:
        """Wait until the copy is written, and put it in its place.

        Raises:
            OSError: it cannot be written; the old file is still there.
        """
        try:
            with os.fdopen(self._reading, "rb") as told:
                why = told.read().decode()
            _, status = os.waitpid(self._process, 0)
        finally:
            gc.set_threshold(*self._thresholds)
        if why or status:
            with contextlib.suppress(OSError):
                os.unlink(self._file)
            raise OSError(0, why or "the process that wrote it was stopped")
        try:
            os.replace(self._file, self._place)
        except OSError:
            with contextlib.suppress(OSError):
                os.unlink(self._file)
            raise
        _synchronise_folder(self._place)


def _synchronise_folder(path: str) -> None:
    """Write the new name to the disk; some file systems cannot."""
    with contextlib.suppress(OSError):
        folder = os.open(os.path.dirname(path) or ".", os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _write(file: str, pieces: Iterable[bytes], writing: int, parent: int) -> NoReturn:
    """In the copy: write, report failures on the pipe, and end without the usual steps at a process's end."""
    try:
        signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, signal.SIGTERM, signal.SIGHUP))
        gc.disable()
        _let_go(writing)
        os.nice(_NICER)
        _fill(file, pieces, parent)
    except BaseException as error:
        why = (error.strerror if isinstance(error, OSError) else None) or f"{type(error).__name__} {error}"
        with contextlib.suppress(BaseException):
            os.write(writing, why.encode("utf-8", "replace")[:4000])
    finally:
        os._exit(0)


def _let_go(keep: int) -> None:
    """Close what the parent has open: otherwise its port, lock and pipes would stay in use if it were killed."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in range(3):
        os.dup2(nowhere, number)
    os.closerange(3, keep)
    os.closerange(keep + 1, min(most, 1 << 20) if most > 0 else 1 << 20)


def _fill(file: str, pieces: Iterable[bytes], parent: int) -> None:
    opened = open_private(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    with os.fdopen(opened, "wb", buffering=_PIECE) as out:
        for piece in pieces:
            if os.getppid() != parent:
                os.unlink(file)
                os._exit(1)
            out.write(piece)
        out.flush()
        os.fsync(out.fileno())
