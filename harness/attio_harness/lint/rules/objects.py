"""Rules on objects, their attributes, and how records are found. What is written into attributes is in `values`."""

from __future__ import annotations

from collections.abc import Iterator

from segment_actions import MISSING

from attio_harness.lint.model import Violation, rule
from attio_harness.lint.rules.examples import USERS, example, identify, path, people
from attio_harness.lint.subscription import Assignment, View, each, written_slugs
from attio_harness.lint.yields import UNKNOWN, constant, is_nothing, looks_variable, outcomes
from attio_harness.text.alike import likely, likely_meant
from attio_harness.text.words import listed, shown

_ORDERS = {
    "objects": [
        {
            "api_slug": "orders",
            "attributes": [
                {"api_slug": "order_id", "type": "text", "is_unique": True},
                {"api_slug": "number", "type": "number"},
                {"api_slug": "legacy_code", "type": "text", "is_archived": True},
            ],
        }
    ]
}

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

_ID = path("properties.order_id")


def _order(object: object = "orders", matching: str = "order_id", **attributes: object) -> dict[str, object]:
    return {
        "name": "Orders",
        "partnerAction": "assertRecord",
        "subscribe": 'type = "track" and event = "Order Completed"',
        "mapping": {"object": object, "matching_attribute": matching, "attributes": attributes},
    }


@rule(
    "AH001",
    "error",
    title="Assert Record names an object that the workspace does not have.",
    why="The object goes into the request as it stands and Attio answers 404. The field's own default is `person`, while "
    "Attio's slug is `people`.",
    fix="Write the slug as Attio's API has it, in the plural for the standard objects.",
    failing=example(_order("order", order_id=_ID), workspace=_ORDERS),
    passing=example(_order(order_id=_ID), workspace=_ORDERS),
)
def unknown_object(view: View) -> Iterator[Violation]:
    for asserted in view.asserted:
        # what was meant to be replaced has AH110
        if asserted.object is None or view.object_of(asserted) is not None or looks_variable(asserted.object):
            continue
        objects = view.workspace.objects
        names = {noun: slug for slug, one in objects.items() for noun in (one.singular_noun, one.plural_noun, slug)}
        # nouns as well: `Person` and `person` lead to `people`
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
    why="Users, workspaces and deals are there in every workspace but switched off until an admin activates them. Identify "
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
    title="Object or matching attribute of Assert Record are taken from the event.",
    why="Segment allows it, but then nothing about attributes can be checked before events come, and an event can name any "
    "object: the text goes into the URL unescaped.",
    fix="Make one subscription for each object, its trigger deciding which events it is for.",
    failing=example(_order(path("properties.kind"), order_id=_ID), workspace=_ORDERS),
    passing=example(_order("orders", order_id=_ID), workspace=_ORDERS),
)
def object_by_event(view: View) -> Iterator[Violation]:
    for field in ("object", "matching_attribute"):
        if view.action.slug == "assertRecord" and constant(view.fields.get(field)) is UNKNOWN:
            yield Violation(
                view.at(field),
                f"The field {field} depends on the event, so lint cannot check what belongs to it.",
                "Make one subscription for each object, with the slug as text.",
            )


@rule(
    "AH004",
    "error",
    title="A mapped attribute does not exist on its object.",
    why="One unknown slug is enough for Attio to refuse the whole record, also the attributes that are right.",
    fix="Copy the slug from Attio's attribute menu; slugs do not change when a title does.",
    failing=example(people(twiter=path("traits.twitter"))),
    passing=example(people(twitter=path("traits.twitter"))),
)
def unknown_attribute(view: View) -> Iterator[Violation]:
    for _, owner, assignment, attribute in view.written:
        if attribute is None:
            close = likely_meant(assignment.attribute, written_slugs(owner))
            otherwise = "Use the slug as Attio shows it (attribute menu, Copy slug), or create the attribute first."
            hint = view.elsewhere(owner, assignment.attribute) or f"{close}{otherwise}"
            yield Violation(assignment.pointer, f"{owner.slug} has no attribute {assignment.attribute!r}.", hint)


