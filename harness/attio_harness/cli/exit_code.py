"""From words to an exit code: whatever goes wrong in a command becomes one line and a code here. No command is here."""

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
"""Set by the script that a shell completes with."""

_UNWRITABLE = frozenset({errno.EPIPE, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
"""Errors of writing a report to standard output, which are no fault of ours."""


def exit_code(app: typer.Typer, words: list[str]) -> int:
    """Run the command that the words name; without any, the help is printed, as wrong usage."""
    if _COMPLETE in os.environ:
        # typer breaks what it says of a word into lines as for a terminal, and fish takes each line for a word
        os.environ["COLUMNS"] = "10000"
    try:
        # in a context of its own: what a command puts in force there, such as limits, ends with it
        code = copy_context().run(_run, app, words or ["--help"])
        if sys.stdout is not None:
            # here, so that a failure to write is caught below and not by Python at its end
            sys.stdout.flush()
    except (BrokenPipeError, OutputClosed):
        code = _give_up_output(OUTPUT_CLOSED)
    except OSError as error:
        where = error.filename or "standard output"
        code = _give_up_output(say(f"{where}: cannot be written: {error.strerror or error}", WRONG_INPUT))
    return code if words else WRONG_INPUT


def _give_up_output(code: int) -> int:
    """What is left in the buffer goes nowhere; otherwise Python fails over it when it ends."""
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
        # files that are not found are not what is wrong then
        return say_wrong_input(error.lines() if _is_here() else [_GONE])
    except Interrupted as error:
        return say("interrupted", error.exit_code)
    except (typer.Abort, KeyboardInterrupt):
        # 128 and SIGINT's 2, as shells have it
        return say("interrupted", 130)
    except OutputClosed:
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _UNWRITABLE:
            raise
        return _other(error)
    return result if isinstance(result, int) else FINE


_built = cache(typer.main.get_command)
"""The program with its groups; making it takes 2 ms, which whoever calls several commands in a process pays once."""


def say_wrong_input(lines: list[str]) -> int:
    """Each line with its place in the configuration, where it is about what stands there."""
    place = PLACED.get()
    for line in lines:
        say(place(line) if place is not None else line, WRONG_INPUT)
    return WRONG_INPUT


def told(error: Exception) -> list[str] | None:
    """The lines that are said of what people gave us; None for an error that is none of theirs."""
    # the help of the program loads neither the emulator nor the configuration
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
    if isinstance(error, FileNotFoundError) and not _is_here():
        return say(_GONE, WRONG_INPUT)
    if os.environ.get("ATTIO_HARNESS_DEBUG"):
        raise error
    what = f"{type(error).__name__}: {error}".replace("\n", " ")
    return say(
        f"this is a mistake of attio-harness itself, please report it: {what} (ATTIO_HARNESS_DEBUG=1 shows where)",
        OUR_FAULT,
    )


def _is_here() -> bool:
    """Whether there is a current folder: it may have been deleted meanwhile."""
    try:
        os.getcwd()
    except FileNotFoundError:
        return False
    return True
