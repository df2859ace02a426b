"""A run beside a baseline: what is known, new, grown or gone, what fails, and that the file holds nothing of an event."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from attio_emulator import Workspace
from attio_harness import InputError, check
from attio_harness.formats.contract import JsonReport
from attio_harness.formats.json import render_json
from attio_harness.inputs.baselines import baseline_text, read_baseline
from attio_harness.loss_kinds import Baseline
from attio_harness.report import Report
from attio_harness.run.api import job_of
from attio_harness.run.arguments import events_of
from attio_harness.run.baseline import compared, kind_of
from attio_harness.run.check import Check
from attio_harness.verdicts import Existing

from tests.attio_harness.run.test_history import GROUP, group
from tests.attio_harness.run.test_history import WORKSPACE as OBJECTS
from tests.attio_harness.subscriptions import IDENTIFY, assert_record

WORKSPACE: dict[str, Any] = {
    "name": "Acme",
    "objects": [
        {
            "api_slug": "users",
            "active": True,
            "attributes": [
                {"api_slug": "plan", "type": "select", "options": ["Free"]},
                {"api_slug": "seats", "type": "number"},
            ],
        }
    ],
}
MAPPING: dict[str, Any] = IDENTIFY | {
    "mapping": IDENTIFY["mapping"]
    | {"user_attributes": {"plan": {"@path": "$.traits.plan"}, "seats": {"@path": "$.traits.seats"}}},
}
GENERIC = assert_record(
    "Any record", 'type = "track"', {"@path": "$.properties.kind"}, "user_id", {"@path": "$.properties.values"}
)


def event(number: int, **traits: Any) -> dict[str, Any]:
    return {"type": "identify", "userId": f"u{number}", "traits": {"email": f"p{number}@acme.com", **traits}}


def lost_plans(count: int) -> list[dict[str, Any]]:
    return [event(number, plan="Gold") for number in range(count)]


FINE = [event(99)]
SEATS = [event(50, seats="many")]


@pytest.fixture
def left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Writes the baseline that a run leaves, and gives its name."""
    monkeypatch.chdir(tmp_path)

    def write(events: list[dict[str, Any]], *mappings: Mapping[str, Any], name: str = "losses.json") -> str:
        job = job_of(list(mappings or [MAPPING]), WORKSPACE, "single")
        job.feed(events_of(events))
        Path(name).write_bytes(baseline_text(job.left_baseline(name)))
        return name

    return write


def beside(events: list[dict[str, Any]], file: str, **options: Any) -> Report:
    report = check(events, [MAPPING], WORKSPACE, "single", baseline=file, **options)
    JsonReport.model_validate_json(render_json(report))
    return report


def standing(report: Report) -> dict[str, list[tuple[str | None, int, int]]]:
    told = report.baseline
    assert told is not None
    lists = {"known": told.known, "new": told.new, "grown": told.grown, "gone": told.gone}
    return {name: [(one.kind.attribute, one.events, one.known) for one in some] for name, some in lists.items() if some}


CASES: dict[str, tuple[list[dict[str, Any]], dict[str, Any], bool, str]] = {
    "as before": (
        [*lost_plans(2), *FINE],
        {"known": [("plan", 2, 2)]},
        True,
        "nothing is lost beyond the baseline; 2 known losses",
    ),
    "in another order": (
        [*FINE, *reversed(lost_plans(2))],
        {"known": [("plan", 2, 2)]},
        True,
        "nothing is lost beyond the baseline; 2 known losses",
    ),
    "fewer": (
        [*lost_plans(1), *FINE],
        {"known": [("plan", 1, 2)]},
        True,
        "nothing is lost beyond the baseline; 1 known loss",
    ),
    "a new kind": (
        [*lost_plans(2), *SEATS],
        {"known": [("plan", 2, 2)], "new": [("seats", 1, 0)]},
        False,
        "1 lost beyond the baseline (1 new kind)",
    ),
    "grown": (
        [*lost_plans(5), *FINE],
        {"grown": [("plan", 5, 2)]},
        False,
        "3 lost beyond the baseline (1 grown)",
    ),
    "grown and new in one event": (
        [*lost_plans(2), event(7, plan="Gold", seats="many")],
        {"new": [("seats", 1, 0)], "grown": [("plan", 3, 2)]},
        False,
        "1 lost beyond the baseline (1 new kind, 1 grown)",
    ),
    "gone": (FINE, {"gone": [("plan", 0, 2)]}, True, "nothing is lost"),
}


