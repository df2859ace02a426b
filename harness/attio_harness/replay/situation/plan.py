"""Plans what to put into a workspace before which exchange of a session. Changes no workspace itself.

A thing is put there at the time that its answer shows, at the latest before the exchange that shows it first. What the
recording made itself is left to the recording.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from attio_emulator import Ids, Workspace
from attio_emulator.dates import milliseconds
from attio_emulator.ids import is_uuid

from attio_harness.exchanges.ids import uuids_in
from attio_harness.replay.calls import RecordedCall
from attio_harness.replay.report import CONFLICTS
from attio_harness.replay.situation.documents import ORDER
from attio_harness.replay.situation.list_schema import ListSchema
from attio_harness.replay.situation.records import RecordSeed, by_others, has_more, seed_of
from attio_harness.replay.situation.schema import inferred
from attio_harness.replay.situation.sightings import Kind, Sighting, objects_of, sightings

__all__ = ["Plan", "Step", "Thing", "is_conflict"]

_CLOCKS = 5_000
"""How many milliseconds two clocks may differ."""
_NAMED = Ids("what a recording names and does not show")


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """Anything but a record."""

    kind: Kind
    id: str
    row: Mapping[str, Any]
    owner: str


@dataclass(slots=True)
class Step:
    """What to put there before an exchange."""

    records: list[RecordSeed] = field(default_factory=list)
    things: list[Thing] = field(default_factory=list)
    changes: list[tuple[str, str, Mapping[str, Any]]] = field(default_factory=list)


class Plan:
    """What a session needs beforehand.

    Attributes:
        workspace: the schema at the beginning.
        seen: what the exchanges show.
        steps: what to put there before an exchange, by the exchange's number.
        expected: the ids of what an exchange makes, by its number.
        lists: the attributes of lists.
        bare: ids of records of which nothing else is known.
        added, notes: what was added to the schema (kind and name), and what could not be.
    """

    def __init__(self, base: Workspace, calls: Sequence[RecordedCall], *, there: frozenset[str] = frozenset()) -> None:
        """`there`: ids of records that the initial state has already."""
        self._calls, self._there = calls, there
        self._times = [call.exchange.at for call in calls]
        self.seen = list(sightings(calls))
        schema = inferred(base, calls, self.seen)
        self.workspace, self.added, self.notes = schema.workspace, schema.added, schema.notes
        self.bare: set[str] = set()
        self._slugs = schema.slugs
        self._list_ids = dict(_list_ids(self.seen, calls))
        self.lists = ListSchema(self.seen, self._list_ids)
        self.steps: dict[int, Step] = {}
        self._named: dict[str, tuple[int, RecordSeed]] = {}
        """Records of which only the id is known, and the exchange before which they are put there."""
        self.expected: dict[int, list[str]] = {}
        self._plan()

    def _plan(self) -> None:
        first: dict[tuple[Kind, str], Sighting] = {}
        shown: dict[tuple[Kind, str], Sighting] = {}
        for one in map(self._canonical, self.seen):
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
        known = {one.id for one in self.seen}
        for number, call in enumerate(self._calls):
            if is_conflict(call) and call.exchange.answer is not None:
                found = uuids_in(str(call.exchange.answer.body.get("message")))
                self.expected.setdefault(number, []).extend(id for id in found if id.lower() not in known)
        self._changes({key for key, one in first.items() if one.kind == "record"})

    def _canonical(self, one: Sighting) -> Sighting:
        """The sighting with lists by id, and a record's owner by slug."""
        if one.kind == "list":
            return replace(one, id=self._list_ids.get(one.id, one.id))
        if one.kind == "entry":
            return replace(one, owner=self._list_ids.get(one.owner, one.owner))
        return replace(one, owner=self._slugs.get(one.owner.lower(), one.owner)) if one.kind == "record" else one

    def _decided(self, one: Sighting) -> Sighting:
        """The sighting, decided for assertions: one made a record that is as young as its answer and has only values that it wrote."""
        if one.makes is not None:
            return one
        row, at = one.row or {}, self._calls[one.call].exchange.at
        created = milliseconds(str(row.get("created_at") or ""))
        matching = dict(self._calls[one.call].exchange.query).get("matching_attribute", "")
        old = created is not None and at is not None and created < at - _CLOCKS
        # what a creation writes is exactly as old as the record, to the nanosecond
        values = row.get("values") or row.get("entry_values")
        shown: Mapping[str, Any] = values if isinstance(values, Mapping) else {}
        for value in (value for slug in one.touched for value in objects_of(shown.get(slug))):
            began = milliseconds(str(value.get("active_from") or ""))
            old = old or (created is not None and began is not None and began > created)
        old = old or has_more(shown, one.touched)
        return replace(one, makes=not old, touched=one.touched - {matching})

    def _expect(self, one: Sighting) -> None:
        ids = self.expected.setdefault(one.call, [])
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
                place, *(self._born(None, other.call) for other in self.seen if other.kind == "entry"), one.call
            )
        for id in _records_in(row):
            if id in self._named and place < self._named[id][0]:
                # a thing that refers to the record is older than the first sighting of the record
                self._named[id] = (place, self._named[id][1])
        self._step(place).things.append(Thing(kind=one.kind, id=one.id, row=row, owner=owner))

    def _parent_of(self, list_id: str) -> str:
        """The object whose records a list holds, as its entries show, or requests for them."""
        for one in self.seen:
            of = one.id if one.kind == "list" else one.owner if one.kind == "entry" else None
            if of is None or self._list_ids.get(of, of) != list_id:
                continue
            # a list has a list with one slug, an entry has the slug
            parent = (one.row or {}).get("parent_object")
            parent = parent[0] if isinstance(parent, list) and parent else parent
            if isinstance(parent, str):
                return parent
        return self._spare()

    def _spare(self) -> str:
        """An object whose records the session never asks for, so that one more of them goes unseen."""
        asked = {
            self._slugs.get(call.parts.get("object", "").lower(), call.parts.get("object", "")) for call in self._calls
        }
        return next((slug for slug in ("companies", "people") if slug not in asked), "companies")

    def _born(self, created: int | None, seen: int) -> int:
        """The exchange before which a thing is put there: the first that is younger, at the latest the one that shows it."""
        if created is None:
            return seen
        times = self._times[: seen + 1]
        return (
            next((number for number, at in enumerate(times) if at is not None and at >= created), seen)
            if any(times)
            else 0
        )

    def _changes(self, records: set[tuple[Kind, str]]) -> None:
        """What others wrote into records between two sightings of them."""
        last: dict[tuple[str, str], Any] = {}
        for one in map(self._canonical, self.seen):
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

    def _step(self, number: int) -> Step:
        return self.steps.setdefault(number, Step())


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


def is_conflict(call: RecordedCall) -> bool:
    """Whether a request to make something was refused because something existed already."""
    answer = call.exchange.answer
    body = answer.body if answer is not None else None
    return isinstance(body, Mapping) and body.get("code") in CONFLICTS and call.exchange.method == "POST"


def _list_ids(seen: Sequence[Sighting], calls: Sequence[RecordedCall]) -> Iterator[tuple[str, str]]:
    """The id of each list by its slug; a list without an id in any answer gets one of ours."""
    named = {one.id for one in seen if one.kind == "list" and not is_uuid(one.id)}
    for slug in named:
        yield slug, _NAMED.named("list", slug)
    for one in seen:
        slug = calls[one.call].parts.get("list", "").lower()
        ids = (one.row or {}).get("id")
        id = ids.get("list_id") if isinstance(ids, Mapping) else None
        if slug in named and isinstance(id, str) and is_uuid(id):
            yield slug, id.lower()
        if one.kind == "list" and one.row is not None and isinstance(one.row.get("api_slug"), str):
            yield one.row["api_slug"], one.id
