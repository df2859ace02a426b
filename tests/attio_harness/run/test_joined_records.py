"""Values that find one record for all events, and are written: told once for each field."""

from __future__ import annotations

from typing import Any

import pytest
from attio_harness import Report, check

from tests.attio_harness.subscriptions import assert_record, identify_user

IDENTIFY = identify_user("I")
GROUP: dict[str, Any] = {
    "name": "G",
    "partnerAction": "groupWorkspace",
    "subscribe": 'type = "group"',
    "mapping": {"domain": {"@path": "$.traits.website"}, "workspace_id": {"@path": "$.groupId"}},
}
COMPANY = assert_record(
    "C",
    'type = "group"',
    "companies",
    "domains",
    {"domains": {"@path": "$.traits.website"}, "name": {"@path": "$.traits.name"}},
)
WORKSPACE = {"objects": [{"api_slug": slug, "active": True} for slug in ("users", "workspaces")]}


def noted(events: list[dict[str, Any]], subscription: dict[str, Any], mode: Any = "auto") -> tuple[Report, list[str]]:
    report = check(events, [subscription], WORKSPACE, mode, existing="none")
    return report, [row["what"] for row in report.notes if " one record" in row["what"]]


def people(*users: tuple[str, str]) -> list[dict[str, Any]]:
    return [{"type": "identify", "userId": user, "traits": {"email": email}} for user, email in users]


def groups(*found: tuple[str, str], **traits: Any) -> list[dict[str, Any]]:
    return [
        {"type": "group", "userId": "u", "groupId": group, "traits": {"website": host, **traits}}
        for group, host in found
    ]


def test_what_a_program_prints_is_told_once() -> None:
    report, told = noted(people(*(("null", f"p{at}@acme.io") for at in range(4))), IDENTIFY)
    assert told == []
    assert [row["what"].partition(",")[0] for row in report.notes] == [
        'I: user_id is "null" at <python>:1 (and 3 more such)'
    ]


def test_what_a_program_prints_is_told_once_however_many_addresses_have_it() -> None:
    report, told = noted(people(*(("null", f"p{at}@acme.io") for at in range(7))), IDENTIFY)
    assert told == []
    assert len([row for row in report.notes if "user_id" in row["what"]]) == 1


@pytest.mark.parametrize("mode", ["single", "batch"])
def test_an_id_with_five_addresses_is_told_once(mode: Any) -> None:
    six = [("guest", f"p{at}@acme.io") for at in range(6)]
    report, told = noted(people(*six, ("admin", "a@acme.io"), ("u1", "b@acme.io"), ("u1", "c@acme.io")), IDENTIFY, mode)
    assert report.verdicts == {"written": 9}
    assert told == [
        'I: user_id is "guest" with 5 or more different values of email_address, the second at <python>:2: '
        "all of them are one record of users, each event over the one before it"
    ]
    assert report.ok
    assert [row["values"] for row in report.notes if "values" in row] == [['"guest"']]


def test_an_id_that_is_none_hides_no_other() -> None:
    both = [(user, f"{user[0]}{at}@acme.io") for at in range(5) for user in ("N/A", "guest", "admin")]
    one, other = noted(people(*both), IDENTIFY)[1]
    assert one.startswith('I: user_id is "N/A" at <python>:1, which')
    assert other.startswith(
        'I: user_id is "guest" with 5 or more different values of email_address, the second at <python>:5 (and 1 more such): '
    )


def test_a_change_of_address_is_not_told() -> None:
    one = [("u1", "jane@acme.io"), ("u1", "JANE@acme.io"), ("u1", "jane@acme.com"), ("u1", "Jane@acme.com")]
    assert noted(people(*one, ("u2", "p@acme.io")), IDENTIFY)[1] == []
    # twice a year another employer
    assert noted(people(*[("u1", f"jane@acme{at}.io") for at in range(4)]), IDENTIFY)[1] == []


def test_a_person_with_many_users_is_not_told() -> None:
    assert noted(groups(*[(f"g{at}", "acme.io") for at in range(5)]), GROUP)[1] == []


def test_a_company_with_many_sites_is_not_told() -> None:
    sites = ["acme.com", "www.acme.com", "app.acme.com", "acme.de", "acme.co.uk", "ACME.fr", "acme.io"]
    report, told = noted(groups(*[("main", site) for site in sites]), GROUP)
    assert (report.verdicts, told) == ({"written": 7}, [])


def test_a_workspace_with_the_domains_of_many_companies_is_told() -> None:
    (told,) = noted(groups(*[("main", f"acme{at}.io") for at in range(5)]), GROUP)[1]
    assert told.startswith(
        'G: workspace_id is "main" with 5 or more different values of domain, the second at <python>:2: '
    )


@pytest.mark.parametrize(
    ("value", "why"), [("N/A", "says that there is none"), ("0", "programs send where there is none")]
)
def test_an_id_that_is_none_is_told_at_the_first_event(value: str, why: str) -> None:
    assert noted(people((value, "p@acme.io"), (value, "q@acme.io"), (value, "r@acme.io")), IDENTIFY)[1] == [
        f'I: user_id is "{value}" at <python>:1, which {why}: events that have the same are written to one record'
    ]


