"""Compares the records of two runs, recognised by their unique values, and finds the events behind each difference.

The comparisons (`modes`, `mappings`) say what a difference means, because that depends on how the runs differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any

from attio_emulator import Attribute
from attio_emulator.identified import own_members

from attio_harness.compare.difference import Difference
from attio_harness.rejection import EventRef
from attio_harness.run.check import Check

__all__ = ["Records", "differing", "differing_runs"]

_OWN = ("record_id", "created_at", "created_by")  # differ in every run


def differing_runs(left: Check, right: Check) -> Iterator[Difference]:
    """Everything that differs between the records of two runs that have ended."""
    ours = Records(left)
    return differing(ours, Records(right, ours))


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

    A run compared with another is given the records of that one as `like`: what has a unique value of one of them is the same record,
    also where it has another unique value besides.
    """

    def __init__(self, job: Check, like: Records | None = None) -> None:
        self._job = job
        self._names: dict[str, str] = {}
        emulator = job.emulator
        self.objects = [slug for slug in emulator.counts() if emulator.workspace.objects[slug].active]
        rows = {slug: emulator.records(slug) for slug in self.objects}
        for slug, records in rows.items():
            for record in records:
                # all names before any value, because a reference is shown by the name of its target
                self._names[record["id"]["record_id"]] = self._name(slug, record)
        if like is not None:
            self._name_like(like, rows)
        self.records = {
            (slug, self._names[record["id"]["record_id"]]): record
            for slug, records in rows.items()
            for record in records
        }
        self.keys = {record["id"]["record_id"]: key for key, record in self.records.items()}
        """ID of a record -> what identifies it. Within a run, the ID stays the same even if unique values change."""

    def _name(self, slug: str, record: Mapping[str, Any]) -> str:
        return next(self._unique(slug, record), str(record["id"]["record_id"]))

    def _unique(self, slug: str, record: Mapping[str, Any]) -> Iterator[str]:
        """The unique values of a record, as names; the first one is its own."""
        # from the end, for instance `user_id`, by which a user is matched, and not the address before it
        for one in reversed(self._unique_attributes(slug)):
            yield from self._values(one.slug, record)

    def _unique_attributes(self, slug: str) -> list[Attribute]:
        attributes = self._job.emulator.workspace.objects[slug].attributes.values()
        return [one for one in attributes if one.is_unique and one.slug not in _OWN]

    def _values(self, name: str, record: Mapping[str, Any]) -> Iterator[str]:
        # the smallest one first, because the order of several addresses depends on when they were written
        for one in sorted(map(self._shown, record["values"].get(name, ())), key=str):
            yield f"{name} {one}"

    def _matching(self, slug: str) -> list[Attribute]:
        """The unique attributes of an object: first those of Attio, by which records are matched, then a workspace's own."""
        unique = self._unique_attributes(slug)
        return [*(one for one in reversed(unique) if one.is_system), *(one for one in unique if not one.is_system)]

    def _name_like(self, like: Records, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        """Give each record without a namesake in `like` the name of the record there that has one of its unique values."""
        own = {(slug, self._names[one["id"]["record_id"]]) for slug, records in rows.items() for one in records}
        left = {key: record for key, record in like.records.items() if key not in own}
        named = {(key[0], name): key for key, record in left.items() for name in like._unique(key[0], record)}
        pairs: list[tuple[int, str, tuple[str, str]]] = []
        for slug, records in rows.items():
            for record in records if named else ():
                id = record["id"]["record_id"]
                if (slug, self._names[id]) not in like.records:
                    for at, attribute in enumerate(self._matching(slug)):
                        names = self._values(attribute.slug, record)
                        pairs += [(at, id, named[slug, one]) for one in names if (slug, one) in named]
        named_ids = set[str]()
        for _, id, key in sorted(pairs, key=itemgetter(0)):
            if key in left and id not in named_ids:
                del left[key]
                named_ids.add(id)
                self._names[id] = key[1]

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
            name: [self._shown(one) for one in rows] for name, rows in record["values"].items() if name not in _OWN
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
