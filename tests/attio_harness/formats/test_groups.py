"""Losses in groups: what is told of a group as a whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from attio_harness.formats.footnotes import first_of
from attio_harness.formats.groups import encodable, loss_groups, order_of, summed_up, unmasked_groups
from attio_harness.formats.html import render_html
from attio_harness.formats.markdown import render_markdown
from attio_harness.rejection import Lost, Need, Read, Rejection

from .report_cases import loss, report_of

_OWN = ("subscription", "mapping_file", "mapping_pointer", "object", "attribute", "type", "code", "message", "hint")


def _own(name: str, text: str) -> Rejection:
    members: dict[str, Any] = {name: text}
    return loss(**members)


def _of_event(name: str, text: str) -> Rejection:
    members: dict[str, Any] = {name: text}
    return loss(event=replace(loss().event, **members))


_TEXTS: dict[str, Callable[[str], Rejection]] = {
    **{name: partial(_own, name) for name in _OWN},
    **{f"event.{name}": partial(_of_event, name) for name in ("file", "message_id", "type")},
    "reads.path": lambda text: loss(reads=(Read(path="$.a", value=1), Read(path=text, value=2))),
    "needs.object": lambda text: loss(needs=(Need(object=text, attribute="a", value=1),)),
    "needs.attribute": lambda text: loss(needs=(Need(object="a", attribute=text, value=1),)),
    "partial": lambda text: loss(partial=("people", text)),
}
"""A loss with a text of somebody else's in one place."""


@pytest.mark.parametrize("place", _TEXTS)
def test_what_cannot_be_encoded_is_written_out_wherever_it_stands_alone(place: str) -> None:
    made = _TEXTS[place]
    assert encodable(made("é \ud800")) == made(r"é \ud800")
    assert encodable(made("é")) == made("é")


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


def test_what_only_follows_from_other_losses_comes_after_them() -> None:
    ended = Lost(event=loss(1).event, subscription="Identify", where="users.plan", code="a")
    need = Need(object="users", attribute="user_id", value="u1", lost=ended)
    following = [loss(number, code="b", needs=(need,)) for number in (2, 3, 4)]
    partly = [loss(5, code="c", needs=(need,)), loss(6, code="c")]
    report = report_of(loss(1, code="a"), *following, *partly)
    for groups in (loss_groups(report), loss_groups(report, show_values=True), unmasked_groups(report)):
        assert [(one.first.code, one.count) for one in groups] == [("a", 1), ("c", 1), ("b", 3), ("c", 1)]
        assert order_of(groups) == "the most frequent first, then those that follow from other losses"
        assert order_of(groups[:2]) == order_of(groups[2:]) == "the most frequent first"
    assert [[one.code for one in group] for group in report.loss_groups()] == [["a"], ["c"], ["b", "b", "b"], ["c"]]
    said = "the most frequent first, then those that follow from other losses"
    for text in (report.text(), render_markdown(report), render_html(report)):
        assert said in " ".join(text.split())


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


def test_several_mistakes_of_one_event_in_one_field_are_no_events() -> None:
    """Elements of a list that are no options."""
    one = loss(1, "x", partial=("people",), also=(loss(1, "y"), loss(1, "z")))
    (group,) = loss_groups(report_of(one))
    assert (group.count, group.events) == (3, "1 event refused by Attio")
    assert group.of_events == group.losses[:1]
    assert group.also == "2 of the 3 mistakes are seen once another mistake is fixed"
    assert group.partial == "people"
    other = loss(2, attribute="seats", also=(loss(2, "y"), loss(2, "z")))
    assert [one.also for one in loss_groups(report_of(other))] == ["this event is refused for something else first", ""]


@pytest.mark.parametrize("count", range(5))
def test_lines_that_are_left_out_are_counted(count: int) -> None:
    lines = [str(number) for number in range(count)]
    told = first_of(lines, 3)
    assert told[:3] == lines[:3]
    assert [line.split(" ")[1] for line in told[3:]] == ([str(count - 3)] if count > 3 else [])


def test_a_key_with_a_slash_is_named_as_it_is_and_pointers_stay_pointers() -> None:
    one = loss(object=None, attribute=None, mapping_pointer="/mapping/user_attributes/plan~1tier~0x")
    (group,) = loss_groups(report_of(one))
    assert (one.where, group.title) == ("plan/tier~x", "plan/tier~x")
    assert one.to_dict()["mapping"]["pointer"] == "/mapping/user_attributes/plan~1tier~0x"