@rule(
    "AH005",
    "error",
    title="A mapped attribute is archived.",
    why="Attio treats an archived attribute as one that is not there, and refuses the record.",
    fix="Restore the attribute or leave it out.",
    failing=example(_order(order_id=_ID, legacy_code=path("properties.code")), workspace=_ORDERS),
    passing=example(_order(order_id=_ID), workspace=_ORDERS),
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
    title="A mapped attribute is one that only Attio fills.",
    why="Record IDs, creation times, interactions and enriched attributes take no values; Attio refuses the record.",
    fix="Leave it out, or create an attribute of your own for the value.",
    failing=example(people(avatar_url=path("traits.avatar"))),
    passing=example(people(description=path("traits.avatar"))),
)
def read_only_attribute(view: View) -> Iterator[Violation]:
    for _, owner, assignment, attribute in view.written:
        if attribute is not None and not attribute.is_archived and not attribute.is_writable:
            yield Violation(
                assignment.pointer,
                f"The attribute {attribute.slug} of {owner.slug} is filled by Attio itself and takes no value.",
                "Leave it out of the mapping; write to an attribute of your own instead.",
            )


@rule(
    "AH007",
    "error",
    title="The matching attribute does not exist on the object.",
    why="Attio looks for it first and refuses every event.",
    fix="Use the slug of a unique attribute of that object.",
    failing=example(_order(matching="orderid", order_id=_ID), workspace=_ORDERS),
    passing=example(_order(order_id=_ID), workspace=_ORDERS),
)
def unknown_matching_attribute(view: View) -> Iterator[Violation]:
    for asserted in view.asserted:
        owner = view.object_of(asserted)
        if asserted.matching is None or looks_variable(asserted.matching):  # AH110
            continue
        if owner is not None and owner.find(asserted.matching) is None:
            unique = _unique(view, owner.slug)
            said = f"{owner.slug} has no attribute {asserted.matching!r} to match on."
            hint = f"{likely_meant(asserted.matching, unique)}Its unique attributes are {listed(unique)}."
            none = f"It has no unique attribute: create {asserted.matching} as one."
            yield Violation(view.at("matching_attribute"), said, hint if unique else none)


@rule(
    "AH008",
    "error",
    title="The matching attribute is not unique.",
    why="Only an attribute that was made unique can tell records apart; Attio refuses every event otherwise.",
    fix="Match on a unique attribute, or make this one unique in Attio; the standard attributes cannot be changed so.",
    failing=example(_order(matching="number", order_id=_ID, number=path("properties.number")), workspace=_ORDERS),
    passing=example(_order(order_id=_ID, number=path("properties.number")), workspace=_ORDERS),
)
def matching_attribute_not_unique(view: View) -> Iterator[Violation]:
    for asserted in view.asserted:
        owner = view.object_of(asserted)
        matching = owner.find(asserted.matching) if owner is not None and asserted.matching is not None else None
        if owner is not None and matching is not None and not matching.is_unique:
            unique = _unique(view, owner.slug)
            first = f"Match on {listed(unique)}" if unique else f"Add a unique attribute to {owner.slug} in Attio"
            or_else = "" if matching.is_system else f", or make {matching.slug} unique in Attio"
            yield Violation(
                view.at("matching_attribute"),
                f"The attribute {matching.slug} of {owner.slug} is not unique, so no record can be found by it.",
                f"{first}{or_else}.",
            )


@rule(
    "AH009",
    "error",
    title="The matching attribute of Assert Record is not among its attributes.",
    why="The matching attribute only names the attribute; its value comes from the attributes. Segment sends the request all "
    "the same and Attio refuses it.",
    fix="Map a value to the matching attribute, too.",
    failing=example(_order(number=path("properties.number")), workspace=_ORDERS),
    passing=example(_order(order_id=_ID, number=path("properties.number")), workspace=_ORDERS),
)
def matching_attribute_not_mapped(view: View) -> Iterator[Violation]:
    for slug, matching, filled in _matching(view):
        if filled is not None or view.action.slug != "assertRecord":
            continue
        unique = _unique(view, slug)
        if matching not in unique:
            yield Violation(
                view.at("matching_attribute"),
                f"The matching attribute {matching} of {slug} takes no value, so no record can be found by it here.",
                f"Match on {listed(unique) or 'a unique attribute of your own'}, and map a value to it.",
            )
        else:
            yield Violation(
                view.at("matching_attribute"),
                f"The matching attribute {matching} is not among the attributes of {slug}: no record can be found or made.",
                f"Map a value to {matching} under attributes, for example from $.traits or $.properties.",
            )


