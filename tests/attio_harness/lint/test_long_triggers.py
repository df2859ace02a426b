"""Triggers of forty thousand characters and more: all that is said of each comes in time by its length, and is short.

Nothing is timed. What looks at blanks from every blank, or compares each clause with each, takes a hundred times as long for one of these.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from attio_emulator import Workspace
from attio_harness.inputs.event import TYPES
from attio_harness.inputs.mappings import locate_dict
from attio_harness.lint import lint
from attio_harness.lint.quirk_texts import Quirk
from attio_harness.lint.quirks import quirks_of
from attio_harness.lint.satisfiability import _apart
from attio_harness.lint.trigger import Trigger
from attio_harness.run.mended_trigger import mended

N = 40_000
TEXTS = {
    "blanks": 'type = "track"' + " " * N + "x y",
    "line breaks": 'type = "track"' + "\n" * N,
    "signs": "properties.a = " + "-" * N,
    "a name": "an" * N + " b",
    "an index behind a name": "a" * N + " b[0]",
    "an index behind names": "a " * N + " b[0]",
    "quotes": "'" * (N + 1),
    "groups that do not end": 'type = "a" or (' * (N // 15),
    "a path": "properties" + ".a" * N + " = 1",
    "clauses of other languages": 'type = "a" AND ' * (N // 15),
    "what no field has together": " and ".join(f'contains(properties.a{one}, "x{one}")' for one in range(N // 38)),
    "what one field is not": " and ".join(f'event != "x{one}"' for one in range(N // 20)),
    "what one field has": " and ".join(f'contains(event, "x{one}")' for one in range(N // 28)),
    "bounds of one field": " and ".join(f"properties.a > {one}" for one in range(N // 22)),
    "alternatives": " or ".join(f'event = "x{one}"' for one in range(N // 20)),
    "stars at both ends": " and ".join(['match(event, "*a*")'] * (N // 24)),
}
NEVER_MET = ("signs", "clauses of other languages")


@pytest.mark.parametrize("name", TEXTS)
def test_it_is_judged_in_one_pass(name: str) -> None:
    trigger = Trigger(TEXTS[name])

    assert max((len(one.message) + len(one.hint) for one in trigger.quirks), default=0) < 1000
    assert (trigger.conflict is None) == (name not in NEVER_MET)
    assert set(trigger.types) <= set(TYPES)


@pytest.mark.parametrize(
    ("trigger", "hint"),
    [
        (
            " and ".join(f'properties.a{one} != "x"' for one in range(N // 20)),
            "Ask for the wanted values with =, or add `properties.a0 != null` to leave out events that do not have it.",
        ),
        (
            " or ".join(f"({' and '.join(f'properties.a{one}{of} != 1' for one in range(N // 1000))})" for of in "xyz") + ' or properties.a0 != "x"',
            "Ask for the wanted values with =, or make a subscription of that alternative, with `properties.a0 != null` in it, to leave out events that do not have it.",
        ),
    ],
    ids=["one alternative", "alternatives"],
)  # fmt: skip
def test_a_further_condition_is_told_without_reading_the_trigger_for_each_clause(
    trigger: str, hint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def noted(text: str) -> Iterator[Quirk]:
        read.append(text)
        return quirks_of(text)

    monkeypatch.setattr("attio_harness.lint.trigger.quirks_of", noted)
    (source,) = locate_dict({"name": "A", "partnerAction": "assertRecord", "subscribe": trigger, "mapping": {}}, "")

    found = [one for one in lint([source], Workspace.from_dict({"objects": []})) if one.rule == "AH314"]

    assert next(one.hint for one in found if "properties.a0 " in one.message) == hint
    assert len(read) < 10


def test_a_long_trigger_is_not_written_out_again() -> None:
    trigger = " or ".join(f'traits.a{one} = "{"x" * 100}"' for one in range(60))
    (source,) = locate_dict({"name": "A", "partnerAction": "identifyUser", "subscribe": trigger, "mapping": {}}, "")

    found = {one.rule: one.hint for one in lint([source], Workspace.from_dict({"objects": []}))}

    assert found["AH316"] == 'Put what it has in parentheses beside a condition such as type = "identify".'


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("type == identify" + " " * N, 'type = "identify"' + " " * N),
        ("type = a" + " " * N + "AND type = b", 'type = "a" and type = "b"'),
        ('type = "a" AND ' * (N // 15) + 'type = "b"', 'type = "a" and ' * (N // 15) + 'type = "b"'),
        ("a = b c " * (N // 8) + "(", "a = b c " * (N // 8) + "("),
        ("'" * N, '"' * N),
    ],
    ids=["blanks behind", "blanks between", "words", "a group that does not end", "quotes"],
)
def test_what_was_meant_is_found_in_one_pass(written: str, meant: str) -> None:
    assert mended(written) == meant


def test_fields_that_look_into_the_same_value_are_told() -> None:
    """By each pair, which is the rule."""
    draws = random.Random(5)
    for _ in range(500):
        names = {".".join(draws.choices("abc", k=draws.randint(1, 4))) for _ in range(draws.randint(1, 8))}
        fields = {("traits", name): ("traits", *name.split(".")) for name in names}
        fields |= {("properties", name): ("properties", *name.split(".")) for name in list(names)[:2]}
        fields |= {("traits", name.replace(".", "[")): ("traits", *name.split(".")) for name in list(names)[:1]}
        apart = {
            field
            for field, keys in fields.items()
            if not any(
                other != field and (keys == inner[: len(keys)] or inner == keys[: len(inner)])
                for other, inner in fields.items()
            )
        }
        assert _apart(fields) == apart
