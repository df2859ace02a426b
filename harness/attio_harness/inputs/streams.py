"""The bytes of event files: opened once, counted, unpacked, and refused if the first bytes show that there are no events.

A file may be a pipe, so it is read only once and forward.
"""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Mapping
from typing import Any, BinaryIO

from attio_harness.errors import InputError
from attio_harness.limits import InputLimits

__all__ = [
    "ADVICE",
    "EMPTY_ZIP",
    "ENCODED",
    "Reach",
    "Unzipped",
    "is_named_table",
    "is_tar",
    "looks_like_table",
    "opened",
    "unpacked",
]

ADVICE = (
    "has lost what an event was (nested objects, types, nulls); expected NDJSON as in Segment's raw logs (S3) or the raw "
    "view of the debugger"
)
EMPTY_ZIP = b"PK\x05\x06"
"""The beginning of an empty ZIP archive (APPNOTE, section 4.3.16)."""
_GZIP = b"\x1f\x8b"  # RFC 1952, section 2.3.1
_UTF16 = "is UTF-16 text (save it as UTF-8)"
ENCODED: Mapping[bytes, str] = {
    b"\x28\xb5\x2f\xfd": "is compressed with zstd (unpack it first)",
    b"BZh": "is compressed with bzip2 (unpack it first)",
    b"\xfd7zX": "is compressed with xz (unpack it first)",
    b"\xff\xfe\0\0": "is UTF-32 text (save it as UTF-8)",
    b"\xff\xfe": _UTF16,
    b"\xfe\xff": _UTF16,
}
"""First bytes of files that may be right but in another form -> what they are; longer beginnings come first."""
_FOREIGN: Mapping[bytes, str] = {
    b"PAR1": f"Parquet {ADVICE}",
    b"ORC": f"ORC {ADVICE}",
    b"Obj\x01": f"Avro {ADVICE}",
    b"PK\x03\x04": "is a ZIP archive (unpack it first)",  # also XLSX
    EMPTY_ZIP: "is a ZIP archive with no file in it",
    **ENCODED,
    # without a byte order mark every other byte of ASCII text is zero
    b"{\0": _UTF16,
    b"[\0": _UTF16,
    b"\0{": _UTF16,
    b"\0[": _UTF16,
    b"\0\0": "begins with zero bytes; the content is lost, as after a crash: get the file again",
    b"%PDF": "is a PDF; events are JSON",
    b"\x89PNG": "is an image; events are JSON",
    b"SQLite format 3": "is a database of SQLite; events are JSON",
    b"\x7fELF": "is a program; events are JSON",
}
"""First bytes of files that are neither UTF-8 text nor gzip -> what they are."""
_PIECE = 8192
_LONGEST = max(map(len, _FOREIGN))

_YAML = "is YAML; events are JSON, and a workspace file is given with -w"
_NAMES: Mapping[str, str] = {
    ".parquet": f"Parquet {ADVICE}",
    ".xls": f"Excel {ADVICE}",
    ".xlsx": f"Excel {ADVICE}",
    ".tf": "is Terraform's HCL, which holds mappings and filters; give it with -m or --filters",
    ".yaml": _YAML,
    ".yml": _YAML,
}
"""Endings of file names that no event file has -> what such a file is."""
_TABLES = (".csv", ".tsv", ".csv.gz", ".tsv.gz")

_COLUMN = rb'"?[A-Za-z_][\w ]*"?'
# three or more names with the same separator, as in `user_id,event,"sent at"`; prose with one comma does not match
_TABLE_HEAD = re.compile(b"|".join(_COLUMN + b"(" + mark + _COLUMN + rb"){2,}\r?$" for mark in (b",", b";", b"\t")))


class Reach:
    """How far reading has come, in bytes of the files on disk."""

    def __init__(self) -> None:
        self._before = self._read = 0
        self._share = 1.0

    @property
    def bytes(self) -> int:
        return self._before + int(self._read * self._share)

    def begin(self) -> None:
        """Begin another file."""
        # an array that was left early counts as whole once its file is done
        self._before, self._read, self._share = self._before + self._read, 0, 1.0

    def read(self, count: int) -> None:
        self._read += count

    def worked(self, share: float) -> None:
        """Set the share of this file's bytes that is processed: an array is read whole before its first element is handed out."""
        self._share = share


