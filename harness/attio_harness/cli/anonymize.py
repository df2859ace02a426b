"""`anonymize`: events without the people in them, which can lie in a repository."""

from __future__ import annotations

import json
import os
import secrets
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

import orjson
import typer
from attio_emulator import Workspace

from attio_harness.anonymize import Anonymizer, TooDeep, knowledge_of
from attio_harness.anonymize.crm import anonymized_workspace, know_records
from attio_harness.anonymize.report import render_summary
from attio_harness.anonymize.verdicts import Comparison, compare_fakes
from attio_harness.cli.anonymized_files import EventsTwice, place_of, write_events
from attio_harness.cli.options import Action, Destination, Events, Filters, one_standard_input, written
from attio_harness.cli.output import FINDINGS, FINE, say, write
from attio_harness.errors import InputError, UsageError
from attio_harness.formats.masking import Masks, mask_file, mask_why
from attio_harness.inputs.actions import known_action
from attio_harness.inputs.event import EventSource, SourceEvent, Unreadable
from attio_harness.inputs.filters import LocatedFilter, read_filters
from attio_harness.inputs.mappings import LocatedSubscription, read_mappings
from attio_harness.inputs.timeline import in_order
from attio_harness.inputs.workspaces import load_workspace
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
    _apart(workspace, output, workspace_output, report)
    secret = _secret(key)
    sources = read_mappings(mapping, action=action, destination=destination, may_name_none=True) if mapping else []
    schema = load_workspace(workspace) if workspace is not None else None
    sieve = read_filters(filters or [], sources, destination=destination)
    known = knowledge_of(sources, sieve, schema)
    if schema is not None and workspace_output is not None:
        know_records(known, schema)
    elif schema is not None and schema.records and sources:
        known.caution(
            f"{workspace} has records, whose values stay what they are, so that fakes that refer to them find none; "
            "--workspace-output writes it with the same fakes"
        )
    compared = verify and bool(sources) and schema is not None
    anonymizer = Anonymizer(secret, known, keep or (), fake or ())
    place = place_of(events, output, anonymizer.scrubbed)
    comparison = None
    with Interrupts() as interrupts, EventsTwice(events, interrupts, again=compared) as source:
        run = _Run(anonymizer, interrupts)
        try:
            write_events(run.lines, source.items(), place)
        except KeyboardInterrupt:
            return say("interrupted: no file was written", interrupts.exit_code or 130)
        if not anonymizer.tally.events and not run.unreadable:
            raise InputError("holds no event", file=" ".join(events))
        other = _workspace(schema, workspace_output, anonymizer.uncounted())
        if compared and schema is not None:
            comparison = _compare(sources, sieve, schema, other or schema, source.items(), anonymizer.uncounted())
        if interrupts.caught is not None:
            comparison = None
            known.caution("what an interrupt kept from being compared: verdicts")
        _tell(run, known.cautions, comparison, report)
        if key is None:
            told = "with --key it gives the same fakes again; keep it, and not beside the output"
            say(f"the key of this run is {secret}: {told}", FINE)
    findings = bool(run.unreadable) or (comparison is not None and not comparison.same)
    return interrupts.exit_code or (FINDINGS if findings else FINE)


@dataclass(slots=True)
class _Run:
    """What was found so far."""

    anonymizer: Anonymizer
    interrupts: Interrupts
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
        if self.interrupts.caught is not None:
            # part of a week would pass for all of it
            raise KeyboardInterrupt

    def _left_out(self, item: SourceEvent | Unreadable, why: str) -> None:
        file = mask_file(item.file, self._masks)
        self.unreadable.append({"file": file, "line": item.line, "why": why})


def _line(event: Mapping[str, Any]) -> bytes:
    try:
        return orjson.dumps(event) + b"\n"
    except (TypeError, orjson.JSONEncodeError):  # an integer of more than 64 bits, half of a character
        return json.dumps(event).encode() + b"\n"


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


def _compare(
    sources: list[LocatedSubscription],
    filters: list[LocatedFilter],
    before: Workspace,
    after: Workspace,
    items: Iterator[EventSource],
    anonymizer: Anonymizer,
) -> Comparison:
    from attio_harness.run.check import Check  # both engines, 0.1 s that --help and a wrong option do not need

    jobs = [Check(sources, one, filters=filters, keep=True) for one in (before, after)]
    return compare_fakes(jobs[0], jobs[1], in_order(items, "received"), anonymizer)


def _tell(run: _Run, cautions: list[str], comparison: Comparison | None, report: str | None) -> None:
    summary = run.anonymizer.tally.summary(
        files=len(run.files), cautions=tuple(cautions), unreadable=tuple(run.unreadable)
    )
    if report is not None and report.lower().endswith(".json"):
        compared = (comparison or Comparison()).to_dict() | {"compared": comparison is not None}
        write(json.dumps(summary.to_dict() | {"verdicts": compared}, indent=2) + "\n", report)
        return
    text = render_summary(summary, comparison)
    if report is not None:
        write(text, report)
    elif sys.stderr is not None:
        sys.stderr.write(text.encode("utf-8", "backslashreplace").decode())


def _apart(workspace: str | None, *written: str | None) -> None:
    """Raises UsageError where one file would take the place of another one."""
    named = [os.path.realpath(one) for one in (workspace, *written) if one is not None and one != "-"]
    twice = next((one for number, one in enumerate(named) if one in named[:number]), None)
    if twice is not None:
        raise UsageError(
            f"{os.path.relpath(twice)} is named twice; the originals and all that is written need names of their own"
        )


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
