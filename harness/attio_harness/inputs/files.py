"""Which files hold events, how they are opened, and which are refused by their first bytes. Nothing here reads an event."""

from __future__ import annotations

import glob
import gzip
import io
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from attio_harness.errors import InputError

__all__ = [
    "ADVICE",
    "Reach",
    "files_of",
    "looks_like_table",
    "opened",
    "read_text",
    "size_of",
    "text_of",
    "unpacked",
    "unreadable",
]

_GZIP = b"\x1f\x8b"
ADVICE = (
    "has lost what an event was (nested objects, types, nulls); expected NDJSON as in Segment's raw logs (S3) or the raw "
    "view of the debugger"
)
_UTF16 = "is UTF-16 text (save it as UTF-8)"
_FOREIGN: Mapping[bytes, str] = {
    b"PAR1": f"Parquet {ADVICE}",
    b"ORC": f"ORC {ADVICE}",
    b"Obj\x01": f"Avro {ADVICE}",
    b"PK\x03\x04": "is a ZIP archive (unpack it first)",
    b"\x28\xb5\x2f\xfd": "is compressed with zstd (unpack it first)",
    b"BZh": "is compressed with bzip2 (unpack it first)",
    b"\xfd7zX": "is compressed with xz (unpack it first)",
    b"\xff\xfe\0\0": "is UTF-32 text (save it as UTF-8)",
    b"\xff\xfe": _UTF16,
    b"\xfe\xff": _UTF16,
    b"{\0": _UTF16,
    b"[\0": _UTF16,
    b"\0{": _UTF16,
    b"\0[": _UTF16,
}
"""What the first bytes of a file say that is no UTF-8 text and no gzip; the longer beginning stands first."""

_NAMES: Mapping[str, str] = {
    ".csv": f"CSV {ADVICE}",
    ".tsv": f"CSV {ADVICE}",
    ".csv.gz": f"CSV {ADVICE}",
    ".parquet": f"Parquet {ADVICE}",
    ".tf": "is Terraform's HCL, which holds mappings and filters; give it with -m or --filters",
    ".yaml": "is YAML; events are JSON, and a workspace file is given with -w",
    ".yml": "is YAML; events are JSON, and a workspace file is given with -w",
}
"""Endings of names that no event file has."""

_COLUMN = rb'"?[A-Za-z_][\w ]*"?'
_TABLE_HEAD = re.compile(b"|".join(_COLUMN + b"(" + mark + _COLUMN + rb"){2,}\r?$" for mark in (b",", b";", b"\t")))
_IGNORED = {"dummy-object.txt", "_SUCCESS", ".DS_Store", "Thumbs.db", "desktop.ini"}
"""What others put beside events: Segment's test of its access to a bucket, Spark's mark of a finished job, file managers."""


class Reach:
    """How far reading has come, in bytes of the files as they are on the disk."""

    def __init__(self) -> None:
        self._before = self._read = 0
        self._share = 1.0

    @property
    def bytes(self) -> int:
        return self._before + int(self._read * self._share)

    def begin(self) -> None:
        """Another file."""
        self._before, self._read, self._share = self._before + self._read, 0, 1.0

    def read(self, count: int) -> None:
        self._read += count

    def worked(self, share: float) -> None:
        """Of what was read of this file, as much is behind us: an array is read before its first element is handed out."""
        self._share = share


class _Counted(io.RawIOBase):
    """A file that says how much of it was read."""

    def __init__(self, file: io.RawIOBase, reach: Reach) -> None:
        self._file, self._reach = file, reach

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        count: int | None = self._file.readinto(buffer)
        self._reach.read(count or 0)
        return count

    def close(self) -> None:
        self._file.close()
        super().close()


def size_of(paths: Iterable[str]) -> int | None:
    """The bytes of all files under `paths`, or None where standard input is among them.

    Raises:
        InputError: a path does not exist.
    """
    names = list(paths)
    return None if "-" in names else sum(os.stat(file).st_size for name in names for file in files_of(name))


