"""Advice must not make a value that Attio takes and nobody wants: a shared domain, a suffix as the last name, the number in a URL."""

from __future__ import annotations

import json
from typing import Any

import pytest
from attio_harness import Report, check
from attio_harness.advice.hosts import shared_by

from tests.attio_harness.subscriptions import identify_user

TYPES = (
    "checkbox", "currency", "date", "domain", "email-address", "number", "personal-name", "phone-number", "rating", "select", "timestamp",
)  # fmt: skip
ATTRIBUTES: list[dict[str, Any]] = [
    *({"api_slug": one, "type": one} | ({"options": ["Free"]} if one == "select" else {}) for one in TYPES),
    {
        "api_slug": "employer",
        "type": "record-reference",
        "config": {"record_reference": {"allowed_objects": ["companies"]}},
    },
]
WORKSPACE = {"objects": [{"api_slug": "users", "active": True, "attributes": ATTRIBUTES}]}


def run(kind: str, value: Any, node: Any = None, **beside: Any) -> Report:
    subscription = identify_user("S", user_attributes={kind: node or {"@path": "$.traits.v"}})
    event = {"type": "identify", "userId": "u1", "traits": {"email": "p@acme.com", "v": value, **beside}}
    return check([event], [subscription], WORKSPACE, existing="none")


def hint(kind: str, value: Any, **beside: Any) -> str:
    (loss,) = run(kind, value, **beside).rejections
    return loss.hint


@pytest.mark.parametrize(
    ("value", "host", "whose"),
    [
        ("https://www.linkedin.com/company/acme", "www.linkedin.com", "a page"),
        ("facebook.com/acme", "facebook.com", "a page"),
        ("https://docs.google.com/document/d/1", "docs.google.com", "a page"),
        ("jane@gmail.com", "gmail.com", "an address"),
    ],
)
def test_a_domain_that_many_share_is_not_proposed(value: str, host: str, whose: str) -> None:
    assert hint("domain", value) == (
        f"Send the company's own domain: '{host}' belongs to everybody with {whose} there, and companies that have the same "
        "domain are one record, or leave domain out."
    )


@pytest.mark.parametrize("value", ["jane@gmail.com", "gmail.com"])
def test_a_company_is_not_referred_to_by_a_domain_that_many_share(value: str) -> None:
    assert hint("employer", value) == (
        "Send the company's own domain: 'gmail.com' belongs to everybody with an address there, and companies that have the same domain "
        "are one record, or leave employer out."
    )
    assert hint("employer", "jane@acme.io").startswith(
        "Send the domain of the companies record as text, such as 'acme.io'"
    )


def test_a_company_that_runs_such_a_site_is_referred_to_by_its_domain() -> None:
    assert hint("employer", "github.com").startswith(
        "Attio never creates a record from a reference: there is no companies record with the domain 'github.com' yet; "
    )


# GitHub's own site, and somebody who works at LinkedIn
@pytest.mark.parametrize(
    "value",
    ["https://acme.github.io/", "jane@acme.io", "https://github.com", "https://www.github.com/", "jane@linkedin.com"],
)
def test_a_domain_of_one_company_is_proposed(value: str) -> None:
    assert hint("domain", value).startswith("Send the host alone")


@pytest.mark.parametrize("value", ["N/A", "-", " unknown ", "None", "not set"])
@pytest.mark.parametrize("kind", [one for one in TYPES if one != "select"])
def test_what_stands_for_nothing_is_to_be_null(kind: str, value: str) -> None:
    assert hint(kind, value) == (
        f"{json.dumps(value)} says that there is no value: send null in $.traits.v, which clears {kind}."
    )
    assert run(kind, None).verdicts == {"written": 1}


@pytest.mark.parametrize("value", ["NULL", "<nil>", "(null)", "None, None", "0001-01-01T00:00:00Z"])
def test_what_a_program_prints_is_to_be_null(value: str) -> None:
    assert "is what a program prints if it has no value: send null" in hint("number", value)


def test_the_first_day_of_1970_may_be_a_birthday() -> None:
    value = "1970-01-01T00:00:00.000Z"
    assert hint("date", value) == (
        f'"{value}" is what a program prints if it has no value: send null in $.traits.v, which clears date; '
        "if that day is meant, send '1970-01-01'."
    )


