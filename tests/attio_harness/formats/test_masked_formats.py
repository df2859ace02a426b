"""The formats that leave the team, as the command line writes them: well-formed, complete, and masked unless asked."""

from __future__ import annotations

import html
import json
import re
import shlex
from pathlib import Path
from xml.etree import ElementTree

import pytest
from attio_harness import check, cli
from attio_harness.compare.gate import Gate
from attio_harness.formats.summary import outcome_of_gate
from attio_harness.formats.table import FORMATS, render
from attio_harness.report import Outcome, Report

from tests.attio_harness.subscriptions import assert_record

from .report_cases import loss, report_of
from .test_html import Tags

ROOT = Path(__file__).parents[3]
MASKED = [name for name, one in FORMATS.items() if "check" in one.masked]
NASTY = "<script>alert(1)</script> ]]> & | ` %0A :: \n \x00 \ud83d jane.doe@acme.com"


@pytest.fixture(scope="module")
def demo() -> Report:
    fixtures = ROOT / "fixtures"
    return check(fixtures / "events", [fixtures / "mappings" / "demo.json"], fixtures / "workspaces" / "demo.yaml")


@pytest.fixture(scope="module")
def nasty() -> Report:
    mapping = assert_record(NASTY, 'type = "identify"', "companies", "domains", {"domains": {"@path": "$.traits.x"}})
    return check([{"type": "identify", "messageId": NASTY, "traits": {"x": NASTY}}], [mapping], {"name": NASTY})


@pytest.mark.parametrize("name", MASKED)
@pytest.mark.parametrize("which", ["demo", "nasty"])
def test_every_format_is_well_formed(name: str, which: str, request: pytest.FixtureRequest) -> None:
    report = request.getfixturevalue(which)
    for show in (False, True):
        text = render("check", name, report, show_values=show)
        text.encode("utf-8")
        if name == "junit":
            suites = ElementTree.fromstring(text)
            assert len(suites.findall("testsuite")) == len(report.subscriptions) + 1
            assert len(suites.findall(".//failure")) == len(report.loss_groups()) + 1
        elif name == "sarif":
            (run,) = json.loads(text)["runs"]
            ids = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
            assert sum(one["level"] == "error" for one in run["results"]) == len(report.loss_groups())
            assert all(ids[one["ruleIndex"]] == one["ruleId"] for one in run["results"])
            assert all(
                "\\" not in place["physicalLocation"]["artifactLocation"]["uri"]
                for one in run["results"]
                for place in one.get("locations", ())
                if "physicalLocation" in place
            )
        elif name == "github":
            lines = text.splitlines()
            assert sum(line.startswith("::error ") for line in lines) == len(report.loss_groups()) + 1
            assert all(line.startswith("::") for line in lines if line)
        elif name == "html":
            assert {"main", "table", "svg", "details"} <= {tag for tag, _ in Tags(text).seen}
            assert "http://" not in text.replace("http://www.w3.org", "")
        else:
            assert len(text) < 60_000


def as_read(text: str) -> str:
    """The text with what the formats put between its characters taken back."""
    return html.unescape(text.replace("<!-- -->", ""))


@pytest.mark.parametrize("name", MASKED)
def test_personal_data_is_masked_unless_asked_for(name: str, demo: Report) -> None:
    values = {str(loss.value) for loss in demo.rejections if "@" in str(loss.value)}
    masked, shown = (as_read(render("check", name, demo, show_values=show)) for show in (False, True))
    assert values
    assert not any(value in masked for value in values)
    assert any(value in shown for value in values)


def test_fingerprints_are_the_same_in_every_run(demo: Report) -> None:
    first, second = (json.loads(render("check", "sarif", demo))["runs"][0]["results"] for _ in range(2))
    prints = [one["partialFingerprints"] for one in first]
    assert prints == [one["partialFingerprints"] for one in second]
    assert len({json.dumps(one) for one in prints}) == len(prints)


@pytest.mark.parametrize("name", MASKED)
def test_the_command_line_writes_it(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    words = ["check", "fixtures/events", "-m", "fixtures/mappings/demo.json", "-w", "fixtures/workspaces/demo.yaml"]
    with pytest.raises(SystemExit) as stopped:
        cli.main([*words, "--format", name, "-o", str(tmp_path / "report")])
    assert stopped.value.code == 1
    if name == "html":
        text = html.unescape((tmp_path / "report").read_text("utf-8"))
        text = re.sub(r'<span class="option">(.*?)</span>', r"\1", text)  # each is kept on one line
        assert (
            f"<code>attio-harness {shlex.join([*words, '--format', name, '-o', str(tmp_path / 'report')])}</code>"
            in text
        )
        assert re.search(r"<time datetime=\"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d\">", text)
    assert "fixtures/mappings/demo.json" in (tmp_path / "report").read_text("utf-8").replace("&#47;", "/")


def test_the_outcome_of_a_gate_names_nobody() -> None:
    gate = Gate(report=report_of(loss(), outcome=Outcome(passed=False, why=("1 lost by jane@acme.com",))))
    assert outcome_of_gate(gate, show_values=True) == "Failed: check: 1 lost by jane@acme.com."
    assert "jane" not in outcome_of_gate(gate)
