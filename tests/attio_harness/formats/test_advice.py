"""The advice for losses of one group: one sentence where one will do, else a line a sort with its count and a value."""

from __future__ import annotations

from importlib import import_module

import pytest
from attio_harness import check
from attio_harness.formats.console import plain
from attio_harness.formats.groups import loss_groups
from attio_harness.formats.text import print_text

from tests.attio_harness.subscriptions import identify_user

from .report_cases import loss, report_of

PLAN = "Send {0!r} (closest), or add {1!r} as an option, in the workspace file with `- {1}` under its options."
MAPPING = identify_user()


def advice(*told: tuple[object, str]) -> list[str]:
    losses = [loss(number, value=value, hint=hint) for number, (value, hint) in enumerate(told)]
    (group,) = loss_groups(report_of(*losses), show_values=True)
    return list(group.advice)


def test_hints_that_quote_other_values_are_one_advice() -> None:
    same = [PLAN.format("Pro", "pro"), PLAN.format("Free", "free plan"), PLAN.format("Free", "it's free")]
    assert advice(*zip(("pro", "free plan", "it's free"), same, strict=True)) == same[:1]
    numbers = ["Send a number (12 here).", "Send a number (1.200 here).", "Send a number (-3 here)."]
    assert advice(*zip(("12", "1.200", "-3"), numbers, strict=True)) == numbers[:1]


@pytest.mark.parametrize(
    "text",
    ["word " * 20_000, "it's " * 20_000, "x" * 100_000, "\n" * 3 + "a line\n" * 20_000, 'a "b" ' * 20_000],
    ids=["words", "quotes", "one word", "lines", "double quotes"],
)
def test_a_long_text_is_cut_where_a_hint_quotes_it_and_what_to_do_stands_behind(text: str) -> None:
    workspace = {
        "objects": [
            {
                "api_slug": "users",
                "active": True,
                "attributes": [{"api_slug": "plan", "type": "select", "options": ["Free"]}],
            }
        ]
    }
    plan = {"user_attributes": {"plan": {"@path": "$.traits.plan"}}}
    event = {"type": "identify", "userId": "u1", "traits": {"email": "a@acme.com", "plan": text}}
    report = check([event], [{**MAPPING, "mapping": {**MAPPING["mapping"], **plan}}], workspace)
    (group,) = loss_groups(report, show_values=True)
    (told,) = group.advice
    assert len(told) < 600
    assert told.endswith(" It has Free.")
    (masked,) = loss_groups(report, show_values=False)
    assert text.strip()[:20] not in "".join(masked.advice)


def test_several_sorts_are_told_the_most_frequent_first_each_with_a_value_it_is_for() -> None:
    assert advice((None, "Ask for it."), ("", "Send it."), ("", "Send it."), ("x", "Cut it."), ("y", "Cut it.")) == [
        '2 × "": Send it.',
        '2 × "x" and others: Cut it.',
        "1 × nothing: Ask for it.",
    ]


def test_what_is_left_out_of_many_sorts_is_counted() -> None:
    told = advice(*((name, f"Do {name}.") for name in "abcdef"))
    assert told[:4] == [f'1 × "{name}": Do {name}.' for name in "abcd"]
    assert told[4:] == ["2 × other advice (all of it with --format json)"]


@pytest.mark.parametrize("form", ["text", "junit", "sarif", "github", "markdown", "html"])
def test_every_form_tells_both_sorts(form: str) -> None:
    """An address that is empty and one that is not there need two clauses; each event's own hint names its clause."""
    events = [{"type": "identify", "userId": "u", "traits": {"email": value}} for value in ("", None)]
    report = check(events, [MAPPING], {"objects": [{"api_slug": "users", "active": True}]}, mode="single")
    made = plain(lambda console: print_text(report, console), width=1000) if form == "text" else getattr(import_module(f"attio_harness.formats.{form}"), f"render_{form}")(report)  # fmt: skip
    assert len(report.loss_groups()) == 1
    for clause in ("traits.email != ", "and found only empty text", "and found nothing"):
        assert clause in made
