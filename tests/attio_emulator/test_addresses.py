"""Hosts and addresses have one form in which they are compared: table by table, and the same on every way into the emulator."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from attio_emulator.addresses import _international_address, _rules, address, host, host_text, root_domain
from attio_emulator.types.contact import _is_local_part
from email_validator import EmailNotValidError, validate_email
from hypothesis import example, given, settings
from hypothesis import strategies as st
from publicsuffixlist import PSLFILE, PublicSuffixList

from tests.attio_emulator.calls import Attio, assertion
from tests.examples import examples

HOSTS: dict[str, str | None] = {
    "Acme.COM": "acme.com",
    "bücher.de": "xn--bcher-kva.de",
    "BÜCHER.de": "xn--bcher-kva.de",
    "bu\u0308cher.de": "xn--bcher-kva.de",
    "XN--bcher-kva.de": "xn--bcher-kva.de",
    "faß.de": "xn--fa-hia.de",
    "b。com": "b.com",
    "ａｃｍｅ.com": "acme.com",
    "ab--c.com": "ab--c.com",
    "ab--c.bücher.de": "ab--c.xn--bcher-kva.de",
    "r3---sn.acme.com": "r3---sn.acme.com",
    "_dmarc.acme.com": "_dmarc.acme.com",
    "a_b.com": "a_b.com",
    "a_b.bücher.de": "a_b.xn--bcher-kva.de",
    "президент.рф": "xn--d1abbgf6aiiy.xn--p1ai",
    "xn--a.com": None,
    "xn--.com": None,
    "b.c": None,
    "localhost": None,
    "1.2.3.4": None,
    "acme.com.": None,
    ".acme.com": None,
    "a..com": None,
    "-a.com": None,
    "a-.com": None,
    "a b.com": None,
    "acme.com\n": None,
    " acme.com": None,
    "acme.com/x": None,
    "i❤.ws": None,
    "a\u200db.com": None,
    "": None,
    f"{'a' * 63}.com": f"{'a' * 63}.com",
    f"{'a' * 64}.com": None,
    f"{'a.' * 125}com": f"{'a.' * 125}com",
    f"{'a.' * 126}com": None,
}  # fmt: skip


@pytest.mark.parametrize("text", HOSTS, ids=[one[:20] for one in HOSTS])
def test_a_host(text: str) -> None:
    assert host(text) == HOSTS[text]


@pytest.mark.parametrize("text", [one for one, found in HOSTS.items() if found is not None and len(one) < 200])
def test_an_address_is_one_where_its_host_is_a_domain(text: str) -> None:
    attio = Attio({})
    assert attio.simple("companies", "domains", {"domains": text}).status == 200
    assert attio.simple("people", "email_addresses", {"email_addresses": f"Ann@{text}"}).status == 200
    (company,), (person,) = attio.plain("companies")[0]["domains"], attio.plain("people")[0]["email_addresses"]
    assert person == {
        "original_email_address": f"Ann@{text}",
        "email_address": f"ann@{company['domain']}",
        "email_domain": company["domain"],
        "email_root_domain": company["root_domain"],
        "email_local_specifier": "ann",
    }


@pytest.mark.parametrize("text", [one for one, found in HOSTS.items() if found is None])
def test_an_address_is_none_where_its_host_is_no_domain(text: str) -> None:
    attio = Attio({})
    for object, slug, value in (("companies", "domains", text), ("people", "email_addresses", f"ann@{text}")):
        for write in (attio.simple, attio.public):
            answer = write(object, slug, {slug: [value]})
            # the documented API cuts off the path of a domain
            if (object, text, write) != ("companies", "acme.com/x", attio.public):
                assert (answer.status, answer.body["code"]) == (400, "validation_type")


ADDRESSES: dict[str, str] = {
    "Ann@Acme.com": "ann@acme.com",
    "a@bücher.de": "a@xn--bcher-kva.de",
    "u\u0308@BÜCHER.de": "ü@xn--bcher-kva.de",
    "Ü@xn--bcher-kva.de": "ü@xn--bcher-kva.de",
    "acme.com": "acme.com",
    "@Bücher.de": "@xn--bcher-kva.de",
    "a@": "a@",
    "a@no host": "a@no host",
    "": "",
}


@pytest.mark.parametrize("text", ADDRESSES)
def test_an_address(text: str) -> None:
    assert address(text) == ADDRESSES[text]
    assert address(address(text)) == address(text)


ROOTS = {
    "acme.com": "acme.com",
    "mail.acme.co.uk": "acme.co.uk",
    "co.uk": "co.uk",
    "a.b.github.io": "b.github.io",
    "shop.xn--bcher-kva.de": "xn--bcher-kva.de",
}


@pytest.mark.parametrize("text", ROOTS)
def test_a_root(text: str) -> None:
    assert root_domain(text) == ROOTS[text]


@pytest.mark.parametrize(
    "text", ["\u0345\u0300" * 500_000, "\u0345\u0300" * 500_000 + "@acme.com"], ids=["no at", "at"]
)
def test_marks_behind_one_letter_are_not_sorted_over_and_over(text: str) -> None:
    """A million of them take an hour: composing puts each in its place among those before it."""
    assert address(text) == text.lower()


@settings(max_examples=examples(300, 5000))
@given(st.text("aÄä\u0308ßİı.@-_xn。ａ٣ \u200d\u00ad", max_size=12))
def test_the_form_of_a_form_is_itself(text: str) -> None:
    assert address(address(text)) == address(text)
    assert host_text(host_text(text)) == host_text(text)
    found = host(text)
    assert found is None or (host(found), found.isascii(), root_domain(found)) == (found, True, root_domain(found))


ONE_PERSON = ("a@bücher.de", "a@xn--bcher-kva.de", "A@bu\u0308cher.de", "a@BÜCHER.DE", "a@XN--BCHER-KVA.de")


@pytest.mark.parametrize("first", ONE_PERSON)
@pytest.mark.parametrize("second", ONE_PERSON)
def test_an_international_address_is_one_person_on_every_way(first: str, second: str) -> None:
    attio = Attio({"objects": [{"api_slug": "users", "active": True}]})
    assert attio.create("people", {"email_addresses": [first]}).status == 200
    (person,) = attio.ids("people")

    def people() -> list[str]:
        return attio.ids("people")

    assert attio.simple("people", "email_addresses", {"email_addresses": second, "job_title": "x"}).status == 200
    assert attio.public("people", "email_addresses", {"email_addresses": [second]}).status == 200
    attio.batch(assertion("people", "email_addresses", {"email_addresses": second}))
    assert people() == [person]
    # unique
    answer = attio.create("people", {"email_addresses": [second]})
    assert (answer.status, answer.body["code"]) == (400, "uniqueness_conflict")
    # one value, not two
    assert attio.simple("people", "email_addresses", {"email_addresses": [first, second]}).status == 200
    assert len(attio.plain("people")[0]["email_addresses"]) == 1
    # referred to
    sent = {"user_id": "u", "primary_email_address": second, "person": second}
    assert attio.simple("users", "user_id", sent).status == 200
    assert attio.plain("users")[0]["person"] == [{"target_object": "people", "target_record_id": person}]
    # found
    domain = second.partition("@")[2]
    filters: tuple[Any, ...] = (
        {"email_addresses": second},
        {"email_addresses": {"email_address": {"$eq": second}}},
        {"email_addresses": {"$in": [second]}},
        {"email_addresses": {"$ends_with": f"@{domain}"}},
        {"email_addresses": {"$contains": f"@{domain}"}},
        {"email_addresses": {"$starts_with": second}},
        {"email_addresses": {"email_domain": domain}},
        {"email_addresses": {"email_root_domain": {"$eq": domain}}},
        {"email_addresses": {"email_local_specifier": "A"}},
    )
    for one in filters:
        rows = attio.ask("POST", "/v2/objects/people/records/query", {"filter": one}).body["data"]
        assert [row["id"]["record_id"] for row in rows] == [person], one
    found = attio.ask(
        "POST",
        "/v2/objects/records/search",
        {"query": second, "objects": ["people"], "request_as": {"type": "workspace"}},
    )
    assert [row["id"]["record_id"] for row in found.body["data"]] == [person]


@pytest.mark.parametrize("sent", ONE_PERSON)
def test_a_member_is_named_by_any_form_of_the_address(sent: str) -> None:
    attio = Attio(
        {
            "members": [{"email_address": "a@bücher.de"}],
            "objects": [{"api_slug": "boats", "attributes": [{"api_slug": "key", "type": "text", "is_unique": True}, {"api_slug": "owner", "type": "actor-reference"}]}],
        }
    )  # fmt: skip
    assert attio.simple("boats", "key", {"key": "b", "owner": sent}).status == 200


def test_a_company_has_the_domain_of_an_international_address() -> None:
    attio = Attio(
        {"assumptions": {"person.company_from_email": "deferred"}, "records": {"companies": [{"domains": "bücher.de"}]}}
    )
    assert attio.create("people", {"email_addresses": ["a@bu\u0308cher.de"]}).status == 200
    attio.emulator.flush()
    (company,) = attio.ids("companies")
    assert attio.plain("people")[0]["company"] == [{"target_object": "companies", "target_record_id": company}]


LOCAL_PARTS = st.text(alphabet="aZ09_.!#$%&'*+-/=?^`{|}~@\" \n\\()é,;[]\x00", min_size=1, max_size=70)


@settings(max_examples=examples(200, 5000), deadline=None)
@given(LOCAL_PARTS)
@example("a" * 64)
@example("a" * 65)
@example("a\n")
@example(".a")
@example("a.")
@example("a..b")
def test_what_usually_stands_before_the_at_is_what_the_library_takes(text: str) -> None:
    try:
        validate_email(f"{text}@example.com", check_deliverability=False, test_environment=True, strict=True)
    except EmailNotValidError:
        assert not _is_local_part(text)
    else:
        assert _is_local_part(text)


@settings(max_examples=examples(100, 5000), deadline=None)
@given(st.text(max_size=20), st.text(max_size=20))
def test_an_address_of_ascii_is_compared_as_any(local: str, domain: str) -> None:
    assert address(f"{local}@{domain}") == _international_address(f"{local}@{domain}")
    assert address(domain) == _international_address(domain)


def _all_rules() -> dict[str, list[str]]:
    """Every line that is a rule, by its last label."""
    found: dict[str, list[str]] = {}
    for line in Path(PSLFILE).read_text("utf-8").lower().splitlines():
        rule, *_ = line.split() or [""]
        if rule and not rule.startswith("//"):
            found.setdefault(rule.rpartition(".")[2], []).append(rule)
    return found


def test_the_rules_of_a_top_level_domain_are_those_of_the_list() -> None:
    there = {top: rules for top, rules in _all_rules().items() if top.isascii()}
    assert len(there) > 1000
    assert {top: _rules(top) for top in there} == there
    assert [_rules(top) for top in ("nothing-like-it", "o", "c.m")] == [[], [], []]


def test_the_root_of_a_domain_is_what_the_whole_list_says() -> None:
    whole, found = PublicSuffixList(), 0
    for rules in _all_rules().values():
        # all of a small one; of the large ones, which have thousands alike, some
        for rule in rules[:: 1 + len(rules) // 12]:
            plain = rule.lstrip("!").replace("*", "any")
            for domain in (plain, f"a.{plain}", f"a.b.{plain}", f"A.{plain}.", plain.encode("idna").decode()):
                assert root_domain(domain) == (whole.privatesuffix(domain) or domain), domain
                found += 1
    assert found > 5000
    for domain in ("a.b.nothing-like-it", "localhost", "a..com", "", ".", "com", "xn--p1ai", "a.президент.рф"):
        assert root_domain(domain) == (whole.privatesuffix(domain) or domain), domain
