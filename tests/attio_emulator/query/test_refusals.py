"""Every part of what a query is refused with: what goes over the wire, and what it says beyond."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator import AttioError
from attio_emulator.query import refusals

PATH = ("$or", "1", "email")


def said(error: AttioError) -> dict[str, Any]:
    return {
        "status": error.status, "type": error.type, "code": error.code, "message": error.message, "path": error.path,
        "found": error.found if error.has_found else "nothing", "expected": error.expected,
        "kind": error.attribute_type, "attribute": error.attribute,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("error", "wanted"),
    [
        (
            refusals.unknown_attribute("nmae", PATH),
            {
                "code": "unknown_filter_attribute_slug",
                "message": "Unknown attribute slug: nmae.",
                "found": "nmae",
            },
        ),
        (
            refusals.invalid_field("prefix", "domain", ["domain", "root_domain"], PATH),
            {
                "code": "invalid_filter_field",
                "message": 'Cannot filter by field "prefix" of an attribute of type domain; its fields are: domain, root_domain.',
                "found": "prefix",
                "expected": "one of domain, root_domain",
                "kind": "domain",
            },
        ),
        (
            refusals.invalid_field("any", "interaction", [], PATH),
            {
                "code": "invalid_filter_field",
                "message": 'Cannot filter by field "any" of an attribute of type interaction; its fields are: none.',
                "found": "any",
                "expected": "one of none",
                "kind": "interaction",
            },
        ),
        (
            refusals.invalid_operator("$in", "status", "status", ["$not_empty", "$eq"], PATH),
            {
                "code": "invalid_filter_operator",
                "message": 'Invalid operator "$in" for field "status", must be one of ("$eq", "$not_empty")',
                "found": "$in",
                "expected": "one of $eq, $not_empty",
                "kind": "status",
            },
        ),
        (
            refusals.field_omitted("keeper", "actor-reference", ["a", "b"], PATH),
            {
                "code": "missing_sort_field",
                "message": "Filter cannot omit field for Attribute: keeper.",
                "expected": "a, b",
                "kind": "actor-reference",
            },
        ),
        (
            refusals.unknown_choice("select", "Blau", PATH),
            {
                "code": "unknown_filter_select_option_slug",
                "message": "Unknown select option name for option field constraint: Blau",
                "found": "Blau",
                "kind": "select",
            },
        ),
        (
            refusals.unknown_choice("status", "Wnn", PATH),
            {
                "code": "unknown_filter_status_slug",
                "message": "Unknown status for status field constraint: Wnn",
                "found": "Wnn",
                "kind": "status",
            },
        ),
        (
            refusals.invalid_value("x", "a number", PATH, kind="number"),
            {
                "code": "filter_error",
                "message": "Invalid number value: found 'x', expected a number.",
                "found": "x",
                "expected": "a number",
                "kind": "number",
            },
        ),
        (
            refusals.invalid_value(None, "an object", PATH),
            {
                "code": "filter_error",
                "message": "Invalid filter value: found null, expected an object.",
                "found": None,
                "expected": "an object",
            },
        ),
        (refusals.filter_error("No.", PATH), {"code": "filter_error", "message": "No."}),
    ],
    ids=lambda one: one["code"] if isinstance(one, dict) else "",
)
def test_what_is_said(error: AttioError, wanted: dict[str, Any]) -> None:
    common = {
        "status": 400, "type": "invalid_request_error", "path": PATH, "found": "nothing", "expected": None, "kind": None,
        "attribute": None,
    }  # fmt: skip
    assert said(error) == common | wanted
