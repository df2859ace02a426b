"""Rules on triggers. `lint.quirks` finds what is odd in the way a trigger is written; the rules here judge what it means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from segment_actions.fql.generator import clause

from attio_harness.inputs.event import ROOTS
from attio_harness.lint.instead import as_written, instead_of, of_type, with_its_value
from attio_harness.lint.model import Violation, rule
from attio_harness.lint.rules.examples import USERS, example, identify, people
from attio_harness.lint.satisfiability import by_field, conflict, conjunctions, types_of_all
from attio_harness.lint.subscription import View
from attio_harness.lint.trigger import Trigger
from attio_harness.text.words import listed

_SELF_SERVICE = 2
"""Conditions a trigger may have on Segment's self-service plans (documentation)."""

_EXPECTED = {"identifyUser": "identify", "groupWorkspace": "group"}

_QUOTED = 'type = "track" and event = "Signed Up"'

_TRACK = {"email_addresses": {"@path": "$.context.traits.email"}}


def _track(trigger: str) -> dict[str, object]:
    """Assert Record on people from events of any type."""
    return people(trigger, **_TRACK)


def _quirks(view: View, name: str) -> Iterator[Violation]:
    found = [one for one in view.trigger.quirks if one.name == name]
    announced = _beyond_self_service(view.trigger, sum(one.more for one in found))
    for one in found:
        # once, for all of them together
        yield Violation(view.source.trigger_pointer, one.message, one.hint + announced)
        announced = ""


@rule(
    "AH301",
    "error",
    title="The trigger, or a clause in it, is not written the way Segment's destinations read it.",
    why="They read only a small and strict part of FQL. One unreadable character makes Segment discard the whole trigger, "
    'which then never matches: `type!="x"` without blanks is enough.',
    fix="Write blanks around operators, double quotes around text, and whole clauses.",
    failing=example(_track('type!="alias"')),
    passing=example(_track('type != "alias"')),
)
def trigger_unreadable(view: View) -> Iterator[Violation]:
    return _quirks(view, "trigger-unreadable")


@rule(
    "AH302",
    "error",
    title="No event can meet the trigger.",
    why="Clauses contradict each other, ask for a type that does not exist (`Track` for `track`), or for members that events of "
    "that type do not have.",
    fix="Correct the clauses that the message names.",
    failing=example(_track('type = "Track"')),
    passing=example(_track('type = "track"')),
)
def trigger_never_matches(view: View) -> Iterator[Violation]:
    found = view.trigger.contradiction if view.trigger.sound else None
    if found is not None:
        together = "is never true" if len(found) == 1 else "are never true together"
        yield Violation(
            view.source.trigger_pointer,
            f"The trigger never matches: {as_written(found, view.trigger)} {together}.",
            instead_of(found, view.trigger),
        )


@rule(
    "AH303",
    "error",
    title="A clause on a field that Segment's destinations do not know.",
    why="Segment silently skips such a clause, so the trigger matches more than it says; without any other clause it "
    "matches nothing. In `event.type` it skips the member: type, event, name and userId are texts. `traits` alone it reads as "
    "`traits.traits`.",
    fix="Use type, event, name, userId, properties, traits or context.",
    failing=example(_track('type = "track" and anonymousId != null')),
    passing=example(_track('type = "track" and userId != null')),
)
def trigger_unknown_field(view: View) -> Iterator[Violation]:
    return _quirks(view, "trigger-unknown-field")


@rule(
    "AH304",
    "error",
    title="A clause has an operator that Segment's destinations do not have.",
    why="Segment always takes the word after a field for the operator and the next one for the value; with an "
    "unknown operator the clause is never true.",
    fix="Use =, !=, <, <=, >, >=, contains() or match().",
    failing=example(_track('type == "track"')),
    passing=example(_track('type = "track"')),
)
def trigger_unknown_operator(view: View) -> Iterator[Violation]:
    return _quirks(view, "trigger-unknown-operator")


