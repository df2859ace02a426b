"""Findings of lint as text: by file, with the line, the rule and the hint."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from attio_harness.lint.findings import summary
from attio_harness.lint.model import Finding
from attio_harness.text.escaped import for_terminal

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["print_lint", "render_lint"]

_FEWEST = 20
"""How many columns a text has beside its margin, at least, however narrow the terminal is."""
_MOST_OF_A_RULE = 3


def print_lint(findings: Sequence[Finding], console: Console, *, verbose: bool = False) -> None:
    """Write it to a rich console, in its width."""
    from attio_harness.formats.console import styled  # rich takes 0.02 s and is needed only for a terminal

    for line in render_lint(findings, verbose=verbose, width=console.width).removesuffix("\n").split("\n"):
        console.print(styled(line), soft_wrap=True)


def render_lint(findings: Sequence[Finding], *, verbose: bool = False, width: int = 110) -> str:
    """The counts, then the findings by file in aligned columns, each with its hint below; the last line has the counts again.

    The short form has only the first findings of a rule in each file, and the number of the others. Lines have at most `width` columns
    (longer words are not broken). Ends with a line break.
    """
    said = f"lint: {summary(findings)}"
    lines = [said, ""] if findings else []
    for file in dict.fromkeys(one.file for one in findings):
        lines += [*_file(file, [one for one in findings if one.file == file], width, verbose=verbose), ""]
    return "\n".join([*lines, said, ""])


def _file(file: str, findings: Sequence[Finding], width: int, *, verbose: bool) -> list[str]:
    lines = [for_terminal(file)]
    places = ["" if one.line is None else str(one.line) for one in findings]
    number = max(map(len, places))
    grade = max(len(one.severity) for one in findings)
    # as wide as the head of a line; all rules have ids of the same length
    margin = " " * (2 + number + 2 + grade + 2 + len(findings[0].rule) + 2)
    of_rule = Counter[str]()
    for one, place in zip(findings, places, strict=True):
        of_rule[one.rule] += 1
        if of_rule[one.rule] > _MOST_OF_A_RULE and not verbose:
            continue
        lines += _wrapped(one.message, f"  {place:>{number}}  {one.severity:<{grade}}  {one.rule}  ", margin, width)
        where = [one.name, one.subscription, *([one.pointer] if one.pointer else [])]
        lines += _wrapped(", ".join(where), margin, margin, width)
        lines += _wrapped(one.hint, f"{margin}→ ", margin + "  ", width)
    left = {rule: count - _MOST_OF_A_RULE for rule, count in of_rule.items() if count > _MOST_OF_A_RULE}
    if left and not verbose:
        told = ", ".join(f"{count:,} of {rule}" for rule, count in left.items())
        lines += _wrapped(f"and {told} more (-v shows them)", "  ", "  ", width)
    return lines


def _wrapped(text: str, first: str, margin: str, width: int) -> list[str]:
    wrapper = textwrap.TextWrapper(
        width=max(width, len(margin) + _FEWEST),
        initial_indent=first,
        subsequent_indent=margin,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return wrapper.wrap(for_terminal(text))
