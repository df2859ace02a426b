"""From arguments to an exit code: turns whatever goes wrong in a command into one line and a code. Has no command."""

from __future__ import annotations

import errno
import os
import sys
from contextvars import copy_context
from functools import cache

import typer

from attio_harness.cli.output import (
    FINE,
    NEXT,
    OUR_FAULT,
    OUTPUT_CLOSED,
    PLACED,
    WORDS,
    WRONG_INPUT,
    Interrupted,
    OutputClosed,
    say,
)
from attio_harness.errors import HarnessError

__all__ = ["exit_code", "say_wrong_input", "told"]

_COMPLETE = "_ATTIO_HARNESS_COMPLETE"
"""Set by the completion script of a shell."""

_UNWRITABLE = frozenset({errno.EPIPE, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
"""Errors of writing to standard output that are not our fault."""

_FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
"""Errors of a file that the user did not name, such as the settings of a shell, and that are not our fault either."""


def exit_code(app: typer.Typer, words: list[str]) -> int:
    """Run the command that the arguments name. Without arguments, print the help, as wrong usage."""
    if _COMPLETE in os.environ:
        # typer wraps the description of a completion to the terminal, and fish takes each line for a completion
        os.environ["COLUMNS"] = "10000"
    elif not os.environ.get("COLUMNS", "1").strip("0"):
        # a terminal that does not know its width; help would be empty
        del os.environ["COLUMNS"]
    try:
        # in a context of its own, so that what a command puts in force, such as limits, ends with it
        code = copy_context().run(_run, app, words or ["--help"])
        if sys.stdout is not None:
            # here, so that a failure to write is caught below, not by Python at exit
            sys.stdout.flush()
    except (BrokenPipeError, OutputClosed):
        code = _give_up_output(OUTPUT_CLOSED)
    except OSError as error:
        where = error.filename or "standard output"
        code = _give_up_output(say(f"{where}: cannot be written: {error.strerror or error}", WRONG_INPUT))
    return code if words else WRONG_INPUT


def _give_up_output(code: int) -> int:
    """Discard the rest of the output buffer, which would make Python fail at exit, and return the code."""
    # as Python's documentation advises for SIGPIPE
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code


def _run(app: typer.Typer, words: list[str]) -> int:
    WORDS.set(tuple(words))
    PLACED.set(None)
    NEXT.set(None)
    try:
        result = _built(app)(args=words, prog_name="attio-harness", standalone_mode=False)
    except HarnessError as error:
        # without a current folder, missing files are not the real problem
        return say_wrong_input(error.lines() if _is_here() else [_GONE])
    except Interrupted as error:
        return say("interrupted", error.exit_code)
    except (typer.Abort, KeyboardInterrupt):
        # the exit code that shells give to SIGINT: 128 + 2
        return say("interrupted", 130)
    except OutputClosed:
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _UNWRITABLE:
            raise
        return _other(error)
    return result if isinstance(result, int) else FINE


_built = cache(typer.main.get_command)
"""Makes the program with its groups; cached, because it takes 2 ms and a process may call several commands."""


def say_wrong_input(lines: list[str]) -> int:
    """Print each line, with its place in the configuration if it is about that, and return the exit code."""
    place = PLACED.get()
    for line in lines:
        say(place(line) if place is not None else line, WRONG_INPUT)
    return WRONG_INPUT


def told(error: Exception) -> list[str] | None:
    """The lines about a mistake in what the user gave us; None for an error that is not the user's."""
    # imported here, because the program's help needs neither the emulator nor the configuration
    from attio_emulator import WorkspaceError

    from attio_harness.cli.usage import said_of

    if isinstance(error, HarnessError | WorkspaceError):
        return error.lines()
    said = said_of(error)
    return None if said is None else [said]


_GONE = "the current folder is not there any more; change into one that is"


def _other(error: Exception) -> int:
    lines = told(error)
    if lines is not None:
        return say_wrong_input(lines)
    if isinstance(error, RecursionError):
        return say("something in the files that were given is nested too deeply; give it flatter", WRONG_INPUT)
    if isinstance(error, MemoryError):
        return say("there is not enough memory for this; allow more, or give fewer events at once", WRONG_INPUT)
    if isinstance(error, FileNotFoundError) and not _is_here():
        return say(_GONE, WRONG_INPUT)
    if isinstance(error, OSError) and error.errno in _FORBIDDEN and error.filename is not None:
        return say(f"{error.filename}: cannot be used: {error.strerror}", WRONG_INPUT)
    if os.environ.get("ATTIO_HARNESS_DEBUG"):
        raise error
    what = f"{type(error).__name__}: {error}".replace("\n", " ")
    return say(
        f"this is a mistake of attio-harness itself, please report it: {what} (ATTIO_HARNESS_DEBUG=1 shows where)",
        OUR_FAULT,
    )


def _is_here() -> bool:
    """Whether the current folder still exists."""
    try:
        os.getcwd()
    except FileNotFoundError:
        return False
    return True
