"""The files of a local Segment, watched by a thread while it serves: whoever can take them anew is told which ones changed.

What is done with them, and what became different, is `reload`'s to say.
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
    """`reload` is given the files that changed and says in a line what came of it; `say` tells people, a line each time.

    Make it before the files are read: what changes from then on is told. A name that stands for nothing yet is fine.
    """

    def __init__(
        self, names: Iterable[str], reload: Callable[[Sequence[str]], str], say: Callable[[str], object]
    ) -> None:
        self._files = WatchedFiles(names)
        self._reload, self._say = reload, say

    @contextmanager
    def running(self) -> Iterator[None]:
        """Watch while the block runs."""
        stop = threading.Event()
        # the limits of the call are part of its context
        watch = copy_context().run
        thread = threading.Thread(target=watch, args=(self._watch, stop), daemon=True, name="files")
        thread.start()
        try:
            yield
        finally:
            stop.set()
            # a reload under way may finish
            thread.join(_LONGEST_RELOAD)

    def _watch(self, stop: threading.Event) -> None:
        while changed := self._files.wait(stop):
            names = listed(changed, 3)
            try:
                self._say(f"{names} changed: {self._reload(changed)}")
            except HarnessError as error:  # what was in force stays
                for line in error.lines():
                    self._say(f"{names} changed, and is not taken: {line}")
            except Exception as error:  # a mistake of ours ends one reload, not the watching
                what = f"{type(error).__name__}: {error}"
                self._say(f"{names} changed: this is a mistake of ours, please report it: {what}")