@rule(
    "AH305",
    "error",
    title="A clause calls a function that Segment's destinations do not have.",
    why="FQL has length(), lowercase(), typeof() and others, but destinations know only contains() and match(). Segment skips "
    "the name and takes the parentheses for a group, which usually makes the trigger unreadable.",
    fix="Say it with contains() or match(), or do it in the mapping.",
    failing=example(_track('type = "track" and length(event) > 5')),
    passing=example(
        _track('type = "track" and contains(event, "Order")'), _track('type = "track" and event = "Refund"')
    ),
)
def trigger_unknown_function(view: View) -> Iterator[Violation]:
    return _quirks(view, "trigger-unknown-function")


@rule(
    "AH306",
    "error",
    title="Text in single quotes, or in quotes with a backslash before them.",
    why="Such quotes stay part of the value: `'track'` is compared with its quotes and equals no value of an event.",
    fix="Use double quotes, without backslashes.",
    failing=example(_track("type = 'track'")),
    passing=example(_track('type = "track"')),
)
def trigger_single_quotes(view: View) -> Iterator[Violation]:
    return _quirks(view, "trigger-single-quotes")


@rule(
    "AH307",
    "error",
    title="AND, OR, NOT in upper case, `not`, `and(` or `or(` without a blank, or a word that belongs to no clause.",
    why="Segment skips them: it reads AND and OR as unknown fields and joins the conditions with the default, `and`. "
    "In `event = Demo Booked` it skips the second word.",
    fix="Write `and` and `or` in lower case with blanks around them, and a value of several words in double quotes.",
    failing=example(_track('type = "track" OR type = "page"')),
    passing=example(_track('type = "track" or type = "page"')),
)
def trigger_ignored_word(view: View) -> Iterator[Violation]:
    return _quirks(view, "trigger-ignored-word")


@rule(
    "AH308",
    "error",
    title="A `!` before something other than contains() or match().",
    why='There it has no effect: `!(type = "track")` means `type = "track"`.',
    fix="Invert the condition.",
    failing=example(_track('!(type = "track")')),
    passing=example(_track('type != "track"')),
)
def trigger_ignored_not(view: View) -> Iterator[Violation]:
    return _quirks(view, "trigger-ignored-not")


@rule(
    "AH309",
    "error",
    title="`and` and `or` side by side without parentheses.",
    why="Segment knows no precedence: the last of them joins all conditions. `a and b or c` means `a or b or c`.",
    fix="Make two subscriptions, or put one kind in parentheses.",
    failing=example(_track('type = "track" and event = "Signed Up" or event = "Invited"')),
    passing=example(_track('type = "track" and event = "Signed Up"'), _track('type = "track" and event = "Invited"')),
)
def trigger_mixed_and_or(view: View) -> Iterator[Violation]:
    return _quirks(view, "trigger-mixed-and-or")


@rule(
    "AH310",
    "error",
    title="Parentheses inside parentheses.",
    why="A group ends at the first closing parenthesis, even one that belongs to an inner group.",
    fix="Use one level only.",
    failing=example(_track('((type = "track") or type = "page")')),
    passing=example(_track('(type = "track" or type = "page")')),
)
def trigger_nested_parentheses(view: View) -> Iterator[Violation]:
    return _quirks(view, "trigger-nested-parentheses")


@rule(
    "AH311",
    "error",
    title="contains() or match() inside parentheses.",
    why="The group ends at the closing parenthesis of the function; what follows joins the conditions outside.",
    fix="Take the function out of the group, or make two subscriptions.",
    failing=example(_track('type = "track" and (contains(event, "Order") or event = "Refund")')),
    passing=example(
        _track('type = "track" and contains(event, "Order")'), _track('type = "track" and event = "Refund"')
    ),
)
def trigger_function_in_parentheses(view: View) -> Iterator[Violation]:
    return _quirks(view, "trigger-function-in-parentheses")