def test_nan_is_a_name_but_not_as_pandas_prints_it() -> None:
    assert hint("personal-name", "Nan").startswith("Write 'Last, First' (', Nan' here)")
    assert hint("personal-name", "nan").startswith('"nan" says that there is no value')


def test_unknown_may_be_an_option() -> None:
    assert hint("select", "unknown").startswith("Send an existing option, or add 'unknown'")


@pytest.mark.parametrize(
    ("value", "shown"), [("Jane Doe Jr.", "Doe, Jane"), ("Jane Doe PhD MBA", "Doe, Jane"), ("Acme Inc.", ", Acme")]
)
def test_a_suffix_is_no_last_name(value: str, shown: str) -> None:
    assert hint("personal-name", value) == (
        f"Write 'Last, First' ('{shown}' here) in $.traits.v: the event has no separate last and first name that a template could join."
    )


@pytest.mark.parametrize("value", ["jane@acme.io", "https://acme.io/jane", "Jane <jane@acme.io>"])
def test_an_address_is_no_name(value: str) -> None:
    assert hint("personal-name", value) == (
        f"\"{value}\" is not a name: send one as 'Last, First' in $.traits.v, or leave personal-name out."
    )


@pytest.mark.parametrize(
    "value",
    ["http://localhost:3000", "https://acme.io:8443/x", "tel:+4915123456789", "Jan 2024", "3 May", "5 Mar", "jane@7"],
)
@pytest.mark.parametrize("kind", ["number", "currency"])
def test_a_number_inside_something_else_is_not_proposed(kind: str, value: str) -> None:
    assert hint(kind, value).endswith("as a JSON number, not as text.")


@pytest.mark.parametrize("value", ["USD 12", "Rs.12", "~ 12", "12 km/h"])
def test_an_amount_with_its_unit_is_proposed(value: str) -> None:
    assert "(12 here)" in hint("number", value)


@pytest.mark.parametrize("value", [9, 85, -1, 5.6])
def test_a_rating_of_another_scale_is_not_cut_to_five(value: float) -> None:
    assert hint("rating", value) == (
        f"Send a whole number from 0 to 5, not one of another scale such as {value}, or write it to a number attribute."
    )


@pytest.mark.parametrize(("kind", "made"), [("date", "2024-01-31"), ("timestamp", "2024-01-31T00:00:00Z")])
@pytest.mark.parametrize("value", [1706659200, "1706659200", 1706659200000, "1706659200123"])
def test_seconds_and_milliseconds_have_a_template(kind: str, made: str, value: Any) -> None:
    said = hint(kind, value)
    node, _ = json.JSONDecoder().raw_decode(said, said.index('{"@if"'))
    assert made in said
    assert ("divided_by: 1000" in json.dumps(node)) == (float(value) > 1e11)
    assert run(kind, value, node).verdicts == {"written": 1}


@pytest.mark.parametrize("value", ["15558675309", 4915123456789, 5558675309])
def test_the_number_of_a_telephone_is_no_moment(value: Any) -> None:
    assert hint("date", value) == "Send the date as YYYY-MM-DD, for example '2023-09-28'."


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("2024-01-31T23:00:00-10:00", "'2024-01-31' where it was written, '2024-02-01' in UTC, or cut it"),
        ("2024-01-31T10:00:00-10:00", "'2024-01-31', or cut it"),
        ("Wed, 31 Jan 2024 23:00:00 -1000", "'2024-02-01' here, the day in UTC, or map it"),
        ("Wed, 31 Jan 2024 23:00:00 GMT", "'2024-01-31' here, or map it"),
    ],
)
def test_a_moment_with_a_zone_has_two_days(value: str, said: str) -> None:
    assert said in hint("date", value)


@pytest.mark.parametrize("text", ["a." * 50_000, "gmail.com." * 10_000, "." * 100_000], ids=["a", "mail", "dots"])
def test_a_text_that_is_too_long_for_a_host_is_not_compared_with_hosts_label_by_label(text: str) -> None:
    """Nothing is timed: each of these takes a minute otherwise."""
    assert shared_by(text) is None


