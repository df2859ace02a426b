"""`check` and `explain` with destination filters: what is filtered, and the losses that a filter is behind."""

from __future__ import annotations

import html
import json
from pathlib import Path
from typing import Any

import pytest
from attio_harness import InputError, check, cli
from attio_harness.formats.contract import JsonReport
from attio_harness.formats.json import render_json
from attio_harness.formats.table import render
from attio_harness.rejection import FilterRef, TakenRead
from attio_harness.report import FilteredReason, Report

from tests.attio_harness.subscriptions import identify_user

WORKSPACE: dict[str, Any] = {"name": "Acme", "objects": [{"api_slug": "users", "active": True}]}
MAPPING = identify_user("Identify", 'type = "identify" and traits.paying = true')
FILTERS: list[dict[str, Any]] = [
    {"title": "No staff", "if": "context.internal = true", "actions": [{"type": "DROP"}]},
    {"title": "No addresses", "if": 'userId = "shy"', "actions": [{"type": "DROP_PROPERTIES", "fields": {"traits": ["email"]}}]},
    {"title": "Less", "if": 'userId = "new"', "actions": [{"type": "ALLOW_PROPERTIES", "fields": {"traits": ["email"]}}]},
    {"title": "Off", "if": "all", "enabled": False, "actions": [{"type": "DROP"}]},
]  # fmt: skip


def identify(user: str, **more: Any) -> dict[str, Any]:
    traits = {"email": f"{user}@acme.com", "paying": True}
    return {"type": "identify", "userId": user, "messageId": f"m-{user}", "traits": traits, **more}


EVENTS = [
    identify("ann"),
    identify("ben", context={"internal": True}),
    identify("cat", context={"internal": True}),
    identify("shy"),
    identify("new"),
    identify("dan", integrations={"All": False}),
]


@pytest.fixture
def filters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    rows = ",\n".join(json.dumps(one) for one in FILTERS)
    (tmp_path / "filters.json").write_text(f"[\n{rows}\n]")
    return "filters.json"


def ref(number: int) -> FilterRef:
    return FilterRef(title=FILTERS[number]["title"], file="filters.json", pointer=f"/{number}", line=number + 2)


def filtered(filters: str, **more: Any) -> Report:
    return check(EVENTS, [MAPPING], WORKSPACE, filters=filters, **more)


@pytest.mark.parametrize("mode", ["single", "batch"])
def test_each_filtered_event_is_counted_once_with_its_reason(filters: str, mode: str) -> None:
    report = filtered(filters, mode=mode)
    assert (report.events, dict(report.verdicts)) == (6, {"written": 1, "filtered": 3, "invalid": 1, "unmatched": 1})
    assert report.filtered_reasons == (
        FilteredReason(
            reason="FILTERED_BY_RULES",
            why="filter 'No staff' drops events where context.internal = true",
            count=2,
            filter=ref(0),
        ),
        FilteredReason(
            reason="FILTERED_BY_INTEGRATIONS_OBJECT",
            why='integrations has "All": false and no "Attio (Actions)": true',
            count=1,
        ),
    )
    assert [note["what"] for note in report.notes if "has a time" not in note["what"]] == [
        "filter 'No addresses': removed members from 1 event",
        "filter 'Less': removed members from 1 event",
        "filter 'Off': not enabled",
    ]
    JsonReport.model_validate_json(render_json(report))


def test_the_loss_names_the_filter_that_took_what_its_field_reads(filters: str) -> None:
    report = filtered(filters)
    (loss,) = report.rejections
    assert loss.taken == (TakenRead(path="$.traits.email", filter=ref(1)),)
    assert loss.hint == (
        "The event had $.traits.email: filter 'No addresses' (filters.json:3) removed it before the mapping. Let the filter "
        "keep it, or read another field."
    )
    assert "   filtered $.traits.email was removed by filter 'No addresses' (filters.json:3)\n" in render(
        "check", "text", report
    )


def test_a_trigger_that_misses_what_a_filter_took_says_so(filters: str) -> None:
    report = filtered(filters)
    (reason,) = report.unmatched_reasons
    assert (reason.clause, reason.found, reason.count, reason.filter) == ("traits.paying = true", "nothing", 1, ref(2))
    assert "was false, found nothing, removed by filter 'Less' (filters.json:4)" in " ".join(
        render("check", "text", report).split()
    )


