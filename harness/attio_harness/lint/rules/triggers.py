"""Rules on triggers. What is odd about the way a trigger is written is found in `triggers`; what it means, here."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from segment_actions.fql.generator import clause

from attio_harness.lint.model import Flaw, Rule
from attio_harness.lint.rules.examples import USERS, example, identify, people
from attio_harness.lint.satisfiability import EVENT_TYPES, conjunctions
from attio_harness.lint.subscription import View
from attio_harness.text.words import listed

__all__ = ["RULES"]

_SELF_SERVICE = 2
"""Conditions a trigger may have on Segment's self-service plans (documentation)."""

_EXPECTED = {"identifyUser": "identify", "groupWorkspace": "group"}

_MIND = (
    f"Mind upper and lower case, and what events have: types are {listed(EVENT_TYPES)}; traits belong to identify and group, "
    "properties to track, page and screen."
)


def _quirk(name: str) -> Callable[[View], Iterator[Flaw]]:
    def check(view: View) -> Iterator[Flaw]:
        for quirk in view.trigger.quirks:
            if quirk.name == name:
                yield Flaw(view.source.trigger_pointer, quirk.message, quirk.hint)

    return check


def _never_matches(view: View) -> Iterator[Flaw]:
    found = view.trigger.conflict if view.trigger.sound else None
    if found is not None:
        together = "is never true" if len(found) == 1 else "are never true together"
        yield Flaw(
            view.source.trigger_pointer,
            f"The trigger never matches: {' and '.join(found)} {together}.",
            _MIND,
        )


def _dead_alternative(view: View) -> Iterator[Flaw]:
    conflicts = view.trigger.conflicts if view.trigger.sound else ()
    dead = [found for found in conflicts if found is not None]
    if len(dead) < len(conflicts):
        for found in dead:
            yield Flaw(
                view.source.trigger_pointer,
                f"One alternative of the trigger is never true: {' and '.join(found)}.",
                _MIND,
            )


def _not_equal_missing(view: View) -> Iterator[Flaw]:
    if not view.trigger.sound:
        return
    said: set[str] = set()
    for conjunction in conjunctions(view.trigger.tree) or ():
        there = {(one["type"], one.get("name")) for one in conjunction if one["operator"] != "!="}
        for one in conjunction:
            field = (one["type"], one.get("name"))
            always = one["type"] == "event-type" or (one["type"] == "event" and view.trigger.types == ("track",))
            text = clause(one)
            if one["operator"] != "!=" or always or field in there or text in said:
                continue
            said.add(text)
            name = text.split(" ")[0]
            ask = 'type = "track"' if name == "event" else f"{name} != null"
            yield Flaw(
                view.source.trigger_pointer,
                f"{text} is also true where {name} is missing, null, a number or a boolean.",
                f"Ask with = for the values that are wanted, or add `{ask}` to leave out events that do not have it.",
            )


def _other_event_type(view: View) -> Iterator[Flaw]:
    expected = _EXPECTED.get(view.action.slug)
    if expected is None or not view.trigger.sound or view.trigger.conflict is not None:
        return
    types = view.trigger.types
    if types and expected not in types:
        yield Flaw(
            view.source.trigger_pointer,
            f"{view.action.title} is made for {expected} events; this trigger lets in {listed(types)} only.",
            f'Ask for type = "{expected}", or make sure that these events carry every required field.',
        )


def _without_type(view: View) -> Iterator[Flaw]:
    if not view.trigger.sound or len(view.trigger.types) < 2:
        return
    if not any(one["type"] == "event-type" for one in view.trigger.conditions):
        yield Flaw(
            view.source.trigger_pointer,
            f"The trigger does not ask for a type: it lets in {listed(view.trigger.types)} events.",
            'Add a condition such as type = "track".',
        )


def _many_conditions(view: View) -> Iterator[Flaw]:
    count = len(view.trigger.conditions)
    if view.trigger.sound and count > _SELF_SERVICE:
        yield Flaw(
            view.source.trigger_pointer,
            f"The trigger has {count} conditions; on self-service plans Segment allows {_SELF_SERVICE}.",
            "Leave out a condition where that plan is yours; other plans allow more.",
        )


_QUOTED = 'type = "track" and event = "Signed Up"'

_TRACK = {"email_addresses": {"@path": "$.context.traits.email"}}


def _track(trigger: str) -> dict[str, object]:
    """Assert Record on people from events of any type."""
    return people(trigger, **_TRACK)


