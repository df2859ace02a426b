"""What is said of texts in a mapping: a finding about a secret never shows it, and what it proposes is taken."""

from __future__ import annotations

import json
from typing import Any

import pytest
from attio_emulator import Workspace
from attio_harness import check
from attio_harness.inputs.mappings import locate_dict
from attio_harness.lint import lint

from tests.attio_harness.subscriptions import assert_record


def test_the_secret_is_not_shown() -> None:
    secret = "sk_live_51H8abcdefghijklmnop"
    subscription = assert_record(
        "x",
        'type = "track"',
        "people",
        "email_addresses",
        {"email_addresses": {"@path": "$.properties.email"}, "description": f"key {secret}"},
    )
    findings = lint(locate_dict(subscription, ""), Workspace.standard())
    assert [one.rule for one in findings] == ["AH111"]
    assert secret not in str(findings)


def _findings(description: dict[str, object], **attributes: object) -> list[tuple[str, str]]:
    subscription = assert_record(
        "x",
        'type = "identify"',
        "people",
        "email_addresses",
        {"email_addresses": {"@path": "$.traits.email"}, "description": description, **attributes},
    )
    return [(one.message, one.hint) for one in lint(locate_dict(subscription, ""), Workspace.standard())]


LETTERS = "abcdefgh" * 3


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (f"key: Bearer {LETTERS}", "an access token"),
        (f"see https://hooks.slack.com/services/T0/B0/{LETTERS}", "the address of a webhook"),
        (f"github_pat_{LETTERS}", "an API key"),
    ],
)
def test_a_secret_is_known_inside_of_a_text(text: str, what: str) -> None:
    ((message, _),) = _findings({"@template": text})
    assert message == f"This text looks like {what} ({len(text)} characters, not shown)."


@pytest.mark.parametrize("text", ["Bearer {{traits.token}}", "Bearer of good news", "https://hooks.slack.com/help"])
def test_what_only_speaks_of_secrets_is_none(text: str) -> None:
    assert _findings({"@template": text}) == []


def test_an_object_in_a_template_is_known_by_the_specification_or_by_what_else_is_read() -> None:
    elsewhere = {"job_title": {"@path": "$.traits.job.title"}}
    by_mapping = (
        "{{traits.job}} is an object, which a template turns into [object Object]; the mapping reads traits.job.title elsewhere.",
        "Name the member you mean, such as {{traits.job.title}}.",
    )
    by_specification = (
        "{{context.page}} is an object, which a template turns into [object Object].",
        "Name the member you mean, such as {{context.page.…}}.",
    )
    assert _findings({"@template": "Job: {{traits.job}}"}, **elsewhere) == [by_mapping]
    assert _findings({"@liquid": "Job: {{ traits.job }}"}, **elsewhere) == [by_mapping]
    assert _findings({"@template": "{{context.page}}"}) == [by_specification]
    assert _findings({"@template": "{{traits.job}}"}) == []
    assert _findings({"@liquid": "{{ traits.address | json }}"}) == []
    assert _findings({"@template": "{{traits.tags}}"}, job_title={"@template": "{{traits.tags.length}} tags"}) == []


USERS = {
    "objects": [
        {
            "api_slug": "visits",
            "attributes": [
                {"api_slug": "key", "type": "text", "is_unique": True},
                {"api_slug": "pages", "type": "number"},
                {"api_slug": "host", "type": "personal-name"},
            ],
        }
    ]
}
TRACK = {
    "type": "track",
    "event": "Visited",
    "userId": "u1",
    "messageId": "m1",
    "properties": {"id": "v1", "object": "visits", "by": "key", "pages": 7, "first_name": "Ada", "last_name": "Byron"},
}


def _visit(**fields: Any) -> dict[str, Any]:
    attributes = {"key": {"@path": "$.properties.id"}, **fields.pop("attributes", {})}
    return assert_record("x", 'type = "track"', "visits", "key", attributes, **fields)


