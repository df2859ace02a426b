"""The fields of any mapping are found without running it, and each stands where its pointer says."""

from __future__ import annotations

from typing import Any

import pytest
from attio_harness.run.mapped_fields import fields_of, is_something, variables_of
from segment_actions import MappingError, compile_mapping
from segment_actions.mapping import compile_trace
from segment_conformance.live.generators.events import event
from segment_conformance.live.generators.mappings import Mappings
from segment_conformance.live.generators.random_values import RandomValues


def _at(node: Any, pointer: str) -> Any:
    for key in pointer.split("/")[1:]:
        key = key.replace("~1", "/").replace("~0", "~")
        node = node[int(key)] if isinstance(node, list) else node[key]
    return node


@pytest.mark.parametrize("oddness", [0.0, 0.3])
def test_fields_of_drawn_mappings(oddness: float) -> None:
    several = 0
    for seed in range(300):
        rng = RandomValues(f"fields {seed}", oddness)
        one = event(rng)
        mapping = Mappings(rng, one).whole()
        if not isinstance(mapping, dict):
            continue
        for field in fields_of(mapping):
            several += 1
            assert _at(mapping, field.pointer) is not None
            assert len(field.paths) == len(field.reads) > 0
            field.fill(one)
    assert several > 150


def test_a_path_that_fills_a_field_is_one_that_the_mapping_reads() -> None:
    checked = 0
    for seed in range(300):
        rng = RandomValues(f"reads {seed}")
        one = event(rng)
        mapping = Mappings(rng, one).whole()
        try:
            compile_mapping(mapping)
        except MappingError:
            continue
        read = {row.path for row in compile_trace(mapping)(one)}
        for field in fields_of(mapping) if isinstance(mapping, dict) else ():
            if not field.chooses and is_something(field.fill(one)):
                (keys,) = field.paths
                path = "$" + "".join(f"[{key}]" if key.isdigit() else f".{key}" for key in keys)
                # a mapping that fails has no reads behind the place where it does
                checked += path in read
    assert checked > 50


def test_the_variables_of_a_part_of_a_mapping() -> None:
    node = {
        "@if": {
            "exists": {"@path": "$.traits.plan"},
            "then": {"@template": "{{traits.plan}} {{ traits.name }}"},
            "else": {"@liquid": '{% if traits.vip %}{{ traits["plan.name"] | upcase }}{% endif %}'},
        }
    }
    assert variables_of(node) == (
        ("traits", "plan"), ("traits", "name"), ("traits", "vip"), ("traits", "plan.name"),
    )  # fmt: skip
    assert variables_of({"@arrayPath": ["$.items", {"sku": {"@path": "$.sku"}}]}) == (("items",),)
