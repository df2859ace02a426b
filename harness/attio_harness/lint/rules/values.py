"""Rules on what is written into attributes: constants, templates, names, lists. The types themselves are the emulator's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from attio_emulator.schema.model import Attribute, Object
from segment_actions import MISSING

from attio_harness.lint.model import Flaw, Rule
from attio_harness.lint.rules.examples import example, group, path, people, template
from attio_harness.lint.subscription import Assignment, View
from attio_harness.lint.yields import Outcome, Spot, constant, directive_of
from attio_harness.text.words import listed, meant, shown

__all__ = ["RULES"]

_NO_TEXT = {
    "checkbox": "true or false",
    "currency": "a number",
    "number": "a number",
    "rating": "a whole number from 0 to 5",
}
"""Types that take no text, and what they take (user documentation: the table of simple values)."""

_VARIABLE = re.compile(r"\{\{[^}]+\}\}|^\s*\$\.[A-Za-z_]|\"@[a-zA-Z]+\"")


def looks_variable(value: object) -> bool:
    """Text that was meant to be replaced by something of the event."""
    return isinstance(value, str) and _VARIABLE.search(value) is not None


def _values(view: View) -> Iterator[tuple[Object, Attribute, Outcome]]:
    """Every value that is known to be something, with its attribute; nothing twice at one place."""
    seen: set[tuple[str, str]] = set()
    for owner, assignment, attribute in view.writable():
        if attribute.type == "location":
            continue
        for outcome in assignment.outcomes():
            nothing = outcome.kind == "constant" and (outcome.value is None or outcome.value is MISSING)
            if not nothing and (outcome.pointer, attribute.type) not in seen:
                seen.add((outcome.pointer, attribute.type))
                yield owner, attribute, outcome


def _constants(view: View) -> Iterator[tuple[Object, Attribute, Outcome, str, bool]]:
    """Constants that their attribute refuses: with what it expects, and whether it is a choice among known ones."""
    for owner, attribute, outcome in _values(view):
        if outcome.kind != "constant" or any(
            isinstance(one, Mapping) or looks_variable(one) for one in _each(outcome.value)
        ):
            continue
        refused = view.refusal(owner, attribute, outcome.value)
        if refused is not None:
            yield owner, attribute, outcome, refused.expected, refused.code == "value_not_found"


def _literal_never_fits(view: View) -> Iterator[Flaw]:
    for owner, attribute, outcome, expected, choice in _constants(view):
        if not choice:
            yield Flaw(
                outcome.pointer,
                f"{owner.slug}.{attribute.slug} ({attribute.type}) never takes {shown(outcome.value)}.",
                f"Send {expected}.",
            )


def _unknown_option(view: View) -> Iterator[Flaw]:
    for owner, attribute, outcome, _, choice in _constants(view):
        if choice and attribute.type in ("select", "status"):
            titles = [one.title for one in attribute.choices if not one.is_archived]
            what = "status" if attribute.type == "status" else "option"
            wrong = [one for one in _each(outcome.value) if one not in titles]
            yield Flaw(
                outcome.pointer,
                f"{owner.slug}.{attribute.slug} has no {what} {shown(wrong[0] if wrong else outcome.value)}.",
                f"{meant(wrong[0] if wrong else '', titles)}It has {listed(titles) or 'none yet'}; Attio never adds one by itself.",
            )


def _each(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _unknown_member(view: View) -> Iterator[Flaw]:
    emails = [one.email_address for one in view.workspace.members]
    for owner, attribute, outcome, _, choice in _constants(view):
        if choice and attribute.type == "actor-reference" and emails:
            yield Flaw(
                outcome.pointer,
                f"{shown(outcome.value)} for {owner.slug}.{attribute.slug} is no member of the workspace.",
                f"{meant(outcome.value, emails)}Send the email address of a member: {listed(emails)}.",
            )


def _template_into_typed(view: View) -> Iterator[Flaw]:
    for owner, attribute, outcome in _values(view):
        if outcome.kind == "text" and attribute.type in _NO_TEXT:
            directive = _directive_at(outcome.pointer)
            yield Flaw(
                outcome.pointer,
                f"{directive} always makes text, and {owner.slug}.{attribute.slug} ({attribute.type}) takes none.",
                f"Use @path on a value of the event that is {_NO_TEXT[attribute.type]}.",
            )


def _directive_at(pointer: str) -> str:
    return next((token for token in reversed(pointer.split("/")) if token.startswith("@")), "A template")


def _location(view: View) -> Iterator[Flaw]:
    for owner, assignment, attribute in view.writable():
        if attribute.type == "location" and constant(assignment.node) not in (None, MISSING):
            yield Flaw(
                assignment.pointer,
                f"{owner.slug}.{attribute.slug} is a location, which the destination cannot write.",
                "Leave it out of the mapping, or map the parts to text attributes of your own.",
            )


def _name_without_comma(view: View) -> Iterator[Flaw]:
    for owner, attribute, outcome in _values(view):
        if attribute.type != "personal-name" or outcome.kind not in ("path", "text"):
            continue
        if outcome.kind == "text" and (outcome.value is None or "," in outcome.value):
            continue
        found = f"the text at {outcome.value}" if outcome.kind == "path" else "a template without a comma"
        yield Flaw(
            outcome.pointer,
            f"{owner.slug}.{attribute.slug} is filled with {found}: Attio takes 'Last, First' only and refuses 'First Last'.",
            "Map it with @template '{{traits.last_name}}, {{traits.first_name}}'.",
        )


def _list_for_one(view: View) -> Iterator[Flaw]:
    for owner, attribute, outcome in _values(view):
        if outcome.kind != "list" or attribute.is_multiselect:
            continue
        if outcome.value is None or len(outcome.value) > 1:
            yield Flaw(
                outcome.pointer,
                f"{owner.slug}.{attribute.slug} holds one value and is mapped to a list.",
                "Map the one value, for example with an index in the path ($.properties.products[0].sku).",
            )


def _object_for_attribute(view: View) -> Iterator[Flaw]:
    for owner, attribute, outcome in _values(view):
        elements = _each(outcome.value) if outcome.kind in ("constant", "list") else []
        if outcome.kind == "object" or any(_is_object(one) for one in elements):
            yield Flaw(
                outcome.pointer,
                f"{owner.slug}.{attribute.slug} ({attribute.type}) is mapped to an object; no attribute takes one.",
                "Map a single value; for the parts of a name or the like use @template or @json.",
            )


def _is_object(value: object) -> bool:
    """An object as a value; a directive, or what was meant to be one, has rules of its own."""
    return isinstance(value, Mapping) and not any(str(key).startswith("@") for key in value)


def _reference_to_inactive(view: View) -> Iterator[Flaw]:
    for owner, assignment, attribute in view.writable():
        targets = [
            found for slug in attribute.allowed_objects if (found := view.workspace.find_object(slug)) is not None
        ]
        if attribute.type != "record-reference" or not targets or any(one.active for one in targets):
            continue
        if constant(assignment.node) in (None, MISSING):
            continue
        names = " and ".join(one.slug for one in targets)
        yield Flaw(
            assignment.pointer,
            f"{owner.slug}.{attribute.slug} points to {names}, which is not activated: there is no record to point to.",
            f"Activate {names}, or leave {attribute.slug} out of the mapping.",
        )


def _variable_as_text(view: View) -> Iterator[Flaw]:
    for spot in _texts(view):
        text = str(spot.node)
        found = _VARIABLE.search(text)
        if found is None:
            continue
        if "{{" in found.group():
            hint = 'Write it as {"@template": "…"}.'
        elif "@" in found.group():
            hint = "Write the directive as an object, not as text."
        else:
            hint = f'Write it as {{"@path": {shown(text.strip())}}}.'
        yield Flaw(
            spot.pointer,
            f"The text {shown(text)} is sent to Attio as it stands; nothing of the event replaces it.",
            hint,
        )


def _texts(view: View) -> Iterator[Spot]:
    return (spot for spot in view.spots if isinstance(spot.node, str))


_SECRETS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("a private key", re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----")),
    ("an access token", re.compile(r"^\s*(Bearer|Basic)\s+\S{12,}")),
    ("a JSON web token", re.compile(r"\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*")),
    ("an AWS access key", re.compile(r"\b(AKIA|ASIA)[0-9A-Z]{16}\b")),
    (
        "an API key",
        re.compile(r"\b(sk|rk|pk)_(live|test)_\w{8,}|\b(ghp|gho|ghs|xox[abps])[_-][\w-]{10,}|\bsgp_\w{20,}"),
    ),
    ("a long hexadecimal key", re.compile(r"^\s*([0-9a-f]{40}|[0-9a-f]{64})\s*$", re.IGNORECASE)),
)
_SECRET_NAME = re.compile(r"(^|[_\W])(api_?key|password|passwd|secret|(access|auth)_?token)($|[_\W])", re.IGNORECASE)


def _secret(view: View) -> Iterator[Flaw]:
    for spot in _texts(view):
        text = str(spot.node)
        what = next((name for name, pattern in _SECRETS if pattern.search(text)), None)
        last = spot.pointer.rpartition("/")[2]
        if what is None and len(text) >= 8 and not looks_variable(text) and _SECRET_NAME.search(last):
            what = f"the value of {last}"
        if what is not None:
            yield Flaw(
                spot.pointer,
                f"This text looks like {what} ({len(text)} characters, not shown).",
                "Take it out of the mapping, and replace it where it is in use: mappings are exported, logged and reviewed.",
            )


def _link_override(view: View) -> Iterator[Flaw]:
    for assignment in _overrides(view):
        if assignment.attribute in _LINKS:
            field, what = _LINKS[assignment.attribute]
            yield Flaw(
                assignment.pointer,
                f"{assignment.attribute} among the additional attributes takes the place of the link to the {what} in single "
                "mode, and is itself replaced in batches.",
                f"Leave it out and let the field {field} decide, or map it under another attribute.",
            )


_LINKS = {"person": ("email_address", "person"), "company": ("domain", "company")}
_LINKED = {("identifyUser", "user_attributes", "person"), ("groupWorkspace", "workspace_attributes", "company")}


def _overrides(view: View) -> Iterator[Assignment]:
    for asserted in view.asserted:
        for one in asserted.assignments:
            linked = (view.action.slug, one.field, one.attribute) in _LINKED
            if one.additional and (linked or one.attribute in asserted.own):
                yield one


def _field_override(view: View) -> Iterator[Flaw]:
    for assignment in _overrides(view):
        if assignment.attribute not in _LINKS:
            yield Flaw(
                assignment.pointer,
                f"{assignment.attribute} among the additional attributes takes the place of what the action itself writes there.",
                f"Leave {assignment.attribute} out of {assignment.field} and map the field of the action instead.",
            )


def _users_before_identify(view: View) -> Iterator[Flaw]:
    if view.action.slug != "groupWorkspace" or "user_id" not in view.fields:
        return
    found = directive_of(view.fields["user_id"])
    users = view.workspace.find_object("users")
    if found == ("@path", "$.userId") and users is not None and users.active:
        yield Flaw(
            view.at("user_id"),
            "Every group call links the user of $.userId; a user that Attio does not know yet makes the whole event fail.",
            "See to it that identify is sent before group, or remove the field user_id.",
        )


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
_PERSON = {
    "objects": [
        {
            "api_slug": "people",
            "attributes": [
                {"api_slug": "plan", "type": "select", "options": ["Free", "Team"]},
                {"api_slug": "seats", "type": "number"},
                {"api_slug": "vip", "type": "checkbox"},
                {"api_slug": "api_key", "type": "text"},
            ],
        }
    ]
}
_BOTH = {"objects": [{"api_slug": "users", "active": True}, {"api_slug": "workspaces", "active": True}]}
_WORKSPACES = {"objects": [{"api_slug": "workspaces", "active": True}]}


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


RULES: tuple[Rule, ...] = (
    Rule(
        id="AH101",
        name="literal-never-fits",
        severity="error",
        summary="A constant that the type of its attribute refuses.",
        why="The constant is the same in every event, so every event is refused. Segment's editor saves numbers and booleans as "
        "text when they are typed into a text box.",
        mend="Send what the type takes; a number or boolean without quotation marks.",
        check=_literal_never_fits,
        failing=example(people(seats="25"), workspace=_PERSON),
        passing=example(people(seats=25), workspace=_PERSON),
    ),
    Rule(
        id="AH102",
        name="unknown-option",
        severity="error",
        summary="A constant that is no option of its select attribute, or no status of its status attribute.",
        why="Attio never adds an option by itself. Titles must be written in their own upper and lower case (assumed: "
        "`option.title_case`).",
        mend="Use a title that is there, or add it in Attio.",
        check=_unknown_option,
        failing=example(people(plan="team"), workspace=_PERSON),
        passing=example(people(plan="Team"), workspace=_PERSON),
    ),
    Rule(
        id="AH103",
        name="unknown-member",
        severity="error",
        summary="A constant for an actor reference that is no member's email address.",
        why="An actor is a member of the workspace, named by email address. Attio refuses others.",
        mend="Use a member's address. Rule silent where the workspace file names no members.",
        check=_unknown_member,
        failing=example(_deal("alcie@acme.com"), workspace=_DEALS),
        passing=example(_deal("alice@acme.com"), workspace=_DEALS),
    ),
    Rule(
        id="AH104",
        name="template-into-typed",
        severity="error",
        summary="A directive that always makes text fills a checkbox, number, currency or rating.",
        why="`@template`, `@liquid`, `@replace` and `@json` (encode) make text also of a number or boolean, and these types take "
        "no text.",
        mend="Use `@path`, or `@if` between constants.",
        check=_template_into_typed,
        failing=example(people(vip=template("{{traits.vip}}")), workspace=_PERSON),
        passing=example(people(vip=path("traits.vip")), workspace=_PERSON),
    ),
    Rule(
        id="AH105",
        name="location-attribute",
        severity="error",
        summary="A location attribute is mapped.",
        why="The destination's documentation says that locations are not supported; there is no form of a value that passes.",
        mend="Map the parts of the address to text attributes.",
        check=_location,
        failing=example(people(primary_location=path("traits.address"))),
        passing=example(people(description=path("traits.address.city"))),
    ),
    Rule(
        id="AH106",
        name="name-without-comma",
        severity="warning",
        summary="A person's name is filled with something that need not hold a comma.",
        why="Attio takes names as 'Last name(s), First name(s)' here. `traits.name` is 'First Last' in nearly every source.",
        mend="Put last and first name together with a template.",
        check=_name_without_comma,
        failing=example(people(name=path("traits.name"))),
        passing=example(people(name=template("{{traits.last_name}}, {{traits.first_name}}"))),
    ),
    Rule(
        id="AH107",
        name="list-for-one-value",
        severity="warning",
        summary="An attribute that holds one value is mapped to a list.",
        why="Several values for such an attribute are refused (assumed: `write.several_values_for_one`).",
        mend="Choose one element, or make a multi-value attribute in Attio.",
        check=_list_for_one,
        failing=example(people(job_title=[path("traits.title"), path("traits.role")])),
        passing=example(people(job_title=path("traits.title"))),
    ),
    Rule(
        id="AH108",
        name="object-for-attribute",
        severity="error",
        summary="An attribute is mapped to an object.",
        why="The simple values of this destination are text, numbers, booleans and lists of them; no type takes an object.",
        mend="Map one value.",
        check=_object_for_attribute,
        failing=example(people(name={"first_name": path("traits.first_name"), "last_name": path("traits.last_name")})),
        passing=example(people(name=template("{{traits.last_name}}, {{traits.first_name}}"))),
    ),
    Rule(
        id="AH109",
        name="reference-to-inactive-object",
        severity="error",
        summary="A reference can only point to objects that are not activated.",
        why="Attio never creates a record from a reference, and an object that is switched off has no records. Group Workspace "
        "links users by default.",
        mend="Activate the object, or leave the reference out.",
        check=_reference_to_inactive,
        failing=example(group(user_id=path("userId")), workspace=_WORKSPACES),
        passing=example(group(), workspace=_WORKSPACES),
    ),
    Rule(
        id="AH110",
        name="variable-as-text",
        severity="error",
        summary="Text that looks like a variable but stands outside a directive.",
        why="Only `@template` replaces `{{…}}` and only `@path` looks up `$.…`; plain text, also inside `@literal`, is sent as it "
        "stands and ends up in the CRM.",
        mend="Put it into the directive.",
        check=_variable_as_text,
        failing=example(people(description="{{traits.bio}}")),
        passing=example(people(description=template("{{traits.bio}}"))),
    ),
    Rule(
        id="AH111",
        name="secret-in-mapping",
        severity="warning",
        summary="A constant looks like a password, token or key.",
        why="Mappings are exported, kept in repositories and printed in logs. The message does not show the value.",
        mend="Remove and replace the secret.",
        check=_secret,
        failing=example(people(api_key="correct-horse-battery"), workspace=_PERSON),
        passing=example(people(api_key=path("traits.key_name")), workspace=_PERSON),
    ),
    Rule(
        id="AH112",
        name="link-override",
        severity="warning",
        summary="`person` among the user attributes, or `company` among the workspace attributes.",
        why="The action sets this link itself. In single mode the additional attribute wins, in a batch the link of the action "
        "does: the same event ends differently.",
        mend="Leave it to the action.",
        check=_link_override,
        failing=example(group(workspace_attributes={"company": path("traits.company_id")}), workspace=_WORKSPACES),
        passing=example(group(workspace_attributes={"name": path("traits.name")}), workspace=_WORKSPACES),
    ),
    Rule(
        id="AH113",
        name="field-override",
        severity="warning",
        summary="An additional attribute that the action itself fills from a field.",
        why="The additional attribute wins, also when it is the one the record is found by: person and user, or company and "
        "workspace, then need not belong together.",
        mend="Map the field instead.",
        check=_field_override,
        failing=example(group(company_attributes={"domains": path("traits.domain")}), workspace=_WORKSPACES),
        passing=example(group(domain=path("traits.domain")), workspace=_WORKSPACES),
    ),
    Rule(
        id="AH114",
        name="users-before-identify",
        severity="note",
        summary="Group Workspace links the user of every group call.",
        why="`users` is filled from `$.userId` by default, references never create their target, and Segment does not keep the "
        "order of events: a group call that overtakes the first identify is lost, its company already written.",
        mend="Send identify first and let some time pass, or remove the field `user_id`.",
        check=_users_before_identify,
        failing=example(group(user_id=path("userId")), workspace=_BOTH),
        passing=example(group(), workspace=_BOTH),
    ),
)
