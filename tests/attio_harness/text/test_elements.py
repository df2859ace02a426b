"""Arrays of which a part is broken: every good element is found, and the work grows with the text and not with its square."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from attio_harness.text import elements as module
from attio_harness.text.elements import array_end, elements
from attio_harness.text.json import DECODER, TOO_DEEP
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import examples

GOOD = '{"type":"track","userId":"u"}'
LEVELS = 100_000
"""More than the parser of any Python reads: 3.11 ends at some 1,000, 3.14 at some 60,000."""
DEEP = '{"a":' * LEVELS + "1" + "}" * LEVELS

BROKEN = ["{x}", '{"a":1 "b":2}', "{", '{"a":', "x", "[1,", '{"a":"\n"}', '{"a":"\\q"}', "nul", "{]", DEEP]


@pytest.mark.parametrize("bad", BROKEN)
@pytest.mark.parametrize("between", [",\n  ", ",\n"])
def test_every_good_element_beside_a_broken_one_is_found(bad: str, between: str) -> None:
    text = "[" + between.lstrip(",") + between.join([GOOD, bad, GOOD, bad, GOOD]) + "\n]"
    found = [one for one in elements(text) if one.problem is None]
    assert [one.value for one in found] == [json.loads(GOOD)] * 3
    assert [one.line for one in found] == [2, 4, 6] if "\n" not in bad else [2, 5, 8]


def test_it_is_found_on_the_same_line_as_well() -> None:
    for text in (f"[\n  {{x}}, {GOOD}\n]", f"[{{x}}, {GOOD}\n]", f"[\n  {{x}},{GOOD},{{x}}\n]"):
        assert [one.value for one in elements(text) if one.problem is None] == [json.loads(GOOD)]


def test_what_is_nested_too_deeply_is_one_element() -> None:
    first, deep, last = elements(f"[{GOOD},{DEEP},{GOOD}]")
    assert (first.value, last.value) == (json.loads(GOOD),) * 2
    assert (deep.problem, deep.index, last.index) == (TOO_DEEP, 1, 2)
    assert [one.problem for one in elements("[\n" * LEVELS)] == [TOO_DEEP]
    (first, deep) = elements("[" + GOOD + ",\n" + "[\n" * LEVELS)
    assert (first.value, deep.problem, deep.line) == (json.loads(GOOD), TOO_DEEP, 2)


def test_a_bracket_in_a_text_is_no_bracket() -> None:
    deep = '{"]":' * LEVELS + '"]}\\"]"' + "}" * LEVELS
    assert [one.problem for one in elements(f"[{deep},1]")] == [TOO_DEEP, None]
    assert [one.problem for one in elements(f'[{"[" * LEVELS}"{"]" * LEVELS}')] == [TOO_DEEP]


def test_an_array_may_begin_further_down() -> None:
    text = f"[1]\n[{GOOD},\n2]"
    first, second = elements(text, 4)
    assert ((first.line, first.value), (second.line, second.value)) == ((1, json.loads(GOOD)), (2, 2))
    assert array_end(text, second, 4) == len(text)
    assert array_end(text, next(elements(text))) == 3


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.text(max_size=12) | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)  # fmt: skip


@settings(max_examples=examples(60, 5000), deadline=None)
@given(
    values=st.lists(VALUES, max_size=8),
    piece=st.integers(1, 90),
    indent=st.sampled_from([None, 0, 1, 4]),
    ascii=st.booleans(),
)
def test_where_a_text_is_divided_for_parsing_shows_nowhere(
    values: list[Any], piece: int, indent: int | None, ascii: bool
) -> None:
    text = json.dumps(values, indent=indent, ensure_ascii=ascii)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_PIECE", piece)
        found = list(elements(text))
    assert [one.value for one in found] == values
    assert all(one.problem is None for one in found)
    assert [json.loads(text[one.begin : one.end]) for one in found] == values
    assert [one.line for one in found] == [text.count("\n", 0, one.begin) + 1 for one in found]


@pytest.mark.parametrize("number", ["0.0", "1.5", "-1e5", "1e+5", "2E-7", "10", "1.25e+10", "-0"])
@pytest.mark.parametrize("piece", range(1, 40))
def test_a_number_may_be_divided_anywhere(number: str, piece: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_PIECE", piece)
        assert [one.value for one in elements(f'[1, {number}, {{"a": {number}}}, [{number}], "{number}"]')] == [
            1, json.loads(number), {"a": json.loads(number)}, [json.loads(number)], number,
        ]  # fmt: skip


@settings(max_examples=examples(60, 5000), deadline=None)
@given(
    data=st.lists(st.sampled_from([GOOD, "{x}", "1", '"', "]", "[", "{", "}", "\\", "\n", " ", ",", "tru", '"a'])),
    piece=st.integers(40, 90),
)
def test_nor_does_it_where_an_array_is_broken(data: list[str], piece: int) -> None:
    text = "[" + "".join(data)
    expected = list(elements(text))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_PIECE", piece)
        found = list(elements(text))
    assert [(one.line, one.begin, one.end, one.value, one.cut) for one in found] == [
        (one.line, one.begin, one.end, one.value, one.cut) for one in expected
    ]


class Counted:
    """The parser, with the characters that it looks at."""

    def __init__(self, decoder: Any) -> None:
        self._decoder = decoder
        self.examined = 0

    def raw_decode(self, text: str, begin: int) -> tuple[Any, int]:
        try:
            value, end = self._decoder.raw_decode(text, begin)
        except json.JSONDecodeError as error:
            # the line of a failure is counted from the top
            self.examined += error.pos + 1
            raise
        except RecursionError:
            self.examined += 2000
            raise
        self.examined += end - begin
        return value, end


SHAPES: Mapping[str, Callable[[int], str]] = {
    "whole": lambda n: "[" + ",".join([GOOD] * n) + "]",
    "whole and indented": lambda n: json.dumps([json.loads(GOOD)] * n, indent=2),
    "one long element": lambda n: '["' + "x" * 20 * n + '"]',
    "an open text": lambda n: '["' + "x" * 20 * n,
    "broken ones on one line": lambda n: "[" + ",".join(["{x}"] * n) + "]",
    "broken ones on lines": lambda n: "[\n" + ",\n".join(["{x}"] * n) + "\n]",
    "broken ones between good ones": lambda n: "[" + ",".join(["{x}", GOOD] * n) + "]",
    "open brackets on lines": lambda n: "[\n" * n,
    "what is too deep and open, on lines between good ones": lambda n: ("[" * 1500 + "\n" + GOOD + "\n") * (n // 300),
    "open brackets": lambda n: "[" * n,
    "an open list in each": lambda n: "[x" + ',{"a":[0' * n,
    "a bracket that is missing far above": lambda n: '[{"a":[1' + f",{GOOD}" * n + "]",
    "nested and broken at the end, again and again": lambda n: "[x" + (',{"a":[0' * 300 + ",0" * 1500 + "x") * (n // 300),
    "quotes on lines": lambda n: "[\n" + '"\n' * n,
    "escaped quotes": lambda n: "[x" + ',{"\\"' * n,
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_the_work_grows_with_the_text(shape: str, monkeypatch: pytest.MonkeyPatch) -> None:
    cost = []
    for n in (3000, 6000):
        monkeypatch.setattr(module, "_PIECE", 1000)
        counted = Counted(DECODER)
        monkeypatch.setattr(module, "DECODER", counted)
        text = SHAPES[shape](n)
        for _ in elements(text):
            pass
        cost.append(counted.examined)
        monkeypatch.undo()
    assert cost[1] <= 2.4 * cost[0] + 3000, cost
