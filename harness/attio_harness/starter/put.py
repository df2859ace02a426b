"""Puts the files of a new project into a folder: all of them or none, never over an existing one. `files` decides what they hold."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from attio_harness.errors import InputError, UsageError
from attio_harness.output_file import write_file
from attio_harness.starter.files import Repository, StarterFile

__all__ = ["put", "refuse_replacing", "repository_of"]


def repository_of(folder: Path) -> Repository:
    """Where a folder is in the git repository that contains it or will; without a repository, the folder counts as a root."""
    real = folder.resolve()
    for root in (real, *real.parents):
        if (root / ".git").exists():
            return Repository(folder="" if root == real else real.relative_to(root).as_posix())
    return Repository()


def _write(path: Path, content: bytes) -> None:
    write_file([content], str(path))


def refuse_replacing(folder: Path, paths: Iterable[str]) -> None:
    """Check before a long read for what `put` would refuse after it.

    Raises:
        UsageError: some of the files exist already.
    """
    # lexists: a dangling link is somebody's file too
    there = [folder / path for path in paths if os.path.lexists(_place(folder, path))]
    if there:
        raise UsageError(_there(there))


def put(
    folder: Path, files: Sequence[StarterFile], *, replace: bool = False, write: Callable[[Path, bytes], None] = _write
) -> None:
    """Write the files, and create missing folders.

    Args:
        folder: the folder of the project.
        files: the files, with paths relative to it.
        replace: whether to replace existing files.
        write: writes one file, or raises.

    Raises:
        UsageError: some files exist already and `replace` is off; nothing was written.
        InputError: a folder or a file cannot be written; everything is as before.
    """
    if not replace:
        refuse_replacing(folder, [one.path for one in files])
    made: list[Path] = []
    before: dict[Path, bytes | None] = {}
    try:
        for one in files:
            path = _place(folder, one.path)
            made += _folders(path.parent)
            before[path] = _content(path)
            write(path, one.content)
    except BaseException as error:
        # after Ctrl-C too: nothing half done is left
        _undo(before, made, write)
        if isinstance(error, OSError):
            where = str(error.filename or folder)
            raise InputError(f"cannot be written: {error.strerror or error}; nothing was changed", file=where) from None
        raise


def _content(path: Path) -> bytes | None:
    with contextlib.suppress(FileNotFoundError):
        return path.read_bytes()
    return None


def _place(folder: Path, path: str) -> Path:
    """The place of a file; `../` leads up from where the folder really is, or will be."""
    return Path(os.path.normpath(folder.resolve() / path)) if path.startswith("../") else folder / path


def _there(paths: Sequence[Path]) -> str:
    names = ", ".join(map(str, paths))
    are = "is there already" if len(paths) == 1 else "are there already"
    return f"{names} {are}; nothing was written. Name another folder, or replace {'it' if len(paths) == 1 else 'them'} with --force"


def _folders(folder: Path) -> list[Path]:
    """Make a folder and its missing parents; returns the new ones, the outermost first."""
    missing: list[Path] = []
    for one in (folder, *folder.parents):
        if one.is_dir():
            break
        if os.path.lexists(one):
            what = "is a file" if one.exists() else "is a link that leads nowhere"
            raise InputError(f"{what}, expected a folder; nothing was changed", file=str(one))
        missing.insert(0, one)
    folder.mkdir(parents=True, exist_ok=True)
    return missing


def _undo(before: dict[Path, bytes | None], made: Sequence[Path], write: Callable[[Path, bytes], None]) -> None:
    for path, content in before.items():
        with contextlib.suppress(OSError, InputError):
            if content is None:
                path.unlink(missing_ok=True)
            else:
                write(path, content)
    for one in reversed(made):
        # not empty: somebody else has written there meanwhile
        with contextlib.suppress(OSError):
            one.rmdir()
