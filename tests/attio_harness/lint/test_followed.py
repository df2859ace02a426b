"""Hints that are followed as they stand: the finding is gone, no other comes for it, and the events that were meant are met."""

from __future__ import annotations

import json
from typing import Any

import pytest
from attio_emulator import Workspace
from attio_harness import check
from attio_harness.inputs.mappings import locate_dict
from attio_harness.lint import Finding, lint
from attio_harness.lint.foreign_paths import instead, is_foreign
from attio_harness.lint.lookups import Lookup
from segment_actions import compile_mapping, fql

from tests.attio_harness.subscriptions import assert_record, identify_user

WORKSPACE: dict[str, Any] = {"objects": [{"api_slug": "users", "active": True}]}


def found(subscription: dict[str, Any], workspace: dict[str, Any] = WORKSPACE) -> list[Finding]:
    return lint(locate_dict(subscription, ""), Workspace.from_dict(workspace))


def triggered(trigger: str, **more: Any) -> dict[str, Any]:
    attributes = {"email_addresses": {"@path": "$.context.traits.email"}, **more}
    return assert_record("People", trigger, "people", "email_addresses", attributes)


def hints(trigger: str) -> dict[str, str]:
    return {one.rule: one.hint for one in found(triggered(trigger)) if one.rule != "AH317"}


def is_many(trigger: str) -> bool:
    return any(one.rule == "AH317" for one in found(triggered(trigger)))


TRACK, PAGE, NO_PLAN = {"type": "track", "event": "A"}, {"type": "page"}, {"type": "track", "properties": {}}
FREE, PRO = {"type": "track", "properties": {"plan": "Free"}}, {"type": "track", "properties": {"plan": "Pro"}}


