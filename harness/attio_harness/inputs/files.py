"""Which files a name stands for, how many bytes they have, and the text of one that a person names. No event is read here."""

from __future__ import annotations

import glob
import os
import stat
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, NoReturn

from attio_harness.errors import InputError

__all__ = ["decoded", "files_of", "read_text", "size_of", "standard_input", "text_of", "unreadable"]

_IGNORED = {"dummy-object.txt", "_SUCCESS", ".DS_Store", "Thumbs.db", "desktop.ini"}
"""What others put beside events: Segment's test of its access to a bucket, Spark's mark of a finished job, file managers."""


def size_of(paths: Iterable[str]) -> int | None:
    """The bytes of all files under `paths`, or None where standard input or a pipe is among them.

    Raises:
        InputError: a path does not exist.
    """
    names = list(paths)
    # None: no share of the whole can be told, so progress shows counts alone
    if "-" in names:
        return None
    try:
        found = [os.stat(file) for name in names for file in files_of(name)]
    except OSError:  # opening it will say why
        return None
    return sum(one.st_size for one in found) if all(stat.S_ISREG(one.st_mode) for one in found) else None


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
    # Path("") is the current folder; an empty name is a slip, not a folder
    if name and path.is_dir():
        found = _inside(path)
        if not found:
            raise InputError(
                "the folder holds no event files (expected .json, .ndjson, .jsonl, .log or .gz)", file=name
            )
        return found
    if name and os.path.lexists(name):  # also a link that leads nowhere: opening it says so
        return [name]
    # after the exact name: `events[1].json` may be a file
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


def standard_input() -> BinaryIO:
    if sys.stdin is None:
        raise InputError("standard input is closed", file="-")
    return sys.stdin.buffer


def text_of(name: str, what: str) -> str:
    """The text of a file, or of standard input (`-`), without a byte order mark, opened once; `what` it should be goes into the message.

    Raises:
        InputError: it is not text.
        OSError: it cannot be opened.
    """
    return decoded(standard_input().read() if name == "-" else Path(name).read_bytes(), name, what)


def decoded(content: bytes, name: str, what: str) -> str:
    """The text of a file's bytes without a byte order mark.

    Raises:
        InputError: it is not text.
    """
    try:
        return content.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
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
