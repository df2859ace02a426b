"""A whole state as JSON values: takes it, as a value or as text in pieces, and reads it back without putting it in
force.

Everything is checked before it is returned, so a damaged snapshot changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import orjson

from attio_emulator import errors
from attio_emulator.batches import Batch
from attio_emulator.errors import StateError
from attio_emulator.record import dumped
from attio_emulator.schema.model import Attribute, Object
from attio_emulator.schema.workspace import Workspace
from attio_emulator.snapshot_ids import in_lower_case
from attio_emulator.snapshot_schema import under_schema
from attio_emulator.snapshot_shapes import check_shapes
from attio_emulator.snapshot_versions import VERSION, upgraded
from attio_emulator.state import Core
from attio_emulator.types import TYPES

__all__ = ["State", "restored", "taken", "text_pieces"]


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What a snapshot holds: a core, waiting batches, refused assertions, and the counts."""

    core: Core
    queue: Iterable[Batch]
    ledger: Sequence[dict[str, Any]]
    ids: int
    requests: int
    clock: int


def taken(state: State) -> dict[str, Any]:
    """The state as JSON values; a copy."""
    core = state.core
    stored = core.store.dump()
    grouped = {place: {slug: stored[slug] for slug in slugs} for place, slugs in _places(core, stored).items()}
    return {"version": VERSION, "workspace": core.workspace.to_dict(), **grouped, **_rest(state)}


def text_pieces(state: State, members: Mapping[str, Any]) -> Iterator[bytes]:
    """The text of `taken` with further `members`, record by record, so that memory never holds a second copy."""
    core = state.core
    yield b'{"version":%d,"workspace":' % VERSION
    yield _text(core.workspace.to_dict())
    for place, slugs in _places(core, core.store.counts()).items():
        yield b',"%s":{' % place.encode()
        for number, slug in enumerate(slugs):
            yield (b",%s:[" if number else b"%s:[") % _text(slug)
            for index, record in enumerate(core.store.each(slug)):
                yield (b"," if index else b"") + _text(dumped(record))
            yield b"]"
        yield b"}"
    for name, value in {**_rest(state), **members}.items():
        yield b",%s:" % _text(name)
        yield _text(value)
    yield b"}"


def _places(core: Core, slugs: Iterable[str]) -> Mapping[str, Sequence[str]]:
    """Where the records of each owner are in a state."""
    objects, activities = core.workspace.objects, core.workspace.activities
    there = list(slugs)
    return {
        "records": [one for one in there if one in objects],
        "activity_records": [one for one in there if one in activities],
        "entries": [one for one in there if one not in objects and one not in activities],
    }


def _rest(state: State) -> dict[str, Any]:
    """The members of a state other than its schema and records."""
    core = state.core
    contested, gone = core.existing.dump_contested(), core.existing.gone.dump()
    return {
        "taken_as_there": core.existing.dump(core.workspace.objects),
        **({"contested": contested} if contested else {}),
        **({"gone": gone} if gone else {}),
        "documents": orjson.loads(orjson.dumps(core.documents)),
        "ids": state.ids,
        "requests": state.requests,
        "clock": state.clock,
        "created_at": core.created_at,
        "ledger": list(state.ledger),
        "queue": [
            {
                "request_id": one.request_id,
                "due": one.due,
                "actor": list(one.actor),
                "assertions": list(one.assertions),
                "assumptions": list(one.assumptions),
            }
            for one in state.queue
        ],
    }


def _text(value: Any) -> bytes:
    """JSON, including what orjson cannot write: integers of any size, lone surrogates."""
    try:
        return orjson.dumps(value)
    except orjson.JSONEncodeError:
        return json.dumps(value).encode()


def restored(
    state: Any, make: Callable[[Workspace, int], Core], *, file: str, schema: Workspace | None = None
) -> State:
    """Read a snapshot; its core is not yet in force. `make` returns a core for its workspace, created at a time. `file`
    is named as its source. `schema` replaces the snapshot's own.

    Raises:
        StateError: this is not a snapshot, has another version, is damaged, or has records that do not fit the schema.
        WorkspaceError: its workspace is broken.
    """
    try:
        state = upgraded(state)
        check_shapes(state)
        state = in_lower_case(state)
        if schema is not None:
            state = under_schema(state, schema, file=file)
        workspace = Workspace.from_dict(state["workspace"], file=file)
        core = make(workspace, state["created_at"])
        core.load_documents(orjson.loads(orjson.dumps(state.get("documents", {}))))
        _check_parents(core)
        owners = {one.slug: one for one in core.owners()}
        stored = {**state["records"], **state.get("activity_records", {}), **state.get("entries", {})}
        strange = [slug for slug, rows in stored.items() if rows and slug not in owners]
        if strange:
            raise ValueError(f"there are records of {strange[0]}, which its workspace does not have")
        core.store.load(stored, partial(_key, core, owners), partial(_is_unique, owners))
        core.existing.load(state.get("taken_as_there", {}))
        core.existing.contested.load(state.get("contested", ()))
        core.existing.gone.load(state.get("gone", ()))
        return State(
            core=core,
            queue=[_batch(one) for one in state["queue"]],
            ledger=[dict(row) for row in state["ledger"]],
            ids=state["ids"],
            requests=state["requests"],
            clock=state["clock"],
        )
    except KeyError as error:
        raise StateError(f"the snapshot is damaged: there is no {error}") from None
    except ValueError as error:
        raise StateError(f"the snapshot is damaged: {error}") from None
    except (orjson.JSONEncodeError, RecursionError) as error:
        raise StateError(f"the snapshot is damaged: something in it cannot be in an answer: {error}") from None
    except (TypeError, AttributeError, IndexError) as error:  # what no check of shapes foresaw
        raise StateError(
            f"the snapshot is damaged: something in it is of another kind than it should be ({error})"
        ) from None


def _check_parents(core: Core) -> None:
    """Raises ValueError for a list of an object that the workspace does not have."""
    known = {one.id for one in core.workspace.objects.values()}
    for id, row in core.documents.get("lists", {}).items():
        if (parent := row["parent_object_id"]) not in known:
            told = f"found {errors.shortened(parent)}, expected the ID of an object of its workspace"
            raise ValueError(f"/documents/lists/{id}/parent_object_id: {told}")


def _key(core: Core, owners: Mapping[str, Object], object: str, attribute: str, data: Any) -> Any:
    """The key of a stored value. Fails if its type cannot show the value."""
    found = _attribute(owners, object, attribute)
    kind = TYPES[found.type]
    try:
        kind.show(data, core.writer.reader.setting(owners[object], found))
        key = kind.key(data)
        hash(key)  # fails for a list in place of a text, such as a reference's ID
        return key
    except (KeyError, TypeError, AttributeError, ValueError, IndexError):
        told = f"found {errors.shortened(data)}, expected what is kept of a value of the type {found.type}"
        raise ValueError(f"a value of {object}.{attribute}: {told}") from None


def _is_unique(owners: Mapping[str, Object], object: str, attribute: str) -> bool:
    return _attribute(owners, object, attribute).is_unique


def _attribute(owners: Mapping[str, Object], object: str, attribute: str) -> Attribute:
    found = owners[object].attributes.get(attribute)
    if found is None:
        raise ValueError(f"records of {object} have values of {attribute}, which its workspace does not have")
    return found


def _batch(row: Mapping[str, Any]) -> Batch:
    return Batch(
        request_id=str(row["request_id"]),
        due=row["due"],
        actor=tuple(row["actor"]),
        assertions=[dict(one) for one in row["assertions"]],
        assumptions=tuple(map(str, row.get("assumptions", ()))),
    )