@pytest.mark.parametrize(
    ("trigger", "rule", "hint", "followed", "met", "unmet"),
    [
        # a type that the trigger lets in, with the fields that it asks for
        ('traits.plan = "pro"', "AH316", 'Add a condition such as type = "identify".', 'traits.plan = "pro" and type = "identify"', [{"type": "identify", "traits": {"plan": "pro"}}], [{"type": "group", "traits": {"plan": "pro"}}]),
        ("properties.x = 1", "AH316", 'Add a condition such as type = "track".', 'properties.x = 1 and type = "track"', [{"type": "track", "properties": {"x": 1}}], [{"type": "page", "properties": {"x": 1}}]),
        # beside alternatives only with parentheses around them
        (
            'context.active = true or event = "A"', "AH316",
            'Put what it has in parentheses beside a condition such as type = "track": type = "track" and (context.active = true or event = "A")',
            'type = "track" and (context.active = true or event = "A")', [TRACK], [{"type": "page", "context": {"active": True, "x": 1}}],
        ),
        (
            'contains(traits.email, "a") or contains(traits.email, "b")', "AH316",
            'Make a subscription of each of its alternatives, with a condition such as type = "identify" in each.',
            'type = "identify" and contains(traits.email, "b")', [{"type": "identify", "traits": {"email": "b"}}], [{"type": "group", "traits": {"email": "b"}}],
        ),
        # a condition on what the events of the type never have
        ('type = "page" and event != "x"', "AH314", "Leave it out: page events have no event, only track events do.", 'type = "page"', [PAGE], [TRACK]),
        ('type = "track" and traits.plan != "x"', "AH314", "Leave it out: track events have no traits, only identify, group events do.", 'type = "track"', [TRACK], [PAGE]),
        # where the further condition goes
        (
            'type = "track" and properties.plan != "Free"', "AH314",
            "Ask for the wanted values with =, or add `properties.plan != null` to leave out events that do not have it.",
            'type = "track" and properties.plan != "Free" and properties.plan != null', [PRO], [FREE, NO_PLAN],
        ),
        (
            '(type = "track" and properties.plan != "Free") or type = "page"', "AH314",
            'Ask for the wanted values with =, or write `properties.plan != "Free" and properties.plan != null` instead to leave out events that do not have it.',
            '(type = "track" and properties.plan != "Free" and properties.plan != null) or type = "page"', [PRO, PAGE], [FREE, NO_PLAN],
        ),
        (
            'type = "page" or properties.plan != "Free"', "AH314",
            'Ask for the wanted values with =, or write `(properties.plan != "Free" and properties.plan != null)` instead to leave out events that do not have it.',
            'type = "page" or (properties.plan != "Free" and properties.plan != null)', [PRO, PAGE], [FREE, NO_PLAN],
        ),
        (
            'type = "track" and (properties.plan != "Free" or event = "A")', "AH314",
            "Ask for the wanted values with =, or make a subscription of that alternative, with `properties.plan != null` in it, to leave out events that do not have it.",
            'type = "track" and properties.plan != "Free" and properties.plan != null', [PRO], [FREE, NO_PLAN],
        ),
        (
            'type = "identify" and traits.first\\ name != "x"', "AH314",
            "Ask for the wanted values with =, or add `traits.first\\ name != null` to leave out events that do not have it.",
            'type = "identify" and traits.first\\ name != "x" and traits.first\\ name != null', [{"type": "identify", "traits": {"first name": "y"}}], [{"type": "identify"}],
        ),
        # operators of other languages
        ('type = "track" and event <> "A"', "AH304", 'Write !=, as in event != "…".', 'type = "track" and event != "A"', [{"type": "track", "event": "B"}], [TRACK]),
        ('type = "track" and properties.n =< 5', "AH304", "Write <=, as in properties.n <= 5.", 'type = "track" and properties.n <= 5', [{"type": "track", "properties": {"n": 5}}], [{"type": "track", "properties": {"n": 6}}]),
        ('type = "track" and properties.n => 5', "AH304", "Write >=, as in properties.n >= 5.", 'type = "track" and properties.n >= 5', [{"type": "track", "properties": {"n": 5}}], [{"type": "track", "properties": {"n": 4}}]),
        ('type !== "page"', "AH301", 'Write !=, as in type != "track".', 'type != "page"', [TRACK], [PAGE]),
        ('type = "track" and event !contains "A"', "AH304", 'Write a function with the field in it: !contains(event, "…").', 'type = "track" and !contains(event, "A")', [{"type": "track", "event": "B"}], [TRACK]),
        # two stars are two conditions
        ('type = "track" and match(event, "A*Z")', "AH312", 'Write match(event, "A*") and match(event, "*Z"): match accepts a star at one end only.', 'type = "track" and match(event, "A*") and match(event, "*Z")', [{"type": "track", "event": "AZ"}], [TRACK]),
        ('type = "track" and event =! "A"', "AH301", 'Write !=, as in type != "track".', 'type = "track" and event != "A"', [{"type": "track", "event": "B"}], [TRACK]),
        ('type is "page"', "AH304", 'Write type = "page".', 'type = "page"', [PAGE], [TRACK]),
        ('type = "track" and properties.plan is not null', "AH304", "Write properties.plan != null.", 'type = "track" and properties.plan != null', [FREE], [NO_PLAN]),
        ('type = "track" and properties.plan is null', "AH304", "Write properties.plan = null.", 'type = "track" and properties.plan = null', [NO_PLAN], [FREE]),
        ('type = "track" and event is not "A"', "AH304", 'Write event != "A".', 'type = "track" and event != "A"', [{"type": "track", "event": "B"}], [TRACK]),
        ('type = "track" and properties.plan exists', "AH301", "Write properties.plan != null.", 'type = "track" and properties.plan != null', [FREE], [NO_PLAN]),
        ('type exists and properties.plan = "Free"', "AH301", 'Ask for the type that is meant, as in type = "identify".', 'type = "track" and properties.plan = "Free"', [FREE], [PRO]),
        ("event exists", "AH301", 'Ask for type = "track": only track events have an event.', 'type = "track"', [TRACK], [PAGE]),
        ("event = null", "AH319", 'Ask for type != "track": only track events have an event.', 'type != "track"', [PAGE], [TRACK]),
        ('type = "track" and contains(event, "say \\"hi\\"")', "AH301", 'No text can have a double quote in it: a backslash does not keep the quote from ending the text. Ask for the part before it or after it, as in match(event, "Order*") or contains(event, "Order").', 'type = "track" and contains(event, "hi")', [{"type": "track", "event": 'say "hi"'}], [TRACK]),
        ('type = "track" and properties.plan does not exist', "AH304", "Write properties.plan = null.", 'type = "track" and properties.plan = null', [NO_PLAN], [FREE]),
        ('type = "identify" and traits.answer = no', "AH307", 'Write it in double quotes: traits.answer = "no".', 'type = "identify" and traits.answer = "no"', [{"type": "identify", "traits": {"answer": "no"}}], [{"type": "identify", "traits": {"answer": "n"}}]),
        # what stands alone, and quotes that a backslash makes letters
        ('type = "track" and properties != null', "AH303", "Ask for a member, as in properties.plan != null, or leave the clause out.", 'type = "track" and properties.plan != null', [FREE], [NO_PLAN]),
        ('type = \\"page\\"', "AH306", 'Write "page" without backslashes.', 'type = "page"', [PAGE], [TRACK]),
        ('type = "track" and match(event, \\"A*\\")', "AH301", "Write the double quotes without backslashes before them.", 'type = "track" and match(event, "A*")', [TRACK], [PAGE]),
        ('event starts_with A B and type = "track"', "AH307", 'Write text of several words in double quotes: event starts_with "A B".', 'event starts_with "A B" and type = "track"', [{"type": "track", "event": "A Big One"}], [TRACK]),
        ('type: "page"', "AH301", 'Write = instead of the colon, as in type = "track".', 'type = "page"', [PAGE], [TRACK]),
        ('type = "track" and properties["plan"] = "Pro"', "AH301", "Write a member with a dot, as in properties.plan.", 'type = "track" and properties.plan = "Pro"', [PRO], [FREE]),
        ('type = "page" # all', "AH301", "Remove the comment: a trigger cannot have one.", 'type = "page"', [PAGE], [TRACK]),
        # the lexer loses a comparison right after a name that ends as `and`, `or` or `null` begin
        ('type = "track" and properties.n>5', "AH301", "Write blanks around the comparison, as in properties.n >= 5.", 'type = "track" and properties.n > 5', [{"type": "track", "properties": {"n": 6}}], [TRACK]),
        # words of other languages
        ('type = "track" and properties.plan != NULL', "AH319", "Write properties.plan != null.", 'type = "track" and properties.plan != null', [PRO], [NO_PLAN]),
        ('type = "track" and properties.vip = True', "AH319", "Write properties.vip = true.", 'type = "track" and properties.vip = true', [{"type": "track", "properties": {"vip": True}}], [TRACK]),
        ('type = "track" and properties.plan = undefined', "AH319", "Write properties.plan = null.", 'type = "track" and properties.plan = null', [NO_PLAN], [PRO]),
        ('type = "track" and starts_with(event, "A")', "AH305", 'Write match(event, "A*"). Only contains() and match() exist here.', 'type = "track" and match(event, "A*")', [TRACK], [{"type": "track", "event": "B"}]),
        ('type = "track" and exists(properties.plan)', "AH305", "Write properties.plan != null. Only contains() and match() exist here.", 'type = "track" and properties.plan != null', [PRO], [NO_PLAN]),
        # several texts after one field
        ('type = "track" and event = "A" or "B"', "AH307", 'Write the field again: (event = "A" or event = "B").', 'type = "track" and (event = "A" or event = "B")', [TRACK, {"type": "track", "event": "B"}], [PAGE]),
        ('event = "A" or "B" or "C"', "AH307", 'Write the field again: (event = "A" or event = "B" or event = "C").', '(event = "A" or event = "B" or event = "C")', [TRACK, {"type": "track", "event": "C"}], [PAGE]),
        ('type = "track" and (event = "A" or "B")', "AH307", 'Write the field again: event = "A" or event = "B".', 'type = "track" and (event = "A" or event = "B")', [TRACK], [PAGE]),
        # the contrary of several conditions
        (
            '!(type = "track" and event = "A")', "AH308", "Invert each condition (=, !=, = false, !contains(…), !match(…)), and write `or` for `and`, `and` for `or`.",
            'type != "track" or event != "A"', [PAGE, {"type": "track", "event": "B"}], [TRACK],
        ),
        (
            'not(type = "track" or type = "page")', "AH307", "Invert each condition (=, !=, = false, !contains(…), !match(…)), and write `or` for `and`, `and` for `or`.",
            'type != "track" and type != "page"', [{"type": "identify"}], [TRACK, PAGE],
        ),
    ],
)  # fmt: skip
def test_the_hint_of_a_trigger(
    trigger: str, rule: str, hint: str, followed: str, met: list[Any], unmet: list[Any]
) -> None:
    # a condition more than small plans allow is announced by the hint, not found out by who follows it
    becomes_many = is_many(followed) and not is_many(trigger)
    end = "" if hint.endswith(".") else "."  # none after a trigger to copy, unless more follows
    assert hints(trigger)[rule] == hint + (
        f"{end} That makes 3 conditions; self-service plans allow 2." if becomes_many else ""
    )
    assert [text for text in hints(followed) if text in (rule, "AH302", "AH309", "AH310", "AH311")] == []
    assert [fql.matches(followed, event) for event in (*met, *unmet)] == [*(True for _ in met), *(False for _ in unmet)]


