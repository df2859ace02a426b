"""`lint`: finds mistakes in mappings, without any event."""

from __future__ import annotations

from typing import Annotated

import typer

from attio_harness import lint as rules
from attio_harness.cli.configured_keys import gives_way
from attio_harness.cli.options import Action, Destination, Out, Verbose, WorkspaceFile, formats, one_standard_input
from attio_harness.cli.output import FINDINGS, FINE, show
from attio_harness.cli.places import places
from attio_harness.inputs.mappings import read_mappings
from attio_harness.inputs.workspaces import load_workspace

__all__ = ["lint"]


def lint(
    mapping: Annotated[
        list[str], typer.Argument(help="Mapping files, or presets: published, documented.", metavar="MAPPING...")
    ],
    workspace: WorkspaceFile,
    format: Annotated[list[str] | None, formats("lint")] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option(
            help="Leave these rules out, by id or name, such as AH407 or AH407,unknown-object. May be repeated.",
            metavar="RULE",
        ),
    ] = None,
    output: Out = None,
    verbose: Verbose = False,
    action: Action = None,
    destination: Destination = None,
) -> int:
    """Exit code 1 for errors and warnings, but not for notes."""
    targets = places("lint", format, output, beside=[*mapping, workspace])
    one_standard_input(*mapping, workspace)
    sources = read_mappings(
        mapping, action=action, destination=destination, may_name_none=gives_way("destination", beside="mapping")
    )
    findings = rules.lint(sources, load_workspace(workspace), ignore=ignore or ())
    show("lint", targets, findings, verbose=verbose, workspace=workspace)
    return FINDINGS if any(one.fails for one in findings) else FINE
