"""Every attribute type: what it takes in its simple and its public form, what it stores, how it reads back, what it refuses.

The values are in `type_cases`.
"""

from __future__ import annotations

import re
import sys
from typing import Any

import pytest
from attio_emulator import Request
from attio_emulator.errors import as_sent
from attio_emulator.types.countries import _names

from tests.attio_emulator.calls import Answer, Attio, plain_value
from tests.attio_emulator.types.type_cases import (
    DOCUMENTED,
    NORMAL,
    NOT_FOUND,
    PUBLIC,
    PUBLIC_REFUSED,
    SIMPLE_REFUSED,
    WORKSPACE,
)

Refusal = tuple[str, str, Any]
_REFUSED: list[Refusal] = [(slug, wanted, one) for slug, wanted, values in SIMPLE_REFUSED for one in values]
_PUBLIC_REFUSED: list[Refusal] = [(slug, wanted, one) for slug, wanted, values in PUBLIC_REFUSED for one in values]


def label(value: Any) -> str | None:
    return value if isinstance(value, str) and len(value) < 40 and value.isascii() else None


@pytest.fixture
def attio() -> Attio:
    return Attio(WORKSPACE)


def read_back(attio: Attio, answer: Answer, slug: str) -> list[Any]:
    """The values of an answer; the same as the record itself has afterwards."""
    assert answer.status == 200, answer.body
    record = answer.body["data"]
    again = attio.ask("GET", f"/v2/objects/things/records/{record['id']['record_id']}")
    assert again == Answer(200, {"data": record})
    return [plain_value(value) for value in record["values"][slug]]


# -- taken -----------------------------------------------------------------------------------------------------------


@pytest.mark.covers("reference.by_text")
@pytest.mark.parametrize(("kind", "slug", "sent", "shown"), DOCUMENTED, ids=label)
def test_every_example_of_the_user_documentation(attio: Attio, kind: str, slug: str, sent: Any, shown: Any) -> None:
    answer = attio.simple("things", "key", {"key": "k", slug: sent})
    assert read_back(attio, answer, slug) == [shown]
    (row,) = answer.body["data"]["values"][slug]
    assert row["attribute_type"] == {"email": "email-address", "pipeline": "status"}.get(kind, kind)


def test_location_is_the_one_type_without_an_example() -> None:
    types = {one.type for one in WORKSPACE.objects["things"].attributes.values()}
    named = {{"email": "email-address", "pipeline": "status"}.get(kind, kind) for kind, *_ in DOCUMENTED}
    assert types - named == {"location"}


@pytest.mark.covers("reference.by_text")
@pytest.mark.parametrize(("slug", "sent", "shown"), NORMAL, ids=label)
def test_simple_values_are_stored_in_their_normal_form(attio: Attio, slug: str, sent: Any, shown: list[Any]) -> None:
    assert read_back(attio, attio.simple("things", "key", {"key": "k", slug: sent}), slug) == shown


@pytest.mark.parametrize(
    ("sent", "written"),
    [
        ("9007199254740992", "9007199254740992"),
        ("9007199254740993", "9007199254740992"),
        ("-9007199254740993", "-9007199254740992"),
        ("9007199254740995", "9007199254740996"),
        ("1e15", "1000000000000000"),
        ("1152921504606846976.0", "1152921504606846976"),
        ("9223372036854774784", "9223372036854774784"),
        # JavaScript writes their digits up to 1e21: the same numbers
        ("9223372036854775807", "9.223372036854776e+18"),
        ("100000000000000000000000000000000", "1e+32"),
        ("1e21", "1e+21"),
        ("-0", "0"),
        ("-0.0", "0"),
        ("1.50", "1.5"),
        ("1e400", None),
        ("-1e400", None),
        ("NaN", None),
    ],
)
@pytest.mark.parametrize(("slug", "member"), [("number", "value"), ("currency", "currency_value")])
def test_numbers_are_those_of_javascript_as_it_writes_them(
    attio: Attio, slug: str, member: str, sent: str, written: str | None
) -> None:
    body = f'{{"data": {{"values": {{"key": "k", "{slug}": {sent}}}}}}}'.encode()
    answer = attio.emulator.handle(Request.make("POST", "/v2/objects/things/records", body=body, token="t"))
    found = re.findall(rf'"{member}":([^,}}]+)'.encode(), answer.body.partition(f'"{slug}":['.encode())[2])
    assert (answer.status, *found[:1]) == ((400,) if written is None else (200, written.encode()))


@pytest.mark.covers("reference.by_object")
@pytest.mark.parametrize("write", ["assert", "create"])
@pytest.mark.parametrize(("slug", "sent", "shown"), PUBLIC, ids=label)
def test_public_forms(attio: Attio, write: str, slug: str, sent: Any, shown: list[Any]) -> None:
    values = {"key": "k", slug: sent}
    answer = attio.public("things", "key", values) if write == "assert" else attio.create("things", values)
    assert read_back(attio, answer, slug) == shown


