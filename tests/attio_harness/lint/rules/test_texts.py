"""A finding about a secret never shows it."""

from __future__ import annotations

from attio_emulator import Workspace
from attio_harness.inputs.mappings import locate_dict
from attio_harness.lint import lint


def test_the_secret_is_not_shown() -> None:
    secret = "sk_live_51H8abcdefghijklmnop"
    subscription = {
        "name": "x",
        "partnerAction": "assertRecord",
        "subscribe": 'type = "track"',
        "mapping": {
            "object": "people",
            "matching_attribute": "email_addresses",
            "attributes": {"email_addresses": {"@path": "$.properties.email"}, "description": f"key {secret}"},
        },
    }
    findings = lint(locate_dict(subscription, ""), Workspace.standard())
    assert [one.rule for one in findings] == ["AH111"]
    assert secret not in str(findings)


def _findings(description: dict[str, object], **attributes: object) -> list[tuple[str, str]]:
    mapping = {
        "object": "people",
        "matching_attribute": "email_addresses",
        "attributes": {"email_addresses": {"@path": "$.traits.email"}, "description": description, **attributes},
    }
    subscription = {
        "name": "x",
        "partnerAction": "assertRecord",
        "subscribe": 'type = "identify"',
        "mapping": mapping,
    }
    return [(one.message, one.hint) for one in lint(locate_dict(subscription, ""), Workspace.standard())]


def test_an_object_in_a_template_is_known_by_the_specification_or_by_what_else_is_read() -> None:
    elsewhere = {"job_title": {"@path": "$.traits.job.title"}}
    by_mapping = (
        "{{traits.job}} is an object, of which a template makes [object Object]; the mapping reads traits.job.title elsewhere.",
        "Name the member that is meant, such as {{traits.job.title}}.",
    )
    by_specification = (
        "{{context.page}} is an object, of which a template makes [object Object].",
        "Name the member that is meant, such as {{context.page.…}}.",
    )
    assert _findings({"@template": "Job: {{traits.job}}"}, **elsewhere) == [by_mapping]
    assert _findings({"@liquid": "Job: {{ traits.job }}"}, **elsewhere) == [by_mapping]
    assert _findings({"@template": "{{context.page}}"}) == [by_specification]
    assert _findings({"@template": "{{traits.job}}"}) == []
    assert _findings({"@liquid": "{{ traits.address | json }}"}) == []
    assert _findings({"@template": "{{traits.tags}}"}, job_title={"@template": "{{traits.tags.length}} tags"}) == []
