"""A process that makes rows of lines for another one: `python -m attio_harness.run.worker`, started by `processes`.

Reads the settings and then pieces from standard input, and writes what is said of the lines of each piece to standard output. It
ends when its standard input does, so it never outlives the process that started it.
"""

from __future__ import annotations

import gc
import marshal
import pickle
import signal
import struct
import sys
from contextlib import suppress
from typing import BinaryIO

from attio_harness.run.map_side import MapSide

__all__ = ["HEAD", "main", "serve"]

HEAD = struct.Struct("<Q")
"""The head of each piece and each answer: its number of bytes."""


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Answer each piece until the source ends."""
    side: MapSide | None = None
    while (body := _read(source)) is not None:
        if side is None:
            side = MapSide(pickle.loads(body))
            # the objects made so far live until the end
            gc.freeze()
            continue
        answer = marshal.dumps([side.line(line) for line in marshal.loads(body)])
        sink.write(HEAD.pack(len(answer)))
        sink.write(answer)
        sink.flush()


def _read(source: BinaryIO) -> bytes | None:
    head = source.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    size = HEAD.unpack(head)[0]
    body = source.read(size)
    return body if len(body) == size else None


def main() -> None:
    """Serve the process that started this one."""
    # the process that started this one handles Ctrl-C
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # buffered, whatever PYTHONUNBUFFERED says: a write without a buffer may be a part, if a signal ends it
    answers = open(sys.stdout.fileno(), "wb", closefd=False)  # noqa: SIM115  # ends with this process
    # that process has ended, or wants no more answers
    with suppress(BrokenPipeError):
        serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
