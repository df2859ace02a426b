"""Activities: list, read, create, change, delete. `attributes` handles their attributes, `activity_records` their
records, `schema.activities` what a schema gives them.

Sources: OpenAPI and Attio's guide. Assumed: they are listed in order of ID, like objects; the deletion of their records
is not reported.
"""

from __future__ import annotations

from typing import Any, get_args

from attio_emulator import refusals
from attio_emulator.calls import Answer, Call
from attio_emulator.clock import iso
from attio_emulator.resources.base import answer, empty, listing
from attio_emulator.resources.pages import after_cursor, by_id
from attio_emulator.resources.rename import dumped, reload
from attio_emulator.resources.targets import activity_named
from attio_emulator.schema.activities import schema_attributes, schema_id
from attio_emulator.schema.model import Activity, ActivitySchema
from attio_emulator.shapes import NAME, SLUG, Shape, anything, one_of
from attio_emulator.state import Core
from attio_emulator.webhooks.events import emit

__all__ = ["create_activity", "delete_activity", "get_activity", "list_activities", "update_activity"]

_MEMBERS = {"api_slug": SLUG, "singular_noun": NAME, "plural_noun": NAME}
_NEW = Shape(required={**_MEMBERS, "extends": one_of(*get_args(ActivitySchema))})
_CHANGE = Shape(optional={**_MEMBERS, "extends": anything})


def list_activities(call: Call) -> Answer:
    """Attio's and custom ones."""
    rows = [{"id": id, "activity": one} for id, one in sorted(call.core.workspace.activities.items())]
    page, cursor = after_cursor(call, rows, by_id, usual=100, most=500)
    return listing([_shown(call.core, row["activity"]) for row in page], cursor)


def get_activity(call: Call) -> Answer:
    return answer(_shown(call.core, _named(call)))


def create_activity(call: Call) -> Answer:
    core, data = call.core, call.data(_NEW)
    _check_slug(core, data["api_slug"])
    id = core.ids.next()
    made = Activity(
        id=id,
        slug=id,
        api_slug=data["api_slug"],
        singular_noun=data["singular_noun"],
        plural_noun=data["plural_noun"],
        extends=data["extends"],
        created_at=call.stamp.at,
        attributes={one.slug: one for one in schema_attributes(id, data["extends"])},
    )
    core.workspace.activities[id] = made
    emit(core, call.stamp, "activity.created", {"activity_id": id})
    return answer(_shown(core, made))


def update_activity(call: Call) -> Answer:
    core, one = call.core, _named(call)
    changes = _CHANGE.chosen(call.data(_CHANGE))
    if "extends" in changes:
        raise refusals.schema_is_permanent()
    if not changes:
        raise refusals.nothing_to_change()
    before = {name: getattr(one, name) for name in changes}
    slug = changes.get("api_slug", one.api_slug)
    if slug != one.api_slug:
        if one.is_standard:
            raise refusals.system_activity_slug()
        _check_slug(core, slug)
        seeds = core.workspace.activity_records
        core.workspace.activity_records = {slug if key == one.api_slug else key: rows for key, rows in seeds.items()}
    for name, value in changes.items():
        setattr(one, name, value)
    if changes != before:
        emit(core, call.stamp, "activity.updated", {"activity_id": one.id})
    return answer(_shown(core, one))


def delete_activity(call: Call) -> Answer:
    """Also deletes all its records (OpenAPI)."""
    core, one = call.core, _named(call)
    if one.is_standard:
        raise refusals.system_activity()
    del core.workspace.activities[one.id]
    seeds = core.workspace.activity_records
    core.workspace.activity_records = {slug: rows for slug, rows in seeds.items() if slug != one.api_slug}
    before = dumped(core)
    if before.records.pop(one.id, None):
        reload(core, before)
    emit(core, call.stamp, "activity.deleted", {"activity_id": one.id})
    return empty()


def _named(call: Call) -> Activity:
    return activity_named(call.core, call.parts["activity"])


def _check_slug(core: Core, slug: str) -> None:
    if any(one.api_slug == slug for one in core.workspace.activities.values()):
        raise refusals.activity_slug_taken(slug)


def _shown(core: Core, one: Activity) -> dict[str, Any]:
    return {
        "id": {"workspace_id": core.workspace.id, "activity_id": one.id},
        "api_slug": one.api_slug,
        "singular_noun": one.singular_noun,
        "plural_noun": one.plural_noun,
        "extends": [{"schema_id": schema_id(one.extends), "schema_slug": one.extends}],
        "is_system_activity": one.is_standard,
        "created_at": iso(core.created_at if one.created_at is None else one.created_at),
    }
