"""Reads saved states named on the command line or in Python, tells them from other files and matches them with a workspace.

`check --state`, `emulate --state` and `pull --records` write them, `GET /_emulator/state` answers with one. The log that a server
wrote beside the file since it was saved is part of the state. The emulator applies a state and judges its contents.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attio_emulator import EmulatorError, Workspace
from attio_emulator.snapshot_versions import known_version

from attio_harness.errors import InputError, UsageError
from attio_harness.inputs.documents import no_document, refuse_deep
from attio_harness.inputs.file_kinds import is_state, misplaced
from attio_harness.inputs.files import read_text
from attio_harness.inputs.workspaces import load_workspace
from attio_harness.saved_state import CaughtUp, catch_up
from attio_harness.text.json import JsonTextError, loads
from attio_harness.text.words import shown

if TYPE_CHECKING:
    from attio_emulator import Emulator

__all__ = ["SavedState", "load_state", "schema_and_state", "state_of", "workspace_from"]

_EXPECTED = "expected a state that check --state, emulate --state or pull --records saved"


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedState:
    """A snapshot of the emulator and its file; only checked to be a snapshot."""

    file: str
    values: Mapping[str, Any]
    caught: CaughtUp | None = None
    """How it was caught up with the log beside its file; None if it is not from a file."""

    def put_into(self, emulator: Emulator) -> None:
        """Let an emulator continue from here under its own schema; queued batches are applied.

        Raises:
            InputError: it has a newer version or is damaged, or its records do not fit the schema.
        """
        try:
            emulator.restore(self.values, schema=emulator.workspace)
        except EmulatorError as error:
            raise InputError(str(error), file=self.file) from None
        # otherwise the first request would apply a waiting batch, and count it as its own work
        emulator.flush()


def state_of(start: str | Path | Mapping[str, Any]) -> SavedState:
    """A state given in Python, as the path of its file or as a value of `Emulator.snapshot`; raises as `load_state`."""
    if isinstance(start, Mapping):
        return _found(start, "<dict>")
    return load_state(str(start))


def load_state(path: str) -> SavedState:
    """The state in a file with the log beside it, or from standard input (`-`).

    Raises:
        InputError: the file cannot be read or is no state, or the log does not belong to it or is damaged.
    """
    if path == "-" or not os.path.isfile(path):
        return _read(path)
    caught = catch_up(path, lambda: _read(path).values)
    return SavedState(file=path, values=caught.values, caught=caught)


def _read(path: str) -> SavedState:
    text = read_text(path, "state")
    if not text.strip():
        raise InputError(f"is empty ({_EXPECTED})", file=path)
    try:
        document = loads(text)
    except JsonTextError as error:
        told = no_document(text, error, path, "state")
        raise InputError(f"{told.problem} ({_EXPECTED})", file=path, line=told.line, kind=told.kind) from None
    refuse_deep(document, text, path)
    return _found(document, path)


def _found(document: Any, file: str) -> SavedState:
    if is_state(document):
        try:
            known_version(document)
        except EmulatorError as error:
            raise InputError(str(error), file=file) from None
        return SavedState(file=file, values=document)
    other = misplaced(document, "state")
    if other is not None:
        raise InputError(f"{other.said} ({_EXPECTED})", file=file, kind=other.kind)
    raise InputError(f"is not a saved state: found {_shape(document)}, {_EXPECTED}", file=file)


def _shape(document: Any) -> str:
    if not isinstance(document, Mapping):
        return "an array" if isinstance(document, list) else shown(document)
    missing = [name for name in ("version", "workspace") if name not in document]
    return f"an object without {' and '.join(missing)}" if missing else "a version or workspace of another type"


def schema_and_state(workspace: str | None, start: str | None) -> tuple[Workspace, SavedState | None]:
    """The schema and the state of a run, from the names of a workspace file and of a state; one of the two may be missing.

    Raises:
        UsageError: both are missing.
        InputError: a file cannot be used, or the state is of another workspace.
        attio_emulator.WorkspaceError: the workspace file is broken.
    """
    if workspace is None and start is None:
        raise UsageError(
            "the option -w, --workspace is missing: the workspace file, or a state with --from, which has a schema"
        )
    known = load_workspace(workspace) if workspace is not None else None
    if start is None:
        assert known is not None
        return known, None
    state = load_state(start)
    return workspace_from(state, known), state


def workspace_from(state: SavedState, workspace: Workspace | None) -> Workspace:
    """The schema of a run from a state: the workspace file's if one is given, else the state's own, without its seed records.

    Raises:
        InputError: the state is of another workspace.
        attio_emulator.WorkspaceError: the workspace in the state is broken.
    """
    own = _own(state)
    if workspace is None:
        # they were written long before, and need not fit a schema that has changed since
        own.records, own.activity_records = {}, {}
        return own
    unnamed = Workspace.standard()
    by_slug = unnamed.slug not in (own.slug, workspace.slug)
    # a hand-written file has at most a name
    by_name = not by_slug and unnamed.name not in (own.name, workspace.name)
    if (by_slug and own.slug != workspace.slug) or (by_name and own.name != workspace.name):
        saved, given = (_said(one, by_slug=by_slug) for one in (own, workspace))
        problem = (
            f"is a state of the workspace {saved}, and {workspace.file} is of {given}: give two files of one workspace, or leave "
            "out -w to use the schema in the state"
        )
        raise InputError(problem, file=state.file)
    return workspace


def _own(state: SavedState) -> Workspace:
    return Workspace.from_dict(state.values["workspace"], file=state.file)


def _said(workspace: Workspace, *, by_slug: bool) -> str:
    return f"{workspace.name!r} (slug {workspace.slug})" if by_slug else repr(workspace.name)