@pytest.mark.parametrize("name", CASES)
def test_only_what_is_new_or_grown_fails(name: str, left: Callable[..., str]) -> None:
    events, kinds, passed, why = CASES[name]
    report = beside(events, left([*lost_plans(2), *FINE]))
    assert (standing(report), report.outcome.passed, "; ".join(report.outcome.why)) == (kinds, passed, why)
    assert sum(report.verdicts.values()) == len(events), "what is known is lost all the same"


def test_a_further_mistake_is_a_kind_of_its_own(left: Callable[..., str]) -> None:
    """Once the first mistake is mended, the second one of the same event is known."""
    file = left([event(1, plan="Gold", seats="many")])
    report = beside([event(1, seats="many")], file)
    assert standing(report) == {"known": [("seats", 1, 1)], "gone": [("plan", 0, 1)]}
    assert report.ok


def test_every_row_has_the_standing_of_its_kind(left: Callable[..., str]) -> None:
    (row,) = beside([event(1, plan="Gold", seats="many")], left([*lost_plans(1)])).to_dict()["rejections"]
    assert (row["baseline"], [one["baseline"] for one in row["also"]]) == ("known", ["new"])
    assert "baseline" not in check(SEATS, [MAPPING], WORKSPACE).to_dict()["rejections"][0]


def test_limits_count_what_is_not_known(left: Callable[..., str]) -> None:
    file = left([*lost_plans(2), *FINE])
    assert not beside(lost_plans(5), file, max_failures=2).ok
    report = beside([*lost_plans(5), *FINE], file, max_failures="50%")
    assert report.outcome.why == (
        "3 lost beyond the baseline (1 grown), 50% of 6 allowed",
        "2 known losses",
    )


def test_what_has_grown_or_is_gone_is_told_with_the_numbers_of_both_runs(left: Callable[..., str]) -> None:
    file = left([*lost_plans(2), *SEATS])
    report = beside([*lost_plans(3), *FINE], file)
    assert [note["what"] for note in report.notes if note["file"] == file] == [
        "grown: Identify, users.plan, value_not_found loses 3 events, 2 of them known",
        "1 known kind of loss is gone; check --update-baseline removes what is no longer lost",
        "was written from 3 events, this run has 4; the numbers of losses are compared as they are",
    ]
    assert [note for note in beside([*lost_plans(2), *SEATS], file).notes if note["file"] == file] == []


def test_a_subscription_with_another_name_is_told_as_that(left: Callable[..., str]) -> None:
    file = left([*lost_plans(2), *FINE])
    report = check([*FINE, *lost_plans(2)], [MAPPING | {"name": "Identify people"}], WORKSPACE, "single", baseline=file)
    assert standing(report) == {"new": [("plan", 2, 0)], "gone": [("plan", 0, 2)]}
    assert [note["what"] for note in report.notes if note["file"] == file] == [
        "1 known kind of loss is gone; check --update-baseline removes what is no longer lost",
        "no enabled subscription is named 'Identify' any more: under a new name its kinds count as new",
    ]


