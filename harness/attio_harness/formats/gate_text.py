"""A gate as text for a terminal: the outcome, the effect of the change, lint, the losses, then the outcome again. Masks nothing."""

from __future__ import annotations

from rich.console import Console

from attio_harness.compare.gate import Gate
from attio_harness.formats import summary
from attio_harness.formats.compared import compared
from attio_harness.formats.comparison import print_changes
from attio_harness.formats.console import print_indented, styled
from attio_harness.formats.lint_text import print_lint
from attio_harness.formats.text import print_without_outcome
from attio_harness.text.words import clean, counted

__all__ = ["print_gate"]


def print_gate(gate: Gate, console: Console, *, verbose: bool = False) -> None:
    """Write it to a rich console, in colour if the console has colour."""
    gate = gate.told_once
    outcome = styled(
        clean(summary.outcome_of_gate(gate, show_values=True)),
        style="bold green" if gate.ok else "bold red",
    )
    console.print(outcome, soft_wrap=True)
    if gate.diff is not None:
        told = compared(gate.diff, show_values=True)
        shown = told if verbose else told.only_worse()
        _head(gate.heading, console)
        console.print(styled(told.closing), soft_wrap=True)
        print_changes(shown, console)
        left = len(told.changes) - len(shown.changes)
        if left:
            other = "other " if shown.changes else ""
            said = f"{counted(left, f'{other}difference')}: -v shows {'it' if left == 1 else 'them'}"
            console.print(styled(f"\n{said}"), soft_wrap=True)
        # notes about the old side, or that there is none; the check has those about the new side
        print_indented(map(clean, gate.diff.notes), console)
    if gate.findings is not None:
        _head("Lint", console)
        print_lint(gate.findings, console, verbose=verbose)
    _head("Check", console)
    print_without_outcome(gate.report, console, verbose=verbose)
    console.print()
    console.print(outcome, soft_wrap=True)


def _head(title: str, console: Console) -> None:
    console.print(styled(f"\n== {title}", style="bold"))
