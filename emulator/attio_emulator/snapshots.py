"""A whole state as JSON values: how it is taken, and how it is read back with nothing put in force.

Everything is checked before it is given out: a damaged snapshot changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import orjson

from attio_emulator import errors
from attio_emulator.batches import Batch
from attio_emulator.errors import StateError
from attio_emulator.schema.model import Object
from attio_emulator.schema.workspace import Workspace
from attio_emulator.snapshot_schema import under_schema
from attio_emulator.snapshot_versions import VERSION, upgraded
from attio_emulator.state import Core
from attio_emulator.types import TYPES

__all__ = ["Restored", "restored", "taken"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What a snapshot holds: a core that is not yet in force, what waits, what was refused, and the counts."""

    core: Core
    queue: Sequence[Batch]
    ledger: Sequence[dict[str, Any]]
    ids: int
    requests: int
    clock: int


def taken(
    core: Core, queue: Iterable[Batch], ledger: Sequence[Mapping[str, Any]], *, ids: int, requests: int, clock: int
) -> dict[str, Any]:
    """The state as JSON values; a copy."""
    stored = core.store.dump()
    objects, activities = core.workspace.objects, core.workspace.activities
    return {
        "version": VERSION,
        "workspace": core.workspace.to_dict(),
        "records": {slug: rows for slug, rows in stored.items() if slug in objects},
        "activity_records": {id: rows for id, rows in stored.items() if id in activities},
        "entries": {id: rows for id, rows in stored.items() if id not in objects and id not in activities},
        "taken_as_there": core.existing.dump(objects),
        "documents": orjson.loads(orjson.dumps(core.documents)),
        "ids": ids,
        "requests": requests,
        "clock": clock,
        "created_at": core.created_at,
        "ledger": list(ledger),
        "queue": [
            {
                "request_id": one.request_id,
                "due": one.due,
                "actor": list(one.actor),
                "assertions": list(one.assertions),
                "assumptions": list(one.assumptions),
            }
            for one in queue
        ],
    }


def restored(
    state: Any, make: Callable[[Workspace, int], Core], *, file: str, schema: Workspace | None = None
) -> Restored:
    """Read a snapshot; `make` gives a core for its workspace, created at a time; `file` is where it is said to be from;
    `schema` stands in for the snapshot's own.

    Raises:
        StateError: this is no snapshot, or one of another version, or a damaged one, or its records do not fit the schema.
        WorkspaceError: its workspace is broken.
    """
    try:
        state = upgraded(state)
        if schema is not None:
            state = under_schema(state, schema, file=file)
        workspace = Workspace.from_dict(state["workspace"], file=file)
        core = make(workspace, _count(state["created_at"]))
        core.load_documents(_documents(state.get("documents", {})))
        owners = {one.slug: one for one in core.owners()}
        stored = {**state["records"], **state.get("activity_records", {}), **state.get("entries", {})}
        core.store.load(stored, partial(_key, core, owners), partial(_is_unique, owners))
        core.existing.load(state.get("taken_as_there", {}))
        return Restored(
            core=core,
            queue=[_batch(one) for one in state["queue"]],
            ledger=[dict(row) for row in state["ledger"]],
            ids=_count(state["ids"]),
            requests=_count(state["requests"]),
            clock=_count(state["clock"]),
        )
    except KeyError as error:
        raise StateError(f"the snapshot is damaged: there is no {error}") from None
    except (TypeError, AttributeError, ValueError, IndexError, orjson.JSONEncodeError) as error:
        raise StateError(f"the snapshot is damaged: {type(error).__name__} {error}") from None


def _documents(given: Any) -> dict[str, dict[str, Any]]:
    """A copy of documents, each kind by ID."""
    documents = orjson.loads(orjson.dumps(given))
    wrong = (
        [documents]
        if not isinstance(documents, dict)
        else [one for one in documents.values() if not isinstance(one, dict)]
    )
    if wrong:
        raise ValueError(f"found {errors.shortened(wrong[0])}, expected documents of each kind by their IDs")
    return dict(documents)


def _key(core: Core, owners: Mapping[str, Object], object: str, attribute: str, data: Any) -> Any:
    """The key of a stored value, which must be one that its type can show."""
    owner = owners[object]
    found = owner.attributes[attribute]
    kind = TYPES[found.type]
    kind.show(data, core.writer.setting(owner, found))
    return kind.key(data)


def _is_unique(owners: Mapping[str, Object], object: str, attribute: str) -> bool:
    return owners[object].attributes[attribute].is_unique


def _batch(row: Mapping[str, Any]) -> Batch:
    return Batch(
        request_id=str(row["request_id"]),
        due=_count(row["due"]),
        actor=tuple(row["actor"]),
        assertions=[dict(one) for one in row["assertions"]],
        assumptions=tuple(map(str, row.get("assumptions", ()))),
    )


def _count(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"found {errors.shortened(value)}, expected a whole number")
    return value