@pytest.mark.parametrize(
    ("field", "text", "directive"),
    [
        ("attributes/pages", "{{properties.pages}}", {"@path": "$.properties.pages"}),
        ("attributes/pages", " {{ properties.pages }} ", {"@path": "$.properties.pages"}),
        ("attributes/pages", "$.properties.pages", {"@path": "$.properties.pages"}),
        ("attributes/key", "visit {{properties.id}}", {"@template": "visit {{properties.id}}"}),
        ("object", "{{properties.object}}", {"@path": "$.properties.object"}),
        ("matching_attribute", "$.properties.by", {"@path": "$.properties.by"}),
    ],
)
def test_the_directive_that_is_proposed_for_a_variable_is_taken(
    field: str, text: str, directive: dict[str, Any]
) -> None:
    outer, _, inner = field.partition("/")
    (finding,) = lint(locate_dict(_visit(**{outer: {inner: text} if inner else text}), ""), Workspace.from_dict(USERS))
    assert (finding.rule, finding.pointer) == ("AH110", f"/mapping/{field}")
    proposed = json.loads(finding.hint.partition("rite it as ")[2].removesuffix("."))
    assert proposed == directive
    assert check([TRACK], [_visit(**{outer: {inner: proposed} if inner else proposed})], USERS).verdicts == {
        "written": 1
    }


def test_a_long_text_is_not_repeated_in_what_is_proposed() -> None:
    findings = lint(locate_dict(_visit(attributes={"key": "{{properties.id}} " * 100}), ""), Workspace.from_dict(USERS))
    assert [(one.rule, one.hint) for one in findings] == [("AH110", 'Write it as {"@template": "…"}.')]


@pytest.mark.parametrize(
    ("node", "template"),
    [
        ({"@path": "$.properties.name"}, "{{properties.last_name}}, {{properties.first_name}}"),
        ({"@path": "$.context.traits.name"}, "{{context.traits.last_name}}, {{context.traits.first_name}}"),
        ({"@template": "{{properties.first_name}} {{properties.last_name}}"}, "{{properties.last_name}}, {{properties.first_name}}"),
    ],
)  # fmt: skip
def test_a_name_is_read_where_events_of_the_trigger_have_it(node: dict[str, Any], template: str) -> None:
    (finding,) = lint(locate_dict(_visit(attributes={"host": node}), ""), Workspace.from_dict(USERS))
    asked = {"@path": f"$.{template.rpartition('{{')[2].removesuffix('}}')}"}
    proposed = {"@if": {"blank": asked, "then": {"@template": template}}}
    assert (finding.rule, finding.hint) == ("AH106", f"Map it with {json.dumps(proposed)}.")
    event = TRACK | {"context": {"traits": {"first_name": "Ada", "last_name": "Byron"}}}
    mended = _visit(attributes={"host": proposed})
    assert check([event], [mended], USERS).verdicts == {"written": 1}
    assert lint(locate_dict(mended, ""), Workspace.from_dict(USERS)) == []


@pytest.mark.parametrize(
    ("node", "rule", "hint"),
    [
        ({"@liquid": "{{ $.properties.id }}"}, "AH405", "Write {{ properties.id }}: in a template a path has no `$.`."),
        ({"@liquid": '{{ properties.id || "x" }}'}, "AH405", "Write the part that the message names as Liquid: a filt"),
        ({"@liquid": '{{ properties.vip ? "a" : "b" }}'}, "AH405", "Write the part that the message names as Liquid: "),
        ({"@liquid": "{% if properties.id %}a"}, "AH405", "Close every tag and output, "),
        ({"@liquid": "{{ properties.id | titlecase }}"}, "AH404", "Use a filter that exists"),
        ({"@liquid": "{{ properties.id | uppercase }}"}, "AH404", "Did you mean 'upcase'? "),
        (
            {"@template": "{{properties.id | upcase}}"},
            "AH208",
            "Filters belong to Liquid: write the template as @liquid",
        ),
        ({"@path": "$.properties.id | upcase"}, "AH208", "Filters belong to Liquid: "),
        ({"@template": "{{properties.pages}}-{properties.id}"}, "AH213", "Write {{properties.id}}, "),
        ({"@template": "a {{properties.products[0].id"}, "AH213", "Write {{properties.products[0].id}}, "),
        ({"@template": "{{"}, None, ""),
        ({"@liquid": "{{ properties.id | upcase }}"}, None, ""),
        ({"@template": "{{properties.id}} | {{properties.pages}}"}, None, ""),
    ],
)
def test_what_is_wrong_with_a_template_is_told_in_its_own_words(
    node: dict[str, Any], rule: str | None, hint: str
) -> None:
    findings = lint(locate_dict(_visit(attributes={"key": node}), ""), Workspace.from_dict(USERS))
    assert [(one.rule, one.hint[: len(hint)]) for one in findings] == ([(rule, hint)] if rule else [])