RULES: tuple[Rule, ...] = (
    Rule(
        id="AH301",
        name="trigger-unreadable",
        severity="error",
        summary="The trigger, or a clause of it, is not written as Segment's destinations read it.",
        why="They know a small and strict part of FQL. One character that cannot be read makes Segment discard the whole trigger, "
        'which then never matches: `type!="x"` without blanks is enough.',
        mend="Write blanks around operators, double quotes around text, and whole clauses.",
        check=_quirk("trigger-unreadable"),
        failing=example(_track('type!="alias"')),
        passing=example(_track('type != "alias"')),
    ),
    Rule(
        id="AH302",
        name="trigger-never-matches",
        severity="error",
        summary="No event can meet the trigger.",
        why="Clauses contradict each other, ask for a type that does not exist (`Track` for `track`), or for members that events of "
        "that type do not have.",
        mend="Mend the clauses that are named.",
        check=_never_matches,
        failing=example(_track('type = "Track"')),
        passing=example(_track('type = "track"')),
    ),
    Rule(
        id="AH303",
        name="trigger-unknown-field",
        severity="error",
        summary="A clause on a field that Segment's destinations do not know.",
        why="Such a clause is skipped without a word, so the trigger matches more than it says; if there is no other clause, it "
        "matches nothing.",
        mend="Use type, event, name, userId, properties, traits or context.",
        check=_quirk("trigger-unknown-field"),
        failing=example(_track('type = "track" and anonymousId != null')),
        passing=example(_track('type = "track" and userId != null')),
    ),
    Rule(
        id="AH304",
        name="trigger-unknown-operator",
        severity="error",
        summary="A clause has an operator that does not exist here.",
        why="The word after a field is taken for the operator and the next one for the value, whatever they are; with an operator "
        "nobody knows the clause is never true.",
        mend="Use =, !=, <, <=, >, >=, contains() or match().",
        check=_quirk("trigger-unknown-operator"),
        failing=example(_track('type == "track"')),
        passing=example(_track('type = "track"')),
    ),
    Rule(
        id="AH305",
        name="trigger-unknown-function",
        severity="error",
        summary="A clause calls a function that Segment's destinations do not have.",
        why="FQL has length(), lowercase(), typeof() and others, but destinations know contains() and match() only. The name is "
        "skipped and the parentheses are taken for a group, which mostly makes the trigger unreadable.",
        mend="Say it with contains() or match(), or do it in the mapping.",
        check=_quirk("trigger-unknown-function"),
        failing=example(_track('type = "track" and length(event) > 5')),
        passing=example(
            _track('type = "track" and contains(event, "Order")'), _track('type = "track" and event = "Refund"')
        ),
    ),
    Rule(
        id="AH306",
        name="trigger-single-quotes",
        severity="error",
        summary="Text in single quotes.",
        why="Single quotes stay part of the value: `'track'` is compared with its quotes and equals nothing an event has.",
        mend="Use double quotes.",
        check=_quirk("trigger-single-quotes"),
        failing=example(_track("type = 'track'")),
        passing=example(_track('type = "track"')),
    ),
    Rule(
        id="AH307",
        name="trigger-ignored-word",
        severity="error",
        summary="AND, OR, NOT in upper case, `not`, `and(` or `or(` without a blank, or a word that belongs to no clause.",
        why="They are skipped: AND and OR are taken for unknown fields, and conditions are then joined by the default, `and`.",
        mend="Write `and` and `or` in lower case with blanks around.",
        check=_quirk("trigger-ignored-word"),
        failing=example(_track('type = "track" OR type = "page"')),
        passing=example(_track('type = "track" or type = "page"')),
    ),
    Rule(
        id="AH308",
        name="trigger-ignored-not",
        severity="error",
        summary="A `!` before something else than contains() or match().",
        why='There it has no effect: `!(type = "track")` means `type = "track"`.',
        mend="Turn the condition around.",
        check=_quirk("trigger-ignored-not"),
        failing=example(_track('!(type = "track")')),
        passing=example(_track('type != "track"')),
    ),
    Rule(
        id="AH309",
        name="trigger-mixed-and-or",
        severity="error",
        summary="`and` and `or` side by side without parentheses.",
        why="There is no precedence. The last of them joins all conditions: `a and b or c` means `a or b or c`.",
        mend="Make two subscriptions, or put one kind in parentheses.",
        check=_quirk("trigger-mixed-and-or"),
        failing=example(_track('type = "track" and event = "Signed Up" or event = "Invited"')),
        passing=example(
            _track('type = "track" and event = "Signed Up"'), _track('type = "track" and event = "Invited"')
        ),
    ),
    Rule(
        id="AH310",
        name="trigger-nested-parentheses",
        severity="error",
        summary="Parentheses inside parentheses.",
        why="A group ends at the first closing parenthesis, whichever it belongs to.",
        mend="One level only.",
        check=_quirk("trigger-nested-parentheses"),
        failing=example(_track('((type = "track") or type = "page")')),
        passing=example(_track('(type = "track" or type = "page")')),
    ),
    Rule(
        id="AH311",
        name="trigger-function-in-parentheses",
        severity="error",
        summary="contains() or match() inside parentheses.",
        why="The group ends at the closing parenthesis of the function; what follows joins the conditions outside.",
        mend="Take the function out of the group, or make two subscriptions.",
        check=_quirk("trigger-function-in-parentheses"),
        failing=example(_track('type = "track" and (contains(event, "Order") or event = "Refund")')),
        passing=example(
            _track('type = "track" and contains(event, "Order")'), _track('type = "track" and event = "Refund"')
        ),
    ),
    Rule(
        id="AH312",
        name="trigger-match-without-star",
        severity="error",
        summary="match() without exactly one star, at the beginning or at the end of its text.",
        why="match takes off the last character if the text ends with a star, else the first character, whatever it is: "
        '`match(event, "Order")` asks for events that end with `rder`.',
        mend="Write one star, or use contains() or =.",
        check=_quirk("trigger-match-without-star"),
        failing=example(_track('type = "track" and match(event, "Order")')),
        passing=example(_track('type = "track" and match(event, "Order*")')),
    ),
    Rule(
        id="AH313",
        name="trigger-array-index",
        severity="error",
        summary="An index into an array.",
        why="A number after a dot ends the name, and brackets make the trigger unreadable.",
        mend="Write the index with a backslash, which makes it a name: `properties.products.\\0.sku`.",
        check=_quirk("trigger-array-index"),
        failing=example(_track('type = "track" and properties.products.0.sku = "A-1"')),
        passing=example(_track('type = "track" and properties.products.\\0.sku = "A-1"')),
    ),
    Rule(
        id="AH314",
        name="trigger-not-equal-missing",
        severity="warning",
        summary="`!=` with text, without a condition that the value is there.",
        why="It is true for every event that lacks the value. With a number it is the other way round: `!= 5` is false where there "
        "is no number.",
        mend="Ask for the values that are wanted, or for `!= null`, too.",
        check=_not_equal_missing,
        failing=example(_track('type = "track" and properties.plan != "Free"')),
        passing=example(_track('type = "track" and properties.plan = "Team"')),
    ),
    Rule(
        id="AH315",
        name="trigger-other-event-type",
        severity="warning",
        summary="The trigger of Identify User or Group Workspace lets in events of other types only.",
        why="The defaults of these actions read what identify and group events have. Other events seldom carry an email address or "
        "a group.",
        mend="Ask for the type the action is made for.",
        check=_other_event_type,
        failing=example(
            identify(_QUOTED, email_address={"@path": "$.context.traits.email"}),
            workspace=USERS,
        ),
        passing=example(identify(email_address={"@path": "$.context.traits.email"}), workspace=USERS),
    ),
    Rule(
        id="AH316",
        name="trigger-without-type",
        severity="note",
        summary="The trigger does not say for which type of event it is.",
        why="Several types of events can meet it, and each carries other members; what one type lacks fails or is left empty.",
        mend="Ask for one type.",
        check=_without_type,
        failing=example(_track("context.active = true")),
        passing=example(_track('type = "track" and context.active = true')),
    ),
    Rule(
        id="AH317",
        name="trigger-many-conditions",
        severity="note",
        summary="The trigger has more than two conditions.",
        why="Segment's self-service plans allow two; the mapping cannot be saved there.",
        mend="Leave out a condition, or upgrade the plan.",
        check=_many_conditions,
        failing=example(_track('type = "track" and event = "Signed Up" and userId != null')),
        passing=example(_track(_QUOTED)),
    ),
    Rule(
        id="AH318",
        name="trigger-dead-alternative",
        severity="warning",
        summary="One of the alternatives joined by `or` can never be true.",
        why="The trigger works for the others, so nobody misses the events that this one was written for.",
        mend="Mend the clauses that are named, or leave them out.",
        check=_dead_alternative,
        failing=example(_track('type = "page" or type = "Track"')),
        passing=example(_track('type = "page" or type = "track"')),
    ),
    Rule(
        id="AH319",
        name="trigger-null-as-text",
        severity="error",
        summary="type or event is compared with null.",
        why="For these two Segment compares with the text `null`: `event != null` is true for every event, also for one without "
        "a name. For name, userId, properties, traits and context it asks whether there is a value.",
        mend="Ask for the type instead.",
        check=_quirk("trigger-null-as-text"),
        failing=example(_track('type != "page" and event != null')),
        passing=example(_track('type = "track"')),
    ),
)
