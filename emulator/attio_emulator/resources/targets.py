"""The things that have attributes: objects, lists and activities, one row each. All their differences are here.

Attio has one set of paths for objects and lists, `/v2/{target}/{identifier}/attributes`; `attributes` and `options`
handle them. That activities share them is assumed: Attio's guide gives their attributes a scope of their own, but no
paths.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from attio_emulator import refusals
from attio_emulator.calls import Call
from attio_emulator.errors import AttioError
from attio_emulator.resources import rename
from attio_emulator.resources.lists import list_named
from attio_emulator.schema.lists import as_object
from attio_emulator.schema.model import Activity, Attribute, Object
from attio_emulator.state import Core
from attio_emulator.types import TYPES
from attio_emulator.webhooks.events import emit

__all__ = ["TARGETS", "Owner", "Target", "activity_named", "owner_of"]

_KEPT_BY_ATTIO = dict.fromkeys(("domain", "email-address", "interaction", "personal-name"), refusals.type_not_creatable)
"""Types in the document's enumeration that users cannot create (documentation; wording assumed)."""

_FIXED = ("people", "companies")
"""Objects that allow no unique custom attributes (observed) and no default values (OpenAPI)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A kind of thing that has attributes.

    `find` gives one by slug or ID as an `Object`. `event` and `id` are the words of its webhook events. `missing` has
    the types it cannot have, `related` says whether its references can have another side.
    """

    event: str
    id: str
    find: Callable[[Core, str], Object]
    missing: Mapping[str, Callable[[str], AttioError]]
    slug_taken: Callable[[str], AttioError]
    unique: Callable[[Object, str], bool]
    defaults: Callable[[Object], bool]
    related: bool


def _object(core: Core, named: str) -> Object:
    return core.writer.object(named)


def _list(core: Core, named: str) -> Object:
    return as_object(list_named(core, named))


def activity_named(core: Core, named: str) -> Activity:
    """An activity by slug or ID; raises 404."""
    found = core.workspace.find_activity(named)
    if found is None:
        raise refusals.activity_not_found(named)
    return found


OBJECTS = Target(
    event="object-attribute",
    id="object_id",
    find=_object,
    missing={"status": refusals.type_not_on_objects, **_KEPT_BY_ATTIO},
    slug_taken=refusals.attribute_slug_taken_on_object,
    unique=lambda owner, kind: owner.slug not in _FIXED and TYPES[kind].unique,
    defaults=lambda owner: owner.slug not in _FIXED,
    related=True,
)
LISTS = Target(
    event="list-attribute",
    id="list_id",
    find=_list,
    missing=_KEPT_BY_ATTIO,
    slug_taken=refusals.attribute_slug_taken_on_list,
    unique=lambda owner, kind: False,  # observed
    defaults=lambda owner: True,
    related=False,  # a relationship is "between two objects" (OpenAPI)
)
ACTIVITIES = Target(
    event="activity-attribute",
    id="activity_id",
    find=activity_named,
    missing={
        "status": refusals.type_not_on_activities,
        **_KEPT_BY_ATTIO,
    },  # all as with custom objects (assumed)
    slug_taken=refusals.attribute_slug_taken_on_activity,
    unique=lambda owner, kind: TYPES[kind].unique,
    defaults=lambda owner: True,
    related=False,  # as with lists
)
TARGETS: Mapping[str, Target] = {"object": OBJECTS, "list": LISTS, "activity": ACTIVITIES}
"""Path parameter -> kind."""


@dataclass(frozen=True, slots=True)
class Owner:
    """The object, list or activity in a path, with its kind."""

    call: Call
    target: Target
    schema: Object

    def attribute(self) -> Attribute:
        """The attribute that the path names; raises 404."""
        return self.call.attribute(self.schema)

    def add(self, made: Attribute) -> None:
        """Add a new attribute after the existing ones (observed)."""
        self.schema.attributes[made.slug] = made
        self.call.core.keep(self.schema)
        self.emit("created", made)

    def exchange(self, old: Attribute, new: Attribute) -> Attribute:
        return rename.exchange(self.call.core, self.schema, old, new)

    def emit(self, what: str, one: Attribute) -> None:
        """Notify the webhooks (OpenAPI lists the events; a separate event for a relationship's other end is assumed)."""
        ids = {self.target.id: self.schema.id, "attribute_id": one.id}
        emit(self.call.core, self.call.stamp, f"{self.target.event}.{what}", ids)


def owner_of(call: Call) -> Owner:
    """The object, list or activity that the path names.

    Raises:
        AttioError: 404 if there is none, 400 for an object that is not activated.
    """
    part, target = next((part, target) for part, target in TARGETS.items() if part in call.parts)
    return Owner(call, target, target.find(call.core, call.parts[part]))
