"""Parses the saved views of a workspace file. They name attributes of their owner and, in paths, of other objects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from attio_emulator.errors import pointer_token
from attio_emulator.schema.checks import Checks, given
from attio_emulator.schema.model import NAMED, List, Object, View
from attio_emulator.schema.views import pinned

__all__ = ["ViewParser"]

_DEEPEST, _MOST = 200, 10_000
"""Most levels and parts of a filter: no query has more levels, and a few lines of YAML can stand for millions of parts."""


class ViewParser(Checks):
    """Parses the views of an object or a list. All objects of the file must be known first."""

    def _views(
        self, rows: Sequence[Any], pointer: str, owner: Object, objects: Mapping[str, Object]
    ) -> dict[str, View]:
        views = [
            (f"{pointer}/{index}", one)
            for index, one in enumerate(rows)
            if one is not None and one.get("title") is not None
        ]
        # a view without an ID is identified by its title
        self._once(((f"{where}/title", one["title"]) for where, one in views if not one.get("id")), "a title")
        self._once(((f"{where}/id", one.get("id") or "") for where, one in views), "an ID")
        return {view.id: view for view in (self._view(one, where, owner, objects) for where, one in views)}

    def _filter(self, row: Mapping[str, Any], pointer: str) -> Mapping[str, Any] | None:
        """The filter of a view; a filter too large for any query is not examined."""
        found: Mapping[str, Any] | None = row.get("filter")
        if _is_too_large(found):
            expected = f"a filter of no more than {_MOST:,} parts, {_DEEPEST} levels deep"
            self._say(f"{pointer}/filter", found, expected)
            return None
        return found

    def _view(self, row: Mapping[str, Any], pointer: str, owner: Object, objects: Mapping[str, Object]) -> View:
        view, unknown = pinned(
            View(
                id=(row.get("id") or NAMED.named("view", owner.id, row["title"])).lower(),
                title=row["title"],
                type=given(row, "type", "table"),
                filter=self._filter(row, pointer),
                sorts=tuple(one for one in given(row, "sorts", []) if one is not None),
                attributes=tuple(one for one in given(row, "attributes", []) if one is not None),
                is_archived=given(row, "is_archived", False),
                created_at=self._moment(row, "created_at", pointer),
            ),
            owner,
            objects,
        )
        for place, name, holder in unknown:
            where = pointer + "".join(map(pointer_token, place))
            at: Literal["value", "key"] = "value" if place[-1] == "attribute" or isinstance(place[-1], int) else "key"
            if holder is None:
                self._say(where, name, "the slug of an object of this workspace", objects)
            elif name is not None:  # None: a mistake of the shape, already reported
                called = holder.api_slug if isinstance(holder, List) else holder.slug
                self._say(where, name, f"the slug of an attribute of {called}", holder.attributes, at=at)
        return view


def _is_too_large(value: Any) -> bool:
    waiting, seen = [(value, 1)], 0
    while waiting:
        one, depth = waiting.pop()
        seen += 1
        if depth > _DEEPEST or seen + len(waiting) > _MOST:
            return True
        inner = one.values() if isinstance(one, Mapping) else one if isinstance(one, list) else ()
        waiting += [(part, depth + 1) for part in inner]
    return False
