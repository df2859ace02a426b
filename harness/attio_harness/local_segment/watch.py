"""Watches the files of a local Segment in a thread while it serves, and reports which ones changed.

`reload` puts them in force and reports what changed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import copy_context

from attio_harness.errors import HarnessError
from attio_harness.inputs.watched_files import WatchedFiles
from attio_harness.text.words import listed

__all__ = ["FileWatch"]

_LONGEST_RELOAD = 10.0


class FileWatch:
    """Calls `reload` with the files that changed, and `say` with the line that it returns for people.

    Make it before the files are read, so that no later change is missed. A name may match no file yet.
    """

    def __init__(
        self, names: Iterable[str], reload: Callable[[Sequence[str]], str], say: Callable[[str], object]
    ) -> None:
        self._files = WatchedFiles(names)
        self._reload, self._say = reload, say

    @contextmanager
    def running(self) -> Iterator[None]:
        """Watch while entered."""
        stop = threading.Event()
        # the context has the limits of the call
        watch = copy_context().run
        thread = threading.Thread(target=watch, args=(self._watch, stop), daemon=True, name="files")
        thread.start()
        try:
            yield
        finally:
            stop.set()
            # let a running reload finish
            thread.join(_LONGEST_RELOAD)

    def _watch(self, stop: threading.Event) -> None:
        while changed := self._files.wait(stop):
            names = listed(changed, 3)
            try:
                self._say(f"{names} changed: {self._reload(changed)}")
            except HarnessError as error:  # everything stays as it was
                for line in error.lines():
                    self._say(f"{names} changed, and is not used: {line}")
            except Exception as error:  # a mistake of ours ends one reload, not the watching
                what = f"{type(error).__name__}: {error}"
                self._say(f"{names} changed: this is a mistake of ours, please report it: {what}")
