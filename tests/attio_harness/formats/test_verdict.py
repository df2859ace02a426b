"""The verdict of a report, for those who do not see it: the line with which its text says so, taken from its data."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any, get_args

import pytest
from attio_emulator import Workspace
from attio_harness.compare.assumptions import Varied
from attio_harness.compare.coverage import coverage
from attio_harness.compare.forecast import forecast
from attio_harness.compare.gate import Gate
from attio_harness.compare.mappings import compare_mappings
from attio_harness.compare.modes import check_both
from attio_harness.compare.redelivery import redelivery
from attio_harness.formats.table import Subject, render
from attio_harness.formats.verdict import verdict_of
from attio_harness.inputs.event import SourceEvent
from attio_harness.inputs.mappings import locate_dict
from attio_harness.lint import lint
from attio_harness.report import Outcome, Report
from attio_harness.run.check import Check
from attio_harness.run.trace import explain_event
from attio_harness.schema import SchemaDiff

from tests.attio_harness.subscriptions import identify_user

from .replay_reports import replayed
from .report_cases import report_of

WORKSPACE = Workspace.from_dict({"objects": [{"api_slug": "users", "active": True}]})
FITTING = identify_user("Identify \x1b[1m", user_attributes={})
WRONG = identify_user("Identify \x1b[1m", user_attributes={"x": 1})
EVENT = SourceEvent(
    event={"type": "identify", "userId": "u1", "traits": {"email": "jane@acme.com"}}, file="events.json", line=1
)
TELLING = ("check", "vary", "plan", "both", "diff", "gate", "redeliver", "lint")


def values(mapping: dict[str, Any]) -> dict[Subject, Any]:
    """A value of every subject."""
    sources = locate_dict(mapping, "")
    job = Check(sources, WORKSPACE)
    job.feed([EVENT])
    report = job.report()
    diff = compare_mappings(locate_dict(FITTING, ""), sources, WORKSPACE, [EVENT])
    return {
        "check": report,
        "vary": Varied(report=report, variations=()),
        "plan": forecast(Check(sources, WORKSPACE, keep=True), [EVENT]),
        "both": check_both(sources, WORKSPACE, [EVENT]),
        "diff": diff,
        "gate": Gate(report=report, findings=lint(sources, WORKSPACE), diff=diff, base="main"),
        "redeliver": redelivery(partial(Check, sources, WORKSPACE, keep=True), [EVENT], seed=0),
        "lint": lint(sources, WORKSPACE),
        "coverage": coverage(Check(sources, WORKSPACE), [EVENT]),
        "explain": explain_event(EVENT, sources, WORKSPACE),
        "schema": SchemaDiff(changes=(), broken=()),
        "replay": replayed("jane@acme.com"),
    }


@pytest.mark.parametrize("mapping", [FITTING, WRONG], ids=["passes", "fails"])
def test_it_is_the_line_of_the_text_and_empty_for_what_neither_passes_nor_fails(mapping: dict[str, Any]) -> None:
    every = values(mapping)
    assert set(every) == set(get_args(Subject))
    for subject, value in every.items():
        lines = render(subject, "text", value).splitlines()
        told = [line for line in lines if line.startswith(("Failed: ", "Passed: ", "lint: "))]
        assert verdict_of(subject, value) == (told[-1] if subject in TELLING else ""), subject
        assert bool(told) is (subject in TELLING), subject


def test_a_long_one_is_whole_although_the_text_breaks_it() -> None:
    report = report_of(
        outcome=Outcome(passed=False, why=tuple(f"the trigger of 'S{one}' can never be true" for one in range(9)))
    )
    assert verdict_of("check", report).endswith("'S8' can never be true.")
    assert verdict_of("check", report) not in render("check", "text", report)


def test_an_interrupted_run_has_none_yet() -> None:
    report: Report = replace(values(FITTING)["check"], complete=False)
    diff = replace(values(FITTING)["diff"], new=report)
    gate = Gate(report=report, findings=())
    interrupted: dict[Subject, Any] = {"check": report, "diff": diff, "gate": gate}
    assert {verdict_of(subject, one) for subject, one in interrupted.items()} == {""}
