"""Templates that made `[object Object]`, or nothing, of what an event has."""

from __future__ import annotations

from typing import Any

import pytest
from attio_harness import check
from attio_harness.report import Report

WORKSPACE: dict[str, Any] = {
    "objects": [{"api_slug": "users", "active": True, "attributes": [{"api_slug": "note", "type": "text"}]}]
}


def run(node: Any, *all_traits: dict[str, Any], mode: Any = "auto") -> Report:
    """Identify events with these traits, the note made by `node`."""
    mapping = {
        "email_address": {"@path": "$.traits.email"},
        "user_id": {"@path": "$.userId"},
        "user_attributes": {"note": node},
    }
    events = [
        {"type": "identify", "userId": f"u{at}", "messageId": f"m{at}", "traits": {"email": f"p{at}@acme.io", **traits}}
        for at, traits in enumerate(all_traits)
    ]
    subscription = {"name": "Identify", "partnerAction": "identifyUser", "subscribe": 'type = "identify"'}
    return check(events, [{**subscription, "mapping": mapping}], WORKSPACE, mode)


def noted(report: Report) -> list[str]:
    return [row["what"] for row in report.notes if "the template of" in row["what"] or "the @replace of" in row["what"]]


OBJECT: dict[str, Any] = {"address": {"city": "Paris"}, "tags": ["a", "b"]}


def test_an_object_in_a_template_is_noted_once_with_its_variable_and_what_to_write() -> None:
    # no template reaches a key with a dot, nor one that is empty
    report = run(
        {"@template": "{{traits.address}}"}, {}, {"address": {"a.b": "x", "": "y", **OBJECT["address"]}}, OBJECT
    )
    assert [one for one in noted(report) if "[object" in one] == [
        'Identify: the template of user_attributes.note made "[object Object]" of {{traits.address}} (an object) for 2 events, '
        "the first at <python>:2; name the member that is meant, such as {{traits.address.city}}"
    ]
    assert report.ok


@pytest.mark.parametrize(
    ("node", "traits", "variables"),
    [
        ({"@template": "Lives in {{traits.address}}, {{traits.plan}}"}, OBJECT, "{{traits.address}} (an object)"),
        ({"@template": "{{traits.items}}"}, {"items": [{"sku": "A"}]}, "{{traits.items}} (an array)"),
        ({"@template": "{{traits.a}} {{traits.b}}"}, {"a": {"x": 1}, "b": [{}]}, "{{traits.a}} (an object), {{traits.b}} (an array)"),
        ({"@liquid": "{{ traits.address }}"}, OBJECT, "{{traits.address}} (an object)"),
        ({"@case": {"operator": "lower", "value": {"@template": "{{traits.address}}"}}}, OBJECT, "{{traits.address}} (an object)"),
        ({"@liquid": "{{ traits.address | upcase }}"}, OBJECT, "{{traits.address}} (an object)"),
        ({"@if": {"exists": {"@path": "$.traits.address"}, "then": {"@template": "{{traits.address}}"}}}, OBJECT, "{{traits.address}} (an object)"),
        # something of it is changed or cut off
        ({"@replace": {"pattern": " ", "replacement": "", "value": {"@template": "{{traits.address}}"}}}, OBJECT, "{{traits.address}} (an object)"),
        ({"@replace": {"pattern": "Obj", "replacement": "S", "value": {"@template": "{{traits.address}}"}}}, OBJECT, "{{traits.address}} (an object)"),
        ({"@liquid": "{{ traits.address | replace: ' ', '_' }}"}, OBJECT, "{{traits.address}} (an object)"),
        ({"@liquid": "{{ traits.address | url_encode }}"}, OBJECT, "{{traits.address}} (an object)"),
        ({"@liquid": "{{ traits.address | remove: '[' | remove: ']' | upcase }}"}, OBJECT, "{{traits.address}} (an object)"),
        ({"@liquid": "{{ traits.address | truncate: 11 }}"}, OBJECT, "{{traits.address}} (an object)"),
        ({"@liquid": "{{ traits.address | json }}"}, {"address": {"kind": "object"}}, None),
        ({"@liquid": "{% if traits.address %}{{ traits.note }}{% endif %}"}, {**OBJECT, "note": "an objection"}, None),
        # a list of texts prints as a list of texts
        ({"@template": "{{traits.tags}}"}, OBJECT, None),
        # the event's own text
        ({"@template": "{{traits.note}}"}, {"note": "[object Object]"}, None),
        ({"@template": "{{traits.note}}"}, {"note": "[OBJECT object]"}, None),
    ],
)  # fmt: skip
def test_which_variables_are_named(node: Any, traits: dict[str, Any], variables: str | None) -> None:
    notes = noted(run(node, traits))
    assert [variables in one for one in notes] == [True] if variables else notes == []


NOTE: dict[str, Any] = {"note": {"@template": "{{traits.address}}"}}
IN_OBJECTS: list[Any] = [
    {"@merge": {"objects": [NOTE, {}], "direction": "right"}},
    {"@merge": {"objects": [{"@path": "$.traits.none"}, NOTE], "direction": "left"}},
    {"@if": {"exists": {"@path": "$.traits.tags"}, "then": NOTE}},
    {"@if": {"exists": {"@path": "$.traits.none"}, "then": {}, "else": NOTE}},
    {"note": {"@template": "{{ }}"}},
    {"note": {"@template": "{{.}}"}},
    {"note": {"@template": "{{{ . }}}"}},
]


