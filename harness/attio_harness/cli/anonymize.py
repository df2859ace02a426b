"""`anonymize`: events without the people in them, which can lie in a repository."""

from __future__ import annotations

import json
import os
import pickle
import secrets
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import IO, Annotated, Any

import orjson
import typer
from attio_emulator import Workspace

from attio_harness.anonymize import Anonymizer, TooDeep, knowledge_of
from attio_harness.anonymize.crm import anonymized_workspace, know_records
from attio_harness.anonymize.report import render_summary
from attio_harness.anonymize.verdicts import VerdictDifference, different_verdicts
from attio_harness.cli.options import Action, Destination, Events, Filters, one_standard_input, written
from attio_harness.cli.output import FINDINGS, FINE, say, write
from attio_harness.cli.progress import watched_events
from attio_harness.errors import InputError, UsageError
from attio_harness.formats.masking import Masks, mask_file, mask_why
from attio_harness.inputs.actions import known_action
from attio_harness.inputs.event import EventSource, SourceEvent, Unreadable
from attio_harness.inputs.files import files_of, size_of
from attio_harness.inputs.filters import LocatedFilter, read_filters
from attio_harness.inputs.mappings import LocatedSubscription, read_mappings
from attio_harness.inputs.timeline import in_order
from attio_harness.inputs.workspaces import load_workspace
from attio_harness.output_file import can_be_written, write_file
from attio_harness.terminal.interrupts import Interrupts

__all__ = ["anonymize"]

_KEY_BYTES = 16
_SHORTEST_KEY = 12


def anonymize(
    events: Events,
    output: Annotated[
        str | None,
        typer.Option(
            "-o",
            "--output",
            help="Write to this file, or to a folder (that is there, or ends in /), a file for each input; standard output otherwise.",
            metavar="FILE|FOLDER",
        ),
    ] = None,
    mapping: Annotated[
        list[str] | None,
        typer.Option(
            "-m",
            "--mapping",
            help="The mapping whose verdicts are to stay the same: a file, - for standard input, or a preset. May be repeated.",
            metavar="MAPPING",
        ),
    ] = None,
    workspace: Annotated[
        str | None,
        typer.Option(
            "-w",
            "--workspace",
            help="Workspace file: options of selects stay, and attributes say what a value is.",
            metavar="WORKSPACE",
        ),
    ] = None,
    filters: Filters = None,
    key: Annotated[
        str | None,
        typer.Option(
            "--key",
            envvar="ATTIO_HARNESS_KEY",
            help="The same key gives the same fakes again. Keep it secret: whoever has it can find out who somebody was. A new one is "
            "made and told where it is left out.",
            metavar="TEXT",
        ),
    ] = None,
    keep: Annotated[
        list[str] | None,
        typer.Option(
            "--keep",
            help="Keep what is at this path, as traits.team or properties.*.sku. May be repeated.",
            metavar="PATH",
        ),
    ] = None,
    fake: Annotated[
        list[str] | None,
        typer.Option(
            "--fake", help="Replace what is at this path, whatever it looks like. May be repeated.", metavar="PATH"
        ),
    ] = None,
    workspace_output: Annotated[
        str | None,
        typer.Option(
            "--workspace-output",
            help="Write the workspace file with fakes in place of its members and records, too.",
            metavar="FILE",
            callback=written,
        ),
    ] = None,
    report: Annotated[
        str | None,
        typer.Option(
            "--report",
            help="Write what was replaced and kept to this file (JSON where it ends in .json) instead of standard error.",
            metavar="FILE",
            callback=written,
        ),
    ] = None,
    verify: Annotated[
        bool,
        typer.Option(
            help="Run events and fakes through the mapping and name each verdict that differs; with -m and -w."
        ),
    ] = True,
    action: Action = None,
    destination: Destination = None,
) -> int:
    """Exit code 1 if a verdict differs, or an entry of a file is no event; it is left out."""
    known_action(action, "--action")
    one_standard_input(*events, *(mapping or ()), *(filters or ()), workspace)
    if workspace_output is not None and workspace is None:
        raise UsageError("--workspace-output writes what -w reads; found no -w")
    secret = _secret(key)
    sources = read_mappings(mapping, action=action, destination=destination, may_name_none=True) if mapping else []
    schema = load_workspace(workspace) if workspace is not None else None
    sieve = read_filters(filters or [], sources, destination=destination)
    known = knowledge_of(sources, sieve, schema)
    if schema is not None and workspace_output is not None:
        know_records(known, schema)
    place = _place(events, output)
    compared = verify and bool(sources) and schema is not None
    anonymizer = Anonymizer(secret, known, keep or (), fake or ())
    other = _workspace(schema, workspace_output, anonymizer)
    with Interrupts() as interrupts, _Source(events, interrupts, again=compared) as source:
        run = _Run(anonymizer)
        _write(run, source.items(), place)
        differences = None
        if compared and schema is not None and interrupts.caught is None:
            differences = _compare(sources, sieve, schema, other or schema, source.items(), anonymizer.uncounted())
        if not run.anonymizer.tally.events and not run.unreadable and interrupts.caught is None:
            raise InputError("holds no event", file=" ".join(events))
        _tell(run, known.cautions, differences, report, place)
        if key is None:
            say(
                f"the key of this run is {secret}: with --key it gives the same fakes again; keep it, and not beside the output",
                FINE,
            )
    findings = bool(run.unreadable) or bool(differences)
    return interrupts.exit_code or (FINDINGS if findings else FINE)


