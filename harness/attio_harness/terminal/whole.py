"""Standard output and error whose writes are whole, whatever ends one in between. Knows nothing of what is written.

Python leaves it to each caller to see how much a stream took, and no caller looks: without buffers (`PYTHONUNBUFFERED`, usual in images of
containers), where a signal or a full disk ends a write; and on a pipe or terminal that does not block, because a program that shares it, as
Node does, has set it so.
"""

from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

__all__ = ["Descriptor", "whole"]


class Descriptor(io.RawIOBase):
    """An open file by its number, which stays open. A write takes everything, and waits where it must."""

    def __init__(self, number: int) -> None:
        self._number = number

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._number

    def isatty(self) -> bool:
        return os.isatty(self._number)

    def write(self, given: ReadableBuffer, /) -> int:
        left = memoryview(given).cast("B")
        size = len(left)
        while left:
            try:
                left = left[os.write(self._number, left) :]
            except BlockingIOError:
                self._wait()
        return size

    def _wait(self) -> None:
        import select  # rarely needed

        ready = select.poll()
        ready.register(self._number, select.POLLOUT)
        ready.poll()


def whole(stream: TextIO) -> TextIO:
    """What takes the place of a standard stream: to the same file, with the same buffers. What its encoding lacks is escaped: any
    non-ASCII on an ASCII terminal, half a character from an event. A stream of Windows only gets that; one without a file stays.
    """
    if not isinstance(stream, io.TextIOWrapper):
        return stream
    if os.name != "posix":
        stream.reconfigure(errors="backslashreplace")
        return stream
    buffer: Any = Descriptor(stream.fileno())
    return io.TextIOWrapper(
        io.BufferedWriter(buffer) if isinstance(stream.buffer, io.BufferedWriter) else buffer,
        encoding=stream.encoding,
        errors="backslashreplace",
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )
