"""How a process is asked for, from tests and from shells. Nothing but Python's own library: a shell waits for its import."""

from __future__ import annotations

import json
import os
import signal
import socket
from collections.abc import Mapping, Sequence

__all__ = ["NUMBER", "asked_for", "told"]

NUMBER = 4
"""Bytes of an answer: the id of the process, and then its exit code, negative for a signal."""


def asked_for(
    address: str,
    words: Sequence[str],
    streams: Mapping[int, int],
    *,
    program: str | None = None,
    cwd: str | None = None,
    env: Mapping[str, str] | None = None,
    largest: int | None = None,
) -> socket.socket:
    """Have the server start a process with these streams: their numbers there and here. A standard stream that is left out is closed.

    Args:
        program: what runs in the place of `python -m attio_harness`, as after `python -c`.
        largest: bytes of a file that it writes; no limit unless said.
    """
    umask = os.umask(0)
    os.umask(umask)
    asked = {
        "words": list(words), "program": program, "streams": list(streams), "cwd": cwd or os.getcwd(), "umask": umask,
        "env": dict(os.environ if env is None else env), "largest": largest,
        "ignores_interrupts": signal.getsignal(signal.SIGINT) is signal.SIG_IGN,  # as what a shell has in the background does
    }  # fmt: skip
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(address)
    socket.send_fds(connection, [b"\n"], list(streams.values()))
    connection.sendall(json.dumps(asked).encode() + b"\n")
    return connection


def told(connection: socket.socket) -> int:
    """The next answer.

    Raises:
        ConnectionError: there is none any more.
    """
    answer = connection.recv(NUMBER, socket.MSG_WAITALL)
    if len(answer) < NUMBER:
        raise ConnectionError("the server of processes has ended")
    return int.from_bytes(answer, "little", signed=True)
