"""`--base REF`: reads the mapping, the filters and the workspace file as they were at a git revision. Has no command."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from attio_destination import PRESETS
from attio_emulator import Workspace, WorkspaceError

from attio_harness.errors import HarnessError, UsageError
from attio_harness.inputs.files import globbed
from attio_harness.inputs.filters import read_filters
from attio_harness.inputs.located_filter import LocatedFilter
from attio_harness.inputs.mappings import read_mappings
from attio_harness.inputs.revision import Revision, revision_of
from attio_harness.inputs.subscription import LocatedSubscription
from attio_harness.inputs.workspaces import load_workspace

__all__ = ["Base", "Old", "old_of"]

Base = Annotated[
    str | None,
    typer.Option(
        "--base",
        help="Compare with the mapping, filters and workspace file of this git branch, tag or commit.",
        metavar="REF",
    ),
]

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Old:
    """The files at the revision. `workspace` is None if it is the current one. `notes` say what could not be read from there."""

    sources: Sequence[LocatedSubscription]
    filters: Sequence[LocatedFilter] = ()
    workspace: Workspace | None = None
    notes: Sequence[str] = field(default=())


def old_of(
    ref: str,
    mapping: Sequence[str],
    workspace: str | None,
    filters: Sequence[str],
    *,
    action: str | None,
    destination: str | None,
) -> Old:
    """The files with these names at a revision. A file that did not exist, or could not be read even then, gets a note.

    Raises:
        UsageError: there is no such revision, or git cannot have a file of that name.
    """
    for name in (*mapping, *filters, workspace):
        if name == "-":
            raise UsageError(f"--base {ref}: - is standard input, and git has no older one; give the name of a file")
    at = revision_of(ref)
    notes: list[str] = []
    presets = [name for name in mapping if name in PRESETS and not os.path.lexists(name)]
    files = [name for name in mapping if name not in presets]
    sources = _mappings(at, files, notes, action=action, destination=destination)
    if files and not sources:
        notes[-1] += ": everything is new"
    if presets:
        sources += read_mappings(presets, action=action)
    return Old(
        sources=sources,
        filters=_filters(at, filters, sources, notes, destination),
        workspace=_workspace(at, workspace, notes) if workspace is not None else None,
        notes=notes,
    )


def _mappings(
    at: Revision, names: Sequence[str], notes: list[str], *, action: str | None, destination: str | None
) -> list[LocatedSubscription]:
    with at.put_out(names) as there:
        found = _there(at, names, there, notes)
        if not found:
            return []
        read = _read(
            at,
            notes,
            lambda: _runnable(read_mappings(found, action=action, destination=destination, may_name_none=True)),
        )
        return [replace(one, file=f"{at.ref}:{one.file}") for one in read or ()]


def _runnable(sources: list[LocatedSubscription]) -> list[LocatedSubscription]:
    """The subscriptions, unchanged. Raises InputError if a trigger or a mapping is broken."""
    from attio_harness.run.check import Check  # both engines, 0.1 s that --help and a wrong option do not need

    Check(sources, Workspace.standard())
    return sources


def _filters(
    at: Revision,
    names: Sequence[str],
    sources: Sequence[LocatedSubscription],
    notes: list[str],
    destination: str | None,
) -> list[LocatedFilter]:
    with at.put_out(names) as there:
        found = _there(at, names, there, notes)
        return (_read(at, notes, lambda: read_filters(found, sources, destination=destination)) or []) if found else []


def _workspace(at: Revision, name: str, notes: list[str]) -> Workspace | None:
    """The old workspace; None if it has not changed or did not exist, so that both sides use the current one."""
    try:
        now = Path(name).read_bytes()
    except OSError:  # loading the current file will report it
        return None
    with at.put_out([name]) as there:
        found = _there(at, [name], there, notes)
        if not found or Path(found[0]).read_bytes() == now:
            return None
        return _read(at, notes, lambda: load_workspace(found[0]))


def _there(at: Revision, names: Sequence[str], there: Sequence[str], notes: list[str]) -> list[str]:
    """Those of the files `there` that exist; each of the others gets a note, by its name."""
    found = []
    for name, one in zip(names, there, strict=True):
        if os.path.lexists(one) or globbed(one):
            found.append(one)
            notes += (f"at {at.ref}, {now} was {before}" for now, before in at.renamed(name).items())
        else:
            notes.append(f"at {at.ref} there was no {name}")
    return found


def _read(at: Revision, notes: list[str], read: Callable[[], T]) -> T | None:
    """What `read` returns; if the old files are broken, a note and None, so that a change that fixes them can still be checked."""
    try:
        return read()
    except (HarnessError, WorkspaceError) as error:
        notes.append(f"what was there at {at.ref} could not be read: {error}")
        return None