class _Counted(io.RawIOBase):
    """A file that reports how much of it was read."""

    def __init__(self, file: io.RawIOBase, reach: Reach) -> None:
        self._file, self._reach = file, reach

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        # None: a pipe that does not block has nothing yet
        count: int | None = self._file.readinto(buffer)
        self._reach.read(count or 0)
        return count

    def close(self) -> None:
        self._file.close()
        super().close()


class _PutBack(io.RawIOBase):
    """A stream with the bytes that were already read put back in front. It does not close the stream."""

    def __init__(self, begin: bytes, stream: BinaryIO) -> None:
        self._begin, self._stream = begin, stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        # read1 gives what has arrived; on a pipe, readinto and readinto1 would wait for more
        found = self._begin or self._stream.read1(len(buffer))  # type: ignore[attr-defined]
        count = min(len(buffer), len(found))
        buffer[:count], self._begin = found[:count], found[count:]
        return count


class Unzipped(io.RawIOBase):
    """The inside of gzip data up to their end, damage or the limit; `damage` then says why it ended early."""

    def __init__(self, stream: BinaryIO, limits: InputLimits) -> None:
        self._inside = gzip.GzipFile(fileobj=stream, mode="rb")
        self._limits = limits
        self._size = 0
        self.damage: str | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self.damage is not None:
            return 0
        try:
            # in small pieces: damage loses all that was unpacked of its piece
            found = self._inside.read1(min(len(buffer), _PIECE))
        # three errors with one meaning: cut short, damaged inside, wrong checksum, or no gzip after the first member
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            self.damage = f"the gzip data ends early or is damaged ({error})"
            return 0
        self._size += len(found)
        if self._size > self._limits.unpacked_bytes:
            self.damage = self._limits.passed("unpacked_bytes", self._size, at_least=True)
            return 0
        buffer[: len(found)] = found
        return len(found)


def opened(file: str, reach: Reach) -> BinaryIO:
    """Open a file for reading that keeps `reach` up to date.

    Raises:
        OSError: it cannot be opened.
    """
    # unbuffered below, so that the count is at most 64 KiB ahead of the reader
    return io.BufferedReader(_Counted(open(file, "rb", buffering=0), reach), 1 << 16)


def unpacked(stream: BinaryIO, file: str, limits: InputLimits) -> io.BufferedReader[Any]:
    """The stream, unpacked if it begins with gzip, whatever its name.

    Raises:
        InputError: its name or its first bytes show that it holds no events.
    """
    by_name = next((said for ending, said in _NAMES.items() if file.lower().endswith(ending)), None)
    if by_name:
        raise InputError(by_name, file=file, kind="workspace" if by_name is _YAML else None)
    begin = stream.read(_LONGEST)  # not peek: on a pipe it may see only one byte
    _refuse_foreign(begin, file)
    whole = io.BufferedReader(_PutBack(begin, stream), 1 << 16)
    if not begin.startswith(_GZIP):
        return whole
    # after an error a line reader loses the current line, which may be a whole array: so an error counts as the end
    inside = io.BufferedReader(Unzipped(whole, limits), 1 << 16)
    _refuse_foreign(inside.peek(_LONGEST), file)
    return inside


def _refuse_foreign(begin: bytes, file: str) -> None:
    foreign = next((said for magic, said in _FOREIGN.items() if begin.startswith(magic)), None)
    if foreign == _UTF16 and is_named_table(file):  # Excel's "Unicode text"
        foreign = f"{_UTF16}; a table without events as JSON in a column {ADVICE}"
    if foreign:
        raise InputError(foreign, file=file)


def is_tar(begin: bytes) -> bool:
    """Whether a file with this beginning is a tar archive: a name, numbers as text, then its magic bytes."""
    return begin[257:262] == b"ustar" and b"\0" in begin[:257]  # POSIX.1-2017, pax, "ustar Interchange Format"


def is_named_table(file: str) -> bool:
    return file.lower().endswith(_TABLES)


def looks_like_table(line: bytes) -> str | None:
    """What is wrong if a first line names columns or is packed once more; None if nothing is."""
    if line.startswith(_GZIP):
        return "is compressed twice (unpack it once)"
    if is_tar(line):
        return "is a tar archive (unpack it first: tar -xf)"
    if _TABLE_HEAD.match(line):
        return f"looks like CSV (the first line names columns), which {ADVICE}"
    return None
