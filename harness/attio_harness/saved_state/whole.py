"""A state that a command writes as a whole at its end, in the place of what was there."""

from __future__ import annotations

import os
from collections.abc import Iterable

from attio_harness.output_file import write_file
from attio_harness.saved_state.catching_up import forget_log
from attio_harness.saved_state.places import owned

__all__ = ["replace_state"]


def replace_state(pieces: Iterable[bytes], state: str) -> None:
    """Write a state, and take away the log of the one that it replaces; /dev/stdout and its kind have neither log nor owner.

    Raises:
        InputError: it cannot be written, or another process keeps it; what stood there is still there.
    """
    if state == "-" or (os.path.exists(state) and not os.path.isfile(state)):
        write_file(pieces, state, private=True)
        return
    with owned(state):
        write_file(pieces, state, private=True)
        forget_log(state)
