"""Every kind of loss: what is said about it, word for word, and that its hint, followed, makes the event pass."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from attio_emulator.fidelity import behaviours
from attio_emulator.types import TYPES
from attio_harness.advice import table
from attio_harness.rejection import Rejection
from attio_harness.verdicts import Mode
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.amber import AmberSnapshotExtension
from syrupy.location import PyTestLocation

from tests.attio_harness.expected_loss import expected_text
from tests.attio_harness.loss_case import CASES, LossCase, first_report, rows_that_spoke, run
from tests.attio_harness.losses_page import PAGE, render

each_case = pytest.mark.parametrize("case", CASES, ids=lambda one: one.id)
RUNS = [pytest.param(one, mode, id=f"{one.id}-{mode}") for one in CASES for mode in one.modes]


class SnapshotOfAGroup(AmberSnapshotExtension):
    """A file for each group of cases."""

    @classmethod
    def get_file_basename(cls, *, test_location: PyTestLocation, index: Any) -> str:
        group = re.findall(r"\[([\w-]+)/", test_location.nodename or "")
        return f"{test_location.basename}_{group[0].replace('-', '_')}"

    @classmethod
    def matches_test_location(cls, *, test_location: PyTestLocation, snapshot_location: str) -> bool:
        return snapshot_location == cls.get_location(test_location=test_location, index=0)


@pytest.fixture(scope="module")
def losses() -> dict[str, Rejection]:
    """The rejection of each case in the first of its modes."""
    return {case.id: first_report(case.id).rejections[0] for case in CASES}


@each_case
def test_the_loss_is_explained_word_for_word(case: LossCase, snapshot: SnapshotAssertion) -> None:
    assert expected_text(case) == snapshot(extension_class=SnapshotOfAGroup)


def test_no_snapshot_is_left_of_a_case_that_is_gone() -> None:
    files = (Path(__file__).parent / "__snapshots__").glob("test_loss_cases_*.ambr")
    names = [
        name for file in files for name in re.findall(r"^# name: .*\[(.*)\]$", file.read_text("utf-8"), re.MULTILINE)
    ]
    assert sorted(names) == sorted(case.id for case in CASES)


@pytest.mark.parametrize(("case", "mode"), RUNS)
def test_the_hint_followed_makes_every_event_pass(case: LossCase, mode: Mode) -> None:
    report = run(case.fixed(), mode)
    assert [(loss.code, loss.message) for loss in report.rejections] == []
    assert report.verdicts == case.verdicts
    # an event with a value where this one has none would be lost instead
    assert report.lint["errors"] == 0


@each_case
def test_the_change_is_what_the_hint_speaks_of(case: LossCase) -> None:
    """A change uses the words of the hints and of what was given, and no others; only Attio's answers change by themselves.

    A value of the user's own is free where the hint names its place in the event and cannot know more.
    """
    assert (case.fix.of == "faults") == (not case.fix.changes)
    loss = first_report(case.id).rejections[0]
    said = {word for one in (loss, *loss.also) for word in _words(one.hint)}
    given = {*_words(json.dumps([case.events, case.mapping], ensure_ascii=False)), "path", "and"}
    for change in case.fix.changes:
        *_, place = [part for part in change["path"].split("/") if not part.isdigit()]
        put = set(_words(json.dumps(change.get("value", ""), ensure_ascii=False)))
        assert said & {*_words(place), *put}, change
        own = case.fix.of == "events" and {*_words(place)} <= said
        assert own or put <= said | given, change
        assert change["op"] != "remove" or {*_words(place)} <= said, change


def _words(text: str) -> list[str]:
    """The words of a text, in which user_id and userId are one."""
    return re.findall(r"[\w%]+", text.replace("_", "").casefold())


@each_case
def test_a_hint_is_one_or_two_sentences(case: LossCase) -> None:
    loss = first_report(case.id).rejections[0]
    for one in (loss, *loss.also):
        assert one.hint.count(". ") + one.hint.count("? ") <= 2
        assert "\n" not in one.hint


def test_the_page_of_losses_is_what_the_cases_say() -> None:
    assert PAGE.read_text("utf-8") == render(), "run python -m tests.attio_harness.losses_page"


# -- nothing is without a case -----------------------------------------------------------------------------------------


def test_there_are_more_than_150_kinds(losses: dict[str, Rejection]) -> None:
    """Kinds are told apart by what is advised, names and values left out, and by code and type."""
    assert len({(one.code, one.type, _advice(one)) for one in losses.values()}) >= 150
    assert [title for title, count in Counter(one.title for one in CASES).items() if count > 1] == []


def _advice(loss: Rejection) -> str:
    text = re.sub(r"'[^']*'|`[^`]*`|\{.*\}|\$\.[\w.\[\]]+|[+-]?\d[\w.:-]*", "…", loss.hint)
    names = [name for name in (loss.attribute, loss.object) if name]
    return re.sub("|".join(map(re.escape, names)), "…", text) if names else text


_OF_VALUES = ("validation_type", "value_not_found", "system_edit_unauthorized")


def test_every_attribute_type_is_refused_in_at_least_two_ways(losses: dict[str, Rejection]) -> None:
    refused = Counter(one.type for one in losses.values() if one.code in _OF_VALUES)
    assert {name for name in TYPES if refused[name] < 2} == set()


_SILENT = {
    ("PAYLOAD_VALIDATION_FAILED", None, "other"),  # none of the fields has a limit or choices
    ("value_not_found", None, "unknown_object"),  # an unknown object is not_found in every call that is sent
}
"""Rows of the table of hints that no event of today's actions comes to."""


def test_every_row_of_hints_speaks_for_a_case() -> None:
    rows = {(code, kind, advise.__name__) for code, kind, advise in table.HINTS}
    assert rows.difference(*(rows_that_spoke(case.id) for case in CASES)) == _SILENT


_NOT_OF_RECORDS = {
    "400 missing_sort_field", "400 unknown_filter_select_option_slug", "400 unknown_filter_status_slug",
    "400 duplicate_values", "400 filter_error", "400 immutable_value", "400 invalid_filter_field", "400 invalid_filter_operator", "400 multiple_values_for_single_value_attribute", "400 self_merge", "400 unknown_filter_attribute_slug", "404 merge_in_progress", "404 value_not_found", "409 slug_conflict", "409 uniqueness_conflict", "413 validation_type", "501 not_emulated",
}  # fmt: skip
"""Refusals of calls that no mapping makes: queries, entries, files, merges, histories, the schema, webhooks."""


def test_every_refusal_has_a_case(losses: dict[str, Rejection]) -> None:
    known = {one.id.removeprefix("error ") for one in behaviours() if one.id.startswith("error ")}
    met = {f"{one.status} {one.code}" for case in CASES if "single" in case.modes for one in [losses[case.id]]}
    assert known - met == _NOT_OF_RECORDS
    assert met - known == {
        "400 PAYLOAD_VALIDATION_FAILED", "None MAPPING_ERROR", "408 internal_error", "500 internal_error", "503 503",
        "200 nothing_written", "202 nothing_written", "None TypeError",
        "400 particle_gate_violation", "403 billing_error", "403 quota_exceeded", "409 concurrent_write_conflict",
    }  # fmt: skip