def test_both_hints_of_a_trigger_hold_together() -> None:
    assert hints('traits.plan != "Free"') == {
        "AH314": "Ask for the wanted values with =, or add `traits.plan != null` to leave out events that do not have it.",
        "AH316": 'Add a condition such as type = "identify".',
    }
    assert hints('traits.plan != "Free" and traits.plan != null and type = "identify"') == {}


def test_the_contrary_of_a_match_with_stars_inside_is_asked_by_subscriptions_of_which_each_event_meets_one() -> None:
    hint = hints('type = "track" and !match(event, "A*B")')["AH312"]
    ways = ['!match(event, "A*")', 'match(event, "A*") and !match(event, "*B")']
    assert (
        hint
        == f"Make 2 subscriptions, because match accepts a star at one end only, each with one of these: {'; '.join(ways)}."
        " That makes 3 conditions; self-service plans allow 2."
    )
    for name, times in (("AxB", 0), ("Ax", 1), ("xB", 1), ("x", 1)):
        event = {"type": "track", "event": name}
        assert sum(fql.matches(f'type = "track" and {way}', event) for way in ways) == times
    assert [hints(f'type = "track" and {way}') for way in ways] == [{}, {}]


PEOPLE: dict[str, Any] = {
    "objects": [
        {
            "api_slug": "people",
            "attributes": [
                {"api_slug": "mrr", "type": "currency"},
                {"api_slug": "vip", "type": "checkbox"},
                {"api_slug": "alias", "type": "personal-name", "is_required": True},
            ],
        },
        {"api_slug": "orders", "attributes": [{"api_slug": "order_id", "type": "text", "is_unique": True}]},
    ]
}