@rule(
    "AH010",
    "error",
    title="The matching attribute is mapped to null or to nothing.",
    why="A record is found by the value of its matching attribute; null finds and creates nothing.",
    fix="Map it to what tells the records apart.",
    failing=example(_order(order_id=None), workspace=_ORDERS),
    passing=example(_order(order_id=_ID), workspace=_ORDERS),
)
def matching_value_null(view: View) -> Iterator[Violation]:
    for slug, matching, filled in _matching(view):
        # a field of the action that is empty has AH201
        if filled is not None and not _is_field(view, filled) and _finds_nothing(view, filled):
            yield Violation(
                filled.pointer,
                f"The matching attribute {matching} of {slug} is mapped to nothing: no record can be found by it.",
                "Map it to the place in the event that tells the records apart.",
            )


def _is_field(view: View, filled: Assignment) -> bool:
    return filled.field in view.action.fields and not filled.additional


def _finds_nothing(view: View, filled: Assignment) -> bool:
    """Whether there is no value to find a record by. An empty text is one, where the attribute takes it."""
    if not is_nothing(filled.node):
        return bool(constant(filled.node) == [])
    refused = {outcome.pointer for _, _, outcome, _ in view.refused_constants}
    empty = [one.pointer for one in outcomes(filled.node, filled.pointer) if one.value == ""]
    return not empty or any(one in refused for one in empty)


def _matching(view: View) -> Iterator[tuple[str, str, Assignment | None]]:
    """Object, matching attribute and what fills it, where both are known and every attribute is written down."""
    for asserted in view.asserted:
        owner = view.object_of(asserted)
        matching = owner.find(asserted.matching) if owner is not None and asserted.matching is not None else None
        if owner is None or matching is None or not matching.is_unique or not asserted.complete:
            continue
        filled = next((one for one in asserted.assignments if owner.find(one.attribute) is matching), None)
        yield owner.slug, matching.slug, filled


def _unique(view: View, slug: str) -> list[str]:
    found = view.workspace.find_object(slug)
    return [one.slug for one in found.attributes.values() if one.is_unique and one.is_writable] if found else []


@rule(
    "AH011",
    "warning",
    title="The object requires an attribute that the mapping does not fill.",
    why="Every assertion may have to create its record. Existing records are updated, new ones are refused.",
    fix="Map the attribute, with a constant if the event has no value for it, or make it optional in Attio.",
    failing=example(_order(order_id=_ID), workspace=_STRICT_ORDERS),
    passing=example(_order(order_id=_ID, currency_code=path("properties.currency")), workspace=_STRICT_ORDERS),
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
        matching = owner.find(asserted.matching) if asserted.matching is not None else None
        for attribute in required:
            # The matching attribute has rules of its own, and so have the fields of the action.
            if attribute in filled or attribute is matching:
                continue
            if asserted.shape.fill(attribute.slug) is not None:
                continue
            yield Violation(
                view.at(asserted.additional) if asserted.additional in view.fields else view.source.mapping_pointer,
                f"{owner.slug} requires {attribute.slug} ({attribute.type}), which is not mapped: a record that is not there yet "
                "cannot be created.",
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
                f"{attribute.slug} is written as {name!r} already, and here as {assignment.attribute!r}: one is its slug, one its ID.",
                "Leave one of the two out.",
            )


@rule(
    "AH013",
    "warning",
    title="The matching attribute is mapped to a constant.",
    why="Every event finds the same record: what belongs to many people or companies is written over one of them, again and again.",
    fix="Map it to what tells the records apart.",
    failing=example(_order(order_id="order"), workspace=_ORDERS),
    passing=example(_order(order_id=_ID), workspace=_ORDERS),
)
def matching_value_constant(view: View) -> Iterator[Violation]:
    refused = {outcome.pointer for _, _, outcome, _ in view.refused_constants}
    for slug, matching, filled in _matching(view):
        if filled is None or filled.field in view.refused_fields or _finds_nothing(view, filled):
            continue
        if _is_field(view, filled) and is_nothing(filled.node):
            continue
        found = list(outcomes(filled.node, filled.pointer))
        value = found[0].value
        # what was meant to be replaced, and what no record can have, have rules of their own
        if any(one.kind != "constant" or one.value != value for one in found) or found[0].pointer in refused:
            continue
        if not all(isinstance(one, str | int | float) and not looks_variable(one) for one in each(value)):
            continue
        yield Violation(
            filled.pointer,
            f"The matching attribute {matching} of {slug} is {shown(value)} for every event: all of them are written into one record.",
            "Map it to the place in the event that tells the records apart.",
        )
