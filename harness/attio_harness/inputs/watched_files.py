"""Finds out which of some named files, folders and globs have changed since the last look.

A look compares the time of change, the size and the identity of each file. So it also notices a file that was replaced, deleted and
made anew, or is in a swapped folder. The system's messages only say when to look; without them, or if they miss something, there is
a look every second.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from glob import escape, has_magic
from pathlib import Path
from typing import Any

from attio_harness.errors import InputError
from attio_harness.inputs.files import files_of
from attio_harness.inputs.hcl_files import READ_BESIDE, is_named_hcl

__all__ = ["WatchedFiles"]

_LOOKED_EVERY = 1.0
_QUIET = 0.1
"""Seconds without a change before the earlier ones are reported: an editor writes, renames and sets rights one after the other."""
_PATIENCE = 2.0
"""Seconds of ongoing changes after which they are reported anyway."""

Stamp = tuple[int, int, int, int]


class WatchedFiles:
    """The files as they were when this was made, or when `wait` last returned.

    A name may stand for nothing yet; `-` is ignored. Tests replace `sleep`, which waits a number of seconds.

        files = WatchedFiles(["events/", "mapping.json"])
        while changed := files.wait():
            ...
    """

    def __init__(self, names: Iterable[str] = (), *, sleep: Callable[[float], object] = time.sleep) -> None:
        self._names: tuple[str, ...] = ()
        self._sleep = sleep
        self._stamps: dict[str, Stamp] = {}
        self._messages: Iterator[Any] | None = None
        self._folders: Mapping[str, object] = {}
        self.names(names)

    def names(self, names: Iterable[str]) -> None:
        """Watch these names from now on; files that were already watched keep their last seen state."""
        named = [name for name in names if name != "-"]
        self._names = tuple(dict.fromkeys([*named, *_beside(named)]))
        now = _stamps(self._names)
        self._stamps = {file: self._stamps.get(file, one) for file, one in now.items()}

    @property
    def files(self) -> list[str]:
        """The watched files that exist."""
        return sorted(self._stamps)

    def changed(self) -> list[str]:
        """The files that are new, gone or changed since the last call."""
        before, self._stamps = self._stamps, _stamps(self._names)
        every = before.keys() | self._stamps.keys()
        return sorted(file for file in every if before.get(file) != self._stamps.get(file))

    def wait(self, stop: threading.Event | None = None) -> list[str]:
        """The files that change next, after a moment without further changes; none if `stop` is set first."""
        while stop is None or not stop.is_set():
            # before waiting: report also what changed since the last time
            found = set(self.changed())
            if found:
                return sorted(found | self._settled())
            self._listen(stop)
        return []

    def _settled(self) -> set[str]:
        more: set[str] = set()
        for _ in range(round(_PATIENCE / _QUIET)):
            self._sleep(_QUIET)
            now = self.changed()
            if not now:
                break
            more.update(now)
        return more

    def _listen(self, stop: threading.Event | None) -> None:
        """Wait until the system reports a change, or it is time to look."""
        folders = _folders(self._names)
        if self._messages is None or folders != self._folders:
            # a new folder of the same name is not the one that was listened to
            self._folders, self._messages = folders, _messages(folders, stop)
        try:
            next(self._messages)
        except (StopIteration, OSError, RuntimeError):
            # stopped; or no messages, as with more folders than the system can watch
            self._messages = None
            if stop is None or not stop.is_set():
                self._sleep(_LOOKED_EVERY / 2)


def _stamps(names: Iterable[str]) -> dict[str, Stamp]:
    found = {}
    for file in _files(names):
        try:
            one = os.stat(file)
        except OSError:  # gone meanwhile, or a link that leads nowhere
            continue
        found[file] = (one.st_mtime_ns, one.st_size, one.st_dev, one.st_ino)
    return found


def _files(names: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for name in names:
        try:
            found.update(files_of(name))
        except InputError:  # does not exist now
            continue
    return found


def _beside(names: Iterable[str]) -> Iterator[str]:
    """What is read with the named files of Terraform, whose names other files of the folder declare; also of files that are yet to come."""
    for folder in {os.path.dirname(file) for file in _files(names) if is_named_hcl(file)}:
        yield from (os.path.join(escape(folder), pattern) for pattern in READ_BESIDE)


def _folders(names: Iterable[str]) -> dict[str, object]:
    """The folders in which something can change, with their identities."""
    places: set[Path] = set()
    for name in names:
        path = Path(name)
        if has_magic(name):
            path = Path(*_before_magic(path.parts))
        places.update((path.parent, path))
        # a link changes where it leads to
        places.add(Path(os.path.realpath(path)).parent)
    places.update(Path(file).parent for file in _files(names))
    found: dict[str, object] = {}
    for one in places:
        try:
            if one.is_dir():
                found[str(one)] = (one.stat().st_dev, one.stat().st_ino)
        except OSError:
            continue
    return found


def _before_magic(parts: Iterable[str]) -> Iterator[str]:
    for part in parts:
        if has_magic(part):
            return
        yield part


def _messages(folders: Iterable[str], stop: threading.Event | None) -> Iterator[Any]:
    # imported late: it takes 0.03 s, and only `wait` needs it
    from watchfiles import watch

    every = round(_LOOKED_EVERY * 1000)
    return watch(
        *folders,
        watch_filter=None,
        recursive=False,
        debounce=round(_QUIET * 1000),
        step=20,
        rust_timeout=every,
        yield_on_timeout=True,
        stop_event=stop,
    )
