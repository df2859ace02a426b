"""The command line: arguments in, exit code out. Every command is a thin layer over a function that can be called without it.

Exit codes: 0 success, 1 findings, 2 wrong usage or unreadable input, 3 a bug of ours; 130 and 143 after Ctrl-C and SIGTERM,
141 if the reader of standard output went away.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from attio_harness.cli.commands import COMMANDS
from attio_harness.cli.exit_code import exit_code
from attio_harness.cli.lazy import typer_app
from attio_harness.terminal.stderr import let_go

__all__ = ["COMMANDS", "app", "main"]

app = typer_app(
    "attio-harness",
    help="What will my Segment events do to my Attio workspace? Find out before anything reaches production.",
    groups={"schema": "Compare the schemas of workspaces."},
)


def main(argv: Sequence[str] | None = None) -> None:
    """Run the command line and leave the process with its exit code."""
    code = exit_code(app, list(sys.argv[1:] if argv is None else argv))
    let_go()
    sys.exit(code)
