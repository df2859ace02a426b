"""`vary`: what other settings of the assumptions that decided something would change."""

from __future__ import annotations

import json
from itertools import zip_longest
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from attio_emulator import ASSUMPTIONS, Workspace
from attio_harness import UsageError, check, vary
from attio_harness.assumptions import other_choices
from attio_harness.compare.assumptions import Varied
from attio_harness.compare.records import Records, differing
from attio_harness.formats.contract import JsonReport, render_schema
from attio_harness.formats.json import render_json
from attio_harness.formats.table import render
from attio_harness.inputs.events import read_events
from attio_harness.run.api import job_of
from attio_harness.run.check import Check

from tests.attio_harness.subscriptions import identify_user

WORKSPACE = {
    "name": "Acme",
    "objects": [
        {
            "api_slug": "users",
            "active": True,
            "attributes": [
                {"api_slug": "plan", "type": "select", "options": ["Free", "Pro"]},
                {"api_slug": "backup", "type": "email-address"},
            ],
        }
    ],
}
MAPPING = identify_user(
    user_attributes={"plan": {"@path": "$.traits.plan"}, "backup": {"@path": "$.traits.backup"}},
    received_at={"@path": "$.receivedAt"},
)


def identify(user: str, **traits: Any) -> dict[str, Any]:
    return {
        "type": "identify",
        "userId": user,
        "messageId": f"m-{user}",
        "receivedAt": "2024-05-01T12:00:00Z",
        "traits": {"email": f"{user}@gmail.com", **traits},
    }


def rows(varied: Varied) -> list[tuple[Any, ...]]:
    return [
        (one.assumption, one.setting, one.instead_of, one.decided, [(each.event.line, each.before, each.after) for each in one.changed])
        for one in varied.variations
    ]  # fmt: skip


EVENTS = [
    identify("a", plan="Pro"),
    identify("b", plan="pro"),
    identify("c", plan="FREE"),
    identify("d", plan="Enterprise"),
    identify("e", backup="x@y.test"),
]


@pytest.mark.parametrize("mode", ["single", "batch"])
def test_every_other_setting_of_what_decided_is_tried_and_nothing_else(mode: Any) -> None:
    varied = vary(EVENTS, [MAPPING], WORKSPACE, mode)
    lost = "rejected" if mode == "single" else "dropped"
    # in a batch a lost assertion takes its person with it, which is an assumption as well
    ends = [row for row in rows(varied) if not row[0].startswith("batch.nested_effect")]
    assert ends == [
        ("option.title_case", "any", "exact", 2, [(2, lost, "written"), (3, lost, "written")]),
        ("email.reserved_domains", "accept", "refuse", 1, [(5, lost, "written")]),
    ]
    assert varied.report.verdicts == {"written": 1, lost: 4}
    assert varied.variations[-1].verdicts == {"written": 2, lost: 3}
    assert varied.untried == 0


def test_a_variation_gives_what_a_check_with_that_setting_gives() -> None:
    varied = vary(EVENTS, [MAPPING], WORKSPACE, assumptions={"email.reserved_domains": "accept"})
    for one in varied.variations:
        settings = {"email.reserved_domains": "accept", one.assumption: one.setting}
        report = check(EVENTS, [MAPPING], WORKSPACE, assumptions=settings)
        assert report.verdicts == one.verdicts
    assert [(one.assumption, one.setting) for one in varied.variations] == [
        ("option.title_case", "any"),
        ("email.reserved_domains", "refuse"),
    ]


def test_a_setting_of_the_workspace_file_is_what_others_stand_against() -> None:
    workspace = {**WORKSPACE, "assumptions": {"option.title_case": "any"}}
    varied = vary(EVENTS, [MAPPING], workspace)
    assert rows(varied)[0] == ("option.title_case", "exact", "any", 2, [(2, "written", "rejected"), (3, "written", "rejected")])  # fmt: skip


def test_a_refusal_with_another_code_is_a_change() -> None:
    mapping = {**MAPPING["mapping"], "person_attributes": {"company": {"@path": "$.traits.company"}}}
    varied = vary([identify("a", company="nobody.com")], [{**MAPPING, "mapping": mapping}], WORKSPACE, existing="none")
    found = [(one.setting, each.before, each.code_before, each.after, each.code_after) for one in varied.variations for each in one.changed]  # fmt: skip
    assert found == [
        ("missing_value", "rejected", "value_not_found", "rejected", "missing_value"),
        ("validation_type", "rejected", "value_not_found", "rejected", "validation_type"),
    ]


def test_values_that_differ_are_told_where_no_verdict_does() -> None:
    event = identify("a")
    event["traits"]["email"] = "jane@acme.com"
    (one,) = vary([event], [MAPPING], WORKSPACE).variations
    assert (one.assumption, one.setting, one.changed) == ("person.company_from_email", "deferred", ())
    assert [(each.what, each.object, each.attribute) for each in one.records] == [
        ("value", "people", "company"),
        ("record", "companies", None),
    ]


