"""Carries out the plan of a session in an emulator, before each exchange."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from attio_emulator import Emulator, EmulatorError, Request, Response, Workspace
from attio_emulator.dates import milliseconds
from attio_emulator.schema.lists import as_object

from attio_harness.exchanges.ids import IdMap
from attio_harness.replay.calls import RecordedCall
from attio_harness.replay.situation.documents import ORDER, Making, making
from attio_harness.replay.situation.ids import RecordedIds
from attio_harness.replay.situation.plan import Plan, Step, Thing, is_conflict
from attio_harness.replay.situation.records import RecordSeed, put, take_place
from attio_harness.replay.situation.sightings import Kind
from attio_harness.replay.told import Told
from attio_harness.text.words import counted

__all__ = ["Situation"]

_DOCUMENTS: Mapping[Kind, str] = {
    "list": "lists", "note": "notes", "task": "tasks", "webhook": "webhooks", "comment": "comments",
}  # fmt: skip
_SCHEMA: tuple[Kind, ...] = ("object", "attribute", "choice", "view", "member", "list")


class Situation:
    """What existed before. `put_there` has what was put there (kind and name), `notes` say what could not be."""

    def __init__(self, base: Workspace, calls: Sequence[RecordedCall], *, there: frozenset[str] = frozenset()) -> None:
        """`there`: ids of records that the initial state has already."""
        self._plan = Plan(base, calls, there=there)
        self.put_there, self.notes = list(self._plan.added), self._plan.notes

    @property
    def workspace(self) -> Workspace:
        """The schema at the beginning of a session."""
        return self._plan.workspace

    @property
    def bare(self) -> Collection[str]:
        """Ids of records of which nothing else is known."""
        return self._plan.bare

    def begin(self, ids: IdMap, told: Told) -> None:
        """Make the schema known to `ids` and `told`: its ids are those of the recording."""
        there = {one for owner in self._plan.workspace.objects.values() for one in _ids_of(owner)} | {
            one.id for one in self._plan.workspace.members
        }
        for one in self._plan.seen:
            if one.kind in _SCHEMA and not one.makes:
                if one.id in there:
                    ids.learn(one.id, one.id)
                if one.row is not None:
                    told.add(one.row, shown=True)

    def before(self, number: int, emulator: Emulator, source: RecordedIds, ids: IdMap, told: Told) -> None:
        """Put into the emulator what existed before an exchange, and have it give out the ids of what the exchange makes."""
        emulator.apply_due()  # so that pending work does not take these ids
        step = self._plan.steps.get(number)
        if step is not None:
            things = sorted(step.things, key=lambda one: (ORDER.index(one.kind), str(one.row.get("created_at") or "")))
            lists = [one for one in things if one.kind == "list"]
            self._make(lists, emulator, source, ids, told)
            self._put(step, emulator, ids, told)
            self._make([one for one in things if one.kind != "list"], emulator, source, ids, told)
            if things:
                _restored(emulator, lambda state: _finish(state, things))
        source.expect(self._plan.expected.get(number, ()))

    def was_there(self, call: RecordedCall, response: Response) -> bool:
        """Whether the recording refused this request because something existed, and the request has just made that thing here."""
        if not is_conflict(call):
            return False
        made = response.json()
        ids = made["data"].get("id") if isinstance(made, Mapping) and isinstance(made.get("data"), Mapping) else None
        if isinstance(ids, Mapping):
            self._plan.bare.add(str(list(ids.values())[-1]))
        self.put_there.append(("thing that a refusal tells of", call.operation))
        return True

    def _put(self, step: Step, emulator: Emulator, ids: IdMap, told: Told) -> None:
        if not step.records and not step.changes:
            return
        changes = [(object, ids.right(id) or id, values) for object, id, values in step.changes]
        owners = emulator.workspace.objects

        def filled(state: dict[str, Any]) -> None:
            put(state, owners, step.records, changes)
            # the workspace file may have started with the same record under its own id
            made_up = {
                id for rows in state["records"].values() for id in (row["id"] for row in rows) if not ids.left(id)
            }
            take_place(state, owners, {one.id for one in step.records}, made_up)

        problem = _restored(emulator, filled)
        if problem:
            records = counted(len(step.records), "record")
            self.notes.append(f"{records} that answers show cannot go into the workspace: {problem}")
            return
        for seed in step.records:
            ids.learn(seed.id, seed.id)
            told.add(seed.values, shown=True)
            self.put_there.append(("record", f"{seed.object} {seed.id}"))
        for object, id, values in changes:
            told.add(values, shown=True)
            self.put_there += [("value that others wrote", f"{object} {id} {slug}") for slug in values]

    def _make(self, things: Sequence[Thing], emulator: Emulator, source: RecordedIds, ids: IdMap, told: Told) -> None:
        for one in things:
            made = making(one.kind, one.id, one.row, one.owner)
            if made is None or not _done(made, emulator, source):
                continue
            self.put_there.append((one.kind, str(one.row.get("api_slug") or one.id)))
            told.add(one.row, shown=True)
            for id in made.ids:
                ids.learn(id, id)
            for attribute in self._plan.lists.makings(one.id) if one.kind == "list" else ():
                if _done(attribute, emulator, source):
                    if attribute.path.endswith("/attributes"):
                        self.put_there.append(("attribute of a list", str(attribute.body.get("api_slug"))))
                    for id in attribute.ids:
                        ids.learn(id, id)


def _done(made: Making, emulator: Emulator, source: RecordedIds) -> bool:
    source.expect(made.ids)
    response = emulator.handle(Request.make("POST", made.path, json={"data": made.body}, token="replay"))
    source.expect(())
    return response.status < 300


def _restored(emulator: Emulator, change: Any) -> str:
    """Change the state of an emulator through a snapshot; returns why it could not be done, or an empty text."""
    state = emulator.snapshot()
    change(state)
    try:
        emulator.restore(state)
    except EmulatorError as error:
        return str(error)
    return ""


def _finish(state: dict[str, Any], things: Sequence[Thing]) -> None:
    """Set what no request can: who made a thing and when, and an entry's values as others wrote them."""
    for one in things:
        created, by = milliseconds(str(one.row.get("created_at") or "")), one.row.get("created_by_actor")
        actor = [by.get("type"), by.get("id")] if isinstance(by, Mapping) and isinstance(by.get("type"), str) else None
        if one.kind == "entry":
            found = state["documents"].get("lists", {}).get(one.owner)
            for row in state["entries"].get(one.owner, ()) if found is not None else ():
                if row["id"] == one.id:
                    (seeded,) = _entry_rows(as_object(found), one)
                    row["values"] |= seeded["values"]
                    row |= {"created_at": seeded["created_at"], "actor": seeded["actor"]} if created is not None else {}
            continue
        row = state["documents"].get(_DOCUMENTS[one.kind], {}).get(one.id)
        if row is not None:
            # several may share a target, and their status changes by itself
            row |= {name: one.row[name] for name in ("target_url", "status") if name in row and name in one.row}
            row |= {"created_at": created} if created is not None and "created_at" in row else {}
            row |= {"actor": actor} if actor is not None and "actor" in row else {}


def _entry_rows(owner: Any, one: Thing) -> list[dict[str, Any]]:
    state: dict[str, Any] = {"records": {}}
    created = milliseconds(str(one.row.get("created_at") or ""))
    values = one.row.get("entry_values")
    seed = RecordSeed(object="", id=one.id, values=values if isinstance(values, Mapping) else {}, created_at=created)
    put(state, {"": owner}, [seed])
    rows: list[dict[str, Any]] = state["records"][""]
    return rows


def _ids_of(owner: Any) -> Iterator[str]:
    yield owner.id
    for attribute in owner.attributes.values():
        yield attribute.id
        yield from (one.id for one in attribute.choices)
