"""Relationships as sets of pairs, each from a moment until another: what both attributes of one must show, whatever is written.

A write takes its attributes one after the other; what it leaves is compared with what was there, and only the difference begins or
ends. Slow and simple on purpose. No code of the emulator is used.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

__all__ = ["RELATIONS", "SEVERAL", "Model", "Row"]

RELATIONS: tuple[tuple[str, str], ...] = (
    ("parent", "children"),
    ("mate", "mated"),
    ("peers", "peered"),
    ("twin", "twin"),
    ("friends", "friends"),
    ("owner", "owned"),
)
"""The two attributes of each, all of one object but the last; the same twice where both ends are one attribute."""

SEVERAL = {
    "parent": False, "children": True, "mate": False, "mated": False, "peers": True, "peered": True, "twin": False,
    "friends": True, "owner": False, "owned": True,
}  # fmt: skip
"""Attribute -> whether it holds several."""

Pair = tuple[int, str, str]
"""(number of the relation, the record at its first end, the one at its second)."""


@dataclass(slots=True)
class Row:
    """A pair that was, from a moment until another; until None while it is."""

    relation: int
    ends: tuple[str, str]
    since: int
    until: int | None = None


@dataclass(slots=True)
class Model:
    """The records by name, and all pairs there ever were; `keep`: who is taken stays where it is."""

    keep: bool = False
    records: set[str] = field(default_factory=set)
    rows: list[Row] = field(default_factory=list)

    def pairs(self) -> set[Pair]:
        return {(row.relation, *row.ends) for row in self.rows if row.until is None}

    def values(self, name: str, slug: str) -> list[str]:
        """Whom an attribute of a record shows."""
        return sorted(_shown(self.pairs(), name, slug))

    def history(self, name: str, slug: str) -> list[tuple[str, int, int | None]]:
        """Whom an attribute of a record shows or showed, since when, until when."""
        out = []
        for row in self.rows:
            for end in _ends(slug, row.relation):
                if row.ends[end] == name:
                    out.append((row.ends[1 - end], row.since, row.until))
        return sorted(out, key=str)

    def write(self, name: str, given: Mapping[str, list[str]], append: Iterable[str], now: int) -> None:
        self.records.add(name)
        after, several = self.pairs(), set(append)
        for slug, wanted in given.items():
            self._attribute(after, name, slug, wanted, append=slug in several and SEVERAL[slug])
        self._leave(after, now)

    def delete(self, name: str, now: int) -> None:
        self.records.discard(name)
        self._leave({one for one in self.pairs() if name not in one[1:]}, now)

    def merge(self, first: str, second: str, new: str, now: int) -> None:
        """Two become one: pairs between them end, and where an attribute of the new one holds one, the first one's counts."""
        after = {one for one in self.pairs() if set(one[1:]) != {first, second}}
        for relation, slugs in enumerate(RELATIONS):
            for end, slug in enumerate(slugs):
                others = [
                    {one[2 - end] for one in after if one[0] == relation and one[1 + end] == it}
                    for it in (first, second)
                ]
                alike = others[0] == others[1] or others == [{first}, {second}]
                if not SEVERAL[slug] and all(others) and not alike:
                    after = {one for one in after if not (one[0] == relation and _has(one, end, second, slugs))}
        self._leave(after, now)
        seen: dict[Pair, Row] = {}
        for row in sorted(self.rows, key=lambda row: first not in row.ends):
            if row.until is None:
                left, right = (new if one in (first, second) else one for one in row.ends)
                row.ends = (left, right)
                seen.setdefault((row.relation, left, right), row)
        self.rows = [row for row in self.rows if row.until is not None or seen[(row.relation, *row.ends)] is row]
        self.records = (self.records - {first, second}) | {new}

    def _leave(self, after: set[Pair], now: int) -> None:
        before = self.pairs()
        for row in self.rows:
            if row.until is None and (row.relation, *row.ends) not in after:
                row.until = now
        self.rows += [Row(relation, (left, right), now) for relation, left, right in sorted(after - before)]

    def _attribute(self, pairs: set[Pair], name: str, slug: str, wanted: list[str], *, append: bool) -> None:
        (relation, end), *_ = [(at, end) for at in range(len(RELATIONS)) for end in _ends(slug, at)]
        slugs = RELATIONS[relation]
        back = slugs[1 - end]
        if self.keep and not SEVERAL[back]:
            wanted = [one for one in wanted if not _shown(pairs, one, back) - {name}]
        there = _shown(pairs, name, slug)
        for other in set() if append else there - set(wanted):
            pairs -= _both(relation, end, name, other)
        for other in wanted:
            if other in there:
                continue
            if not SEVERAL[slug]:
                for old in _shown(pairs, name, slug):
                    pairs -= _both(relation, end, name, old)
            if not SEVERAL[back]:
                for old in _shown(pairs, other, back):
                    pairs -= _both(relation, end, old, other)
            pairs |= _both(relation, end, name, other)


def _ends(slug: str, relation: int) -> tuple[int, ...]:
    """At which end of a relation an attribute stands; one that stands at both is looked at from the first."""
    return (RELATIONS[relation].index(slug),) if slug in RELATIONS[relation] else ()


def _shown(pairs: set[Pair], name: str, slug: str) -> set[str]:
    out: set[str] = set()
    for relation, *ends in pairs:
        out.update(ends[1 - end] for end in _ends(slug, relation) if ends[end] == name)
    return out


def _both(relation: int, end: int, name: str, other: str) -> set[Pair]:
    """A pair; where one attribute shows both ends, there it is the other way round as well."""
    left, right = (name, other) if end == 0 else (other, name)
    slugs = RELATIONS[relation]
    return {(relation, left, right)} | ({(relation, right, left)} if slugs[0] == slugs[1] else set())


def _has(pair: Pair, end: int, name: str, slugs: tuple[str, str]) -> bool:
    return pair[1 + end] == name or (slugs[0] == slugs[1] and name in pair[1:])
