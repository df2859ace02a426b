"""Objects: read, create, change, delete."""

from __future__ import annotations

from attio_emulator import refusals
from attio_emulator.calls import Answer, Call
from attio_emulator.resources.base import answer, empty
from attio_emulator.resources.object_removal import remove_object
from attio_emulator.resources.rename import rename_object
from attio_emulator.schema.model import Object
from attio_emulator.schema.standard import standard_attributes
from attio_emulator.shapes import NAME, SLUG, Shape

__all__ = ["create_object", "delete_object", "get_object", "list_objects", "update_object"]

_MEMBERS = {"api_slug": SLUG, "singular_noun": NAME, "plural_noun": NAME}
_NEW = Shape(required=_MEMBERS)
_CHANGE = Shape(optional=_MEMBERS)


def list_objects(call: Call) -> Answer:
    """Activated objects only (Segment's documentation), in order of ID (recorded)."""
    active = sorted(call.core.workspace.active_objects(), key=lambda one: one.id)
    return answer([call.core.renderer.object(one) for one in active])


def get_object(call: Call) -> Answer:
    return answer(call.core.renderer.object(call.core.writer.object(call.parts["object"])))


def create_object(call: Call) -> Answer:
    data = call.data(_NEW)
    workspace, slug = call.core.workspace, data["api_slug"]
    taken = {name.casefold() for one in workspace.objects.values() for name in (one.singular_noun, one.plural_noun)}
    if slug in workspace.objects or {data["singular_noun"].casefold(), data["plural_noun"].casefold()} & taken:
        raise refusals.object_taken()
    made = Object(
        id=call.core.ids.next(),
        slug=slug,
        singular_noun=data["singular_noun"],
        plural_noun=data["plural_noun"],
        created_at=call.stamp.at,
        attributes={one.slug: one for one in standard_attributes(slug)},
    )
    workspace.objects[slug] = made
    return answer(call.core.renderer.object(made))


def update_object(call: Call) -> Answer:
    owner = call.core.writer.object(call.parts["object"])
    changes = _CHANGE.chosen(call.data(_CHANGE))
    if not changes:
        raise refusals.nothing_to_change()
    slug = changes.get("api_slug", owner.slug)
    if slug != owner.slug:
        if owner.is_standard:
            raise refusals.standard_slug()
        if slug in call.core.workspace.objects:
            raise refusals.object_slug_taken()
        rename_object(call.core, owner, slug)
    owner.singular_noun = changes.get("singular_noun", owner.singular_noun)
    owner.plural_noun = changes.get("plural_noun", owner.plural_noun)
    return answer(call.core.renderer.object(owner))


def delete_object(call: Call) -> Answer:
    """Custom objects only (OpenAPI); a standard one is refused, activated or not (assumed)."""
    named = call.parts["object"]
    owner = call.core.workspace.find_object(named)
    if owner is None:
        raise refusals.object_not_found(named, call.core.workspace.objects)
    if owner.is_standard:
        raise refusals.system_object()
    remove_object(call.core, owner, call.stamp)
    return empty()
