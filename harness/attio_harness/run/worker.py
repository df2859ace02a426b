"""A process that makes rows of lines for another one: `python -m attio_harness.run.worker`, started by `processes`.

Reads from standard input the settings, then pieces, and writes to standard output what is said of the lines of each. It ends with
its standard input, so with the process that started it, however that one ends.
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
"""In front of each piece and each answer: how many bytes it has."""


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Answer until the source ends."""
    side: MapSide | None = None
    while (body := _read(source)) is not None:
        if side is None:
            side = MapSide(pickle.loads(body))
            # what was made so far stays until the end
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
    # Ctrl-C is for that one
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # it is gone, or wants no more
    with suppress(BrokenPipeError):
        serve(sys.stdin.buffer, sys.stdout.buffer)


if __name__ == "__main__":
    main()
