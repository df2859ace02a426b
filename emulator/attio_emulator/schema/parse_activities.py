"""Parses the activities of a workspace file: new ones, and additions to Attio's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from attio_emulator.schema.activities import schema_attributes, system_activities
from attio_emulator.schema.checks import given
from attio_emulator.schema.model import NAMED, Activity, Object
from attio_emulator.schema.parse_attributes import AttributeParser

__all__ = ["ActivityParser"]


class ActivityParser(AttributeParser):
    """Parses the activities. All objects of the file must be known first."""

    def _activities(self, rows: Sequence[Any], objects: Mapping[str, Object]) -> dict[str, Activity]:
        found = {one.api_slug: one for one in system_activities().values()}
        for pointer, one in self._slugged(rows, "/activities"):
            slug = one["api_slug"]
            found[slug] = self._activity(one, pointer, found.get(slug))
            self._own_attributes(found[slug], found[slug].id, one, pointer)
            self._without_other_side(found[slug], one, pointer, objects)
        return {one.id: one for one in found.values()}

    def _activity(self, row: Mapping[str, Any], pointer: str, known: Activity | None) -> Activity:
        slug, title = row["api_slug"], row["api_slug"].replace("_", " ").capitalize()
        extends = given(row, "extends", known.extends if known else "activities")
        if known is not None and extends != known.extends:
            self._say(f"{pointer}/extends", extends, f"{known.extends}, which {slug} extend in every workspace")
            extends = known.extends
        id = (row.get("id") or NAMED.named("activity", slug)).lower()
        return Activity(
            id=id,
            slug=id,
            api_slug=slug,
            singular_noun=given(row, "singular_noun", known.singular_noun if known else title),
            plural_noun=given(row, "plural_noun", known.plural_noun if known else title),
            is_standard=known is not None,
            extends=extends,
            created_at=self._moment(row, "created_at", pointer),
            attributes={one.slug: one for one in schema_attributes(id, extends)},
        )
