"""Which report goes where: several `--format FORMAT[:FILE]` together with `-o FILE`. Renders and writes nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from attio_harness.cli.spared import is_among
from attio_harness.errors import UsageError, one_of
from attio_harness.formats.table import ENDINGS, FORMATS, Subject, formats_of
from attio_harness.output_file import can_be_written
from attio_harness.text.words import closest

__all__ = ["METAVAR", "Place", "known_format", "places"]

METAVAR = "FORMAT[:FILE]"
"""The name of the value of `--format` in the help."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A format and where its report goes. A `file` of None (none was named) or `-` (it was named) is standard output."""

    format: str
    file: str | None = None

    @property
    def is_standard_output(self) -> bool:
        return self.file is None or self.file == "-"


def places(
    subject: Subject,
    formats: Sequence[str] | None,
    output: str | None,
    *,
    beside: Sequence[str | None] = (),
    events: Sequence[str] = (),
) -> tuple[Place, ...]:
    """The reports that a run must write, files before standard output. All of them can be written.

    A format without a file goes to `-o`, else to standard output. A file without a format, in `-o` or after a colon, gets the format
    of its ending. By default, text goes to standard output.

    Args:
        subject: what is rendered.
        formats: the values of `--format`.
        output: the file of `-o`.
        beside: other files of the command, which no report may overwrite.
        events: its event files and folders, of which no report may overwrite a file, either.

    Raises:
        UsageError: a format or an ending is unknown, or two reports go to the same place.
        InputError: a file cannot be written.
    """
    said = [_place(subject, word) for word in formats or ()]
    if output is None:
        every = said or [Place(format="text")]
    elif any(one.file is None for one in said):
        every = [replace(one, file=output) if one.file is None else one for one in said]
    else:
        every = [*said, Place(format=_by_ending(subject, output, "-o"), file=output)]
    _are_apart(every, None if output is None else next((one.format for one in said if one.file is None), None))
    for one in every:
        _spares(one, beside, events)
        can_be_written(one.file)
    return tuple(sorted(every, key=lambda one: one.is_standard_output))


def _place(subject: Subject, word: str) -> Place:
    format, colon, file = word.partition(":")
    if colon and not file:
        raise UsageError(f"--format {word!r} names no file behind the colon; expected one, as in json:report.json")
    named = _named(subject, format) if format or not colon else _by_ending(subject, file, "--format")
    return Place(format=named, file=file or None)


def known_format(subject: Subject, word: str) -> None:
    """Raises UsageError if a value of `--format` is not a format of this subject."""
    _place(subject, word)


def _named(subject: Subject, word: str) -> str:
    """The format with this name.

    Raises:
        UsageError: there is none; the message has the closest name.
    """
    names = formats_of(subject)
    if word in names:
        return word
    if ENDINGS.get(_ending(word)) in names:
        raise UsageError(f"--format {word!r} is a file and no format; expected {METAVAR}, such as :{word}")
    near = ENDINGS.get(f".{word.lower()}") or closest(word, names)
    if near in names:
        raise UsageError(f"--format {word!r} is not one of {', '.join(names)}; did you mean {near}?")
    return one_of(word, names, "--format")


def _by_ending(subject: Subject, file: str, option: str) -> str:
    """The format of a file by its ending; text if it has none, like /dev/stdout."""
    ending, names = _ending(file), formats_of(subject)
    if not ending:
        return "text"
    found = ENDINGS.get(ending)
    if found in names:
        return str(found)
    known = ", ".join(f"{FORMATS[name].ending} ({name})" for name in names if name == ENDINGS[FORMATS[name].ending])
    what = f"there is no {found} of this" if found else f"{ending} is not the extension of any format"
    raise UsageError(f"{option} {file}: {what}; say which with --format, or end it with one of {known}")


def _ending(file: str) -> str:
    return os.path.splitext(file)[1].lower()


def _are_apart(every: Sequence[Place], of_output: str | None) -> None:
    """Raises UsageError if two reports would go to the same place; `of_output` is the first format that goes to `-o`."""
    taken: dict[str, str] = {}
    for one in every:
        for place in _taken(one):
            if place in taken:
                where = "standard output" if one.is_standard_output else one.file
                if of_output is not None and not one.is_standard_output:
                    what = (
                        f"-o is for every --format without a file; instead of -o, write --format {of_output}:{one.file}"
                    )
                else:
                    # GitHub finds its annotations only in standard output
                    moved = taken[place] if one.format == "github" else one.format
                    what = f"give one its own file, as in --format {moved}:report{FORMATS[moved].ending}"
                raise UsageError(f"{taken[place]} and {one.format} would both go to {where}; {what}")
            taken[place] = one.format


def _taken(one: Place) -> Iterator[str]:
    """The place that no other report may use; none for a device such as /dev/null, which takes any number."""
    if one.is_standard_output:
        yield "-"
    elif one.file is not None and (not os.path.exists(one.file) or os.path.isfile(one.file)):
        yield os.path.realpath(one.file)


def _spares(one: Place, files: Sequence[str | None], events: Sequence[str]) -> None:
    """Raises UsageError if the report would overwrite a file of the command."""
    if one.file is None or one.is_standard_output or not any(_taken(one)):
        return
    if is_among(one.file, files) or is_among(one.file, events, inside=True):
        raise UsageError(f"the report would take the place of {one.file}, a file of this command; name another one")
