"""The places of a report's files for readers elsewhere: relative to the folder of the check, with forward slashes.

Knows which names are not files at all (presets, standard input, events given in Python).
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import PurePath
from urllib.parse import quote

from attio_harness.rejection import EventRef, Rejection
from attio_harness.text.words import clean, cut

__all__ = ["first_places", "is_file", "place", "place_of", "relative", "steady", "steady_place", "uri"]

_NO_FILES = frozenset({"", "-", "<python>", "<stdin>", "published", "documented"})


def is_file(name: str) -> bool:
    """Whether the name is a path, not a preset, standard input or Python."""
    return name not in _NO_FILES and not (name.startswith("<") and name.endswith(">"))


def relative(name: str) -> str:
    """The path relative to the current folder, or in a job of GitHub Actions to its repository, with forward slashes; an absolute
    path that is not below it stays unchanged."""
    path, base = PurePath(name), _repository()
    if path.is_absolute():
        return path.relative_to(base).as_posix() if path.is_relative_to(base) else path.as_posix()
    # `./a/../b.json` -> `b.json`: GitHub needs the path as the repository has it
    return os.path.normpath(os.path.join(os.path.relpath(os.getcwd(), base), name)).replace(os.sep, "/")


def _repository() -> str:
    """The folder of the repository in GitHub Actions, if the current folder is below it; otherwise the current folder."""
    here, workspace = os.getcwd(), os.environ.get("GITHUB_WORKSPACE", "")
    return workspace if workspace and PurePath(here).is_relative_to(workspace) else here


def uri(name: str) -> str:
    """The path as a relative URI reference, percent-encoded; an absolute `file:` URI if the path is absolute."""
    path = relative(name)
    if PurePath(path).is_absolute():
        return "file://" + quote(path if path.startswith("/") else f"/{path}")
    first, slash, rest = path.partition("/")
    return quote(first, safe="") + slash + quote(rest)  # a colon in the first segment would make it a scheme


def place(file: str, line: int | None = None, index: int | None = None) -> str:
    """`events.ndjson:12`, or in an array `events.json:12[3]`."""
    return clean(file + (f":{line}" if line else "") + (f"[{index}]" if index is not None else ""))


def steady(pointer: str) -> str:
    """The pointer without the number of its subscription in the file, which is another one once a subscription comes before it."""
    # numbers in the mapping itself tell the elements of a list apart
    before, mapping, inside = pointer.partition("/mapping/")
    return re.sub(r"/\d+(?=[/#]|$)", "", before, count=1) + mapping + inside


def steady_place(loss: Rejection) -> str:
    """`Identify User /mapping/user_attributes/plan`: the place in a name that stays while lines and subscriptions move."""
    return cut(clean(f"{loss.subscription} {steady(loss.mapping_pointer)}").strip(), 200)


def place_of(event: EventRef) -> str:
    """The place of an event."""
    return place(event.file, event.line, event.index)


def first_places(rows: Sequence[Rejection], count: int, most: int) -> str:
    """The places of the first `most` of `count` events."""
    told = ", ".join(place_of(row.event) for row in rows[:most])
    return f"{told} and {count - most:,} more" if count > most else told
