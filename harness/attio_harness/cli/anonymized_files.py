"""Reads events once or twice, and writes the files that replace them. Does not decide what is written."""

from __future__ import annotations

import os
import pickle
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import IO

from attio_harness.cli.output import write_pieces
from attio_harness.cli.progress import watched_events
from attio_harness.errors import InputError, UsageError
from attio_harness.inputs.event import EventSource
from attio_harness.inputs.files import files_of, size_of
from attio_harness.output_file import can_be_written, write_file
from attio_harness.terminal.interrupts import Interrupts
from attio_harness.text.escaped import for_json_lines

__all__ = ["EventsTwice", "Place", "place_of", "write_events"]

Lines = Callable[[Iterable[EventSource]], Iterator[bytes]]


class EventsTwice:
    """The events, readable twice: those of a pipe are kept in a nameless file for the second time."""

    def __init__(self, names: list[str], interrupts: Interrupts) -> None:
        self._names, self._interrupts = names, interrupts
        self._kept: IO[bytes] | None = None
        self._keeps = size_of(names) is None

    def __enter__(self) -> EventsTwice:
        if self._keeps:
            self._kept = tempfile.TemporaryFile()
        return self

    def __exit__(self, *_: object) -> None:
        if self._kept is not None:
            self._kept.close()

    def items(self) -> Iterator[EventSource]:
        if self._kept is None:
            yield from watched_events(self._names, self._interrupts, "file")
        elif self._kept.tell():
            self._kept.seek(0)
            while True:
                try:
                    yield pickle.load(self._kept)
                except EOFError:
                    return
        else:
            for item in watched_events(self._names, self._interrupts, "file"):
                pickle.dump(item, self._kept, protocol=pickle.HIGHEST_PROTOCOL)
                yield item


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where events go: a file, a folder (with the input folders, below which names are kept), or standard output."""

    file: str | None = None
    folder: Path | None = None
    bases: tuple[str, ...] = ()
    shown: Callable[[str], str] = str
    """Makes the name of a file safe to show, because it may contain an address."""

    @property
    def cut_short(self) -> str:
        """What to say if not everything could be written."""
        if self.folder is not None:
            return "only the files before this one were written"
        return "no file was written" if self.file is not None else "not all events were written"

    def of(self, name: str) -> Path:
        """The file in the folder for an input."""
        assert self.folder is not None
        base = next((one for one in self.bases if name.startswith(one)), "")
        inside = Path(name[len(base) :].lstrip("/\\") if base else os.path.basename(name))
        if name == "-":
            inside = Path("standard_input")
        bare = inside.with_suffix("") if inside.suffix.lower() == ".gz" else inside
        return self.folder / f"{self.shown(str(bare.with_suffix('')))}.ndjson"


def place_of(events: list[str], output: str | None, shown: Callable[[str], str]) -> Place:
    """Where the events of these files go; `shown` removes people from the name of a file.

    Raises:
        UsageError: the output would be among the input, or overwrite it.
        InputError: a file cannot be written there.
    """
    if output is None or output == "-":
        return Place()
    if output.endswith(("/", os.sep)) or os.path.isdir(output):
        place = Place(folder=Path(output), bases=tuple(one for one in events if os.path.isdir(one)), shown=shown)
    else:
        place = Place(file=output)
        can_be_written(output)
    target = os.path.realpath(output)
    read = {name: files_of(name) for name in events if name != "-"}
    for name, found in read.items():
        for file in (name, *found):
            real = os.path.realpath(file)
            if real == target or (os.path.isdir(real) and target.startswith(real + os.sep)):
                raise UsageError(f"-o {output} is among the events that are read, {name}; give another place")
    if place.folder is not None:
        taken: set[Path] = set()
        files = dict.fromkeys(file for found in read.values() for file in found)
        written = {os.path.realpath(_free(place.of(file), taken)) for file in files}
        original = next((file for file in files if os.path.realpath(file) in written), None)
        if original is not None:
            raise UsageError(f"-o {output} would write over {original}, which is read; give another folder")
    return place


def write_events(lines: Lines, items: Iterator[EventSource], place: Place) -> None:
    """Write the lines that `lines` makes from items, into one file, or for each input file into a file of its own."""
    if place.folder is None:
        write_pieces(map(for_json_lines, lines(items)), place.file)
        return
    taken: set[Path] = set()
    for name, inside in groupby(items, key=lambda item: item.file):
        target = _free(place.of(name), taken)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(f"cannot be made: {error.strerror or error}", file=str(target.parent)) from None
        write_file(lines(inside), str(target))


def _free(target: Path, taken: set[Path]) -> Path:
    found, number = target, 2
    while found in taken:
        found, number = target.with_stem(f"{target.stem}-{number}"), number + 1
    taken.add(found)
    return found