def test_neither_lines_nor_names_of_files_nor_the_shape_of_the_mapping_go_in(
    left: Callable[..., str], tmp_path: Path
) -> None:
    file = left([*lost_plans(2), *FINE])
    api = {"name": "Identify", "actionSlug": "identifyUser", "enabled": True, "trigger": MAPPING["subscribe"], "settings": MAPPING["mapping"]}  # fmt: skip
    path = tmp_path / "elsewhere" / "mapping.json"
    path.parent.mkdir()
    path.write_text("\n\n" + json.dumps({"data": {"subscriptions": [IDENTIFY | {"name": "First", "subscribe": 'type = "page"'}, api]}}, indent=1))  # fmt: skip
    report = check([*FINE, *lost_plans(2)], [path], WORKSPACE, "single", baseline=file)
    assert standing(report) == {"known": [("plan", 2, 2)]}


def test_the_file_is_sorted_and_the_same_each_time(left: Callable[..., str]) -> None:
    events = [*SEATS, *lost_plans(2), *FINE]
    first = Path(left(events)).read_text()
    assert first == Path(left(events[::-1], name="again.json")).read_text()
    assert first == (
        '{\n  "version": 1,\n  "events": 4,\n  "losses": [\n'
        '    {"subscription": "Identify", "field": "/user_attributes/plan", "object": "users", "attribute": "plan", '
        '"verdict": "rejected", "code": "value_not_found", "events": 2},\n'
        '    {"subscription": "Identify", "field": "/user_attributes/seats", "object": "users", "attribute": "seats", '
        '"verdict": "rejected", "code": "validation_type", "events": 1}\n'
        "  ]\n}\n"
    )
    assert Path(left(FINE)).read_text() == '{\n  "version": 1,\n  "events": 1,\n  "losses": []\n}\n'


def test_nothing_of_an_event_goes_in(left: Callable[..., str]) -> None:
    """An object or an attribute may be named by an event; only names of the schema or of the mapping are kept."""
    events = [
        {"type": "track", "event": "x", "properties": {"kind": "jane_doe", "values": {"user_id": "u"}}},
        {"type": "track", "event": "x", "properties": {"kind": "users", "values": {"john_roe": 1, "user_id": "u"}}},
        *lost_plans(1),
    ]
    written = Path(left(events, GENERIC, MAPPING)).read_text()
    rows = json.loads(written)["losses"]
    assert {(row["object"], row["attribute"]) for row in rows} == {
        ("(named by the event)", None),
        ("users", "(named by the event)"),
        ("users", "plan"),
    }
    assert not [name for name in ("jane", "john", "Gold", "acme.com") if name in written]


ROW = '{"subscription": "a", "field": "", "object": null, "attribute": null, "verdict": "invalid", "code": "c", "events": 1}'
BROKEN = {
    "": "losses.json: is empty; expected a baseline as JSON",
    "{": "losses.json:1: ends in the middle",
    "[]": "losses.json: found an array, expected a baseline that attio-harness check --update-baseline wrote",
    '{"a": 1, "b": 2}': "losses.json: found an object with a, b, expected a baseline that attio-harness check --update-baseline wrote",
    '{"objects": [{"api_slug": "users"}]}': "losses.json: is a workspace file, which is given with -w",
    '{"version": 2, "losses": []}': "losses.json at /version: found version 2, this attio-harness reads 1; write it again with attio-harness check --update-baseline",
    '{"losses": []}': "losses.json at /version: found version null, this attio-harness reads 1; write it again with attio-harness check --update-baseline",
    '{"version": 1, "events": 1, "losess": []}': "losses.json: unknown key 'losess'. Did you mean 'losses'? Expected version, events, losses.",
    '{"version": 1, "events": -1, "losses": []}': "losses.json at /events: found a negative number, expected a whole number",
    '{"version": 1, "events": 1, "losses": {}}': "losses.json at /losses: found an object, expected an array",
    '{"version": 1, "events": 1, "losses": [1]}': "losses.json at /losses/0: found a number, expected an object",
    f'{{"version": 1, "events": 1, "losses": [{ROW.replace("code", "kode")}]}}': "losses.json at /losses/0: unknown key 'kode'. Did you mean 'code'? Expected subscription, field, object, attribute, verdict, code, events.",
    f'{{"version": 1, "events": 1, "losses": [{ROW.replace("null", "1")}]}}': "losses.json at /losses/0/object: found a number, expected a string or null",
    f'{{"version": 1, "events": 1, "losses": [{ROW[:-3]}true}}]}}': "losses.json at /losses/0/events: found a boolean, expected a whole number",
    '{"version": 1, "events": 1, "losses": [{"field": ""}]}': "losses.json at /losses/0/subscription: found nothing, expected a string",
}