def path(name: str) -> dict[str, str]:
    return {"@path": f"$.traits.{name}"}


def asserted(**attributes: Any) -> dict[str, Any]:
    attributes = {
        "email_addresses": path("email"),
        "alias": {"@template": "{{traits.email}}, {{traits.email}}"},
    } | attributes
    return assert_record("People", 'type = "identify"', "people", "email_addresses", attributes)


def values(subscription: dict[str, Any], traits: dict[str, Any]) -> dict[str, Any] | None:
    """What Segment sends for an event, if Attio takes it."""
    event = {"type": "identify", "userId": "u", "traits": {"email": "p@acme.com", **traits}}
    if check([event], [subscription], PEOPLE).verdicts != {"written": 1}:
        return None
    sent: dict[str, Any] = compile_mapping(subscription["mapping"])(event)["attributes"]
    return sent


def blank(asked: str, node: Any) -> dict[str, Any]:
    return {"@if": {"blank": path(asked), "then": node}}


def decode(asked: str, node: Any) -> dict[str, Any]:
    return {"@if": {"exists": path(asked), "then": {"@json": {"mode": "decode", "value": node}}}}


CENTS = {"@liquid": "{{ traits.cents | divided_by: 100.0 }}"}
SIGN = {"@replace": {"pattern": "$", "replacement": "", "value": path("mrr")}}
IS_PRO = {"@liquid": "{% if traits.plan == 'pro' %}true{% else %}false{% endif %}"}
SNAKE = {"@template": "{{traits.last_name}}, {{traits.first_name}}"}
CAMEL = {"@template": "{{traits.lastName}}, {{traits.firstName}}"}


@pytest.mark.parametrize(
    ("rule", "name", "node", "proposed", "traits", "value"),
    [
        # a name that lacks its parts is left out, not sent as a comma
        ("AH106", "name", path("name"), blank("first_name", SNAKE), {"last_name": "Doe", "first_name": "Jane"}, "Doe, Jane"),
        ("AH106", "name", path("name"), blank("first_name", SNAKE), {}, None),
        ("AH106", "name", path("name"), blank("first_name", SNAKE), {"first_name": "Jane"}, ", Jane"),
        ("AH106", "name", path("firstName"), blank("firstName", CAMEL), {"lastName": "Doe", "firstName": "Jane"}, "Doe, Jane"),
        ("AH106", "name", {"@template": "{{traits.firstName}} {{traits.lastName}}"}, blank("firstName", CAMEL), {"lastName": "Doe", "firstName": "Jane"}, "Doe, Jane"),
        ("AH106", "alias", path("name"), SNAKE, {"last_name": "Doe", "first_name": "Jane"}, "Doe, Jane"),
        ("AH108", "name", {"first_name": path("f"), "last_name": path("l")}, blank("f", {"@template": "{{traits.l}}, {{traits.f}}"}), {"l": "Doe", "f": "Jane"}, "Doe, Jane"),
        # what is reckoned stays reckoned, and nothing is made of nothing
        ("AH104", "mrr", {"@template": "{{traits.mrr}}"}, path("mrr"), {"mrr": 5}, 5),
        ("AH104", "mrr", {"@json": {"mode": "encode", "value": path("mrr")}}, path("mrr"), {"mrr": 5}, 5),
        ("AH104", "mrr", CENTS, decode("cents", CENTS), {"cents": 999}, 9.99),
        ("AH104", "mrr", CENTS, decode("cents", CENTS), {}, None),
        ("AH104", "mrr", SIGN, decode("mrr", SIGN), {"mrr": "$5"}, 5),
        ("AH104", "mrr", SIGN, decode("mrr", SIGN), {}, None),
        ("AH104", "vip", IS_PRO, {"@json": {"mode": "decode", "value": IS_PRO}}, {"plan": "pro"}, True),
        # text that was meant to be a directive is proposed as the one that can read it
        ("AH110", "job_title", "traits.t", path("t"), {"t": "ceo"}, "ceo"),
        ("AH110", "vip", "${traits.vip}", path("vip"), {"vip": True}, True),
        ("AH110", "job_title", "{{ traits.t | upcase }}", {"@liquid": "{{ traits.t | upcase }}"}, {"t": "ceo"}, "CEO"),
        ("AH110", "job_title", "{{ $.traits.t | upcase }}", {"@liquid": "{{ traits.t | upcase }}"}, {"t": "ceo"}, "CEO"),
        ("AH110", "job_title", "$.traits.a and $.traits.b.", {"@template": "{{traits.a}} and {{traits.b}}."}, {"a": "x", "b": "y"}, "x and y."),
        ("AH110", "job_title", "{{traits.a}} | {{traits.b}}", {"@template": "{{traits.a}} | {{traits.b}}"}, {"a": "x", "b": "y"}, "x | y"),
    ],
)  # fmt: skip
def test_the_directive_of_a_hint(
    rule: str, name: str, node: Any, proposed: Any, traits: dict[str, Any], value: Any
) -> None:
    (finding,) = found(asserted(**{name: node}), PEOPLE)
    assert (finding.rule, json.dumps(proposed) in finding.hint) == (rule, True)
    followed = asserted(**{name: proposed})
    assert found(followed, PEOPLE) == []
    written = values(followed, traits)
    assert written is not None
    assert written.get(name) == value


