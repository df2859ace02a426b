"""Exit codes, and how text leaves: reports to standard output or a file, one line of ours to standard error. No command is here."""

from __future__ import annotations

import shlex
import signal
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from attio_harness.errors import HarnessError, InputError
from attio_harness.terminal.interrupts import Terminated
from attio_harness.terminal.stderr import tell
from attio_harness.text.escaped import lines_for_terminal

if TYPE_CHECKING:
    from attio_harness.cli.places import Place
    from attio_harness.formats.table import Subject
    from attio_harness.report import Report

__all__ = [
    "FINDINGS",
    "FINE",
    "NEXT",
    "OUR_FAULT",
    "OUTPUT_CLOSED",
    "PLACED",
    "WORDS",
    "WRONG_INPUT",
    "Interrupted",
    "OutputClosed",
    "say",
    "show",
    "with_words",
    "write",
    "write_lines",
    "write_pieces",
]

FINE, FINDINGS, WRONG_INPUT, OUR_FAULT = 0, 1, 2, 3
OUTPUT_CLOSED = 141
"""128 and SIGPIPE's 13, as shells have it of a program whose reader is gone."""


class Interrupted(Exception):
    """A signal ended a command; `exit_code` is 128 and its number, as shells have it."""

    def __init__(self, by: KeyboardInterrupt) -> None:
        self.exit_code = 128 + (signal.SIGTERM if isinstance(by, Terminated) else signal.SIGINT)
        super().__init__("interrupted")


class OutputClosed(Exception):
    """Whoever read standard output has enough of it."""


WORDS: ContextVar[tuple[str, ...]] = ContextVar("WORDS", default=())
"""The words of the command line that runs."""

PLACED: ContextVar[Callable[[str], str] | None] = ContextVar("PLACED", default=None)
"""Says in a line about an option where the option stands in the configuration; None where there is none."""


NEXT: ContextVar[Callable[[Mapping[str, Any]], dict[str, str]] | None] = ContextVar("NEXT", default=None)
"""Gives the words with which other commands take the files and options of this one, see `Report.words`; it is told what a command
found elsewhere than in the option of that name."""


def with_words(report: Report, **found: Any) -> Report:
    """The report with the words of the commands that it tells to run next; `found` are parameters that other words gave."""
    words = NEXT.get()
    return report if words is None else replace(report, words=words(found))


def _on_terminal() -> bool:
    return sys.stdout is not None and sys.stdout.isatty()


def write(text: str, output: str | None) -> None:
    # not sys.stdout.write: its encoding is the terminal's, and lone surrogates would raise
    write_pieces([text.encode("utf-8", "backslashreplace")], output)


def write_pieces(pieces: Iterable[bytes], output: str | None) -> None:
    """Write what comes piece by piece, each as it comes: a reader that has enough of standard output ends it there."""
    if output is not None and output != "-":
        from attio_harness.output_file import write_file  # no help is written to a file

        write_file(pieces, output)
        return
    # closed by the caller, as in `>&-`
    if sys.stdout is None:
        raise InputError("is closed", file="standard output")
    for piece in pieces:
        sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()


def write_lines(text: str, output: str | None) -> None:
    """The same of text for people, in which nothing that came from others is obeyed."""
    write(lines_for_terminal(text), output)


def show(
    subject: Subject,
    places: Sequence[Place],
    value: Any,
    *,
    show_values: bool = False,
    verbose: bool = False,
    workspace: str | None = None,
    at: datetime | None = None,
) -> None:
    """Write a value in every format that is asked for; with colour where a person looks on and the format has it.

    `workspace` is its file, for formats that name it, `at` the time that they may tell, now where it is left out. What cannot be
    written keeps nothing else from being written, and is told at the end.
    """
    options: dict[str, Any] = {"show_values": show_values, "verbose": verbose, "workspace": workspace or ""}
    options |= {"command": shlex.join(("attio-harness", *WORDS.get())), "at": at or datetime.now().astimezone()}
    problems: list[HarnessError] = []
    for place in places:
        try:
            _show(subject, place, value, options)
        except InputError as error:
            problems.append(error)
    if problems:
        raise problems[0]


def _show(subject: Subject, place: Place, value: Any, options: dict[str, Any]) -> None:
    from attio_harness.formats.table import rendered_pieces, terminal_printer  # no help has a format

    printer = (
        terminal_printer(subject, place.format, verbose=options["verbose"])
        if place.file is None and _on_terminal()
        else None
    )
    if printer is None:
        pieces = rendered_pieces(subject, place.format, value, **options)
        write_pieces((piece.encode("utf-8", "backslashreplace") for piece in pieces), place.file)
        return
    from attio_harness.formats.console import SafeConsole  # rich, 0.02 s, for people at a terminal only

    printer(value, SafeConsole(highlight=False))


def say(message: str, code: int) -> int:
    tell(message)
    return code
