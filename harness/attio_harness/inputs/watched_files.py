"""Which of the files behind some names have changed since they were last looked at: named files, folders, globs.

What counts is what a look finds (time of change, size, which file it is), so that a file that was replaced, deleted and made
anew, or stands in a folder that was swapped is seen like one that was written to. The system's own messages only say when to look;
where they cannot be had, or miss something, it is looked every second.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from glob import has_magic
from pathlib import Path
from typing import Any

from attio_harness.errors import InputError
from attio_harness.inputs.files import files_of

__all__ = ["WatchedFiles"]

_LOOKED_EVERY = 1.0
_QUIET = 0.1
"""Seconds without a change after which those before are told: an editor writes, renames and sets rights one after the other."""
_PATIENCE = 2.0
"""Seconds of changes after which they are told though more come."""

Stamp = tuple[int, int, int, int]


class WatchedFiles:
    """Files as they were when this was made, or when `wait` last returned. A name that stands for nothing yet is fine; `-` is
    passed over. `sleep` waits a number of seconds, for tests.

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
        """Watch what these stand for from now on; files that were watched before stay as they were seen."""
        self._names = tuple(dict.fromkeys(name for name in names if name != "-"))
        now = _stamps(self._names)
        self._stamps = {file: self._stamps.get(file, one) for file, one in now.items()}

    @property
    def files(self) -> list[str]:
        """What is there of them."""
        return sorted(self._stamps)

    def changed(self) -> list[str]:
        """The files that are there now and were not, are not any more, or are others; from now on they are known."""
        before, self._stamps = self._stamps, _stamps(self._names)
        every = before.keys() | self._stamps.keys()
        return sorted(file for file in every if before.get(file) != self._stamps.get(file))

    def wait(self, stop: threading.Event | None = None) -> list[str]:
        """The files that change next, once nothing more does for a moment; none where `stop` was set first."""
        while stop is None or not stop.is_set():
            # before anything is waited for: what changed since the last time is told as well
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
        """Until the system tells of a change, or it is time to look."""
        folders = _folders(self._names)
        if self._messages is None or folders != self._folders:
            # another folder of the same name is not the one that was listened to
            self._folders, self._messages = folders, _messages(folders, stop)
        try:
            next(self._messages)
        except (StopIteration, OSError, RuntimeError):
            # a stop, for which nothing is waited; or no messages to be had, as with more folders than the system watches
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
        except InputError:  # nothing there now
            continue
    return found


def _folders(names: Iterable[str]) -> dict[str, object]:
    """The folders in which something can change, and which ones they are."""
    places: set[Path] = set()
    for name in names:
        path = Path(name)
        if has_magic(name):
            path = Path(*_before_magic(path.parts))
        places.update((path.parent, path))
        # a file that is a link changes where it leads to
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
    # 0.03 s, and only who waits needs it
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
