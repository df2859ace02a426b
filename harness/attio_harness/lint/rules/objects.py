"""Rules on objects and their attributes. Rules on how records are found are in `matching`, on what is written in `values`."""

from __future__ import annotations

import json
from collections.abc import Iterator

from attio_emulator.schema.model import Object
from segment_actions import MISSING

from attio_harness.advice.contact import both_names
from attio_harness.advice.fitting import attribute_meant, elsewhere, named_by_title, slugs_by_name
from attio_harness.advice.texts import directive_meant
from attio_harness.lint.model import Violation, rule
from attio_harness.lint.rules.examples import ORDER_ID, ORDERS, USERS, example, identify, order, path, people
from attio_harness.lint.subscription import Assignment, View
from attio_harness.lint.yields import UNKNOWN, constant, is_no_slug, looks_variable, path_of
from attio_harness.text.alike import likely
from attio_harness.text.words import listed

_STRICT_ORDERS = {
    "objects": [
        {
            "api_slug": "orders",
            "attributes": [
                {"api_slug": "order_id", "type": "text", "is_unique": True},
                {"api_slug": "currency_code", "type": "text", "is_required": True},
            ],
        }
    ]
}


@rule(
    "AH001",
    "error",
    title="Assert Record names an object that the workspace does not have.",
    why="The object goes into the request as it is, and Attio answers 404. The field's own default is `person`, while "
    "Attio's slug is `people`.",
    fix="Write the slug as Attio's API has it, in the plural for the standard objects.",
    failing=example(order("order", order_id=ORDER_ID), workspace=ORDERS),
    passing=example(order(order_id=ORDER_ID), workspace=ORDERS),
)
def unknown_object(view: View) -> Iterator[Violation]:
    for asserted in view.asserted:
        # a variable outside a directive has AH110
        if asserted.object is None or view.object_of(asserted) is not None or is_no_slug(asserted.object):
            continue
        names = slugs_by_name(view.workspace.objects.values())
        close = likely(asserted.object, names)
        use = f"Use the slug {names[close]!r}. " if close else ""
        yield Violation(
            view.at("object"),
            f"The workspace has no object {asserted.object!r}.",
            f"{use}Its active objects are {listed(one.slug for one in view.workspace.active_objects())}.",
        )


@rule(
    "AH002",
    "error",
    title="The action writes records of an object that is not activated.",
    why="Users, workspaces and deals exist in every workspace but are switched off until an admin activates them. Identify "
    "User needs users, Group Workspace needs workspaces. In single mode the person or company is written before the refusal.",
    fix="Activate the object in Attio, or disable the subscription until it is.",
    failing=example(identify()),
    passing=example(identify(), workspace=USERS),
)
def inactive_object(view: View) -> Iterator[Violation]:
    for asserted in view.asserted:
        found = view.object_of(asserted)
        if found is None or found.active:
            continue
        own = view.action.slug == "assertRecord"
        behind = "" if own else f", which {view.action.title} writes,"
        yield Violation(
            view.at("object") if own else view.source.pointer,
            f"The object {found.slug}{behind} is not activated: Attio refuses every record of it.",
            f"Activate {found.slug}: in Attio under Workspace Settings > Objects, in the workspace file with `active: true`.",
        )


@rule(
    "AH003",
    "note",
    title="Assert Record reads its object or matching attribute from the event.",
    why="Segment allows it, but then nothing about attributes can be checked before events come, and an event can name any "
    "object: the text goes into the URL unescaped.",
    fix="Make one subscription for each object, with a trigger that selects its events.",
    failing=example(order(path("properties.kind"), order_id=ORDER_ID), workspace=ORDERS),
    passing=example(order("orders", order_id=ORDER_ID), workspace=ORDERS),
)
def object_by_event(view: View) -> Iterator[Violation]:
    for field in ("object", "matching_attribute"):
        if view.action.slug == "assertRecord" and constant(view.fields.get(field)) is UNKNOWN:
            yield Violation(
                view.at(field),
                f"The field {field} depends on the event, so lint cannot check what belongs to it.",
                view.slugs_for(field)
                if field == "matching_attribute"
                else "Make one subscription for each object, with the slug as text.",
            )


@rule(
    "AH004",
    "error",
    title="A mapped attribute does not exist on its object.",
    why="One unknown slug makes Attio refuse the whole record, including the attributes that are right.",
    fix="Copy the slug from Attio's attribute menu; slugs do not change when a title does.",
    failing=example(people(twiter=path("traits.twitter"))),
    passing=example(people(twitter=path("traits.twitter"))),
)
def unknown_attribute(view: View) -> Iterator[Violation]:
    for asserted, owner, assignment, attribute in view.written:
        if attribute is None:
            value = constant(assignment.node)
            is_known = value not in (UNKNOWN, MISSING) and not looks_variable(value)
            meant = attribute_meant(view.workspace, owner, assignment.attribute, value if is_known else None)
            close = meant.asked() if meant else ""
            otherwise = "Use the slug as Attio shows it (attribute menu, Copy slug), or create the attribute first."
            other = elsewhere(view.workspace, view.action.slug, owner, assignment.attribute)
            filled = asserted.shape.fill(meant.slug) if meant and assignment.additional else None
            instead = (
                f" If {filled.attribute} is meant, leave this out: the field {filled.field} fills it." if filled else ""
            )
            hint = named_by_title(owner, assignment.attribute) or other or f"{close}{otherwise}{instead}"
            beside = {one.attribute: one.node for one in asserted.assignments}
            yield Violation(
                assignment.pointer,
                f"{owner.slug} has no attribute {assignment.attribute!r}.",
                _swapped(owner, assignment) or both_names(owner, beside, assignment.attribute) or hint,
            )