@rule(
    "AH312",
    "error",
    title="match() without exactly one star, at the beginning or at the end of its text.",
    why="match removes the last character if the text ends with a star, else always the first character: "
    '`match(event, "Order")` asks for events that end with `rder`.',
    fix="Write one star, or use contains() or =.",
    failing=example(_track('type = "track" and match(event, "Order")')),
    passing=example(_track('type = "track" and match(event, "Order*")')),
)
def trigger_match_without_star(view: View) -> Iterator[Violation]:
    return _quirks(view, "trigger-match-without-star")


@rule(
    "AH313",
    "error",
    title="An index into an array.",
    why="A number after a dot ends the name, and brackets make the trigger unreadable.",
    fix="Write the index with a backslash, which makes it a name: `properties.products.\\0.sku`.",
    failing=example(_track('type = "track" and properties.products.0.sku = "A-1"')),
    passing=example(_track('type = "track" and properties.products.\\0.sku = "A-1"')),
)
def trigger_array_index(view: View) -> Iterator[Violation]:
    return _quirks(view, "trigger-array-index")


@rule(
    "AH314",
    "warning",
    title="`!=` with text, without a condition that the value exists.",
    why="It is true for every event that lacks the value. With a number it is the other way round: `!= 5` is false if there "
    "is no number.",
    fix="Ask for the wanted values, or for `!= null` as well.",
    failing=example(_track('type = "track" and properties.plan != "Free"')),
    passing=example(_track('type = "track" and properties.plan = "Team"')),
)
def trigger_not_equal_missing(view: View) -> Iterator[Violation]:
    if not view.trigger.sound:
        return
    said: set[str] = set()
    for conjunction in conjunctions(view.trigger.tree) or ():
        # another condition on the field ensures that the value is there
        there = {(one["type"], one.get("name")) for one in conjunction if one["operator"] != "!="}
        types = types_of_all(conjunction)
        for one in conjunction:
            field = (one["type"], one.get("name"))
            # every event has a type, and every track event an event
            always = one["type"] == "event-type" or (one["type"] == "event" and view.trigger.types == ("track",))
            text = clause(one)
            if one["operator"] != "!=" or always or field in there or text in said:
                continue
            said.add(text)
            name = text.partition(" != ")[0]
            yield Violation(
                view.source.trigger_pointer,
                f"{text} is also true where {name} is missing, null, a number or a boolean.",
                _asked_too(view.trigger, types, text, name),
            )


def _asked_too(trigger: Trigger, types: Sequence[str], text: str, name: str) -> str:
    root = name.partition(".")[0]
    if not any(root in ROOTS[kind] for kind in types):
        having = listed(kind for kind in ROOTS if root in ROOTS[kind])
        return f"Leave it out: {listed(types)} events have no {root}, only {having} events do."
    ask = 'type = "track"' if name == "event" else f"{name} != null"
    how = with_its_value(trigger, text, ask)
    told = f"Ask for the wanted values with =, or {how} to leave out events that do not have it."
    return told + _beyond_self_service(trigger, _added(how))


def _added(how: str) -> int:
    """How many conditions a hint adds: none if it makes a subscription of one alternative, which has fewer."""
    return 0 if "a subscription" in how else 1


def _beyond_self_service(trigger: Trigger, more: int) -> str:
    """A warning that more conditions exceed the self-service limit; empty if they do not, or if AH317 reports that already."""
    before = len(trigger.conditions)
    count = before + more
    is_first = before <= _SELF_SERVICE < count
    return f" That makes {count} conditions; self-service plans allow {_SELF_SERVICE}." if is_first else ""


@rule(
    "AH315",
    "warning",
    title="The trigger of Identify User or Group Workspace matches only events of other types.",
    why="The defaults of these actions read what identify and group events have. Other events seldom carry an email address or "
    "a group.",
    fix="Ask for the type the action is made for.",
    failing=example(
        identify(_QUOTED, email_address={"@path": "$.context.traits.email"}),
        workspace=USERS,
    ),
    passing=example(identify(email_address={"@path": "$.context.traits.email"}), workspace=USERS),
)
def trigger_other_event_type(view: View) -> Iterator[Violation]:
    expected = _EXPECTED.get(view.action.slug)
    if expected is None or not view.trigger.sound or view.trigger.conflict is not None:
        return
    types = view.trigger.types
    if types and expected not in types:
        yield Violation(
            view.source.trigger_pointer,
            f"{view.action.title} is made for {expected} events; this trigger matches only {listed(types)}.",
            f'Ask for type = "{expected}", or make sure that these events carry every required field.',
        )


