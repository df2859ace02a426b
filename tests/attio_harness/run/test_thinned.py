"""What an action takes of an event."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from attio_harness.inputs.filter_actions import FilterAction, FilterKind
from attio_harness.run.thinned import thinned
from hypothesis import given
from hypothesis import strategies as st

EVENT: dict[str, Any] = {
    "type": "track",
    "userId": "u1",
    "context": {"ip": "192.0.2.1", "device": {"id": "d", "model": "m"}},
    "traits": {"address": {"city": "Rome", "zip": "1"}, "a.b": 1, "a": {"b": 2, "c": 3}, "none": None},
    "properties": {
        "card": "none",
        "products": [{"price": 1, "sku": "a", "tags": [{"price": 9}]}, {"sku": "b"}, 5, None],
        "orders": [{"items": {"price": 2}}],
    },
}


def run(
    kind: FilterKind, fields: dict[str, tuple[str, ...]], setting: str = "name"
) -> tuple[dict[str, Any], list[str], int]:
    """The event, what was taken, and how often the assumption was asked for."""
    asked: list[str] = []

    def decides(id: str) -> str:
        asked.append(id)
        return setting

    before = copy.deepcopy(EVENT)
    out, taken = thinned(FilterAction(kind=kind, fields=fields), EVENT, decides)
    assert before == EVENT  # the caller's
    assert set(asked) <= {"filter.dotted_names"}
    return dict(out), taken, len(asked)


@pytest.mark.parametrize(
    ("kind", "fields", "at", "left", "taken"),
    [
        ("drop_properties", {"context": ("ip", "none")}, ["context"], {"device": {"id": "d", "model": "m"}}, ["context.ip"]),
        ("drop_properties", {"context.device": ("id",)}, ["context", "device"], {"model": "m"}, ["context.device.id"]),
        ("allow_properties", {"context.device": ("id", "x")}, ["context", "device"], {"id": "d"}, ["context.device.model"]),
        ("allow_properties", {"traits.address": ()}, ["traits", "address"], {}, ["traits.address.city", "traits.address.zip"]),
        ("drop_properties", {"traits": ("none",)}, ["traits", "none"], "gone", ["traits.none"]),
        ("drop_properties", {"traits": ("a.b",)}, ["traits", "a"], {"b": 2, "c": 3}, ["traits.a.b"]),
        ("drop_properties", {"": ("userId",)}, ["userId"], "gone", ["userId"]),
        ("drop_properties", {"$.context": ("ip",)}, ["context", "ip"], "gone", ["context.ip"]),
        # each object of a list, and no list below it
        (
            "drop_properties",
            {"properties.products": ("price",)},
            ["properties", "products"],
            [{"sku": "a", "tags": [{"price": 9}]}, {"sku": "b"}, 5, None],
            ["properties.products.price"],
        ),
        (
            "allow_properties",
            {"properties.products": ("sku",)},
            ["properties", "products"],
            [{"sku": "a"}, {"sku": "b"}, 5, None],
            ["properties.products.price", "properties.products.tags"],
        ),
        ("drop_properties", {"properties": ("products",)}, ["properties", "products"], "gone", ["properties.products"]),
        # what is not there, or no object, stays
        ("drop_properties", {"properties.products.tags": ("price",)}, [], EVENT, []),
        ("drop_properties", {"properties.products.0": ("price",)}, [], EVENT, []),
        ("drop_properties", {"properties.orders.items": ("price",)}, [], EVENT, []),
        ("drop_properties", {"properties.card": ("number",)}, [], EVENT, []),
        ("allow_properties", {"properties.card": ("number",)}, [], EVENT, []),
        ("drop_properties", {"integrations": ("All",)}, [], EVENT, []),
    ],
)  # fmt: skip
def test_what_is_left_and_what_was_taken(
    kind: FilterKind, fields: dict[str, tuple[str, ...]], at: list[str], left: Any, taken: list[str]
) -> None:
    out, paths, asked = run(kind, fields)
    found: Any = out
    for step in at:
        found = found.get(step, "gone")
    assert (found, paths, asked) == (left, taken, 0)


def test_several_fields_at_once() -> None:
    out, taken, _ = run("drop_properties", {"context": ("ip",), "context.device": ("id",), "traits.address": ("zip",)})
    assert out["context"] == {"device": {"model": "m"}}
    assert out["traits"]["address"] == {"city": "Rome"}
    assert taken == ["context.ip", "context.device.id", "traits.address.zip"]


@pytest.mark.parametrize(
    ("kind", "names", "setting", "traits", "taken"),
    [
        ("drop_properties", ("address.city",), "name", EVENT["traits"], []),
        (
            "drop_properties",
            ("address.city", "none"),
            "path",
            {"address": {"zip": "1"}, "a.b": 1, "a": {"b": 2, "c": 3}},
            ["traits.address.city", "traits.none"],
        ),
        ("allow_properties", ("address.city",), "name", {}, ["traits.address", "traits.a.b", "traits.a", "traits.none"]),
        (
            "allow_properties",
            ("address.city", "a"),
            "path",
            {"address": {"city": "Rome"}, "a": {"b": 2, "c": 3}},
            ["traits.address.zip", "traits.a.b", "traits.none"],
        ),
    ],
)  # fmt: skip
def test_a_name_with_a_dot_is_a_name_unless_the_assumption_says_otherwise(
    kind: FilterKind, names: tuple[str, ...], setting: str, traits: Any, taken: list[str]
) -> None:
    out, paths, asked = run(kind, {"traits": names}, setting)
    assert (out["traits"], paths, asked) == (traits, taken, 1)


def test_a_member_of_that_very_name_is_meant_before_a_path() -> None:
    fields: dict[str, tuple[str, ...]] = {"traits": ("a.b", "address.city")}
    left = {"address": {"zip": "1"}, "a": {"b": 2, "c": 3}, "none": None}
    out, taken, _ = run("drop_properties", fields, "path")
    assert (out["traits"], taken) == (left, ["traits.a.b", "traits.address.city"])


@pytest.mark.parametrize("name", [".", "..", "a.", "missing.part", "a.b.c"])
def test_a_name_with_a_dot_that_leads_nowhere_decides_nothing(name: str) -> None:
    assert run("drop_properties", {"context": (name,)}, "path") == (EVENT, [], 0)


KEYS = st.sampled_from(["a", "b", "a.b"])
OBJECTS = st.recursive(
    st.dictionaries(KEYS, st.integers(0, 9), min_size=1, max_size=3),
    lambda inner: st.dictionaries(KEYS, st.one_of(st.integers(0, 9), inner), min_size=1, max_size=3),
    max_leaves=6,
)
NAMES = st.lists(st.sampled_from(["a", "b", "a.b", "b.a", "a.a.b", "b.b"]), max_size=3).map(tuple)


def leaves(value: Any, way: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
    if not isinstance(value, dict):
        return {way}
    return {leaf for key, one in value.items() for leaf in leaves(one, (*way, key))}


@given(OBJECTS, NAMES, st.sampled_from(["name", "path"]))
def test_what_one_action_drops_the_other_allows(traits: dict[str, Any], names: tuple[str, ...], setting: str) -> None:
    dropped, taken = thinned(FilterAction(kind="drop_properties", fields={"traits": names}), {"traits": traits}, lambda id: setting)  # fmt: skip
    allowed, _ = thinned(FilterAction(kind="allow_properties", fields={"traits": names}), {"traits": traits}, lambda id: setting)  # fmt: skip
    assert leaves(dropped["traits"], ()) | leaves(allowed["traits"]) == leaves(traits)
    assert not leaves(dropped["traits"]) & leaves(allowed["traits"])
    assert bool(taken) == (dropped != {"traits": traits})