@pytest.mark.parametrize("attributes", IN_OBJECTS)
def test_templates_of_members_of_objects_in_directives_and_the_event_itself(attributes: Any) -> None:
    mapping = {
        "email_address": {"@path": "$.traits.email"},
        "user_id": {"@path": "$.userId"},
        "user_attributes": attributes,
    }
    event = {"type": "identify", "userId": "u1", "traits": {"email": "p@acme.io", **OBJECT}}
    subscription = {"name": "Identify", "partnerAction": "identifyUser", "subscribe": 'type = "identify"'}
    (note,) = noted(check([event], [{**subscription, "mapping": mapping}], WORKSPACE))
    which = "{{traits.address}}" if "address" in str(attributes) else "{{}}"
    assert f'user_attributes.note made "[object Object]" of {which} (an object)' in note


@pytest.mark.parametrize("mode", ["single", "batch"])
def test_a_template_that_made_nothing_is_noted_with_its_variables(mode: str) -> None:
    report = run({"@template": "{{traits.first}} {{traits.last}}"}, {"first": "Jane"}, {}, {"last": ""}, {}, mode=mode)
    assert noted(report) == [
        'Identify: the template of user_attributes.note made nothing but its own text " " for 3 events, the first at <python>:2: '
        "they have nothing for {{traits.first}}, {{traits.last}}"
    ]


@pytest.mark.parametrize(
    ("node", "said"),
    [
        ({"@template": "{{traits.notes}}"}, "an empty text"),
        ({"@template": "Plan: {{traits.notes}}"}, 'nothing but its own text "Plan: "'),
        ({"@liquid": "{{ traits.notes }}"}, "an empty text"),
        ({"@template": "{{traits.email}} {{traits.notes}}"}, None),
        ({"@template": "no variable"}, None),
        ({"@liquid": "{{ traits.notes | default: 'none' }}"}, None),
        ({"@path": "$.traits.notes"}, None),
        # a choice that takes no template makes no text
        ({"@if": {"exists": {"@path": "$.traits.notes"}, "then": {"@template": "{{traits.notes}}"}}}, None),
    ],
)
def test_what_is_nothing(node: Any, said: str | None) -> None:
    notes = noted(run(node, {}))
    assert [said in one for one in notes] == [True] if said else notes == []


def replaced(value: Any) -> dict[str, Any]:
    return {"@replace": {"pattern": " ", "replacement": "", "value": value}}


ADDRESS = {"@path": "$.traits.address"}


@pytest.mark.parametrize(
    ("node", "traits", "said"),
    [
        (replaced(ADDRESS), OBJECT, "an empty text of $.traits.address (an object) at <python>:1; name the member that is meant, such as $.traits.address.city"),
        (replaced({"@path": "$.traits.tags"}), OBJECT, "an empty text of $.traits.tags (an array) at <python>:1; name the member that is meant, such as $.traits.tags[0]"),
        (replaced(ADDRESS), {"address": []}, "an empty text of $.traits.address (an array) at <python>:1; read something else"),
        (replaced(ADDRESS), {}, "an empty text at <python>:1: it has nothing for $.traits.address"),
        (replaced(ADDRESS), {"address": None}, "an empty text at <python>:1: it has nothing for $.traits.address"),
        ({"@if": {"exists": ADDRESS, "then": replaced(ADDRESS)}}, OBJECT, "an empty text of $.traits.address (an object) at <python>:1"),
        ({"@if": {"exists": ADDRESS, "then": replaced(ADDRESS)}}, {}, None),
        ({"@if": {"exists": ADDRESS, "then": replaced({"@path": "$.traits.plan"})}}, {**OBJECT, "plan": " "}, None),
        (replaced(ADDRESS), {"address": " "}, None),
        (replaced(ADDRESS), {"address": "5 Rue"}, None),
        (replaced(ADDRESS), {"address": 5}, None),
        (replaced("plain"), {}, None),
    ],
)  # fmt: skip
def test_an_empty_text_that_replace_made_of_what_is_no_text_is_noted(
    node: Any, traits: dict[str, Any], said: str | None
) -> None:
    notes = noted(run(node, traits))
    assert len(notes) == (said is not None)
    assert all(one.startswith(f"Identify: the @replace of user_attributes.note made {said}") for one in notes)


NAME_0 = {"@path": "$.traits.name[0]"}


@pytest.mark.parametrize(
    ("node", "traits", "said"),
    [
        (NAME_0, [{"name": "Jane"}, {"name": "Ann"}], "for 2 events, the first at <python>:1"),
        (NAME_0, [{"name": ["Jane"]}, {}, {"name": "Ann"}], "at <python>:3"),
        ({"@case": {"operator": "upper", "value": {"@path": "$.traits.name.0"}}}, [{"name": "Jane"}], "at <python>:1"),
        # the only letter, none so far behind, a list, a key of an object
        (NAME_0, [{"name": "J"}, {"name": ""}, {"name": ["Jane"]}, {"name": {"0": "Jane"}}], None),
        ({"@path": "$.traits.name[5]"}, [{"name": "Jane"}], None),
        # initials are asked for so, and other members are no letters
        ({"@template": "{{traits.name[0]}}."}, [{"name": "Jane"}], None),
        ({"@path": "$.traits.name"}, [{"name": "Jane"}], None),
        ({"@json": {"mode": "encode", "value": {"@path": "$.traits.name.length"}}}, [{"name": "Jane"}], None),
    ],
)
@pytest.mark.parametrize("mode", ["single", "batch"])
def test_one_letter_of_a_text_is_noted(node: Any, traits: list[dict[str, Any]], said: str | None, mode: Any) -> None:
    """JavaScript has an index into a text, too: the CRM would get J, and nothing would be lost."""
    report = run(node, *traits, mode=mode)
    assert report.ok
    notes = [row["what"] for row in report.notes if "letter" in row["what"]]
    path = "$.traits.name[0] is one letter of $.traits.name, which is text"
    assert notes == ([f"Identify: {path} {said}; read it without the index, or send a list"] if said else [])
