"""A workspace as plain lists and dicts, written from the documentation alone: what the emulator's store must agree with.

Relationships are links between two records, not values on two sides; history is a list of rows with a beginning and an end.
Slow and simple on purpose. No code of the emulator is used.
"""

from __future__ import annotations

import copy
import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["MULTI", "RELATIONS", "TARGETS", "UNIQUE", "Model", "Rec", "Refusal"]

UNIQUE = {"people": ("email_addresses",), "companies": ("domains",), "boats": ("hull", "registries")}
MULTI = ("email_addresses", "domains", "registries", "tags", "team", "crew", "crews")

RELATIONS: tuple[tuple[tuple[str, str, bool], tuple[str, str, bool]], ...] = (
    (("people", "company", False), ("companies", "team", True)),
    (("boats", "captain", False), ("people", "boat", False)),
    (("boats", "crew", True), ("people", "crews", True)),
)
"""One to many, one to one, many to many: (object, attribute, whether it holds several) of each side."""

TARGETS = {side[1]: other[0] for pair in RELATIONS for side, other in (pair, pair[::-1])}
"""Reference -> the object it points to."""


class Refusal(Exception):
    """What the model refuses, with the code it expects."""


_KEYS = itertools.count()


@dataclass(slots=True, eq=False)
class Rec:
    """A record: `rows` are (attribute, value, from, until), `order` the active values of each attribute, the first first.

    A copy of a record is the same record.
    """

    object: str
    key: int = field(default_factory=lambda: next(_KEYS))
    rows: list[list[Any]] = field(default_factory=list)
    order: dict[str, list[Any]] = field(default_factory=dict)
    last_received: dict[str, int] = field(default_factory=dict)
    ended: dict[str, list[tuple[Any, int, int | None]]] = field(default_factory=dict)
    """What relationships a record had as one of the two that it was made of."""

    def __eq__(self, other: Any) -> bool:
        return isinstance(other, Rec) and other.key == self.key

    def __hash__(self) -> int:
        return self.key


@dataclass(slots=True, eq=False)
class Link:
    """Two records of a relationship, from a moment until another."""

    relation: int
    ends: tuple[Rec, Rec]
    since: int
    until: int | None = None


def _side(slug: str) -> tuple[int, int] | None:
    for number, pair in enumerate(RELATIONS):
        for end, side in enumerate(pair):
            if side[1] == slug:
                return number, end
    return None


