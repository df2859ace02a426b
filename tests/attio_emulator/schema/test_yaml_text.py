"""What is more than JSON in YAML: types, aliases, merges, words without quotes. Each is text, a value of JSON, or told at its place."""

from __future__ import annotations

import itertools
import re

import pytest
import yaml
from attio_emulator import Workspace, WorkspaceError
from attio_emulator.schema import places
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.examples import examples

PLAIN = "what JSON has, too: text, numbers, lists, objects"
TYPES: dict[str, str] = {
    "!!int": "found '' with the type !!int, expected a value of that type",
    "!!int ''": "found '' with the type !!int, expected a value of that type",
    "!!int x": "found 'x' with the type !!int, expected a value of that type",
    "!!int 0x": "found '0x' with the type !!int, expected a value of that type",
    '!!float "_"': "found '_' with the type !!float, expected a value of that type",
    "!!float .": "found '.' with the type !!float, expected a value of that type",
    "!!bool": "found '' with the type !!bool, expected a value of that type",
    "!!bool x": "found 'x' with the type !!bool, expected a value of that type",
    "!!null x": "found 'x' with the type !!null, expected a value of that type",
    "!!map x": "found 'x' with the type !!map, expected a value of that type",
    "!!map [x]": "found a list with the type !!map, expected a value of that type",
    "!!seq x": "found a type (!!…) in front of a single value, expected a list, or no type",
    "!!seq {a: 1}": "found a type (!!…) in front of an object, expected a list, or no type",
    "!!int [1]": "found a type (!!…) in front of a list, expected a single value, or no type",
    "!!float {a: 1}": "found a type (!!…) in front of an object, expected a single value, or no type",
    "!!str {=: {=: x}}": "found a type (!!…) in front of an object, expected a single value, or no type",
    "!!timestamp 2024-01-01": f"found the type !!timestamp, expected {PLAIN}",
    "!!binary aGk=": f"found the type !!binary, expected {PLAIN}",
    "!!set {a}": f"found the type !!set, expected {PLAIN}",
    "!!omap [a: 1]": f"found the type !!omap, expected {PLAIN}",
    "!!value x": f"found the type !!value, expected {PLAIN}",
    "!!merge x": f"found the type !!merge, expected {PLAIN}",
    "!!python/object/apply:os.system ['exit 3']": f"found the type !!python/object/apply:os.system, expected {PLAIN}",
    "!!python/name:os.system": f"found the type !!python/name:os.system, expected {PLAIN}",
    "!own x": "found a value that begins with !, which is YAML's sign for a type, expected it in quotes where it is text: \"!own x\"",
    "&a [*a]": "found an alias (*) inside its own target, which never ends, expected the values themselves",
    "&a {b: [*a]}": "found an alias (*) inside its own target, which never ends, expected the values themselves",
    "9" * 5000: f"found '{'9' * 39}…' with the type !!int, expected a value of that type",
    "0x" + "F" * 5000: f"found '0x{'F' * 37}…' with the type !!int, expected a value of that type",
    ":".join("1" * 3000): f"found '{'1:' * 19}1…' with the type !!int, expected a value of that type",
}  # fmt: skip


@pytest.mark.parametrize("place", ["{}", "name: {}", "config: {}", "objects: {}", "records: {{people: [{{x: {} }}]}}"])
@pytest.mark.parametrize("value", TYPES, ids=[one[:30] for one in TYPES])
def test_what_json_does_not_have_is_told_where_it_stands(value: str, place: str) -> None:
    with pytest.raises(WorkspaceError) as told:
        Workspace.from_text(place.format(value), file="w")
    (line,) = told.value.lines()
    column = line.split(" ")[0].split(":")[2]
    assert line == f"w:1:{column}: {TYPES[value]}"
    assert int(column) > place.replace("{{", "{").replace("}}", "}").index("{}")


BOMB = (
    "["
    + ", ".join(["&a0 [x, x]", *(f"&a{level} [{', '.join([f'*a{level - 1}'] * 10)}]" for level in range(1, 10))])
    + "]"
)


@pytest.mark.parametrize(
    "place", ["name: {}", "records: {{people: [{{x: {}}}]}}", "assumptions: {{x: {}}}", "x: {}", "lists: {}"]
)
def test_aliases_that_stand_for_more_than_any_memory_holds_are_told_at_once(place: str) -> None:
    with pytest.raises(WorkspaceError) as told:
        Workspace.from_text(place.format(BOMB), file="w")
    (line,) = told.value.lines()
    expected = (
        "found aliases (*) that stand for more than 1,000,000 values, expected the values themselves, or fewer aliases"
    )
    assert re.fullmatch(rf"w:1:\d+: {re.escape(expected)}", line)


def test_aliases_in_measure_are_the_values_they_stand_for() -> None:
    text = "objects: [{api_slug: a, attributes: [{api_slug: x, type: select, options: &o [A, B]}, {api_slug: y, type: select, options: *o}]}]"
    found = Workspace.from_text(text, file="w").objects["a"].attributes
    assert [[one.title for one in found[slug].options] for slug in "xy"] == [["A", "B"]] * 2


