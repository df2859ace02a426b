"""What changed from one run to the next, in a few lines for `--watch`."""

from __future__ import annotations

from dataclasses import replace

from attio_harness.compare.changes import is_worse
from attio_harness.compare.reruns import Rerun
from attio_harness.formats import summary
from attio_harness.formats.compared import Change, changes_of
from attio_harness.formats.footnotes import footnotes
from attio_harness.text.words import counted
from attio_harness.verdicts import LOST, NAMED

__all__ = ["rerun_lines"]

_MOST = 6


def rerun_lines(rerun: Rerun) -> list[str]:
    """The counts, a line for each entry that has become unreadable and for each kind of difference (what is worse first), and the
    outcome of the new run."""
    unread = rerun.unreadable
    entries = footnotes(replace(rerun.new, unreadable=unread[:_MOST]), show_values=True).unreadable
    lost = [one for one in rerun.arrived if one.right in LOST]
    worse = [one for one in rerun.differences if is_worse(one)]
    others = [one for one in rerun.differences if not is_worse(one)]
    differ = [*changes_of(worse), *map(_new, changes_of(lost)), *changes_of(others)]
    lines = [f"   {one}" for one in entries]
    if len(unread) > _MOST:
        lines.append(f"   and {counted(len(unread) - _MOST, 'entry', 'entries')} more that could not be read")
    lines += [f"   {_line(change)}" for change in differ[:_MOST]]
    if len(differ) > _MOST:
        lines.append(f"   and {counted(len(differ) - _MOST, 'kind')} of difference more")
    return [rerun.summary, *lines, summary.outcome(rerun.new, show_values=True)]


def _new(change: Change) -> Change:
    """The change of a new event, which had no verdict before."""
    return replace(change, title=change.title.replace(f": {NAMED['unmatched']}, now ", ": new, and ", 1))


def _line(change: Change) -> str:
    """`2 × Identify User: written, now refused by Attio: users.plan (select), mapping.json:15, events.ndjson:4`"""
    rows: dict[str, str] = {}
    for label, text in change.rows:
        rows.setdefault(label, text)
    # after the new state, the old one needs a word so that it does not read as a reason
    rows |= {"was": f"was {rows['was']}"} if "was" in rows else {}
    told = [rows[label] for label in ("now", "was", "trigger", "why", "mapping", "events", "record") if label in rows]
    more = f" and {change.count - 1:,} more" if "record" in rows and change.count > 1 else ""
    return f"{change.title}{': ' if told else ''}{'; '.join(' '.join(one.split()) for one in told)}{more}"
