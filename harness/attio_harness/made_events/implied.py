"""The workspace that mappings imply if none is given: every standard object is active, and everything else that they name exists.

The type of a custom attribute is unknown: it is a number if the name of the path that fills it is known to hold numbers, else a text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import TYPE_CHECKING, Any

from attio_destination import destination
from attio_emulator import Workspace

from attio_harness.inputs.subscription import LocatedSubscription
from attio_harness.lint.subscription import Asserted, View
from attio_harness.lint.yields import path_of
from attio_harness.made_events.values import Drawn, facts
from attio_harness.text.alike import folded

if TYPE_CHECKING:
    from segment_events.world import Person

__all__ = ["implied_by"]

_NUMBERS = frozenset(
    ["amount", "arr", "balance", "count", "mrr", "price", "quantity", "revenue", "score", "total", "value"]
)
"""Names of values that are hardly ever text; facts about a person show the types for other names."""


def implied_by(sources: Sequence[LocatedSubscription], somebody: Person) -> Workspace:
    """The workspace with every attribute that the mappings name; facts about a person give the types."""
    standard, known = Workspace.standard(), facts(Drawn(who=somebody, random=Random(0)))
    objects: dict[str, dict[str, Any]] = {
        one.slug: {"active": True} for one in standard.objects.values() if one.may_be_inactive
    }
    attributes: dict[str, dict[str, dict[str, Any]]] = {}
    for source in sources:
        action = destination.actions.get(source.action)
        if action is None:  # it is refused, with its place, when it is run
            continue
        for asserted in View(source, action, standard, ()).asserted:
            if asserted.object:
                objects.setdefault(asserted.object, {})
                there = attributes.setdefault(asserted.object, {})
                owner = standard.find_object(asserted.object)
                for row in _attributes(asserted, known):
                    if owner is None or owner.find(row["api_slug"]) is None:
                        there.setdefault(row["api_slug"], row)
    rows = [
        {"api_slug": slug, **members, "attributes": list(attributes.get(slug, {}).values())}
        for slug, members in objects.items()
    ]
    return Workspace.from_dict({"objects": rows}, file="the workspace that the mappings imply")


def _attributes(asserted: Asserted, known: Any) -> Iterator[dict[str, Any]]:
    if asserted.matching:
        yield {"api_slug": asserted.matching, "type": "text", "is_unique": True}
    for one in asserted.assignments:
        path = path_of(one.node)
        name = folded(path[-1]) if path else ""
        is_number = name in _NUMBERS or isinstance(known.get(name), int)
        yield {"api_slug": one.attribute, "type": "number" if is_number else "text"}