# -- reading --------------------------------------------------------------------------------------------------------


class _Source:
    """The events, which can be asked for again: what can be read once only, as a pipe, is kept in a file without a name."""

    def __init__(self, names: list[str], interrupts: Interrupts, *, again: bool) -> None:
        self._names, self._interrupts = names, interrupts
        self._kept: IO[bytes] | None = None
        self._keeps = again and size_of(names) is None

    def __enter__(self) -> _Source:
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


# -- writing --------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Run:
    """What was found so far."""

    anonymizer: Anonymizer
    unreadable: list[Mapping[str, Any]] = field(default_factory=list)
    files: set[str] = field(default_factory=set)
    _masks: Masks = field(default_factory=Masks)

    def lines(self, items: Iterable[EventSource]) -> Iterator[bytes]:
        """The events of a file, a line each; what is none is left out, as nobody knows what is in there."""
        for item in items:
            self.files.add(item.file)
            if isinstance(item, Unreadable):
                self._left_out(item, mask_why(item.why, self._masks))
            elif isinstance(item, SourceEvent):
                try:
                    made = self.anonymizer.event(item.event)
                except TooDeep:
                    self._left_out(item, "is nested deeper than can be looked into")
                else:
                    yield _line(made)

    def _left_out(self, item: SourceEvent | Unreadable, why: str) -> None:
        file = mask_file(item.file, self._masks)
        self.unreadable.append({"file": file, "line": item.line, "why": why})


def _line(event: Mapping[str, Any]) -> bytes:
    try:
        return orjson.dumps(event) + b"\n"
    except (TypeError, orjson.JSONEncodeError):  # an integer of more than 64 bits, half of a character
        return json.dumps(event).encode() + b"\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where events go: a file, a folder with the base of each input's name, or standard output."""

    file: str | None = None
    folder: Path | None = None
    bases: tuple[str, ...] = ()

    def of(self, name: str) -> Path:
        """The file of an input in the folder."""
        assert self.folder is not None
        base = next((one for one in self.bases if name.startswith(one)), "")
        inside = Path(name[len(base) :].lstrip("/\\") if base else os.path.basename(name))
        if name == "-":
            inside = Path("standard_input")
        bare = inside.with_suffix("") if inside.suffix.lower() == ".gz" else inside
        return self.folder / bare.with_suffix(".ndjson")


