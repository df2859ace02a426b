"""Mappings written as source: on every event they give what the plain form gives, and nothing of a mapping is source."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from segment_actions import MISSING, MappingError, SegmentError, compile_mapping
from segment_actions.mapping.compiler import Compiler
from segment_actions.mapping.directives.table import DIRECTIVES
from segment_actions.mapping.whole import compile_with
from segment_actions.mapping.writer import Writer
from segment_conformance.live.generators.events import event as drawn_event
from segment_conformance.live.generators.mappings import Mappings
from segment_conformance.live.generators.random_values import RandomValues
from segment_conformance.replay import AROUND

from tests.examples import examples


def outcome(mapping: Any, event: Any, written_after: int | None) -> Any:
    """The value with the order of its members, or the error."""
    try:
        made = compile_mapping(mapping, AROUND, written_after=written_after)(event)
    except SegmentError as error:
        return type(error).__name__, error.name, str(error), getattr(error, "problems", None)
    return repr(made)


def agree(mapping: Any, event: Any) -> None:
    before = repr(event)
    assert outcome(mapping, event, 0) == outcome(mapping, event, None), (mapping, event)
    assert repr(event) == before


def test_generated_mappings_over_generated_events_come_out_the_same_in_both_forms() -> None:
    for number in range(examples(600, 30000)):
        rng = RandomValues(f"forms {number}", oddness=0.1 if number % 3 == 0 else 0.0)
        event = drawn_event(rng)
        mapping = Mappings(rng, event).whole()
        agree(mapping, event)
        agree(mapping, drawn_event(RandomValues(f"another {number}")))


KEYS = ("a", "b", "traits", "0", "10", "length", "x y", "é")
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=4),
    st.sampled_from(["\ud83d", "1.0", "a-b", MISSING]),
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=2).map(tuple),
        st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    ),
    max_leaves=12,
)
events = st.dictionaries(st.sampled_from(KEYS), values, max_size=5)
paths = st.lists(st.sampled_from(KEYS), max_size=8).map(lambda keys: {"@path": "$." + ".".join(keys)})
templates = st.lists(
    st.one_of(st.sampled_from(KEYS).map(lambda key: f"{{{{{key}.a}}}}"), st.sampled_from(["-", "é", "{", "}"]))
).map(lambda parts: {"@template": "".join(parts)})


def _directives(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    objects = st.dictionaries(st.sampled_from(KEYS), inner, max_size=3)
    return st.one_of(
        objects,
        st.lists(inner, max_size=3),
        st.builds(lambda name, one, then, other: {"@if": {name: one, "then": then, "else": other}}, st.sampled_from(["exists", "blank"]), inner, inner, inner),
        st.builds(lambda how, one: {"@case": {"operator": how, "value": one}}, st.sampled_from(["lower", "upper"]), paths),
        st.builds(lambda old, new, all_, one: {"@replace": {"pattern": old, "replacement": new, "global": all_, "value": one}},
                  st.sampled_from(["a", "-", "é", "$"]), st.sampled_from(["", "b", "$&", "🐎"]), st.booleans(), paths),
        st.builds(lambda root, shape: {"@arrayPath": [root["@path"], shape]}, paths, objects),
        st.builds(lambda one: {"@json": {"mode": "encode", "value": one}}, inner),
        st.builds(lambda whole, one: {"@flatten": {"separator": ".", "omitArrays": whole, "value": one}}, st.booleans(), inner),
        st.builds(lambda way, parts: {"@merge": {"direction": way, "objects": parts}}, st.sampled_from(["left", "right"]), st.lists(st.one_of(objects, paths), max_size=3)),
        st.builds(lambda one: {"@excludeWhenNull": one}, inner),
        st.builds(lambda apply, made: {"@transform": {"apply": apply, "mapping": made}}, objects, objects),
    )  # fmt: skip


mappings = st.dictionaries(
    st.sampled_from(KEYS), st.recursive(st.one_of(paths, templates, scalars), _directives, max_leaves=8), max_size=4
)


@settings(max_examples=examples(200, 20000), deadline=None)
@given(mapping=mappings, event=st.one_of(events, values))
def test_any_mapping_over_any_event_comes_out_the_same_in_both_forms(mapping: Any, event: Any) -> None:
    agree(mapping, event)


def source_of(mapping: Any) -> str:
    writer = Writer()
    whole = compile_with(Compiler(DIRECTIVES), mapping, "")
    assert whole.write is not None
    lines = writer.lines(whole.write(writer, True).text, "return {}")
    writer.source.function("e", lines)
    return writer.source.text


HOSTILE = (
    "__import__('os').abort()", "'); raise SystemExit #", "\n    return 1\n", "{e}", "}}'", '"""', "k0", "r0", "t1", "e", "plain", "\\", "\x00",
    "lambda: 0", "é", "{0!r}", "M is M", "for e in items:",
)  # fmt: skip


