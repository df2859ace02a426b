"""The situation of a session: what has to be put into the emulator before which exchange, and how it is put there.

A thing comes to be at the time that its answer tells, at the latest before the exchange that shows it first; what the
recording itself made is left to the recording.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from attio_emulator import Emulator, EmulatorError, Ids, Request, Response, Workspace
from attio_emulator.dates import milliseconds
from attio_emulator.ids import is_uuid
from attio_emulator.schema.lists import as_object

from attio_harness.exchanges.ids import IdMap, uuids_in
from attio_harness.replay.calls import RecordedCall
from attio_harness.replay.report import CONFLICTS
from attio_harness.replay.situation.documents import ORDER, Making, making
from attio_harness.replay.situation.ids import RecordedIds
from attio_harness.replay.situation.list_schema import ListSchema
from attio_harness.replay.situation.records import RecordSeed, by_others, put, seed_of
from attio_harness.replay.situation.schema import inferred
from attio_harness.replay.situation.sightings import Kind, Sighting, sightings
from attio_harness.replay.told import Told

__all__ = ["Situation"]

_DOCUMENTS: Mapping[Kind, str] = {
    "list": "lists", "note": "notes", "task": "tasks", "webhook": "webhooks", "comment": "comments",
}  # fmt: skip
_SCHEMA: tuple[Kind, ...] = ("object", "attribute", "choice", "member", "list")
_CLOCKS = 5_000
"""Milliseconds by which two clocks may differ."""
_NAMED = Ids("what a recording names and does not show")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Thing:
    """What is no record."""

    kind: Kind
    id: str
    row: Mapping[str, Any]
    owner: str


@dataclass(slots=True)
class _Step:
    """What is put there before an exchange."""

    records: list[RecordSeed] = field(default_factory=list)
    things: list[_Thing] = field(default_factory=list)
    changes: list[tuple[str, str, Mapping[str, Any]]] = field(default_factory=list)


class Situation:
    """What a session needs; `workspace` is the schema it begins with, `bare` the ids of records of which only that is known."""

    def __init__(self, base: Workspace, calls: Sequence[RecordedCall], *, there: frozenset[str] = frozenset()) -> None:
        """`there`: ids of records that the state to begin with has already."""
        self._calls, self._there = calls, there
        self._seen = list(sightings(calls))
        schema = inferred(base, calls, self._seen)
        self.workspace, self.inferred, self.notes = schema.workspace, Counter(+schema.added), schema.notes
        self.bare: set[str] = set()
        self._slugs = schema.slugs
        self._list_ids = dict(_list_ids(self._seen, calls))
        self._lists = ListSchema(self._seen, self._list_ids)
        self._steps: dict[int, _Step] = {}
        self._named: dict[str, tuple[int, RecordSeed]] = {}
        """Records of which only the id is known, and before which exchange they are put there."""
        self._expected: dict[int, list[str]] = {}
        self._plan()

    # -- what is put where -----------------------------------------------------------------------------------------

    def _plan(self) -> None:
        first: dict[tuple[Kind, str], Sighting] = {}
        shown: dict[tuple[Kind, str], Sighting] = {}
        for one in map(self._canonical, self._seen):
            key = (one.kind, one.id)
            if key not in first:
                first[key] = self._decided(one)
            if one.row is not None:
                shown.setdefault(key, one)
        for one in first.values():
            if one.makes:
                self._expect(one)
        there = {key: one for key, one in first.items() if not one.makes}
        for key, one in there.items():
            if one.kind == "record":
                self._record(one, shown.get(key))
        for key, one in there.items():
            if one.kind in ORDER:
                self._thing(one, shown.get(key))
        for place, seed in self._named.values():
            self.bare.add(seed.id)
            self._step(place).records.append(seed)
        for number, call in enumerate(self._calls):
            if _is_conflict(call) and call.exchange.answer is not None:
                known = {one.id for one in self._seen}
                found = uuids_in(str(call.exchange.answer.body.get("message")))
                self._expected.setdefault(number, []).extend(id for id in found if id.lower() not in known)
        self._changes({key for key, one in first.items() if one.kind == "record"})

    def _canonical(self, one: Sighting) -> Sighting:
        """With lists by id, and the owner of a record by slug."""
        if one.kind == "list":
            return replace(one, id=self._list_ids.get(one.id, one.id))
        if one.kind == "entry":
            return replace(one, owner=self._list_ids.get(one.owner, one.owner))
        return replace(one, owner=self._slugs.get(one.owner.lower(), one.owner)) if one.kind == "record" else one

    def _decided(self, one: Sighting) -> Sighting:
        """An assertion made what is as young as its answer."""
        if one.makes is not None:
            return one
        row, at = one.row or {}, self._calls[one.call].exchange.at
        created = milliseconds(str(row.get("created_at") or ""))
        matching = dict(self._calls[one.call].exchange.query).get("matching_attribute", "")
        old = created is not None and at is not None and created < at - _CLOCKS
        return replace(one, makes=not old, touched=one.touched - {matching})

    def _expect(self, one: Sighting) -> None:
        ids = self._expected.setdefault(one.call, [])
        thread = (one.row or {}).get("thread_id")
        if one.kind == "comment" and isinstance(thread, str):
            body = self._calls[one.call].exchange.json
            data = body.get("data") if isinstance(body, Mapping) else None
            if isinstance(data, Mapping) and "thread_id" not in data:
                ids.append(thread)
        ids.append(one.id)

    def _record(self, one: Sighting, shown: Sighting | None) -> None:
        if one.id in self._there or one.owner not in self.workspace.objects or not is_uuid(one.id):
            return
        full = shown if shown is not None and isinstance((shown.row or {}).get("values"), Mapping) else None
        seed = seed_of(self._decided(full) if full is not None else replace(one, row=None), one.owner)
        if seed.bare:
            self._named[one.id] = (one.call, seed)
        else:
            self._step(self._born(seed.created_at, one.call)).records.append(seed)

    def _thing(self, one: Sighting, shown: Sighting | None) -> None:
        if not is_uuid(one.id):
            return
        row = dict(shown.row or {}) if shown is not None else {}
        owner = (shown or one).owner or one.owner
        if one.kind == "list" and not row.get("parent_object"):
            row["parent_object"] = self._parent_of(one.id)
            row.setdefault(
                "api_slug",
                next((slug for slug, id in self._list_ids.items() if id == one.id and not is_uuid(slug)), None),
            )
        if one.kind in ("note", "entry") and not row.get("parent_record_id"):
            object = self._parent_of(owner) if one.kind == "entry" else self._spare()
            record = _NAMED.named("parent of", one.id)
            self._named[record] = (one.call, RecordSeed(object=object, id=record, values={}))
            row |= {"parent_object": object, "parent_record_id": record}
        created = milliseconds(str(row.get("created_at") or ""))
        place = one.call if shown is None else self._born(created, one.call)
        if one.kind == "list":
            place = min(
                place, *(self._born(None, other.call) for other in self._seen if other.kind == "entry"), one.call
            )
        for id in _records_in(row):
            if id in self._named and place < self._named[id][0]:
                # what refers to it is older than its first sighting
                self._named[id] = (place, self._named[id][1])
        self._step(place).things.append(_Thing(kind=one.kind, id=one.id, row=row, owner=owner))

    def _parent_of(self, list_id: str) -> str:
        """The object whose records stand in a list, as its entries tell, or requests for them."""
        for one in self._seen:
            row = one.row or {}
            if one.kind == "list" and self._list_ids.get(one.id, one.id) == list_id and row.get("parent_object"):
                return str(row["parent_object"][0])
            if (
                one.kind == "entry"
                and self._list_ids.get(one.owner, one.owner) == list_id
                and isinstance(row.get("parent_object"), str)
            ):
                return str(row["parent_object"])
        return self._spare()

    def _spare(self) -> str:
        """An object whose records the session does not ask for: one more of them is seen by nobody."""
        asked = {
            self._slugs.get(call.parts.get("object", "").lower(), call.parts.get("object", "")) for call in self._calls
        }
        return next((slug for slug in ("companies", "people") if slug not in asked), "companies")

    def _born(self, created: int | None, seen: int) -> int:
        """Before which exchange a thing comes to be: the first that is younger, at the latest the one that shows it."""
        if created is None:
            return seen
        times = [call.exchange.at for call in self._calls[: seen + 1]]
        return (
            next((number for number, at in enumerate(times) if at is not None and at >= created), seen)
            if any(times)
            else 0
        )

    def _changes(self, records: set[tuple[Kind, str]]) -> None:
        """What others wrote into records between two sightings of them."""
        last: dict[tuple[str, str], Any] = {}
        for one in map(self._canonical, self._seen):
            values = (one.row or {}).get("values")
            if one.kind != "record" or not isinstance(values, Mapping):
                continue
            theirs = by_others(values)
            new = {slug: rows for slug, rows in theirs.items() if last.get((one.id, slug), rows) != rows}
            if (one.id, "") in last:
                new |= {slug: rows for slug, rows in theirs.items() if (one.id, slug) not in last}
            if new and not one.touched:
                self._step(one.call).changes.append((one.owner, one.id, new))
            last |= {(one.id, slug): rows for slug, rows in theirs.items()} | {(one.id, ""): True}

    def _step(self, number: int) -> _Step:
        return self._steps.setdefault(number, _Step())

    # -- putting it there ------------------------------------------------------------------------------------------

    def begin(self, ids: IdMap, told: Told) -> None:
        """Tell what the schema has: its ids are those of the recording."""
        there = {one for owner in self.workspace.objects.values() for one in _ids_of(owner)} | {
            one.id for one in self.workspace.members
        }
        for one in self._seen:
            if one.kind in _SCHEMA and not one.makes:
                if one.id in there:
                    ids.learn(one.id, one.id)
                if one.row is not None:
                    told.add(one.row, shown=True)

    def before(self, number: int, emulator: Emulator, source: RecordedIds, ids: IdMap, told: Told) -> None:
        """Put into the emulator what was there before an exchange, and have it give the ids of what the exchange makes."""
        emulator.apply_due()  # what follows by itself shall not take these ids
        step = self._steps.get(number)
        if step is not None:
            things = sorted(step.things, key=lambda one: (ORDER.index(one.kind), str(one.row.get("created_at") or "")))
            lists = [one for one in things if one.kind == "list"]
            self._make(lists, emulator, source, ids, told)
            self._put(step, emulator, ids, told)
            self._make([one for one in things if one.kind != "list"], emulator, source, ids, told)
            if things:
                _restored(emulator, lambda state: _finish(state, things))
        source.expect(self._expected.get(number, ()))

    def was_there(self, call: RecordedCall, response: Response) -> bool:
        """Whether a request that was refused because of something that was there has just put it there."""
        if not _is_conflict(call):
            return False
        made = response.json()
        ids = made["data"].get("id") if isinstance(made, Mapping) and isinstance(made.get("data"), Mapping) else None
        if isinstance(ids, Mapping):
            self.bare.add(str(list(ids.values())[-1]))
        self.inferred["thing that a refusal tells of"] += 1
        return True

    def _put(self, step: _Step, emulator: Emulator, ids: IdMap, told: Told) -> None:
        if not step.records and not step.changes:
            return
        changes = [(object, ids.right(id) or id, values) for object, id, values in step.changes]
        owners = emulator.workspace.objects
        problem = _restored(emulator, lambda state: put(state, owners, step.records, changes))
        if problem:
            self.notes.append(f"{len(step.records)} records that answers show do not go into the workspace: {problem}")
            return
        for seed in step.records:
            ids.learn(seed.id, seed.id)
            told.add(seed.values, shown=True)
            self.inferred["record"] += 1
        for _, _, values in changes:
            told.add(values, shown=True)
            self.inferred["value that others wrote"] += len(values)

    def _make(self, things: Sequence[_Thing], emulator: Emulator, source: RecordedIds, ids: IdMap, told: Told) -> None:
        for one in things:
            made = making(one.kind, one.id, one.row, one.owner)
            if made is None or not _done(made, emulator, source):
                continue
            self.inferred[one.kind] += 1
            told.add(one.row, shown=True)
            for id in made.ids:
                ids.learn(id, id)
            for attribute in self._lists.makings(one.id) if one.kind == "list" else ():
                if _done(attribute, emulator, source):
                    self.inferred["attribute of a list"] += len(attribute.path.split("/")) == 5
                    for id in attribute.ids:
                        ids.learn(id, id)


def _records_in(value: Any, key: str = "") -> Iterator[str]:
    """The ids of records that a thing refers to."""
    if isinstance(value, list):
        for one in value:
            yield from _records_in(one)
    elif isinstance(value, Mapping):
        for name, one in value.items():
            yield from _records_in(one, name)
    elif key.endswith("record_id") and isinstance(value, str):
        yield value.lower()


def _is_conflict(call: RecordedCall) -> bool:
    answer = call.exchange.answer
    body = answer.body if answer is not None else None
    return isinstance(body, Mapping) and body.get("code") in CONFLICTS and call.exchange.method == "POST"


def _done(made: Making, emulator: Emulator, source: RecordedIds) -> bool:
    source.expect(made.ids)
    response = emulator.handle(Request.make("POST", made.path, json={"data": made.body}, token="replay"))
    source.expect(())
    return response.status < 300


def _restored(emulator: Emulator, change: Any) -> str:
    """Change the state of an emulator through a snapshot; why it could not be, or nothing."""
    state = emulator.snapshot()
    change(state)
    try:
        emulator.restore(state)
    except EmulatorError as error:
        return str(error)
    return ""


def _finish(state: dict[str, Any], things: Sequence[_Thing]) -> None:
    """What no request can say: who made a thing and when, and the values of an entry as others wrote them."""
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
            # several may have one target, and their state changes by itself
            row |= {name: one.row[name] for name in ("target_url", "status") if name in row and name in one.row}
            row |= {"created_at": created} if created is not None and "created_at" in row else {}
            row |= {"actor": actor} if actor is not None and "actor" in row else {}


def _entry_rows(owner: Any, one: _Thing) -> list[dict[str, Any]]:
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


def _list_ids(seen: Sequence[Sighting], calls: Sequence[RecordedCall]) -> Iterator[tuple[str, str]]:
    """The id of each list by its slug; one that no answer tells gets one of ours."""
    named = {one.id for one in seen if one.kind == "list" and not is_uuid(one.id)}
    for slug in named:
        yield slug, _NAMED.named("list", slug)
    for one in seen:
        slug = calls[one.call].parts.get("list", "").lower()
        if one.kind == "entry" and slug in named and is_uuid(one.owner):
            yield slug, one.owner.lower()
        if one.kind == "list" and one.row is not None and isinstance(one.row.get("api_slug"), str):
            yield one.row["api_slug"], one.id