class Model:
    """The records of a workspace in the order of their creation, and the batches that wait."""

    def __init__(self) -> None:
        self.records: list[Rec] = []
        self.links: list[Link] = []
        self.queue: list[list[dict[str, Any]]] = []

    def of(self, object: str) -> list[Rec]:
        return [one for one in self.records if one.object == object]

    # -- reading ---------------------------------------------------------------------------------------------------

    def values(self, record: Rec, slug: str) -> list[Any]:
        """The active values; those of a relationship in any order."""
        side = _side(slug)
        if side is None:
            return record.order.get(slug, [])
        return [link.ends[1 - side[1]] for link in self._links(record, side) if link.until is None]

    def history(self, record: Rec, slug: str) -> list[tuple[Any, int, int | None]]:
        side = _side(slug)
        if side is None:
            return [(value, since, until) for name, value, since, until in record.rows if name == slug]
        rows = [(link.ends[1 - side[1]], link.since, link.until) for link in self._links(record, side)]
        return [*rows, *record.ended.get(slug, ())]

    def _links(self, record: Rec, side: tuple[int, int]) -> list[Link]:
        return [link for link in self.links if link.relation == side[0] and link.ends[side[1]] == record]

    def holders(self, object: str, slug: str, value: Any) -> list[Rec]:
        return [one for one in self.of(object) if value in one.order.get(slug, [])]

    def _holder(self, object: str, slug: str, value: Any) -> Rec | None:
        return next((one for one in self.of(object) if value in one.order.get(slug, [])), None)

    # -- writing ---------------------------------------------------------------------------------------------------

    def create(self, object: str, values: Mapping[str, list[Any]], now: int, at: int | None = None) -> Rec:
        self._check_unique(object, values, None)
        record = Rec(object)
        self.records.append(record)
        self._write(record, values, set(), now, at)
        return record

    def update(
        self, record: Rec, values: Mapping[str, list[Any]], append: Iterable[str], now: int, at: int | None = None
    ) -> Rec:
        self._check_unique(record.object, values, record)
        self._write(record, values, set(append), now, at)
        return record

    def upsert(
        self,
        object: str,
        match: str,
        values: Mapping[str, list[Any]],
        append: Iterable[str],
        now: int,
        at: int | None = None,
    ) -> Rec:
        if not values.get(match):
            raise Refusal("missing_value")
        found = {self._holder(object, match, value) for value in values[match]} - {None}
        if len(found) > 1:
            raise Refusal("multiple_match_results")
        record = found.pop() if found else None
        return self.create(object, values, now, at) if record is None else self.update(record, values, append, now, at)

    def delete(self, record: Rec, now: int) -> None:
        self.records.remove(record)
        for link in self.links:
            if record in link.ends and link.until is None:
                link.until = now

    def rewrite(self, record: Rec, slug: str, rows: list[tuple[Any, int, int | None]]) -> None:
        """Write the whole history of an attribute that is no relationship."""
        open_ones = [(since, value) for value, since, until in rows if until is None]
        self._check_unique(record.object, {slug: [value for _, value in open_ones]}, record)
        record.rows = [row for row in record.rows if row[0] != slug] + [[slug, *row] for row in rows]
        record.order[slug] = [value for _, value in sorted(open_ones, key=lambda one: one[0], reverse=True)]

    def merge(self, primary: Rec, secondary: Rec, now: int) -> Rec:
        """The record that takes the place of both, the youngest of all."""
        new, both = Rec(primary.object), (primary, secondary)
        for slug in {row[0] for one in both for row in one.rows}:
            counts = next((one for one in both if one.order.get(slug)), None)
            if counts is None:
                counts = next(one for one in both if any(row[0] == slug for row in one.rows))
            new.rows += [list(row) for row in counts.rows if row[0] == slug]
            new.order[slug] = list(counts.order.get(slug, ()))
        for one in both:
            for slug, at in one.last_received.items():
                new.last_received[slug] = max(at, new.last_received.get(slug, at))
        for number, pair in enumerate(RELATIONS):
            for end, (object, slug, several) in enumerate(pair):
                if object == new.object:
                    self._join(new, both, (number, end), slug, several, now)
        self.records = [one for one in self.records if one not in both] + [new]
        return new

    def _join(self, new: Rec, both: tuple[Rec, Rec], side: tuple[int, int], slug: str, several: bool, now: int) -> None:
        now_of = [[link for link in self._links(one, side) if link.until is None] for one in both]
        past = [[row for row in self.history(one, slug) if row[2] is not None] for one in both]
        there = [link.ends[1 - side[1]] for link in now_of[0]]
        added = [link for link in now_of[1] if link.ends[1 - side[1]] not in there]
        for link in now_of[1]:
            if link not in added:
                self.links.remove(link)  # both were linked to it: the primary's link is the one that stays
        united = several and bool(there) and bool(added)
        if there and added and not several:
            for link in added:
                link.until = now
            added = []
        if united:
            new.ended[slug] = _one_history(
                [*past[0], *past[1]], {link.ends[1 - side[1]]: link.since for link in (*now_of[0], *added)}
            )
        elif there:
            new.ended[slug] = past[0]
        elif now_of[1]:
            new.ended[slug] = past[1]
        else:
            new.ended[slug] = past[0] or past[1]
        for link in [*now_of[0], *added]:
            link.ends = (new, link.ends[1]) if side[1] == 0 else (link.ends[0], new)

    def _check_unique(self, object: str, values: Mapping[str, list[Any]], record: Rec | None) -> None:
        for slug in UNIQUE[object]:
            if any(self._holder(object, slug, value) not in (None, record) for value in values.get(slug, ())):
                raise Refusal("uniqueness_conflict")

    def _write(self, record: Rec, values: Mapping[str, list[Any]], append: set[str], now: int, at: int | None) -> None:
        for slug, given in values.items():
            if at is not None and slug not in MULTI:
                last = record.last_received.get(slug, at)
                record.last_received[slug] = max(last, at)
                if last > at:
                    continue
            before = self.values(record, slug)
            added = [value for value in given if value not in before]
            after = [*added, *before] if slug in append and slug in MULTI else list(given)
            side = _side(slug)
            if side is None:
                self._set(record, slug, before, after, now)
            else:
                self._relate(record, side, before, after, now)

    def _set(self, record: Rec, slug: str, before: list[Any], after: list[Any], now: int) -> None:
        for row in record.rows:
            if row[0] == slug and row[3] is None and row[1] not in after:
                row[3] = now
        record.rows += [[slug, value, now, None] for value in after if value not in before]
        record.order[slug] = after

    def _relate(self, record: Rec, side: tuple[int, int], before: list[Any], after: list[Any], now: int) -> None:
        for link in self._links(record, side):
            if link.until is None and link.ends[1 - side[1]] not in after:
                link.until = now
        several = RELATIONS[side[0]][1 - side[1]][2]
        for other in after:
            if other in before:
                continue
            if not several:  # the other one belonged to somebody else, and is taken from there
                for link in self._links(other, (side[0], 1 - side[1])):
                    link.until = now if link.until is None else link.until
            ends = (record, other) if side[1] == 0 else (other, record)
            self.links.append(Link(side[0], ends, now))

    # -- batches ---------------------------------------------------------------------------------------------------

    def flush(self, now: int) -> int:
        """Apply every batch that waits, each by `at` and then by place; how many assertions were dropped."""
        dropped = 0
        for batch in self.queue:
            for one in sorted(batch, key=lambda one: int(one["at"])):
                dropped += not self._applied(one, now)
        self.queue = []
        return dropped

    def _applied(self, one: dict[str, Any], now: int) -> bool:
        """Whether an assertion was applied; one that is not leaves nothing behind, nested ones neither."""
        before = copy.deepcopy((self.records, self.links))
        try:
            self._assert(one, one["at"], now)
        except Refusal:
            self.records, self.links = before
            return False
        return True

    def _assert(self, one: dict[str, Any], at: int, now: int) -> Rec:
        values = dict(one["values"])
        for slug, given in values.items():
            if isinstance(given, dict):
                values[slug] = [self._assert(given, at, now)]
        if one.get("broken"):
            raise Refusal("broken")
        for slug in set(values) & set(TARGETS):
            if any(target not in self.records for target in values[slug]):
                raise Refusal("value_not_found")  # deleted since the batch was sent
        return self.upsert(one["object"], one["match"], values, values, now, at)


def _one_history(
    rows: list[tuple[Any, int, int | None]], active: Mapping[Any, int]
) -> list[tuple[Any, int, int | None]]:
    """Ended rows of two records, in which equal values may not overlap (Attio's document on written histories): each gives
    way to the ones before it, and to the active value since its moment in `active`."""
    out: list[tuple[Any, int, int | None]] = []
    for value, since, until in sorted(rows, key=lambda row: row[1:]):
        assert until is not None
        begin = max([since, *(row[2] for row in out if row[0] == value and row[2] is not None)])
        end = min(until, active.get(value, until))
        if begin < end or (begin, end) == (since, until):
            out.append((value, begin, end))
    return out
