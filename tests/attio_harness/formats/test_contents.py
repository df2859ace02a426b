"""The contents of a report are made once for all formats, and each has masks of its own to go on with."""

from __future__ import annotations

import gc

import pytest
from attio_harness.formats import contents
from attio_harness.formats.contents import contents_of
from attio_harness.formats.table import formats_of, render

from .report_cases import loss, report_of


def test_they_are_made_once_with_and_once_without_values() -> None:
    report = report_of(loss(text="Jane Doe"))
    masked, shown = contents_of(report), contents_of(report, show_values=True)
    assert contents_of(report).groups is masked.groups is not shown.groups
    assert contents_of(report, show_values=True).groups is shown.groups
    # an equal report is another one
    assert contents_of(report_of(loss(text="Jane Doe"))).groups is not masked.groups


def test_masks_of_one_format_are_unknown_to_the_next() -> None:
    report = report_of(loss(text="Jane Doe"))
    first = contents_of(report).masks
    assert first.of("x", "•••") == "•••"
    assert contents_of(report).masks.of("y", "•••") == "•••"


def test_they_are_forgotten_with_their_report() -> None:
    report = report_of(loss())
    contents_of(report)
    known = id(report)
    assert known in contents._TOLD
    del report
    gc.collect()
    assert known not in contents._TOLD


@pytest.mark.parametrize("name", formats_of("check"))
def test_a_format_is_the_same_after_others(name: str) -> None:
    def made() -> str:
        return render("check", name, report_of(loss(1, "Jane Doe"), loss(2, "John Roe")))

    report = report_of(loss(1, "Jane Doe"), loss(2, "John Roe"))
    for other in formats_of("check"):
        render("check", other, report)
    assert render("check", name, report) == made()
