"""Opens and unpacks files, recognizes their format by content, and reads their exchanges. `_FORMS` is the table of formats."""

from __future__ import annotations

import gzip
import io
import os
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from attio_harness.errors import InputError
from attio_harness.inputs.documents import first_value, refuse_deep
from attio_harness.inputs.file_kinds import Other, misplaced
from attio_harness.inputs.files import below, bytes_of, decoded, refuse_unnamed, unreadable
from attio_harness.inputs.odd_texts import odd_text
from attio_harness.limits import in_force
from attio_harness.replay.cassettes import har, journal, nango, nock, vcr
from attio_harness.replay.cassettes.yaml_events import yaml_document
from attio_harness.replay.exchange import Exchange, Unread
from attio_harness.text.elements import element_lines
from attio_harness.text.json import JsonTextError, loads
from attio_harness.text.words import kind_of, listed

__all__ = ["ENDINGS", "Recording", "recordings", "recordings_of"]

ENDINGS = (".har", ".yaml", ".yml", ".json", ".jsonl", ".ndjson", ".gz")
"""Endings of the files read from a folder."""
_EXPECTED = (
    "expected recorded traffic: a HAR file, a cassette (VCR, vcrpy, Polly.js), what nock recorded, a test file of Nango, or the "
    "emulator's journal"
)
_GZIP = b"\x1f\x8b"

Read: TypeAlias = Iterator[Exchange | Unread]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """The exchanges of a file in recorded order; `form` names the format in a word."""

    file: str
    form: str
    exchanges: Sequence[Exchange]
    unread: Sequence[Unread] = ()
    forgotten: int = 0
    """How many exchanges preceded the first one, if the recording says so."""


def recordings(names: Sequence[str]) -> Iterator[Recording]:
    """The recordings of files and folders, in the order of the names.

    In a folder, files whose content is plainly something else are skipped.

    Raises:
        InputError: a file does not exist, cannot be read, or is no recording; a folder has no recording.
    """
    for name in names:
        if name != "-" and os.path.isdir(name):
            yield from _in_folder(name)
        else:
            yield recordings_of(_content(name), name)


def _in_folder(name: str) -> Iterator[Recording]:
    wanted = [str(one) for one in below(name) if one.name.lower().endswith(ENDINGS)]
    some = False
    for file in wanted:
        refuse_unnamed(file)
        try:
            found = recordings_of(_content(file), file)
        except _NoRecording:
            continue
        some = True
        yield found
    if not some:
        raise InputError(f"the folder holds no recording ({_EXPECTED})", file=name)


class _NoRecording(InputError):
    """A readable file that is something else."""


def _content(name: str) -> bytes:
    try:
        content = bytes_of(name, "recording")
    except OSError as error:
        raise unreadable(error, name, "recording") from None
    if not content.startswith(_GZIP):
        return content
    limits = in_force()
    try:
        unpacked = gzip.GzipFile(fileobj=io.BytesIO(content)).read(limits.recording_bytes + 1)
    except (OSError, EOFError, zlib.error):
        raise InputError("its gzip data end early or are damaged", file=name) from None
    passed = limits.passed("recording_bytes", len(unpacked), at_least=True)
    if passed is not None:
        raise InputError(f"unpacked, it {passed}", file=name)
    return unpacked


def recordings_of(content: bytes, file: str) -> Recording:
    """The recording in the bytes of a file.

    Raises:
        InputError: it is empty, neither JSON nor YAML, or no recording.
    """
    text = decoded(content, file, "recording")
    if not text.strip():
        raise InputError(f"is empty; {_EXPECTED}", file=file)
    begin = text.lstrip()[:1]
    return _json(text, file) if begin in ("{", "[") else _yaml(text, file)


def _recording(file: str, form: str, found: Read, forgotten: int = 0) -> Recording:
    rows = list(found)
    exchanges = [one for one in rows if isinstance(one, Exchange)]
    unread = [one for one in rows if isinstance(one, Unread)]
    return Recording(file=file, form=form, exchanges=exchanges, unread=unread, forgotten=forgotten)