def _swapped(owner: Object, assignment: Assignment) -> str | None:
    """How to write a member whose key is a path and whose value is a slug of the object; None for any other."""
    node = assignment.node
    slug = node if isinstance(node, str) else ".".join(path_of(node))
    meant = directive_meant(assignment.attribute)
    if meant is None or owner.find(slug) is None:
        return None
    return f"The slug is the key, and what fills it the value: write {json.dumps(slug)}: {json.dumps(meant)}."


@rule(
    "AH005",
    "error",
    title="A mapped attribute is archived.",
    why="To Attio an archived attribute does not exist, so it refuses the record.",
    fix="Restore the attribute or leave it out.",
    failing=example(order(order_id=ORDER_ID, legacy_code=path("properties.code")), workspace=ORDERS),
    passing=example(order(order_id=ORDER_ID), workspace=ORDERS),
)
def archived_attribute(view: View) -> Iterator[Violation]:
    for _, owner, assignment, attribute in view.written:
        if attribute is not None and attribute.is_archived:
            yield Violation(
                assignment.pointer,
                f"The attribute {attribute.slug} of {owner.slug} is archived: to Attio's API it does not exist.",
                "Restore it in Attio's object settings, or leave it out of the mapping.",
            )


@rule(
    "AH006",
    "error",
    title="A mapped attribute can be filled only by Attio itself.",
    why="Record IDs, creation times, interactions and enriched attributes cannot be written; Attio refuses the record.",
    fix="Leave it out, or create a custom attribute for the value.",
    failing=example(people(avatar_url=path("traits.avatar"))),
    passing=example(people(description=path("traits.avatar"))),
)
def read_only_attribute(view: View) -> Iterator[Violation]:
    for _, owner, assignment, attribute in view.written:
        if attribute is not None and not attribute.is_archived and not attribute.is_writable:
            yield Violation(
                assignment.pointer,
                f"The attribute {attribute.slug} of {owner.slug} is filled by Attio itself and cannot be written.",
                "Leave it out of the mapping; write to a custom attribute instead.",
            )


@rule(
    "AH011",
    "warning",
    title="The object requires an attribute that the mapping does not fill.",
    why="Every assertion may have to create its record. Existing records are updated, new ones are refused.",
    fix="Map the attribute, with a constant if the event has no value for it, or make it optional in Attio.",
    failing=example(order(order_id=ORDER_ID), workspace=_STRICT_ORDERS),
    passing=example(order(order_id=ORDER_ID, currency_code=path("properties.currency")), workspace=_STRICT_ORDERS),
)
def required_attribute_not_mapped(view: View) -> Iterator[Violation]:
    for asserted in view.asserted:
        owner = view.object_of(asserted)
        if owner is None or not asserted.complete:
            continue
        required = [one for one in owner.attributes.values() if one.is_required and not one.is_archived]
        if not required:  # of most objects
            continue
        filled = [
            owner.find(one.attribute) for one in asserted.assignments if constant(one.node) not in (None, MISSING)
        ]
        matching = owner.find(asserted.matching or "")
        for attribute in required:
            # the matching attribute and the fields of the action have their own rules
            if attribute in filled or attribute is matching:
                continue
            if asserted.shape.fill(attribute.slug) is not None:
                continue
            yield Violation(
                view.at(asserted.additional) if asserted.additional in view.fields else view.source.mapping_pointer,
                f"{owner.slug} requires {attribute.slug} ({attribute.type}), which is not mapped: new records cannot be created.",
                f"Map {attribute.slug}, or make it optional in Attio.",
            )


_ID_OF_PLAN = "5f1b1c1e-7a0b-4c8e-9d55-0c8f4d1f2a11"
_PLANS = {
    "objects": [
        {
            "api_slug": "users",
            "active": True,
            "attributes": [{"api_slug": "plan", "id": _ID_OF_PLAN, "type": "text"}],
        }
    ]
}


@rule(
    "AH012",
    "warning",
    title="The mapping writes one attribute twice, by its slug and by its ID.",
    why="An attribute may be named either way. An event that has a value for both is refused (assumed: `write.attribute_twice`).",
    fix="Keep one of the two.",
    failing=example(
        identify(user_attributes={"plan": path("traits.plan"), _ID_OF_PLAN: path("traits.tier")}), workspace=_PLANS
    ),
    passing=example(identify(user_attributes={"plan": path("traits.plan")}), workspace=_PLANS),
)
def attribute_twice(view: View) -> Iterator[Violation]:
    first: dict[tuple[int, str], str] = {}
    for asserted, _, assignment, attribute in view.written:
        if attribute is None:
            continue
        name = first.setdefault((id(asserted), attribute.slug), assignment.attribute)
        if name != assignment.attribute:
            yield Violation(
                assignment.pointer,
                f"{attribute.slug} is already written as {name!r}, and here as {assignment.attribute!r}: one is its slug, the other its ID.",
                "Leave one of the two out.",
            )
