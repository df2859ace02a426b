"""Which files a name means, how many bytes they have, and the text of a named file. Reads no events."""

from __future__ import annotations

import glob
import os
import stat
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import BinaryIO, NoReturn

from attio_harness.errors import InputError, not_read, not_there
from attio_harness.inputs.streams import EMPTY_ZIP, ENCODED, is_tar
from attio_harness.limits import in_force

__all__ = [
    "below",
    "bytes_of",
    "decoded",
    "files_of",
    "globbed",
    "is_absent",
    "is_beside",
    "read_text",
    "refuse_unnamed",
    "size_of",
    "standard_input",
    "text_of",
    "unreadable",
]

_IGNORED = {"dummy-object.txt", "_SUCCESS", ".DS_Store", "Thumbs.db", "desktop.ini"}
"""Files that others put beside events: Segment's access test of a bucket, Spark's mark of a finished job, file managers' files."""


_LIMIT_OF = {"state": "state_bytes", "recording": "recording_bytes"}
"""The limit of a file that is read whole, by what it is; `file_bytes` for any other."""
_BEGIN = 2_000
_ANY_DEPTH = "**"
_KINDS = (
    (stat.S_ISDIR, "is a link to a folder"),
    (stat.S_ISFIFO, "is a pipe"),
    (stat.S_ISSOCK, "is a socket"),
    (stat.S_ISCHR, "is a device"),
    (stat.S_ISBLK, "is a device"),
)
_MAGIC: Mapping[bytes, str] = {
    b"\x1f\x8b": "is compressed with gzip (unpack it first: gzip -d)",
    **ENCODED,
    b"PK\x03\x04": "is a ZIP archive (unpack it first), or a file of Office",
    b"%PDF": "is a PDF",
    b"\x89PNG": "is an image",
    b"\xff\xd8\xff": "is an image",
    b"SQLite format 3": "is a database of SQLite",
    b"\x7fELF": "is a program",
    b"PAR1": "is Parquet",
}
"""First bytes of files that are no text -> what such a file is."""


def size_of(paths: Iterable[str]) -> int | None:
    """The bytes of all files under `paths`; None if standard input or a pipe is among them.

    Raises:
        InputError: a path does not exist.
    """
    names = list(paths)
    # None: the share of the whole is unknown, so progress shows only counts
    if "-" in names:
        return None
    try:
        found = [os.stat(file) for name in names for file in files_of(name)]
    except OSError:  # opening it will say why
        return None
    return sum(one.st_size for one in found) if all(stat.S_ISREG(one.st_mode) for one in found) else None


def files_of(name: str) -> list[str]:
    """The files that a path stands for (itself, a folder's files, a glob's finds), sorted by name.

    Raises:
        InputError: there is no such file, or a folder cannot be read.
    """
    try:
        return _files(name)
    except OSError as error:
        raise not_read(error, str(error.filename or name)) from None


def _files(name: str) -> list[str]:
    if not _is_name(name):
        raise InputError("is not a file name", file=name)
    if os.path.isdir(name):
        found = _inside(Path(name))
        if not found:
            raise InputError(
                "the folder holds no event files (expected .json, .ndjson, .jsonl, .log or .gz)", file=name
            )
        return found
    if not is_absent(name):  # also a broken link: opening it says so
        return [name]
    # after the exact name: `events[1].json` may be a file
    if glob.has_magic(name):
        found = []
        for one in map(Path, globbed(name)):
            found += (
                _inside(one)
                if one.is_dir() and not (one.is_symlink() and _ANY_DEPTH in name)
                else [str(one)] * (one.name not in _IGNORED and (one.name.startswith(".") or not is_beside(one.name)))
            )
        if found:
            return list(dict.fromkeys(found))  # `**` finds a file and the folder it is in
        raise not_there(name, "no file has a name like this")
    raise not_there(name, "there is no such file or folder (expected events: NDJSON, a JSON array or object)")


def _is_name(name: str) -> bool:
    """Whether a file can have this name: it has no zero, nor half a character."""
    try:
        return b"\0" not in os.fsencode(name)
    except UnicodeEncodeError:
        return False


def is_absent(name: str | Path) -> bool:
    """Whether nothing has this name. Where that cannot be known, as in a folder that may not be entered, opening it says why.

    Not `os.path.exists` nor `Path.exists`: of such a name the first says that nothing is there, and the second does since Python 3.14.
    """
    try:
        os.lstat(name)
    except (FileNotFoundError, NotADirectoryError, ValueError):  # a ValueError for a byte of zero
        return True
    except OSError:
        return False
    return False


def _inside(folder: Path) -> list[str]:
    return [str(path) for path in below(folder) if path.name not in _IGNORED and path.suffix.lower() != ".md"]


def globbed(pattern: str) -> list[str]:
    """What a glob finds, sorted by name. As in a shell `**` follows no link: links may lead in circles without end."""
    parts = pattern.split(os.sep)
    if _ANY_DEPTH not in parts:
        return sorted(glob.glob(pattern))
    at = parts.index(_ANY_DEPTH)
    rest = [
        part for index, part in enumerate(parts[at + 1 :], at + 1) if parts[index - 1 : index + 1] != [_ANY_DEPTH] * 2
    ]
    before = os.sep.join((*parts[:at], ""))
    found: set[str] = set()
    for begin in glob.glob(before) if before else [""]:
        for where, folders, names in os.walk(begin or os.curdir):
            folders[:] = [name for name in folders if not name.startswith(".")]
            place = os.path.join(begin, os.path.relpath(where, begin or os.curdir)).removesuffix(os.curdir)
            if any(rest):
                found.update(globbed(os.path.join(glob.escape(place), *rest)))
            else:
                there = (name for name in (*names, *folders) if not name.startswith("."))
                found.update((place, *(os.path.join(place, name) for name in there)))
    return sorted(found - {""})


