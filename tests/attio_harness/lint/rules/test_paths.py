"""Placeholders of templates that are written by half: what they are is what Segment's engine does with them."""

from __future__ import annotations

import pytest
from attio_emulator import Workspace
from attio_harness.inputs.mappings import locate_dict
from attio_harness.lint import lint
from segment_actions import compile_mapping

from tests.attio_harness.subscriptions import assert_record

EVENT = {"traits": {"first": "Ada", "last": "Lovelace", "title": "Countess"}, "userId": "u1"}


def found(text: str) -> list[str]:
    attributes = {"email_addresses": {"@path": "$.traits.email"}, "job_title": {"@template": text}}
    subscription = assert_record("x", 'type = "identify"', "people", "email_addresses", attributes)
    return [one.message for one in lint(locate_dict(subscription, ""), Workspace.standard()) if one.rule == "AH213"]


@pytest.mark.parametrize(
    ("text", "half"),
    [
        ("{traits.title}", "{traits.title}"),
        ("{ $.traits.title}", "{ $.traits.title}"),
        ("{{traits.last}}, {traits.first}", "{traits.first}"),
        ("{{traits.last}, {{traits.first}}", "{{traits.last"),
        ("{{traits.last}} {{traits.first", "{{traits.first"),
        ("of {userId}", "{userId}"),
    ],
)
def test_what_is_sent_as_it_stands_is_told(text: str, half: str) -> None:
    assert half in compile_mapping({"value": {"@template": text}})(EVENT)["value"]
    (message,) = found(text)
    assert message.startswith(f'"{half}" is sent as it is')


@pytest.mark.parametrize(
    "text",
    [
        "{{traits.title}}",
        "{{{traits.title}}}",
        "{{ traits.last }}, {{ traits.first }}",
        '{"title": "{{traits.title}}", "of": {"a": 1}}',
        "{title}",
        "set {a, b}",
        "{{}}",
        "{",
        "}}",
        "no braces",
    ],
)
def test_other_braces_are_left_alone(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("text", ["{{traits.title}}", "$.{{traits.title}}", "{{ traits.title }}"])
def test_a_template_in_the_place_of_a_path_finds_nothing(text: str) -> None:
    assert "value" not in compile_mapping({"value": {"@path": text}})(EVENT)
    attributes = {"email_addresses": {"@path": "$.traits.email"}, "job_title": {"@path": text}}
    subscription = assert_record("x", 'type = "identify"', "people", "email_addresses", attributes)
    (finding,) = lint(locate_dict(subscription, ""), Workspace.standard())
    assert (finding.rule, finding.pointer) == ("AH208", "/mapping/attributes/job_title/@path")