@pytest.mark.parametrize("text", ["<<: {name: x}", "<<: [{name: x}]", "<<: x", "objects: [{<<: {api_slug: a}}]"])
def test_a_merge_is_told(text: str) -> None:
    with pytest.raises(WorkspaceError) as told:
        Workspace.from_text(text, file="w")
    column = text.index("<<") + 1
    assert told.value.lines() == [
        f"w:1:{column}: found a merge (<<), which JSON does not have, expected the members themselves"
    ]


def test_signs_that_are_text_for_json_are_text() -> None:
    found = Workspace.from_text("name: =\nmembers: [{email_address: 2024-01-01, first_name: <<}]", file="w")
    assert (found.name, found.members[0].first_name, found.members[0].email_address) == ("=", "<<", "2024-01-01")


@pytest.mark.parametrize("half", ['"a\\ud800"', '"\\udc00"', '{x: ["\\ud83d"]}'])
@pytest.mark.parametrize(
    "place",
    [
        "name: {}", "objects: [{{api_slug: {}}}]", "objects: [{{api_slug: a, attributes: [{{api_slug: {}}}]}}]",
        "objects: [{{api_slug: a, attributes: [{{api_slug: s, type: select, options: [{}]}}]}}]", "lists: [{{api_slug: {}}}]",
        "records: {{people: [{{name: {}}}]}}", "members: [{{email_address: {}}}]", "assumptions: {{a: {}}}", "tokens: [{}]",
    ],
)  # fmt: skip
def test_half_a_character_is_told_wherever_it_stands(place: str, half: str) -> None:
    for text in (place.format(half), "{" + place.format(half) + "}"):
        with pytest.raises(WorkspaceError) as told:
            Workspace.from_text(text, file="w")
        assert "found half a character" in str(told.value)


def titles(written: str) -> list[str]:
    text = f"objects: [{{api_slug: a, attributes: [{{api_slug: s, type: select, options: [{written}, Last]}}]}}]"
    return [one.title for one in Workspace.from_text(text, file="w").objects["a"].attributes["s"].options]


NUMERIC = st.text("0123456789.-+_:eExXboinfNa~yYsSoOtTrRuUlL", min_size=1, max_size=9)


@settings(max_examples=examples(400, 10_000))
@given(NUMERIC)
@example("0010")
@example("1_000")
@example("0_")
@example("1_.5")
@example("1.5_")
@example("1.5_0")
@example("1.50")
@example("1:30")
@example("0x1F")
@example("0b1")
@example("-0")
@example("+5")
@example("1.")
@example(".5")
@example("1.5e+3")
@example("1.0e+400")
@example("12345678901234567890.5")
@example(".inf")
@example("yes")
@example("null")
@example("~")
@example("2024-01-01")
@example("1e3")
@example("0.30000000000000004")
@example("0.300000000000000040")
def test_a_title_is_the_text_that_is_written_or_is_told(written: str) -> None:
    try:
        assert titles(written) == [written, "Last"]
    except WorkspaceError as told:
        assert told.lines()[0].startswith("w:1:")  # noqa: PT017
    assert titles(f'"{written}"') == [written, "Last"]


QUICK = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _is_number(text: str) -> bool:
    try:
        return type(yaml.load(text, Loader=QUICK)) in (int, float)
    except (yaml.YAMLError, ValueError):  # 0x_ is none after all
        return False


def test_a_text_is_looked_through_wherever_a_number_of_it_may_be_another_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each number of up to four characters that is told where every text is looked through is told."""
    texts = ("".join(one) for length in range(1, 5) for one in itertools.product("058_.:-+exb", repeat=length))
    numbers = [one for one in texts if _is_number(one)]
    told = [bool(places.misread(f"options: [{one}]")) for one in numbers]
    monkeypatch.setattr(places, "_ODD_NUMBER", re.compile(""))
    assert told == [bool(places.misread(f"options: [{one}]")) for one in numbers]
    assert 100 < sum(told) < len(numbers)


@pytest.mark.parametrize(("written", "read"), [("0010", "8"), ("-017", "-15"), ("1:30", "90"), ("1:30.5", "90.5")])
def test_a_number_that_is_another_one_is_told_among_records_too(written: str, read: str) -> None:
    with pytest.raises(WorkspaceError) as told:
        Workspace.from_text(f"records:\n  people:\n    - x: {written}\n", file="w")
    expected = f'a number without leading zeros or colons; in quotes it is text: "{written}"'
    assert (
        f"w:3:10: /records/people/0/x: found {read} (what YAML makes of {written}), expected {expected}"
        in told.value.lines()
    )


@pytest.mark.parametrize(("written", "read"), [("1_000", 1000), ("1.50", 1.5), ("+5", 5), ("0", 0), ("0.5", 0.5)])
def test_a_number_that_is_the_one_that_is_meant_is_taken_among_records(written: str, read: float) -> None:
    text = (
        f"objects: [{{api_slug: a, attributes: [{{api_slug: n, type: number}}]}}]\nrecords: {{a: [{{n: {written}}}]}}"
    )
    assert Workspace.from_text(text, file="w").records["a"][0]["n"] == read
