"""Rules on what attributes take: constants, templates, names, lists. The emulator defines the types."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from segment_actions import MISSING

from attio_harness.advice.attribute_types import ACCEPTS
from attio_harness.advice.contact import name_parts
from attio_harness.advice.options import near_member
from attio_harness.advice.unmarked import unmarked_key, what_to_write
from attio_harness.lint.mended import as_name, as_value, node_at
from attio_harness.lint.model import Violation, rule
from attio_harness.lint.rules.examples import WORKSPACES, example, group, path, people, template
from attio_harness.lint.subscription import View, each
from attio_harness.lint.yields import constant
from attio_harness.text.alike import likely_meant
from attio_harness.text.words import listed, shown, titles_listed

_DEALS = {
    "members": [{"email_address": "alice@acme.com"}],
    "objects": [
        {
            "api_slug": "deals",
            "active": True,
            "attributes": [{"api_slug": "deal_key", "type": "text", "is_unique": True}],
        }
    ],
}


def _deal(owner: object) -> dict[str, object]:
    return {
        "name": "Deals",
        "partnerAction": "assertRecord",
        "subscribe": 'type = "track" and event = "Demo Requested"',
        "mapping": {
            "object": "deals",
            "matching_attribute": "deal_key",
            "attributes": {
                "deal_key": path("properties.key"),
                "name": template("Demo for {{properties.email}}"),
                "stage": "Lead",
                "owner": owner,
            },
        },
    }


_TYPED = {
    "objects": [
        {
            "api_slug": "people",
            "attributes": [
                {"api_slug": "plan", "type": "select", "options": ["Free", "Team"]},
                {"api_slug": "seats", "type": "number"},
                {"api_slug": "vip", "type": "checkbox"},
            ],
        }
    ]
}


@rule(
    "AH101",
    "error",
    title="A constant does not fit the type of its attribute.",
    why="The constant is the same in every event, so every event is refused. Segment's editor saves numbers and booleans as "
    "text when they are typed into a text box.",
    fix="Send what the type accepts; a number or boolean without quotation marks.",
    failing=example(people(seats="25"), workspace=_TYPED),
    passing=example(people(seats=25), workspace=_TYPED),
)
def literal_never_fits(view: View) -> Iterator[Violation]:
    for owner, attribute, outcome, refused in view.refused_constants:
        if refused.code != "value_not_found":
            yield Violation(
                outcome.pointer,
                f"{owner.slug}.{attribute.slug} ({attribute.type}) never accepts {shown(outcome.value)}.",
                f"Send {refused.expected}.",
            )


@rule(
    "AH102",
    "error",
    title="A constant is not an option of its select attribute, or not a status of its status attribute.",
    why="Attio never adds an option by itself. Titles must be written in their own upper and lower case (assumed: "
    "`option.title_case`).",
    fix="Use an existing title, or add it in Attio.",
    failing=example(people(plan="team"), workspace=_TYPED),
    passing=example(people(plan="Team"), workspace=_TYPED),
)
def unknown_option(view: View) -> Iterator[Violation]:
    for owner, attribute, outcome, refused in view.refused_constants:
        if refused.code == "value_not_found" and attribute.type in ("select", "status"):
            titles = [one.title for one in attribute.choices if not one.is_archived]
            what = "status" if attribute.type == "status" else "option"
            wrong = [one for one in each(outcome.value) if one not in titles]
            several = re.split(r"\s*[,;|]\s*", outcome.value) if isinstance(outcome.value, str) else []
            if attribute.is_multiselect and len(several) > 1 and set(several) <= set(titles):
                yield Violation(
                    outcome.pointer,
                    f"{owner.slug}.{attribute.slug} has no {what} {shown(outcome.value)}: one text names one {what}.",
                    f"Write a list: {json.dumps(several, ensure_ascii=False)}.",
                )
                continue
            yield Violation(
                outcome.pointer,
                f"{owner.slug}.{attribute.slug} has no {what} {shown(wrong[0] if wrong else outcome.value)}.",
                f"{likely_meant(str(wrong[0]) if wrong else '', titles)}It has {titles_listed(titles, 'none yet')}; Attio never adds one by itself.",
            )


@rule(
    "AH103",
    "error",
    title="A constant for an actor reference is not a member's email address.",
    why="An actor is a member of the workspace, named by email address. Attio refuses others.",
    fix="Use a member's address. If the workspace file names no members, this rule is silent.",
    failing=example(_deal("alcie@acme.com"), workspace=_DEALS),
    passing=example(_deal("alice@acme.com"), workspace=_DEALS),
)
def unknown_member(view: View) -> Iterator[Violation]:
    emails = [one.email_address for one in view.workspace.members]
    for owner, attribute, outcome, refused in view.refused_constants:
        # a file that names no members says nothing about who they are
        if refused.code == "value_not_found" and attribute.type == "actor-reference" and emails:
            unknown = next((one for one in each(outcome.value) if one not in emails), None)
            close = near_member(view.workspace, unknown) if isinstance(unknown, str) else None
            meant = f"Did you mean {close!r}? " if close else ""
            yield Violation(
                outcome.pointer,
                f"{shown(outcome.value)} for {owner.slug}.{attribute.slug} is not a member of the workspace.",
                f"{meant}Send the email address of a member: {listed(emails)}.",
            )


@rule(
    "AH104",
    "error",
    title="A directive that always makes text fills a checkbox, number, currency or rating.",
    why="`@template`, `@liquid`, `@replace` and `@json` (encode) turn even a number or boolean into text, which these types do "
    "not accept.",
    fix="Use `@path`, or `@if` between constants.",
    failing=example(people(vip=template("{{traits.vip}}")), workspace=_TYPED),
    passing=example(people(vip=path("traits.vip")), workspace=_TYPED),
)
def template_into_typed(view: View) -> Iterator[Violation]:
    for owner, attribute, outcome in view.values:
        instead = ACCEPTS[attribute.type].not_text
        if outcome.kind == "text" and instead is not None:
            directive = _directive_at(outcome.pointer)
            written, is_made = as_value(node_at(view.spots, outcome.pointer))
            how = f"Write {written}, for" if written else "Use @path on"
            if is_made:
                how = f"Read the value out of the text with {written}, or use @path on"
            yield Violation(
                outcome.pointer,
                f"{directive} always makes text, which {owner.slug}.{attribute.slug} ({attribute.type}) does not accept.",
                f"{how} a value of the event that is {instead}.",
            )


_TRAITED = frozenset({"identify", "group"})


def _directive_at(pointer: str) -> str:
    return next((token for token in reversed(pointer.split("/")) if token.startswith("@")), "A template")


@rule(
    "AH105",
    "error",
    title="A location attribute is mapped.",
    why="Segment's page on the destination calls locations unsupported. A later edition accepts an address as one text: if the "
    "workspace file sets `location.simple: text` among its assumptions, this rule is silent.",
    fix="Map the parts of the address to text attributes.",
    failing=example(people(primary_location=path("traits.address"))),
    passing=example(people(description=path("traits.address.city"))),
)
def location_attribute(view: View) -> Iterator[Violation]:
    for owner, assignment, attribute in () if view.takes_locations else view.writable:
        if attribute.type == "location" and constant(assignment.node) not in (None, MISSING):
            yield Violation(
                assignment.pointer,
                f"{owner.slug}.{attribute.slug} is a location, which the destination cannot write, according to Segment's page.",
                "Leave it out of the mapping, or map the parts to custom text attributes; a later edition of the page accepts an address "
                "as one text: if your Attio does, set the assumption location.simple to text.",
            )


@rule(
    "AH106",
    "warning",
    title="A person's name is filled with text that may have no comma.",
    why="Here Attio accepts names only as 'Last name(s), First name(s)'. `traits.name` is 'First Last' in nearly every source.",
    fix="Join last and first name with a template.",
    failing=example(people(name=path("traits.name"))),
    passing=example(people(name=template("{{traits.last_name}}, {{traits.first_name}}"))),
)
def name_without_comma(view: View) -> Iterator[Violation]:
    for owner, attribute, outcome in view.values:
        if attribute.type != "personal-name" or outcome.kind not in ("path", "text"):
            continue
        # None: a @replace or the like, whose text is not known
        if outcome.kind == "text" and (outcome.value is None or "," in outcome.value):
            continue
        found = f"the text at {outcome.value}" if outcome.kind == "path" else "a template without a comma"
        # look for the names beside what is read: no track event has traits
        read = outcome.value.removeprefix("$.").rpartition(".")[0] if outcome.kind == "path" else ""
        root = read or ("properties" if _TRAITED.isdisjoint(view.trigger.types) else "traits")
        yield Violation(
            outcome.pointer,
            f"{owner.slug}.{attribute.slug} is filled with {found}: Attio accepts only 'Last, First' and refuses 'First Last'.",
            f"Map it with {as_name(node_at(view.spots, outcome.pointer), root, needed=attribute.is_required)}.",
        )


@rule(
    "AH107",
    "warning",
    title="An attribute that holds one value is mapped to a list.",
    why="Several values for such an attribute are refused (assumed: `write.several_values_for_one`).",
    fix="Choose one element, or make a multi-value attribute in Attio.",
    failing=example(people(job_title=[path("traits.title"), path("traits.role")])),
    passing=example(people(job_title=path("traits.title"))),
)
def list_for_one_value(view: View) -> Iterator[Violation]:
    for owner, attribute, outcome in view.values:
        if outcome.kind != "list" or attribute.is_multiselect:
            continue
        # a list of one is taken like the value itself
        if outcome.value is None or len(outcome.value) > 1:
            yield Violation(
                outcome.pointer,
                f"{owner.slug}.{attribute.slug} holds one value and is mapped to a list.",
                "Map one value, for example with an index in the path ($.properties.products[0].sku).",
            )


@rule(
    "AH108",
    "error",
    title="An attribute is mapped to an object.",
    why="The simple values of this destination are text, numbers, booleans and lists of them; no type accepts an object.",
    fix="Map one value.",
    failing=example(people(name={"first_name": path("traits.first_name"), "last_name": path("traits.last_name")})),
    passing=example(people(name=template("{{traits.last_name}}, {{traits.first_name}}"))),
)
def object_for_attribute(view: View) -> Iterator[Violation]:
    for owner, attribute, outcome in view.values:
        elements = each(outcome.value) if outcome.kind in ("constant", "list") else []
        if outcome.kind == "object" or any(_is_object(one) for one in elements):
            hint = "Map a single value; for the parts of a name or the like use @template or @json."
            node = node_at(view.spots, outcome.pointer)
            if (key := unmarked_key(node)) is not None:
                hint = f"{what_to_write(key)}."
            elif attribute.type == "personal-name" and name_parts(node):
                hint = f"Map it with {as_name(node, '', needed=attribute.is_required)}."
            yield Violation(
                outcome.pointer,
                f"{owner.slug}.{attribute.slug} ({attribute.type}) is mapped to an object; no attribute accepts one.",
                hint,
            )


def _is_object(value: object) -> bool:
    """Whether a value is an object; a directive, or an object meant as one, has its own rules."""
    return isinstance(value, Mapping) and not any(str(key).startswith("@") for key in value)


@rule(
    "AH109",
    "error",
    title="A reference can only point to objects that are not activated.",
    why="Attio never creates a record from a reference, and those of an object that is switched off cannot be referred to "
    "(assumed: reference.inactive_object). Group Workspace links users by default.",
    fix="Activate the object, or leave the reference out.",
    failing=example(group(user_id=path("userId")), workspace=WORKSPACES),
    passing=example(group(), workspace=WORKSPACES),
)
def reference_to_inactive_object(view: View) -> Iterator[Violation]:
    if view.workspace.assumptions.get("reference.inactive_object") == "accept":
        return  # a state may have records of it
    for owner, assignment, attribute in view.writable:
        targets = [
            found for slug in attribute.allowed_objects if (found := view.workspace.find_object(slug)) is not None
        ]
        if attribute.type != "record-reference" or not targets or any(one.active for one in targets):
            continue
        if constant(assignment.node) in (None, MISSING):
            continue
        names = " and ".join(one.slug for one in targets)
        yield Violation(
            assignment.pointer,
            f"{owner.slug}.{attribute.slug} points to {names}, which is not activated: there is no record to point to.",
            f"Activate {names}, or leave {assignment.pointer.rpartition('/')[2]} out of the mapping.",
        )