def _place(events: list[str], output: str | None) -> _Place:
    """Raises UsageError where what is written would be read, or take the place of the originals."""
    if output is None or output == "-":
        return _Place()
    if output.endswith(("/", os.sep)) or os.path.isdir(output):
        place = _Place(folder=Path(output), bases=tuple(one for one in events if os.path.isdir(one)))
    else:
        place = _Place(file=output)
        can_be_written(output)
    target = os.path.realpath(output)
    for name in events:
        if name == "-":
            continue
        for file in (name, *files_of(name)):
            real = os.path.realpath(file)
            if real == target or (os.path.isdir(real) and target.startswith(real + os.sep)):
                raise UsageError(f"-o {output} is among the events that are read, {name}; give another place")
    return place


def _write(run: _Run, items: Iterator[EventSource], place: _Place) -> None:
    if place.folder is None:
        _put(run.lines(items), place.file)
        return
    taken: set[Path] = set()
    for name, inside in groupby(items, key=lambda item: item.file):
        target = _free(place.of(name), taken)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(f"cannot be made: {error.strerror or error}", file=str(target.parent)) from None
        write_file(run.lines(inside), str(target))


def _free(target: Path, taken: set[Path]) -> Path:
    found, number = target, 2
    while found in taken:
        found, number = target.with_stem(f"{target.stem}-{number}"), number + 1
    taken.add(found)
    return found


def _put(lines: Iterator[bytes], file: str | None) -> None:
    if file is not None:
        write_file(lines, file)
        return
    if sys.stdout is None:
        raise InputError("is closed", file="standard output")
    for line in lines:
        sys.stdout.buffer.write(line)
    sys.stdout.buffer.flush()


def _workspace(schema: Workspace | None, output: str | None, anonymizer: Anonymizer) -> Workspace | None:
    """The workspace with fakes, which is written; None where it is not asked for."""
    if schema is None or output is None or schema.source is None:
        return None
    document = anonymized_workspace(schema.source.values, anonymizer)
    if output.lower().endswith(".json"):
        text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    else:
        import yaml  # 15 ms for those who write a workspace file

        text = yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=1_000_000)
    write(text, output)
    return Workspace.from_dict(document, file=output)


# -- comparing and telling ------------------------------------------------------------------------------------------


def _compare(
    sources: list[LocatedSubscription],
    filters: list[LocatedFilter],
    before: Workspace,
    after: Workspace,
    items: Iterator[EventSource],
    anonymizer: Anonymizer,
) -> list[VerdictDifference]:
    from attio_harness.run.check import Check  # both engines, 0.1 s that --help and a wrong option do not need

    jobs = [Check(sources, one, filters=filters, keep=True) for one in (before, after)]
    return different_verdicts(jobs[0], jobs[1], in_order(items, "received"), anonymizer)


def _tell(
    run: _Run, cautions: list[str], differences: list[VerdictDifference] | None, report: str | None, place: _Place
) -> None:
    summary = run.anonymizer.tally.summary(
        files=len(run.files), cautions=tuple(cautions), unreadable=tuple(run.unreadable)
    )
    if report is not None and report.lower().endswith(".json"):
        rows = None if differences is None else [one.to_dict() for one in differences]
        write(
            json.dumps(
                summary.to_dict() | {"verdicts": {"compared": rows is not None, "different": rows or []}}, indent=2
            )
            + "\n",
            report,
        )
        return
    text = render_summary(summary, differences)
    if report is not None:
        write(text, report)
    elif sys.stderr is not None:
        sys.stderr.write(text.encode("utf-8", "backslashreplace").decode())


def _secret(key: str | None) -> str:
    if key is None:
        return secrets.token_hex(_KEY_BYTES)
    if not key.strip():
        raise UsageError("--key is empty; expected a text that nobody can guess, or nothing for a new one")
    if len(key) < _SHORTEST_KEY:
        say(
            f"--key has {len(key)} characters, and a key that can be guessed gives the originals away; take {_SHORTEST_KEY} or more",
            FINE,
        )
    return key
