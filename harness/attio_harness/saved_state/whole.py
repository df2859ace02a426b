"""A state that a command writes as a whole at its end, in the place of what was there."""

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
from attio_harness.saved_state.places import owned

__all__ = ["Replace", "replaces_state"]

Replace: TypeAlias = Callable[[Iterable[bytes]], None]
"""Writes a state, and takes away the log of the one that it replaces; raises InputError where it cannot be written, and what stood
there is still there."""

_BEGIN = re.compile(rb'\{"version":\d+,"workspace":')
"""How a state begins that was written here: a long one need not be read to be known."""
_MOST = 1 << 26
"""Bytes of another file that are read to know a state that somebody else has arranged; what is longer, as a file of events, is taken for none."""


@contextlib.contextmanager
def replaces_state(state: str | None) -> Iterator[Replace]:
    """Own a state while the block works out what takes its place, so that a state of another process is refused before that work and
    not after it; /dev/stdout and its kind have neither log nor owner.

    Raises:
        InputError: another process keeps it, the folder cannot be written, or what is there is no state: a slip of the pen would cost a
            workspace file.
    """
    has_owner = state is not None and state != "-" and (os.path.isfile(state) or not os.path.exists(state))
    if state is not None and os.path.isfile(state) and not _is_state(Path(state)):
        raise InputError(
            "is there already and is no state, which would take its place; name another file, or take this one away",
            file=state,
        )

    def replace(pieces: Iterable[bytes]) -> None:
        if state is not None:
            write_file(pieces, state, private=True)
            if has_owner:
                forget_log(state)

    with owned(state if has_owner else None):
        yield replace


def _is_state(file: Path) -> bool:
    """Whether a file is empty, cannot be read, or has what a state has; whatever else is wrong with it is for its readers to say."""
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
