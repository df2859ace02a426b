"""Generated mappings reach every directive, option and depth."""

from __future__ import annotations

from typing import Any

from segment_actions.mapping.directives.table import DIRECTIVES

from tests.segment_conformance.live.generators.conftest import Case, nodes, of_kind


def test_every_directive_and_option_occurs(cases: list[Case]) -> None:
    used: dict[str, set[str]] = {}
    for case in of_kind(cases, "mapping"):
        for node in nodes(case["mapping"]):
            if isinstance(node, dict):
                for key, value in node.items():
                    used.setdefault(key, set()).update(value if isinstance(value, dict) else ())
    assert used.keys() >= set(DIRECTIVES) | {"@nope", "_metadata", "__segment_internal_directive"}
    assert used["@if"] >= {"exists", "blank", "then", "else"}
    assert used["@case"] >= {"operator", "value"}
    assert used["@replace"] >= {"pattern", "replacement", "value", "ignorecase", "global", "pattern2", "replacement2"}
    assert used["@json"] >= {"mode", "value"}
    assert used["@flatten"] >= {"separator", "value", "omitArrays"}
    assert used["@merge"] >= {"objects", "direction"}
    assert used["@transform"] >= {"apply", "mapping"}


def test_every_value_that_an_option_knows_occurs(cases: list[Case]) -> None:
    drawn: dict[tuple[str, str], list[Any]] = {}
    for name, options in _directives(cases):
        if isinstance(options, dict):
            for key, value in options.items():
                drawn.setdefault((name, key), []).append(value)
        drawn.setdefault((name, ""), []).append(options)
    for place, known in (
        (("@case", "operator"), ("lower", "upper")),
        (("@json", "mode"), ("encode", "decode")),
        (("@merge", "direction"), ("left", "right")),
        (("@replace", "ignorecase"), (True, False)),
        (("@replace", "global"), (True, False)),
        (("@flatten", "omitArrays"), (True, False)),
    ):
        assert [one for one in known if one not in drawn[place]] == [], place
    assert {len(one) for one in drawn["@arrayPath", ""] if isinstance(one, list)} >= {1, 2, 3}
    assert {len(one) for one in drawn["@merge", "objects"] if isinstance(one, list)} >= {0, 1, 2, 3}


def _directives(cases: list[Case]) -> list[tuple[str, Any]]:
    found = [node for case in of_kind(cases, "mapping") for node in nodes(case["mapping"]) if isinstance(node, dict)]
    return [(key, node[key]) for node in found for key in node if key in DIRECTIVES]


def test_every_directive_nests_to_a_depth_of_five(cases: list[Case]) -> None:
    found: dict[str, set[int]] = {}

    def walk(node: Any, depth: int) -> None:
        for key, inner in node.items() if isinstance(node, dict) else ():
            own = key in DIRECTIVES
            if own:
                found.setdefault(key, set()).add(depth + 1)
            walk(inner, depth + own)
        for inner in node if isinstance(node, list) else ():
            walk(inner, depth)

    for case in of_kind(cases, "mapping"):
        walk(case["mapping"], 0)
    assert {name: {*range(1, 6)} - depths for name, depths in found.items()} == {name: set() for name in DIRECTIVES}