@pytest.mark.covers("write.null")
@pytest.mark.parametrize(("slug", "sent", "shown"), NORMAL, ids=label)
@pytest.mark.parametrize("empty", [None, []], ids=["null", "empty list"])
def test_null_and_an_empty_list_unset_a_value(attio: Attio, slug: str, sent: Any, shown: list[Any], empty: Any) -> None:
    attio.simple("things", "key", {"key": "k", slug: sent, "text": "stays"})
    answer = attio.simple("things", "key", {"key": "k", slug: empty})
    assert read_back(attio, answer, slug) == []
    if slug != "text":
        assert read_back(attio, answer, "text") == ["stays"]


def test_each_multiselect_type_takes_several_values_and_each_other_refuses_them(attio: Attio) -> None:
    values: dict[str, list[Any]] = {}
    for slug, sent, _ in (*NORMAL, *((slug, sent, None) for _, slug, sent, _ in DOCUMENTED)):
        values.setdefault(slug, []).extend(sent if isinstance(sent, list) else [sent, sent])
    attributes = WORKSPACE.objects["things"].attributes
    taken = {
        slug for slug, sent in values.items() if attio.simple("things", "key", {"key": "k", slug: sent}).status == 200
    }
    assert taken == {slug for slug in values if attributes[slug].is_multiselect}
    wanted = {row["attribute"]: (row["code"], row["expected"], row["pointer"]) for row in attio.emulator.ledger}
    assert wanted == {slug: ("validation_type", "one value", f"/data/values/{slug}") for slug in set(values) - taken}


# -- refused ---------------------------------------------------------------------------------------------------------


_NO_NUMBER: set[tuple[str, ...]] = {
    ("invalid", "original_phone_number", "Invalid phone number, possibly due to missing country information")
}
_COUNTRY = "a country_code of ISO 3166-1 alpha-2, such as US"
ROWS: dict[tuple[str, str], set[tuple[str, ...]]] = {
    ("phone", "a phone number that its country's numbering plan allows"): _NO_NUMBER,
    ("phone", "a phone number of a country"): _NO_NUMBER,
    ("phone", _COUNTRY): {("invalid", "country_code", f"Expected {_COUNTRY}")},
}
"""(attribute, what would have passed) -> the rows where they are not one that says so."""


def refusal(slug: str, wanted: str, sent: Any, answer: Answer, attio: Attio) -> None:
    """The answer and the row of the ledger for a value of the wrong form."""
    message = f'An invalid value was passed to attribute with slug "{slug}".'
    rows = answer.body.pop("validation_errors")
    assert answer == Answer(
        400, {"status_code": 400, "type": "invalid_request_error", "code": "validation_type", "message": message}
    )
    said = {(row["code"], *row["path"], row["message"]) for row in rows}
    last = attio.emulator.last_refusal
    at = last.found if last is not None else None
    assert said == ROWS.get((slug, wanted), {("invalid", f"Expected {wanted}, found {as_sent(at)}")}) or (
        # a row for each member, see `test_bad_values`; and a number that is none, where only the public form may have another
        (slug in ("name", "location") and isinstance(at, dict)) or (slug == "phone" and said == _NO_NUMBER)
    )
    (row,) = attio.emulator.ledger
    assert (row["mode"], row["object"], row["matching_attribute"]) == ("single", "things", "key")
    assert row["values"] == {"key": "k", slug: sent}
    assert {name: row[name] for name in ("code", "message", "attribute", "expected", "pointer")} == {
        "code": "validation_type",
        "message": message,
        "attribute": slug,
        "expected": wanted,
        "pointer": f"/data/values/{slug}" + ("/0" if isinstance(sent, list) else ""),
    }


@pytest.mark.covers("error 400 validation_type")
@pytest.mark.parametrize(("slug", "wanted", "sent"), _REFUSED, ids=label)
def test_simple_forms_that_do_not_fit(attio: Attio, slug: str, wanted: str, sent: Any) -> None:
    before = attio.stored()
    refusal(slug, wanted, sent, attio.simple("things", "key", {"key": "k", slug: sent}), attio)
    assert attio.stored() == before


@pytest.mark.covers("error 400 validation_type")
@pytest.mark.parametrize(("slug", "wanted", "sent"), _PUBLIC_REFUSED, ids=label)
def test_public_forms_that_do_not_fit(attio: Attio, slug: str, wanted: str, sent: Any) -> None:
    before = attio.stored()
    refusal(slug, wanted, sent, attio.public("things", "key", {"key": "k", slug: sent}), attio)
    assert attio.stored() == before


