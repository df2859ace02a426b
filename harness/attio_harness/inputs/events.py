"""Reads events from files, folders, globs and standard input, one at a time, each with its place.

Decides which files are read; `reader` decides what in a file is an event.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from attio_harness.errors import InputError, not_read
from attio_harness.inputs.event import EventSource, SourceEvent, Unreadable
from attio_harness.inputs.files import files_of, refuse_unnamed, standard_input
from attio_harness.inputs.handed import Others
from attio_harness.inputs.reader import EventReader
from attio_harness.inputs.spill import Sorted
from attio_harness.inputs.streams import Reach, opened

__all__ = ["read_events"]


def read_events(
    paths: Iterable[str], stdin: BinaryIO | None = None, reach: Reach | None = None, others: Others | None = None
) -> Iterator[EventSource]:
    """Everything under `paths`, in the order given; files of folders and globs are sorted by name.

    `reach` is kept up to date with what was read. The other processes `others` get the lines of large inputs (`handed`). In a folder
    or a glob, a file without an event gives one unreadable entry. A name without a file is found before the first file is opened.


    Raises:
        InputError: a path does not exist, or a file that was named, or every file of a folder, cannot be read or holds
            nothing that is an event.
    """
    reach = reach or Reach()
    # all names first, so that a slip in the last one is reported before hours of reading
    for name, files in [(name, [] if name == "-" else files_of(name)) for name in paths]:
        if name == "-":
            yield from EventReader(stdin or standard_input(), "-", reach, others=others).read()
            continue
        # a named file fails as a whole; files of a folder or glob fail one by one
        yield from _read_file(name, reach, others) if files == [name] else _read_found(files, reach, others)


def _read_file(file: str, reach: Reach, others: Others | None) -> Iterator[EventSource]:
    reach.begin()
    try:
        with opened(file, reach) as stream:
            yield from EventReader(stream, file, reach, others=others).read()
    except OSError as error:
        raise not_read(error, file) from None


def _read_found(files: list[str], reach: Reach, others: Others | None) -> Iterator[EventSource]:
    """Read files that were not named one by one: an error in one does not stop the others."""
    first: InputError | None = None
    any_entry = False
    for file in files:
        waiting = Sorted[tuple[int, Unreadable]]()  # entries before the first event, if one comes
        found = False
        try:
            refuse_unnamed(file)
            for item in _read_file(file, reach, others):
                # a file without any event is reported once, by its error below, not line by line
                if isinstance(item, Unreadable) and not found:
                    waiting.add((len(waiting), item))
                    continue
                if isinstance(item, SourceEvent) and not found:
                    found = any_entry = True
                    yield from (one for _, one in waiting)
                    waiting = Sorted()
                yield item
            # no event, but no error either: report each entry
            any_entry = any_entry or len(waiting) > 0
            yield from (one for _, one in waiting)
        except InputError as error:
            first = first or error
            why = error.problem if found else f"{error.problem}; nothing in this file is an event"
            yield Unreadable(file=file, line=error.line or 1, why=why)
    if first and not any_entry:
        raise first
