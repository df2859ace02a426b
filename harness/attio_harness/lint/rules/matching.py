"""Rules on the attribute by which records are found. Rules on whether objects and attributes exist are in `objects`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attio_harness.advice.fitting import unique_slugs
from attio_harness.lint.model import Violation, rule
from attio_harness.lint.rules.examples import ORDER_ID, ORDERS, example, order, path
from attio_harness.lint.subscription import Asserted, Assignment, View, each
from attio_harness.lint.yields import constant, is_no_slug, is_nothing, looks_variable, outcomes
from attio_harness.text.alike import likely_meant
from attio_harness.text.words import listed, shown


@rule(
    "AH007",
    "error",
    title="The matching attribute does not exist on the object.",
    why="Attio looks for it first and refuses every event.",
    fix="Use the slug of a unique attribute of that object.",
    failing=example(order(matching="orderid", order_id=ORDER_ID), workspace=ORDERS),
    passing=example(order(order_id=ORDER_ID), workspace=ORDERS),
)
def unknown_matching_attribute(view: View) -> Iterator[Violation]:
    for asserted in view.asserted:
        owner = view.object_of(asserted)
        if asserted.matching is None or is_no_slug(asserted.matching):  # AH110
            continue
        if owner is not None and owner.find(asserted.matching) is None:
            unique = unique_slugs(owner)
            said = f"{owner.slug} has no attribute {asserted.matching!r} to match on."
            hint = f"{likely_meant(asserted.matching, unique)}Its unique attributes are {listed(unique)}."
            none = f"It has no unique attribute: create {asserted.matching} as one."
            yield Violation(view.at("matching_attribute"), said, hint if unique else none)


@rule(
    "AH008",
    "error",
    title="The matching attribute is not unique.",
    why="Only a unique attribute can identify a record; with any other, Attio refuses every event.",
    fix="Match on a unique attribute, or make this one unique in Attio; standard attributes cannot be made unique.",
    failing=example(order(matching="number", order_id=ORDER_ID, number=path("properties.number")), workspace=ORDERS),
    passing=example(order(order_id=ORDER_ID, number=path("properties.number")), workspace=ORDERS),
)
def matching_attribute_not_unique(view: View) -> Iterator[Violation]:
    for asserted in view.asserted:
        owner = view.object_of(asserted)
        matching = owner.find(asserted.matching or "") if owner is not None else None
        if owner is not None and matching is not None and not matching.is_unique:
            unique = unique_slugs(owner)
            first = (
                f"Match on {listed(unique)}{_to_map(asserted, unique)}"
                if unique
                else f"Add a unique attribute to {owner.slug} in Attio"
            )
            or_else = "" if matching.is_system else f", or make {matching.slug} unique in Attio"
            yield Violation(
                view.at("matching_attribute"),
                f"The attribute {matching.slug} of {owner.slug} is not unique, so no record can be found with it.",
                f"{first}{or_else}.",
            )


@rule(
    "AH009",
    "error",
    title="The matching attribute of Assert Record is not among its attributes.",
    why="The matching attribute only names the attribute; its value comes from the attributes. Segment sends the request all "
    "the same and Attio refuses it.",
    fix="Map a value to the matching attribute as well.",
    failing=example(order(number=path("properties.number")), workspace=ORDERS),
    passing=example(order(order_id=ORDER_ID, number=path("properties.number")), workspace=ORDERS),
)
def matching_attribute_not_mapped(view: View) -> Iterator[Violation]:
    for slug, matching, filled in _matching(view):
        if filled is not None or view.action.slug != "assertRecord":
            continue
        unique = unique_slugs(view.workspace.find_object(slug))
        if matching not in unique:
            yield Violation(
                view.at("matching_attribute"),
                f"The matching attribute {matching} of {slug} cannot be written, so no record can be found with it here.",
                f"Match on {listed(unique) or 'a unique attribute of your own'}, and map a value to it.",
            )
        else:
            yield Violation(
                view.at("matching_attribute"),
                f"The matching attribute {matching} is not among the attributes of {slug}: no record can be found or created.",
                f"Map a value to {matching} under attributes, for example from $.traits or $.properties.",
            )


@rule(
    "AH010",
    "error",
    title="The matching attribute is mapped to null or to nothing.",
    why="Attio finds a record by the value of its matching attribute; null finds and creates nothing.",
    fix="Map it to a value that identifies the record.",
    failing=example(order(order_id=None), workspace=ORDERS),
    passing=example(order(order_id=ORDER_ID), workspace=ORDERS),
)
def matching_value_null(view: View) -> Iterator[Violation]:
    for slug, matching, filled in _matching(view):
        # an empty field of the action has AH201
        if filled is not None and not _is_field(view, filled) and _finds_nothing(view, filled):
            yield Violation(
                filled.pointer,
                f"The matching attribute {matching} of {slug} is mapped to nothing: no record can be found with it.",
                "Map it to the value of the event that identifies the record.",
            )


@rule(
    "AH013",
    "warning",
    title="The matching attribute is mapped to a constant.",
    why="Every event finds the same record: the values of many people or companies overwrite each other in it.",
    fix="Map it to a value that identifies the record.",
    failing=example(order(order_id="order"), workspace=ORDERS),
    passing=example(order(order_id=ORDER_ID), workspace=ORDERS),
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
        # variables outside a directive, and values that no record can have, have their own rules
        if any(one.kind != "constant" or one.value != value for one in found) or found[0].pointer in refused:
            continue
        if not all(isinstance(one, str | int | float) and not looks_variable(one) for one in each(value)):
            continue
        yield Violation(
            filled.pointer,
            f"The matching attribute {matching} of {slug} is {shown(value)} for every event: all of them are written into one record.",
            "Map it to the value of the event that identifies the record.",
        )


def _is_field(view: View, filled: Assignment) -> bool:
    return filled.field in view.action.fields and not filled.additional


def _finds_nothing(view: View, filled: Assignment) -> bool:
    """Whether there is no value to find a record by. Empty text is a value if the attribute takes it."""
    if not is_nothing(filled.node):
        return bool(constant(filled.node) == [])
    refused = {outcome.pointer for _, _, outcome, _ in view.refused_constants}
    empty = [one.pointer for one in outcomes(filled.node, filled.pointer) if one.value == ""]
    return not empty or any(one in refused for one in empty)


def _matching(view: View) -> Iterator[tuple[str, str, Assignment | None]]:
    """Object, matching attribute and what fills it, if both are known and the mapping names every attribute it writes."""
    for asserted in view.asserted:
        owner = view.object_of(asserted)
        matching = owner.find(asserted.matching or "") if owner is not None else None
        if owner is None or matching is None or not matching.is_unique or not asserted.complete:
            continue
        filled = next((one for one in asserted.assignments if owner.find(one.attribute) is matching), None)
        yield owner.slug, matching.slug, filled


def _to_map(asserted: Asserted, unique: Sequence[str]) -> str:
    """The advice to map a value too, if the mapping has a value for none of these attributes."""
    mapped = {one.attribute for one in asserted.assignments}
    return ", and map a value to it" if asserted.complete and mapped.isdisjoint(unique) else ""