@pytest.mark.parametrize("value", ["0", "-1", "none", "unknown", "nan"])
def test_an_id_that_may_be_of_somebody_is_told_if_two_have_it(value: str) -> None:
    one = people((value, "root@acme.io"), (value, "Root@acme.io"))
    assert noted(one, IDENTIFY)[1] == []
    assert len(noted([*one, *people((value, "p@acme.io"))], IDENTIFY)[1]) == 1


def test_a_code_that_says_none_is_told_if_two_records_have_it() -> None:
    plan = {"api_slug": "plans", "attributes": [{"api_slug": "code", "type": "text", "is_unique": True}]}
    values = {"code": {"@path": "$.properties.code"}, "name": {"@path": "$.properties.name"}}
    upsert = assert_record("P", 'type = "track"', "plans", "code", values)
    plan["attributes"].append({"api_slug": "name", "type": "text"})  # type: ignore[attr-defined]

    def told(*rows: tuple[str, str]) -> list[str]:
        events = [{"type": "track", "event": "E", "properties": {"code": code, "name": name}} for code, name in rows]
        report = check(events, [upsert], {"objects": [plan]}, existing="none")
        assert report.verdicts == {"written": len(rows)}
        return [row["what"] for row in report.notes if " one record" in row["what"]]

    assert told(("none", "Free"), ("none", "Free"), ("0", "Team")) == []
    assert len(told(("none", "Free"), ("none", "Team"))) == 1
    assert len(told(("N/A", "Free"))) == 1


def test_an_address_that_people_make_up_is_told_if_two_have_it_but_not_one_of_an_example() -> None:
    attributes = {"email_addresses": {"@path": "$.traits.email"}, "job_title": {"@path": "$.userId"}}
    upsert = assert_record("P", 'type = "identify"', "people", "email_addresses", attributes)
    # one alone may be of a test
    one = people(("u1", "Test@test.com"), ("u1", "Test@test.com"))
    assert noted(one, upsert)[1] == noted(one, IDENTIFY)[1] == []
    assert noted([*one, *people(("u2", "Test@test.com"))], upsert)[1] == [
        'P: attributes.email_addresses is "Test@test.com" at <python>:1, which people type where they have none: '
        "events that have the same are written to one record"
    ]
    assert noted(people(("u1", "test@example.com"), ("u2", "test@example.com")), upsert)[1] == []


def test_what_is_lost_is_not_told() -> None:
    report, told = noted(groups(("0", "no domain")), GROUP)
    assert (report.verdicts, told) == ({"rejected": 1}, [])


@pytest.mark.parametrize("subscription", [GROUP, COMPANY])
def test_a_domain_of_free_mail_is_told(subscription: dict[str, Any]) -> None:
    (told,) = noted(groups(("g1", "gmail.com")), subscription)[1]
    assert told.endswith(
        'is "gmail.com" at <python>:1, which belongs to everybody with an address there: events that have the same are written to one record'
    )


def test_a_site_with_pages_of_many_companies_is_told_if_three_have_it() -> None:
    pages = groups(("g1", "www.linkedin.com"), ("g2", "www.linkedin.com"), ("g3", "www.linkedin.com"))
    (told,) = noted(pages, GROUP)[1]
    assert '"www.linkedin.com" at <python>:1, which belongs to everybody with a page there' in told
    # one alone hides no other
    (told,) = noted(groups(("g0", "x.com"), ("g1", "gmail.com"), ("g2", "web.de"), ("g3", "gmx.de")), GROUP)[1]
    assert told.startswith(
        'G: domain is "gmail.com" at <python>:2 (and 2 more such), which belongs to everybody with an address'
    )
    # different reasons are told apart
    two = noted(groups(("g1", "gmail.com"), ("g2", "x.com"), ("g3", "x.com"), ("g4", "x.com")), GROUP)[1]
    assert [one.rpartition("which belongs to everybody with ")[2].partition(" there")[0] for one in two] == [
        "a page",
        "an address",
    ]
    # GitHub may be a customer with two workspaces, and such a host is of one company
    assert noted(groups(("g1", "github.com"), ("g1", "github.com"), ("g2", "github.com")), GROUP)[1] == []
    assert noted(groups(("g1", "acme.github.io"), ("g2", "acme.github.io")), GROUP)[1] == []

    def named(*names: str) -> list[str]:
        events = [one for at, name in enumerate(names) for one in groups((f"g{at}", "github.com"), name=name)]
        return noted(events, COMPANY)[1]

    assert named("GitHub", "Github", "GitHub, Inc.", "GitHub Germany") == []
    assert len(named("Acme", "Bolt", "Crane")) == 1


def test_each_domain_of_a_list_is_looked_at() -> None:
    report, told = noted(
        [{"type": "group", "traits": {"website": ["acme.io", "gmail.com"], "name": "Acme"}}],
        COMPANY | {"mapping": {**COMPANY["mapping"], "attributes": {"domains": {"@path": "$.traits.website"}}}},
    )
    assert report.ok
    assert [one.partition(":1,")[0] for one in told] == ['C: attributes.domains is "gmail.com" at <python>']


def test_what_is_written_if_a_record_is_in_the_crm_is_told_too() -> None:
    mapping = {**GROUP["mapping"], "user_id": {"@path": "$.userId"}}
    report = check(groups(("g", "gmail.com")), [GROUP | {"mapping": mapping}], WORKSPACE)
    assert len(report.unresolved) == 1
    assert [row["what"].partition(" at ")[0] for row in report.notes if " one record" in row["what"]] == [
        'G: domain is "gmail.com"'
    ]