@pytest.mark.parametrize("text", BROKEN)
def test_a_broken_file_is_told_in_one_line(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("losses.json").write_text(text)
    with pytest.raises(InputError) as refused:
        read_baseline("losses.json")
    assert str(refused.value).startswith(BROKEN[text])
    assert "\n" not in str(refused.value)


def test_a_row_that_a_merge_left_twice_counts_once(tmp_path: Path) -> None:
    file = tmp_path / "losses.json"
    file.write_text(f'{{"version": 1, "events": 1, "losses": [{ROW}, {ROW.replace("1}", "3}")}]}}')
    assert list(read_baseline(str(file)).kinds.values()) == [3]


def test_a_kind_that_became_unresolved_is_not_told_to_be_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The losses of a CRM that is known to be empty, beside a run that does not know it: the events may be lost as before."""
    monkeypatch.chdir(tmp_path)
    events = [group("u", 0), group("v", 1), group("w", 2)]

    def job(existing: Existing, baseline: Baseline | None = None, records: Any = ()) -> Check:
        made = job_of([GROUP], {**OBJECTS, "records": {"users": list(records)}}, existing=existing)
        made.baseline = baseline
        made.feed(events_of(events))
        return made

    baseline = job("none").left_baseline("losses.json")
    report = job("unknown", baseline).report()
    assert report.baseline is not None
    (told,) = report.baseline.unresolved
    assert (told.kind.attribute, told.kind.code, told.events, told.known) == ("users", "value_not_found", 3, 3)
    assert (report.baseline.gone, report.baseline.known, report.baseline.rarer, report.ok) == ((), (), (), True)
    assert [note["what"] for note in report.notes if note["file"] == "losses.json"] == [
        "unresolved: Group Workspace, workspaces.users, value_not_found lost 3 events, 3 now depend on records that may be in the CRM already"
    ]
    kinds = JsonReport.model_validate_json(render_json(report)).baseline
    assert kinds is not None
    assert [(one.verdict, one.events, one.known) for one in kinds.unresolved] == [("dropped", 3, 3)]
    # gone is what nothing can lose any more
    there = [{"user_id": one, "primary_email_address": f"{one}@acme.io"} for one in ("u", "v", "w")]
    known = job("unknown", baseline, there).report().baseline
    assert known is not None
    assert ([one.known for one in known.gone], known.unresolved) == ([3], ())


def test_a_known_kind_that_loses_fewer_since_others_are_unresolved_is_not_told_to_be_rarer() -> None:
    """A company is known not to be there where it was refused with what it needs; the others of the kind may be there."""
    lost = check([event(1, plan="Gold")], [MAPPING], WORKSPACE, "single").rejections[0]
    source = job_of([MAPPING], WORKSPACE, "single").runnables[0].source
    doubt, workspace = replace(lost, verdict="unresolved"), Workspace.from_dict(WORKSPACE)
    before = Baseline(file="f", events=2, kinds={kind_of(lost, source, workspace): 2})
    told = compared([(lost, source)], [(doubt, source)], workspace, before).compared
    assert ([(row.events, row.known) for row in told.unresolved], told.rarer, told.gone) == ([(1, 2)], (), ())
    assert [row.events for row in told.known] == [1]
    # as many as before are lost for certain
    same = compared(
        [(lost, source)], [(doubt, source)], workspace, replace(before, kinds=dict.fromkeys(before.kinds, 1))
    )
    assert (same.compared.unresolved, [row.events for row in same.compared.known]) == ((), [1])