@rule(
    "AH316",
    "note",
    title="The trigger does not say which type of event it is for.",
    why="It matches several types of events, and each has different members; a member that one type lacks fails or stays empty.",
    fix="Ask for one type.",
    failing=example(_track("context.active = true")),
    passing=example(_track('type = "track" and context.active = true')),
)
def trigger_without_type(view: View) -> Iterator[Violation]:
    if not view.trigger.sound or len(view.trigger.types) < 2:
        return
    # a condition like `type != "alias"` counts: its author thought of types
    if not any(one["type"] == "event-type" for one in view.trigger.conditions):
        types = view.trigger.types
        asked = {root for one in conjunctions(view.trigger.tree) or () for root, _ in by_field(one)}
        # `!=` also lets in events without the field; those are not the ones that are meant
        meant = [one for one in types if asked <= ROOTS[one]] or types
        made_for = _EXPECTED.get(view.action.slug, "track")
        kind = next((one for one in (made_for, "track") if one in meant), meant[0])
        how = of_type(view.trigger, kind)
        beyond = _beyond_self_service(view.trigger, _added(how))
        end = "." if beyond and not how.endswith(".") else ""  # none after a trigger to copy
        yield Violation(
            view.source.trigger_pointer,
            f"The trigger does not ask for a type: it matches {listed(types)} events.",
            how + end + beyond,
        )


@rule(
    "AH317",
    "note",
    title="The trigger has more than two conditions.",
    why="Segment's self-service plans allow two; the mapping cannot be saved there.",
    fix="Leave out a condition, or upgrade the plan.",
    failing=example(_track('type = "track" and event = "Signed Up" and userId != null')),
    passing=example(_track(_QUOTED)),
)
def trigger_many_conditions(view: View) -> Iterator[Violation]:
    count = len(view.trigger.conditions)
    if view.trigger.sound and count > _SELF_SERVICE:
        yield Violation(
            view.source.trigger_pointer,
            f"The trigger has {count} conditions; on self-service plans Segment allows {_SELF_SERVICE}.",
            "On such a plan leave out a condition; other plans allow more.",
        )


@rule(
    "AH318",
    "warning",
    title="One of the alternatives joined by `or` can never be true.",
    why="The trigger works for the other alternatives, so nobody notices that events of this one never match.",
    fix="Correct the clauses that the message names, or leave them out.",
    failing=example(_track('type = "page" or type = "Track"')),
    passing=example(_track('type = "page" or type = "track"')),
)
def trigger_dead_alternative(view: View) -> Iterator[Violation]:
    # if all of them are dead, AH302 reports it
    for found in view.trigger.dead if view.trigger.sound else ():
        beside = " with the others beside it" if len(found) == 1 and conflict((found[0],)) is None else ""
        yield Violation(
            view.source.trigger_pointer,
            f"One alternative of the trigger is never true{beside}: {as_written(found, view.trigger)}.",
            instead_of(found, view.trigger),
        )


@rule(
    "AH319",
    "error",
    title="type or event is compared with null, or something with True, NULL or undefined.",
    why="For these two Segment compares with the text `null`: `event != null` is true for every event, also for one without "
    "a name. For name, userId, properties, traits and context it asks whether there is a value. `NULL` and `True` are texts everywhere.",
    fix="Ask for the type instead; write null, true and false in lower case.",
    failing=example(_track('type != "page" and event != null')),
    passing=example(_track('type = "track"')),
)
def trigger_null_as_text(view: View) -> Iterator[Violation]:
    return _quirks(view, "trigger-null-as-text")