def files_of(name: str) -> list[str]:
    """The files that a path stands for: itself, what a folder holds, what a glob finds, in the order of their names.

    Raises:
        InputError: there is none, or a folder cannot be read.
    """
    try:
        return _files(name)
    except OSError as error:
        problem = f"cannot be read: {error.strerror or error}"
        raise InputError(problem, file=str(error.filename or name)) from None


def _files(name: str) -> list[str]:
    path = Path(name)
    if name and path.is_dir():
        found = _inside(path)
        if not found:
            raise InputError(
                "the folder holds no event files (expected .json, .ndjson, .jsonl, .log or .gz)", file=name
            )
        return found
    if name and os.path.lexists(name):  # also a link that leads nowhere: opening it says so
        return [name]
    if glob.has_magic(name):
        found = []
        for one in (Path(p) for p in sorted(glob.glob(name, recursive=True))):
            found += _inside(one) if one.is_dir() else [str(one)] * (one.name not in _IGNORED)
        if found:
            return list(dict.fromkeys(found))  # `**` finds a file and the folder it is in
        raise InputError("no file has a name like this", file=name)
    raise InputError(
        "there is no such file or folder (expected events: NDJSON, a JSON array or object)", file=name or "''"
    )


def _inside(folder: Path) -> list[str]:
    def fail(error: OSError) -> NoReturn:  # otherwise a folder that may not be read would be passed over in silence
        raise error

    walked = os.walk(folder, onerror=fail)
    found = [Path(where, name) for where, _, names in walked for name in names]
    return [str(path) for path in sorted(found) if path.is_file() and _wanted(path.relative_to(folder))]


def _wanted(path: Path) -> bool:
    """Whether a file in a folder may hold events; a table is taken too, so that it is named and not passed over."""
    hidden = any(part.startswith(".") for part in path.parts)
    return not hidden and path.name not in _IGNORED and path.suffix.lower() != ".md"


def opened(file: str, reach: Reach) -> BinaryIO:
    """A file to read from, which keeps `reach` up to date.

    Raises:
        OSError: it cannot be opened.
    """
    return io.BufferedReader(_Counted(open(file, "rb", buffering=0), reach), 1 << 16)


def unpacked(stream: BinaryIO, file: str) -> BinaryIO:
    """The stream, without its gzip where it begins with one, whatever its name says.

    Raises:
        InputError: by its name or its first bytes it holds no events.
    """
    by_name = next((said for ending, said in _NAMES.items() if file.lower().endswith(ending)), None)
    if by_name:
        raise InputError(by_name, file=file)
    buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(stream)  # type: ignore[type-var]
    begin = buffered.peek(4)[:4]
    foreign = next((said for magic, said in _FOREIGN.items() if begin.startswith(magic)), None)
    if foreign:
        raise InputError(foreign, file=file)
    if begin[:2] == _GZIP:
        return gzip.GzipFile(fileobj=buffered, mode="rb")  # type: ignore[return-value]
    return buffered


def text_of(name: str, what: str) -> str:
    """The text of a file without a byte order mark, opened once; `what` it should be goes into the message.

    Raises:
        InputError: it is not text.
        OSError: it cannot be opened.
    """
    try:
        return Path(name).read_bytes().removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError:
        raise InputError(f"is not UTF-8 text (expected a {what} file)", file=name) from None


def read_text(name: str, what: str) -> str:
    """As `text_of`; a file that cannot be opened is an InputError, too."""
    try:
        return text_of(name, what)
    except OSError as error:
        raise unreadable(error, name, what) from None


def unreadable(error: OSError, name: str, what: str) -> InputError:
    """What to say of a file that cannot be opened."""
    if isinstance(error, FileNotFoundError):
        return InputError(f"there is no such {what} file", file=name)
    return InputError(f"cannot be read: {error.strerror or error}", file=name)


def looks_like_table(line: bytes) -> str | None:
    """What is wrong with a first line that names columns, or that is packed once more."""
    if line.startswith(_GZIP):
        return "is compressed twice (unpack it once)"
    if _TABLE_HEAD.match(line):
        return f"looks like CSV (the first line names columns), which {ADVICE}"
    return None
