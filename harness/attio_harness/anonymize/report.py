"""The closing report of a run, for people: what was replaced, what stayed and why, what cannot be kept. It shows no replaced original."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attio_harness.anonymize.tally import Summary
from attio_harness.anonymize.verdicts import Comparison
from attio_harness.text.visible import visible
from attio_harness.text.words import counted

__all__ = ["render_summary"]

_MOST = 20
_MOST_EXAMPLES = 6
_MANY_DIFFERENT = 50
_PLURALS = {
    "email address": "email addresses",
    "web address": "web addresses",
    "IP address": "IP addresses",
    "date of birth": "dates of birth",
    "key of a map": "keys of maps",
}


def render_summary(summary: Summary, comparison: Comparison | None) -> str:
    """The text of a summary; `comparison` is None if verdicts were not compared."""
    lines = [f"{counted(summary.events, 'event')} from {counted(summary.files, 'file')}"]
    lines += _replaced(summary)
    lines += _kept(summary)
    lines += [f"Nothing in the events is at {visible(one)}: is the path right?" for one in summary.unmet]
    lines += [f"Cannot be kept the same: {one}" for one in summary.cautions]
    if summary.unreadable:
        many = len(summary.unreadable)
        left_out = (
            "is not an event and was left out, because its contents are unknown"
            if many == 1
            else "are not events and were left out, because their contents are unknown"
        )
        lines.append(f"{counted(many, 'entry', 'entries')} {left_out}:")
        lines += [f"  {row['file']}:{row['line']}  {row['why']}" for row in summary.unreadable[:_MOST]]
        lines += _more(many)
    if comparison is not None:
        lines += _compared(comparison)
    return "\n".join(lines) + "\n"


def _replaced(summary: Summary) -> Iterator[str]:
    if not summary.replaced:
        yield "Replaced: nothing"
        return
    yield "Replaced"
    for kind, (many, different) in summary.replaced.items():
        said = f"{different:,} different" if different is not None else "too many different ones to count"
        yield f"  {many:>9,}  {kind if many == 1 else _PLURALS.get(kind, f'{kind}s')} ({said})"
    if summary.scrubbed:
        texts = "text stays" if summary.scrubbed == 1 else "texts stay"
        yield f"  {summary.scrubbed:>9,}  {texts} except for an address, a number or a name in it"


def _kept(summary: Summary) -> Iterator[str]:
    head = "Kept, besides numbers, dates and what libraries fill in (--fake PATH replaces it)"
    examples = {row: _examples(summary.examples[row], summary.different[row]) for row in summary.kept}
    yield from _by_path(head, summary.kept, examples)
    yield from _by_path("Replaced, although it may be worth keeping (--keep PATH keeps it)", summary.doubtful, {})


def _examples(texts: Sequence[str], different: int) -> str:
    some = ", ".join(map(visible, texts[:_MOST_EXAMPLES]))
    more = different - min(len(texts), _MOST_EXAMPLES)
    said = f"{some} and {more:,} more" if more > 0 else some
    # events and plans have few names; texts that somebody typed make many
    return f"{said}: so many different values may identify people" if different >= _MANY_DIFFERENT else said


def _by_path(
    head: str, counted: Mapping[tuple[str, str], int], examples: Mapping[tuple[str, str], str]
) -> Iterator[str]:
    if not counted:
        return
    yield head
    rows = list(counted.items())
    width = max(len(path) for (path, _), _ in rows[:_MOST])
    for (path, why), many in rows[:_MOST]:
        yield f"  {many:>9,}  {path:{width}}  {why}"
        if (path, why) in examples:
            yield f"{'':13}{examples[path, why]}"
    yield from _more(len(rows))


def _compared(comparison: Comparison) -> Iterator[str]:
    if comparison.same:
        yield "Verdicts and numbers of records: the same before and after"
        return
    many = len(comparison.verdicts)
    if many:
        yield f"Verdicts: {'one differs' if many == 1 else f'{many:,} differ'}"
    for one in comparison.verdicts[:_MOST]:
        yield f"  {one.file}:{one.line}  {one.subscription}: {one.before}, now {one.after}"
    yield from _more(many)
    if comparison.records:
        yield "Records"
    for slug, (was, now) in comparison.records.items():
        yield f"  {slug}: {_numbers(was)}, now {_numbers(now)}"


def _numbers(counts: Mapping[str, int]) -> str:
    return " and ".join(f"{many:,} {what}" for what, many in counts.items() if many) or "none"


def _more(many: int) -> Iterator[str]:
    if many > _MOST:
        yield f"  … and {many - _MOST:,} more"