def test_every_type_has_four_refused_simple_forms_at_least() -> None:
    counts: dict[str, int] = {}
    for slug, _, _ in [*_REFUSED, *((slug, "", sent) for slug, _, _, sent in NOT_FOUND)]:
        kind = WORKSPACE.objects["things"].attributes[slug].type
        counts[kind] = counts.get(kind, 0) + 1
    assert set(counts) == {one.type for one in WORKSPACE.objects["things"].attributes.values()}
    assert min(counts.values()) >= 4


@pytest.mark.covers("reference.never_creates", "error 400 value_not_found")
@pytest.mark.parametrize("form", ["simple", "public"])
@pytest.mark.parametrize(("slug", "message", "wanted", "sent"), NOT_FOUND, ids=label)
def test_what_is_not_there_is_not_found_and_never_made(
    attio: Attio, form: str, slug: str, message: str, wanted: str, sent: Any
) -> None:
    before, values = attio.stored(), {"key": "k", slug: sent}
    write = attio.simple if form == "simple" else attio.public
    answer = write("things", "key", values)
    said = message.format(sent, slug)
    assert answer == Answer(
        400, {"status_code": 400, "type": "invalid_request_error", "code": "value_not_found", "message": said}
    )
    (row,) = attio.emulator.ledger
    assert (row["code"], row["message"], row["attribute"]) == ("value_not_found", said, slug)
    assert (row["expected"], row["pointer"]) == (wanted, f"/data/values/{slug}")
    assert attio.stored() == before


@pytest.mark.covers("error 400 value_not_found")
@pytest.mark.parametrize("sent", ["Open", "lost", "", "00000000-0000-4000-8000-000000000000"])
def test_an_unknown_status_in_attios_words(attio: Attio, sent: str) -> None:
    answer = attio.simple("things", "key", {"key": "k", "pipeline": sent})
    assert (answer.status, answer.body["code"], answer.body["message"]) == (
        400,
        "value_not_found",
        f'Cannot find status attribute with status option title "{sent}".',
    )


def test_the_place_of_one_bad_value_among_several(attio: Attio) -> None:
    answer = attio.simple("things", "key", {"key": "k", "emails": ["a@example.com", "bob", "c@example.com"]})
    assert answer.body["validation_errors"] == [
        {
            "code": "invalid",
            "path": [],
            "message": "Expected a valid email address, found 'bob'",
            "expected": "a valid email address",
            "received": "string",
        }
    ]
    assert attio.emulator.ledger[0]["pointer"] == "/data/values/emails/1"


@pytest.mark.covers("object.every_has")
@pytest.mark.parametrize("write", ["simple", "public"])
def test_a_value_that_only_attio_writes(write: str) -> None:
    attio = Attio()
    call = attio.simple if write == "simple" else attio.public
    answer = call("people", "email_addresses", {"email_addresses": ["a@b.com"], "last_interaction": "x"})
    assert (answer.status, answer.body["code"]) == (400, "system_edit_unauthorized")
    (row,) = attio.emulator.ledger
    assert (row["attribute"], row["expected"]) == ("last_interaction", "nothing: only Attio writes this attribute")


# -- the edges of numbers and phones ---------------------------------------------------------------------------------


def test_money_beyond_a_double_is_refused(attio: Attio) -> None:
    answer = attio.public("things", "key", {"key": "k", "currency": "1" * 400})
    assert (answer.status, answer.body.get("code")) == (400, "validation_type")


def test_an_international_number_has_no_made_up_country(attio: Attio) -> None:
    answer = attio.simple("things", "key", {"key": "k", "phone": "+80012345678"})
    assert answer.status == 400 or answer.body["data"]["values"]["phone"][0]["country_code"] != "001"


def test_a_country_code_that_does_not_exist_is_refused(attio: Attio) -> None:
    sent = {"original_phone_number": "+15558675309", "country_code": "XX"}
    answer = attio.public("things", "key", {"key": "k", "phone": sent})
    assert (answer.status, answer.body.get("code")) == (400, "validation_type")


PLACE = dict.fromkeys(
    ["line_1", "line_2", "line_3", "line_4", "locality", "region", "postcode", "country_code", "latitude", "longitude"]
)


@pytest.mark.parametrize(
    ("part", "value", "expected"),
    [
        ("country_code", "XX", "a country_code of ISO 3166-1 alpha-2, such as US"),
        ("latitude", "90.1", "a latitude from -90 to 90 as text"),
        ("longitude", "-180.5", "a longitude from -180 to 180 as text"),
    ],
)
def test_a_part_of_a_location_that_cannot_be(attio: Attio, part: str, value: str, expected: str) -> None:
    answer = attio.public("things", "key", {"key": "k", "location": {**PLACE, part: value}})
    assert (answer.status, answer.body["code"]) == (400, "validation_type")
    (row,) = answer.body["validation_errors"]
    assert (row["path"][-1], row["message"]) == (part, f"Expected {expected}")
    (kept,) = attio.emulator.ledger
    assert (kept["attribute"], kept["expected"]) == ("location", expected)


