"""Whether a file that a command writes is one that it reads: whatever it is called, it is never written over. Nothing is written here."""

from __future__ import annotations

import os
from collections.abc import Iterable
from glob import has_magic

from attio_harness.errors import UsageError

__all__ = ["is_among", "spares"]


def is_among(file: str, inputs: Iterable[str | None], *, inside: bool = False) -> bool:
    """Whether a file is one of these, or what a glob of these stands for; with `inside` also whether it is there already, in a folder
    of these. Links count as what they lead to, and `-` as the file that a shell has put there."""
    return any(
        _is_standard_input(file)
        if name == "-"
        else any(_is(file, one) or (inside and _lies_in(file, one)) for one in _files(name))
        for name in inputs
        if name is not None
    )


def spares(option: str, file: str | None, inputs: Iterable[str | None]) -> None:
    """Raises UsageError where the file of an option would take the place of one that the command reads."""
    if file not in (None, "-") and is_among(str(file), inputs, inside=True):
        raise UsageError(f"{option} {file} would take the place of a file that this command reads; name another one")


def _files(name: str) -> list[str]:
    # a file may have the name of a glob
    if not has_magic(name) or os.path.exists(name):
        return [name]
    from attio_harness.inputs.files import globbed  # a start of a server needs nothing else that reads events

    return globbed(name)


def _is(file: str, other: str) -> bool:
    if os.path.realpath(file) == os.path.realpath(other):
        return True
    try:
        # a hard link is the same file by another name: where nothing can be written beside it, its bytes are what is written over
        return os.path.isfile(file) and os.path.samefile(file, other)
    except (OSError, ValueError):
        return False


def _is_standard_input(file: str) -> bool:
    """Whether standard input is read from this file, as with `< events.ndjson`."""
    try:
        return os.path.isfile(file) and os.path.samestat(os.stat(file), os.fstat(0))
    except (OSError, ValueError):
        return False


def _lies_in(file: str, folder: str) -> bool:
    real, place = os.path.realpath(file), os.path.realpath(folder)
    return os.path.isdir(place) and os.path.isfile(real) and os.path.commonpath([real, place]) == place
