"""The report as GitHub workflow commands: annotations at the mapping's lines, one a kind of loss, 50 at most.

A step's log turns each line into an annotation; GitHub shows ten errors and ten warnings of a step and 50 of a job, so
the most frequent kinds come first. Escaping follows GitHub's runner (`ActionCommand`): `%`, line breaks, and in
properties also `:` and `,`. Masks unless asked otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator

from attio_harness.report.kinds import Kind, counted, cut, kinds_of, place, small_print
from attio_harness.report.locations import is_file, relative
from attio_harness.verdicts import VERDICTS, Report

__all__ = ["render_github"]

_MOST = 50
_LONGEST = 2000


def render_github(report: Report, *, show_values: bool = False) -> str:
    """Workflow commands, a line each; the last line is a notice that sums up."""
    kinds = kinds_of(report, show_values=show_values)
    unreadable, _, _ = small_print(report, show_values=show_values)
    commands = [_loss(kind) for kind in kinds]
    if unreadable:
        commands.insert(0, _cannot_read(report, unreadable))
    room = _MOST - 1
    left_out = len(commands) - room
    summary = _summary(report, kinds) + (f"; {counted(left_out, 'kind')} not annotated here" if left_out > 0 else "")
    return "".join(line + "\n" for line in [*commands[:room], _command("notice", summary, title="attio-harness check")])


def _loss(kind: Kind) -> str:
    one = kind.first
    parts = [
        f"{counted(kind.count, 'event')} {one.verdict}. {kind.by}: {kind.said}",
        f"Mapping: {one.mapping_pointer} ({one.subscription})" + (f", reads {kind.paths}" if kind.paths else ""),
        *_values(kind),
        f"To do: {kind.advice}",
        f"First event: {place(one.event)}",
    ]
    level = "warning" if one.verdict == "failed" else "error"
    file = relative(one.mapping_file) if is_file(one.mapping_file) else None
    return _command(level, "\n".join(parts), title=kind.title, file=file, line=one.mapping_line if file else None)


def _values(kind: Kind) -> Iterator[str]:
    values = [text for text, _ in kind.values()]
    if values:
        yield "Values: " + ", ".join(values[:5]) + (f" and {len(values) - 5:,} more" if len(values) > 5 else "")


def _cannot_read(report: Report, lines: list[str]) -> str:
    first = report.unreadable[0]
    more = [] if len(lines) <= 10 else [f"and {len(lines) - 10:,} more"]
    file = str(first["file"])
    return _command(
        "error",
        "\n".join([*lines[:10], *more]),
        title=f"{counted(len(lines), 'entry', 'entries')} could not be read",
        file=relative(file) if is_file(file) else None,
        line=first.get("line") if is_file(file) else None,
    )


def _summary(report: Report, kinds: list[Kind]) -> str:
    verdicts = ", ".join(f"{report.verdicts[name]:,} {name}" for name in VERDICTS if report.verdicts.get(name))
    lost = f"{counted(len(report.rejections), 'loss', 'losses')} of {counted(len(kinds), 'kind')}"
    return f"{counted(report.events, 'event')}: {verdicts or 'none'}; {lost if kinds else 'nothing is lost'}"


def _command(level: str, message: str, *, title: str, file: str | None = None, line: int | None = None) -> str:
    named = {"file": file, "line": line, "title": cut(title, 200)}
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in named.items() if value is not None)
    return f"::{level} {properties}::{_data(cut(message, _LONGEST))}"


def _data(text: str) -> str:
    """The order matters: the percent sign first."""
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else f"\\x{ord(character):02x}" for character in text)


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
