"""Where a file of a report is, for readers elsewhere: relative to the folder the check ran in, with forward slashes.

Knows which names are no files at all (presets, standard input, events given in Python).
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import PurePath
from urllib.parse import quote

from attio_harness.rejection import EventRef, Rejection
from attio_harness.text.words import clean

__all__ = ["first_places", "is_file", "place", "place_of", "relative", "uri"]

_NO_FILES = frozenset({"", "-", "<python>", "<stdin>", "published", "documented"})


def is_file(name: str) -> bool:
    """Whether the name is a path, and not a preset, standard input or Python."""
    return name not in _NO_FILES and not (name.startswith("<") and name.endswith(">"))


def relative(name: str, *, root: str | None = None) -> str:
    """The path below `root` with forward slashes; a path that is not below it stays as it is.

    Without a root it is below the current folder, or below the repository in whose folders a job of GitHub Actions runs.
    """
    path = PurePath(name)
    base = _repository() if root is None else root
    if path.is_absolute():
        return path.relative_to(base).as_posix() if path.is_relative_to(base) else path.as_posix()
    # `./a/../b.json` -> `b.json`: GitHub matches a place by the path as the repository has it
    below = os.path.relpath(os.getcwd(), base) if root is None else ""
    return os.path.normpath(os.path.join(below, name)).replace(os.sep, "/")


def _repository() -> str:
    """The folder that GitHub Actions says the repository is in, where the current one is below; else the current one."""
    here, workspace = os.getcwd(), os.environ.get("GITHUB_WORKSPACE", "")
    return workspace if workspace and PurePath(here).is_relative_to(workspace) else here


def uri(name: str, *, root: str | None = None) -> str:
    """The path as a relative URI reference, percent-encoded; an absolute `file:` URI where it is not below `root`."""
    path = relative(name, root=root)
    if PurePath(path).is_absolute():
        return "file://" + quote(path if path.startswith("/") else f"/{path}")
    first, slash, rest = path.partition("/")
    return quote(first, safe="") + slash + quote(rest)  # a colon in the first segment would be a scheme


def place(file: str, line: int | None = None, index: int | None = None) -> str:
    """`events.ndjson:12`, in an array `events.json:12[3]`."""
    return clean(file + (f":{line}" if line else "") + (f"[{index}]" if index is not None else ""))


def place_of(event: EventRef) -> str:
    """Where an event stands."""
    return place(event.file, event.line, event.index)


def first_places(rows: Sequence[Rejection], count: int, most: int) -> str:
    """Where the first of so many events stand."""
    told = ", ".join(place_of(row.event) for row in rows[:most])
    return f"{told} and {count - most:,} more" if count > most else told
