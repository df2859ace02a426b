"""Exit codes, and how text leaves: reports to standard output or a file, one line of ours to standard error. No command is here."""

from __future__ import annotations

import shlex
import sys
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from attio_harness.errors import InputError
from attio_harness.formats.table import Subject, render, terminal_printer
from attio_harness.output_file import write_file

__all__ = ["FINDINGS", "FINE", "OUR_FAULT", "WORDS", "WRONG_INPUT", "say", "show", "write"]

FINE, FINDINGS, WRONG_INPUT, OUR_FAULT = 0, 1, 2, 3

WORDS: ContextVar[tuple[str, ...]] = ContextVar("WORDS", default=())
"""The words of the command line that runs."""


def _on_terminal() -> bool:
    return sys.stdout is not None and sys.stdout.isatty()


def write(text: str, output: str | None) -> None:
    # not sys.stdout.write: its encoding is the terminal's, and lone surrogates would raise
    data = text.encode("utf-8", "backslashreplace")
    if output is None or output == "-":
        # closed by the caller, as in `>&-`
        if sys.stdout is None:
            raise InputError("is closed", file="standard output")
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    write_file([data], output)


def show(
    subject: Subject,
    format: str,
    value: Any,
    output: str | None,
    *,
    show_values: bool = False,
    at: datetime | None = None,
) -> None:
    """Write a value in a format; with colour where a person looks on and the format has it.

    `at` is the time that the format may tell, now where it is left out.
    """
    printer = terminal_printer(subject, format) if output is None and _on_terminal() else None
    if printer is None:
        command = shlex.join(("attio-harness", *WORDS.get()))
        now = at or datetime.now().astimezone()
        write(render(subject, format, value, show_values=show_values, command=command, at=now), output)
        return
    from rich.console import Console  # 0.02 s, for people at a terminal only

    printer(value, Console(highlight=False))


def say(message: str, code: int) -> int:
    # one line each, which scripts and editors can read
    line = " ".join(message.split("\n"))
    if sys.stderr is None:
        return code
    print(f"attio-harness: {line}".encode("utf-8", "backslashreplace").decode(), file=sys.stderr)  # noqa: T201
    return code
