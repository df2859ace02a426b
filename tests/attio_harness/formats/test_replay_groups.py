"""Differences put together by kind, call and place."""

from __future__ import annotations

from attio_emulator import ASSUMPTIONS
from attio_harness.exchanges.difference import KINDS, Difference
from attio_harness.formats.masking import Masks
from attio_harness.formats.replay_groups import (
    _ADVICE,
    by_kind,
    difference_groups,
    inferred_line,
    left_out_line,
    reason_groups,
    setting_lines,
    shown_side,
)
from attio_harness.replay.report import ReplayReport

from .replay_reports import QUERY, agreed, judged, replayed


def test_groups_by_weight_of_kind_and_then_by_number() -> None:
    assert [(group.kind, group.pointer, len(group.found)) for group in difference_groups(replayed())] == [
        ("status", "", 1),
        ("message", "/message", 1),
        ("missing", "/secret", 1),
        ("extra", "/data/web_url", 1),
        ("value", "/data/values/email_addresses/*/email_address", 2),
        ("order", "", 1),
    ]
    titles = [(group.title, group.calls) for group in difference_groups(replayed())]
    assert titles[:2] == [("1 × another status", "GET /v2/x"), ("1 × another wording at /message", QUERY)]


def test_one_matter_in_several_calls_is_one_group_and_two_refusals_are_two() -> None:
    def report(kind: str, pointer: str, other: str) -> ReplayReport:
        one, two = (Difference(kind=kind, pointer=where, left="a", right="b") for where in (pointer, other))  # type: ignore[arg-type]
        return ReplayReport(
            judged=[judged(0, differences=(one,)), judged(1, differences=(two,), operation="GET /v2/y")]
        )

    (group,) = difference_groups(report("extra", "/data/3/x", "/data/x"))
    assert (group.title, group.calls) == ("2 × an extra member at /data/x", f"{QUERY}, GET /v2/y")
    assert len(difference_groups(report("code", "/code", "/code"))) == 2


def test_of_long_texts_the_end_that_differs_is_shown() -> None:
    long = "Invalid enum value. Expected 'text' | 'number' | 'checkbox' | 'currency' | 'date' | "
    one = Difference(kind="message", pointer="/message", left=f"{long}'interaction'", right=f"{long}'select'")
    (group,) = difference_groups(ReplayReport(judged=[judged(0, differences=(one,))]))
    assert group.sides() == ("…\"'currency' | 'date' | 'interaction'\"", "…\"'currency' | 'date' | 'select'\"")


def test_counts_by_kind() -> None:
    assert ("another value", 2, 1) in by_kind(replayed())
    assert by_kind(agreed()) == []


def test_every_kind_has_advice_that_is_a_sentence() -> None:
    assert set(_ADVICE) == set(KINDS)
    assert all(text[0].isupper() and not text.endswith(".") for text in _ADVICE.values())


def test_assumptions_are_told_with_their_other_settings() -> None:
    row = ASSUMPTIONS["option.title_case"]
    others = [one for one in row.choices if one != row.default]
    assert setting_lines(["option.title_case", "unknown"], {}) == [
        f"It depends on an assumption: try --assume option.title_case={' or '.join(others)}."
    ]
    group = next(one for one in difference_groups(replayed()) if one.kind == "value")
    assert group.advice[1:] == setting_lines(["option.title_case"], {})


def test_an_assumption_that_is_set_otherwise_already_is_proposed_neither_again_nor_back() -> None:
    report = replayed()
    report.settings["option.title_case"] = "any"
    group = next(one for one in difference_groups(report) if one.kind == "value")
    assert group.advice[1:] == []


def test_reasons() -> None:
    assert [(one.title, one.lines(5)) for one in reason_groups(replayed())] == [
        (
            "2 × it depends on the token's permissions, which no recording shows",
            [f"{QUERY}: 403 depends on the scopes (a.har:50 (exchange 5) and 1 more)"],
        ),
        ("1 × no response was recorded", [f"{QUERY}: it was aborted (a.har:70 (exchange 7))"]),
    ]


def test_lines_about_what_is_no_difference() -> None:
    assert inferred_line(replayed()) == (
        "Added to the workspace, because recorded responses show it: 1 object, 2 records, 2 entries (--no-infer prevents this)."
    )
    assert left_out_line(replayed()) == (
        "Left out: 4 exchanges without a call of Attio's API (cdn.example.com 3, 127.0.0.1:8700 1); see --host."
    )
    assert (inferred_line(agreed()), left_out_line(agreed())) == ("", "")


def test_what_is_masked() -> None:
    def shown(kind: str, pointer: str, value: object) -> str:
        return shown_side(Difference(kind=kind, pointer=pointer, left=value), value, Masks())  # type: ignore[arg-type]

    assert shown("code", "/code", "value_not_found") == '"value_not_found"'
    assert shown("value", "/x", "Jane Doe") == '"J••• D•••"'
    assert shown("value", "/type", "record-reference") == '"record-reference"'
    assert "jane" not in shown("message", "/message", 'The value "jane@acme.com" is taken.')
    assert "abc" not in shown("missing", "/secret", "abc")