@pytest.mark.parametrize("value", [7, "", "  "])
def test_where_a_location_may_be_text_it_is_an_address(value: Any) -> None:
    attio = Attio(WORKSPACE, assumptions={"location.simple": "text"})
    assert attio.simple("things", "key", {"key": "k", "location": value}).status == 400
    (kept,) = attio.emulator.ledger
    assert (kept["attribute"], kept["expected"]) == ("location", "an address as text")
    assert attio.simple("things", "key", {"key": "k", "location": "Paris, France"}).status == 200
    (shown,) = attio.plain("things")[-1]["location"]
    assert (shown["locality"], shown["country_code"]) == ("Paris", "FR")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("San Francisco, CA", {"locality": "San Francisco", "region": "CA"}),
        ("Paris, France", {"locality": "Paris", "country_code": "FR"}),
        ("Berlin, Germany", {"locality": "Berlin", "country_code": "DE"}),
        ("Paris, FR", {"locality": "Paris", "country_code": "FR"}),
        (" , ,", {"line_1": ", ,"}),
        ("a, b, c, d, e, f, g, h", {"line_1": "a", "line_2": "b", "line_3": "c", "line_4": "d, e, f", "locality": "g", "region": "h"}),
        ("Toronto, ON, CA", {"locality": "Toronto", "region": "ON", "country_code": "CA"}),
        ("San Francisco, California, USA", {"locality": "San Francisco", "region": "California", "country_code": "US"}),
        ("221B Baker Street, London, UK", {"line_1": "221B Baker Street", "locality": "London", "country_code": "GB"}),
        ("1 Infinite Loop, Cupertino, CA 95014, USA",
         {"line_1": "1 Infinite Loop", "locality": "Cupertino", "region": "CA", "postcode": "95014", "country_code": "US"}),
        ("Prague, Czechia", {"locality": "Prague", "country_code": "CZ"}),
        ("Amsterdam, the netherlands", {"locality": "Amsterdam", "country_code": "NL"}),
        ("South Korea", {"country_code": "KR"}),
        ("USA", {"country_code": "US"}),
        ("CA", {"line_1": "CA"}),
        ("Edinburgh of the Seven Seas, TA", {"line_1": "Edinburgh of the Seven Seas", "locality": "TA"}),
        ("San Francisco, CA 94105", {"locality": "San Francisco", "region": "CA", "postcode": "94105"}),
        ("1 Main St, San Francisco, CA 94105-1234, US",
         {"line_1": "1 Main St", "locality": "San Francisco", "region": "CA", "postcode": "94105-1234", "country_code": "US"}),
        ("1 Main St, Springfield, ZZ 12345", {"line_1": "1 Main St", "locality": "Springfield", "postcode": "ZZ 12345"}),
        ("Main St 5, 94107 San Francisco, US", {"line_1": "Main St 5", "postcode": "94107 San Francisco", "country_code": "US"}),
        ("1 Infinite Loop, Cupertino, CA, 95014, United States",
         {"line_1": "1 Infinite Loop", "locality": "Cupertino", "region": "CA", "postcode": "95014", "country_code": "US"}),
    ],
)  # fmt: skip
def test_a_city_with_its_state_or_its_country(attio: Attio, text: str, parts: dict[str, str]) -> None:
    assert attio.public("things", "key", {"key": "k", "location": text}).status == 200
    (shown,) = attio.plain("things")[-1]["location"]
    assert {name: value for name, value in shown.items() if value is not None} == parts


def test_names_of_countries_need_no_places_of_phone_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Their package is a third of a second and 100 MB."""
    monkeypatch.delitem(sys.modules, "phonenumbers.geodata", raising=False)
    assert len(_names.__wrapped__()) > 200
    assert "phonenumbers.geodata" not in sys.modules


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("37.331741", "37.331741"),
        ("37.100000000", "37.100000000"),
        ("-12.3456789012", "-12.345678901"),
        ("+0.1234567895", "0.123456790"),
        ("89.99999999999", "90.000000000"),
        ("0." + "1" * 400, "0.111111111"),
    ],
)
def test_degrees_are_kept_with_nine_decimals(attio: Attio, sent: str, kept: str) -> None:
    place = PLACE | {"latitude": sent, "longitude": sent}
    assert attio.public("things", "key", {"key": "k", "location": place}).status == 200
    (shown,) = attio.plain("things")[-1]["location"]
    assert (shown["latitude"], shown["longitude"]) == (kept, kept)
