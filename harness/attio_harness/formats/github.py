"""The report as GitHub workflow commands: annotations at the mapping's lines, one for each group of losses, at most 50.
They are errors if the run fails, and warnings if its limits tolerate them.

GitHub shows ten errors, ten warnings and ten notices of a step, so the most frequent come first. Masks values unless told not to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attio_harness.formats.contents import Contents, contents_of
from attio_harness.formats.footnotes import DELIVERIES, first_of
from attio_harness.formats.github_commands import MOST_COMMANDS, command
from attio_harness.formats.groups import LossGroup, known_groups, summed_up
from attio_harness.formats.locations import place_of
from attio_harness.formats.unresolved import NeedGroup, what_to_do
from attio_harness.formats.unresolved import title as unresolved_title
from attio_harness.report import Report
from attio_harness.text.words import counted, listed
from attio_harness.verdicts import NAMED, VERDICTS

__all__ = ["render_github"]

_MOST_NOTICES = 8
"""The limit for each kind of notice: fields, needs, filters."""


def render_github(report: Report, *, show_values: bool = False) -> str:
    """Workflow commands, one per line; the last one is a notice with the totals."""
    told = contents_of(report, show_values=show_values)
    groups, notes = told.groups, told.notes
    counting, known = known_groups(groups)
    commands = [_loss(group, report.outcome.severity) for group in counting]
    if notes.unreadable:
        # first, so that it is among the ten shown, however many losses there are
        commands.insert(0, _cannot_read(report, notes.unreadable))
    if not report.outcome.passed:
        commands.insert(0, command("error", told.outcome, title="attio-harness check failed"))
    notices = [
        *_together("Known by the baseline", [f"{one.lost}: {one.title} ({one.mapping})" for one in known]),
        *_together(DELIVERIES, notes.deliveries),
        *_unread(report, notes.unread),
        *_unresolved(told.unresolved),
        *_filtered(report, notes.filtered),
        *_together("Why events matched nothing", notes.unmatched),
        *_together("Notes", [*notes.notes, *_assumed(told)]),
    ]
    room = MOST_COMMANDS - 1 - len(notices)
    left_out = len(commands) - room
    summary = f"{f'{told.outcome} ' if report.outcome.passed else ''}{_summary(report, groups)}" + (
        f"; {counted(left_out, 'kind')} not annotated here" if left_out > 0 else ""
    )
    return "".join(
        line + "\n" for line in [*commands[:room], *notices, command("notice", summary, title="attio-harness check")]
    )


def _loss(group: LossGroup, severity: str) -> str:
    one = group.first
    parts = [
        f"{group.events}. {group.by}: {group.said}",
        f"Mapping: {one.mapping_pointer} ({one.subscription})" + (f", reads {group.paths}" if group.paths else ""),
        *_values(group),
        "To do: " + "\n".join(group.advice),
        *([f"Also: {group.also}"] if group.also else []),
        *([f"Rests on what is assumed: {group.assumptions}"] if group.assumptions else []),
        f"First event: {place_of(one.event)}",
    ]
    # Segment tries again, so the event may still arrive
    level = "warning" if one.verdict == "failed" else severity
    return command(level, "\n".join(parts), title=group.title, file=one.mapping_file, line=one.mapping_line)


def _values(group: LossGroup) -> Iterator[str]:
    values = [text for text, _ in group.values()]
    if values:
        yield f"Values: {listed(values, 5)}"


def _unread(report: Report, lines: Sequence[str]) -> Iterator[str]:
    """A warning for each field that no event filled."""
    for one, line in list(zip(report.unread, lines, strict=True))[:_MOST_NOTICES]:
        title = "No event filled this field"
        yield command("warning", line, title=title, file=one.mapping_file, line=one.mapping_line)


def _unresolved(groups: Sequence[NeedGroup]) -> Iterator[str]:
    """A notice for each mapping line whose events may refer to records of the CRM."""
    for group in groups[:_MOST_NOTICES]:
        values = listed([value for value, _ in group.values()], 5)
        parts = [
            f"{unresolved_title([group])}. Needs {group.needs}: {values}",
            f"Mapping: {group.first.mapping_pointer} ({group.first.subscription})",
            *([f"Earlier: {group.told_earlier}"] if group.told_earlier else []),
            f"To do: {what_to_do([group])}",
            f"First event: {group.events(1)}",
        ]
        title = f"{counted(group.count, 'event')} unresolved"
        yield command(
            "notice", "\n".join(parts), title=title, file=group.first.mapping_file, line=group.first.mapping_line
        )


def _filtered(report: Report, lines: Sequence[str]) -> Iterator[str]:
    """A notice for each filter that dropped events, the most frequent first."""
    for reason, line in list(zip(report.filtered_reasons, lines, strict=True))[:_MOST_NOTICES]:
        by = reason.filter
        at = {"file": by.file, "line": by.line} if by else {}
        yield command("notice", line, title=f"{counted(reason.count, 'event')} filtered out", **at)  # type: ignore[arg-type]


def _assumed(told: Contents) -> Iterator[str]:
    """The assumptions, but none if all is well: a step that passes should say little."""
    if told.groups or told.unresolved:
        yield from (f"what rests on an assumption: {line}" for line in told.notes.assumed)


def _together(title: str, lines: Sequence[str]) -> Iterator[str]:
    """One notice for all lines, because GitHub shows only ten in a step."""
    if lines:
        yield command("notice", "\n".join(first_of(lines, 10)), title=title)


def _cannot_read(report: Report, lines: Sequence[str]) -> str:
    first = report.unreadable[0]
    title = f"{counted(len(lines), 'entry', 'entries')} could not be read"
    level = report.outcome.severity
    return command(level, "\n".join(first_of(lines, 10)), title=title, file=str(first["file"]), line=first.get("line"))


def _summary(report: Report, groups: Sequence[LossGroup]) -> str:
    counting, known = known_groups(groups)
    verdicts = ", ".join(f"{report.verdicts[name]:,} {NAMED[name]}" for name in VERDICTS if report.verdicts.get(name))
    lost = f"; {summed_up([*counting, *known])}" if groups else ""
    return f"{counted(report.events, 'event')}: {verdicts or 'none'}{lost}"
