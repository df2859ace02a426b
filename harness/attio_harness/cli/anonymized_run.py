"""The work of `anonymize`: reads events, writes fakes, compares both, and reports."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from attio_emulator import Workspace

from attio_harness.anonymize import Anonymizer, TooDeep, knowledge_of
from attio_harness.anonymize.crm import anonymized_workspace, know_records
from attio_harness.anonymize.people import people_in
from attio_harness.anonymize.report import render_summary
from attio_harness.anonymize.verdicts import Comparison, compare_fakes
from attio_harness.cli.anonymized_files import EventsTwice, place_of, write_events
from attio_harness.cli.output import FINDINGS, FINE, say, write, write_lines
from attio_harness.errors import InputError
from attio_harness.formats.masking import Masks, mask_file, mask_why
from attio_harness.inputs.event import EventSource, SourceEvent, Unreadable
from attio_harness.inputs.filters import read_filters
from attio_harness.inputs.located_filter import LocatedFilter
from attio_harness.inputs.mappings import read_mappings
from attio_harness.inputs.subscription import LocatedSubscription
from attio_harness.inputs.timeline import in_order
from attio_harness.inputs.workspaces import load_workspace
from attio_harness.run.check import Check
from attio_harness.terminal.interrupts import Interrupts
from attio_harness.terminal.stderr import tell_lines
from attio_harness.text.escaped import for_json
from attio_harness.text.ndjson import ndjson_line

__all__ = ["run"]


def run(
    events: list[str],
    output: str | None,
    *,
    secret: str,
    tell_key: bool,
    mappings: list[str],
    workspace: str | None,
    filters: list[str],
    keep: list[str],
    fake: list[str],
    workspace_output: str | None,
    report: str | None,
    verify: bool,
    action: str | None,
    destination: str | None,
) -> int:
    """Run and return the exit code. `secret` is the key, which is told at the end if it is a new one."""
    sources = read_mappings(mappings, action=action, destination=destination, may_name_none=True) if mappings else []
    schema = load_workspace(workspace) if workspace is not None else None
    sieve = read_filters(filters, sources, destination=destination)
    known = knowledge_of(sources, sieve, schema)
    if schema is not None and workspace_output is not None:
        know_records(known, schema)
    elif schema is not None and schema.records and sources:
        known.caution(
            f"{workspace} has records, which keep their real values: fakes that refer to them find none; "
            "--workspace-output writes it with the same fakes"
        )
    compared = verify and bool(sources) and schema is not None
    place = place_of(events, output, Anonymizer(secret, known).scrubbed)
    comparison = None
    with Interrupts() as interrupts, EventsTwice(events, interrupts) as source:
        people = people_in(item.event for item in source.items() if isinstance(item, SourceEvent))
        anonymizer = Anonymizer(secret, known, keep, fake, people)
        done = _Run(" ".join(events), anonymizer, interrupts)
        try:
            write_events(done.lines if place.folder is not None else done.any_lines, source.items(), place)
        except KeyboardInterrupt:
            return say(f"interrupted: {place.cut_short}", interrupts.exit_code or 130)
        done.refuse_nothing()
        other = _workspace(schema, workspace_output, anonymizer.uncounted())
        if compared and schema is not None:
            comparison = _compare(sources, sieve, schema, other or schema, source.items(), anonymizer.uncounted())
            comparison = done.without_names(comparison)
        if interrupts.caught is not None:
            comparison = None
            known.caution("verdicts were not compared, because of an interrupt")
        _tell(done, known.cautions, comparison, report)
        if tell_key:
            told = "with --key it gives the same fakes again; keep it, but not beside the output"
            say(f"the key of this run is {secret}: {told}", FINE)
    findings = bool(done.unreadable) or (comparison is not None and not comparison.same)
    return interrupts.exit_code or (FINDINGS if findings else FINE)


@dataclass(slots=True)
class _Run:
    """One run, with what it has found so far."""

    name: str
    anonymizer: Anonymizer
    interrupts: Interrupts
    unreadable: list[Mapping[str, Any]] = field(default_factory=list)
    files: set[str] = field(default_factory=set)
    _masks: Masks = field(default_factory=Masks)

    def lines(self, items: Iterable[EventSource]) -> Iterator[bytes]:
        """The events, one a line. Entries that are not events are left out, because nobody knows what they contain."""
        for item in items:
            self.files.add(item.file)
            if isinstance(item, Unreadable):
                self._left_out(item, mask_why(item.why, self._masks))
            elif isinstance(item, SourceEvent):
                try:
                    made = self.anonymizer.event(item.event)
                except TooDeep:
                    self._left_out(item, "is nested too deeply")
                else:
                    rules = self._scrubbed(list(item.faults))
                    yield ndjson_line({"event": made, "faults": rules} if rules else made)
        if self.interrupts.caught is not None:
            # otherwise a part of the events would pass for all of them
            raise KeyboardInterrupt

    def any_lines(self, items: Iterable[EventSource]) -> Iterator[bytes]:
        """Like `lines`, for one file with all events, which is not written if there are none."""
        yield from self.lines(items)
        self.refuse_nothing()

    def refuse_nothing(self) -> None:
        """Raises InputError if nothing was read."""
        if not self.anonymizer.tally.events and not self.unreadable:
            raise InputError("holds no event", file=self.name)

    def without_names(self, comparison: Comparison) -> Comparison:
        """The comparison with file names that tell nothing about people."""
        rows = (replace(one, file=mask_file(one.file, self._masks)) for one in comparison.verdicts)
        return replace(comparison, verdicts=tuple(rows))

    def _scrubbed(self, rules: Any) -> Any:
        """Fault rules of an event, unchanged except for addresses in their answers."""
        if isinstance(rules, list):
            return [self._scrubbed(one) for one in rules]
        if isinstance(rules, Mapping):
            return {key: self._scrubbed(one) for key, one in rules.items()}
        return self.anonymizer.scrubbed(rules) if isinstance(rules, str) else rules

    def _left_out(self, item: SourceEvent | Unreadable, why: str) -> None:
        file = mask_file(item.file, self._masks)
        self.unreadable.append({"file": file, "line": item.line, "why": why})


def _workspace(schema: Workspace | None, output: str | None, anonymizer: Anonymizer) -> Workspace | None:
    """Write and return the workspace with fakes; None if it is not asked for."""
    if schema is None or output is None or schema.source is None:
        return None
    document = anonymized_workspace(schema.source.values, anonymizer)
    if output.lower().endswith(".json"):
        text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    else:
        from attio_harness.schema import yaml_of  # loads a client of HTTP

        text = yaml_of(document)
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
    jobs = [Check(sources, one, filters=filters, keep=True) for one in (before, after)]
    return compare_fakes(jobs[0], jobs[1], in_order(items, "received"), anonymizer)


def _tell(done: _Run, cautions: list[str], comparison: Comparison | None, report: str | None) -> None:
    summary = done.anonymizer.tally.summary(
        files=len(done.files),
        cautions=tuple(cautions),
        unmet=done.anonymizer.unmet,
        unreadable=tuple(done.unreadable),
    )
    if report is not None and report.lower().endswith(".json"):
        compared = (comparison or Comparison()).to_dict() | {"compared": comparison is not None}
        write(for_json(json.dumps(summary.to_dict() | {"verdicts": compared}, indent=2)) + "\n", report)
        return
    text = render_summary(summary, comparison)
    if report is not None:
        write_lines(text, report)
    else:
        tell_lines(text)