def _json(text: str, file: str) -> Recording:
    try:
        document = loads(text)
    except JsonTextError as error:
        if journal.is_entry(first_value(text)):
            return _recording(file, "journal", journal.read_journal(_lines(text), file=file))
        if file.lower().endswith((".yaml", ".yml")):  # YAML may begin with a bracket too
            return _yaml(text, file)
        _refuse_odd(text, file)
        problem = f"is not JSON: {error.problem} (column {error.column})"
        raise InputError(problem, file=file, line=error.line) from None
    refuse_deep(document, text, file)
    for name, read in _FORMS:
        found = read(document, text, file)
        if found is not None:
            return _recording(file, name, found, journal.forgotten(document) if name == "journal" else 0)
    raise _other(document, file)


def _yaml(text: str, file: str) -> Recording:
    try:
        document, lines, more = yaml_document(text, file=file)
    except InputError:
        _refuse_odd(text, file)
        raise
    found = vcr.interactions(document)
    if found is None:
        _refuse_odd(text, file)
        raise _other(document, file)
    if more is not None:
        problem = "another recording begins here; put each into a file of its own, and take them as one with --together"
        raise InputError(problem, file=file, line=more)
    rows, pointer = found
    places = [lines.get(f"{pointer}/{index}") for index in range(len(rows))]
    return _recording(file, "cassette", vcr.read_vcr(rows, places, file=file))


def _refuse_odd(text: str, file: str) -> None:
    """Raises InputError if a text that is no recording is a known other thing."""
    odd = odd_text(text, "recording", file)
    if odd is not None:
        raise _told(odd, file) from None


def _other(document: Any, file: str) -> InputError:
    other = misplaced(document, "recording")
    if other is not None:
        return _told(other, file)
    found = (
        kind_of(document) if not isinstance(document, dict) else f"an object with {listed(document, 5) or 'nothing'}"
    )
    return _NoRecording(f"is not a recording: found {found}, {_EXPECTED}", file=file)


def _told(other: Other, file: str) -> _NoRecording:
    return _NoRecording(f"{other.said} ({_EXPECTED})", file=file, line=other.line, kind=other.kind)


def _lines(text: str) -> Iterator[tuple[Any, int | None]]:
    """The rows of a journal with one entry a line; a line that is not JSON stays text, and so is refused as an entry."""
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield loads(line), number
        except JsonTextError:
            yield line, number


def _har(document: Any, text: str, file: str) -> Read | None:
    if not har.is_har(document):
        return None
    return har.read_har(document, element_lines(text, har.POINTER), file=file)


def _vcr(document: Any, text: str, file: str) -> Read | None:
    found = vcr.interactions(document)
    if found is None:
        return None
    rows, pointer = found
    return vcr.read_vcr(rows, list(element_lines(text, pointer)), file=file)


def _nock(document: Any, text: str, file: str) -> Read | None:
    return nock.read_nock(document, element_lines(text, ""), file=file) if nock.is_nock(document) else None


def _nango(document: Any, text: str, file: str) -> Read | None:
    return nango.read_nango(document, text, file=file) if nango.is_nango(document) else None


def _journal(document: Any, text: str, file: str) -> Read | None:
    found = journal.journal_rows(document)
    if found is None:
        return None
    rows, pointer = found
    lines = [1] if pointer is None else element_lines(text, pointer)
    return journal.read_journal(zip(rows, lines, strict=False), file=file)


_FORMS: Sequence[tuple[str, Callable[[Any, str, str], Read | None]]] = (
    ("HAR", _har),
    ("cassette", _vcr),
    ("nock", _nock),
    ("Nango", _nango),
    ("journal", _journal),
)
"""Readers in the order in which they are tried: each returns the exchanges of a document, or None if its format is another."""
