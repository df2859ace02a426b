"""Makes sure that a command never overwrites a file that it reads, under whatever name. Writes nothing."""

from __future__ import annotations

import os
from collections.abc import Iterable
from glob import has_magic

from attio_harness.errors import UsageError

__all__ = ["is_among", "spares"]


def is_among(file: str, inputs: Iterable[str | None], *, inside: bool = False) -> bool:
    """Whether a file is one of these or matches one of their globs; with `inside`, also whether it already exists in one of their folders.
    Links count as their targets, and `-` as the file that the shell has redirected."""
    return any(
        _is_standard_input(file)
        if name == "-"
        else any(_is(file, one) or (inside and _lies_in(file, one)) for one in _files(name))
        for name in inputs
        if name is not None
    )


def spares(option: str, file: str | None, inputs: Iterable[str | None]) -> None:
    """Raises UsageError if the file of an option would overwrite one that the command reads."""
    if file not in (None, "-") and is_among(str(file), inputs, inside=True):
        raise UsageError(f"{option} {file} would take the place of a file that this command reads; name another one")


def _files(name: str) -> list[str]:
    # the name of a file may look like a glob
    if not has_magic(name) or os.path.exists(name):
        return [name]
    from attio_harness.inputs.files import globbed  # imports readers of events, which a server does not need

    return globbed(name)


def _is(file: str, other: str) -> bool:
    if os.path.realpath(file) == os.path.realpath(other):
        return True
    try:
        # also true for a hard link, whose contents may be overwritten in place
        return os.path.isfile(file) and os.path.samefile(file, other)
    except (OSError, ValueError):
        return False


def _is_standard_input(file: str) -> bool:
    """Whether standard input is this file, as with `< events.ndjson`."""
    try:
        return os.path.isfile(file) and os.path.samestat(os.stat(file), os.fstat(0))
    except (OSError, ValueError):
        return False


def _lies_in(file: str, folder: str) -> bool:
    real, place = os.path.realpath(file), os.path.realpath(folder)
    return os.path.isdir(place) and os.path.isfile(real) and os.path.commonpath([real, place]) == place
