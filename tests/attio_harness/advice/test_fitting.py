"""An attribute or a path is proposed for another one where the value at hand is of its type, not by its name alone."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator import Workspace
from attio_harness import Report, check
from attio_harness.inputs.mappings import locate_dict
from attio_harness.lint import lint

from tests.attio_harness.subscriptions import assert_record, identify_user

WORKSPACE: dict[str, Any] = {
    "objects": [
        {
            "api_slug": "users",
            "active": True,
            "attributes": [
                {"api_slug": "plan", "type": "select", "options": ["Free"]},
                {"api_slug": "seats", "title": "Licences", "type": "number"},
                {"api_slug": "kaisha", "title": "会社", "type": "text"},
                {"api_slug": "nick", "type": "text"},
                {"api_slug": "full_name", "type": "personal-name"},
                {"api_slug": "site", "type": "domain"},
            ],
        }
    ]
}


def _subscription(object: str, **attributes: Any) -> dict[str, Any]:
    field = {"people": "person_attributes", "users": "user_attributes"}[object]
    return identify_user("S", **{field: attributes})


def _run(object: str, attributes: dict[str, Any], **traits: Any) -> Report:
    event = {"type": "identify", "userId": "u1", "traits": {"email": "jane@acme.io", **traits}}
    return check([event], [_subscription(object, **attributes)], WORKSPACE)


def _meant(object: str, attribute: str, value: Any) -> str:
    """What the hint begins with, before what it says in any case."""
    (loss,) = _run(object, {attribute: {"@path": "$.traits.it"}}, it=value).rejections
    (problem,) = lint(locate_dict(_subscription(object, **{attribute: value}), "m"), Workspace.from_dict(WORKSPACE))
    meant = loss.hint.partition(" Otherwise")[0] if "Did you mean" in loss.hint else ""
    assert problem.hint.partition(" Use the slug")[0] == meant if meant else "Did you mean" not in problem.hint
    return meant.removeprefix("Did you mean ")


@pytest.mark.parametrize(
    ("object", "attribute", "value", "meant"),
    [
        ("people", "emails", "ann@acme.io", "'email_addresses'?"),
        ("people", "address", "1 Main Street", ""),
        ("people", "address", {"street": "1 Main Street"}, ""),
        ("people", "job_titles", "CEO", "'job_title'?"),
        ("people", "phone", "+14155550132", "'phone_numbers'?"),
        ("people", "phone", "(415) 555-0132",
         "'phone_numbers', of the type phone-number, which does not accept this value as it is?"),
        ("people", "phone", "upon request", ""),
        ("people", "company_size", 40, ""),
        ("people", "company_size", "11-50", ""),
        ("people", "company_domain", "acme.io", "'company'?"),
        ("users", "plans", "Free", "'plan'?"),
        # an option can be added
        ("users", "plan_name", "Enterprise", "'plan'?"),
        ("users", "plan_price", 49, ""),
        ("users", "seets", "many", "'seats', of the type number, which does not accept this value as it is?"),
        ("users", "seat_note", "many", ""),
        ("users", "seats_total", "40", "'seats', of the type number, which does not accept this value as it is?"),
        # a title, which may have been changed since its slug was made
        ("users", "会社名", "Acme", "'kaisha'?"),
        ("users", "licence", 5, "'seats'?"),
        ("users", "licences_", "many", "'seats', of the type number, which does not accept this value as it is?"),
    ],
)  # fmt: skip
def test_an_attribute_is_proposed_where_it_takes_the_value(object: str, attribute: str, value: Any, meant: str) -> None:
    assert _meant(object, attribute, value) == meant


def test_a_title_is_told_as_one_by_lint_as_by_check() -> None:
    for title, slug in (("会社", "kaisha"), ("licences", "seats")):
        (loss,) = _run("users", {title: {"@path": "$.traits.it"}}, it=5).rejections
        subscription = locate_dict(_subscription("users", **{title: {"@path": "$.traits.it"}}), "m")
        (problem,) = lint(subscription, Workspace.from_dict(WORKSPACE))
        assert loss.hint == f"Attributes are named by their slug: write {slug!r} instead of the title {title!r}."
        assert (problem.rule, problem.hint) == ("AH004", loss.hint)


def test_the_proposal_of_lint_goes_by_the_name_where_the_event_has_the_value() -> None:
    source = locate_dict(_subscription("people", address={"@path": "$.traits.address"}), "m")
    (problem,) = lint(source, Workspace.from_dict(WORKSPACE))
    assert problem.hint.startswith("Did you mean 'email_addresses'? ")


def _closest(attribute: str, node: Any, **traits: Any) -> str | None:
    (row,) = _run("users", {attribute: node}, **traits).unread
    return row.closest


@pytest.mark.parametrize(
    ("attribute", "node", "traits", "closest"),
    [
        ("seats", {"@path": "$.traits.seats"}, {"team_seats": 4}, "$.traits.team_seats"),
        ("seats", {"@path": "$.traits.seats"}, {"seats_note": "many"}, None),
        # nearly of the type
        ("seats", {"@path": "$.traits.seats"}, {"seats_note": "40 seats"}, "$.traits.seats_note"),
        # the next one that fits, and one that is called the same in any case
        ("seats", {"@path": "$.traits.seats"}, {"a_seats": True, "b_seats": 4}, "$.traits.b_seats"),
        ("seats", {"@path": "$.traits.seats"}, {"Seats": "many"}, "$.traits.Seats"),
        ("nick", {"@path": "$.traits.team"}, {"team_size": 4}, None),
        ("nick", {"@path": "$.traits.team"}, {"team_name": "Blue"}, "$.traits.team_name"),
        ("nick", {"@path": "$.traits.team.name"}, {"team": 4}, None),
        ("nick", {"@path": "$.traits.team.name"}, {"team": "Blue"}, "$.traits.team"),
        # a template makes text of a number, and a part of a text of a text
        ("nick", {"@template": "{{traits.team}}"}, {"team_size": 4}, "$.traits.team_size"),
        ("full_name", {"@template": "{{traits.last}}, Jane"}, {"last_name": "Doe"}, "$.traits.last_name"),
        ("full_name", {"@template": "{{traits.last}}, Jane"}, {"last_seen": True}, None),
        ("site", {"@template": "{{traits.team}}.acme.io"}, {"team_host": "www"}, "$.traits.team_host"),
        ("site", {"@template": "{{traits.team}}"}, {"team_host": "www"}, None),
    ],
)  # fmt: skip
def test_a_path_is_proposed_where_its_value_is_taken(
    attribute: str, node: Any, traits: dict[str, Any], closest: str | None
) -> None:
    assert _closest(attribute, node, **traits) == closest


@pytest.mark.parametrize(
    ("traits", "there"),
    [
        ({"email_verified": True}, ""),
        ({"email_status": "bounced"}, ""),
        ({"email_verified": True, "email_work": "jane@acme.io"}, "The event has $.traits.email_work: map that. Or a"),
        ({"email_list": ["jane@acme.io"]}, "The event has $.traits.email_list[0]: map that. Or a"),
        ({"email_list": ["jane@acme.io", "jd@acme.io"]}, "The event has $.traits.email_list[0]: map that. Or a"),
        ({"Email": "none"}, "The event has $.traits.Email: map that. Or a"),
    ],
)
def test_a_path_is_named_for_a_required_field_where_it_could_fill_it(traits: dict[str, Any], there: str) -> None:
    event = {"type": "identify", "userId": "u1", "traits": traits}
    (loss,) = check([event], [_subscription("users")], WORKSPACE).rejections
    assert loss.hint.startswith(f"{there or 'A'}dd `traits.email != null` to the trigger")


def test_a_path_is_named_for_a_record_to_be_found_where_it_could_be_found_by_it() -> None:
    subscription = assert_record("S", 'type = "group"', "companies", "domains", {"name": "Acme"})
    for domain, said in (("acme.io", " The event has $.traits.domain."), (True, "")):
        event = {"type": "group", "groupId": "g", "userId": "u1", "traits": {"domain": domain}}
        (loss,) = check([event], [subscription], WORKSPACE).rejections
        assert loss.hint.endswith(f"so it must be among them.{said}")
