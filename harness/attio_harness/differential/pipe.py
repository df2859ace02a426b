"""A process that answers cases: one JSON case a line in, one JSON answer a line out, in order. What answers is its own business."""

from __future__ import annotations

import contextlib
import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Any

from attio_harness.errors import InputError

__all__ = ["Pipe"]


class Pipe:
    """The process, started at once; a context manager that ends it.

    Raises:
        InputError: the command cannot be started.
    """

    def __init__(self, command: Sequence[str], folder: Path | str | None = None) -> None:
        self._name = " ".join(command)
        try:
            self._process = subprocess.Popen(
                list(command), cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        except OSError as error:
            raise InputError(f"cannot be started: {error}", file=self._name) from None

    def ask_many(self, cases: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """The answers to these cases, written in one go.

        Raises:
            InputError: the process ended; the message names the case it ended on.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        stdin, stdout = self._process.stdin, self._process.stdout
        lines = b"".join(json.dumps(case, separators=(",", ":")).encode() + b"\n" for case in cases)

        def write() -> None:
            try:
                stdin.write(lines)
                stdin.flush()
            except OSError:
                pass  # the process ended, which reading tells

        writer = Thread(target=write, daemon=True)
        writer.start()
        answers = []
        for case in cases:
            line = stdout.readline()
            if not line:
                raise InputError(f"ended while it answered {json.dumps(case)}", file=self._name)
            answers.append(json.loads(line))
        writer.join()
        return answers

    def ask(self, case: dict[str, Any]) -> dict[str, Any]:
        """The answer to one case."""
        return self.ask_many([case])[0]

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()

    def __enter__(self) -> Pipe:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