@pytest.mark.parametrize(
    ("text", "may_be_one"),
    [
        ("{{traits.a}} {{traits.b}}", False),
        ("x-{{traits.a}}", False),
        ("{{traits.a}}.{{traits.b}}", True),
        ("{{traits.a}}0", True),
        ("{{traits.a}" * 3, False),
    ],
)
def test_a_value_is_read_out_of_a_text_alone_that_may_be_one(text: str, may_be_one: bool) -> None:
    """JSON of two numbers beside each other ends in an error of the mapping."""
    said = [one.hint for one in found(asserted(mrr={"@template": text}), PEOPLE) if one.rule == "AH104"]
    node = json.dumps(decode("a", {"@template": text}))
    if may_be_one:
        assert said == [
            f"Read the value out of the text with {node}, or use @path on a value of the event that is a number."
        ]
    else:
        assert said == ["Use @path on a value of the event that is a number."]


ROWS: list[Any] = [{"k": "1", "c.d": "deep"}, {"k": "2"}]


def if_there(name: str, otherwise: Any) -> dict[str, Any]:
    """A value, or another if there is none."""
    return {"@if": {"exists": path(name), "then": path(name), "else": otherwise}}


@pytest.mark.parametrize(
    ("directive", "written", "rule", "instead"),
    [
        ("@path", "$['traits'].t", "AH208", "$.traits.t"),
        ("@path", "$.traits.t ", "AH208", "$.traits.t"),
        ("@path", "$traits.t", "AH208", "$.traits.t"),
        ("@path", "{{ traits.t }}", "AH208", "$.traits.t"),
        ("@path", "/traits/t", "AH208", "$.traits.t"),
        ("@path", "traits/t", "AH208", "$.traits.t"),
        ("@path", "$.traits?.t", "AH208", "$.traits.t"),
        ("@path", "$.traits?.['t']", "AH208", "$.traits.t"),
        ("@path", "../traits.t", "AH208", "$.traits.t"),
        ("@path", "traits[t_]", "AH208", "$.traits.t_"),
        ("@path", "$.traits.[t_]", "AH208", "$.traits.t_"),
        ("@path", "traits->t", "AH208", "$.traits.t"),
        ("@path", "traits::t", "AH208", "$.traits.t"),
        ("@path", "`traits`.`t`", "AH208", "$.traits.t"),
        ("@path", "${traits.t}", "AH208", "$.traits.t"),
        ("@path", "#{traits.t}", "AH208", "$.traits.t"),
        ("@path", "<%= traits.t %>", "AH208", "$.traits.t"),
        ("@path", "%traits.t%", "AH208", "$.traits.t"),
        ("@path", "=traits.t", "AH208", "$.traits.t"),
        ("@path", "@.traits.t", "AH208", "$.traits.t"),
        ("@path", "$.traits.t;", "AH208", "$.traits.t"),
        ("@path", "$.event.traits.t", "AH204", "$.traits.t"),
        ("@path", "$.data.traits.t", "AH204", "$.traits.t"),
        ("@path", "data.traits.t", "AH204", "$.traits.t"),
        ("@path", "event.traits.t", "AH204", "$.traits.t"),
        ("@path", "$.event['traits'].t", "AH204", "$.traits.t"),
        ("@path", "$..t", "AH214", "$.traits.t"),
        ("@template", "{{this.traits.t}}", "AH204", "{{traits.t}}"),
        ("@template", "{{&traits.t}}", "AH208", "{{traits.t}}"),
        ("@template", "{{../traits.t}}", "AH208", "{{traits.t}}"),
        ("@liquid", "traits.t", "AH213", "{{traits.t}}"),
        ("@liquid", "$.traits.t", "AH213", "{{traits.t}}"),
        ("@template", "{{/traits/t}}", "AH208", "{{traits.t}}"),
        ("@template", "[[traits.t]]", "AH213", "{{traits.t}}"),
        ("@template", "{{$.traits.t}}", "AH209", "{{traits.t}}"),
        ("@template", "{{ $['traits']['t'] }}", "AH209", "{{traits.t}}"),
    ],
)
def test_the_path_of_a_hint_is_written_out(directive: str, written: str, rule: str, instead: str) -> None:
    (finding,) = found(asserted(job_title={directive: written}), PEOPLE)
    begun = "Name the whole way, such as" if rule == "AH214" else "Write"
    assert (finding.rule, finding.hint) == (rule, f"{begun} {instead}.")
    followed = asserted(job_title={directive: instead})
    assert found(followed, PEOPLE) == []
    assert (values(followed, {"t": "CEO", "t_": "CEO"}) or {}).get("job_title") == "CEO"