def test_of_two_paths_that_a_field_reads_the_misspelt_one_is_named() -> None:
    right, wrong = {"@path": "$.traits.mail"}, {"@path": "$.traits.mial"}
    subscription = identify_user("S", email_address={"@if": {"exists": right, "then": wrong}})
    event = {"type": "identify", "userId": "u1", "traits": {"mail": "jane@acme.com", "work_email": "j@acme.com"}}

    (loss,) = check([event], [subscription], {"objects": [{"api_slug": "users", "active": True}]}).rejections

    assert loss.hint.startswith("Write $.traits.mail instead of $.traits.mial:")


def test_what_holds_a_path_is_no_other_spelling_of_it() -> None:
    subscription = identify_user(
        "S", email_address={"@if": {"exists": {"@path": "$.traits.work"}, "then": {"@path": "$.traits.work.email"}}}
    )
    event = {"type": "identify", "userId": "u1", "traits": {"work": {"phone": "1"}}}

    (loss,) = check([event], [subscription], {"objects": [{"api_slug": "users", "active": True}]}).rejections

    assert not loss.hint.startswith("Write $.traits.work instead of")


def test_an_object_of_the_event_is_no_directive_without_its_sign() -> None:
    attributes = [{"api_slug": "plan", "type": "select", "options": ["Pro"]}]
    workspace = {"objects": [{"api_slug": "users", "active": True, "attributes": attributes}]}
    traits = {"email": "p@acme.com", "plan": {"path": "Pro"}}
    subscription = identify_user("S", user_attributes={"plan": {"@path": "$.traits.plan"}})

    (loss,) = check([{"type": "identify", "userId": "u1", "traits": traits}], [subscription], workspace).rejections

    assert "@path" not in loss.hint


@pytest.mark.parametrize(
    ("name", "node"),
    [
        ("plan", {"path": "$.traits.plan"}),
        ("full", {"template": "{{traits.last}}, {{traits.first}}"}),
        ("plan", {"@if": {"exists": {"@path": "$.traits.plan"}, "then": {"path": "$.traits.plan"}}}),
    ],
)
def test_an_object_that_is_a_directive_without_its_sign_is_told_as_one(name: str, node: Any) -> None:
    attributes = [
        {"api_slug": "plan", "type": "select", "options": ["Pro"]},
        {"api_slug": "full", "type": "personal-name"},
    ]
    event = {"type": "identify", "userId": "u1", "traits": {"email": "p@acme.com", "plan": "Pro"}}
    workspace = {"objects": [{"api_slug": "users", "active": True, "attributes": attributes}]}

    (loss,) = check([event], [identify_user("S", user_attributes={name: node})], workspace).rejections
    (field,) = check([event], [identify_user("S", user_id={"path": "$.userId"})], workspace).rejections

    key = "template" if "template" in node else "path"
    assert loss.hint.startswith(f'Write "@{key}" instead of "{key}" in the mapping:')
    assert field.hint.startswith('Write "@path" instead of "path" in the mapping:')


@pytest.mark.parametrize("outer", [{}, {"exists": {"@path": "$.userId"}, "exits": 1}])
def test_a_misspelt_option_of_a_directive_is_named_instead_of_a_second_one(outer: dict[str, Any]) -> None:
    node: dict[str, Any] = {"@if": {"exsts": {"@path": "$.userId"}, "then": {"@path": "$.userId"}}}
    node = {"@if": {**outer, "then": node}} if outer else node
    event = {"type": "identify", "userId": "u1", "traits": {"email": "p@acme.com"}}

    (loss,) = check([event], [identify_user("S", user_id=node)], {"objects": []}).rejections

    assert loss.hint.startswith("Write exists instead of exsts in @if:")


@pytest.mark.parametrize(
    "traits", [{"manager": {"email": "x@acme.com"}}, {"invitedBy": "x@acme.com"}, {"support_email": "x@acme.com"}]
)
def test_the_address_of_another_person_is_not_proposed(traits: dict[str, Any]) -> None:
    event = {"type": "identify", "userId": "u1", "traits": traits}

    (loss,) = check([event], [identify_user("S")], {"objects": []}).rejections

    assert loss.hint.startswith("Add `traits.email != null` to the trigger")
