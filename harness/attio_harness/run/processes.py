"""Other processes that make rows of lines (`map_side`), each one piece of a file at a time.

Each is a new Python (`worker`) behind a pair of pipes: nothing of this process is copied into it, and it ends when its input does. If
one ends by itself, nothing is lost: this process reads its lines instead.
"""

from __future__ import annotations

import marshal
import os
import pickle
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from attio_harness.inputs.handed import Said
from attio_harness.run.map_side import MapSettings
from attio_harness.run.worker import HEAD

__all__ = ["AT_LEAST", "Processes", "cores"]

AT_LEAST = 8 << 20
"""How many bytes are read before the first process is started: starting one takes as long as reading some megabytes."""

_Process = subprocess.Popen[bytes]


def cores(quota: Path = Path("/sys/fs/cgroup/cpu.max")) -> int:
    """The cores that this process may use, in a container no more than its quota of processor time.

    `quota` is the file in which Linux tells it (documentation of cgroup v2): microseconds, or `max`, and the period they are for.
    """
    # some systems cannot bind a process to some cores
    there = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        share, period = map(int, quota.read_text("ascii").split())
    except (OSError, ValueError):  # no such system, or no quota
        return there
    return max(1, min(there, -(-share // period))) if period else there


class Processes:
    """Up to `number` processes, counting this one. `say` is called with a message if one ended by itself."""

    def __init__(self, settings: MapSettings, number: int, say: Callable[[str], None]) -> None:
        self._settings, self._number, self._say = settings, number, say
        self._left = AT_LEAST
        self._begun = False
        self._all: list[_Process] = []
        self._free: deque[_Process] = deque()
        # each process (None if it has ended) with the number of lines that it was given
        self._under_way: deque[tuple[_Process | None, int]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def begin(self, file: str) -> None:
        """Does nothing: a line is handled the same way in every file."""

    def are_worth(self, size: int) -> bool:
        """Whether enough was read that other processes are worth their start."""
        self._left -= size
        return self._number > 1 and self._left < 0

    @property
    def are_free(self) -> bool:
        """Whether one of them has nothing to do; the first call starts them."""
        if not self._begun:
            self._begun = True
            self._start()
        return bool(self._free)

    def _start(self) -> None:
        settings = pickle.dumps(self._settings)
        for _ in range(self._number - 1):
            try:
                one = _started()
            except OSError as error:
                self._say(
                    f"no more processes can be started ({error.strerror or error}): events are read by {len(self._all) + 1}"
                )
                return
            self._all.append(one)
            if self._written(one, settings):
                self._free.append(one)

    def give(self, lines: list[tuple[int, bytes]]) -> None:
        """Give a piece to a free process."""
        one = self._free.popleft()
        self._under_way.append(
            (one if self._written(one, marshal.dumps([line for _, line in lines])) else None, len(lines))
        )

    def take(self) -> list[Said]:
        """What is said of the lines of the oldest piece given; empty if its process has ended."""
        one, number = self._under_way.popleft()
        answer = None if one is None else _answer(one)
        if one is None:
            return [None] * number
        if answer is None:
            self._ended(one)
            return [None] * number
        self._free.append(one)
        said: list[Said] = marshal.loads(answer)
        return said

    def forget(self) -> None:
        """Drop the pieces that were not taken back. Ends their processes, which may be in the middle of an answer."""
        for one, _ in self._under_way:
            if one is not None:
                _end(one)
        self._under_way.clear()

    def close(self) -> None:
        """End all of them."""
        self._free.clear()
        self._under_way.clear()
        for one in self._all:
            _end(one)
        self._all.clear()

    def _written(self, one: _Process, body: bytes) -> bool:
        stream = one.stdin
        assert stream is not None
        try:
            stream.write(HEAD.pack(len(body)))
            stream.write(body)
            stream.flush()
        except OSError:  # the process has closed its end
            self._ended(one)
            return False
        return True

    def _ended(self, one: _Process) -> None:
        # its pipe ends before the process does: wait for its own exit code, because `_end` would kill it
        with suppress(subprocess.TimeoutExpired):
            one.wait(1)
        _end(one)
        code = one.returncode
        how = f"by signal {_named(-code)}" if code is not None and code < 0 else f"with exit code {code}"
        self._say(
            f"a process that reads events ended {how}: this process reads its part, and nothing is lost; "
            "--processes 1 starts no others and needs less memory"
        )


def _named(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)


def _started() -> _Process:
    # in a group of its own, so that Ctrl-C in a terminal reaches only this process
    own = 0 if os.name == "posix" else None
    return subprocess.Popen(
        # -P: do not import modules from the current folder
        [sys.executable, "-P", "-m", "attio_harness.run.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        # import modules from the same places as this process
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        process_group=own,
    )


def _answer(one: _Process) -> bytes | None:
    """The next answer; None if the process has ended."""
    stream = one.stdout
    assert stream is not None
    head = _read(stream, HEAD.size)
    return None if head is None else _read(stream, HEAD.unpack(head)[0])


def _read(stream: IO[bytes], size: int) -> bytes | None:
    body = stream.read(size)
    return body if len(body) == size else None


def _end(one: _Process) -> None:
    one.kill()
    one.wait()
    for stream in (one.stdin, one.stdout):
        # closing may fail to write the rest, which nobody would read
        with suppress(OSError):
            assert stream is not None
            stream.close()
