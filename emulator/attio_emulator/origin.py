"""Where the state of an emulator comes from: the workspace as it was given, or a snapshot, both by the settings it was made with.

What a state is in memory is in `state`, how one is read in `snapshots`. Nothing is put in force here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attio_emulator.assumptions import checked
from attio_emulator.errors import WorkspaceError
from attio_emulator.ids import Ids
from attio_emulator.schema.workspace import Workspace
from attio_emulator.snapshots import Restored, restored
from attio_emulator.state import Core, Hooks

__all__ = ["Origin"]


class Origin:
    """Makes cores. The workspace is copied; `assumptions` go before those of any workspace."""

    def __init__(
        self, workspace: Workspace | None, assumptions: Mapping[str, str] | None, ids: Ids, hooks: Hooks
    ) -> None:
        self._given = dict(assumptions or {})
        self._seed = (workspace or Workspace.standard()).to_dict()
        self._file = workspace.file if workspace else "<dict>"
        self._ids, self._hooks = ids, hooks

    def first(self) -> Core:
        """A core of the workspace as it was given, without its seed records."""
        workspace = Workspace.from_own(self._seed, file=self._file)
        return self._made(workspace, self._hooks.now())

    def restored(self, state: Any, schema: Workspace | None = None) -> Restored:
        """What a snapshot holds; raises as `snapshots.restored`."""
        return restored(state, self._made, file=self._file, schema=schema)

    def _made(self, workspace: Workspace, created_at: int) -> Core:
        settings, problems = checked({**workspace.assumptions, **self._given})
        if problems:
            raise WorkspaceError(self._file, problems)
        return Core(workspace, settings, self._ids, created_at, self._hooks)
