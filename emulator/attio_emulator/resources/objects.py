"""Creating and changing objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attio_emulator.resources.rename import rename_object
from attio_emulator.resources.schema_shapes import NOUN, SLUG, answer, conflict, data_of, invalid, needed, owner_of
from attio_emulator.schema.model import Object
from attio_emulator.schema.parse import standard_attributes

if TYPE_CHECKING:
    from attio_emulator.routes import Answer, Call

__all__ = ["create_object", "update_object"]

_NEW_OBJECT = {"api_slug": needed(SLUG), "singular_noun": needed(NOUN), "plural_noun": needed(NOUN)}
_OBJECT = {"api_slug": SLUG, "singular_noun": NOUN, "plural_noun": NOUN}


def create_object(call: Call) -> Answer:
    data = data_of(call, _NEW_OBJECT)
    workspace, slug = call.core.workspace, data["api_slug"]
    taken = {name.casefold() for one in workspace.objects.values() for name in (one.singular_noun, one.plural_noun)}
    if slug in workspace.objects or {data["singular_noun"].casefold(), data["plural_noun"].casefold()} & taken:
        raise conflict("Failed to create object. Please ensure your api_slug and names are unique.")
    made = Object(
        id=call.core.ids.next(),
        slug=slug,
        singular_noun=data["singular_noun"],
        plural_noun=data["plural_noun"],
        created_at=call.stamp.at,
        attributes={one.slug: one for one in standard_attributes(slug)},
    )
    workspace.objects[slug] = made
    return answer(call.core.wire.object(made))


def update_object(call: Call) -> Answer:
    owner = owner_of(call)
    data = data_of(call, _OBJECT)
    changes = {name: data[name] for name in _OBJECT if name in data}
    if not changes:
        message = "You passed an empty payload. Please ensure you are updating at least one property in your request."
        raise invalid(message)
    slug = changes.get("api_slug", owner.slug)
    if slug != owner.slug:
        if owner.is_standard:  # assumed: everything that is built on Attio relies on these slugs
            raise invalid("Cannot update the api_slug of a standard object.", "/data/api_slug")
        if slug in call.core.workspace.objects:
            raise conflict("Failed to update object. Please ensure api_slug is unique.")
        rename_object(call.core, owner, slug)
    owner.singular_noun = changes.get("singular_noun", owner.singular_noun)
    owner.plural_noun = changes.get("plural_noun", owner.plural_noun)
    return answer(call.core.wire.object(owner))
