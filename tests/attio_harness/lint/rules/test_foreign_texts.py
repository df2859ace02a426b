"""Texts in another language: JSONata, templates of Ruby, JavaScript and others. What lint proposes makes what they meant; other texts are left alone."""

from __future__ import annotations

import json
from time import perf_counter
from typing import Any

import pytest
from attio_emulator import Workspace
from attio_harness.advice.foreign import as_template, foreign_in, path_in
from attio_harness.inputs.mappings import locate_dict
from attio_harness.lint import lint
from segment_actions import compile_mapping

from tests.attio_harness.subscriptions import assert_record

OPTIONS = {"objects": [{"api_slug": "people", "attributes": [
    {"api_slug": "id_kind", "type": "select", "options": ["userId", "email"]},
    {"api_slug": "kinds", "type": "select", "is_multiselect": True, "options": ["userId", "email"]},
    {"api_slug": "size", "type": "number"},
]}]}  # fmt: skip
EVENT = {"type": "identify", "userId": "u1", "context": {"page": {"url": "/x"}}, "traits": {"first": "Ada", "last": "Byron"}}  # fmt: skip


def _told(**attributes: Any) -> list[tuple[str, str]]:
    subscription = assert_record(
        "x",
        'type = "identify"',
        "people",
        "email_addresses",
        {"email_addresses": {"@path": "$.traits.email"}, **attributes},
    )
    return [(one.rule, one.hint) for one in lint(locate_dict(subscription, ""), Workspace.from_dict(OPTIONS))]


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("$uppercase(traits.first)", "ADA"),
        ("$lowercase($.traits.first)", "ada"),
        ("LOWER(traits.first)", "ada"),
        ("traits.first.toLowerCase()", "ada"),
        ('traits.first & " " & traits.last', "Ada Byron"),
        ("$.traits.first & '-' & $.traits.last", "Ada-Byron"),
        ("traits.first + ' ' + traits.last", "Ada Byron"),
        ("CONCAT(traits.first, ', ', traits.last)", "Ada, Byron"),
        ('traits.plan || "Free"', "Free"),
        ("traits.first ?? 'Free'", "Ada"),
        *((text, "Ada") for text in (
            "${traits.first}", "${event.traits.first}", "#{traits.first}", "#{traits[:first]}", "%{traits.first}", "%traits.first%", "<%= traits.first %>",
            "<%- traits.first -%>", "[[traits.first]]", "{!traits.first}", "@{traits.first}", "$(traits.first)", "@traits.first", "=traits.first", "$$.traits.first",
            "event.traits.first", "$event.traits.first", "data.traits.first", "traits['first']", "$['traits']['first']", "/traits/first", "#/traits/first",
            "traits->first", "traits::first", ".traits.first", "`${traits.first}`", 'f"{traits.first}"', "traits?.first",
        )),
        *((text, "u1") for text in ("<%= userId %>", "#{userId}", "{userId}")),
        ("${context.page.url}", "/x"),
        *((text, "Hello Ada!") for text in ("Hello ${traits.first}!", "Hello #{traits.first}!", "Hello <%= traits.first %>!", "Hello $traits.first!", "`Hello ${event.traits.first}!`")),
        ("https://acme.com/{userId}?n=%{traits.last}", "https://acme.com/u1?n=Byron"),
    ],
)  # fmt: skip
def test_a_text_of_another_language_is_told_with_what_makes_the_same(text: str, made: str) -> None:
    ((rule, hint),) = _told(description=text)
    assert rule == "AH110"
    assert hint.startswith("Write it as {")
    written = json.loads(hint.removeprefix("Write it as ").removesuffix("."))
    assert compile_mapping({"to": written})(EVENT) == {"to": made}
    assert _told(description=written) == []


@pytest.mark.parametrize(
    "text",
    [
        "$now()", "$join(traits.tags, ',')", "properties.total * 100", "event => event.traits.plan", "function(e){return e.traits.plan}",
        "return event.traits.plan;", "return 'Plan ' + traits.plan", "return new Plan(traits.plan).toString()",
        "IF(traits.plan = 'pro', 1, 0)", '_.get(event, "traits.plan")', "(event) => event.userId", '$if(traits.vip, "a", "b")',
    ],
)  # fmt: skip
def test_an_expression_that_no_directive_computes_is_told_with_what_directives_do(text: str) -> None:
    ((rule, hint),) = _told(description=text)
    assert rule == "AH110"
    assert hint.startswith('Segment evaluates no other language: {"@path": "$.')


