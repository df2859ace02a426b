"""Whether a file that a command writes is one that it reads: whatever it is called, it is never written over. Nothing is written here."""

from __future__ import annotations

import os
from collections.abc import Iterable
from glob import glob, has_magic

from attio_harness.errors import UsageError

__all__ = ["is_among", "spares"]


def is_among(file: str, inputs: Iterable[str | None], *, inside: bool = False) -> bool:
    """Whether a file is one of these, or what a glob of these stands for; with `inside` also whether it is there already, in a folder
    of these. Links count as what they lead to."""
    return any(
        _is(file, one) or (inside and _lies_in(file, one))
        for name in inputs
        if name not in (None, "-")
        for one in _files(str(name))
    )


def spares(option: str, file: str | None, inputs: Iterable[str | None]) -> None:
    """Raises UsageError where the file of an option would take the place of one that the command reads."""
    if file not in (None, "-") and is_among(str(file), inputs, inside=True):
        raise UsageError(f"{option} {file} would take the place of a file that this command reads; name another one")


def _files(name: str) -> list[str]:
    # a file may have the name of a glob
    return glob(name, recursive=True) if has_magic(name) and not os.path.exists(name) else [name]


def _is(file: str, other: str) -> bool:
    real, place = os.path.realpath(file), os.path.realpath(other)
    # a hard link is a name of its own: files are written beside and renamed, so the other name keeps its bytes
    return real == place


def _lies_in(file: str, folder: str) -> bool:
    real, place = os.path.realpath(file), os.path.realpath(folder)
    return os.path.isdir(place) and os.path.isfile(real) and os.path.commonpath([real, place]) == place
