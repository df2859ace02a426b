"""Two runs side by side as GitHub workflow commands: annotations at the lines of the new mapping, what is worse first.

Masks values unless told not to.
"""

from __future__ import annotations

from attio_harness.compare.mappings import MappingDiff
from attio_harness.compare.modes import Both
from attio_harness.formats.compared import Change, compared
from attio_harness.formats.footnotes import first_of
from attio_harness.formats.github_commands import MOST_COMMANDS, command
from attio_harness.text.words import counted

__all__ = ["render_comparison"]


def render_comparison(runs: Both | MappingDiff, *, show_values: bool = False) -> str:
    """Workflow commands, one per line; the last one is a notice with the totals."""
    told = compared(runs, show_values=show_values)
    title = f"attio-harness {told.name}"
    lines = [] if told.ok else [command("error", told.outcome, title=f"{title} failed")]
    for heading, some in told.notes:
        level = "error" if heading.endswith("could not be read") else "notice"
        lines.append(command(level, "\n".join(first_of(some, 10)), title=heading))
    room = MOST_COMMANDS - 1 - len(lines)
    lines += [_change(one) for one in told.changes[:room]]
    left = len(told.changes) - room
    more = f"; {counted(left, 'group')} not annotated here" if left > 0 else ""
    last = (told.closing or told.outcome).removesuffix(".") + more
    return "\n".join([*lines, command("notice", last, title=title), ""])


def _change(one: Change) -> str:
    text = "\n".join(f"{label}: {said}" if label else said for label, said in one.rows)
    return command("error" if one.worse else "notice", text, title=one.title, file=one.file, line=one.line)
