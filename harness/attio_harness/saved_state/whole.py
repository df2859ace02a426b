"""A state that a command writes as a whole at its end, replacing what was there."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeAlias

import orjson

from attio_harness.errors import InputError
from attio_harness.output_file import write_file
from attio_harness.saved_state.catching_up import forget_log
from attio_harness.saved_state.places import owned, segments

__all__ = ["Replace", "replaces_state"]

Replace: TypeAlias = Callable[[Iterable[bytes]], None]
"""Writes a state, and deletes the log of the state that it replaces; raises InputError if it cannot be written, and then the old
state is still there."""

_BEGIN = re.compile(rb'\{"version":\d+,"workspace":')
"""How a state written here begins: a long one need not be read to be recognized."""
_MOST = 1 << 26
"""How many bytes of another file are read to recognize a reformatted state; a longer file, such as one of events, counts as no state."""


@contextlib.contextmanager
def replaces_state(state: str | None) -> Iterator[Replace]:
    """Own a state while the block works out its replacement, so that a state of another process is refused before that work, not after
    it; /dev/stdout and the like have neither log nor owner.

    Raises:
        InputError: another process keeps it, the folder cannot be written, or the file there is no state: a typing error would destroy a
            workspace file.
    """
    has_owner = state is not None and state != "-" and (os.path.isfile(state) or not os.path.exists(state))
    if state is not None and os.path.isfile(state) and not _is_state(Path(state)):
        raise InputError(
            "already exists and is not a state, so it is not replaced; name another file, or move this one away",
            file=state,
        )

    def replace(pieces: Iterable[bytes]) -> None:
        if state is not None:
            write_file(pieces, state, private=True)
            if has_owner:
                forget_log(state)

    with owned(state if has_owner else None):
        if state is not None and has_owner:
            segments(state)  # refuses a file that only has the name of a log, which would be deleted
        yield replace


def _is_state(file: Path) -> bool:
    """Whether a file is empty, cannot be read, or has what a state has; its readers report whatever else is wrong with it."""
    try:
        with file.open("rb") as stream:
            begin = stream.read(64)
            if not begin or _BEGIN.match(begin):
                return True
            found = orjson.loads(begin + stream.read(_MOST))
    except OSError:
        return True
    except orjson.JSONDecodeError:
        return False
    return isinstance(found, dict) and {"version", "workspace", "records"} <= found.keys()
