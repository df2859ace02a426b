"""Losses in groups: what is told of a group as a whole."""

from __future__ import annotations

import pytest
from attio_harness.formats.footnotes import first_of
from attio_harness.formats.groups import loss_groups, summed_up, unmasked_groups

from .report_cases import loss, report_of


@pytest.mark.parametrize(
    ("partials", "told"),
    [
        ([(), ()], ""),
        ([("people",), ("people",)], "people"),
        ([("people",), ()], "people (by 1 of them)"),
        ([("people",), ("companies", "people"), ()], "people, companies (by 2 of them)"),
    ],
)
def test_what_was_written_all_the_same_says_by_how_many(partials: list[tuple[str, ...]], told: str) -> None:
    losses = [loss(number, partial=partial) for number, partial in enumerate(partials, 1)]
    (group,) = loss_groups(report_of(*losses))
    assert (group.count, group.partial) == (len(partials), told)


def test_the_most_frequent_group_comes_first_and_others_in_their_order() -> None:
    losses = [loss(1, code="a"), loss(2, code="b"), loss(3, code="c"), loss(4, code="b")]
    groups = loss_groups(report_of(*losses))
    assert [[one.event.line for one in group.losses] for group in groups] == [[2, 4], [1], [3]]
    assert summed_up(groups) == "4 losses of 3 kinds"
    assert summed_up(groups[1:2]) == "1 loss of 1 kind"


def test_further_mistakes_count_in_their_groups_and_say_so() -> None:
    other = {"attribute": "seats", "mapping_pointer": "/0/mapping/user_attributes/seats"}
    losses = [
        loss(1, also=(loss(1, **other),)),
        loss(2, **other),
        loss(3, also=(loss(3, **other), loss(3, attribute="since"))),
    ]
    report = report_of(*losses)
    for groups in (loss_groups(report), loss_groups(report, show_values=True), unmasked_groups(report)):
        assert [(one.first.attribute, one.count, one.further) for one in groups] == [
            ("seats", 3, 2), ("plan", 2, 0), ("since", 1, 1),
        ]  # fmt: skip
        assert [one.also for one in groups] == [
            "2 of the 3 events are refused for something else first", "", "this event is refused for something else first",
        ]  # fmt: skip
        assert summed_up(groups) == "3 losses with 6 mistakes of 3 kinds"
        assert [group.count for group in groups] == [len(one) for one in report.loss_groups()]


@pytest.mark.parametrize("count", range(5))
def test_lines_that_are_left_out_are_counted(count: int) -> None:
    lines = [str(number) for number in range(count)]
    told = first_of(lines, 3)
    assert told[:3] == lines[:3]
    assert [line.split(" ")[1] for line in told[3:]] == ([str(count - 3)] if count > 3 else [])
