"""JUnit of every command against the published schemas: all have the same parts in the same order."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest
from attio_harness.compare.gate import Gate
from attio_harness.compare.modes import Both
from attio_harness.formats.comparison_junit import render_comparison
from attio_harness.formats.gate import render_junit as render_gate
from attio_harness.formats.replay_junit import render_replay
from attio_harness.lint.model import Finding

from tests import oracle as published

from .replay_reports import agreed, replayed
from .report_cases import small_report
from .test_compared import FINE, diff_of, value
from .test_junit import refused

NOTE = Finding(
    rule="AH407", severity="note", subscription="Paid", file="m.json", pointer="/a~1b", line=3, message="Odd", hint="Look", name="odd",
)  # fmt: skip
DIFF = diff_of(value(["a"], ["b"]), value("a", "b", "plan"))

TEXTS = {
    "diff": render_comparison(DIFF),
    "diff of nothing": render_comparison(diff_of()),
    "both": render_comparison(Both(single=FINE, batch=small_report(), differences=DIFF.differences)),
    "gate": render_gate(Gate(report=small_report(), findings=[NOTE], diff=DIFF, base="main")),
    "gate that passes": render_gate(Gate(report=FINE, findings=[])),
    "replay": render_replay(replayed()),
    "replay that agrees": render_replay(agreed()),
}


@pytest.mark.parametrize("name", TEXTS)
def test_every_suite_has_the_same_parts(name: str) -> None:
    for number, suite in enumerate(ElementTree.fromstring(TEXTS[name].encode())):
        cases = suite.findall("testcase")
        assert [child.tag for child in suite] == ["properties", *["testcase"] * len(cases), "system-out", "system-err"]
        assert (suite.get("id"), suite.get("tests")) == (str(number), str(len(cases)))


@pytest.mark.skipif(bool(published.MISSING), reason=published.MISSING or "-")
@pytest.mark.parametrize("name", TEXTS)
def test_the_published_schemas_accept_it(name: str) -> None:
    assert refused("jenkins-junit.xsd", TEXTS[name]) == []
    # Ant's schema wants the time of a suite, and knows nothing that is skipped, neither as an attribute nor as an element
    assert [one for one in refused("JUnit.xsd", TEXTS[name]) if "'timestamp'" not in one and "skipped" not in one] == []


def test_what_does_not_fail_is_told_in_the_output_of_its_suite() -> None:
    said: dict[str, Any] = {
        str(suite.get("name")): suite.findtext("system-out") for suite in ElementTree.fromstring(TEXTS["gate"].encode())
    }
    assert said["lint"].split("\n")[:3] == ["1. AH407 odd (m.json:3)", "  Odd", "  mapping  m.json:3  /a~1b  (Paid)"]
    assert said["diff: old and new"].startswith("1. ")