def below(folder: str | Path) -> list[Path]:
    """The files and other entries in a folder and below it, without those that `is_beside` names.

    Links to folders are not followed, since they may lead anywhere, even back here: the links themselves are among the entries.

    Raises:
        InputError: a folder cannot be read.
    """

    def fail(error: OSError) -> NoReturn:  # otherwise the error would be silently ignored
        raise not_read(error, str(error.filename or folder))

    found: list[Path] = []
    for where, folders, names in os.walk(folder, onerror=fail):
        folders[:] = [name for name in folders if not name.startswith(".")]
        links = [name for name in folders if os.path.islink(os.path.join(where, name))]
        found += [Path(where, name) for name in (*names, *links) if not is_beside(name)]
    return sorted(found)


def is_beside(name: str) -> bool:
    """Whether a name is hidden or an editor's copy of a file (`main.tf~`, `#main.tf#`): in a folder Terraform reads neither."""
    return name.startswith(".") or name.endswith("~") or (name.startswith("#") and name.endswith("#"))


def refuse_unnamed(file: str) -> None:
    """Refuse anything but a regular file that a folder or a glob has: a pipe may have no end, a link may lead anywhere.

    Raises:
        InputError: it is not a regular file.
    """
    try:
        mode = os.stat(file).st_mode
    except OSError:  # opening it says why
        return
    what = next((said for fits, said in _KINDS if fits(mode)), None)
    if what is not None:
        raise InputError(f"{what}, which is read only if it is named itself", file=file)


def standard_input() -> BinaryIO:
    if sys.stdin is None:
        raise InputError("standard input is closed", file="-")
    return sys.stdin.buffer


def text_of(name: str, what: str) -> str:
    """The text of a file, or of standard input (`-`), without a byte order mark, opened once; messages name `what` it should be.

    Raises:
        InputError: it is not text.
        OSError: it cannot be opened.
    """
    return decoded(bytes_of(name, what), name, what)


def bytes_of(name: str, what: str) -> bytes:
    """The bytes of a file, or of standard input (`-`), opened once and read only up to the limit.

    Raises:
        InputError: it is larger than the limit.
        OSError: it cannot be opened.
    """
    if name == "-":
        return _limited(standard_input(), name, what)
    if not _is_name(name):
        raise InputError("is not a file name", file=name)
    with open(name, "rb") as stream:
        found = os.fstat(stream.fileno())
        if stat.S_ISREG(found.st_mode):
            _may_have(found.st_size, name, what)
        return _limited(stream, name, what)


def _limited(stream: BinaryIO, name: str, what: str) -> bytes:
    # a device or a pipe may have no end
    content = stream.read(getattr(in_force(), _limit(what)) + 1)
    _may_have(len(content), name, what, at_least=True)
    return content


def _limit(what: str) -> str:
    return _LIMIT_OF.get(what, "file_bytes")


def _may_have(size: int, name: str, what: str, *, at_least: bool = False) -> None:
    passed = in_force().passed(_limit(what), size, at_least=at_least)
    if passed is not None:
        raise InputError(f"{passed}; expected a {what} file", file=name)


def decoded(content: bytes, name: str, what: str) -> str:
    """The text of a file's bytes, without a byte order mark.

    Raises:
        InputError: it is not text.
    """
    content = content.removeprefix(b"\xef\xbb\xbf")
    if is_tar(content):  # first, since a tar of texts is valid UTF-8
        raise InputError(f"is a tar archive (unpack it first: tar -xf); expected a {what} file", file=name)
    if content.startswith(EMPTY_ZIP):
        raise InputError(f"is a ZIP archive with no file in it; expected a {what} file", file=name)
    if content[:4] == b"PK\x03\x04" and content[30:36] == b"tfplan":  # the name of the first file in it
        problem = "is a binary Terraform plan; give the JSON that `terraform show -json PLAN` prints"
        raise InputError(f"{problem}; expected a {what} file", file=name)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        found = next((said for magic, said in _MAGIC.items() if content.startswith(magic)), None)
        if found is not None:
            raise InputError(f"{found}; expected a {what} file", file=name) from None
        if b"\0" in content[:_BEGIN]:
            raise InputError(f"is not text; expected a {what} file", file=name) from None
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        problem = f"byte {content[error.start]:#04x} is not UTF-8 (column {column}); save the {what} file as UTF-8"
        raise InputError(problem, file=name, line=line) from None


def read_text(name: str, what: str) -> str:
    """As `text_of`, but a file that cannot be opened is also an InputError."""
    try:
        return text_of(name, what)
    except OSError as error:
        raise unreadable(error, name, what) from None


def unreadable(error: OSError, name: str, what: str) -> InputError:
    """The error for a file that cannot be opened."""
    if not name:
        return InputError(f"an empty name is not a {what} file", file=name)
    if isinstance(error, FileNotFoundError):
        return not_there(name, f"there is no such {what} file")
    if isinstance(error, IsADirectoryError):
        return InputError(f"is a folder; expected a {what} file", file=name)
    return not_read(error, name)