@pytest.mark.parametrize(
    ("written", "instead", "made"),
    [
        ({"@path": "$.traits.rows[*].k"}, {"@arrayPath": ["$.traits.rows", {"@path": "$.k"}]}, ["1", "2"]),
        ({"@path": "$.traits.rows.*.k"}, {"@arrayPath": ["$.traits.rows", {"@path": "$.k"}]}, ["1", "2"]),
        ({"@path": "$.traits.rows[].k"}, {"@arrayPath": ["$.traits.rows", {"@path": "$.k"}]}, ["1", "2"]),
        ({"@path": "$.traits.rows[*]"}, {"@path": "$.traits.rows"}, ROWS),
        ({"@path": "$.traits['a.b']"}, {"@liquid": "{{ traits['a.b'] }}"}, "dot"),
        ({"@path": r"$.traits.a\.b"}, {"@liquid": "{{ traits['a.b'] }}"}, "dot"),
        ({"@path": '$.traits.rows[0]["c.d"]'}, {"@liquid": "{{ traits.rows[0]['c.d'] }}"}, "deep"),
        ({"@path": "$.traits.nope || $.traits.t"}, if_there("nope", {"@path": "$.traits.t"}), "CEO"),
        ({"@path": "$.traits.nope ?? 'none'"}, if_there("nope", "none"), "none"),
        ({"@path": "$.traits.nope || true"}, if_there("nope", True), True),
        ({"@path": "$.traits.nope || -1.5"}, if_there("nope", -1.5), -1.5),
        ({"@path": """$.traits["it's.x"]"""}, {"@liquid": """{{ traits["it's.x"] }}"""}, "quoted"),
        ({"@path": "/userId"}, {"@path": "$.userId"}, "u1"),
        ({"@path": '.traits.nope // "none"'}, if_there("nope", "none"), "none"),
        ({"@path": "lower(traits.t)"}, {"@case": {"operator": "lower", "value": {"@path": "$.traits.t"}}}, "ceo"),
        (
            {"@path": "$.traits.t.toLowerCase()"},
            {"@case": {"operator": "lower", "value": {"@path": "$.traits.t"}}},
            "ceo",
        ),
        ({"@path": "$.traits.t.trim()"}, {"@liquid": "{{ traits.t | strip }}"}, "CEO"),
        ({"@path": "$.traits.rows.length()"}, {"@path": "$.traits.rows.length"}, 2),
        ({"@path": "len(traits.rows)"}, {"@path": "$.traits.rows.length"}, 2),
        ({"@path": "traits.rows?.[0]?.k"}, {"@path": "$.traits.rows[0].k"}, "1"),
        ({"@path": "$.traits.rows[-1].k"}, {"@liquid": "{{ traits.rows.last.k }}"}, "2"),
        ({"@path": "$.traits.rows[last()].k"}, {"@liquid": "{{ traits.rows.last.k }}"}, "2"),
    ],
)
def test_what_other_languages_have_in_paths_is_told_with_a_directive(written: Any, instead: Any, made: Any) -> None:
    event = {"userId": "u1", "traits": {"t": "CEO", "a.b": "dot", "it's.x": "quoted", "rows": ROWS}}
    assert compile_mapping({"value": written})(event) == {}
    (finding,) = (one for one in found(asserted(job_title=written), PEOPLE) if one.rule == "AH208")
    told = (
        finding.hint.removesuffix(".").partition("Write ")[2] or finding.hint.removesuffix(".").partition("text: ")[2]
    )
    assert (json.loads(told) if told.startswith("{") else {"@path": told}) == instead
    assert [one.rule for one in found(asserted(job_title=instead), PEOPLE) if one.rule.startswith("AH2")] == []
    assert compile_mapping({"value": instead})(event) == {"value": made}


