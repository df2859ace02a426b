"""Events from files, folders, globs and standard input, one at a time, each with the place it came from.

Here is decided which files are read; what of a file is an event is decided in `reader`.
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
    """Everything found under `paths`, in the order given; folders and globs are walked in the order of their names.

    `reach` is kept up to date with what was read. `others` are given lines to look at, where there are many (`handed`). In a folder, and among what a glob finds, a file without an event is
    one entry that could not be read. That a name stands for no file is found before the first file is opened.

    Raises:
        InputError: a path does not exist, or a file that was named, or every file of a folder, cannot be read or holds
            nothing that is an event.
    """
    reach = reach or Reach()
    # all names first: a slip in the last is told before hours of reading, and the same one whoever reads
    for name, files in [(name, [] if name == "-" else files_of(name)) for name in paths]:
        if name == "-":
            yield from EventReader(stdin or standard_input(), "-", reach, others=others).read()
            continue
        # one named file fails as a whole; what a folder or glob found may fail one by one
        yield from _read_file(name, reach, others) if files == [name] else _read_found(files, reach, others)


def _read_file(file: str, reach: Reach, others: Others | None) -> Iterator[EventSource]:
    reach.begin()
    try:
        with opened(file, reach) as stream:
            yield from EventReader(stream, file, reach, others=others).read()
    except OSError as error:
        raise not_read(error, file) from None


def _read_found(files: list[str], reach: Reach, others: Others | None) -> Iterator[EventSource]:
    """Files that nobody named one by one: what is wrong with one of them does not keep the others from being read."""
    first: InputError | None = None
    any_entry = False
    for file in files:
        waiting = Sorted[tuple[int, Unreadable]]()  # what stands before the first event, if one comes
        found = False
        try:
            refuse_unnamed(file)
            for item in _read_file(file, reach, others):
                # a file without any event is told once, by its error below, not line by line
                if isinstance(item, Unreadable) and not found:
                    waiting.add((len(waiting), item))
                    continue
                if isinstance(item, SourceEvent) and not found:
                    found = any_entry = True
                    yield from (one for _, one in waiting)
                    waiting = Sorted()
                yield item
            # no event, and nothing that ends the reading: each entry is told
            any_entry = any_entry or len(waiting) > 0
            yield from (one for _, one in waiting)
        except InputError as error:
            first = first or error
            why = error.problem if found else f"{error.problem}; nothing in this file is an event"
            yield Unreadable(file=file, line=error.line or 1, why=why)
    if first and not any_entry:
        raise first
