"""A process that answers cases: one JSON case per line in, one JSON answer per line out, in order. It can be any program."""

from __future__ import annotations

import contextlib
import json
import re
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from types import TracebackType
from typing import IO, Any

from segment_conformance.errors import PackagesError
from segment_conformance.live.limits import LIMIT, late

__all__ = ["Pipe", "segment_packages"]

_SHOWN = 600
_ERROR = re.compile(r"\w*Error\b")


class Pipe:
    """The process: started at once, ended as a context manager.

    If an answer takes longer than `limit` seconds, it is `limits.late`: the process is killed, and a new one answers the rest.
    Ctrl-C in the terminal does not reach the process.

    Raises:
        PackagesError: the command cannot be started.
    """

    def __init__(self, command: Sequence[str], folder: Path | str | None = None, *, limit: float = LIMIT) -> None:
        self._command, self._folder, self._limit = list(command), folder, limit
        self._name = " ".join(command)
        self._complaints: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115
        self._start()

    def _start(self) -> None:
        try:
            self._process = subprocess.Popen(
                self._command,
                cwd=self._folder,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._complaints,
                start_new_session=True,
            )
        except OSError as error:
            self._complaints.close()
            raise PackagesError(f"cannot be started: {error}", source=self._name) from None
        self._answers: SimpleQueue[bytes] = SimpleQueue()
        Thread(target=_read, args=(self._process.stdout, self._answers), daemon=True).start()

    def ask_many(self, cases: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """The answers to these cases, all of which are sent at once.

        Raises:
            PackagesError: the process ended; the message names the case it ended on.
        """
        answers: list[dict[str, Any]] = []
        while len(answers) < len(cases):
            answers += self._asked(cases[len(answers) :])
        return answers

    def _asked(self, cases: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """The answers up to and including the first late one."""
        lines = b"".join(json.dumps(case, separators=(",", ":")).encode() + b"\n" for case in cases)
        Thread(target=_write, args=(self._process.stdin, lines), daemon=True).start()
        answers: list[dict[str, Any]] = []
        for case in cases:
            try:
                line = self._answers.get(timeout=self._limit)
            except Empty:
                self._end(at_once=True)
                self._start()
                return [*answers, late("Segment's packages", self._limit)]
            if not line:
                raise PackagesError(
                    f"ended while it answered {json.dumps(case)[:_SHOWN]}{self._why()}", source=self._name
                )
            answers.append(json.loads(line))
        return answers

    def _why(self) -> str:
        """The exit code of the ended process, and the error it printed."""
        code = self._process.wait()
        self._complaints.seek(0)
        said = [line.strip() for line in self._complaints.read().decode(errors="replace").splitlines() if line.strip()]
        reason = next((line for line in said if _ERROR.match(line)), said[-1] if said else "")
        return f" (exit code {code}{': ' if reason else ''}{reason})"

    def ask(self, case: dict[str, Any]) -> dict[str, Any]:
        """The answer to one case."""
        return self.ask_many([case])[0]

    def close(self) -> None:
        self._end(at_once=False)
        self._complaints.close()

    def _end(self, *, at_once: bool) -> None:
        assert self._process.stdin is not None
        if at_once:
            self._process.kill()
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def __enter__(self) -> Pipe:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def segment_packages(folder: Path | str) -> Pipe:
    """A process that runs Segment's packages, which are installed in this folder beside `oracle.mjs`.

    Raises:
        PackagesError: the packages or Node are not installed.
    """
    if not (Path(folder) / "node_modules").exists():
        raise PackagesError("has no installed packages; run `make .venv/oracle` in a checkout", source=str(folder))
    return Pipe(["node", "oracle.mjs"], folder)


def _read(stream: IO[bytes], answers: SimpleQueue[bytes]) -> None:
    """Put every line of the stream into `answers`, and an empty one at its end."""
    with stream:
        for line in stream:
            answers.put(line)
    answers.put(b"")


def _write(stream: IO[bytes], lines: bytes) -> None:
    with contextlib.suppress(OSError, ValueError):  # the process ended; the reader notices
        stream.write(lines)
        stream.flush()
