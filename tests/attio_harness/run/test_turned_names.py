"""Names that Attio reads the wrong way round, and that are written."""

from __future__ import annotations

from typing import Any

import pytest
from attio_harness import check

from tests.attio_harness.subscriptions import identify_user

NAME = {"@path": "$.traits.name"}


def noted(node: Any, *names: Any, mode: Any = "auto") -> list[str]:
    events = [
        {
            "type": "identify",
            "userId": f"u{at}",
            "traits": {"email": f"p{at}@acme.io", "name": name, "first_name": "Jane", "last_name": "Doe"},
        }
        for at, name in enumerate(names)
    ]
    subscription = identify_user("S", person_attributes={"name": node, "description": NAME})
    report = check(events, [subscription], {"objects": [{"api_slug": "users", "active": True}]}, mode, existing="none")
    return [row["what"] for row in report.notes if "'Last, First'" in row["what"]]


@pytest.mark.parametrize("mode", ["single", "batch"])
def test_a_suffix_behind_the_comma_is_told_once(mode: Any) -> None:
    assert noted(NAME, "Doe, Jane", "Jane Doe, Ph.D., MBA", "Acme, Inc.", mode=mode) == [
        'S: person_attributes.name is "Jane Doe, Ph.D., MBA" at <python>:2 (and 1 more such): '
        "Attio reads 'Last, First', and \"Ph.D., MBA\" becomes the first name"
    ]


@pytest.mark.parametrize(
    "name", ["Doe, Jane", "Doe, Jane, PhD", "Doe, Jane Jr.", "Rahman, Md", "Ma, Co", ", Jane", "Doe, "]
)
def test_other_names_are_not_told(name: str) -> None:
    assert noted(NAME, name) == []


FIRST, LAST = "{{traits.first_name}}", "{{traits.last_name}}"


@pytest.mark.parametrize(
    "node",
    [
        {"@template": f"{FIRST}, {LAST}"},
        {"@liquid": f"{FIRST}, {LAST}"},
        {"@if": {"exists": {"@path": "$.traits.last_name"}, "then": {"@template": f"{FIRST},{LAST}"}}},
    ],
)
def test_a_template_with_the_first_name_first_is_told(node: Any) -> None:
    (told,) = noted(node, "a", "b")
    assert told.startswith('S: person_attributes.name is "Jane,')
    assert told.endswith(
        "at <python>:1 (and 1 more such): Attio reads 'Last, First', and {{traits.first_name}} is before the comma"
    )


@pytest.mark.parametrize("text", [f"{LAST}, {FIRST}", "{{traits.name}}, {{traits.first_name}}", f"{LAST}, "])
def test_other_templates_are_not_told(text: str) -> None:
    assert noted({"@template": text}, "a") == []
