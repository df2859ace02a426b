"""Events that depend on records which may be in the CRM already: in groups of the same need."""

from __future__ import annotations

from attio_emulator import Emulator, Workspace
from attio_harness import check
from attio_harness.formats.html import render_html
from attio_harness.formats.junit import render_junit
from attio_harness.formats.markdown import render_markdown
from attio_harness.formats.table import render
from attio_harness.formats.unresolved import need_groups, title, what_to_do
from attio_harness.rejection import Need

from .report_cases import full_report, report_of, unresolved


def test_rows_of_one_need_stand_together_the_largest_group_first() -> None:
    groups = need_groups(full_report(), show_values=True)
    assert [(one.count, one.first.subscription, one.needs, one.values()) for one in groups] == [
        (3, "Group", "users by user_id", [('"mallory@corp.example"', 2), ('"trent@corp.example"', 1)]),
        (1, "Company", "companies by domains", [('"corp.example"', 1)]),
    ]
    # the last event needs both
    assert title(groups) == "3 events depend on records that may be in the CRM already"
    assert "pull --records users --records companies " in what_to_do(groups)


def test_an_event_that_needs_two_records_is_one_row_with_both() -> None:
    both = (
        Need(object="users", attribute="user_id", value=7),
        Need(object="companies", attribute="domains", value="x.io"),
    )
    (group,) = need_groups(report_of(unresolved=(unresolved(1, needs=both),)), show_values=True)
    assert (group.needs, group.values()) == ("users by user_id, companies by domains", [("7", 1), ('"x.io"', 1)])
    assert title([group]) == "1 event depends on records that may be in the CRM already"


def test_what_is_needed_is_masked_also_in_message_and_hint() -> None:
    for group in need_groups(full_report()):
        for row in group.rows:
            told = repr((row.needs, row.message, row.hint, row.reads, row.value))
            assert not [name for name in ("mallory", "trent", "corp.example") if name in told]


def test_every_format_says_how_much_there_is_that_it_does_not_list() -> None:
    rows = [unresolved(number, f"u{number}") for number in range(1, 251)]
    kinds = [
        unresolved(number, needs=(Need(object=f"object_{number}", attribute="code", value=number),))
        for number in range(251, 281)
    ]
    report = report_of(unresolved=(*rows, *kinds))
    assert "and 21 more kinds (all of them with --format json)" in render("check", "text", report, verbose=True)
    assert "and 27 more kinds (-v shows more)" in render("check", "text", report)
    assert "\nand 11 more kinds." in render_markdown(report)
    page = render_html(report)
    assert page.count("<code>events.ndjson:") == 200 + len(kinds)
    assert "<p>50 more events not listed here.</p>" in page
    assert page.count(" and 230 more</dd>") == page.count(" more</dd>") == 1
    assert render_junit(report).count("\nneeds    ") == 20 + len(kinds)
    assert "\nand 230 more (all of them with --format json)" in render_junit(report)


def test_a_record_that_must_not_be_there_is_told_as_that() -> None:
    needs = [Need(object="users", attribute="user_id", value="u", absent=absent) for absent in (False, True)]
    report = report_of(unresolved=tuple(unresolved(n, needs=(need,)) for n, need in enumerate(needs, 1)))
    groups = need_groups(report, show_values=True)
    assert [one.needs for one in groups] == ["users by user_id", "no users by user_id"]
    assert what_to_do(groups[:1]).endswith("If the CRM is empty, --existing none alone counts these events as lost.")
    assert what_to_do(groups).endswith("If the CRM is empty, --existing none alone shows what happens to these events.")
    assert 'no users by user_id: "u"' in render("check", "text", report)
    page = render_html(report, show_values=True)
    assert "needs no users by user_id" in page
    assert page.count("no users <code") == 1
    assert [row["needs"][0].get("absent") for row in report.to_dict()["unresolved"]] == [None, True]


def test_whoever_does_what_is_advised_has_a_certain_answer() -> None:
    """A state alone leaves it open whether there are others."""
    event = {"type": "group", "userId": "u9", "groupId": "g", "traits": {"website": "acme.com"}}
    workspace = {"objects": [{"api_slug": slug, "active": True} for slug in ("users", "workspaces")]}
    state = Emulator(Workspace.from_dict(workspace)).snapshot()
    report = check([event], ["published"], workspace, start=state)
    assert "then check with --from STATE --existing none," in what_to_do(need_groups(report))
    done = check([event], ["published"], workspace, start=state, existing="none")
    assert (done.unresolved, done.verdicts) == ((), {"rejected": 1})
