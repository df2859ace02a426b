"""SARIF: what stands in it, the published schema, stable fingerprints, and locations that hold elsewhere."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from attio_harness.compare.modes import Both
from attio_harness.formats import sarif
from attio_harness.formats.sarif import render_both, render_sarif
from attio_harness.rejection import EventRef
from attio_harness.report import Outcome, Report, Unread
from jsonschema_rs import Draft4Validator
from syrupy.assertion import SnapshotAssertion

from .report_cases import (
    EVIL,
    FIXTURES,
    REPORTS,
    evil_report,
    full_report,
    large_report,
    loss,
    recorded_report,
    report_of,
    small_report,
    tolerated_report,
    unresolved,
    written_report,
)
from .sarif_schema import load_schema


def run_of(report: Report, **given: Any) -> dict[str, Any]:
    document = json.loads(render_sarif(report, **given))
    assert (document["version"], len(document["runs"])) == ("2.1.0", 1)
    run: dict[str, Any] = document["runs"][0]
    return run


def results(report: Report, **given: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = run_of(report, **given)["results"]
    return found


def test_a_whole_report(snapshot: SnapshotAssertion) -> None:
    run = run_of(written_report())
    run["tool"]["driver"].pop("version")
    assert json.dumps(run, indent=1, ensure_ascii=False) == snapshot


def test_a_result_stands_at_the_line_of_its_mapping(monkeypatch: pytest.MonkeyPatch) -> None:
    report = recorded_report()
    monkeypatch.chdir(FIXTURES.parent)
    first, following = (
        one
        for one in results(report)
        if one["ruleId"] == "attio/value_not_found/record-reference"
        and one["locations"][0]["physicalLocation"]["region"]["startLine"] == 57
    )
    assert first["occurrenceCount"] + following["occurrenceCount"] == 23
    # where the user never came, and where its own event was lost
    assert "never creates a record" in first["message"]["text"]
    assert "Fix the loss of" in following["message"]["text"]
    (location,) = first["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "fixtures/mappings/demo.json", "uriBaseId": "SRCROOT"},
        "region": {"startLine": 57},
    }
    assert location["logicalLocations"][0]["fullyQualifiedName"].endswith(
        "/mappings/demo.json#/data/subscriptions/1/settings/user_id"
    )
    assert len(following["relatedLocations"]) == 10


def test_rules_have_help_and_every_result_names_one() -> None:
    run = run_of(recorded_report())
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    assert all(rule["help"]["text"].endswith(".") and rule["shortDescription"]["text"] for rule in rules)
    assert all(rules[row["ruleIndex"]]["id"] == row["ruleId"] for row in run["results"])
    assert all(
        re.fullmatch(r"(attio|segment|events|mapping)/[a-z0-9_.-]+(/[a-z0-9_.-]+)?", rule["id"]) for rule in rules
    )


def test_fingerprints_stay_when_counts_lines_and_values_change() -> None:
    one = results(report_of(loss(1, "a")))[0]
    other = results(report_of(loss(3, "b", mapping_line=70), loss(4, "c", mapping_line=70)), show_values=True)[0]
    assert one["partialFingerprints"] == other["partialFingerprints"]
    moved = results(report_of(loss(1, "a", mapping_pointer="/1/mapping/x")))[0]
    assert one["partialFingerprints"] != moved["partialFingerprints"]


def test_fingerprints_stay_when_a_subscription_comes_before() -> None:
    def prints(number: int) -> list[dict[str, str]]:
        at = f"/data/subscriptions/{number}/settings/user_attributes"
        waiting = unresolved(2, "b", mapping_pointer=f"{at}/0/user_id")
        unread = Unread(
            subscription="Identify", mapping_file="mapping.json", mapping_pointer=f"{at}/x", path="$.traits.x", events=2
        )
        rows = results(report_of(loss(1, "a", mapping_pointer=f"{at}/plan"), unresolved=(waiting,), unread=(unread,)))
        return [row["partialFingerprints"] for row in rows]

    assert [[*one] for one in prints(0)] == [["kindOfLoss/v1"], ["need/v1"], ["unread/v1"]]
    assert prints(0) == prints(1)


def test_two_subscriptions_of_one_name_have_fingerprints_of_their_own() -> None:
    some = [loss(number, mapping_pointer=f"/{number}/mapping/x") for number in (0, 1, 2)]
    first, *others = [row["partialFingerprints"]["kindOfLoss/v1"] for row in results(report_of(*some))]
    assert others == [f"{first}:2", f"{first}:3"]
    other = results(report_of(loss(subscription="Other")))[0]["partialFingerprints"]
    assert other != results(report_of(loss()))[0]["partialFingerprints"]


def test_what_is_no_file_stands_at_the_first_event() -> None:
    preset = loss(4, mapping_file="published", mapping_line=None)
    (location,) = results(report_of(preset))[0]["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "events.ndjson", "uriBaseId": "SRCROOT"},
        "region": {"startLine": 4},
    }
    nowhere = loss(mapping_file="<python>", event=EventRef(file="<python>", line=1))
    assert results(report_of(nowhere))[0]["locations"] == [
        {"logicalLocations": [{"fullyQualifiedName": "<python>#/0/mapping/user_attributes/plan", "kind": "property"}]}
    ]


def test_no_text_is_a_placeholder_or_a_link() -> None:
    (row,) = results(report_of(loss(text="x", hint="{0} of [a](b) and {{traits.x}}", message="m")), show_values=True)
    assert row["message"]["text"].endswith(r"{{0}} of \[a\](b) and {{traits.x}}")


def test_unreadable_entries_are_results_of_their_file() -> None:
    unreadable = tuple({"file": "a.ndjson", "line": n, "why": "not JSON"} for n in (3, 9))
    (row,) = results(report_of(unreadable=unreadable, outcome=Outcome(passed=False, why=("2 unreadable",))))
    assert (row["ruleId"], row["level"], row["occurrenceCount"]) == ("events/unreadable", "error", 2)
    assert row["message"]["text"] == "Could not be read: a.ndjson:3: not JSON, and 1 more of this file"
    assert row["locations"][0]["physicalLocation"]["region"] == {"startLine": 3}


def test_what_the_limits_of_a_run_tolerate_is_a_warning() -> None:
    assert [row["level"] for row in results(tolerated_report())] == ["warning", "warning"]
    assert [row["level"] for row in results(report_of(loss()))] == ["error"]


def test_unresolved_events_are_notes_and_fields_that_stayed_empty_warnings() -> None:
    rows = [row for row in results(full_report()) if row["ruleId"] in ("attio/unresolved", "mapping/unread")]
    assert [(row["ruleId"], row["level"], row.get("occurrenceCount")) for row in rows] == [
        ("attio/unresolved", "note", 3),
        ("attio/unresolved", "note", 1),
        ("mapping/unread", "warning", None),
        ("mapping/unread", "warning", None),
    ]
    assert [row["locations"][0]["physicalLocation"]["region"]["startLine"] for row in rows] == [31, 52, 9, 33]
    again = [
        row
        for row in results(full_report(7), show_values=True)
        if row["ruleId"] in ("attio/unresolved", "mapping/unread")
    ]
    assert [row["partialFingerprints"] for row in rows] == [row["partialFingerprints"] for row in again]


def test_code_scanning_tells_the_runs_of_both_modes_apart() -> None:
    runs = json.loads(
        render_both(Both(single=report_of(mode="single"), batch=report_of(mode="batch"), differences=()))
    )["runs"]
    assert [one["automationDetails"]["id"] for one in runs] == [
        "attio-harness/check/single/",
        "attio-harness/check/batch/",
    ]


def test_the_outcome_is_the_exit_code_and_the_check_itself_was_executed() -> None:
    (invocation,) = run_of(full_report())["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (True, 1)
    assert invocation["exitCodeDescription"].startswith("Failed: 3 lost, 1 entry could not be read; ")
    assert run_of(report_of(events=1))["invocations"][0]["exitCode"] == 0
    assert "exitCode" not in run_of(report_of(events=1, complete=False))["invocations"][0]


def test_many_losses_stay_within_the_limits_of_code_scanning(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(render_sarif(large_report(3, 1_000))) < 100_000
    assert sarif._MOST_RESULTS == 5_000
    monkeypatch.setattr(sarif, "_MOST_RESULTS", 50)
    many = render_sarif(large_report(60, 70))
    assert len(json.loads(many)["runs"][0]["results"]) == 50
    assert len(many) / 50 < 20_000_000 / 5_000


@pytest.mark.parametrize("show_values", [False, True])
def test_evil_texts_are_text(show_values: bool) -> None:
    text = render_sarif(evil_report(), show_values=show_values)
    assert text.isascii()
    assert len(json.loads(text)["runs"][0]["results"]) == 4 * len(EVIL)


@pytest.mark.parametrize("name", REPORTS)
def test_the_members_that_code_scanning_needs(name: str) -> None:
    """Not the published schema: what GitHub asks for in its documentation, checked by hand; the schema itself is below."""
    run = run_of(REPORTS[name]())
    assert run["tool"]["driver"]["name"] == "attio-harness"
    for row in run["results"]:
        assert row["level"] in ("error", "warning", "note")
        assert row["message"]["text"]
        assert all(re.fullmatch(r"[0-9a-f]{32}", print_) for print_ in row["partialFingerprints"].values())
        for location in row["locations"] + row.get("relatedLocations", []):
            where = location.get("physicalLocation")
            if where is not None:
                assert not where["artifactLocation"]["uri"].startswith("/")
                assert where.get("region", {"startLine": 1})["startLine"] >= 1


@pytest.mark.parametrize("name", REPORTS)
def test_the_schema_that_oasis_publishes_accepts_it(name: str) -> None:
    validator = Draft4Validator(load_schema(), validate_formats=True)
    document = json.loads(render_sarif(REPORTS[name]()))
    assert [f"{error.instance_path}: {error.message}" for error in validator.iter_errors(document)] == []


def test_the_schema_refuses_what_is_no_sarif() -> None:
    document = json.loads(render_sarif(small_report()))
    document["runs"][0]["results"][0]["level"] = "fatal"
    del document["runs"][0]["tool"]
    validator = Draft4Validator(load_schema(), validate_formats=True)
    assert {"/".join(map(str, error.instance_path)) for error in validator.iter_errors(document)} == {
        "runs/0",
        "runs/0/results/0/level",
    }
