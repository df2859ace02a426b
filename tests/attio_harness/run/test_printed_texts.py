"""Texts that a program printed where it had no text, and that are written as they stand."""

from __future__ import annotations

from typing import Any

import pytest
from attio_harness import Report, check

from tests.attio_harness.subscriptions import identify_user

ATTRIBUTES: list[dict[str, Any]] = [
    {"api_slug": "note", "type": "text"},
    {"api_slug": "full", "type": "personal-name"},
    {"api_slug": "seats", "type": "number"},
    {"api_slug": "plan", "type": "select", "options": ["Free", "null"]},
    {"api_slug": "tags", "type": "select", "is_multiselect": True, "options": ["a"]},
    {"api_slug": "must", "type": "status", "statuses": ["On"], "is_required": True},
]


def run(name: str, values: list[Any], node: Any = None, mode: Any = "auto", attributes: Any = ATTRIBUTES) -> Report:
    """Identify events with these values in `v`, for an attribute of users."""
    events = [
        {"type": "identify", "userId": f"u{at}", "traits": {"email": f"p{at}@acme.io", "v": value}}
        for at, value in enumerate(values)
    ]
    subscription = identify_user("S", user_attributes={"must": "On", name: node or {"@path": "$.traits.v"}})
    workspace = {"objects": [{"api_slug": "users", "active": True, "attributes": attributes}]}
    return check(events, [subscription], workspace, mode, existing="none")


def noted(report: Report) -> list[str]:
    return [row["what"] for row in report.notes if " prints " in row["what"] or "[object" in row["what"]]


@pytest.mark.parametrize("mode", ["single", "batch"])
def test_a_text_of_nothing_that_is_written_is_noted_once_a_field(mode: Any) -> None:
    report = run("note", ["ok", "undefined", None, "null"], mode=mode)
    assert report.verdicts == {"written": 4}
    assert noted(report) == [
        'S: user_attributes.note is "undefined" at <python>:2 (and 1 more such), which a program prints where it has no value; '
        "it is written like any other"
    ]
    assert report.ok
    assert noted(run("full", ["null, null"], mode=mode)) == [
        'S: user_attributes.full is "null, null" at <python>:1, which a program prints where it has no value; it is written like any other'
    ]


@pytest.mark.parametrize(
    "text", ["NULL", "(null)", "<nil>", "None None", "00000000-0000-0000-0000-000000000000", "0001-01-01T00:00:00Z", "Invalid date", "1970-01-01T00:00:00.000Z"]
)  # fmt: skip
def test_other_languages_print_other_texts(text: str) -> None:
    (note,) = noted(run("note", [text]))
    assert note.startswith(f'S: user_attributes.note is "{text}" at <python>:1, which a program prints')


def test_the_id_of_a_user_is_noted_as_well() -> None:
    event = {"type": "identify", "userId": "undefined", "traits": {"email": "p@acme.io"}}
    (note, *_) = noted(check([event], ["published"], {"objects": [{"api_slug": "users", "active": True}]}))
    assert 'user_id is "undefined" at <python>:1' in note


@pytest.mark.parametrize("value", ["None", "N/A", "Null", "", "nullable", "undefined behaviour", "a [object Object]"])
def test_what_people_write_is_not_noted(value: str) -> None:
    assert noted(run("note", [value])) == []


def test_an_object_that_the_mapping_prints_is_told_once() -> None:
    (note,) = noted(run("note", [{"a": 1}], {"@template": "{{traits.v}}"}))
    assert note.startswith('S: the template of user_attributes.note made "[object Object]"')
    (note,) = noted(run("note", ["[object Object]"]))
    assert note.startswith('S: user_attributes.note is "[object Object]"')


def test_an_option_that_is_called_so_is_meant() -> None:
    report = run("plan", ["null"])
    assert (report.verdicts, noted(report)) == ({"written": 1}, [])


@pytest.mark.parametrize(
    ("name", "value", "hint"),
    [
        ("plan", "undefined", '"undefined" is what a program prints if it has no value: send null in $.traits.v, which clears plan.'),
        ("seats", "NaN", '"NaN" is what a program prints if it has no value: send null in $.traits.v, which clears seats.'),
        ("full", "null null", '"null null" is what a program prints if it has no value: send null in $.traits.v, which clears full.'),
        ("tags", ["a", "null"], '"null" is what a program prints if it has no value: remove the element in $.traits.v[1].'),
        ("must", "undefined", '"undefined" is what a program prints if it has no value, and users cannot be created without must: send one in $.traits.v.'),
    ],
)  # fmt: skip
def test_where_it_is_refused_it_is_no_value_to_be_mended(name: str, value: Any, hint: str) -> None:
    report = run(name, [value])
    (loss,) = report.rejections
    assert loss.hint == hint
    assert noted(report) == []  # the loss tells it
    if name != "must":
        assert run(name, [[one for one in value if one != "null"] if isinstance(value, list) else None]).verdicts == {
            "written": 1
        }