@pytest.mark.parametrize(
    ("written", "instead", "made"),
    [
        ("$.traits.rows[0:2].k", "$.traits.rows[0].k", "1"),
        ("$.traits.rows[0:2].k", '{"@arrayPath": ["$.traits.rows", {"@path": "$.k"}]}', ["1", "2"]),
        ("$.traits.rows[0,1]", "$.traits.rows[0]", ROWS[0]),
        ("$.traits.rows[:1]", "$.traits.rows", ROWS),
        ("traits.first + ' ' + traits.last", '{"@template": "{{traits.first}} {{traits.last}}"}', "Ada Byron"),
        ("$.traits.first, $.traits.last", '{"@template": "{{traits.first}} {{traits.last}}"}', "Ada Byron"),
        (
            "traits.first + '-' + traits.last, userId",
            '{"@template": "{{traits.first}}-{{traits.last}} {{userId}}"}',
            "Ada-Byron u1",
        ),
    ],
)
def test_a_range_and_several_values_in_one_path_are_told_with_what_can_be_read(
    written: str, instead: str, made: Any
) -> None:
    event = {"userId": "u1", "traits": {"first": "Ada", "last": "Byron", "rows": ROWS}}
    assert compile_mapping({"value": {"@path": written}})(event) == {}
    (finding,) = (one for one in found(asserted(job_title={"@path": written}), PEOPLE) if one.rule == "AH208")
    assert instead in finding.hint
    node = json.loads(instead) if instead.startswith("{") else {"@path": instead}
    assert compile_mapping({"value": node})(event) == {"value": made}


@pytest.mark.parametrize("other", ["0", "false", "''"])
def test_what_an_else_would_leave_out_is_not_advised(other: str) -> None:
    (finding,) = found(asserted(job_title={"@path": f"$.traits.nope || {other}"}), PEOPLE)
    assert finding.hint == f"Write $.traits.nope: @if leaves out what is {other} in its else."
    read = {"@path": "$.traits.nope"}
    otherwise = json.loads(other.replace("'", '"'))
    assert compile_mapping({"value": {"@if": {"exists": read, "then": read, "else": otherwise}}})({}) == {}


@pytest.mark.parametrize(
    ("text", "rule", "hint"),
    [
        ("{% if traits.t %}yes{% endif %}", "AH213", "Write the template as @liquid, or choose with @if."),
        (
            "{{#if traits.t}}yes",
            "AH208",
            "A template has no blocks: choose with @if, or write the template as @liquid.",
        ),
        ("{{/properties}}", "AH208", "A template has no blocks: choose with @if, or write the template as @liquid."),
        ("{{traits.x ?? 'a'}}", "AH208", "Write the template as @liquid, with {{ traits.x | default: 'a' }}."),
        (r"{{traits.x || 'a\b'}}", "AH208", r"Write the template as @liquid, with {{ traits.x | default: 'a\b' }}."),
        ("{{traits.x || false}}", "AH208", "Write the template as @liquid, with {{ traits.x | default: false }}."),
        (
            "{{traits.x || traits.t}}",
            "AH208",
            "Write the template as @liquid, with {{ traits.x | default: traits.t }}.",
        ),
    ],
)
def test_a_template_in_another_language_is_told(text: str, rule: str, hint: str) -> None:
    (finding,) = found(asserted(job_title={"@template": text}), PEOPLE)
    assert (finding.rule, finding.hint) == (rule, hint)


@pytest.mark.parametrize(
    "text",
    [
        "$.traits.a/b",
        "$.traits.what?",
        "$.traits.a:b",
        "$.traits.10:30",
        "$.traits['10:30']",
        "$.traits.rows[0].9:5",
        "$.traits.first name",
        "$.traits.Revenue (USD)",
        "$.traits.Is VIP?.since",
        "$.traits.Any questions ? Yes",
        # members of the source's own
        "$.Email Address",
        "$.page type",
        "$.utm:source",
        "$.data.type",
        "$.page.name",
        "$.data.properties.plan",
        "$.traits.tags[0]",
    ],
)
def test_a_key_that_an_event_may_have_is_not_reported(text: str) -> None:
    assert found(asserted(job_title={"@path": text}), PEOPLE) == []


@pytest.mark.parametrize(
    "text",
    [
        "traits(t)",
        "traits.rows[first]",
        "traits.rows[0:2].tags[*]",
        "traits.t + 1 + traits.t",
        "traits.t, traits.t + 1",
        "traits.a + '-', x + traits.t",
    ],
)
def test_no_advice_is_given_that_reads_something_else(text: str) -> None:
    (finding,) = (one for one in found(asserted(job_title={"@path": text}), PEOPLE) if one.rule == "AH208")
    assert "for members" in finding.hint


