"""Writes the output file of any command, whole or not at all. Knows nothing of its contents.

A file is written under another name beside its place and then renamed, which is one step: a reader sees the old or the new file, and
a full disk, Ctrl-C or a crash leaves the old one. A pipe, a terminal or /dev/stdout is written directly.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import stat
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BufferedWriter
from pathlib import Path
from typing import IO

from attio_harness.errors import InputError, is_address
from attio_harness.terminal.whole import Descriptor

__all__ = ["can_be_written", "write_file"]

_MOST_LINKS = 40
"""How many links Linux follows (path_resolution(7))."""

_DESCRIPTORS = re.compile(r"(?:/dev|/proc/(?:self|thread-self|[0-9]+))/fd")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Target:
    """Where a name leads: `descriptor` for an open file such as /dev/stdout; `mode` of an existing file, None if there is none."""

    path: Path
    mode: int | None = None
    descriptor: int | None = None

    @property
    def is_special(self) -> bool:
        return self.descriptor is not None or (self.mode is not None and not stat.S_ISREG(self.mode))


def can_be_written(file: str | None) -> None:
    """Find out before a long run whether `write_file` would fail after it. None and `-` (standard output) never do.

    Raises:
        InputError: no file can be written there.
    """
    if file is None or file == "-":
        return
    target = _target(file)
    if target.descriptor is not None:
        _is_open(target.descriptor, file)
        return
    folder = target.path.parent
    if target.mode is not None and stat.S_ISDIR(target.mode):
        raise InputError("cannot be written: it is a folder; expected the name of a file", file=file)
    if target.mode is not None and not os.access(target.path, os.W_OK):
        raise InputError("cannot be written: Permission denied", file=file)
    if target.is_special or (target.mode is not None and not os.access(folder, os.W_OK)):
        return
    if is_address(file):
        raise InputError("cannot be written: only local files are; write one, and upload it", file=file)
    if not folder.exists():
        raise InputError(f"cannot be written: there is no folder {_as_said(file)}; make it first", file=file)
    if not folder.is_dir():
        raise InputError(f"cannot be written: {_as_said(file)} is a file, not a folder", file=file)
    if file.endswith(os.sep):
        raise InputError("cannot be written: there is no such folder; expected the name of a file", file=file)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise InputError(f"cannot be written: the folder {_as_said(file)} cannot be written to", file=file)


def _is_open(descriptor: int, file: str) -> None:
    try:
        os.fstat(descriptor)
    except OSError:
        raise InputError("cannot be written: it is closed", file=file) from None


def write_file(pieces: Iterable[bytes], file: str, *, private: bool = False) -> None:
    """Write a file. Links are followed; it keeps the permissions of the old file, or gets those of any new one.

    Args:
        pieces: the contents, in order.
        file: its name, as the user gave it.
        private: only the owner may read it, because it contains personal data.

    Raises:
        InputError: it cannot be written; the old file is still there.
    """
    can_be_written(file)
    target = _target(file)
    try:
        if target.is_special:
            _straight(pieces, target)
        elif target.mode is not None and not os.access(target.path.parent, os.W_OK):
            # no other file can be made beside it, for instance if one file is mounted into a container
            _straight(pieces, target)
        else:
            _beside(pieces, target, private)
    except OSError as error:
        if isinstance(error, BrokenPipeError) and target.descriptor == 1:
            raise  # the reader of standard output has closed it, which is not a mistake
        raise InputError(f"cannot be written: {_why(error)}", file=file) from None


def _straight(pieces: Iterable[bytes], target: _Target) -> None:
    with _opened(target) as out:
        out.writelines(pieces)


def _opened(target: _Target) -> IO[bytes]:
    if target.descriptor is None:
        return open(target.path, "wb")
    # opening it by its name would truncate a file that the shell appends to with `>>`
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    return BufferedWriter(Descriptor(target.descriptor))


def _beside(pieces: Iterable[bytes], target: _Target, private: bool) -> None:
    # shortened, because the name of the file may already have the maximal length
    beside = target.path.with_name(f".{target.path.name[:40]}.{os.urandom(4).hex()}")
    try:
        with open(beside, "xb", opener=lambda name, flags: os.open(name, flags, 0o600 if private else 0o666)) as out:
            if private:
                os.fchmod(out.fileno(), 0o600)  # whatever the umask takes away
            out.writelines(pieces)
        if target.mode is not None and not private:
            _keep_permissions(beside, target.path)
        try:
            beside.replace(target.path)
        except OSError as error:
            if error.errno not in (errno.EBUSY, errno.EXDEV):
                raise
            # a file that is mounted into a container by itself can be written, but not replaced
            shutil.copyfile(beside, target.path)
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)


def _keep_permissions(new: Path, old: Path) -> None:
    with contextlib.suppress(OSError):  # a file system without permissions, or somebody else's file
        was = old.stat()
        os.chown(new, was.st_uid, was.st_gid)
    with contextlib.suppress(OSError):
        new.chmod(stat.S_IMODE(was.st_mode))


def _target(file: str) -> _Target:
    """Where the name leads, link by link: /dev/stdout is a link to a descriptor, which is a link to some file.

    Raises:
        InputError: the links cannot be followed.
    """
    if not file:
        raise InputError("an empty name is not a file to write to", file=file)
    try:
        for path in _links(file):
            folder, name = str(path.parent), path.name
            if _DESCRIPTORS.fullmatch(folder) and name.isdecimal():
                return _Target(path=path, descriptor=int(name))
        try:
            return _Target(path=path, mode=path.lstat().st_mode)
        except (FileNotFoundError, NotADirectoryError):
            return _Target(path=path)
    except (OSError, ValueError) as error:  # ValueError: a name with a NUL
        raise InputError(f"cannot be written: {_why(error)}", file=file) from None


def _links(file: str) -> Iterator[Path]:
    """The name, then the target of each link; the last is not a link."""
    path = os.path.join(os.getcwd(), file)
    for _ in range(_MOST_LINKS):
        folder, name = os.path.split(path)
        path = os.path.join(os.path.realpath(folder), name)
        yield Path(path)
        if not os.path.islink(path):
            return
        path = os.path.join(os.path.dirname(path), os.readlink(path))
    raise OSError("too many links lead to one another")


def _as_said(file: str) -> str:
    """The folder of a file as the user named it."""
    return os.path.dirname(file.rstrip(os.sep)) or "."


def _why(error: OSError | ValueError) -> str:
    return getattr(error, "strerror", None) or str(error)
