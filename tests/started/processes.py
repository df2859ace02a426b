"""`attio-harness` in a process of its own, without a new interpreter: forked from one that has imported everything (`server.py`).

A start takes 0.02 s of the processor, where a new interpreter and its imports take 0.1 to 0.5 s. What a test can see of a process is the same:
streams and their buffers, folder, environment, signals, exit code, atexit. For what an interpreter does before the command is there (what it
imports, options such as -X, a hash seed), and for the installed script, a test starts the real one.
"""

from __future__ import annotations

import atexit
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from subprocess import DEVNULL, PIPE, STDOUT
from typing import IO, Self

from tests.started.asking import asked_for, told

__all__ = ["Started", "of_shells", "run"]

_ROOT = Path(__file__).parents[2]
_LONGEST = 60.0
"""Seconds for a process that hangs."""
_COMMANDS = {"attio-harness": None, "pytest": "import sys, pytest\nsys.exit(pytest.main())"}
"""What a shell finds, and the program of those that are not ours."""


class Started:
    """`attio-harness WORDS` that runs, with the members of `subprocess.Popen`; or what `python -c PROGRAM WORDS` would run."""

    def __init__(
        self,
        *words: str,
        program: str | None = None,
        cwd: str | os.PathLike[str] | None = None,
        env: Mapping[str, str] | None = None,
        stdin: int = DEVNULL,
        stdout: int = PIPE,
        stderr: int = PIPE,
        largest: int | None = None,
    ) -> None:
        """
        Args:
            largest: bytes of a file that it writes; no limit unless said.
        """
        self.stdin: IO[bytes] | None = None
        self.stdout: IO[bytes] | None = None
        self.stderr: IO[bytes] | None = None
        self.returncode: int | None = None
        self._lock = threading.Lock()
        theirs: dict[int, int] = {}
        opened: list[int] = []
        try:
            for number, given in enumerate((stdin, stdout, stderr)):
                if given == PIPE:
                    reads, writes = os.pipe()
                    opened.append(reads if number == 0 else writes)
                    ours = open(writes, "wb") if number == 0 else open(reads, "rb")  # noqa: SIM115
                    setattr(self, ("stdin", "stdout", "stderr")[number], ours)
                elif given == DEVNULL:
                    opened.append(os.open(os.devnull, os.O_RDWR))
                theirs[number] = theirs[1] if given == STDOUT else opened[-1] if given in (PIPE, DEVNULL) else given
            folder = None if cwd is None else os.fspath(cwd)
            self._connection = asked_for(
                _server(), words, theirs, program=program, cwd=folder, env=env, largest=largest
            )
        finally:
            for one in opened:
                os.close(one)
        self.pid = told(self._connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for stream in (self.stdout, self.stderr, self.stdin):
            if stream is not None:
                stream.close()
        self.wait()

    def poll(self) -> int | None:
        with self._lock:
            if self.returncode is None and select.select([self._connection], [], [], 0)[0]:
                self.returncode = told(self._connection)
                self._connection.close()
        return self.returncode

    def wait(self, timeout: float = _LONGEST) -> int:
        if self.returncode is None:
            select.select([self._connection], [], [], timeout)
        code = self.poll()
        if code is None:
            raise subprocess.TimeoutExpired("attio-harness", timeout)
        return code

    def communicate(self, given: bytes | None = None, timeout: float = _LONGEST) -> tuple[bytes, bytes]:
        """Write, read everything and wait for the end."""
        said: dict[int, bytes] = {1: b"", 2: b""}

        def read(number: int, stream: IO[bytes]) -> None:
            with stream:
                said[number] = stream.read()

        readers = [
            threading.Thread(target=read, args=(number, stream), daemon=True)
            for number, stream in ((1, self.stdout), (2, self.stderr))
            if stream is not None and not stream.closed
        ]
        for reader in readers:
            reader.start()
        if self.stdin is not None and not self.stdin.closed:
            try:
                self.stdin.write(given or b"")
                self.stdin.close()
            except BrokenPipeError:  # it has read enough
                pass
        for reader in readers:
            reader.join(timeout)
        self.wait(timeout)
        return said[1], said[2]

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def run(
    *words: str,
    program: str | None = None,
    cwd: str | os.PathLike[str] | None = None,
    env: Mapping[str, str] | None = None,
    stdin: bytes = b"",
) -> subprocess.CompletedProcess[bytes]:
    """A process from its start to its end, with what it said."""
    with Started(*words, program=program, cwd=cwd, env=env, stdin=PIPE) as process:
        try:
            out, err = process.communicate(stdin)
        finally:
            process.kill()
    return subprocess.CompletedProcess(words, process.wait(), out, err)


@cache
def _server() -> str:
    """The address of the server of this run of tests; it ends with the run."""
    address = f"{tempfile.mkdtemp(prefix='started-')}/socket"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen()
        # what comes before it has imported everything waits
        server = subprocess.Popen(
            [sys.executable, "-m", "tests.started.server", str(listener.fileno()), address],
            stdin=PIPE, pass_fds=[listener.fileno()], cwd=_ROOT,
        )  # fmt: skip
    assert server.stdin is not None
    atexit.register(server.wait)
    atexit.register(server.stdin.close)
    return address


@cache
def _bin() -> Path:
    address = Path(_server())
    folder = address.with_name("bin")
    folder.mkdir()
    for name, program in _COMMANDS.items():
        command = folder / name
        command.write_text(
            f"#!{sys.executable} -ES\n"  # neither variables nor packages, whose start would be half of it
            f"import sys\nsys.path.insert(0, {str(_ROOT)!r})\n"
            f"from tests.started.client import main\nmain({str(address)!r}, {program!r})\n"
        )
        command.chmod(0o755)
    return folder


def of_shells() -> dict[str, str]:
    """The environment of a shell in which `attio-harness` and `pytest` are processes as above; other commands of this environment are there, too."""
    path = (str(_bin()), str(Path(sys.executable).parent), os.environ["PATH"])
    return {**os.environ, "PATH": os.pathsep.join(path)}
