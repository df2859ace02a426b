"""From words to an exit code: whatever goes wrong in a command becomes one line and a code here. No command is here."""

from __future__ import annotations

import errno
import os
import sys

import typer

from attio_harness.cli.configured import in_configuration, one_command
from attio_harness.cli.output import FINE, OUR_FAULT, WORDS, WRONG_INPUT, say
from attio_harness.errors import HarnessError

__all__ = ["exit_code"]

_UNWRITABLE = frozenset({errno.EPIPE, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
"""Errors of writing a report to standard output, which are no fault of ours."""


def exit_code(app: typer.Typer, words: list[str]) -> int:
    """Run the command that the words name; without any, the help is printed, as wrong usage."""
    try:
        with one_command():
            code = _run(app, words or ["--help"])
        if sys.stdout is not None:
            # here, so that a failure to write is caught below and not by Python at its end
            sys.stdout.flush()
    except BrokenPipeError:  # whoever read the output has enough of it
        code = _give_up_output(FINE)
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
    command = WORDS.set(tuple(words))
    try:
        result = typer.main.get_command(app)(args=words, prog_name="attio-harness", standalone_mode=False)
    except HarnessError as error:
        for line in in_configuration(error):
            say(line, WRONG_INPUT)
        return WRONG_INPUT
    except (typer.Abort, KeyboardInterrupt):
        # 128 and SIGINT's 2, as shells have it
        return say("interrupted", 130)
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _UNWRITABLE:
            raise
        return _other(error)
    finally:
        WORDS.reset(command)
    return result if isinstance(result, int) else FINE


def _other(error: Exception) -> int:
    from attio_emulator import WorkspaceError  # the help of the program loads no emulator

    usage = getattr(error, "format_message", None)  # typer's own errors; where their class lives differs by version
    if callable(usage):
        return say(f"{usage()} (see attio-harness --help)", WRONG_INPUT)
    if isinstance(error, WorkspaceError):
        for line in error.lines():
            say(line, WRONG_INPUT)
        return WRONG_INPUT
    if os.environ.get("ATTIO_HARNESS_DEBUG"):
        raise error
    what = f"{type(error).__name__}: {error}".replace("\n", " ")
    return say(
        f"this is a mistake of attio-harness itself, please report it: {what} (ATTIO_HARNESS_DEBUG=1 shows where)",
        OUR_FAULT,
    )
