"""Lines of ours on standard error; text from others cannot control the terminal or CI in them. Progress is elsewhere.

If standard error cannot be written, as on a full disk, there is no other place to say so. Nothing else fails because of it; the exit
code stays.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress

from attio_harness.text.escaped import for_terminal, lines_for_terminal

__all__ = ["let_go", "tell", "tell_command", "tell_lines"]


def tell(message: str) -> None:
    """`attio-harness: …` on its own line, for scripts and editors to read; nothing if standard error is closed."""
    _write(f"attio-harness: {for_terminal(' '.join(message.split(chr(10))))}\n")


def tell_lines(text: str) -> None:
    """Lines of a report that do not belong on standard output; ends with a line break."""
    _write(lines_for_terminal(text))


def tell_command(command: str) -> None:
    """A workflow command on its own line; the caller has escaped it."""
    _write(f"{command}\n")


def _write(text: str) -> None:
    if sys.stderr is not None:
        with suppress(OSError):  # buffered text goes out with the next line, if it can
            sys.stderr.write(text)
            sys.stderr.flush()


def let_go() -> None:
    """At the end of the process, discard what could not be written: otherwise Python fails over it and sets its own exit code."""
    if sys.stderr is not None:
        try:
            sys.stderr.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