def test_nothing_is_tried_where_nothing_rests_on_an_assumption() -> None:
    varied = vary([identify("a", plan="Pro")], [MAPPING], WORKSPACE)
    assert varied.variations == ()
    text = render("vary", "text", varied)
    assert text.endswith("\nNothing depends on an assumption that has another setting.\n\nPassed: nothing is lost.\n")


def test_events_that_are_gone_after_one_reading_are_refused() -> None:
    with pytest.raises(UsageError, match=r"^events are read again for each setting: found an iterator, expected a seq"):
        vary(iter(EVENTS), [MAPPING], WORKSPACE)  # type: ignore[arg-type]


def test_the_next_commands_of_its_report_are_those_of_a_check(tmp_path: Path) -> None:
    files = {"e.json": EVENTS, "m.json": MAPPING, "w.json": WORKSPACE}
    for name, content in files.items():
        (tmp_path / name).write_text(json.dumps(content))
    events, mapping, workspace = (tmp_path / name for name in files)
    options: dict[str, Any] = {"existing": "none", "assumptions": {"option.title_case": "any"}}
    words = check(events, mapping, workspace, **options).words
    assert "--existing none" in words["explain"]
    assert vary(events, mapping, workspace, **options).report.words == words


def test_the_json_form_keeps_the_contract() -> None:
    varied = vary(EVENTS, [MAPPING], WORKSPACE)
    text = render_json(varied)
    kept = JsonReport.model_validate_json(text)
    assert json.loads(kept.model_dump_json(exclude_unset=True, by_alias=True)) == json.loads(text)
    jsonschema_rs.validator_for(json.loads(render_schema())).validate(json.loads(text))
    (first, second) = json.loads(text)["varied"]
    assert first["changed"][0] == {
        "event": {"file": "<python>", "line": 2, "message_id": "m-b", "type": "identify"},
        "subscription": "Identify",
        "from": "rejected",
        "to": "written",
        "from_code": "value_not_found",
        "to_code": None,
    }
    assert (second["assumption"], second["verdicts"]["written"]) == ("email.reserved_domains", 2)


def test_the_text_has_the_table_and_the_first_of_each() -> None:
    events = [*EVENTS, *(identify(f"f{number}", plan="free") for number in range(5))]
    text = render("vary", "text", vary(events, [MAPPING], WORKSPACE))
    table = text[text.index("What another setting") :].splitlines()
    assert [line.rstrip() for line in table[:4]] == [
        "What another setting of an assumption would change",
        "   assumption              decided  setting  instead of  verdicts                   records",
        "   option.title_case             7  any      exact       written 1 → 8, refused by  7 records and 7 values",
        "                                                         Attio 9 → 2                differ",
    ]
    assert "   event    <python>:2  Identify: refused by Attio (value_not_found) → written\n" in text
    assert "            and 4 more (all of them with --format json)\n" in text
    assert "   record   users user_id b: is created as well\n" in text


def test_an_assumption_about_values_counts_where_a_lost_event_wrote_a_record() -> None:
    """The person is written, and gets the company of its address; the user is refused."""
    lost = {**identify("a", plan="none"), "traits": {"email": "a@acme.io", "plan": "none"}}
    varied = vary([lost], [MAPPING], WORKSPACE, "single")
    found = {one.assumption: (one.decided, sorted(str(row.record) for row in one.records)) for one in varied.variations}
    assert found == {"person.company_from_email": (1, ["domains acme.io", "email_addresses a@acme.io"])}
    (row,) = varied.report.rejections
    assert (row.partial, row.assumptions) == (("people",), ())  # its verdict rests on nothing
    assert "person.company_from_email" not in {one.assumption for one in vary([lost], [MAPPING], WORKSPACE, "batch").variations}  # fmt: skip


FIXTURES = Path(__file__).parents[3] / "fixtures"


def run(
    events: list[Any], mode: Any, mapping: str, workspace: Workspace, settings: dict[str, str]
) -> tuple[Check, list[Any]]:
    """A run that has ended, and what it lost."""
    name = str(FIXTURES / "mappings" / mapping) if mapping.endswith("json") else mapping
    job = job_of([name], workspace, mode, assumptions=settings)
    job.feed(events)
    lost = [(row.event, row.code) for row, _ in job.losses()]
    job.emulator.flush()
    return job, lost


@pytest.mark.parametrize("mapping", ["published", "demo.json"])
@pytest.mark.parametrize("mode", ["single", "batch"])
def test_what_no_verdict_rests_on_changes_nothing(mode: Any, mapping: str) -> None:
    events = list(read_events([str(FIXTURES / "events")]))[::9]
    workspace = Workspace.load(FIXTURES / "workspaces" / "demo.yaml")
    job, ends = run(events, mode, mapping, workspace, {})
    others = {id: other_choices(id, ASSUMPTIONS[id].default) for id in ASSUMPTIONS if id not in job.decided}
    # all of them at once: what one of them changes, no other one turns back
    for settings in zip_longest(*([(id, one) for one in choices] for id, choices in others.items())):
        other, again = run(events, mode, mapping, workspace, dict(filter(None, settings)))
        assert again == ends, settings
        assert list(differing(Records(job), Records(other))) == []
