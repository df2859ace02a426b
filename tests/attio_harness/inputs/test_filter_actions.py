"""Actions of filters, in the words people have for them."""

from __future__ import annotations

from typing import Any

import pytest
from attio_harness import InputError
from attio_harness.inputs.filter_actions import FilterAction, keys_of, read_action


def fail(problem: str, where: str) -> InputError:
    return InputError(problem, file="f", pointer=where)


TWO = {"context": ("ip",), "traits.address": ("city", "zip")}


@pytest.mark.parametrize(
    "fields",
    [
        {"context": ["ip"], "traits.address": ["city", "zip"]},
        {"context": {"fields": ["ip"]}, "traits.address": {"fields": ["city", "zip"]}},
        '{"context":["ip"],"traits.address":{"fields":["city","zip"]}}',
        {"context": '["ip"]', "traits.address": '{"fields":["city","zip"]}'},
    ],
)
@pytest.mark.parametrize(
    ("type", "kind"),
    [
        ("DROP_PROPERTIES", "drop_properties"),
        ("drop_properties", "drop_properties"),
        ("blocklist_fields", "drop_properties"),
        ("ALLOW_PROPERTIES", "allow_properties"),
        ("Allow Properties", "allow_properties"),
        ("whitelist_fields", "allow_properties"),
    ],
)
def test_fields_in_every_shape(type: str, kind: Any, fields: Any) -> None:
    value = {"type": type, "fields": fields, "path": None, "percent": None}
    assert read_action(value, "/actions/0", fail) == FilterAction(kind=kind, fields=TWO)


@pytest.mark.parametrize(
    ("value", "action"),
    [
        ({"type": "DROP", "fields": None, "path": None, "percent": None}, FilterAction(kind="drop")),
        ({"type": "drop_event"}, FilterAction(kind="drop")),
        ({"type": "sample", "percent": 0.5}, FilterAction(kind="sample", percent=0.5)),
        ({"type": "sample", "percent": 0, "path": None}, FilterAction(kind="sample", percent=0.0)),
        ({"type": "SAMPLE", "percent": 1, "path": ""}, FilterAction(kind="sample", percent=1.0)),
        (
            {"type": "sample_event", "percent": 0.25, "path": "userId"},
            FilterAction(kind="sample", percent=0.25, path="userId"),
        ),
        (
            {"type": "DROP_PROPERTIES", "fields": {"": ["userId"]}},
            FilterAction(kind="drop_properties", fields={"": ("userId",)}),
        ),
    ],
)
def test_other_actions(value: dict[str, Any], action: FilterAction) -> None:
    assert read_action(value, "", fail) == action


NAMES = 'lists of names by the path of what holds them, as {"traits": ["ssn"]}'
KINDS = "drop, sample, drop_properties, allow_properties"


@pytest.mark.parametrize(
    ("value", "pointer", "problem"),
    [
        (5, "/a", "an action is an object with `type`, found a number"),
        ({}, "/a/type", f"unknown action null; expected {KINDS}"),
        ({"type": "HASH"}, "/a/type", f"unknown action 'HASH'; expected {KINDS}"),
        (
            {"type": "DROP_PROPERTY"},
            "/a/type",
            f"unknown action 'DROP_PROPERTY'; expected {KINDS}; did you mean drop_properties?",
        ),
        ({"type": "SAMPLE"}, "/a/percent", "`percent` is the share let through, from 0 to 1, found null"),
        ({"type": "SAMPLE", "percent": 25}, "/a/percent", "`percent` is the share let through, from 0 to 1, found 25; write 0.25 for 25 %"),
        (
            {"type": "SAMPLE", "percent": True},
            "/a/percent",
            "`percent` is the share let through, from 0 to 1, found true",
        ),
        ({"type": "SAMPLE", "percent": 0.1, "path": 5}, "/a/path", "`path` must be text, found a number"),
        ({"type": "DROP_PROPERTIES"}, "/a/fields", f"needs `fields`: {NAMES}"),
        ({"type": "DROP_PROPERTIES", "fields": {}}, "/a/fields", f"needs `fields`: {NAMES}"),
        ({"type": "DROP_PROPERTIES", "fields": ["traits.ssn"]}, "/a/fields", f"expected {NAMES}, found a list"),
        ({"type": "DROP_PROPERTIES", "fields": {"a/b": 5}}, "/a/fields/a~1b", 'expected a list of names, as ["ssn"], found 5'),
        ({"type": "DROP_PROPERTIES", "fields": {"a": [5]}}, "/a/fields/a", 'expected a list of names, as ["ssn"], found 5'),
        ({"type": "DROP_PROPERTIES", "fields": {"a": "ssn"}}, "/a/fields/a", 'expected a list of names, as ["ssn"], found \'ssn\''),
        ({"type": "DROP_PROPERTIES", "fields": {"a": ["x", {"name": "ssn"}]}}, "/a/fields/a", 'expected a list of names, as ["ssn"], found {"name": "ssn"}'),
        ({"type": "DROP_PROPERTIES", "fields": {"a": None}}, "/a/fields/a", 'expected a list of names, as ["ssn"], found null'),
        ({"type": "DROP_PROPERTIES", "fields": "traits.ssn"}, "/a/fields", f"expected {NAMES}, found 'traits.ssn'"),
    ],
)  # fmt: skip
def test_what_cannot_be_read(value: Any, pointer: str, problem: str) -> None:
    with pytest.raises(InputError) as refused:
        read_action(value, "/a", fail)
    assert (refused.value.pointer, refused.value.problem) == (pointer, problem)


@pytest.mark.parametrize(
    ("path", "keys"),
    [
        ("", ()),
        ("$", ()),
        ("userId", ("userId",)),
        ("$.context.device", ("context", "device")),
        (r"traits.a\.b.c", ("traits", "a.b", "c")),
        (r"traits.product\ 1", ("traits", "product 1")),
        ("traits..a.", ("traits", "a")),
        ("a\\", ("a\\",)),
    ],
)
def test_the_keys_of_a_path(path: str, keys: tuple[str, ...]) -> None:
    assert keys_of(path) == keys
