"""Findings of lint as text: by file, with the line, the rule and the hint."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Sequence

from attio_harness.formats.findings import summary
from attio_harness.lint.model import Finding
from attio_harness.text.escaped import for_terminal

__all__ = ["render_lint"]

_WIDTH = 110
_MOST_OF_A_RULE = 3


def render_lint(findings: Sequence[Finding], *, verbose: bool = False) -> str:
    """How many there are, then findings by file, columns aligned, the hint below each; the last line counts again.

    In short, a rule has its first findings in each file, and how many more there are. Ends with a line break.
    """
    said = f"lint: {summary(findings)}"
    lines = [said, ""] if findings else []
    for file in dict.fromkeys(one.file for one in findings):
        lines += [*_file(file, [one for one in findings if one.file == file], verbose=verbose), ""]
    return "\n".join([*lines, said, ""])


def _file(file: str, findings: Sequence[Finding], *, verbose: bool) -> list[str]:
    lines = [for_terminal(file)]
    places = ["" if one.line is None else str(one.line) for one in findings]
    width = max(map(len, places))
    grade = max(len(one.severity) for one in findings)
    # as wide as the head of a line; ids of rules are all equally long
    margin = " " * (2 + width + 2 + grade + 2 + len(findings[0].rule) + 2)
    of_rule = Counter[str]()
    for one, place in zip(findings, places, strict=True):
        of_rule[one.rule] += 1
        if of_rule[one.rule] > _MOST_OF_A_RULE and not verbose:
            continue
        lines += _wrapped(one.message, f"  {place:>{width}}  {one.severity:<{grade}}  {one.rule}  ", margin)
        where = [one.name, one.subscription, *([one.pointer] if one.pointer else [])]
        lines += _wrapped(", ".join(where), margin, margin)
        lines += _wrapped(one.hint, f"{margin}→ ", margin + "  ")
    left = {rule: count - _MOST_OF_A_RULE for rule, count in of_rule.items() if count > _MOST_OF_A_RULE}
    if left and not verbose:
        told = ", ".join(f"{count:,} of {rule}" for rule, count in left.items())
        lines += _wrapped(f"and {told} more (-v shows them)", "  ", "  ")
    return lines


def _wrapped(text: str, first: str, margin: str) -> list[str]:
    wrapper = textwrap.TextWrapper(
        width=_WIDTH, initial_indent=first, subsequent_indent=margin, break_long_words=False, break_on_hyphens=False
    )
    return wrapper.wrap(for_terminal(text))
