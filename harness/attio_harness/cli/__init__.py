"""The command line: words in, exit code out. Every command is a thin layer over a function that can be called without it.

Exit codes: 0 fine, 1 findings, 2 wrong usage or unreadable input, 3 our own fault; 130 and 143 after Ctrl-C and SIGTERM.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

import typer

from attio_harness.cli.check import check
from attio_harness.cli.conform import conform, fidelity
from attio_harness.cli.diff import diff
from attio_harness.cli.emulate import emulate
from attio_harness.cli.explain import explain
from attio_harness.cli.generate import generate
from attio_harness.cli.lint import lint
from attio_harness.cli.running import exit_code
from attio_harness.cli.workspaces import pull, schema_diff

__all__ = ["app", "main"]

app = typer.Typer(
    name="attio-harness",
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="What will my Segment events do to my Attio workspace? Answered here, before anything reaches production.",
)

COMMANDS: tuple[tuple[Callable[..., int], str], ...] = (
    (check, "attio-harness check events/ -m mapping.json -w workspace.yaml --mode batch"),
    (explain, "attio-harness explain events.ndjson:17 -m mapping.json -w workspace.yaml"),
    (diff, "attio-harness diff old.json new.json events/ -w workspace.yaml"),
    (lint, "attio-harness lint mapping.json -w workspace.yaml"),
    (pull, "ATTIO_API_KEY=… attio-harness pull -o workspace.yaml"),
    (emulate, "attio-harness emulate -w workspace.yaml --port 8700"),
    (generate, "attio-harness generate -n 100 --seed 7 --type identify > events.ndjson"),
    (conform, "attio-harness conform fixtures/recordings/*.jsonl"),
    (fidelity, "attio-harness fidelity | grep assumed"),
)
"""The commands with an example each, in the order of the help."""

for _command, _example in COMMANDS:
    app.command(epilog=f"Example: {_example}")(_command)

_schema = typer.Typer(help="Compare the schemas of workspaces.", no_args_is_help=True)
_schema.command("diff", epilog="Example: attio-harness schema diff old.yaml new.yaml -m mapping.json")(schema_diff)
app.add_typer(_schema, name="schema")


def main(argv: Sequence[str] | None = None) -> None:
    """Run the command line and leave the process with its exit code."""
    sys.exit(exit_code(app, list(sys.argv[1:] if argv is None else argv)))