@pytest.mark.parametrize("path", ["$.properties.people[0].email", "$.properties.people[0]"])
def test_a_member_of_each_object_of_a_list_is_found_at_its_place(filters: str, path: str) -> None:
    action = {"type": "DROP_PROPERTIES", "fields": {"properties.people": ["email"]}}
    Path(filters).write_text(json.dumps([{"title": "No people", "if": "all", "actions": [action]}]))
    event = {"type": "track", "userId": "1", "messageId": "m", "properties": {"people": [{"email": "a@acme.com"}]}}
    mapping = MAPPING | {
        "subscribe": 'type = "track"',
        "mapping": {"email_address": {"@path": path}, "user_id": {"@path": "$.userId"}},
    }
    (loss,) = check([event], [mapping], WORKSPACE, filters=filters).rejections
    assert [(one.path, one.filter.title) for one in loss.taken] == [(path, "No people")]


def test_a_clause_blames_the_filter_that_took_its_field_and_no_longer_name(filters: str) -> None:
    rows = [
        {"title": title, "if": "all", "actions": [{"type": "DROP_PROPERTIES", "fields": {"traits": [name]}}]}
        for title, name in (("short", "pay"), ("right", "paying"))
    ]
    Path(filters).write_text(json.dumps(rows))
    event = identify("ann", traits={"email": "a@acme.com", "paying": True, "pay": 1})
    (reason,) = check([event], [MAPPING], WORKSPACE, filters=filters).unmatched_reasons
    assert reason.filter is not None
    assert reason.filter.title == "right"


def test_a_filter_that_took_the_object_around_a_member_is_blamed_and_no_other(filters: str) -> None:
    rows = [
        {"title": title, "if": "all", "actions": [{"type": "DROP_PROPERTIES", "fields": fields}]}
        for title, fields in (
            ("other", {"context": ["pag"]}),
            ("right", {"context": ["page"]}),
            ("name", {"traits": ["paid"]}),
        )
    ]
    Path(filters).write_text(json.dumps(rows))
    mapping = {**MAPPING, "mapping": {**MAPPING["mapping"], "email_address": {"@path": "$.context.page.email"}}}
    context = {"page": {"email": "a@acme.com"}, "pag": 1}
    event = identify("ann", traits={"paying": True, "paid": 1}, context=context)
    (loss,) = check([event], [mapping], WORKSPACE, filters=filters).rejections
    assert [one.filter.title for one in loss.taken] == ["right"]


def test_a_loss_of_the_events_own_blames_no_filter(filters: str) -> None:
    event = identify("shy", traits={"paying": True})
    (loss,) = check([event], [MAPPING], WORKSPACE, filters=filters).rejections
    assert (loss.taken, "filter" in loss.hint) == ((), False)


def test_integrations_can_be_ignored(filters: str) -> None:
    report = filtered(filters, integrations=False)
    assert (report.verdicts["written"], report.verdicts["filtered"]) == (2, 2)


def test_filters_decide_before_triggers_and_lose_nothing(filters: str) -> None:
    report = check(EVENTS[1:3], [MAPPING], WORKSPACE, filters=[filters])
    assert (dict(report.verdicts), report.unmatched_reasons, report.ok) == ({"filtered": 2}, (), False)
    assert render("check", "text", report).endswith("\nFailed: none of 2 events was written by anything.\n")


# -- the command line ------------------------------------------------------------------------------------------------


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    for name, value in (("events.json", EVENTS), ("mapping.json", MAPPING), ("workspace.json", WORKSPACE)):
        Path(name).write_text(json.dumps(value))
    with pytest.raises(SystemExit) as stopped:
        cli.main([*words, "-m", "mapping.json", "-w", "workspace.json"])
    out, err = capsys.readouterr()
    return int(stopped.value.code or 0), out, err


def test_check_takes_filters(filters: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "check", "events.json", "--filters", filters, "--format", "json")
    assert (code, err, json.loads(out)["verdicts"]["filtered"]) == (1, "", 3)
    code, out, err = run(
        capsys, "check", "events.json", "--filters", filters, "--ignore-integrations", "--format", "json"
    )
    assert (code, err, json.loads(out)["verdicts"]["filtered"]) == (1, "", 2)
    code, out, err = run(capsys, "check", "events.json", "--filters", filters, "--mode", "both", "--format", "json")
    both = json.loads(out)
    assert (code, err, [both[way]["verdicts"]["filtered"] for way in ("single", "batch")]) == (1, "", [3, 3])


