"""The attributes of lists that answers show, and the requests that make them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attio_harness.replay.situation.documents import Making
from attio_harness.replay.situation.sightings import Sighting, as_before

__all__ = ["ListSchema"]

_SYSTEM = frozenset({"entry_id", "parent_record", "created_at", "created_by"})
_CHOICES: Mapping[str, tuple[str, str]] = {"select": ("option", "options"), "status": ("status", "statuses")}


class ListSchema:
    """The attributes of each list by the list's id, as listings and values of entries show them."""

    def __init__(self, seen: Sequence[Sighting], list_ids: Mapping[str, str]) -> None:
        self._attributes: dict[str, dict[str, dict[str, Any]]] = {}
        self._choices: dict[tuple[str, str], dict[str, str]] = {}
        self._views: dict[str, dict[str, str]] = {}
        made = {one.id for one in seen if one.makes}
        for one in as_before(seen):
            # what the recording made still shows its list
            if one.row is None or (one.id in made and one.kind != "entry"):
                continue
            place, _, named = one.owner.partition("/")
            owner = list_ids.get(named, named.lower())
            if one.kind == "attribute" and place == "lists" and isinstance(one.row.get("api_slug"), str):
                there = self._attributes.setdefault(owner, {})
                slug = one.row["api_slug"]
                there[slug] = {**one.row, "id": one.id, **there.get(slug, {})}
            elif one.kind == "choice" and place == "lists" and isinstance(one.row.get("title"), str):
                self._choices.setdefault((owner, one.attribute), {})[one.row["title"]] = one.id
            elif one.kind == "view" and place == "lists" and isinstance(one.row.get("title"), str):
                self._views.setdefault(owner, {})[one.id] = one.row["title"]
            elif one.kind == "entry":
                self._values(one.owner, one.row.get("entry_values"))

    def _values(self, owner: str, values: Any) -> None:
        for slug, rows in values.items() if isinstance(values, Mapping) else ():
            self._attributes.setdefault(owner, {}).setdefault(slug, {"api_slug": slug})
            for row in rows if isinstance(rows, list) else ():
                kind = row.get("attribute_type") if isinstance(row, Mapping) else None
                if not isinstance(kind, str):
                    continue
                there = self._attributes[owner][slug]
                there.setdefault("type", kind)
                if len(rows) > 1:
                    there["is_multiselect"] = True
                choice = row.get(_CHOICES[kind][0]) if kind in _CHOICES else None
                if isinstance(choice, Mapping) and isinstance(choice.get("id"), Mapping) and choice["id"]:
                    id = str(list(choice["id"].values())[-1]).lower()
                    self._choices.setdefault((owner, slug), {}).setdefault(str(choice.get("title")), id)

    def makings(self, list_id: str) -> Iterator[Making]:
        """The requests that make the attributes of a list, with their choices."""
        for slug, row in self._attributes.get(list_id, {}).items():
            if slug in _SYSTEM:
                continue
            config = row.get("config")
            currency = config.get("currency") if isinstance(config, Mapping) else None
            code = currency.get("default_currency_code") if isinstance(currency, Mapping) else None
            kind = row.get("type", "text")  # unknown without a value
            body = {
                "title": row.get("title") or slug.replace("_", " ").capitalize(),
                "description": row.get("description"),
                "api_slug": slug,
                "type": kind,
                "is_required": False,
                "is_unique": False,
                "is_multiselect": row.get("is_multiselect") is True,
                "config": {"currency": {"default_currency_code": code, "display_type": "symbol"}} if code else {},
            }
            ids = (row["id"],) if isinstance(row.get("id"), str) else ()
            yield Making(path=f"/v2/lists/{list_id}/attributes", body=body, ids=ids)
            for title, id in self._choices.get((list_id, slug), {}).items():
                path = f"/v2/lists/{list_id}/attributes/{slug}/{_CHOICES.get(str(kind), ('', 'options'))[1]}"
                yield Making(path=path, body={"title": title}, ids=(id,))
        for id, title in self._views.get(list_id, {}).items():
            yield Making(path=f"/v2/lists/{list_id}/views", body={"title": title, "type": "table"}, ids=(id,))