@pytest.mark.parametrize("text", ["$.traits.t ? 'a' : 'b'", "traits.a ? traits.b : traits.c"])
def test_a_choice_in_a_path_is_told_with_the_directive_that_chooses(text: str) -> None:
    (finding,) = found(asserted(job_title={"@path": text}), PEOPLE)
    assert (finding.rule, finding.hint[:15]) == ("AH208", "Choose with @if")


@pytest.mark.parametrize("end", ["]", "x", "1]"])
@pytest.mark.parametrize("part", [" ", "]", ":", "[:", "[0:", "a?.", "('"])
def test_a_path_of_forty_thousand_characters_is_judged_in_one_pass(part: str, end: str) -> None:
    """Nothing is timed: what looks at each part from every part takes minutes."""
    one = Lookup(
        pointer="", text=f"traits.a[0:{part * 40_000}{end}", keys=("traits", "a"), relative=False, placeholder=False
    )
    assert not is_foreign(one) or instead(one)


def test_liquid_is_not_advised_where_a_path_begins_at_an_element() -> None:
    rows = {"@arrayPath": ["$.traits.rows", {"@path": "$.tags[-1]"}]}
    (finding,) = (one for one in found(asserted(job_title=rows), PEOPLE) if one.rule == "AH208")
    assert "for members" in finding.hint


def test_a_path_without_a_plain_form_is_told_as_its_directive_writes_paths() -> None:
    for directive, text, such in (
        ("@path", "$.traits.items[-2]", "$.properties.products[0]"),
        ("@template", "{{traits.items[-2]}}", "{{properties.products[0]}}"),
    ):
        (finding,) = found(asserted(job_title={directive: text}), PEOPLE)
        assert (finding.rule, f"{such} for elements" in finding.hint) == ("AH208", True)
    (finding,) = found(asserted(job_title={"@template": "{{$}}"}), PEOPLE)
    assert finding.hint == "Name the value that is meant, as in {{traits.title}}."


def test_an_object_and_a_matching_attribute_that_are_empty_are_told_by_the_slugs_there_are() -> None:
    order = asserted()
    order["mapping"] = {"object": "", "matching_attribute": "", "attributes": {"order_id": path("id")}}
    said = {one.pointer: one.hint for one in found(order, PEOPLE)}
    assert said["/mapping/object"] == "Write the slug of an object: people, companies, orders."
    order["mapping"]["object"] = "orders"
    (finding,) = found(order, PEOPLE)
    assert finding.hint == "Write the slug of a unique attribute: order_id."
    order["mapping"]["matching_attribute"] = "order_id"
    assert found(order, PEOPLE) == []
    del order["mapping"]["object"]
    (finding,) = found(order, PEOPLE)
    assert finding.hint.endswith(
        'The editor starts with "person". Write the slug of an object: people, companies, orders.'
    )


def test_the_attribute_to_match_on_is_to_be_mapped_too() -> None:
    by_name = asserted()
    by_name["mapping"]["matching_attribute"] = "name"
    assert [one.hint for one in found(by_name, PEOPLE)] == ["Match on email_addresses."]
    del by_name["mapping"]["attributes"]["email_addresses"]
    assert [one.hint for one in found(by_name, PEOPLE)] == ["Match on email_addresses, and map a value to it."]


def test_a_batch_size_below_one_is_not_helped_by_less_than_ten_thousand() -> None:
    (finding,) = found(identified(batch_size=0))
    assert finding.hint == "Write a number from 1 to 10,000; Segment's default is 1,000."
    assert found(identified(batch_size=1)) == []


def identified(**fields: Any) -> dict[str, Any]:
    return identify_user("U", **fields)


def test_a_field_that_segment_refuses_is_mapped_and_not_given_another_constant() -> None:
    for field, constant, hint, followed in (
        ("received_at", "now", "Map received_at to $.receivedAt.", {"@path": "$.receivedAt"}),
        (
            "email_address",
            "jane",
            "Map email_address to a value of the event that Segment accepts (string).",
            path("email"),
        ),
        ("batch_size", "many", "Give batch_size a value that Segment accepts (number).", 100),
    ):
        (finding,) = found(identified(**{field: constant}))
        assert (finding.rule, finding.hint) == ("AH205", hint)
        assert found(identified(**{field: followed})) == []


def test_an_attribute_that_a_field_fills_is_not_to_be_mapped_under_its_right_name() -> None:
    (finding,) = found(identified(person_attributes={"email_address": path("email")}))
    assert (finding.rule, finding.hint) == (
        "AH004",
        "Did you mean 'email_addresses'? Use the slug as Attio shows it (attribute menu, Copy slug), or create the attribute first. "
        "If email_addresses is meant, leave this out: the field email_address fills it.",
    )
    assert found(identified()) == []
