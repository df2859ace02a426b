"""One subscription as the rules see it: its fields, the records it asserts, the attributes it writes, its trigger.

The rules judge it. `attio_destination.asserts` says which action asserts which records.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from attio_destination import destination
from attio_destination.asserts import ASSERTS, Assert
from attio_emulator import Attribute, Workspace
from attio_emulator.schema.model import Object
from attio_emulator.types import Refused
from segment_actions import MISSING, Action, PayloadValidationError
from segment_actions.mapping.compiler import is_directive
from segment_actions.mapping.whole import ROOT

from attio_harness.advice.fitting import refusal, unique_slugs
from attio_harness.inputs.subscription import LocatedSubscription
from attio_harness.lint.lookups import Lookup, lookups
from attio_harness.lint.trigger import Trigger
from attio_harness.lint.yields import UNKNOWN, Outcome, Spot, constant, is_event_word, looks_variable, outcomes, spots
from attio_harness.text.words import listed

__all__ = ["INTERNAL", "Asserted", "Assignment", "View", "each"]

INTERNAL = ("batch_keys", "batch_bytes")
"""Segment's own keys beside the fields of an action; all others begin with `__segment_internal_`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """An attribute as the mapping names it, and the part of the mapping that fills it."""

    attribute: str
    node: Any
    pointer: str
    field: str
    additional: bool = False
    """Whether it is one of the additional attributes; otherwise the action itself sets it from a field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asserted:
    """A record the action creates or updates.

    `object` and `matching` are None if they depend on the event. `complete` is False if the mapping may write attributes that
    it does not name (a directive instead of an object of attributes).
    """

    object: str | None
    matching: str | None
    assignments: tuple[Assignment, ...]
    complete: bool
    additional: str
    """The field with the additional attributes."""
    link: Assignment | None = None
    """An attribute that gets the record ID of an answer; its node is the one that the linked record is found by."""
    shape: Assert
    """What the action writes there by itself."""


class View:
    """A subscription among its siblings."""

    def __init__(
        self, source: LocatedSubscription, action: Action, workspace: Workspace, siblings: Sequence[View]
    ) -> None:
        self.source = source
        self.action = action
        self.workspace = workspace
        self.siblings = siblings
        """All subscriptions of this run, this one included, in order."""

    def at(self, *keys: str) -> str:
        """The pointer into the file of a member of the mapping."""
        return self.source.pointer_to(keys)

    @property
    def opaque(self) -> bool:
        """Whether the whole mapping is one directive, so that its fields depend on the event."""
        return is_directive(self.source.mapping) or ROOT in self.source.mapping

    @cached_property
    def fields(self) -> Mapping[str, Any]:
        """The mapped nodes by field of the action; empty for an opaque mapping."""
        return {} if self.opaque else self.source.mapping

    @cached_property
    def trigger(self) -> Trigger:
        return Trigger(self.source.trigger)

    @cached_property
    def spots(self) -> tuple[Spot, ...]:
        """Every part of the mapping."""
        return tuple(spots(self.source.mapping, self.source.mapping_pointer))

    @cached_property
    def lookups(self) -> Sequence[Lookup]:
        """Every path by which the mapping looks into an event."""
        return list(lookups(self.spots))

    @cached_property
    def refused_fields(self) -> Mapping[str, str]:
        """Fields with a constant, or a form, that Segment's validation refuses -> its message."""
        out = {}
        for key, node in self.fields.items():
            if key in self.action.fields:
                said = [self._refusal(key, value) for value in self._values_of(key, node)]
                if said and said[0] is not None and None not in said:
                    out[key] = said[0]
        return out

    def _values_of(self, key: str, node: Any) -> list[Any]:
        """The constant that a field is, or values of the form that each of its branches always has; none if that depends on the event."""
        value = constant(node)
        if value is not UNKNOWN:
            # an empty field counts as missing, which has its own rule
            return [value] if _there(value) else []
        is_object = self.action.fields[key].type == "object"
        made = [_of_form(one, is_object) for one in outcomes(node, "") if one.value is not MISSING]
        return [] if UNKNOWN in made else made

    def _refusal(self, key: str, value: Any) -> str | None:
        try:
            # validated alone, so messages about other required fields come too and are sorted out below
            destination.validator(self.action.slug).validate({key: value})
        except PayloadValidationError as error:
            said = [one["message"] for one in error.errors if str(one["pointer"]).startswith(f"/{key}")]
            return str(said[0]) if said else None
        return None

    def validated(self, field: str, value: Any) -> Any:
        """A constant as Segment's validation passes it on: a number as text, a list of one as its element; unchanged if refused."""
        if field not in self.action.fields or not isinstance(value, bool | int | float | list):
            return value
        given, problems = destination.validator(self.action.slug).examined({field: value})
        return value if any(one.member[:1] == (field,) for one in problems) else given.get(field, value)

    # -- records ---------------------------------------------------------------------------------------------------

    @cached_property
    def asserted(self) -> tuple[Asserted, ...]:
        """The records this subscription creates or updates, in the order of its requests."""
        if self.opaque:
            return ()
        return tuple(map(self._record, ASSERTS[self.action.slug]))

    def _record(self, shape: Assert) -> Asserted:
        additional, complete = self._additional(shape.additional)
        overridden = {one.attribute for one in additional}
        fixed = [
            Assignment(
                attribute=one.attribute, node=self.fields[one.field], pointer=self.at(one.field), field=one.field
            )
            for one in shape.fills
            if one.field in self.fields
        ]
        answered = {one.attribute for one in shape.fills if one.link == "record_id"}
        return Asserted(
            object=shape.object or self._named(shape.object_field),
            matching=shape.matching_attribute or self._named(shape.matching_field),
            # single delivery: the additional attribute wins over the field of the action (observation)
            assignments=(*(one for one in fixed if one.attribute not in overridden | answered), *additional),
            complete=complete,
            additional=shape.additional,
            link=next((one for one in fixed if one.attribute in answered), None),
            shape=shape,
        )

    def _named(self, field: str | None) -> str | None:
        """The slug that a field names; None unless it is the same for every event."""
        found = self.validated(field, constant(self.fields.get(field))) if field is not None else None
        return found if isinstance(found, str) and found else None

    def _additional(self, field: str) -> tuple[tuple[Assignment, ...], bool]:
        node = self.fields.get(field, {})
        # a directive may yield any attribute, so none is known to be missing
        if not isinstance(node, Mapping) or is_directive(node):
            return (), False
        rows = (
            Assignment(attribute=key, node=inner, pointer=self.at(field, key), field=field, additional=True)
            for key, inner in node.items()
        )
        return tuple(rows), True

    def slugs_for(self, field: str) -> str:
        """Advice on what to write into a field that names an object or an attribute; empty for other fields."""
        if self.action.slug != "assertRecord" or field not in ("object", "matching_attribute"):
            return ""
        if field == "object":
            return f"Write the slug of an object: {listed(one.slug for one in self.workspace.active_objects())}."
        owners = [found for one in self.asserted if (found := self.object_of(one)) is not None]
        unique = [slug for owner in owners for slug in unique_slugs(owner)]
        return f"Write the slug of a unique attribute{f': {listed(unique)}' if unique else ' of the object'}."

    def object_of(self, asserted: Asserted) -> Object | None:
        """The workspace's object, active or not; None if there is none or the event decides which."""
        return self.workspace.find_object(asserted.object) if asserted.object is not None else None

    @cached_property
    def written(self) -> Sequence[tuple[Asserted, Object, Assignment, Attribute | None]]:
        """Every attribute that the mapping writes into an existing object; the last element is None if the object lacks it."""
        return [
            (asserted, owner, assignment, owner.find(assignment.attribute))
            for asserted in self.asserted
            if (owner := self.object_of(asserted)) is not None
            for assignment in asserted.assignments
        ]

    @cached_property
    def links(self) -> Sequence[tuple[Object, Assignment, Attribute]]:
        """The attributes that link to the record written before, with the field by which that record is found."""
        return [
            (owner, asserted.link, attribute)
            for asserted in self.asserted
            if asserted.link is not None and (owner := self.object_of(asserted)) is not None
            if (attribute := owner.find(asserted.link.attribute)) is not None
        ]

    @cached_property
    def writable(self) -> Sequence[tuple[Object, Assignment, Attribute]]:
        """Like `written`, but without unknown, archived and read-only attributes, which Attio refuses with any value."""
        return [
            (owner, assignment, attribute)
            for _, owner, assignment, attribute in self.written
            if attribute is not None and not attribute.is_archived and attribute.is_writable
            if assignment.field not in self.refused_fields
        ]

    @cached_property
    def values(self) -> Sequence[tuple[Object, Attribute, Outcome]]:
        """Every known value with its attribute, each place once."""
        found: dict[tuple[str, str], tuple[Object, Attribute, Outcome]] = {}
        for owner, assignment, attribute in self.writable:
            if attribute.type == "location" and not self.takes_locations:
                continue
            for outcome in outcomes(assignment.node, assignment.pointer):
                if outcome.kind == "constant" and not assignment.additional:
                    outcome = replace(outcome, value=self.validated(assignment.field, outcome.value))
                nothing = outcome.kind == "constant" and (outcome.value is None or outcome.value is MISSING)
                if not nothing:
                    found.setdefault((outcome.pointer, attribute.type), (owner, attribute, outcome))
        return list(found.values())

    @property
    def takes_locations(self) -> bool:
        """Whether a location can be written at all."""
        return self.workspace.assumptions["location.simple"] == "text"

    @cached_property
    def refused_constants(self) -> Sequence[tuple[Object, Attribute, Outcome, Refused]]:
        """The constants that their attribute refuses."""
        return [
            (owner, attribute, outcome, refused)
            for owner, attribute, outcome in self.values
            if outcome.kind == "constant"
            and (_is_meant(outcome) or not any(map(_is_something_else, each(outcome.value))))
            if (refused := self.refusal(owner, attribute, outcome.value)) is not None
        ]

    def refusal(self, owner: Object, attribute: Attribute, value: Any) -> Refused | None:
        """Why an attribute never takes a constant; None if it takes it, or if that depends on the records of the workspace."""
        return refusal(self.workspace, owner, attribute, value)


def _of_form(outcome: Outcome, is_object: bool) -> Any:
    """A value of the form that an outcome has with every event; UNKNOWN if there is none that a field always refuses."""
    if outcome.kind == "constant":
        return outcome.value if _there(outcome.value) else UNKNOWN
    if outcome.kind == "object":
        return {"": ""}
    if outcome.kind == "list" and isinstance(outcome.value, list) and (is_object or len(outcome.value) > 1):
        # a list of one may pass as its element
        return [{} for _ in outcome.value]
    return " " if outcome.kind == "text" and is_object else UNKNOWN


def each(value: Any) -> list[Any]:
    """The elements of a list; anything else as a list of one."""
    return value if isinstance(value, list) else [value]


def _is_something_else(value: Any) -> bool:
    """Whether a value is an object or text that looks like a variable: both have their own rules."""
    return isinstance(value, Mapping) or looks_variable(value)


def _is_meant(outcome: Outcome) -> bool:
    """Whether a word that events have for a member stands in a @literal, and so for itself."""
    return outcome.pointer.endswith("/@literal") and is_event_word(outcome.value)


def _there(value: Any) -> bool:
    return value is not MISSING and value is not None and value != ""