@pytest.mark.parametrize("text", ["{{this}}", "#{x}", "${x}", "<%= x %>", "{!$User.Name}", "*|FNAME|*"])
def test_a_placeholder_that_names_nothing_of_an_event_is_told_without_its_name(text: str) -> None:
    ((rule, hint),) = _told(description=text)
    assert rule == "AH110"
    assert (
        hint
        == 'Write a directive that reads what is meant, such as {"@path": "$.traits.plan"}: Segment evaluates no other language.'
    )


def test_blocks_of_handlebars_are_told_to_be_none_of_a_template() -> None:
    ((_, hint),) = _told(description="{{#if traits.vip}}a{{/if}}")
    assert hint == "A template has no blocks: choose with @if, or write the template as @liquid."


@pytest.mark.parametrize(
    "text",
    [
        "The traits.plan value", "Uses properties.sku", "properties.sku - the SKU", "Set by userId", "userId or email", "return userId of the customer", "return the userId", "traits: plan", "plan/traits", "C# and #{ }", "50% {off}", "${5}", "${PLAN_NAME}",
        "{0} of {1}", "%s", ":name", "see context.io", "a@traits.com", "https://traits.com/a", "Costs $5.00 (net)", "5 + 3", "a & b", "R&D", "Is it on? Yes : no", "[[wiki]]", "# Title",
        "=5", "@ada", "$upper", "f(x)", "call(me)", "A <b>bold</b> word", "100 %>", "(event) here", "{}", "{a}", "<none>", "N/A", "a | b", "traits", "this", "event.name", "$", "$$",
    ],
)  # fmt: skip
def test_other_texts_are_no_language(text: str) -> None:
    assert _told(description=text) == []


@pytest.mark.parametrize(
    ("node", "hint"),
    [
        ({"@template": "Hello #{traits.first}!"}, "Write {{traits.first}}."),
        ({"@template": "<%= event.traits.first %>"}, "Write {{traits.first}}."),
        ({"@liquid": "{{traits.last}} ${traits.first}"}, "Write {{traits.first}}."),
        ({"@template": "$uppercase(traits.first)"}, 'Write it as {"@case": {"operator": "upper", "value": {"@path": "$.traits.first"}}}.'),
    ],
)  # fmt: skip
def test_in_a_template_too(node: dict[str, str], hint: str) -> None:
    assert _told(description=node) == [("AH213", hint)]


@pytest.mark.parametrize(
    "node",
    [
        {"@template": "${{traits.amount}}"}, {"@template": "#{{traits.number}}"}, {"@template": "${literal}"}, {"@literal": "#{x}"},
        {"@literal": "$now()"}, {"@replace": {"pattern": "${x}", "replacement": "#{y}", "value": {"@path": "$.traits.first"}}},
    ],
)  # fmt: skip
def test_what_directives_do_with_such_signs_is_left_alone(node: dict[str, Any]) -> None:
    assert _told(description=node) == []


def test_the_name_of_a_member_may_be_meant_as_it_is() -> None:
    hint = 'Write it as {"@path": "$.userId"}, or as {"@literal": "userId"} if the word itself is meant.'
    assert _told(description="userId") == [("AH110", hint)]
    assert _told(size="userId") == [("AH110", hint)]
    assert _told(description={"@literal": "userId"}) == []
    assert _told(id_kind="userId") == _told(kinds=["userId", "email"]) == _told(id_kind={"@literal": "userId"}) == []
    assert [rule for rule, _ in _told(id_kind="anonymousId")] == ["AH110"]
    # for itself it is judged as any other text
    assert _told(size={"@literal": "userId"}) == [("AH101", "Send a number.")]
    assert [rule for rule, _ in _told(id_kind={"@literal": "anonymousId"})] == ["AH102"]


@pytest.mark.parametrize("path", ["$.traits..first", "$..traits.first", "traits...first", "$.traits.first.."])
def test_two_dots_in_a_path_that_is_read_all_the_same_are_no_mistake(path: str) -> None:
    assert compile_mapping({"to": {"@path": path}})(EVENT) == {"to": "Ada"}
    assert _told(description={"@path": path}) == [("AH215", "Write $.traits.first.")]


@pytest.mark.parametrize("unit", ["$", "$.", "/", "#/", "${", "<%", "[[ ", "traits.a", "=>", "%", "@"])
def test_a_long_text_takes_no_long_time(unit: str) -> None:
    text = unit * 20_000
    begin = perf_counter()
    foreign_in(text)
    path_in(text)
    as_template(text)
    assert perf_counter() - begin < 1


@pytest.mark.parametrize("text", ["sentAt/receivedAt", "userId/anonymousId", "$US(100)"])
def test_words_beside_signs_are_no_expression(text: str) -> None:
    assert _told(job_title=text) == []
    assert _told(job_title={"@literal": text}) == []