def test_explain_shows_the_filters_first(filters: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("one.json").write_text(json.dumps(EVENTS[3]))
    code, out, _ = run(capsys, "explain", "one.json", "--filters", filters, "--verbose")
    assert code == 1
    assert out[out.index("  filters") : out.index("\nIdentify: refused by Segment")] == (
        "  filters     the event passes\n"
        "              'No staff' does not apply: context.internal = true is false, found nothing  (filters.json:2)\n"
        "              'No addresses' removes traits.email  (filters.json:3)\n"
        "              'Less' does not apply: userId = \"new\" is false, found \"shy\"  (filters.json:4)\n"
        "              'Off' is not enabled  (filters.json:5)\n"
        + "".join(f"              {line}\n" for line in json.dumps({**EVENTS[3], "traits": {"paying": True}}, indent=2).splitlines())
    )  # fmt: skip
    stages = [line.split()[0] for line in out.splitlines() if line[:2] == "  " and line[2:3] not in (" ", "")]
    assert stages == [
        "Identify:",
        "event",
        "filters",
        "trigger",
        "mapping",
        "validation",
        "end",
        "at",
        "said",
        "filtered",
        "do",
    ]


def test_explain_stops_at_a_filter_without_a_loss(filters: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("one.json").write_text(json.dumps(EVENTS[1]))
    code, out, _ = run(capsys, "explain", "one.json", "--filters", filters, "--format", "json")
    shown = json.loads(out)
    assert (code, shown["subscriptions"], shown["filters"]["event"]) == (0, [], None)
    assert [row["did"] for row in shown["filters"]["filters"]] == [
        "drops events where context.internal = true",
        'does not apply: userId = "shy" is false, found "ben"',
        'does not apply: userId = "new" is false, found "ben"',
        "is not enabled",
    ]
    assert shown["filters"]["reason"] == "FILTERED_BY_RULES"
    code, out, _ = run(capsys, "explain", "one.json", "--filters", filters)
    assert out.endswith("Filtered out: no trigger is asked, nothing is sent.\n")


def test_events_delivered_before_pass_the_filters_too(filters: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("one.json").write_text(json.dumps(EVENTS[0]))
    words = ("explain", "one.json", "--after", "events.json", "--format", "json")
    _, out, _ = run(capsys, *words, "--filters", filters)
    assert json.loads(out)["subscriptions"][0]["records"][0]["result"] == "updated"
    Path("one.json").write_text(json.dumps(EVENTS[1] | {"context": {}}))
    _, out, _ = run(capsys, *words, "--filters", filters)
    assert json.loads(out)["subscriptions"][0]["records"][0]["result"] == "created"


def test_a_broken_filter_file_is_one_line(filters: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path(filters).write_text('{"if": "length(event) > three()", "actions": [{"type": "DROP"}]}')
    code, out, err = run(capsys, "check", "events.json", "--filters", filters)
    assert (code, out) == (2, "")
    assert err == (
        "attio-harness: filters.json:1 at /if: the condition 'length(event) > three()' cannot be read: column 17: found the "
        "function three(), expected one of contains, match, length, typeof, lowercase, uppercase, snakecase, kebabcase, "
        "titlecase, bool, string, number, semver\n"
    )
    with pytest.raises(InputError):
        filtered(filters)


@pytest.mark.parametrize("form", ["junit", "sarif", "github", "markdown", "html"])
def test_every_shared_form_says_why_events_were_filtered(filters: str, form: str) -> None:
    from importlib import import_module

    made = getattr(import_module(f"attio_harness.formats.{form}"), f"render_{form}")(filtered(filters))
    read = html.unescape(made.replace("<!-- -->", "").replace("\\u00d7", "×").replace('\\"', '"'))
    for told in (
        "2 × FILTERED_BY_RULES: filter 'No staff' drops events where context.internal = true (filters.json:2)",
        '1 × FILTERED_BY_INTEGRATIONS_OBJECT: integrations has "All": false and no "Attio (Actions)": true',
    ):
        assert told in read


def test_an_annotation_stands_at_the_filter(filters: str) -> None:
    from attio_harness.formats.github import render_github

    assert "::notice file=filters.json,line=2,title=2 events filtered out::2 × FILTERED_BY_RULES: " in render_github(
        filtered(filters)
    )


def test_a_filter_that_takes_several_members_is_told_by_the_events_it_took_them_from(tmp_path: Path) -> None:
    taking = {"type": "DROP_PROPERTIES", "fields": {"traits": ["plan", "seats"], "context": ["ip"]}}
    events = [
        identify(
            "ann", traits={"email": "ann@acme.com", "paying": True, "plan": "Free", "seats": 5}, context={"ip": "1"}
        ),
        identify("ben", context={"ip": "2"}),
        identify("cat"),
    ]
    (tmp_path / "thin.json").write_text(json.dumps([{"title": "Thin", "if": "all", "actions": [taking]}]))
    report = check(events, [MAPPING], WORKSPACE, filters=tmp_path / "thin.json")
    assert [row["what"] for row in report.notes] == ["filter 'Thin': removed members from 2 events"]
    assert report.verdicts == {"written": 3}
