"""The state in force: made from the given workspace, taken as a snapshot, replaced by one.

A state is a core (see `state`), the waiting batches, the rows of the ledger, and the counts of IDs and requests.
`snapshots` reads and writes snapshots; what a request does to a state is not here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from attio_emulator.access.tokens import caller_of
from attio_emulator.assumptions import checked
from attio_emulator.batches import Batch
from attio_emulator.clock import Clock, VirtualClock
from attio_emulator.deferred import Deferred
from attio_emulator.dispatch import Dispatch
from attio_emulator.errors import WorkspaceError
from attio_emulator.ids import Ids
from attio_emulator.ledger import Ledger
from attio_emulator.record import Stamp
from attio_emulator.schema.workspace import Workspace
from attio_emulator.snapshot_secrets import with_secrets, without_secrets
from attio_emulator.snapshots import State, restored, taken, text_pieces
from attio_emulator.state import Core, Hooks
from attio_emulator.undone import undone

__all__ = ["InForce"]


class InForce:
    """Holds the `core` and replaces it. The workspace is copied; `assumptions` override those of any workspace.

    Raises:
        WorkspaceError: something is wrong with the workspace, its assumptions or its seed records.
    """

    core: Core

    def __init__(
        self,
        workspace: Workspace | None,
        assumptions: Mapping[str, str] | None,
        hooks: Hooks,
        *,
        clock: Clock,
        ids: Ids,
        ledger: Ledger,
        deferred: Deferred,
        dispatch: Dispatch,
    ) -> None:
        self._given = dict(assumptions or {})
        self.start_with(workspace or Workspace.standard())
        self._hooks, self._clock, self._ids = hooks, clock, ids
        self._ledger, self._deferred, self._dispatch = ledger, deferred, dispatch
        try:
            self.reset()
        except WorkspaceError as error:
            raise error if workspace is None or workspace.source is None else workspace.source.located(error) from None

    def start_with(self, workspace: Workspace) -> None:
        """Let `reset` return to this workspace. What is in force stays."""
        self._seed, self._file = workspace.to_dict(), workspace.file

    def reset(self, *, to: str = "seed") -> None:
        """Return to the workspace as given, or (`empty`) to its schema; raises as `Api.reset`."""
        if to not in ("seed", "empty"):
            raise ValueError(f"cannot reset to {to!r}; expected seed or empty")
        workspace = Workspace.from_own(self._seed, file=self._file)
        self._put(self._made(workspace, self._clock()), ())
        self._ledger.rows.clear()
        if to == "seed":
            # seed records are written without a token
            actor = caller_of(self.core, "").actor
            self.core.seed(Stamp(at=self._clock(), actor=actor, request_id="seed"))

    def snapshot(self, *, secrets: bool = True) -> dict[str, Any]:
        """The state as JSON values, see `Api.snapshot`."""
        state = taken(self._state())
        return state if secrets else without_secrets(state)

    def snapshot_text(self, members: Mapping[str, Any]) -> Iterator[bytes]:
        """The text of `snapshot()` with further members, in pieces."""
        return text_pieces(self._state(), members)

    def _state(self) -> State:
        return State(
            core=self.core,
            queue=self._deferred.queue,
            ledger=list(self._ledger.rows),
            ids=self._ids.count,
            requests=self._dispatch.requests,
            clock=self._clock(),
        )

    def restore(self, state: Any, *, schema: Workspace | None = None) -> None:
        """Put a snapshot in force; raises as `Api.restore`."""
        found = restored(with_secrets(state, self.core), self._made, file=self._file, schema=schema)
        self._put(found.core, found.queue)
        self._ledger.rows.replace(found.ledger)
        self._ids.count = max(self._ids.count, found.ids)
        self._dispatch.requests = max(self._dispatch.requests, found.requests)
        if isinstance(self._clock, VirtualClock):
            self._clock.set(found.clock)

    @contextmanager
    def nothing_stays(self, *, only_records: bool) -> Iterator[None]:
        """Undoes everything its block does; nobody is notified, not even webhooks. `only_records`: the block writes
        nothing but records."""
        ledger, waiting = self._ledger, len(self._deferred.queue)
        observer, ledger.observer, ledger.is_silent = ledger.observer, None, True
        try:
            if only_records:
                with undone(self.core.store):
                    yield
            else:
                before = self.snapshot()
                yield
                found = restored(before, self._made, file=self._file)
                self._put(found.core, found.queue)
        finally:
            ledger.observer, ledger.is_silent = observer, False
            while len(self._deferred.queue) > waiting:
                self._deferred.queue.pop()

    def _put(self, core: Core, queue: Iterable[Batch]) -> None:
        self.core = core
        self._deferred.replace(queue)

    def _made(self, workspace: Workspace, created_at: int) -> Core:
        """A core for a workspace, not yet in force."""
        settings, problems = checked({**workspace.assumptions, **self._given})
        if problems:
            raise WorkspaceError(self._file, problems)
        return Core(workspace, settings, self._ids, created_at, self._hooks)