def mapping_of(word: str) -> dict[str, Any]:
    """The word wherever a mapping has text of its own."""
    path = "$." + word.replace(".", "")
    return {
        word: word,
        "a": {"@path": path},
        "b": {"@template": f"{word}{{{{traits.{word.replace('}', '').replace('.', '')}}}}}{word}"},
        "c": {"@if": {"exists": {"@path": path}, "then": {word: word}, "else": word}},
        "d": {"@replace": {"pattern": word[:10], "replacement": word[:10].replace("$", ""), "value": {"@path": path}}},
        "f": {"@arrayPath": ["$.list", {word: {"@path": path}, "x": word}]},
        "g": {"@flatten": {"separator": word, "value": {"@path": path}}},
        "h": {"@merge": {"direction": "right", "objects": [{word: word}, {"@path": path}]}},
        "i": {"@case": {"operator": "upper", "value": {"@path": path}}},
        "j": {"@json": {"mode": "encode", "value": {word: {"@path": path}}}},
    }


@pytest.mark.parametrize("word", HOSTILE, ids=ascii)
def test_nothing_of_a_mapping_is_source(word: str) -> None:
    assert word == "é" or source_of(mapping_of(word)) == source_of(mapping_of("word"))
    for event in ({}, {word: word, "traits": {word: word}, "list": [{word: word}, word]}, {word: {word: [word]}}):
        agree(mapping_of(word), event)


def test_what_is_read_twice_is_read_once() -> None:
    both = {"@if": {"exists": {"@path": "$.traits.a"}, "then": {"@path": "$.traits.a"}}}
    assert source_of({"x": both, "y": {"@path": "$.traits.b"}}).count("get(") == 3


def test_a_mapping_is_written_when_enough_events_have_come() -> None:
    run = compile_mapping({"a": {"@path": "$.traits.a"}}, written_after=3)
    assert [run({"traits": {"a": number}}) for number in range(8)] == [{"a": number} for number in range(8)]


def test_an_unusual_event_does_not_change_what_the_next_one_gives() -> None:
    run = compile_mapping({"a": {"@path": "$.traits.a"}, "b": {"@path": "$.traits.c.d"}}, written_after=0)
    for traits, expected in (
        ({"a": 1, "c": {"d": 2}}, {"a": 1, "b": 2}),
        (None, {"a": None, "b": None}),
        ("text", {}),
        ({"a": 1, "c": ["x"]}, {"a": 1}),
        ({"a": 1, "c": 0}, {"a": 1, "b": 0}),
        ({"a": 1}, {"a": 1}),
    ):
        assert run({"traits": traits}) == expected


@pytest.mark.parametrize("event", [None, [], "x", 5, MISSING])
def test_what_is_no_event_is_refused_in_both_forms(event: Any) -> None:
    with pytest.raises(MappingError, match="data must be an object") as refused:
        compile_mapping({"a": 1}, written_after=0)(event)
    assert refused.value.__context__ is None
    agree({"a": 1}, event)


