"""Compares the records of two runs (`same_records` says which are the same) and finds the events behind each difference.

The comparisons (`modes`, `mappings`) say what a difference means, because that depends on how the runs differ.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any

from attio_emulator.identified import own_members

from attio_harness.compare.difference import Difference
from attio_harness.compare.same_records import Place, Side, matched_by, same_records
from attio_harness.rejection import EventRef
from attio_harness.run.check import Check

__all__ = ["Records", "both_records", "differing", "differing_runs"]

_OWN = ("record_id", "created_at", "created_by")  # differ in every run


def both_records(left: Check, right: Check, moved: Mapping[Place, Place] | None = None) -> tuple[Records, Records]:
    """The records of two runs that have ended, the same ones under the same name; `moved` as in `Records`."""
    ours = Records(left)
    return ours, Records(right, ours, moved)


def differing_runs(left: Check, right: Check, moved: Mapping[Place, Place] | None = None) -> Iterator[Difference]:
    """Everything that differs between the records of two runs that have ended; `moved` as in `Records`."""
    return differing(*both_records(left, right, moved))


def differing(ours: Records, theirs: Records) -> Iterator[Difference]:
    """Everything that differs between the records of two runs; `theirs` were named like `ours`."""
    for key in dict.fromkeys((*ours.records, *theirs.records)):
        yield from _differing(key, ours, theirs)


def _differing(key: tuple[str, str], left: Records, right: Records) -> Iterator[Difference]:
    events, one_way = _behind(left.events(key), right.events(key))
    ours, theirs = left.values(key), right.values(key)
    only = "left" if key not in right.records else "right" if key not in left.records else None
    sides: dict[str | None, tuple[Any, Any]] = {name: (ours.get(name), theirs.get(name)) for name in (*ours, *theirs)}
    if only:
        sides = {None: (None if only == "right" else ours, None if only == "left" else theirs)}
    for attribute, (one, other) in sides.items():
        if only or one != other:
            yield Difference(
                what="record" if only else "value",
                object=key[0],
                record=key[1],
                attribute=attribute,
                type=left.type_of(key[0], attribute) or right.type_of(key[0], attribute),
                left=one,
                right=other,
                events=events,
                one_way=one_way,
                assumed=left.is_assumed(key) if only == "left" else only == "right" and right.is_assumed(key),
            )


def _behind(ours: Sequence[EventRef], theirs: Sequence[EventRef]) -> tuple[tuple[EventRef, ...], bool]:
    """The events behind a difference: those that wrote the record in only one run, or if there are none, all that wrote it."""
    every = dict.fromkeys((*ours, *theirs))
    one_way = tuple(one for one in every if (one in ours) != (one in theirs))
    return one_way or tuple(every), bool(one_way)


class Records:
    """The current records of one run by what identifies them, and the events that wrote each.

    A run compared with another is given the records of that one as `like`: a record that is the same as one of them (`same_records`)
    has its name, also where its own values would give it another one. If the files of events changed in between, `moved` says where the
    events of this run that the other one had, too, were then.
    """

    def __init__(self, job: Check, like: Records | None = None, moved: Mapping[Place, Place] | None = None) -> None:
        self._job = job
        self._names: dict[str, str] = {}
        emulator = job.emulator
        self.objects = [slug for slug in emulator.counts() if emulator.workspace.objects[slug].active]
        self._rows = {slug: {one["id"]["record_id"]: one for one in emulator.records(slug)} for slug in self.objects}
        self._matched = matched_by(job)
        for slug in self.objects:
            # all names before any value, because a reference is shown by the name of its target
            self._names |= self._named(slug, like, moved)
        self.records = {(slug, self._names[id]): one for slug, rows in self._rows.items() for id, one in rows.items()}
        self.keys = {record["id"]["record_id"]: key for key, record in self.records.items()}
        """ID of a record -> what identifies it. Within a run, the ID stays the same even if unique values change."""

    def _named(self, slug: str, like: Records | None, moved: Mapping[Place, Place] | None) -> dict[str, str]:
        """ID -> name of each record of an object: that of the same one in `like`, else its first unique value."""
        order, there = self._telling(slug, self._matched), {} if like is None else like._rows.get(slug, {})
        taken, named = set[str](), dict[str, str]()
        if like is not None:
            begun = self._job.start.both_began_with(like._job.start)
            telling = self._telling(slug, self._matched + like._matched)
            same = same_records(like._side(slug), self._side(slug, moved), telling, begun)
            named = {id: like._names[other] for id, other in same.items()}
            taken = {like._names[id] for id in there}
        for id in self._rows[slug]:
            own = [name for one in order for name in self._values(slug, id, one)] or [id]
            # the same one in `like` as another record may have been named by what this one has now
            named.setdefault(id, next((name for name in own if name not in taken), f"{own[0]} (another record)"))
        return named

    def _telling(self, slug: str, matched: Counter[tuple[str, str]]) -> list[str]:
        """The unique attributes of an object, those first by which a record is recognised: what records are matched by, then the others
        of Attio, then a workspace's own."""
        unique = [one for one in self._job.emulator.workspace.objects[slug].attributes.values() if one.is_unique]
        # from the end, for instance `user_id`, by which a user is matched, and not the address before it
        every = [*(one for one in reversed(unique) if one.is_system), *(one for one in unique if not one.is_system)]
        names = [one.slug for one in every if one.slug not in _OWN]
        return sorted(names, key=lambda name: -matched[slug, name])

    def _side(self, slug: str, moved: Mapping[Place, Place] | None = None) -> Side:
        def events(id: str) -> list[Place | None]:
            places = ((one.file, one.line, one.index) for one in self._job.writers(id))
            return [one if moved is None else moved.get(one) for one in places]

        ids = tuple(self._rows.get(slug, ()))
        return Side(ids=ids, values=lambda id, name: self._values(slug, id, name), events=events)

    def _values(self, slug: str, id: str, name: str) -> list[str]:
        oldest_first = sorted(self._rows[slug][id]["values"].get(name, ()), key=itemgetter("active_from"))
        return [f"{name} {self._shown(one)}" for one in oldest_first]

    def _shown(self, value: Mapping[str, Any]) -> Any:
        if value["attribute_type"] == "record-reference":
            return f"{value['target_object']}: {self._names.get(value['target_record_id'], value['target_record_id'])}"
        if value["attribute_type"] in ("select", "status"):
            # a select has its choice in `option`, a status in `status` (Attio's API reference)
            return (value.get("option") or value["status"])["title"]
        shown = own_members(value)
        return (
            next(iter(shown.values()))
            if len(shown) == 1
            else value.get("email_address") or value.get("domain") or shown
        )

    def values(self, key: tuple[str, str]) -> dict[str, list[Any]]:
        record = self.records.get(key)
        if record is None:
            return {}
        found = {
            # an address as it was first written, because that is what Attio keeps
            name: [one.get("original_email_address") or self._shown(one) for one in rows]
            for name, rows in record["values"].items()
            if name not in _OWN
        }
        # sorted, because the order of several values depends on when they were written
        return {name: sorted(rows, key=str) for name, rows in found.items() if rows}

    def stored(self, key: tuple[str, str]) -> dict[str, list[Any]]:
        """The record's values as Attio's JSON, with IDs for references, but without times and actors: equal if nothing was written."""
        rows = self.records[key]["values"].items()
        found = {name: [own_members(one) for one in each] for name, each in rows if name not in _OWN}
        return {name: sorted(each, key=str) for name, each in found.items() if each}

    def type_of(self, object: str, attribute: str | None) -> str | None:
        known = self._job.emulator.workspace.objects[object].attributes if object in self.objects else {}
        return known[attribute].type if attribute is not None and attribute in known else None

    def events(self, key: tuple[str, str]) -> list[EventRef]:
        record = self.records.get(key)
        return self._job.writers(record["id"]["record_id"]) if record else []

    def is_assumed(self, key: tuple[str, str]) -> bool:
        """Whether the record is only assumed to exist: nothing made it."""
        record = self.records.get(key)
        existing = self._job.emulator.core.existing
        sought = None if record is None else existing.assumed(key[0], record["id"]["record_id"])
        return sought is not None and not sought.needs
