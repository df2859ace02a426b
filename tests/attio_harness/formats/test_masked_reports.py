"""Masked reports: no form shows personal data unless it is asked to, and hints do not tell what a mask hides."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

import pytest
from attio_harness import check
from attio_harness.formats.github import render_github
from attio_harness.formats.groups import loss_groups
from attio_harness.formats.html import render_html
from attio_harness.formats.junit import render_junit
from attio_harness.formats.markdown import render_markdown
from attio_harness.formats.masking import (
    Masks,
    mask_rejection,
    mask_value,
)
from attio_harness.formats.sarif import render_sarif
from attio_harness.rejection import EventRef, InBatch, Lost, Need, Read, Waits
from attio_harness.report import Report

from tests.attio_harness.subscriptions import identify_user

from .report_cases import LOST, PERSONAL, full_report, loss, recorded_report, report_of, small_report, unresolved

FORMS: list[Callable[..., str]] = [render_junit, render_sarif, render_github, render_markdown, render_html]


def _readable(text: str, secret: str) -> bool:
    """A page has digests and numbers of its own: a secret counts where no letter or digit touches it."""
    return re.search(rf"(?<![0-9a-z]){re.escape(secret)}(?![0-9a-z])", text.lower()) is not None


@pytest.mark.parametrize("render", FORMS, ids=lambda render: render.__name__)
def test_no_form_shows_personal_data_unless_asked(render: Callable[..., str]) -> None:
    report = small_report()
    masked, shown = render(report), render(report, show_values=True)
    assert [secret for secret in PERSONAL if _readable(masked, secret)] == []
    assert [secret for secret in PERSONAL if not _readable(shown, secret)] == []
    assert "Enterprise+" in masked


@pytest.mark.parametrize("render", FORMS, ids=lambda render: render.__name__)
def test_no_address_of_the_recordings_is_in_a_masked_report(render: Callable[..., str]) -> None:
    report = recorded_report()
    addresses = {
        value for one in report.rejections for read in one.reads for value in [read.value] if "@" in str(value)
    }
    text = render(report)
    assert len(addresses) > 5
    assert [address for address in addresses if address in text] == []


def test_names_that_events_supply_are_masked_as_well() -> None:
    given = loss(
        text="Free",
        object="Jane Doe",
        attribute="jane@acme.com",
        partial=("Mary Major",),
        message='Cannot find attribute with slug/ID "jane@acme.com" on Jane Doe.',
        hint="Create jane@acme.com on Jane Doe.",
        reads=(Read(path="$.traits", value={"jane@acme.com": "Free"}),),
    )
    (group,) = loss_groups(report_of(given))
    one = group.first
    assert (group.title, one.partial) == ("J••• D•••.j•••@a•••.com (text)", ("M••• M•••",))
    assert one.message == 'Cannot find attribute with slug/ID "j•••@a•••.com" on J••• D•••.'
    assert one.hint == "Create j•••@a•••.com on J••• D•••."


def test_a_name_that_the_mapping_wrote_stays_and_one_of_an_event_goes() -> None:
    written = loss(attribute="Job title", mapping_pointer="/0/mapping/attributes/Job title", object="people")
    supplied = loss(attribute="Quintessa", mapping_pointer="/0/mapping/person_attributes", object="people")
    groups = loss_groups(report_of(written, supplied))
    assert [group.title for group in groups] == ["people.Job title (text)", "people.Q••• (text)"]


@pytest.mark.parametrize("mapping", ["/0/mapping", "/resources/0/settings#"])
def test_a_name_with_a_number_sign_that_the_mapping_wrote_stays(mapping: str) -> None:
    one = loss(attribute="Seats #", mapping_pointer=f"{mapping}/attributes/Seats #", object="people")
    assert [group.title for group in loss_groups(report_of(one))] == ["people.Seats # (text)"]


MAPPING = identify_user(
    "Identify for boss@corp.example",
    'type = "identify" and traits.referrer != "rival@corp.example"',
    user_attributes={
        "plan": {"@path": "$.traits.plan"},
        "nickname": {"@path": {"@path": "$.traits.which"}},
        "seats": {"@path": "$.traits.seats"},
        "owner": {"@path": "$.traits.owner"},
    },
    person_attributes={"@path": "$.traits.all"},
)
WORKSPACE = {
    "members": [{"email_address": "alice@acme.com"}],
    "objects": [
        {
            "api_slug": "users",
            "active": True,
            "attributes": [
                {"api_slug": "plan", "type": "select", "options": ["Free"]},
                {"api_slug": "nickname", "type": "text"},
                {"api_slug": "seats", "type": "number"},
                {"api_slug": "owner", "type": "actor-reference"},
            ],
        }
    ],
}
TRAITS: tuple[dict[str, Any], ...] = (
    {"email": "jane.doe at acme"},
    {"email": {"Przybylski": "jane.doe@acme.com"}},
    {"email": ["jane.doe@acme.com"]},
    {"which": "$.traits.nick", "nick": {"Przybylski": "Мария"}},
    {"which": "$.traits.jane.doe@acme.com", "jane": {"doe@acme": {"com": 4155550132}}},
    {"which": "$.traits.nick", "nick": {"Zoë": 1}},
    {"plan": "Janet Miller"},
    {"plan": "Ποσειδών"},
    {"seats": "Garcia has 12 seats"},
    {"owner": "zoe.quinn@other.org"},
    {"owner": "Quintessa"},
    {"all": {"jane.doe@acme.com": "x"}},
    {"all": {"Quintessa": "x"}},
    {"all": {"phone_numbers": "+1 (415) 555 0132"}},
    {"all": {"name": "Garcia Przybylski"}},
    {"all": {"primary_location": {"Garcia": "Мария"}}},
)
LEAKED = ("jane.doe", "przybylski", "мария", "555", "zoë", "janet", "miller", "ποσειδών", "garcia", "zoe.quinn", "quintessa", "boss@", "rival@",
          "alice@", "mallory@")  # fmt: skip


def hostile_report() -> Report:
    """Personal data wherever an event, a mapping or a file name can have it: values, keys, paths, types, names, triggers."""
    events: list[Any] = [
        {
            "type": "identify",
            "userId": "u1",
            "traits": {"email": "x@y.com", "which": "$.traits.none"} | one,
            "messageId": f"m{n}",
        }
        for n, one in enumerate(TRAITS)
    ]
    events += [{"type": "Мария"}, {"type": "track", "event": "Przybylski"}]
    report = check(events, [MAPPING], WORKSPACE, existing="none")
    moved = [
        replace(one, event=replace(one.event, file="exports/mallory@corp.example.ndjson")) for one in report.rejections
    ]
    notes = ({"file": "exports/mallory@corp.example.ndjson", "line": 1, "what": "begins with a byte order mark"},)
    return replace(report, rejections=tuple(moved), notes=notes)


@pytest.mark.parametrize("render", FORMS, ids=lambda render: render.__name__)
def test_personal_data_in_unusual_places_is_masked_too(render: Callable[..., str]) -> None:
    report = hostile_report()
    masked, shown = (_plain(render(report, show_values=show)) for show in (False, True))
    assert [secret for secret in LEAKED if secret in masked] == []
    assert [
        secret for secret in ("jane.doe", "przybylski", "мария", "quintessa", "mallory@") if secret not in shown
    ] == []


@pytest.mark.parametrize("render", FORMS, ids=lambda render: render.__name__)
def test_what_needs_notes_and_further_mistakes_hold_is_masked_too(render: Callable[..., str]) -> None:
    masked = _plain(render(full_report(6)))
    assert [one for one in ("mallory", "trent", "corp", "jane", "doe", "555", "boss") if _readable(masked, one)] == []


@pytest.mark.parametrize("render", FORMS, ids=lambda render: render.__name__)
def test_the_event_that_waits_is_masked_too(render: Callable[..., str]) -> None:
    event = EventRef(file="jane.doe@corp.example.ndjson", line=1, message_id="jane.doe@corp.example", type="Jane Doe")
    waits = Waits(
        event=event,
        subscription="To jane.doe@corp.example",
        until="2026-01-01T00:00:00Z",
        batch=InBatch(most=10, seconds=1),
    )
    need = Need(object="companies", attribute="domains", value="acme.com", waits=waits)
    row = unresolved(1, "u1", hint="", needs=(need,))
    masked = _plain(render(report_of(verdicts={"unresolved": 1}, unresolved=(row,))))
    assert ("in a batch of to" in masked, "jane" in masked) == (True, False)


@pytest.mark.parametrize("render", FORMS, ids=lambda render: render.__name__)
def test_the_event_that_was_lost_is_masked_too(render: Callable[..., str]) -> None:
    event = EventRef(file="jane.doe@corp.example.ndjson", line=1, message_id="jane.doe@corp.example", type="Jane Doe")
    first = Lost(event=event, subscription="To jane.doe@corp.example", where="deals.Jane Doe", code="unknown_attribute")
    need = Need(object="companies", attribute="domains", value="acme.com", lost=replace(first, cause=first))
    row = unresolved(1, "u1", hint=f"{first.what_to_do}.", needs=(need,))
    losing = loss(2, "acme.com", hint=f"{first.what_to_do}.", needs=(need,))
    masked = _plain(render(report_of(losing, verdicts={"unresolved": 1, "rejected": 1}, unresolved=(row,))))
    assert ("fix the loss of deals.j" in masked, "jane" in masked) == (True, False)


@pytest.mark.parametrize("render", FORMS, ids=lambda render: render.__name__)
def test_values_that_notes_repeat_are_masked_alike(render: Callable[..., str]) -> None:
    what = 'Segment changed name from ["Jane Doe"] to "Jane Doe", as "Jane Doe Winter" before'
    row = {"file": "m.json", "line": 1, "what": what, "values": ['"Jane Doe"', '["Jane Doe"]', '"Jane Doe Winter"']}
    told = _plain(render(report_of(loss(1, "Jane Doe"), notes=(row,)))).replace('\\"', '"')
    assert [one for one in ("jane", "doe", "winter") if _readable(told, one)] == []
    assert 'from ["j••• d•••"] to "j••• d•••", as "j••• d••• w•••" before' in told


@pytest.mark.parametrize("render", FORMS, ids=lambda render: render.__name__)
def test_values_that_differ_differ_in_every_form(render: Callable[..., str]) -> None:
    masked = html.unescape(render(report_of(loss(1, "Jane Doe"), loss(2, "John Dee"), loss(3, "Jane Doe"))))
    assert all(one in masked or json.dumps(one)[1:-1] in masked for one in ("J••• D•••", "J••• D•••²"))
    assert "D•••³" not in masked


def _plain(text: str) -> str:
    """As its reader sees it, in lower case: escapes of JSON, HTML and Markdown undone, digests left out."""
    if text.startswith("{"):
        document = json.loads(text)
        for row in document["runs"][0]["results"]:
            row.pop("partialFingerprints")
        text = json.dumps(document, ensure_ascii=False)
    text = unquote(html.unescape(text.replace("<!-- -->", "")))
    return re.sub(r"15558675309|sha256-\S+", "", text).lower()


def test_groups_and_fingerprints_are_the_same_masked_and_shown_and_from_run_to_run() -> None:
    first = loss_groups(small_report())
    shown = loss_groups(small_report(), show_values=True)
    assert [group.fingerprint for group in first] == [group.fingerprint for group in shown]
    assert len({group.fingerprint for group in first}) == len(first) == 8
    assert sum(group.count for group in first) == len(LOST)
    again = loss_groups(report_of(loss(1, "a"), loss(5, "b", mapping_line=99)))
    assert [group.fingerprint for group in again] == [loss_groups(report_of(loss(9, "c")))[0].fingerprint]


def test_the_report_itself_is_left_as_it_was() -> None:
    report: Report = small_report()
    before = report.to_dict()
    for render in FORMS:
        render(report)
    assert report.to_dict() == before


def test_what_one_mask_stands_for_is_not_quoted_by_the_answer() -> None:
    deep: Any = "Jane Doe"
    for _ in range(8):
        deep = {"a": deep}
    masked = mask_rejection(loss(value=deep, message="Jane Doe is no option", reads=()), Masks())
    assert "•••" in json.dumps(masked.value, ensure_ascii=False)
    assert masked.message == "J••• D••• is no option"


def test_few_blanks_around_an_address_are_shown_and_many_are_not() -> None:
    assert mask_value("  jane@acme.com ", Masks()) == "  j•••@a•••.com "
    assert mask_value(" " * 30 + "jane@acme.com", Masks()) == "j•••@a•••.com"


@pytest.mark.parametrize(
    ("name", "shown"),
    [("Jo", "$.traits.Jo M.•••²"), ("ann@x.com", "$.traits.Jo M['a•••@•••.com']")],
)
def test_of_a_record_that_is_mapped_as_a_whole_the_name_of_the_attribute_alone_is_masked(name: str, shown: str) -> None:
    event = {"type": "identify", "messageId": "m", "userId": "u", "traits": {"email": "a@b.com", "Jo M": {name: "x"}}}
    report = check(
        [event],
        [identify_user(None, user_attributes={"@path": "$.traits.Jo M"})],
        {"objects": [{"api_slug": "users", "active": True}]},
    )
    (one,) = report.rejections
    assert [read.path for read in mask_rejection(one, Masks()).reads] == [shown]


DERIVED = ("1990-02-03", "1990-03-02", "1990-02-28", "1990-04-30", "3.2.1990", "19900203", "jane.miller", "first.com")


@pytest.mark.parametrize("since", ["1990-02-03T00:00:00Z", "19900203", 19900203, "3-2-1990", "3.2.1990", "1990-02-31", 641433600, "641433600"])  # fmt: skip
@pytest.mark.parametrize("kind", ["date", "timestamp"])
def test_a_hint_does_not_tell_the_day_that_a_masked_value_means(since: Any, kind: str) -> None:
    report = _with_since(since, kind)
    assert report.rejections or report.verdicts == {"written": 1}
    assert not _derived(report)


def test_the_days_of_our_own_examples_stay_in_hints() -> None:
    (loss,) = _with_since("in May", "date").rejections
    assert mask_rejection(loss, Masks()).hint == "Send the date as YYYY-MM-DD, for example '2023-09-28'."
    (loss,) = _with_since("in May", "timestamp").rejections
    assert mask_rejection(loss, Masks()).hint == "Send ISO 8601, for example '2023-09-28T04:39:17.000Z'."


def test_a_hint_does_not_tell_whose_a_unique_value_is() -> None:
    email = {"email": "jane@acme.com"}
    events = [{"type": "identify", "userId": user, "traits": email} for user in ("jane.miller", "janet.other")]
    events += [{"type": "group", "groupId": "g", "traits": {"website": site, "erp": "E1"}} for site in ("first.com", "second.com")]  # fmt: skip
    group = {"domain": {"@path": "$.traits.website"}, "workspace_id": {"@path": "$.groupId"}}
    group["company_attributes"] = {"erp": {"@path": "$.traits.erp"}}  # type: ignore[dict-item]
    erp = {"api_slug": "companies", "attributes": [{"api_slug": "erp", "type": "text", "is_unique": True}]}
    active = [{"api_slug": slug, "active": True} for slug in ("users", "workspaces")]
    of = [{"name": "I", **SINCE}, {"name": "G", "partnerAction": "groupWorkspace", "subscribe": 'type = "group"', "mapping": group}]  # fmt: skip
    report = check(events, of, {"objects": [erp, *active]})
    assert [one.code for one in report.rejections] == ["uniqueness_conflict"] * 2
    assert not _derived(report)
    hints = [mask_rejection(one, Masks()).hint for one in report.rejections]
    assert [re.findall(r"record with the \w+ '[^']*'", hint) for hint in hints] == [
        ["record with the user_id 'j•••.•••'"],
        ["record with the domains 'f•••.com'"],
    ]


SINCE = identify_user(None)


def _with_since(value: Any, kind: str) -> Report:
    mapping = SINCE["mapping"] | {"user_attributes": {"since": {"@path": "$.traits.since"}}}
    users = {"api_slug": "users", "active": True, "attributes": [{"api_slug": "since", "type": kind}]}
    event = {"type": "identify", "userId": "u1", "traits": {"email": "a@acme.com", "since": value}}
    return check([event], [SINCE | {"mapping": mapping}], {"objects": [users]})


def _derived(report: Report) -> list[str]:
    """What the forms show of days, IDs and domains that only a hint has."""
    texts = [_plain(render(report)) for render in FORMS]
    return [one for one in DERIVED for text in texts if one.casefold() in text]
