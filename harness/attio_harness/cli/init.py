"""`init`: a folder with all that a first check needs."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from attio_harness.cli.output import FINE, write
from attio_harness.errors import UsageError
from attio_harness.starter import StarterFile, put, starter_files

__all__ = ["init"]

_NEXT = ("attio-harness check", "attio-harness explain events/sample.ndjson:4", "attio-harness lint")


def init(
    folder: Annotated[
        str, typer.Argument(help="The folder of the project; it is made where it is missing.", metavar="[FOLDER]")
    ] = ".",
    pytest: Annotated[bool, typer.Option("--pytest", help="Write tests/test_attio.py, too.")] = False,
    github: Annotated[
        bool, typer.Option("--github", help="Write a workflow for pull requests on GitHub, too.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace files that are there already.")] = False,
) -> int:
    """Nothing is written where one of the files is there already."""
    # as of a variable of the shell that is not set
    if not folder:
        raise UsageError("FOLDER is an empty text; expected a folder, or nothing for the current one")
    files = starter_files(pytest=pytest, github=github)
    put(Path(folder), files, write=lambda path, content: write(content.decode(), str(path)), replace=force)
    write(_told(folder, files), None)
    return FINE


def _told(folder: str, files: list[StarterFile]) -> str:
    """What was written, and the next commands."""
    width = max(len(one.path) for one in files)
    here = Path(folder) == Path()
    lines = [f"Wrote {len(files)} files{'' if here else f' to {folder}'}:"]
    lines += [f"  {one.path:{width}}  {one.about}" for one in files]
    lines += ["", "Next:"]
    lines += ([] if here else [f"  cd {shlex.quote(folder)}"]) + [f"  {command}" for command in _NEXT]
    return "\n".join(lines) + "\n"
