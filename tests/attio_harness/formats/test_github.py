"""GitHub annotations: read back as GitHub's runner reads them, whatever an event's value says."""

from __future__ import annotations

import re

import pytest
from attio_harness.formats.github import render_github
from attio_harness.report import Outcome
from syrupy.assertion import SnapshotAssertion

from .report_cases import (
    EVIL,
    evil_report,
    full_report,
    large_report,
    loss,
    report_of,
    tolerated_report,
    unresolved,
    written_report,
)


def read_back(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Every line as (command, properties, message), by the rules of the runner's `ActionCommand.TryParseV2`."""
    rows = []
    for line in re.split(r"\r\n|\n|\r", text.removesuffix("\n")):
        assert line.startswith("::")
        head, _, data = line[2:].partition("::")
        command, _, given = head.partition(" ")
        properties = {}
        for pair in given.split(","):
            name, _, value = pair.partition("=")
            for escaped, plain in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
                value = value.replace(escaped, plain)
            properties[name] = value
        for escaped, plain in (("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
            data = data.replace(escaped, plain)
        rows.append((command, properties, data))
    return rows


def test_a_whole_report(snapshot: SnapshotAssertion) -> None:
    assert render_github(written_report()) == snapshot


def test_an_annotation_a_group_at_the_line_of_the_mapping() -> None:
    rows = read_back(render_github(report_of(loss(1, "a"), loss(2, "b"), loss(3, mapping_file="published"))))
    assert [(command, properties) for command, properties, _ in rows] == [
        ("error", {"title": "attio-harness check failed"}),
        ("error", {"file": "mapping.json", "line": "7", "title": "users.plan (text)"}),
        ("error", {"title": "users.plan (text)"}),
        ("notice", {"title": "attio-harness check"}),
    ]
    assert rows[0][2] == "Failed: 3 lost."
    assert rows[1][2].split("\n") == [
        '2 events refused by Attio. Attio: 400 validation_type: An invalid value was passed: "•••".',
        "Mapping: /0/mapping/user_attributes/plan (Identify), reads $.traits.plan",
        'Values: "•••", "•••²"',
        "To do: Send something else than '•••'.",
        "First event: events.ndjson:1",
    ]
    assert rows[-1][2] == "3 events: 3 refused by Attio; 3 losses of 2 kinds"


def test_what_segment_tries_again_is_a_warning_and_nothing_lost_is_a_notice() -> None:
    tolerated = Outcome(passed=True, why=("1 lost, 1 allowed",))
    rows = read_back(render_github(report_of(loss(verdict="failed"), outcome=tolerated)))
    assert [row[0] for row in rows] == ["warning", "notice"]
    assert rows[-1][2] == "Passed: 1 lost, 1 allowed. 1 event: 1 refused by Attio; 1 loss of 1 kind"
    assert read_back(render_github(report_of(events=3, verdicts={"written": 3}))) == [
        ("notice", {"title": "attio-harness check"}, "Passed: nothing is lost. 3 events: 3 written")
    ]


@pytest.mark.parametrize("show_values", [False, True])
def test_evil_texts_make_no_command_of_their_own(show_values: bool) -> None:
    text = render_github(evil_report(), show_values=show_values)
    rows = read_back(text)
    assert (
        len(rows) == len(EVIL) + 3 * 8 + 5  # losses, filters, fields, needs; and five that stand once
    )  # losses, filters, fields, needs; what could not be read, the outcome, the summary
    assert {command for command, _, _ in rows} == {"error", "warning", "notice"}
    assert all(set(properties) <= {"file", "line", "title"} for _, properties, _ in rows)
    assert text.isprintable() is False  # line breaks between commands, and nothing else
    assert text.replace("\n", "").isprintable()
    if show_values:
        assert any("100%0A\\x3a:error file=x::%25" in data for _, _, data in rows)
        assert any(properties.get("file", "").startswith("100%0A::error file=x") for _, properties, _ in rows)


def test_a_file_is_named_relative_with_its_commas_and_colons() -> None:
    (_, (_, properties, _), _) = read_back(render_github(report_of(loss(mapping_file="./a,b:c/100%.json"))))
    assert properties["file"] == "a,b:c/100%.json"


def test_the_outcome_comes_first_and_then_unreadable_entries() -> None:
    unreadable = tuple({"file": "a.ndjson", "line": n, "why": "not JSON"} for n in range(3, 23))
    _, (command, properties, data), _, _ = read_back(render_github(report_of(loss(), unreadable=unreadable)))
    assert (command, properties) == (
        "error",
        {"file": "a.ndjson", "line": "3", "title": "20 entries could not be read"},
    )
    assert data.split("\n")[-2:] == ["a.ndjson:12: not JSON", "and 10 more (all of them with --format json)"]


def test_what_the_limits_of_a_run_tolerate_is_a_warning() -> None:
    commands = read_back(render_github(tolerated_report()))
    assert [command for command, _, _ in commands] == ["warning", "warning", "notice"]
    assert commands[-1][2].startswith("Passed: ")


def test_at_most_fifty_and_the_last_says_how_many_are_left_out() -> None:
    text = render_github(large_report(200, 1_000))
    rows = read_back(text)
    assert len(rows) == 50
    assert (
        rows[-1][2] == "1,000 events: 1,000 refused by Attio; 1,000 losses of 200 kinds; 152 kinds not annotated here"
    )
    assert len(text) < 200_000
    assert len(read_back(render_github(large_report(48, 480)))) == 50


def test_fields_warn_and_unresolved_events_are_notices_at_their_mapping_line() -> None:
    rows = read_back(render_github(full_report(2), show_values=True))
    assert [(command, properties) for command, properties, _ in rows if command != "error"][:4] == [
        ("warning", {"file": "mapping.json", "line": "9", "title": "No event filled this field"}),
        ("warning", {"file": "mapping.json", "line": "33", "title": "No event filled this field"}),
        ("notice", {"file": "mapping.json", "line": "31", "title": "3 events unresolved"}),
        ("notice", {"file": "mapping.json", "line": "52", "title": "1 event unresolved"}),
    ]
    need = next(data for command, _, data in rows if "unresolved" not in command and "depend on records" in data)
    assert 'Needs users by user_id: "mallory@corp.example", "trent@corp.example"' in need
    assert rows[0] == (
        "error",
        {"title": "attio-harness check failed"},
        "Failed: 2 lost, 1 entry could not be read; the trigger of 'Ask boss@corp.example' can never be true.",
    )


def test_why_events_matched_nothing_and_the_notes_are_a_notice_each() -> None:
    rows = {row[1]["title"]: row[2] for row in read_back(render_github(full_report(2)))}
    assert rows["Why events matched nothing"] == '1 × Quiet: event = "Never" was false, found "Now"'
    assert rows["Notes"].split("\n") == [
        "events.ndjson:1: begins with a byte order mark",
        "what rests on an assumption: 10 verdicts on option.title_case, 1 on reference.unique; check --vary shows what "
        "another setting would change",
    ]


def test_what_is_assumed_is_told_beside_what_is_found_alone() -> None:
    assumed = {"assumptions": {"option.title_case": 2}}
    told = [
        "what rests on an assumption" in render_github(report)
        for report in (
            report_of(**assumed),
            report_of(loss(), **assumed),
            report_of(unresolved=(unresolved(1),), **assumed),
        )
    ]
    assert told == [False, True, True]