@pytest.mark.parametrize("depth", [10, 20, 100, 400])
def test_deep_mappings_and_deep_events(depth: int) -> None:
    chosen: Any = {"@path": "$.a"}
    nested: Any = {"@path": "$.a"}
    event: Any = {"a": "x"}
    for at in range(depth):
        chosen = {"@if": {"exists": {"@path": "$.a"}, "then": chosen if at % 2 else [chosen]}}
        nested = {"a": nested}
        event = {"a": event} if at % 2 else {"a": event, "traits": [1]}
    for mapping in (
        {"a": chosen},
        nested,
        {"a": {"@json": {"mode": "encode", "value": {"@path": "$"}}}},
        {"a": {"@flatten": {"separator": ".", "value": {"@path": "$"}}}},
        {"a": {"@path": "$" + ".a" * depth}},
    ):
        agree(mapping, event)


def test_mappings_of_thousands_of_members() -> None:
    mapping = {f"k{number}": {"@path": f"$.traits.k{number}"} for number in range(2500)}
    event = {"traits": {f"k{number}": number for number in range(0, 2500, 2)}}
    agree(mapping, event)


def test_an_error_of_the_plain_form_is_the_only_one_that_is_told() -> None:
    run = compile_mapping({"a": {"@path": "$.traits.a"}, "b": [{"@path": {"@path": "$.traits"}}]}, written_after=0)
    with pytest.raises(MappingError) as refused:
        run({"traits": 5})
    assert refused.value.__context__ is None
    assert json.loads(json.dumps([one.pointer for one in refused.value.problems])) == ["/b/0/@path"]


@pytest.mark.parametrize(
    "inside", [{"x": MISSING, "y": 1}, [{"z": MISSING}, MISSING], {"x": [{"y": {"z": MISSING}}]}, MISSING], ids=str
)
def test_undefined_inside_of_what_is_read_is_removed_where_the_plain_form_removes_it(inside: Any) -> None:
    event = {"traits": {"list": [{"a": inside}, inside], "o": inside}}
    for node in (
        {"@arrayPath": ["$.traits.list", {"a": {"@path": "$.a"}, "b": {"c": {"@path": "$.a"}}}]},
        {
            "@arrayPath": [
                "$.traits.list",
                {
                    "a": {
                        "@if": {
                            "exists": {"@path": "$.no"},
                            "then": {"@json": {"mode": "encode", "value": "x"}},
                            "else": {"@path": "$.a"},
                        }
                    }
                },
            ]
        },
        {"@arrayPath": ["$.traits.list"]},
        {"@path": "$.traits.o"},
        {"@if": {"exists": {"@path": "$.traits"}, "then": {"@path": "$.traits.o"}, "else": [{"@path": "$.traits.o"}]}},
        {"@merge": {"direction": "left", "objects": [{"@path": "$.traits"}, {"k": {"@path": "$.traits.o"}}]}},
        {"@flatten": {"separator": ".", "omitArrays": True, "value": {"@path": "$.traits"}}},
        {"@json": {"mode": "encode", "value": {"@path": "$.traits"}}},
        {
            "@merge": {
                "direction": "right",
                "objects": [{"a": 1}, {"@if": {"exists": {"@path": "$.traits"}, "then": {"a": {"@path": "$.no"}}}}],
            }
        },
        [{"@path": "$.traits.o"}],
    ):
        agree({"a": node}, event)
        agree({"a": {"@literal": {"b": node}}}, event)


def test_halves_of_a_character_that_come_together_are_one() -> None:
    event = {"traits": {"a": "\ud83d-\udc0e", "b": "\ud83d", "c": "\udc0e"}}
    mapping = {
        "replaced": {"@replace": {"pattern": "-", "replacement": "", "value": {"@path": "$.traits.a"}}},
        "shown": {"@template": "{{traits.b}}{{traits.c}}"},
    }
    assert compile_mapping(mapping, written_after=0)(event) == {"replaced": "🐎", "shown": "🐎"}
    agree(mapping, event)
