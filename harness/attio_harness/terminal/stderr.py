"""What goes to standard error: lines of ours, in which nothing that came from others is obeyed. Progress is elsewhere."""

from __future__ import annotations

import sys

from attio_harness.text.escaped import for_terminal, lines_for_terminal

__all__ = ["tell", "tell_lines"]


def tell(message: str) -> None:
    """`attio-harness: …` on a line of its own, which scripts and editors can read; nothing where standard error is closed."""
    _write(f"attio-harness: {for_terminal(' '.join(message.split(chr(10))))}\n")


def tell_lines(text: str) -> None:
    """Lines of a report beside what goes to standard output; ends with a line break."""
    _write(lines_for_terminal(text))


def _write(text: str) -> None:
    if sys.stderr is not None:
        sys.stderr.write(text)
        sys.stderr.flush()
