"""A state that a command writes as a whole at its end, in the place of what was there."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from attio_harness.output_file import write_file
from attio_harness.saved_state.catching_up import forget_log
from attio_harness.saved_state.places import owned

__all__ = ["Replace", "replaces_state"]

Replace: TypeAlias = Callable[[Iterable[bytes]], None]
"""Writes a state, and takes away the log of the one that it replaces; raises InputError where it cannot be written, and what stood
there is still there."""


@contextlib.contextmanager
def replaces_state(state: str | None) -> Iterator[Replace]:
    """Own a state while the block works out what takes its place, so that a state of another process is refused before that work and
    not after it; /dev/stdout and its kind have neither log nor owner.

    Raises:
        InputError: another process keeps it, or the folder cannot be written.
    """
    has_owner = state is not None and state != "-" and (os.path.isfile(state) or not os.path.exists(state))

    def replace(pieces: Iterable[bytes]) -> None:
        if state is not None:
            write_file(pieces, state, private=True)
            if has_owner:
                forget_log(state)

    with owned(state if has_owner else None):
        yield replace
