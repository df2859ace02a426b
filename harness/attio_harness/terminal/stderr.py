"""What goes to standard error: lines of ours, in which nothing that came from others is obeyed. Progress is elsewhere.

Where it cannot be written to, as on a full disk, there is no other place to say so: nothing else fails for it, least of all an exit code.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress

from attio_harness.text.escaped import for_terminal, lines_for_terminal

__all__ = ["let_go", "tell", "tell_command", "tell_lines"]


def tell(message: str) -> None:
    """`attio-harness: …` on a line of its own, which scripts and editors can read; nothing where standard error is closed."""
    _write(f"attio-harness: {for_terminal(' '.join(message.split(chr(10))))}\n")


def tell_lines(text: str) -> None:
    """Lines of a report beside what goes to standard output; ends with a line break."""
    _write(lines_for_terminal(text))


def tell_command(command: str) -> None:
    """A workflow command, which whoever made it has escaped, on a line of its own."""
    _write(f"{command}\n")


def _write(text: str) -> None:
    if sys.stderr is not None:
        with suppress(OSError):  # what is kept in its buffer goes out with the next line, where it can
            sys.stderr.write(text)
            sys.stderr.flush()


def let_go() -> None:
    """At the end of the process: what could not be written goes nowhere; otherwise Python fails over it, and the exit code is its own."""
    if sys.stderr is not None:
        try:
            sys.stderr.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
