"""Exit codes and output: reports go to standard output or a file, our own lines to standard error. Has no command."""

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
"""The exit code that shells give to a program whose reader is gone: 128 + SIGPIPE's 13."""


class Interrupted(Exception):
    """A signal ended a command; `exit_code` is 128 + its number, as in shells."""

    def __init__(self, by: KeyboardInterrupt) -> None:
        self.exit_code = 128 + (signal.SIGTERM if isinstance(by, Terminated) else signal.SIGINT)
        super().__init__("interrupted")


class OutputClosed(Exception):
    """The reader of standard output has closed it."""


WORDS: ContextVar[tuple[str, ...]] = ContextVar("WORDS", default=())
"""The arguments of the running command line."""

PLACED: ContextVar[Callable[[str], str] | None] = ContextVar("PLACED", default=None)
"""Adds to a line about an option its place in the configuration; None without a configuration."""


NEXT: ContextVar[Callable[[Mapping[str, Any]], dict[str, str]] | None] = ContextVar("NEXT", default=None)
"""Returns the arguments with which other commands repeat the files and options of this one, see `Report.words`. Its argument has the
parameters that did not come from their own option."""


def with_words(report: Report, **found: Any) -> Report:
    """The report with the arguments of the next commands that it suggests; `found` are parameters that did not come from their own
    option."""
    words = NEXT.get()
    return report if words is None else replace(report, words=words(found))


def _on_terminal() -> bool:
    return sys.stdout is not None and sys.stdout.isatty()


def write(text: str, output: str | None) -> None:
    # not sys.stdout.write, which encodes for the terminal and raises for lone surrogates
    write_pieces([text.encode("utf-8", "backslashreplace")], output)


def write_pieces(pieces: Iterable[bytes], output: str | None) -> None:
    """Write each piece as it comes, so that a reader who closes standard output ends the work there."""
    if output is not None and output != "-":
        from attio_harness.output_file import write_file  # not needed for help

        write_file(pieces, output)
        return
    # the caller has closed it with `>&-`
    if sys.stdout is None:
        raise InputError("is closed", file="standard output")
    for piece in pieces:
        sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()


def write_lines(text: str, output: str | None) -> None:
    """Write text for people, with control codes and commands in foreign text made harmless."""
    write(lines_for_terminal(text), output)


def show(
    subject: Subject,
    places: Sequence[Place],
    value: Any,
    *,
    show_values: bool = False,
    verbose: bool = False,
    workspace: str | None = None,
    verdict: bool = True,
) -> None:
    """Write a value in every format asked for, in colour at a terminal if the format has it.

    If every report goes to a file, its verdict is told on standard error, so that a run that failed says why there as well; `verdict` is
    False for a caller who tells it.

    `workspace` is the workspace file, for formats that name it. If one report cannot be written, the others still are, and the failure
    is told at the end.
    """
    options: dict[str, Any] = {"show_values": show_values, "verbose": verbose, "workspace": workspace or ""}
    options |= {"command": shlex.join(("attio-harness", *WORDS.get())), "at": datetime.now().astimezone()}
    problems: list[HarnessError] = []
    for place in places:
        try:
            _show(subject, place, value, options)
        except InputError as error:
            problems.append(error)
    if problems:
        raise problems[0]
    if verdict and places and not any(place.is_standard_output for place in places):
        from attio_harness.formats.verdict import verdict_of  # not needed for help

        said = verdict_of(subject, value)
        if said:
            tell(f"{', '.join(str(place.file) for place in places)}: {said}")


def _show(subject: Subject, place: Place, value: Any, options: dict[str, Any]) -> None:
    from attio_harness.formats.table import rendered_pieces, terminal_printer  # not needed for help

    printer = (
        terminal_printer(subject, place.format, verbose=options["verbose"])
        if place.file is None and _on_terminal()
        else None
    )
    if printer is None:
        pieces = rendered_pieces(subject, place.format, value, **options)
        write_pieces((piece.encode("utf-8", "backslashreplace") for piece in pieces), place.file)
        return
    from attio_harness.formats.console import SafeConsole  # rich takes 0.02 s and is needed only for a terminal

    printer(value, SafeConsole(highlight=False))


def say(message: str, code: int) -> int:
    tell(message)
    return code
