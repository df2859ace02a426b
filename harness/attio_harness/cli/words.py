"""What the commands share: exit codes, options of the same name, how text is written and told. No command is here."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from attio_harness.errors import InputError, UsageError
from attio_harness.formats.table import Subject, render, terminal_printer

if TYPE_CHECKING:
    from attio_emulator import Workspace

__all__ = [
    "FINDINGS",
    "FINE",
    "OUR_FAULT",
    "WRONG_INPUT",
    "Action",
    "Filters",
    "IgnoreIntegrations",
    "Mappings",
    "Out",
    "WorkspaceFile",
    "choice",
    "on_terminal",
    "say",
    "show",
    "workspace_of",
    "write",
]

FINE, FINDINGS, WRONG_INPUT, OUR_FAULT = 0, 1, 2, 3

Mappings = Annotated[
    list[str],
    typer.Option(
        "-m", "--mapping", help="Mapping file, or a preset: published, documented. May be repeated.", metavar="MAPPING"
    ),
]
Filters = Annotated[
    list[str] | None,
    typer.Option(
        "--filters",
        help="Destination filters (Public API answer, Terraform, HCL), applied before triggers. May be repeated.",
        metavar="FILE",
    ),
]
IgnoreIntegrations = Annotated[
    bool,
    typer.Option(
        "--ignore-integrations",
        help="Take every event, also those whose own `integrations` keep them from the destination.",
    ),
]
WorkspaceFile = Annotated[
    str, typer.Option("-w", "--workspace", help="Workspace file (YAML or JSON).", metavar="WORKSPACE")
]
Action = Annotated[
    str | None,
    typer.Option(
        "--action",
        help="The action of a mapping that names none: identifyUser, groupWorkspace, assertRecord.",
        metavar="ACTION",
    ),
]
Out = Annotated[
    str | None, typer.Option("-o", "--output", help="Write to this file instead of standard output.", metavar="FILE")
]


def workspace_of(path: str) -> Workspace:
    from attio_harness.inputs.workspaces import load_workspace

    return load_workspace(path)


def choice(value: str, allowed: Sequence[str], option: str) -> str:
    if value not in allowed:
        raise UsageError(f"{option} {value!r} is none of {', '.join(allowed)}")
    return value


def on_terminal() -> bool:
    return sys.stdout is not None and sys.stdout.isatty()


def write(text: str, output: str | None) -> None:
    data = text.encode("utf-8", "backslashreplace")
    if output is None or output == "-":
        if sys.stdout is None:
            raise InputError("is closed", file="standard output")
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    try:
        Path(output).write_bytes(data)
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror or error}", file=output) from None


def show(subject: Subject, format: str, value: Any, output: str | None, *, show_values: bool = False) -> None:
    """Write a value in a format; with colour where a person looks on and the format has it."""
    printer = terminal_printer(subject, format) if output is None and on_terminal() else None
    if printer is None:
        write(render(subject, format, value, show_values=show_values), output)
        return
    from rich.console import Console

    printer(value, Console(highlight=False))


def say(message: str, code: int) -> int:
    line = " ".join(message.split("\n"))
    if sys.stderr is None:
        return code
    print(f"attio-harness: {line}".encode("utf-8", "backslashreplace").decode(), file=sys.stderr)  # noqa: T201
    return code
