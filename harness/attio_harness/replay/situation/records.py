"""Records that existed before their first sighting, and values that others wrote meanwhile, put into a snapshot."""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from attio_emulator.dates import milliseconds
from attio_emulator.identified import LONG_AGO, as_shown, record_as_shown
from attio_emulator.schema.model import Object

from attio_harness.replay.situation.sightings import Sighting, objects_of

__all__ = ["OTHERS", "RecordSeed", "by_others", "has_more", "put", "seed_of", "take_place"]

OTHERS = ("system", "workspace-member")
"""Types of actors other than the recorded client: Attio itself, and people in its web application."""
_CLIENTS_AND_PEOPLE = ("api-token", "app", "workspace-member")
_OF_EVERY_RECORD = ("record_id", "created_at", "created_by", "entry_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSeed:
    """A record to put into the workspace: `values` as Attio shows them, `created_at` in milliseconds, None if unknown."""

    object: str
    id: str
    values: Mapping[str, Any]
    created_at: int | None = None

    @property
    def bare(self) -> bool:
        """Whether only the id is known."""
        return self.created_at is None


def seed_of(one: Sighting, object: str) -> RecordSeed:
    """The record as it was before the exchange that shows it."""
    row = one.row or {}
    values, created = row.get("values"), row.get("created_at")
    shown = dict(values) if isinstance(values, Mapping) else {}
    if one.touched:
        shown = before_writing(shown, one.touched)
    return RecordSeed(
        object=object,
        id=one.id,
        values=shown,
        created_at=milliseconds(created) if isinstance(created, str) else None,
    )


def before_writing(shown: Mapping[str, Any], touched: Iterable[str]) -> dict[str, Any]:
    """The values without what an exchange wrote: of the attributes it touched, the rows as young as their youngest."""
    rows = [row for slug in touched for row in objects_of(shown.get(slug))]
    now = max((str(row.get("active_from")) for row in rows), default="")
    return {
        slug: [row for row in objects_of(found) if str(row.get("active_from")) < now] if slug in set(touched) else found
        for slug, found in shown.items()
    }


def has_more(shown: Mapping[str, Any], touched: Container[str]) -> bool:
    """Whether there are values that neither an exchange wrote nor Attio fills in by itself."""
    rest = (rows for slug, rows in shown.items() if slug not in touched and slug not in _OF_EVERY_RECORD)
    return any(_actor(row) in _CLIENTS_AND_PEOPLE for rows in rest for row in objects_of(rows))


def by_others(shown: Mapping[str, Any]) -> dict[str, list[Mapping[str, Any]]]:
    """The attributes whose values all come from actors other than the recorded client."""
    found = {slug: objects_of(rows) for slug, rows in shown.items() if slug not in _OF_EVERY_RECORD}
    return {slug: rows for slug, rows in found.items() if rows and all(_actor(row) in OTHERS for row in rows)}


def _actor(row: Mapping[str, Any]) -> str:
    actor = row.get("created_by_actor")
    return str(actor.get("type")) if isinstance(actor, Mapping) else ""


def put(
    state: dict[str, Any],
    owners: Mapping[str, Object],
    seeds: Iterable[RecordSeed],
    changes: Iterable[tuple[str, str, Mapping[str, Any]]] = (),
) -> None:
    """Put records into a snapshot, and values into its records: (object, record id, attribute slug -> Attio's JSON)."""
    records = state["records"]
    for seed in seeds:
        if seed.object not in owners:
            continue
        created = LONG_AGO if seed.created_at is None else seed.created_at
        row = record_as_shown(owners[seed.object], seed.id, seed.values, created_at=created)
        records.setdefault(seed.object, []).append(row)
    for object, record_id, shown in changes:
        for row in records.get(object, ()):
            if row["id"] == record_id:
                row["values"] |= as_shown(owners[object], shown)


def take_place(
    state: dict[str, Any], owners: Mapping[str, Object], seeded: Container[str], made_up: Container[str]
) -> None:
    """Let `seeded` records of a snapshot replace those with `made_up` ids that share a unique value with them."""
    same: dict[str, str] = {}
    for object, rows in state["records"].items():
        unique = [slug for slug, one in owners[object].attributes.items() if one.is_unique]
        holders = {key: row["id"] for row in rows if row["id"] in seeded for key in _keys(row, unique)}
        for row in rows:
            taken = (holders[key] for key in _keys(row, unique) if key in holders)
            new = next(taken, None) if row["id"] in made_up and row["id"] not in seeded else None
            if new is not None:
                same[row["id"]] = new
        rows[:] = [row for row in rows if row["id"] not in same]
    text = json.dumps(state) if same else ""
    for old, new in same.items():
        text = text.replace(old, new)
    if text:
        state |= json.loads(text)


def _keys(row: Mapping[str, Any], unique: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The unique values that a record has now."""
    for slug in unique:
        for value in row["values"].get(slug, ()):
            if value["active_until"] is None:
                yield slug, json.dumps(value["data"])
